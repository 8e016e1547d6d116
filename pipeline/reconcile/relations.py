"""Claims about the same things put into relations: one subject, predicate, object, value and stretch of time each."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Any, Final

from pipeline.ids import content_id
from pipeline.reconcile.claims import Claims
from pipeline.reconcile.intervals import overlap
from pipeline.reconcile.profiles import World
from pipeline.reconcile.settings import ReconcileSettings
from pipeline.vocabulary import Vocabulary

# What happens or holds at a time. Claims of these are one relation only where their times meet; all others hold without
# a time of their own (a rank, a parent unit), and a functional one that changes is a matter of comparing.
TIMED: Final = frozenset(
    [
        "present_in",
        "controls",
        "moved_to",
        "captured",
        "detained_by",
        "attacked",
        "killed",
        "wounded",
        "destroyed",
        "fights_against",
        "allied_with",
        "trained_with",
        "met_with",
        "supplied",
        "has_strength",
        "has_losses",
    ]
)
# Of these, what happens to one person or counted group happens once, so that claims without a date join those with one.
_ONCE: Final = frozenset({"captured", "killed", "wounded", "detained_by", "destroyed"})
# What an event of many kinds can be told with: claims of it are one relation only in one place.
_PLACED: Final = frozenset(
    ["attacked", "captured", "killed", "wounded", "destroyed", "met_with", "trained_with", "fights_against"]
)
_COUNTED: Final = frozenset({"has_losses", "has_strength"})  # of one place each, or of none
_RANKED: Final = ("agreed", "single_source")


@dataclass(frozen=True, slots=True)
class Relation:
    """One relation. `claims` are numbers into Claims; `asserting` and `denying` those of them, actual ones only."""

    relation_id: str
    subject: str | None
    predicate: str
    object: str | None
    low: float | None
    high: float | None
    unit: str | None
    kind: str | None
    value: str | None
    place: str | None
    start: date | None
    end: date | None
    asserting: tuple[int, ...]
    denying: tuple[int, ...]
    stories_for: frozenset[str]
    stories_against: frozenset[str]

    @property
    def claims(self) -> tuple[int, ...]:
        """All its claims, in order."""
        return tuple(sorted((*self.asserting, *self.denying)))

    @property
    def status(self) -> str:
        """agreed: two independent articles assert it, none denies it."""
        if self.asserting and self.denying:
            return "contested"
        if self.denying:
            return "denied"
        return _RANKED[0] if len(self.stories_for) > 1 else _RANKED[1]

    @property
    def number(self) -> tuple[float | None, float | None]:
        """Its value as a closed range."""
        return self.low, self.high


def make_relations(
    claims: Claims, specific: frozenset[str], world: World, vocab: Vocabulary, settings: ReconcileSettings
) -> list[Relation]:
    """All relations, by id. `specific` are entities of which there is one in the world (a person, a counted group).

    A claim that is planned, ordered or hypothetical supports nothing and denies nothing: it stays a claim.
    """
    groups: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for claim in range(len(claims)):
        if claims.realis[claim] == "actual":
            key = _key(claim, claims, specific, vocab)
            if key is not None:
                groups[key].append(claim)
    relations: list[Relation] = []
    for key, members in groups.items():
        _, predicate, obj, *_ = key
        if predicate not in TIMED:
            relations.append(_relation(key, None, None, members, claims))
            continue
        is_once = predicate in _ONCE and obj in specific
        is_placed = predicate in _PLACED and world.label.get(obj or "") != "PLACE"
        parts = split_by_place if is_placed else _split_in_one_place
        for place, stab, together in parts(members, claims, settings, is_once=is_once):
            relations.append(_relation(key, place, stab, together, claims))
    return sorted(relations, key=lambda relation: relation.relation_id)


def _key(claim: int, claims: Claims, specific: frozenset[str], vocab: Vocabulary) -> tuple[Any, ...] | None:
    predicate = vocab.predicate(claims.predicate[claim])
    subject, obj = claims.subject[claim], claims.object[claim]
    if subject is None and obj is None:
        return None
    if predicate.symmetric and subject is not None and obj is not None:
        if subject == obj:
            return None  # "Special Operations Forces (SOF)" says that the two names are one: they are
        subject, obj = sorted((subject, obj))
    value = claims.value[claim]
    text = " ".join(value.casefold().split()) if value is not None else None
    numbers = (claims.low[claim], claims.high[claim], claims.unit[claim], claims.kind[claim], text)
    is_counted = predicate.name in _COUNTED and not ({subject, obj} & specific)
    return (subject, predicate.name, obj, *numbers, claims.place[claim] if is_counted else None)


def _split_in_one_place(
    members: Sequence[int], claims: Claims, settings: ReconcileSettings, *, is_once: bool
) -> Iterator[tuple[str | None, date | None, list[int]]]:
    for stab, together in split_by_time(members, claims, settings, is_once=is_once):
        yield None, stab, together


def split_by_place(
    members: Sequence[int], claims: Claims, settings: ReconcileSettings, *, is_once: bool
) -> Iterator[tuple[str | None, date | None, list[int]]]:
    """Claims in sets of one place and one time each.

    A claim that names no place joins the one set it fits by time; where it fits several, it stays by itself.
    """
    by_place: dict[str | None, list[int]] = defaultdict(list)
    for claim in members:
        by_place[claims.place[claim]].append(claim)
    sets = [
        (place, stab, together)
        for place in sorted(by_place, key=str)
        if place is not None
        for stab, together in split_by_time(by_place[place], claims, settings, is_once=is_once)
    ]
    reaches = [_reach(stab, together, claims, settings, is_once=is_once) for _, stab, together in sets]
    for stab, together in split_by_time(by_place.get(None, ()), claims, settings, is_once=is_once):
        mine = _reach(stab, together, claims, settings, is_once=is_once)
        fitting = list(islice((at for at, reach in enumerate(reaches) if overlap(mine, reach)), 2))
        if len(fitting) == 1:
            sets[fitting[0]][2].extend(together)
        else:
            yield None, stab, together
    yield from sets


def _reach(
    stab: date | None, members: Sequence[int], claims: Claims, settings: ReconcileSettings, *, is_once: bool
) -> tuple[date | None, date | None]:
    """The days of which a set of claims can speak: the day all share, or those before publication."""
    is_dated = any(claims.time_start[claim] is not None for claim in members)
    if stab is None or (is_once and not is_dated):
        return None, None
    return (stab if is_dated else stab - timedelta(days=settings.event_days)), stab


def split_by_time(
    members: Sequence[int], claims: Claims, settings: ReconcileSettings, *, is_once: bool
) -> Iterator[tuple[date | None, list[int]]]:
    """Claims in sets whose times have a day in common, with that day (None where no claim has a time).

    Earliest end first, each set takes every claim that holds that day: a long stretch of daily reports is not chained
    into one event. A claim without a date of its own is taken to speak of the days before its publication, or of the
    only dated set there is. What happens once is one set whatever the dates; that the dates differ is compared later.
    """
    dated = [claim for claim in members if claims.time_start[claim] is not None or claims.time_end[claim] is not None]
    has_date = set(dated)
    waiting = [claim for claim in members if claim not in has_date]
    sets: list[tuple[date, list[int]]] = []
    for claim in sorted(dated, key=lambda c: (_end(c, claims), claims.claim_id[c])):
        start, end = claims.window(claim)
        home = next((s for s in sets if (start or date.min) <= s[0] <= (end or date.max)), None)
        if home is None:
            sets.append((_end(claim, claims), [claim]))
        else:
            home[1].append(claim)
    undated: list[tuple[date, list[int]]] = []
    timeless: list[int] = []
    for claim in sorted(waiting, key=lambda c: (claims.article(c).published or date.max, claims.claim_id[c])):
        published = claims.article(claim).published
        if published is None or (is_once and len(sets) <= 1):
            timeless.append(claim)
            continue
        earliest = published - timedelta(days=settings.event_days)
        near = [s for s in sets if earliest <= s[0] <= published] or [
            s for s in undated if earliest <= s[0] <= published
        ]
        if near:
            near[-1][1].append(claim)
        else:
            undated.append((published, [claim]))
    together = [*sets, *undated]
    if timeless:
        if len(together) == 1:
            together[0][1].extend(timeless)
        elif is_once and together:
            together[-1][1].extend(timeless)
        else:
            yield None, timeless
    yield from together


def _end(claim: int, claims: Claims) -> date:
    end = claims.time_end[claim] or claims.time_start[claim]
    assert end is not None
    return end


def _relation(
    key: tuple[Any, ...], site: str | None, stab: date | None, members: Iterable[int], claims: Claims
) -> Relation:
    subject, predicate, obj, low, high, unit, kind, value, counted_in = key
    place = site or counted_in
    ordered = sorted(members)
    asserting = tuple(c for c in ordered if claims.polarity[c] == "asserted")
    denying = tuple(c for c in ordered if claims.polarity[c] == "denied")
    places = {claims.place[c] for c in ordered if claims.place[c] is not None}
    windows = [claims.window(c) for c in asserting or denying if claims.time_start[c] is not None]
    start, end = _common(windows)
    return Relation(
        relation_id=content_id("r", subject, predicate, obj, low, high, unit, kind, value, place, stab),
        subject=subject,
        predicate=predicate,
        object=obj,
        low=low,
        high=high,
        unit=unit,
        kind=kind,
        value=value,
        place=place or (next(iter(places)) if len(places) == 1 else None),
        start=start,
        end=end,
        asserting=asserting,
        denying=denying,
        stories_for=frozenset(claims.article(c).story for c in asserting if claims.certainty[c] != "possible"),
        stories_against=frozenset(claims.article(c).story for c in denying),
    )


def _common(windows: Sequence[tuple[date | None, date | None]]) -> tuple[date | None, date | None]:
    """The days all windows share; all their days where they share none."""
    if not windows:
        return None, None
    starts, ends = [w[0] for w in windows if w[0]], [w[1] for w in windows if w[1]]
    start, end = max(starts, default=None), min(ends, default=None)
    if start is not None and end is not None and start > end:
        return min(starts), max(ends)
    return start, end


def relation_row(relation: Relation, claims: Claims) -> dict[str, Any]:
    """The row of the relations table."""
    dates = [d for c in relation.claims if (d := claims.article(c).published) is not None]
    return {
        "relation_id": relation.relation_id,
        "subject_id": relation.subject,
        "predicate": relation.predicate,
        "object_id": relation.object,
        "value_low": relation.low,
        "value_high": relation.high,
        "value_unit": relation.unit,
        "value_kind": relation.kind,
        "place_id": relation.place,
        "time_start": relation.start,
        "time_end": relation.end,
        "status": relation.status,
        "n_articles": len({claims.doc_id[c] for c in relation.claims}),
        "n_independent": len({claims.article(c).story for c in relation.claims}),
        "n_support": len(relation.asserting),
        "n_deny": len(relation.denying),
        "first_published": min(dates, default=None),
        "last_published": max(dates, default=None),
        "claim_ids": [claims.claim_id[c] for c in relation.claims],
        "claimer_ids": sorted({claimer for c in relation.claims if (claimer := claims.claimer[c]) is not None}),
    }


def times_meet(a: Relation, b: Relation) -> bool:
    """Whether the times of two relations can meet; a relation without a time meets all."""
    return overlap((a.start, a.end), (b.start, b.end))
