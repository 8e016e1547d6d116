"""What an article says of somebody it does not name: the marks by which two descriptions can be one."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

import pyarrow as pa

from pipeline.reconcile.claims import Claims
from pipeline.reconcile.intervals import born_between, meet, overlap
from pipeline.reconcile.words import Words, words_of

_LABELS: Final = ("PERSON", "GROUP")
_BESIDE_THE_POINT: Final = frozenset({"NATIONALITY", "QUANTITY"})
_PAIR: Final = re.compile(r"\b(?:both|pair)\b", re.IGNORECASE)
_INJURY_REACH: Final = 6  # words between a part of the body and a word for wounding
_ONE_OF_TWO: Final = frozenset({"one", "other", "another", "second", "first", "third", "former", "latter"})


@dataclass(slots=True)
class Profile:
    """The marks of one description. Ranges are closed, None is open; sets hold entity ids or words.

    Most sets of most profiles stay empty, so they are frozen and the empty ones are one object: a profile takes half a
    kilobyte, not four.
    """

    entity_id: str
    label: str
    doc_ids: frozenset[str] = frozenset()
    published: date | None = None
    count: tuple[float | None, float | None] | None = None
    roles: frozenset[str] = frozenset()
    heads: frozenset[str] = frozenset()
    sides: frozenset[str] = frozenset()
    born: tuple[date | None, date | None] = (None, None)
    ages: frozenset[tuple[float, float]] = frozenset()
    born_years: frozenset[int] = frozenset()
    service: frozenset[int] = frozenset()
    units: frozenset[str] = frozenset()
    captors: frozenset[str] = frozenset()
    captor_sides: frozenset[str] = frozenset()
    fates: frozenset[str] = frozenset()
    days: dict[str, tuple[date | None, date | None]] = field(default_factory=dict)
    places: dict[str, frozenset[str]] = field(default_factory=dict)
    injuries: frozenset[str] = frozenset()
    documents: frozenset[str] = frozenset()
    issued: frozenset[str] = frozenset()
    detainers: frozenset[str] = frozenset()
    moved: frozenset[str] = frozenset()
    claimers: frozenset[str] = frozenset()
    member_of: frozenset[str] = frozenset()
    genders: frozenset[str] = frozenset()
    few: bool = False  # belongs to a group of few
    texts: frozenset[str] = frozenset()
    called: frozenset[str] = frozenset()  # the texts without nationality, number and what follows "of"


@dataclass(slots=True)
class World:
    """What the entity tables say, by entity id."""

    label: Mapping[str, str]
    name: Mapping[str, str]
    country: Mapping[str, str | None]
    precision: Mapping[str, str | None]
    point: Mapping[str, tuple[float | None, float | None]]
    gazetteer: Mapping[str, str | None]
    unit: Mapping[str, tuple[str | None, str | None]]  # number and echelon


def read_world(entities: pa.Table) -> World:
    """The entity columns that comparing needs."""
    ids = entities["entity_id"].to_pylist()

    def by_id(column: str) -> dict[str, Any]:
        return dict(zip(ids, entities[column].to_pylist(), strict=True))

    units = zip(entities["unit_number"].to_pylist(), entities["unit_echelon"].to_pylist(), strict=True)
    points = zip(entities["lat"].to_pylist(), entities["lon"].to_pylist(), strict=True)
    return World(
        by_id("label"), by_id("name"), by_id("country"), by_id("geo_precision"), dict(zip(ids, points, strict=True)),
        by_id("gazetteer_id"), dict(zip(ids, units, strict=True)),
    )  # fmt: skip


def make_profiles(
    described: Mapping[str, str],
    rows: Mapping[str, Sequence[Mapping[str, Any]]],
    claims: Claims,
    world: World,
    words: Words,
) -> dict[str, Profile]:
    """Profiles of described people and groups.

    `described` maps their entity ids to labels; `rows` holds their mentions with the nested mentions under "inside".
    """
    profiles = {entity: Profile(entity, label) for entity, label in described.items() if label in _LABELS}
    for ident, made in profiles.items():
        _read_mentions(made, rows.get(ident, ()), claims, world, words)
    for claim in range(len(claims)):
        for entity, reader in ((claims.subject[claim], _read_as_subject), (claims.object[claim], _read_as_object)):
            profile = profiles.get(entity or "")
            if profile is None or claims.realis[claim] != "actual":
                continue
            if claims.is_support(claim):
                reader(profile, claim, claims, world, words)
            if claims.claimer[claim] is not None:
                profile.claimers |= {str(claims.claimer[claim])}
    _read_documents(profiles, claims)
    return profiles


def inherit(profiles: Mapping[str, Profile], renamed: Mapping[str, str], few_members: int) -> None:
    """Give people what is said of the group they belong to in their article, and the group's final id."""
    for profile in profiles.values():
        if profile.label != "PERSON":
            continue
        groups = [profiles[group] for group in sorted(profile.member_of) if group in profiles]
        for group in groups:
            profile.fates |= group.fates & {"captured"}
            profile.captor_sides |= group.captor_sides
            profile.sides |= group.sides if len(group.sides) == 1 else frozenset()
            profile.detainers |= group.detainers
            if group.published is not None and "captured" in group.days:
                profile.days.setdefault("captured", group.days["captured"])
            if group.count is not None and group.count[1] is not None and group.count[1] <= few_members:
                profile.few = True
        profile.member_of = frozenset(renamed.get(group, group) for group in profile.member_of)


def _read_mentions(
    profile: Profile, rows: Iterable[Mapping[str, Any]], claims: Claims, world: World, words: Words
) -> None:
    for row in rows:
        profile.doc_ids |= {row["doc_id"]}
        published = claims.articles[row["doc_id"]].published
        if published is not None:
            profile.published = min(published, profile.published or published)
        if row["kind"] == "pronoun":
            profile.genders |= {"he" for _ in [0] if row["text"].lower() in ("he", "him", "his")}
            profile.genders |= {"she" for _ in [0] if row["text"].lower() in ("she", "her", "hers")}
            if profile.label == "GROUP" and profile.count is None and _PAIR.fullmatch(row["text"]):
                profile.count = (2.0, 2.0)
            continue
        found = words_of(row["text"])
        profile.texts |= {" ".join(found)}
        outer = found[: found.index("of")] if "of" in found else found
        said = {w for o in row["inside"] if o["label"] in _BESIDE_THE_POINT for w in words_of(o["text"])}
        profile.called |= {" ".join(word for word in outer if word not in said)}
        if outer and not set(outer if profile.label == "PERSON" else outer[-1:]) & _ONE_OF_TWO:
            profile.heads |= {outer[-1]}
        if set(outer) & words.captives:
            profile.fates |= {"captured"}
        for inner in row["inside"]:
            if inner["label"] == "NATIONALITY" and (country := world.country.get(inner["entity_id"] or "")):
                profile.sides |= {country}
            if inner["label"] == "ROLE":
                profile.roles |= set(words_of(inner["text"])) - words.plain_heads
            if (
                inner["label"] == "QUANTITY"
                and profile.label == "GROUP"
                and inner["value_low"] is not None
                and inner["start"] == row["start"]
            ):
                profile.count = (inner["value_low"], inner["value_high"])
        if profile.label == "GROUP" and profile.count is None and _PAIR.match(row["text"]):
            profile.count = (2.0, 2.0)


def _read_as_subject(profile: Profile, claim: int, claims: Claims, world: World, words: Words) -> None:
    predicate, other = claims.predicate[claim], claims.object[claim]
    if predicate == "has_role" and other is not None:
        profile.roles |= set(words_of(world.name[other])) - words.plain_heads
    elif predicate == "has_nationality" and other is not None and world.country.get(other):
        profile.sides |= {str(world.country[other])}
    elif predicate == "has_age" and claims.low[claim] is not None:
        low = float(claims.low[claim] or 0)
        high = claims.high[claim] if claims.high[claim] is not None else low + 30
        profile.ages |= {(low, float(high or low))}
        published = claims.article(claim).published
        if published is not None and profile.label == "PERSON":
            profile.born = meet(profile.born, born_between(published, low, float(high or low)))
    elif predicate in ("born_on", "serves_since") and claims.low[claim] is not None:
        year = {int(claims.low[claim] or 0)}
        if predicate == "born_on":
            profile.born_years |= year
        else:
            profile.service |= year
    elif predicate == "member_of" and other is not None:
        if world.label.get(other) in ("UNIT", "ORG"):
            profile.units |= {other}
        else:
            profile.member_of |= {other}
    elif predicate == "detained_by" and other is not None:
        profile.detainers |= {other}
        if claims.place[claim] is not None:
            _add_place(profile, "held", str(claims.place[claim]))
        profile.fates |= {"captured"}
    elif predicate == "moved_to" and other is not None:
        profile.moved |= {other}


def _read_as_object(profile: Profile, claim: int, claims: Claims, world: World, words: Words) -> None:
    predicate, agent = claims.predicate[claim], claims.subject[claim]
    if predicate not in ("captured", "killed", "wounded"):
        return
    profile.fates |= {predicate}
    if claims.granularity[claim] != "reported" and claims.time_start[claim] is not None:
        window = meet(profile.days.get(predicate, (None, None)), claims.window(claim))
        profile.days[predicate] = window if overlap(window, window) else claims.window(claim)
    if claims.place[claim] is not None:
        _add_place(profile, predicate, str(claims.place[claim]))
    if predicate == "captured" and agent is not None:
        profile.captors |= {agent}
        if world.country.get(agent):
            profile.captor_sides |= {str(world.country[agent])}
    if predicate == "wounded":
        profile.injuries |= injuries(claims.quote[claim], words)


def _add_place(profile: Profile, event: str, place: str) -> None:
    profile.places[event] = profile.places.get(event, frozenset()) | {place}


def injuries(text: str, words: Words) -> set[str]:
    """Parts of the body that a sentence says are hurt."""
    found = words_of(text)
    cues = [at for at, word in enumerate(found) if word in words.injury_cues]
    return {
        words.injuries[word]
        for at, word in enumerate(found)
        if word in words.injuries and any(abs(at - cue) <= _INJURY_REACH for cue in cues)
    }


def _read_documents(profiles: Mapping[str, Profile], claims: Claims) -> None:
    """Documents carried, and where they were issued."""
    carriers: dict[str, list[Profile]] = defaultdict(list)
    for claim in range(len(claims)):
        if claims.predicate[claim] == "carries_document" and claims.realis[claim] == "actual":
            profile = profiles.get(claims.subject[claim] or "")
            document = claims.object[claim]
            if profile is None or document is None:
                continue
            if claims.polarity[claim] == "asserted":
                carriers[document].append(profile)
                profile.documents |= {"a document"}
            else:
                profile.documents |= {"no document"}
    for claim in range(len(claims)):
        if claims.predicate[claim] == "issued_in" and claims.is_support(claim) and claims.object[claim] is not None:
            for profile in carriers.get(claims.subject[claim] or "", ()):
                profile.issued |= {str(claims.object[claim])}
