"""Two relations about one matter, compared: same, refines, conflicts or not comparable, each with a sentence.

A false conflict costs more than a missed one: where time, place, measure or claimer differ, two values are not
comparable, and a number said to be rough is given some room.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from pipeline.reconcile.claims import Claims
from pipeline.reconcile.intervals import born_between, days_between, meet, overlap, within
from pipeline.reconcile.profiles import World
from pipeline.reconcile.relations import Relation
from pipeline.reconcile.settings import ReconcileSettings
from pipeline.reconcile.words import Words, words_of

Verdict = Literal["same", "refines", "conflicts", "not_comparable"]
_OF_ONE: Final = frozenset({"has_age", "born_on", "serves_since"})
_PART_OF: Final = {"killed": "killed_or_wounded", "wounded": "killed_or_wounded"}


@dataclass(frozen=True, slots=True)
class Context:
    """What comparing needs to know besides the two relations. `inside` maps a place to the places around it."""

    claims: Claims
    world: World
    words: Words
    settings: ReconcileSettings
    inside: Mapping[str, frozenset[str]]
    value_texts: Mapping[str, str]

    def said(self, relation: Relation) -> str:
        """Who says it, where and when: "Northline (17 October 2024, citing the ministry)"."""
        claim = (relation.asserting or relation.denying)[0]
        article = self.claims.article(claim)
        day = f"{article.published.day} {article.published:%B %Y}" if article.published else "undated"
        citing = f", citing {self.claims.claimer_text[claim]}" if self.claims.claimer_text[claim] else ""
        more = len({self.claims.doc_id[c] for c in relation.asserting}) - 1
        others = f" and {more} more" if more > 0 else ""
        return f"{article.publisher or article.title or 'an article'} ({day}{citing}){others}"

    def dates(self, relation: Relation) -> list[date]:
        """Publication dates of a relation's claims."""
        return sorted(d for c in relation.asserting if (d := self.claims.article(c).published) is not None)

    def apart(self, a: Relation, b: Relation) -> int | None:
        """Least number of days between what the two are dated by: their own time, else publication."""
        if a.start and b.start and a.end and b.end:
            return (
                0
                if overlap((a.start, a.end), (b.start, b.end))
                else min(abs((a.start - b.end).days), abs((b.start - a.end).days))
            )
        gaps = [abs((x - y).days) for x in self.dates(a) for y in self.dates(b)]
        return min(gaps, default=None)

    def claimers(self, relation: Relation) -> set[str]:
        """Entities that say it."""
        return {c for n in relation.asserting if (c := self.claims.claimer[n]) is not None}

    def is_sure(self, relation: Relation) -> bool:
        """Whether somebody says it without "possibly"."""
        return any(self.claims.certainty[c] != "possible" for c in relation.asserting)

    def is_about(self, relation: Relation) -> bool:
        """Whether the number is a rough one."""
        mentions = (self.claims.object_mention[c] for c in relation.asserting)
        return any(self.words.about & set(words_of(self.value_texts.get(m or "", ""))) for m in mentions)

    def places_meet(self, a: str | None, b: str | None) -> bool | None:
        """Whether one place lies in the other; None when that is not known."""
        if a is None or b is None:
            return None
        if a == b or b in self.inside.get(a, ()) or a in self.inside.get(b, ()):
            return True
        return False if self.world.gazetteer.get(a) and self.world.gazetteer.get(b) else None


Found = tuple[Verdict, str]


def compare(a: Relation, b: Relation, context: Context) -> Found | None:
    """The verdict on two relations of one subject; None when their matters are not comparable at all."""
    comparer = _COMPARERS.get((a.predicate, b.predicate))
    if comparer is None:
        return None
    if a.predicate in _OF_ONE and context.world.label.get(a.subject or "") != "PERSON":
        return "not_comparable", f"{context.said(a)} and {context.said(b)} speak of a group, whose members differ."
    if not context.is_sure(a) or not context.is_sure(b):
        return "not_comparable", f"{context.said(a)} or {context.said(b)} calls it only possible."
    found = comparer(a, b, context)
    if found[0] == "conflicts" and _is_one_voice(a, b, context):
        return "not_comparable", f"{found[1]} But one article says both in one voice: it means two matters."
    return found


def _is_one_voice(a: Relation, b: Relation, context: Context) -> bool:
    """Whether an article that states one of the two states the other too, and nobody else is cited for either."""
    docs = [{context.claims.doc_id[c] for c in relation.asserting} for relation in (a, b)]
    return bool(docs[0] & docs[1]) and context.claimers(a) == context.claimers(b)


def _ages(a: Relation, b: Relation, context: Context) -> Found:
    first, second = _age_text(a), _age_text(b)
    days_a, days_b = context.dates(a), context.dates(b)
    said = f"{context.said(a)}: aged {first}; {context.said(b)}: aged {second}"
    if within(a.number, b.number) or within(b.number, a.number):
        return "refines", f"{said}; one lies within the other."
    if not days_a or not days_b:
        # Undated accounts of one event are contemporary.
        if overlap(a.number, b.number):
            return "same", f"{said}; both can hold."
        return (
            "conflicts",
            f"{said}; one account is undated, and accounts of one event count as contemporary: both cannot hold.",
        )
    born_a, born_b = _born(a, context), _born(b, context)
    if born_a is None or born_b is None or not overlap(born_a, born_b):
        return "conflicts", f"{said}; no birthday fits both."
    low, high = meet(born_a, born_b)
    days = days_between(low, high)
    if days is not None and days + 1 < context.settings.birthday_days:
        return "conflicts", f"{said}; both cannot hold unless the birthday lies between the two reports."
    return "same", f"{said}; both hold if the birthday lies between the two reports."


def _age_text(relation: Relation) -> str:
    return f"{relation.low:g}" if relation.low == relation.high and relation.low is not None else _number(relation)


def _born(relation: Relation, context: Context) -> tuple[date | None, date | None] | None:
    """The days of birth that fit all of an age's reports; None when none fits."""
    if relation.low is None:
        return None, None
    high = relation.high if relation.high is not None else 120.0
    born: tuple[date | None, date | None] = (None, None)
    for day in context.dates(relation):
        born = meet(born, born_between(day, relation.low, high))
    return born if overlap((born[0], None), (None, born[1])) else None


def _age_and_birth(a: Relation, b: Relation, context: Context) -> Found:
    age, birth = (a, b) if a.predicate == "has_age" else (b, a)
    years = _birth_days(birth)
    said = f"{context.said(age)}: aged {_age_text(age)}; {context.said(birth)}: born in {_years(birth)}"
    days = context.dates(age) or context.dates(birth)
    if not days or years is None or age.low is None:
        return "not_comparable", f"{said}; without a date of publication the two cannot be compared."
    high = age.high if age.high is not None else 120.0
    slack = 0 if context.dates(age) else 31  # an undated account of the event: within a month of the dated one
    early, late = born_between(days[0], age.low, high)[0], born_between(days[-1], age.low, high)[1]
    if overlap((early - timedelta(days=slack), late + timedelta(days=slack)), years):
        return "same", f"{said}; the age fits the year of birth."
    return "conflicts", f"{said}; somebody born then was {_ages_on(years, days[0])} on {days[0].day} {days[0]:%B %Y}."


def _ages_on(born: tuple[date, date], day: date) -> str:
    oldest, youngest = (day.year - b.year - ((day.month, day.day) < (b.month, b.day)) for b in born)
    return f"{youngest} or {oldest}" if youngest != oldest else f"{oldest}"


def _birth_days(relation: Relation) -> tuple[date, date] | None:
    if relation.value is not None and len(relation.value) == 10:
        try:
            day = date.fromisoformat(relation.value)
        except ValueError:
            pass
        else:
            return day, day
    if relation.low is None or relation.high is None:
        return None
    return date(int(relation.low), 1, 1), date(int(relation.high), 12, 31)


def _years(relation: Relation) -> str:
    return relation.value or _number(relation)


def _years_equal(a: Relation, b: Relation, context: Context) -> Found:
    """Birth dates and years of service."""
    what = "born" if a.predicate == "born_on" else "serving since"
    said = f"{context.said(a)}: {what} {_years(a)}; {context.said(b)}: {what} {_years(b)}"
    days_a, days_b = _birth_days(a), _birth_days(b)
    if days_a is None or days_b is None:
        return "not_comparable", f"{said}; a year is missing."
    if days_a == days_b:
        return "same", f"{said}."
    if within(days_a, days_b) or within(days_b, days_a):
        return "refines", f"{said}; one is the sharper date."
    if overlap(days_a, days_b):
        return "same", f"{said}; both can hold."
    return "conflicts", f"{said}; both cannot hold."


def _ranks(a: Relation, b: Relation, context: Context) -> Found:
    names = [" ".join(words_of(context.world.name.get(r.object or "", ""))) for r in (a, b)]
    said = f"{context.said(a)}: {names[0]}; {context.said(b)}: {names[1]}"
    words = context.words
    for general, exact in (names, names[::-1]):
        if (
            exact in words.rank_covers.get(general, frozenset())
            or exact.endswith(f" {general}")
            or exact.startswith(f"{general} ")
        ):
            return "refines", f"{said}; one rank is the more exact."
    steps = [words.ranks.get(name) for name in names]
    if steps[0] is None or steps[1] is None:
        return "not_comparable", f"{said}; the order of these ranks is not known."
    if steps[0] == steps[1]:
        return "same", f"{said}; equal ranks of two services."
    apart = context.apart(a, b)
    if apart is None or apart > context.settings.count_days:
        return "not_comparable", f"{said}; a promotion may lie between."
    return "conflicts", f"{said}; within {apart} days both cannot hold."


def _nationalities(a: Relation, b: Relation, context: Context) -> Found:
    names = [context.world.name.get(r.object or "", "") for r in (a, b)]
    countries = [_state(r.object, context) for r in (a, b)]
    said = f"{context.said(a)}: {names[0]}; {context.said(b)}: {names[1]}"
    if None in countries:
        return "not_comparable", f"{said}; one is no state's nationality."
    if countries[0] == countries[1]:
        return "same", f"{said}; one state."
    if context.world.label.get(a.subject or "") != "PERSON":
        return "not_comparable", f"{said}; a group may hold people of both."
    return "conflicts", f"{said}; two states."


def _state(entity: str | None, context: Context) -> str | None:
    """The state that a nationality or a place that is a state stands for."""
    label, precision = context.world.label.get(entity or ""), context.world.precision.get(entity or "")
    return context.world.country.get(entity or "") if label == "NATIONALITY" or precision == "country" else None


def _locations(a: Relation, b: Relation, context: Context) -> Found:
    world = context.world
    names = [world.name.get(r.object or "", "") for r in (a, b)]
    said = f"{context.said(a)}: in {names[0]}; {context.said(b)}: in {names[1]}"
    place_a, place_b = str(a.object), str(b.object)
    if context.places_meet(place_a, place_b):
        return "refines", f"{said}; one lies in the other."
    countries = world.country.get(place_a), world.country.get(place_b)
    precisions = world.precision.get(place_a), world.precision.get(place_b)
    if countries[0] == countries[1] and "country" in precisions and None not in countries:
        return "refines", f"{said}; one lies in the other."
    if None not in countries and countries[0] != countries[1]:
        return "conflicts", f"{said}; the two lie in different countries."
    kinds = [words_of(name)[-1:] for name in names]
    if (
        precisions == ("region", "region")
        and kinds[0] == kinds[1]
        and len(words_of(names[0])) > 1
        and context.places_meet(place_a, place_b) is False
    ):
        return "conflicts", f"{said}; two regions of one kind."
    return "not_comparable", f"{said}; whether one lies in the other is not known."


def _counts(a: Relation, b: Relation, context: Context) -> Found:
    """Strengths and losses."""
    said = f"{context.said(a)}: {_counted(a)}; {context.said(b)}: {_counted(b)}"
    if a.kind != b.kind:
        return _kinds(a, b, context, said)
    meet_ = context.places_meet(a.place, b.place)
    if meet_ is False:
        return "not_comparable", f"{said}; the places differ."
    if a.number == b.number:
        return "same", f"{said}."
    if within(a.number, b.number) or within(b.number, a.number):
        return "refines", f"{said}; one lies within the other."
    if overlap(a.number, b.number):
        return "same", f"{said}; both can hold."
    if _roughly_meet(a, b, context):
        return "same", f"{said}; the number is a rough one, and both can hold."
    if (a.place is None) != (b.place is None) or (meet_ and a.place != b.place):
        return "not_comparable", f"{said}; they do not count in the same place."
    return _unequal(a, b, context, said)


def _unequal(a: Relation, b: Relation, context: Context, said: str) -> Found:
    apart = context.apart(a, b)
    most = context.settings.count_days if a.predicate == "has_strength" else context.settings.update_days
    periods = [r.start is not None and r.end is not None for r in (a, b)]
    if all(periods) and a.predicate == "has_losses" and (a.start, a.end) != (b.start, b.end):
        return "not_comparable", f"{said}; the periods differ."
    if any(periods) and not all(periods) and a.predicate == "has_losses":
        return "not_comparable", f"{said}; only one of them names a period."
    if context.claimers(a) & context.claimers(b) and apart != 0:
        return "not_comparable", f"{said}; one and the same source at two times: an update."
    if apart is None or apart > most:
        return "not_comparable", f"{said}; the reports lie too far apart in time."
    return "conflicts", f"{said}; both cannot hold."


def _kinds(a: Relation, b: Relation, context: Context, said: str) -> Found:
    for part, whole in ((a, b), (b, a)):
        is_part = _PART_OF.get(part.kind or "") == whole.kind and part.start is not None
        is_larger = part.low is not None and whole.high is not None and part.low > whole.high
        if is_part and is_larger and (part.start, part.end) == (whole.start, whole.end):
            return "conflicts", f"{said}; the part is larger than the whole."
    return "not_comparable", f"{said}; they count different things."


def _roughly_meet(a: Relation, b: Relation, context: Context) -> bool:
    room = context.settings.about_tolerance
    ranges = []
    for relation in (a, b):
        low, high = relation.number
        if context.is_about(relation):
            low, high = (
                (low * (1 - room) if low is not None else None),
                (high * (1 + room) if high is not None else None),
            )
        ranges.append((low, high))
    return overlap(ranges[0], ranges[1])


def _number(relation: Relation) -> str:
    low, high = relation.number
    if low == high and low is not None:
        return f"{low:,.0f}"
    if low is None:
        return f"up to {high:,.0f}" if high is not None else "unknown"
    return f"at least {low:,.0f}" if high is None else f"{low:,.0f} to {high:,.0f}"


def _counted(relation: Relation) -> str:
    kind = "strong" if relation.predicate == "has_strength" else (relation.kind or "lost").replace("_", " ")
    return f"{_number(relation)} {kind}"


_COMPARERS: Final[Mapping[tuple[str, str], Callable[[Relation, Relation, Context], Found]]] = {
    ("has_age", "has_age"): _ages,
    ("has_age", "born_on"): _age_and_birth,
    ("born_on", "has_age"): _age_and_birth,
    ("born_on", "born_on"): _years_equal,
    ("serves_since", "serves_since"): _years_equal,
    ("has_rank", "has_rank"): _ranks,
    ("has_nationality", "has_nationality"): _nationalities,
    ("located_in", "located_in"): _locations,
    ("has_strength", "has_strength"): _counts,
    ("has_losses", "has_losses"): _counts,
}
MATTERS: Final[Mapping[str, str]] = {
    "has_age": "age", "born_on": "age", "serves_since": "service", "has_rank": "rank", "has_nationality": "nationality",
    "located_in": "location", "has_strength": "strength", "has_losses": "losses",
}  # fmt: skip
