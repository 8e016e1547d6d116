"""The tables of a resolution: entities, links and merges, built from numbers rather than from one object a mention."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow as pa

from pipeline.ids import content_id
from pipeline.judgements import Judgements
from pipeline.resolve.bodies import own_sketch, unit_of
from pipeline.resolve.cluster import Clusters
from pipeline.resolve.judged import OWN, entity_id
from pipeline.resolve.judged_mentions import MentionJudge
from pipeline.resolve.persons import Persons
from pipeline.resolve.places import Reading
from pipeline.resolve.sketch import Node, Sketch
from pipeline.resolve.text import fold, is_acronym
from pipeline.schemas import ENTITIES, LINKS, MERGES
from pipeline.tables import rows_to_table

if TYPE_CHECKING:
    from pipeline.resolve.run import Corpus


class _Key(NamedTuple):
    """What makes an entity: its cluster's root, and for one of several persons of a name, which."""

    root: Node
    part: str = ""


@dataclass(slots=True)
class EntityRows:
    """Everything that the tables are made from."""

    mentions: pa.Table
    articles: pa.Table
    corpus: "Corpus"
    settled: Sequence[Sketch]
    per_article: set[int]
    clusters: Clusters
    persons: Persons
    judgements: Judgements
    unknown: frozenset[str]  # handles of judgements that no name or unnamed entity answers to
    judged_joins: list[tuple[int, str, str, str]] = field(default_factory=list)
    numbers: dict[_Key, int] = field(default_factory=dict)
    countries: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))

    def number(self, key: _Key) -> int:
        """The number of an entity, new when it was not seen."""
        return self.numbers.setdefault(key, len(self.numbers))

    def own_number(self, ident: str) -> int:
        """The number of an entity with this id that no name stands for."""
        return self.number(_Key(Node(OWN, ident, ident)))

    def in_order(self, a: int, b: int) -> tuple[int, int]:
        """Two entities by what stands for them, named ones first: the first one keeps its id when they are joined."""
        keys = {number: key for key, number in self.numbers.items()}
        first, second = sorted((a, b), key=lambda number: keys[number])
        return first, second

    def ids(self) -> list[str]:
        """Entity ids by number."""
        return _ids(self)


def make_tables(rows: EntityRows) -> tuple[pa.Table, pa.Table, pa.Table, frozenset[str]]:
    """Entities, links, merges, and the handles of judgements that were only found now."""
    chain_entity = _chain_entities(rows)
    mention_chain = np.array(rows.corpus.mention_chain, dtype=np.int64)
    entity = np.where(mention_chain >= 0, np.array([*chain_entity, -1], dtype=np.int64)[mention_chain], -1)
    _reassign_torn(rows, entity)
    judge = MentionJudge(rows, entity)
    judge.apply()
    ids = _ids(rows)
    linked = np.nonzero(entity >= 0)[0]
    links = pa.table(
        {
            "mention_id": rows.mentions["mention_id"].take(pa.array(linked)),
            "entity_id": pa.array([ids[n] for n in entity[linked]], pa.string()),
        },
        schema=LINKS.schema,
    )
    table = (
        rows.mentions.select(["label", "kind", "text", "doc_id"])
        .take(pa.array(linked))
        .append_column("entity", pa.array(entity[linked]))
    )
    entities = rows_to_table(_entity_rows(rows, table, ids), ENTITIES)
    merges = rows_to_table(_merge_rows(rows, ids, set(entity[linked].tolist())), MERGES)
    order = [(name, "ascending") for name in ("entity_id",)]
    return (
        entities.sort_by(order),
        links.sort_by([("mention_id", "ascending")]),
        merges.sort_by([(n, "ascending") for n in MERGES.sort]),
        frozenset(judge.known),
    )


def _chain_entities(rows: EntityRows) -> list[int]:
    numbers: list[int] = []
    of_sketch: dict[int, int] = {}
    corpus = rows.corpus
    for sketch_number, doc_id, own in zip(corpus.chain_sketch, corpus.chain_doc, corpus.chain_own, strict=True):
        if sketch_number < 0:
            node = Node(OWN, own, own)
            root = rows.clusters.root(node) if node in rows.clusters.parent else node
            numbers.append(rows.number(_Key(root)))
            continue
        if sketch_number in of_sketch:
            numbers.append(of_sketch[sketch_number])
            continue
        key, is_shared = _key(rows, sketch_number, doc_id)
        number = rows.number(key)
        country = rows.settled[sketch_number].country
        if country is not None:
            rows.countries[number].add(country)
        numbers.append(number)
        if is_shared:
            of_sketch[sketch_number] = number
    return numbers


def _key(rows: EntityRows, number: int, doc_id: str) -> tuple[_Key, bool]:
    """The entity of a sketch, and whether it is the same in every article."""
    sketch = rows.settled[number]
    if number in rows.per_article:
        return _Key(rows.clusters.root(own_sketch(sketch, doc_id).nodes[0])), False
    if sketch.kind == "person":
        bearer = rows.persons.surnames.get(number, number)
        named = rows.settled[bearer]
        if not named.nodes:
            return _Key(Node("person", f"{sketch.short[0].canonical}|{doc_id}", sketch.short[0].handle)), False
        root = rows.clusters.root(named.nodes[0])
        parts = rows.persons.parts[root]
        part = parts.group_of[named.facets.key()]
        if parts.n_groups <= 1:
            return _Key(root), True
        if part < 0:
            return _Key(root, doc_id), False
        return _Key(root, min(key for key, n in parts.group_of.items() if n == part)), True
    return _Key(rows.clusters.root(sketch.nodes[0])), True


def _reassign_torn(rows: EntityRows, entity: np.ndarray[Any, Any]) -> None:
    """Where a judgement parts the names of one chain, each name goes to its own entity."""
    if not rows.clusters.refused:
        return
    torn = {n for n, s in enumerate(rows.settled) if len({rows.clusters.root(node) for node in s.nodes}) > 1}
    texts = rows.mentions["text"]
    for at, chain in enumerate(rows.corpus.mention_chain):
        number = rows.corpus.chain_sketch[chain] if chain >= 0 else -1
        if number in torn:
            text = texts[at].as_py()
            node = next((n for n in rows.settled[number].nodes if fold(n.handle) == fold(text)), None)
            if node is not None:
                entity[at] = rows.number(_Key(rows.clusters.root(node)))


def _ids(rows: EntityRows) -> list[str]:
    """Entity ids by number, of the name that was published first: later articles with other names keep the id.

    Names of one form that a judgement parted hash their wording too, but for the first.
    """
    first = _first_published(rows)
    taken: dict[str, Node] = {}
    ids: list[str] = [""] * len(rows.numbers)
    for key, number in sorted(rows.numbers.items()):
        members = rows.clusters.members.get(key.root, [key.root])
        head = min(members, key=lambda node: (node.kind == OWN, first.get(node, date.max), node))
        ident = entity_id(head)
        if key.part:
            ident = content_id("e", head.kind, head.canonical, key.part)
        elif taken.setdefault(ident, key.root) != key.root:
            ident = content_id("e", head.kind, head.canonical, head.handle)
        ids[number] = ident
    return ids


def _first_published(rows: EntityRows) -> dict[Node, date]:
    """The day on which each name was first published."""
    columns: Any = (rows.articles[name].to_pylist() for name in ("doc_id", "published"))
    published = dict(zip(*columns, strict=True))
    of_sketch: dict[int, date] = {}
    for number, doc_id in zip(rows.corpus.chain_sketch, rows.corpus.chain_doc, strict=True):
        day = published[doc_id]
        if number >= 0 and day is not None:
            of_sketch[number] = min(day, of_sketch.get(number, day))
    first: dict[Node, date] = {}
    for number, day in of_sketch.items():
        for node in rows.settled[number].nodes:
            first[node] = min(day, first.get(node, day))
    return first


def _entity_rows(rows: EntityRows, table: pa.Table, ids: Sequence[str]) -> Iterable[dict[str, Any]]:
    wordings: dict[int, list[tuple[str, str, str, int]]] = defaultdict(list)
    counted = table.group_by(["entity", "label", "kind", "text"]).aggregate([([], "count_all")])
    for entity, label, kind, text, count in zip(
        *(counted[c].to_pylist() for c in ("entity", "label", "kind", "text", "count_all")), strict=True
    ):
        wordings[entity].append((label, kind, text, count))
    spread = _spread(rows, table)
    keys = {number: key for key, number in rows.numbers.items()}
    for entity, found in sorted(wordings.items()):
        n_articles, first, last = spread[entity]
        label = _label(found)
        name, aliases = _names(found, label, keys[entity].root)
        yield {
            "entity_id": ids[entity],
            "label": label,
            "name": name,
            "aliases": aliases,
            **_place_columns(rows, keys[entity].root, label, rows.countries.get(entity, set())),
            **_unit_columns(found if label == "UNIT" else []),
            "n_mentions": sum(count for *_, count in found),
            "n_articles": n_articles,
            "first_published": first,
            "last_published": last,
        }


def _spread(rows: EntityRows, table: pa.Table) -> dict[int, tuple[int, Any, Any]]:
    """Articles and publication dates of each entity."""
    pairs = table.select(["entity", "doc_id"]).group_by(["entity", "doc_id"]).aggregate([])
    dated = pairs.join(rows.articles.select(["doc_id", "published"]), "doc_id")
    grouped = dated.group_by("entity").aggregate([("doc_id", "count"), ("published", "min"), ("published", "max")])
    columns = (grouped[c].to_pylist() for c in ("entity", "doc_id_count", "published_min", "published_max"))
    return {entity: (count, first, last) for entity, count, first, last in zip(*columns, strict=True)}


def _label(found: Sequence[tuple[str, str, str, int]]) -> str:
    """The label that most name mentions have (of descriptions where there is no name)."""
    best = [f for f in found if f[1] == "name"] or [f for f in found if f[1] == "nominal"] or list(found)
    counts: dict[str, int] = defaultdict(int)
    for label, _, _, count in best:
        counts[label] += count
    return min(counts, key=lambda label: (-counts[label], label))


def _names(found: Sequence[tuple[str, str, str, int]], label: str, root: Node) -> tuple[str, list[str]]:
    """The best name and all others. For what has no name, the description that tells most."""
    counts: dict[str, int] = defaultdict(int)
    for _, kind, text, count in found:
        if kind == "name" or (kind == "nominal" and root.kind not in ("person", "place", "body", OWN)):
            counts[text] += count
    if not counts:
        texts = sorted({text for _, kind, text, _ in found if kind == "nominal"} or {text for _, _, text, _ in found})
        return max(texts, key=lambda text: (_telling(text), text)), []
    name = min(counts, key=lambda text: (_is_short(text, label), -counts[text], -len(text), text))
    return name, sorted(set(counts) - {name})


def _telling(text: str) -> int:
    """How much a description says: its words, but not those of "one of the ..."."""
    words = [word for word in fold(text).split() if word not in ("one", "of", "the", "two", "some")]
    return len(words) if len(words) <= 8 else 0


def _is_short(text: str, label: str) -> bool:
    if label == "PERSON":
        return " " not in text.strip()
    return is_acronym(text) and label in ("UNIT", "ORG", "PLACE")


def _place_columns(rows: EntityRows, root: Node, label: str, countries: set[str]) -> dict[str, Any]:
    country = next(iter(countries)) if len(countries) == 1 else None
    columns: dict[str, Any] = {
        "gazetteer_id": None,
        "country": country,
        "lat": None,
        "lon": None,
        "geo_precision": None,
        "geo_reason": None,
    }
    reading = _reading(rows, root)
    if reading is not None:
        columns["geo_reason"] = reading.reason or None
    elif label == "PLACE":
        columns["geo_reason"] = "only described: there is no name to look up"
    if reading is not None and reading.place is not None:
        place = reading.place
        columns |= {"country": place.country, "lat": place.lat, "lon": place.lon, "geo_precision": reading.precision}
        columns["gazetteer_id"] = None if reading.is_around else place.gazetteer_id
    return columns


def _reading(rows: EntityRows, root: Node) -> Reading | None:
    """The best reading of all names of a place: one with a place of its own before one that lies about another."""
    if root.kind != "place":
        return None
    canonicals = sorted({node.canonical for node in rows.clusters.members.get(root, [root])})
    readings = [rows.corpus.readings[name] for name in canonicals if name in rows.corpus.readings]
    return min(readings, key=lambda r: (r.place is None, r.is_around), default=None)


def _unit_columns(found: Sequence[tuple[str, str, str, int]]) -> dict[str, Any]:
    units = [unit for _, kind, text, _ in sorted(found) if kind == "name" and (unit := unit_of(text)) is not None]
    best = max(units, key=lambda u: sum(part is not None for part in (u.echelon, u.branch, u.honorific)), default=None)
    return {
        "unit_number": best.number if best else None,
        "unit_echelon": best.echelon if best else None,
        "unit_branch": best.branch if best else None,
    }


def _merge_rows(rows: EntityRows, ids: Sequence[str], present: set[int]) -> Iterable[dict[str, Any]]:
    of_root: dict[Node, list[int]] = defaultdict(list)
    for key, number in sorted(rows.numbers.items()):
        if number in present:
            of_root[key.root].append(number)
    merges: dict[tuple[str, str, str, str], dict[str, Any]] = {}

    def put(number: int, names: tuple[str, str], rule: str, score: float, reason: str) -> None:
        name_a, name_b = sorted(names)
        key = (ids[number], name_a, name_b, rule)
        if name_a != name_b and (key not in merges or merges[key]["score"] < score):
            merges[key] = dict(zip(("entity_id", "name_a", "name_b", "rule"), key, strict=True)) | {
                "score": score,
                "reason": reason,
            }

    def written(node: Node) -> str:
        return (
            node.handle if node.kind == OWN else rows.corpus.surfaces.get((node.kind, fold(node.handle)), node.handle)
        )

    for edge in rows.clusters.edges:
        name_a, name_b = written(edge.a), written(edge.b)
        for number in of_root.get(rows.clusters.root(edge.a), ()):
            put(number, (name_a, name_b), edge.rule, edge.score, _sentence(name_a, name_b, edge.reason))
    for number, name_a, name_b, reason in rows.judged_joins:
        if number in present:
            put(number, (name_a, name_b), "judgement", 1.0, reason)
    for number, bearer in sorted(rows.persons.surnames.items()):
        full, short = written(rows.settled[bearer].nodes[0]), written(rows.settled[number].short[0])
        key, _ = _key(rows, number, "")
        if key in rows.numbers:
            reason = _sentence(
                full,
                short,
                "the only full name with this surname in articles about the same countries, in a consistent role",
            )
            put(rows.numbers[key], (full, short), "surname", 0.7, reason)
    return merges.values()


def _sentence(a: str, b: str, reason: str) -> str:
    return reason if reason.startswith("“") else f"“{a}” and “{b}”: {reason}"
