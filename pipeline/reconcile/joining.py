"""Unnamed people and counted groups of several articles, joined where enough agrees and nothing excludes it.

"Not enough to tell" keeps two apart. Two descriptions of one article are always two: the article itself tells them
apart. Pairs are scored by the marks they share (configs/reconcile/evidence.yaml), best first; a pair is joined only if
no two members of the groups it would make one exclude each other.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.reconcile.intervals import days_between, overlap
from pipeline.reconcile.judged import Judged
from pipeline.reconcile.profiles import Profile, World
from pipeline.reconcile.settings import ReconcileSettings
from pipeline.reconcile.words import Words

NEXT_BY_DATE = 30
_MOST_CHECKED = 12  # members of a group that are set against those of another
_REACH = 4  # times join_days: a dated event may be told of that much later
_COMMON = frozenset({"role", "age", "captured", "killed", "wounded"})  # marks that many share: half the reach
_NEAR_DAYS = 3
_SHARP_DAYS = 3
_AGE_SLACK_YEARS = 1.0
_FAR_KM = 100.0
_NOWHERE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Join:
    """Two descriptions that are one: their entity ids, the points, and why."""

    a: str
    b: str
    score: float
    reason: str
    rule: str = "described_alike"


def join_described(
    profiles: Mapping[str, Profile], world: World, words: Words, judged: Judged, settings: ReconcileSettings
) -> tuple[dict[str, str], list[Join]]:
    """The entity id that each joined description gets, and the joins that were made."""
    groups = {entity: [entity] for entity in profiles}
    root = {entity: entity for entity in profiles}
    articles = {entity: set(profile.doc_ids) for entity, profile in profiles.items()}
    joins: list[Join] = []
    found = [
        join
        for a, b in _candidates(profiles, settings)
        if (join := weigh(profiles[a], profiles[b], world, words, settings))
    ]
    for join in sorted(found, key=lambda j: (-j.score, j.a, j.b)):
        a, b = root[join.a], root[join.b]
        if a == b:
            joins.append(join)
            continue
        if articles[a] & articles[b] or not _may_join(groups[a], groups[b], profiles, world, judged, settings):
            continue
        low, high = sorted((a, b))
        for entity in groups[high]:
            root[entity] = low
        groups[low] += groups.pop(high)
        articles[low] |= articles.pop(high)
        joins.append(join)
    final = {entity: _head(groups[root[entity]], profiles) for entity in profiles if len(groups[root[entity]]) > 1}
    return final, joins


def _may_join(
    left: Sequence[str],
    right: Sequence[str],
    profiles: Mapping[str, Profile],
    world: World,
    judged: Judged,
    settings: ReconcileSettings,
) -> bool:
    """Whether no member of one group excludes one of the other. Of large groups the first members stand for all."""
    return not any(
        judged.holds_apart(x, y) or excludes(profiles[x], profiles[y], world, settings)
        for x in left[:_MOST_CHECKED]
        for y in right[:_MOST_CHECKED]
    )


def _head(members: Iterable[str], profiles: Mapping[str, Profile]) -> str:
    """The member that gives its id: the earliest published, then the least."""
    return min(members, key=lambda entity: (profiles[entity].published or date.max, entity))


def _candidates(profiles: Mapping[str, Profile], settings: ReconcileSettings) -> Iterator[tuple[str, str]]:
    """Pairs that share a mark worth comparing, each with the next ones by publication only, within the join's reach."""
    blocks: dict[tuple[object, ...], list[str]] = defaultdict(list)
    for entity, profile in profiles.items():
        for key in _block_keys(profile):
            blocks[key].append(entity)
    most_days = _REACH * settings.join_days
    seen: set[tuple[str, str]] = set()
    for key, block in blocks.items():
        ordered = sorted(block, key=lambda e: (profiles[e].published or date.max, e))
        reach = settings.block_members // (2 if key[0] in _COMMON else 1)
        for at, a in enumerate(ordered):
            for b in ordered[at + 1 : at + 1 + reach]:
                distance = days_between(profiles[a].published, profiles[b].published)
                if distance is not None and distance > most_days:
                    continue
                pair = (min(a, b), max(a, b))
                if pair not in seen:
                    seen.add(pair)
                    yield pair


def _block_keys(profile: Profile) -> Iterator[tuple[object, ...]]:
    """Rare marks by themselves; common ones (a role, an age, a day) together with the side."""
    if profile.label == "GROUP":
        for fate in profile.fates if profile.count is not None else ():
            yield "count", profile.count, fate
        return
    if profile.few:
        for mark in profile.documents:
            for group in profile.member_of:
                yield "carrier", mark, group
    rare: tuple[tuple[str, Iterable[object]], ...] = (
        ("service", profile.service),
        ("injury", profile.injuries),
        ("issued", profile.issued),
        ("unit", profile.units),
        ("born", profile.born_years),
    )
    days: list[tuple[str, Iterable[object]]] = [(fate, {start}) for fate, (start, _) in profile.days.items()]
    common: list[tuple[str, Iterable[object]]] = [("role", profile.roles), ("age", profile.ages), *days]
    for name, marks in rare:
        for one in marks:
            yield name, one
    for name, found in common:
        for one in found:
            for side in profile.sides or {""}:
                yield name, one, side


def weigh(a: Profile, b: Profile, world: World, words: Words, settings: ReconcileSettings) -> Join | None:
    """The join of two descriptions; None when one excludes the other or too little agrees."""
    if a.label != b.label or a.doc_ids & b.doc_ids:
        return None
    marks = list(_marks(a, b, world, words))
    score = sum(words.evidence[name].weight for name, _ in marks)
    if score < settings.join_score or not any(words.evidence[name].tells for name, _ in marks):
        return None
    if excludes(a, b, world, settings):
        return None
    reasons = [words.evidence[name].reason.format(value=value) for name, value in marks if words.evidence[name].reason]
    text = "; ".join(reasons)
    return Join(min(a.entity_id, b.entity_id), max(a.entity_id, b.entity_id), score, text[:1].upper() + text[1:] + ".")


def _marks(a: Profile, b: Profile, world: World, words: Words) -> Iterator[tuple[str, str]]:
    """The marks on which two profiles agree, with what they agree on."""

    def named(ids: Iterable[str]) -> str:
        return " and ".join(sorted(world.name.get(i, i) for i in ids))

    if shared := (a.roles & b.roles) - words.plain_heads:
        yield "role", " ".join(sorted(shared))
    elif called := distinct_texts(a, words) & distinct_texts(b, words):
        yield "words", " and ".join(sorted(f"“{text}”" for text in called))
    if years := a.service & b.service:
        yield "service", " and ".join(str(year) for year in sorted(years))
    if years := a.born_years & b.born_years:
        yield "birth_year", " and ".join(str(year) for year in sorted(years))
    yield from _age_marks(a, b)
    for fate in ("captured", "killed"):
        yield from _event_marks(fate, a, b, world)
    if exact := {c for c in a.captors & b.captors if world.label.get(c) in ("UNIT", "ORG", "PERSON")}:
        yield "captor", named(exact)
    elif a.captor_sides & b.captor_sides:
        yield "captor_side", ""
    if "captured" in a.fates & b.fates:
        yield "captured", ""
    if "wounded" in a.fates & b.fates:
        yield "wounded", ""
    if shared := a.injuries & b.injuries:
        yield "injury", " and ".join(sorted(shared))
    if shared := a.documents & b.documents:
        is_only = a.few and b.few and a.member_of & b.member_of and a.label == "PERSON"
        yield ("only_carrier" if is_only else "document"), " and ".join(sorted(shared))
    for name, left, right in (
        ("issued", a.issued, b.issued), ("unit", a.units, b.units), ("detainer", a.detainers, b.detainers),
        ("held_in", a.places.get("held", _NOWHERE), b.places.get("held", _NOWHERE)),
        ("moved", a.moved, b.moved), ("claimer", a.claimers, b.claimers), ("member", a.member_of, b.member_of),
    ):  # fmt: skip
        if left & right:
            yield name, named(left & right)
    if a.sides & b.sides:
        yield "nationality", "of the same nationality"
    if a.label == "GROUP" and a.count is not None and a.count == b.count and a.count[0] == a.count[1]:
        yield "count", f"{a.count[0]:g}"
    distance = days_between(a.published, b.published)
    if distance is not None and distance <= _NEAR_DAYS:
        yield "near", ""


def distinct_texts(profile: Profile, words: Words) -> set[str]:
    """What a description calls somebody, where it is more than "soldier" or "prisoner": "radio operator"."""
    return {text for text in profile.called if text and not set(text.split()) <= words.plain_heads}


def _age_marks(a: Profile, b: Profile) -> Iterator[tuple[str, str]]:
    if not a.ages or not b.ages or a.label != "PERSON":
        return
    text = " and ".join(sorted({f"{low:g}" for low, _ in a.ages | b.ages}))
    if a.ages & b.ages:
        yield "age", text
    else:
        yield "age_near", text


def _event_marks(fate: str, a: Profile, b: Profile, world: World) -> Iterator[tuple[str, str]]:
    prefix = "capture" if fate == "captured" else "killed"
    days_a, days_b = a.days.get(fate), b.days.get(fate)
    if (
        days_a is not None
        and days_b is not None
        and overlap(days_a, days_b)
        and _is_sharp(days_a)
        and _is_sharp(days_b)
    ):
        yield f"{prefix}_day", str(max(day for day in (days_a[0], days_b[0]) if day is not None))
    shared = a.places.get(fate, _NOWHERE) & b.places.get(fate, _NOWHERE)
    if shared:
        name = " and ".join(sorted(world.name.get(place, place) for place in shared))
        is_town = any(world.precision.get(place) in ("place", None) for place in shared)
        yield ("killed_place" if fate == "killed" else "capture_town" if is_town else "capture_region"), name
    elif _are_other_towns(a.places.get(fate, _NOWHERE), b.places.get(fate, _NOWHERE), world):
        yield "other_town", ""


def _are_other_towns(a: frozenset[str], b: frozenset[str], world: World) -> bool:
    """Whether both tell a place of the event, none a region, and no place is told by both."""
    return bool(a and b) and all(world.precision.get(place) in ("place", None) for place in a | b)


def _is_sharp(days: tuple[date | None, date | None]) -> bool:
    distance = days_between(*days)
    return distance is not None and distance <= _SHARP_DAYS


def excludes(a: Profile, b: Profile, world: World, settings: ReconcileSettings) -> bool:
    """Whether two descriptions cannot be one: one article tells them apart, or a mark contradicts."""
    if a.doc_ids & b.doc_ids:
        return True
    if a.label == "GROUP" and a.count is not None and b.count is not None and not overlap(a.count, b.count):
        return True
    if a.sides and b.sides and not a.sides & b.sides:
        return True
    if a.genders and b.genders and not a.genders & b.genders:
        return True
    if _units_exclude(a.units, b.units, world):
        return True
    return _person_excludes(a, b) or _events_exclude(a, b, world, settings)


def _units_exclude(a: Iterable[str], b: Iterable[str], world: World) -> bool:
    """Whether two sets of units are all of one echelon and of unequal numbers: the 47th and the 57th Brigade."""
    pairs = [(world.unit.get(x, (None, None)), world.unit.get(y, (None, None))) for x in a for y in b]
    return bool(pairs) and all(None not in (*x, *y) and x[0] != y[0] and x[1] == y[1] for x, y in pairs)


def _person_excludes(a: Profile, b: Profile) -> bool:
    if a.label != "PERSON":
        return False
    if a.service and b.service and not any(abs(x - y) <= 1 for x in a.service for y in b.service):
        return True
    if a.roles and b.roles and not a.roles & b.roles and not (a.service & b.service):
        return True
    if (
        a.ages
        and b.ages
        and not any(
            overlap((low - _AGE_SLACK_YEARS, high + _AGE_SLACK_YEARS), other)
            for low, high in a.ages
            for other in b.ages
        )
    ):
        return True
    if a.born_years and b.born_years and not a.born_years & b.born_years:
        return True
    for aged, dated in ((a, b), (b, a)):
        if (
            aged.born != (None, None)
            and dated.born_years
            and not any(overlap(aged.born, (date(year - 1, 1, 1), date(year + 1, 12, 31))) for year in dated.born_years)
        ):
            return True
    if a.injuries and b.injuries and not a.injuries & b.injuries:
        return True
    return "no document" in (a.documents ^ b.documents) and "a document" in (a.documents ^ b.documents)


def _events_exclude(a: Profile, b: Profile, world: World, settings: ReconcileSettings) -> bool:
    for fate in ("captured", "killed"):
        days_a, days_b = a.days.get(fate), b.days.get(fate)
        if (
            days_a is not None
            and days_b is not None
            and not overlap(days_a, days_b)
            and not _is_next_day(days_a, days_b)
        ):
            return True
        for days, other in ((days_a, b), (days_b, a)):
            if days is None or days[0] is None or fate not in other.fates or other.published is None:
                continue
            if days[0] > other.published or (other.published - days[0]).days > _REACH * settings.join_days:
                return True
        if fate in a.fates & b.fates and (days_a is None or days_b is None):
            distance = days_between(a.published, b.published)
            if distance is not None and distance > settings.join_days:
                return True
        if _places_exclude(a.places.get(fate, _NOWHERE), b.places.get(fate, _NOWHERE), world):
            return True
    if ("killed" in a.fates) != ("killed" in b.fates) and "captured" in (a.fates | b.fates):
        return True
    return bool(a.captor_sides and b.captor_sides and not a.captor_sides & b.captor_sides)


def _is_next_day(a: tuple[date | None, date | None], b: tuple[date | None, date | None]) -> bool:
    gaps = [days_between(a[1], b[0]), days_between(b[1], a[0])]
    return any(gap is not None and gap <= 1 for gap in gaps)


def _places_exclude(a: Iterable[str], b: Iterable[str], world: World) -> bool:
    """Whether two sets of places are all far from each other."""
    points_a, points_b = [_town(place, world) for place in a], [_town(place, world) for place in b]
    known = [(p, q) for p in points_a for q in points_b if p is not None and q is not None]
    return bool(known) and len(known) == len(points_a) * len(points_b) and all(km(p, q) > _FAR_KM for p, q in known)


def _town(place: str, world: World) -> tuple[float, float] | None:
    lat, lon = world.point.get(place, (None, None))
    return (lat, lon) if world.precision.get(place) == "place" and lat is not None and lon is not None else None


def km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle distance of two points in degrees."""
    from math import asin, cos, radians, sin, sqrt

    lat_a, lon_a, lat_b, lon_b = (radians(degrees) for degrees in (*a, *b))
    half = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin((lon_b - lon_a) / 2) ** 2
    return 12742.0 * asin(min(1.0, sqrt(half)))
