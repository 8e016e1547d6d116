"""The final entities: descriptions joined across articles, captives parted from their side, documents joined."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.judgements import Judgements
from pipeline.reconcile.claims import Claims
from pipeline.reconcile.counted import (
    Counted,
    captive_fragments,
    groups_of_one_membership,
    join_counted,
    note_members,
    same_event_agents,
)
from pipeline.reconcile.described import Described
from pipeline.reconcile.joining import Join, join_described
from pipeline.reconcile.judged import Judged
from pipeline.reconcile.profiles import Profile, World, inherit, make_profiles, read_world
from pipeline.reconcile.settings import ReconcileSettings
from pipeline.reconcile.words import Words, words_of
from pipeline.schemas import ENTITIES, LINKS, MERGES
from pipeline.tables import rows_to_table

if TYPE_CHECKING:
    from pipeline.reconcile.run import ReconcileInputs


_SCORES = {"one_group_of_prisoners": 0.75, "same_actors": 0.7, "same_count": 0.65, "same_members": 0.8}


@dataclass(slots=True)
class Joined:
    """Final tables; `link_of` from mention to entity; `renamed` from an entity's id to that of the one it went into."""

    entities: pa.Table
    links: pa.Table
    merges: pa.Table
    link_of: dict[str, str]
    renamed: dict[str, str]


def join_entities(
    inputs: "ReconcileInputs",
    described: Described,
    claims: Claims,
    words: Words,
    judgements: Judgements,
    settings: ReconcileSettings,
) -> Joined:
    """Join what is only described, by what is claimed of it, and rebuild the entity tables."""
    link_of: dict[str, str] = {**described.link_of, **described.pulled}
    claims.relink(link_of)
    world = _with_described(read_world(inputs.entities), described)
    judged = Judged(judgements, link_of)
    renamed, joins = _join_people(described, link_of, claims, world, words, judged, settings)
    documents = _join_documents(described, claims, renamed, world, words.papers)
    renamed |= documents
    final = {mention: renamed.get(entity, entity) for mention, entity in link_of.items()}
    entities = _entity_table(inputs, described, final, renamed, world)
    return Joined(
        entities, _link_table(final), _merge_table(inputs, joins, documents, renamed, world, entities), final, renamed
    )


def _join_people(
    described: Described,
    link_of: Mapping[str, str],
    claims: Claims,
    world: World,
    words: Words,
    judged: Judged,
    settings: ReconcileSettings,
) -> tuple[dict[str, str], list[Join]]:
    """Fragments within articles, then groups across articles, then people, whom their groups help to tell."""
    joins = [
        join
        for join in captive_fragments(make_profiles(described.entities, described.rows, claims, world, words), words)
        if not judged.holds_apart(join.a, join.b)
    ]
    renamed = {e: head for join in joins for e, head in ((join.b, join.a), (join.a, join.a))}
    _merge_described(described, renamed)
    claims.relink(link_of, renamed)
    profiles = make_profiles(described.entities, described.rows, claims, world, words)
    note_members(profiles, words)
    groups = {entity: p for entity, p in profiles.items() if p.label == "GROUP"}
    people = {entity: p for entity, p in profiles.items() if p.label == "PERSON"}
    for part in (groups, people):
        if part is people:
            inherit(profiles, renamed, settings.few_members)
        more, found = join_described(part, world, words, judged, settings)
        renamed = _compose(renamed, more)
        joins += found
    extra = [
        *join_counted(_counted(profiles, claims, world), judged, settings),
        *same_event_agents(claims, profiles, renamed, world, settings),
        *groups_of_one_membership(profiles, renamed, world, judged, settings),
    ]
    return _follow(renamed, extra, profiles, joins), joins


def _compose(first: Mapping[str, str], second: Mapping[str, str]) -> dict[str, str]:
    """One renaming after the other."""
    return {**second, **{entity: second.get(head, head) for entity, head in first.items()}}


def _merge_described(described: Described, renamed: Mapping[str, str]) -> None:
    for entity, head in renamed.items():
        if entity != head:
            described.rows[head] += described.rows.pop(entity, [])
            described.entities.pop(entity, None)


def _with_described(world: World, described: Described) -> World:
    """The world with the groups that were pulled out of a side's forces."""
    pulled = sorted(set(described.pulled.values()))
    names = {entity: str(described.rows[entity][0]["text"]) for entity in pulled}
    nothing = dict.fromkeys(pulled)
    return World(
        {**world.label, **dict.fromkeys(pulled, "GROUP")}, {**world.name, **names}, {**world.country, **nothing},
        {**world.precision, **nothing}, {**world.point, **dict.fromkeys(pulled, (None, None))},
        {**world.gazetteer, **nothing}, world.unit,
    )  # fmt: skip


def _counted(profiles: Mapping[str, Profile], claims: Claims, world: World) -> list[Counted]:
    """Described groups with a strength or a loss, with their side."""
    places: dict[str, set[str]] = defaultdict(set)
    for claim in range(len(claims)):
        if claims.predicate[claim] == "present_in" and claims.subject[claim] and claims.object[claim]:
            places[str(claims.subject[claim])].add(str(claims.object[claim]))
    counted: dict[tuple[str, str], Counted] = {}
    for claim in range(len(claims)):
        entity = claims.subject[claim] or ""
        profile = profiles.get(entity)
        if profile is None or profile.label != "GROUP" or not claims.is_support(claim) or len(profile.sides) != 1:
            continue
        if (
            claims.predicate[claim] not in ("has_strength", "has_losses")
            or claims.low[claim] is claims.high[claim] is None
        ):
            continue
        where = places[entity] | ({str(claims.place[claim])} if claims.place[claim] else set())
        kind = "strength" if claims.predicate[claim] == "has_strength" else f"losses: {claims.kind[claim]}"
        counted.setdefault(
            (entity, kind),
            Counted(
                entity, next(iter(profile.sides)), kind, claims.low[claim], claims.high[claim], profile.published,
                frozenset(where), frozenset(str(c) for p in where if (c := world.country.get(p))),
            ),
        )  # fmt: skip
    return list(counted.values())


def _follow(
    renamed: dict[str, str], more: Sequence[Join], profiles: Mapping[str, Profile], joins: list[Join]
) -> dict[str, str]:
    """Further joins put on top of those made."""
    parent = dict(renamed)

    def root(entity: str) -> str:
        while parent.get(entity, entity) != entity:
            entity = parent[entity]
        return entity

    for join in sorted(more, key=lambda j: (j.a, j.b)):
        a, b = root(join.a), root(join.b)
        if a != b:
            first, second = sorted((a, b), key=lambda e: (_published(profiles, e), e))
            parent[second] = first
            parent.setdefault(first, first)
        joins.append(join)
    return {entity: root(entity) for entity in parent if root(entity) != entity or entity in renamed}


def _published(profiles: Mapping[str, Profile], entity: str) -> date:
    profile = profiles.get(entity)
    return profile.published if profile is not None and profile.published is not None else date.max


def _join_documents(
    described: Described, claims: Claims, renamed: Mapping[str, str], world: World, paper: frozenset[str]
) -> dict[str, str]:
    """Documents of one carrier whose words agree are one document."""
    carried: dict[tuple[str, str], set[str]] = defaultdict(set)
    for claim in range(len(claims)):
        document, carrier = claims.object[claim], claims.subject[claim]
        if claims.predicate[claim] == "carries_document" and document in described.entities and carrier is not None:
            carried[renamed.get(carrier, carrier), claims.polarity[claim]].add(document)
    joined: dict[str, str] = {}
    for documents in carried.values():
        first: list[str] = []
        for document in sorted(documents):
            text = set(words_of(world.name.get(document, "")))
            home = next(
                (other for other in first if _alike(text, set(words_of(world.name.get(other, ""))), paper)), None
            )
            if home is None:
                first.append(document)
            else:
                joined[document] = home
    return joined


def _alike(a: set[str], b: set[str], paper: frozenset[str]) -> bool:
    """Whether two documents' words name one kind: without words for a paper, those of one are in the other."""
    return (a - paper <= b - paper or b - paper <= a - paper) and bool(a & paper) == bool(b & paper)


# --- tables ----------------------------------------------------------------------------------------------------------


def _link_table(final: Mapping[str, str]) -> pa.Table:
    ordered = sorted(final)
    return pa.table({"mention_id": ordered, "entity_id": [final[m] for m in ordered]}, schema=LINKS.schema)


def _entity_table(
    inputs: "ReconcileInputs", described: Described, final: Mapping[str, str], renamed: Mapping[str, str], world: World
) -> pa.Table:
    """Rows of `resolve` as they are, but for entities that won or lost mentions, which are counted anew."""
    touched = set(renamed) | set(renamed.values()) | set(described.pulled.values())
    touched |= {described.link_of[m] for m in described.pulled}
    kept = inputs.entities.filter(
        pc.invert(pc.is_in(inputs.entities["entity_id"], value_set=pa.array(sorted(touched), pa.string())))
    )
    mentions = inputs.mentions
    table = mentions.select(["mention_id", "doc_id", "text", "kind", "label"])
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    wanted = pa.array([m for m, entity in sorted(final.items()) if entity in touched], pa.string())
    for row in table.filter(pc.is_in(table["mention_id"], value_set=wanted)).to_pylist():
        rows[final[row["mention_id"]]].append(row)
    old = (
        {row["entity_id"]: row for row in inputs.entities.to_pylist() if row["entity_id"] in touched} if touched else {}
    )
    published = dict(zip(inputs.articles["doc_id"].to_pylist(), inputs.articles["published"].to_pylist(), strict=True))
    members: dict[str, list[str]] = defaultdict(list)
    for entity, head in sorted(renamed.items()):
        members[head].append(entity)
    made = [_entity_row(entity, found, old, members, published) for entity, found in sorted(rows.items())]
    return pa.concat_tables([kept, rows_to_table(made, ENTITIES)]).sort_by([("entity_id", "ascending")])


def _entity_row(
    entity: str,
    rows: Sequence[Mapping[str, Any]],
    old: Mapping[str, Mapping[str, Any]],
    members: Mapping[str, list[str]],
    published: Mapping[str, Any],
) -> dict[str, Any]:
    parts = [old[e] for e in sorted({entity, *members.get(entity, ())}) if e in old]
    blank: dict[str, Any] = {c.name: None for c in ENTITIES.columns}
    base = dict(old.get(entity) or (parts[0] if parts else blank))
    names = {row["text"] for row in rows if row["kind"] == "name"} or {part["name"] for part in parts}
    nominals = {row["text"] for row in rows if row["kind"] == "nominal"} or {row["text"] for row in rows}
    is_whole = entity in old and not members.get(entity)
    name = (
        base["name"]
        if is_whole and base["name"] in {row["text"] for row in rows}
        else _best(names if len(parts) else nominals)
    )
    dates = sorted(d for row in rows if (d := published[row["doc_id"]]) is not None)
    return base | {
        "entity_id": entity,
        "label": base["label"] or Counter(row["label"] for row in rows).most_common(1)[0][0],
        "name": name,
        "aliases": sorted(
            {*(a for part in parts for a in part["aliases"] or ()), *(part["name"] for part in parts)} - {name}
        ),
        "n_mentions": len(rows),
        "n_articles": len({row["doc_id"] for row in rows}),
        "first_published": dates[0] if dates else None,
        "last_published": dates[-1] if dates else None,
    }


def _best(texts: Iterable[str]) -> str:
    """The description that tells most: numbers first, then words."""
    plain = {"one", "of", "the", "some", "a", "an", "other", "soldier", "soldiers", "prisoner", "man", "men"}
    small = {"two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"}

    def telling(text: str) -> tuple[int, str]:
        words = [word for word in words_of(text) if word not in plain | small]
        has_number = any(char.isdigit() for char in text) or bool(small & set(words_of(text)))
        return (len(words) + 2 * has_number if len(text) < 80 else 0), text

    return max(sorted(texts), key=telling)


def _merge_table(
    inputs: "ReconcileInputs",
    joins: Sequence[Join],
    documents: Mapping[str, str],
    renamed: Mapping[str, str],
    world: World,
    entities: pa.Table,
) -> pa.Table:
    present = set(entities["entity_id"].to_pylist())
    rows: dict[tuple[str, str, str, str], dict[str, Any]] = {}

    def put(a: str, b: str, rule: str, score: float, reason: str) -> None:
        entity = renamed.get(a, a)
        names = sorted(f"{world.name.get(e, e)} [{e}]" for e in (a, b))
        key = (entity, names[0], names[1], rule)
        if entity in present:
            rows[key] = dict(zip(("entity_id", "name_a", "name_b", "rule"), key, strict=True)) | {
                "score": score,
                "reason": reason,
            }

    for join in joins:
        put(join.a, join.b, join.rule, _SCORES.get(join.rule, round(min(0.95, 0.4 + join.score / 20), 3)), join.reason)
    for a, b in sorted(documents.items()):
        put(a, b, "same_carrier", 0.8, "One and the same person carried a document described in these words.")
    old = [row for row in inputs.merges.to_pylist() if row["entity_id"] in present]
    return rows_to_table([*old, *rows.values()], MERGES).sort_by([(n, "ascending") for n in MERGES.sort])
