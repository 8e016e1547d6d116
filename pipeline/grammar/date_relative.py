"""Dates that are told from another day: the publication day, or the time that the story has reached."""

from collections.abc import Sequence
from dataclasses import replace

from pipeline.grammar import calendar
from pipeline.grammar.calendar import DateRange
from pipeline.grammar.classes import Part
from pipeline.grammar.date_pieces import (
    MODIFIERS,
    Frame,
    after_clock,
    choose,
    count_of,
    day_number,
    narrow,
    phase_of,
    unit_name,
    values_of,
)


def resolve_weekday(parts: Sequence[Part], frame: Frame) -> DateRange | None:
    """As in "Saturday", "Monday night", "last Tuesday", "Tuesday of last week"."""
    rest = after_clock(parts)
    weekday = int(values_of(rest, "weekday")[0])
    modifier = next((part.kind for part in rest if part.kind in MODIFIERS), None)
    if any(part.kind == "unit" for part in rest):
        week = resolve_relative([part for part in rest if part.kind in MODIFIERS or part.kind == "unit"], frame)
        if week is None or week.granularity != "week":
            return None
        return calendar.one_day(calendar.shift_days(week.start, weekday))
    chosen = _weekday(weekday, frame, modifier)
    if chosen is not None and any(part.kind == "overnight" for part in rest):
        return calendar.span(calendar.shift_days(chosen.start, -1), chosen.end)
    return chosen


def _weekday(weekday: int, frame: Frame, modifier: str | None) -> DateRange | None:
    """A past event's weekday is the latest on or before the publication day, a future one's the next on or after."""
    base = frame.base
    if modifier in ("that", "following", "previous"):
        if frame.context is None:
            return None
        base = frame.context.end if modifier == "following" else frame.context.start
        forward = modifier != "previous"
        strict = modifier != "that"
    else:
        forward = modifier in ("next", "coming") or (modifier in (None, "this") and frame.tense == "future")
        forward = forward or (modifier == "this" and frame.tense is None)
        strict = modifier in ("last", "past", "next")
    if base is None:
        return None
    if forward:
        return calendar.one_day(calendar.shift_days(base, (weekday - base.weekday()) % 7 or (7 if strict else 0)))
    return calendar.one_day(calendar.shift_days(base, -((base.weekday() - weekday) % 7 or (7 if strict else 0))))


def resolve_weekday_range(parts: Sequence[Part], frame: Frame) -> DateRange | None:
    """As in "the night of Saturday to Sunday", "Monday to Friday": the later day is read first."""
    days = values_of(parts, "weekday")
    end = _weekday(days[-1], frame, None)
    if end is None:
        return None
    return calendar.span(calendar.shift_days(end.start, -((days[-1] - days[0]) % 7 or 7)), end.end)


def resolve_nearby(parts: Sequence[Part], frame: Frame) -> DateRange | None:
    """As in "yesterday", "tomorrow morning", "the day before yesterday", "now"."""
    if frame.anchor is None:
        return None
    offset = int(values_of(parts, "nearby", "tonight", "now", "present")[0])
    for word in (part.kind for part in parts):
        offset += {"before": -1, "after": 1}.get(word, 0)
    return calendar.one_day(calendar.shift_days(frame.anchor, offset))


def resolve_overnight(parts: Sequence[Part], frame: Frame) -> DateRange | None:
    """The night before the publication day's morning; of a future event, the night after it."""
    if frame.anchor is None:
        return None
    if frame.tense == "future":
        return calendar.span(frame.anchor, calendar.shift_days(frame.anchor, 1))
    return calendar.span(calendar.shift_days(frame.anchor, -1), frame.anchor)


def resolve_nearby_part(parts: Sequence[Part], frame: Frame) -> DateRange | None:
    """As in "last night", "this morning"."""
    if frame.anchor is None:
        return None
    return calendar.one_day(calendar.shift_days(frame.anchor, -1 if parts[0].kind == "last" else 0))


def resolve_ago(parts: Sequence[Part], frame: Frame) -> DateRange | None:
    """As in "Three weeks ago" is a week, "a year ago" a year: the unit that holds the day counted back to."""
    if frame.anchor is None:
        return None
    count, unit = count_of(parts), unit_name(parts)
    if count is None:
        return _vague(frame, unit, forward=False)
    start = calendar.shift(frame.anchor, -count, unit)
    return None if start is None or start.year < calendar.FIRST_YEAR else calendar.unit_of(start, unit)


def _vague(frame: Frame, unit: str, *, forward: bool) -> DateRange | None:
    reach = frame.settings["vague_days"].get(unit)
    if frame.anchor is None or reach is None:
        return None
    if forward:
        return calendar.span(frame.anchor, calendar.shift_days(frame.anchor, reach))
    return calendar.span(calendar.shift_days(frame.anchor, -reach), frame.anchor)


def resolve_rolling(parts: Sequence[Part], frame: Frame) -> DateRange | None:
    """As in "The past 24 hours", "the last two weeks", "the coming days": from or up to the publication day."""
    if frame.anchor is None:
        return None
    forward, unit = parts[0].kind in ("next", "coming", "following"), unit_name(parts)
    count = None if any(part.kind in ("units", "hours") for part in parts) and len(parts) == 2 else count_of(parts)
    if count is None:
        return _vague(frame, unit, forward=forward)
    if unit == "hour":
        count, unit = -(-count // 24), "day"
    other = calendar.shift(frame.anchor, count if forward else -count, unit)
    return calendar.span(frame.anchor, other) if forward else calendar.span(other, frame.anchor)


def resolve_relative(parts: Sequence[Part], frame: Frame) -> DateRange | None:
    """As in "last week", "next month", "early this year", "the weekend": a unit near the publication day."""
    unit, modifier = unit_name(parts), next((part.kind for part in parts if part.kind in MODIFIERS), None)
    if frame.anchor is None:
        return None
    if unit == "weekend":
        return _weekend(frame, modifier)
    step = {"last": -1, "past": -1, "next": 1, "coming": 1}.get(modifier or "", 0)
    current = calendar.unit_of(frame.anchor, unit)
    moved = None if current is None else calendar.shift(current.start, step, unit)
    days = None if moved is None else calendar.unit_of(moved, unit)
    if days is None or step:
        return narrow(days, phase_of(parts), frame)
    for offset in values_of(parts, "offset"):  # "earlier this week", "later this year"
        both = (days.start, frame.anchor) if offset == "before" else (frame.anchor, days.end)
        return calendar.span(*both)
    return narrow(days, phase_of(parts), frame)


def _weekend(frame: Frame, modifier: str | None) -> DateRange | None:
    if frame.anchor is None:
        return None
    weekends = []
    for weeks in (-2, -1, 0, 1, 2):
        start = calendar.shift_days(frame.anchor, 7 * weeks)
        weekends.append(None if start is None else calendar.weekend_of(start))
    if modifier in ("next", "coming"):
        return weekends[3] if modifier == "next" else weekends[2]
    if modifier == "this" and frame.tense != "past":
        return weekends[2]
    return choose(weekends, replace(frame, tense=frame.tense or "past"), None if modifier == "this" else modifier)


def resolve_shifted(parts: Sequence[Part], frame: Frame) -> DateRange | None:
    """As in "Two days later", "a month earlier", "the day before": counted from the story's time."""
    count, unit = count_of(parts), unit_name(parts)
    if frame.context is None or count is None:
        return None
    forward = any(part.value == "after" for part in parts)
    if unit not in ("hour", "day", "week", "month", "year", "decade"):
        unit = "day"  # "the night before"
    story = frame.context.end if forward else frame.context.start
    moved = calendar.shift(story, count if forward else -count, unit)
    return None if moved is None else calendar.unit_of(moved, unit)


def resolve_anaphoric(parts: Sequence[Part], frame: Frame) -> DateRange | None:
    """As in "That day", "the following week", "the previous night"."""
    if frame.context is None:
        return None
    unit = unit_name(parts)
    unit = unit if unit in ("week", "weekend", "month", "quarter", "year", "decade") else "day"
    step = {"following": 1, "next": 1, "previous": -1}.get(parts[0].kind, 0)
    story = frame.context.end if step > 0 else frame.context.start
    current = calendar.unit_of(story, unit)
    if current is None:
        return None
    moved = calendar.shift(current.start, step, "week" if unit == "weekend" else unit)
    return None if moved is None else calendar.unit_of(moved, unit)


def resolve_clock_time(parts: Sequence[Part], frame: Frame) -> DateRange | None:
    """As in "At 7.20", "noon": on the day of the story, when that is one day."""
    story = frame.context
    return calendar.one_day(story.start) if story is not None and story.start == story.end else None


def resolve_known_month(parts: Sequence[Part], frame: Frame) -> DateRange | None:
    """As in "On the 27th": in the month of the story, else the latest such day (the next one, of a future event)."""
    number = day_number(parts)
    if number is None:
        return None
    if frame.context is not None:
        return calendar.one_day(calendar.day(frame.context.start.year, frame.context.start.month, number))
    if frame.anchor is None:
        return None
    months = (calendar.shift_months(frame.anchor.replace(day=1), step) for step in range(-2, 3))
    days = (None if m is None else calendar.one_day(calendar.day(m.year, m.month, number)) for m in months)
    return choose(days, replace(frame, tense=frame.tense or "past"))
