"""Ages, births, years of service, ranks and nationalities of one person, compared."""

from collections.abc import Iterator
from datetime import date, timedelta

from pipeline.reconcile.claims import day_text
from pipeline.reconcile.context import Context, Found, compare_days, when
from pipeline.reconcile.intervals import born_between, days_between, meet, overlap, within
from pipeline.reconcile.measures import number_text
from pipeline.reconcile.relations import Relation
from pipeline.reconcile.words import words_of

_OLDEST = 120.0
_CONTEMPORARY_DAYS = 31  # an undated account of an event: written within a month of the dated one
Days = tuple[date | None, date | None]


def compare_ages(a: Relation, b: Relation, context: Context) -> Found:
    """Two ages, through the days on which they were reported."""
    said = f"{context.said(a)}: {life_text(a)}; {context.said(b)}: {life_text(b)}"
    if a.number == b.number:
        return "same", f"{said}."
    if within(a.number, b.number) or within(b.number, a.number):
        return "refines", f"{said}; one lies within the other."
    found = _ages_when_published(a, b, context, said)
    if found[0] != "conflicts":
        return found
    then = _age_of_then(a, b, context)
    return found if then is None else ("not_comparable", f"{said}; {then}.")


def _ages_when_published(a: Relation, b: Relation, context: Context, said: str) -> Found:
    if not context.dates(a) or not context.dates(b):
        if overlap(a.number, b.number):
            return "same", f"{said}; both can hold."
        undated = "accounts of one event are taken to be of one time, though not both are dated"
        return "conflicts", f"{said}; {undated}: both cannot hold."
    born_a, born_b = _born(a, context), _born(b, context)
    if born_a is None or born_b is None or not overlap(born_a, born_b):
        return "conflicts", f"{said}; no birthday fits both."
    days = days_between(*meet(born_a, born_b))
    if days is not None and days + 1 < context.settings.birthday_days:
        return "conflicts", f"{said}; both cannot hold unless the birthday lies between the two reports."
    return "same", f"{said}; both hold if the birthday lies between the two reports."


def _age_of_then(a: Relation, b: Relation, context: Context) -> str | None:
    """Why two ages may be of two times: a sentence tells of an earlier one, or says "when" without saying when.

    "She was 14 when gunmen took her in April 2014" gives the age of 2014, whatever the day of the report.
    """
    for one, other in ((a, b), (b, a)):
        for then in _earlier_times(one, context):
            if any(overlap(_born_by_then(one, then), born) for born in _births(other, context)):
                return f"the age of {number_text(one)} may be that of the time told of, {when(then)}"
    gap = abs((a.low or 0.0) - (b.low or 0.0))
    for one in (a, b):
        quotes = [set(words_of(context.claims.quote[c])) for c in one.asserting]
        if gap > 1 and any(context.words.then & quote for quote in quotes):
            return f"the age of {number_text(one)} may be that of an earlier time"
    return None


def _births(relation: Relation, context: Context) -> Iterator[Days]:
    """Stretches of birth by which an age can be read: on the day of the report, or at a time that the sentence tells of."""
    now = _born(relation, context)
    if now is not None:
        yield now
    for then in _earlier_times(relation, context):
        yield _born_by_then(relation, then)


def _born_by_then(relation: Relation, then: tuple[date, date]) -> Days:
    """First and last day of birth of somebody of this age within a stretch of time."""
    low, high = relation.low or 0.0, relation.high if relation.high is not None else _OLDEST
    return born_between(then[0], low, high)[0], born_between(then[1], low, high)[1]


def _earlier_times(relation: Relation, context: Context) -> Iterator[tuple[date, date]]:
    """Times long before the report that the sentences of an age speak of."""
    claims = context.claims
    for claim in relation.asserting:
        published = claims.article(claim).published
        for first, last in context.described.dates.get((claims.doc_id[claim], claims.sentence[claim]), ()):
            if published is None or (published - last).days > context.settings.birthday_days:
                yield first, last


def _born(relation: Relation, context: Context) -> Days | None:
    """The days of birth that fit all of an age's reports; None when none fits."""
    if relation.low is None:
        return None, None
    high = relation.high if relation.high is not None else _OLDEST
    born: Days = (None, None)
    for day in context.dates(relation):
        born = meet(born, born_between(day, relation.low, high))
    return born if overlap((born[0], None), (None, born[1])) else None


def compare_age_and_birth(a: Relation, b: Relation, context: Context) -> Found:
    """An age and a year or day of birth; they conflict only when no birthday then fits the age."""
    age, birth = (a, b) if a.predicate == "has_age" else (b, a)
    born = _year_days(birth)
    said = f"{context.said(age)}: {life_text(age)}; {context.said(birth)}: {life_text(birth)}"
    days = context.dates(age) or context.dates(birth)
    if not days or born is None or age.low is None:
        return "not_comparable", f"{said}; without a date of publication the two cannot be compared."
    high = age.high if age.high is not None else _OLDEST
    slack = timedelta(days=0 if context.dates(age) else _CONTEMPORARY_DAYS)
    early, late = born_between(days[0], age.low, high)[0], born_between(days[-1], age.low, high)[1]
    if overlap((early - slack, late + slack), born):
        return "same", f"{said}; the age fits the birth."
    for then in _earlier_times(age, context):
        if overlap(_born_by_then(age, then), born):
            return "same", f"{said}; the age fits the birth if it is that of the time told of, {when(then)}."
    return "conflicts", f"{said}; somebody born then was {_ages_on(born, days[0])} on {day_text(days[0])}."


def _ages_on(born: tuple[date, date], day: date) -> str:
    oldest, youngest = (day.year - b.year - ((day.month, day.day) < (b.month, b.day)) for b in born)
    return f"{youngest} or {oldest}" if youngest != oldest else f"{oldest}"


def _year_days(relation: Relation) -> tuple[date, date] | None:
    """The days that a year, a month or a day of birth or of joining covers."""
    text = relation.value or ""
    try:
        if len(text) == 10:
            return date.fromisoformat(text), date.fromisoformat(text)
        if len(text) == 7:
            first = date.fromisoformat(f"{text}-01")
            return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        if relation.low is None or relation.high is None:
            return None
        return date(int(relation.low), 1, 1), date(int(relation.high), 12, 31)
    except ValueError:
        return None


def life_text(relation: Relation) -> str:
    """An age, a birth or a time of joining for a reader: "aged 19", "born in 2005", "serving since May 2016"."""
    if relation.predicate == "has_age":
        return f"aged {number_text(relation)}"
    days = _year_days(relation)
    told = when(days) if days is not None else relation.value or "at an unknown time"
    return (
        f"born {told}"
        if relation.predicate == "born_on"
        else f"serving since {told.removeprefix('in ').removeprefix('on ')}"
    )


def compare_years(a: Relation, b: Relation, context: Context) -> Found:
    """Two births, or two times of joining."""
    said = f"{context.said(a)}: {life_text(a)}; {context.said(b)}: {life_text(b)}"
    days_a, days_b = _year_days(a), _year_days(b)
    if days_a is None or days_b is None:
        return "not_comparable", f"{said}; a year is missing."
    return compare_days(days_a, days_b, said) or ("conflicts", f"{said}; both cannot hold.")


def compare_ranks(a: Relation, b: Relation, context: Context) -> Found:
    """Two ranks of one person; months apart, a promotion may lie between."""
    names = [" ".join(words_of(context.name(r.object))) for r in (a, b)]
    said = f"{context.said(a)}: {names[0]}; {context.said(b)}: {names[1]}"
    steps = [context.words.ranks.get(name) for name in names]
    if steps[0] is not None and steps[0] == steps[1]:
        return "same", f"{said}; equal ranks of two services."
    apart = context.apart(a, b)
    may_be_promoted = apart is None or apart > context.settings.count_days
    if _is_more_exact(names[0], names[1], context) and not (may_be_promoted and None not in steps):
        return "refines", f"{said}; one rank is the more exact."
    if None in steps:
        return "not_comparable", f"{said}; the order of these ranks is not known."
    if may_be_promoted:
        return "not_comparable", f"{said}; a promotion may lie between."
    return "conflicts", f"{said}; {_within_days(apart)} both cannot hold."


def _within_days(days: int | None) -> str:
    return "at one time" if not days else "within a day" if days == 1 else f"within {days} days"


def _is_more_exact(a: str, b: str, context: Context) -> bool:
    """Whether one rank covers the other: "general" and "major general", "officer" and "captain"."""
    covers = context.words.rank_covers
    return any(
        exact in covers.get(general, frozenset()) or exact.endswith(f" {general}") or exact.startswith(f"{general} ")
        for general, exact in ((a, b), (b, a))
    )


def compare_nationalities(a: Relation, b: Relation, context: Context) -> Found:
    """Two nationalities, as adjectives or as states."""
    names = [context.name(r.object) for r in (a, b)]
    states = [_state(r.object, context) for r in (a, b)]
    said = f"{context.said(a)}: {names[0]}; {context.said(b)}: {names[1]}"
    if None in states:
        return "not_comparable", f"{said}; one is no state's nationality."
    if states[0] == states[1]:
        return "same", f"{said}; one state."
    if context.world.label.get(a.subject or "") != "PERSON":
        return "not_comparable", f"{said}; a group may hold people of both."
    return "conflicts", f"{said}; two states."


def _state(entity: str | None, context: Context) -> str | None:
    """The state that a nationality, or a place that is a state, stands for."""
    label, precision = context.world.label.get(entity or ""), context.world.precision.get(entity or "")
    return context.world.country.get(entity or "") if label == "NATIONALITY" or precision == "country" else None
