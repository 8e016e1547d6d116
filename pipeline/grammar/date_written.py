"""Dates that are written out: days, months, years, seasons, and parts of them ("the last week of December")."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pipeline.grammar import calendar
from pipeline.grammar.calendar import DateRange
from pipeline.grammar.classes import Part
from pipeline.grammar.date_pieces import (
    MODIFIERS,
    Frame,
    Piece,
    after_clock,
    candidate_years,
    choose,
    day_number,
    narrow,
    number_of,
    phase_of,
    read_pieces,
    values_of,
    whole_day,
)
from pipeline.grammar.date_relative import resolve_relative


def resolve_numeric(parts: Sequence[Part], frame: Frame) -> DateRange | None:
    """As in 2025-01-09, 9.1.2025 (day first), 13/1/2025; None where day and month cannot be told apart."""
    part = after_clock(parts)[-1]
    if part.kind == "iso":
        year, month, day = (int(number) for number in part.word.split("-"))
        return calendar.one_day(calendar.day(year, month, day))
    first, second, year = (int(number) for number in part.word.replace("/", ".").split("."))
    if year < 100:
        year += 2000 if year <= 68 else 1900  # POSIX reading of two digits
    if part.kind == "dotted" or first > 12:
        return calendar.one_day(calendar.day(year, second, first))
    # European and American order differ: only a number above 12, or two equal ones, decide.
    return calendar.one_day(calendar.day(year, first, second)) if second > 12 or first == second else None


def resolve_days(parts: Sequence[Part], frame: Frame) -> DateRange | None:
    """Days of a month, one or a range of them, with whatever stands around them."""
    is_overnight = any(part.kind == "overnight" for part in parts)
    pieces = read_pieces(after_clock(parts))
    months = [piece.month for piece in pieces if piece.month]
    if not months or len(pieces) > 2 or any(piece.day is None for piece in pieces):
        return None
    first = replace(pieces[0], month=pieces[0].month or months[0])
    last = replace(pieces[-1], month=pieces[-1].month or months[-1])
    if last.year is None and first.year is not None:
        wraps = (last.month, last.day) < (first.month, first.day)
        last = replace(last, year=first.year + wraps)
    end = whole_day(last, frame)
    if end is None or len(pieces) == 1:
        before = None if end is None or not is_overnight else calendar.shift_days(end.end, -1)
        return calendar.span(before, end.end) if before and end else end
    if first.year is None:
        wraps = (first.month, first.day) > (last.month, last.day)
        first = replace(first, year=end.end.year - wraps)
    start = whole_day(first, frame)
    return None if start is None else calendar.span(start.start, end.end)


def resolve_months(parts: Sequence[Part], frame: Frame) -> DateRange | None:
    """As in "December 2024", "mid-February", "June to August 2023"."""
    pieces = read_pieces(parts)
    if len(pieces) > 2 or any(piece.month is None for piece in pieces):
        return None
    end = _month(pieces[-1], frame)
    if end is None or len(pieces) == 1:
        return end
    first = pieces[0]
    if first.year is None:
        wraps = (first.month or 0) > (pieces[-1].month or 0)
        first = replace(first, year=end.end.year - wraps, modifier=None)
    elif pieces[-1].year is None:
        wraps = (first.month or 0) > (pieces[-1].month or 0)
        end = _month(replace(pieces[-1], year=first.year + wraps), frame)
    start = _month(first, frame)
    return None if start is None or end is None else calendar.span(start.start, end.end)


def _month(piece: Piece, frame: Frame) -> DateRange | None:
    year = piece.year
    if year is None and piece.unit == "year" and frame.base is not None:
        year = frame.base.year + {"last": -1, "next": 1}.get(piece.modifier or "", 0)
    if year is not None:
        days = calendar.month_of(year, piece.month or 0)
    else:
        months = [calendar.month_of(year, piece.month or 0) for year in candidate_years(frame, piece.modifier)]
        days = choose(months, frame, piece.modifier)
    return narrow(days, piece.phase, frame)


def resolve_years(parts: Sequence[Part], frame: Frame) -> DateRange | None:
    """As in "2016", "late 2024", "2014-2015", "2023/24"."""
    numbers = [
        int(n) for part in parts if part.kind in ("year", "yearspan", "day", "int") for n in part.word.split("/")
    ]
    if not numbers or len(numbers) > 2:
        return None
    if len(numbers) == 2 and numbers[1] < 100:
        numbers[1] += numbers[0] - numbers[0] % 100
    first, last = calendar.year_of(numbers[0]), calendar.year_of(numbers[-1])
    if first is None or last is None:
        return None
    if len(numbers) == 2:
        return calendar.span(first.start, last.end)
    return narrow(first, phase_of(parts), frame)


def resolve_season(parts: Sequence[Part], frame: Frame) -> DateRange | None:
    """As in "last summer", "autumn 2023", "winter 2023-24"."""
    middle = int(values_of(parts, "season", "season_ambiguous")[0])
    spans = [part.word for part in parts if part.kind in ("year", "yearspan")]
    modifier = next((part.kind for part in parts if part.kind in MODIFIERS), None)
    if spans:
        days = calendar.season_of(int(spans[0][:4]), middle)
    elif any(part.kind == "unit" for part in parts):
        if frame.base is None:
            return None
        days = calendar.season_of(frame.base.year + {"last": -1, "next": 1}.get(modifier or "", 0), middle)
    elif modifier == "this":
        days = choose((calendar.season_of(year, middle) for year in candidate_years(frame)), frame)
    else:
        days = choose((calendar.season_of(year, middle) for year in candidate_years(frame, modifier)), frame, modifier)
    return narrow(days, phase_of(parts), frame)


def resolve_decade(parts: Sequence[Part], frame: Frame) -> DateRange | None:
    """As in "the 1990s", "the early nineties"."""
    part = parts[-1]
    number = part.value if part.kind == "nineties" else int("".join(c for c in part.word if c.isdigit()))
    if number < 100:
        number += 2000 if number < 30 else 1900
    return narrow(calendar.decade_of(number), phase_of(parts), frame)


def resolve_century(parts: Sequence[Part], frame: Frame) -> DateRange | None:
    """As in "the 19th century"."""
    number = day_number(parts)
    if number is None:
        return None
    return calendar.months_from(number * 100 - 99, 1, 1200, "range")


def resolve_feast(parts: Sequence[Part], frame: Frame) -> DateRange | None:
    """Christmas and New Year; feasts that move with the moon or the church stay unresolved."""
    if parts[0].kind == "feast":
        month, _, day = (parts[0].value or "").partition("-")
        return whole_day(Piece(day=int(day), month=int(month)), frame) if day else None
    is_eve = any(part.kind == "eve" for part in parts)
    if parts[0].kind == "christmas":
        return whole_day(Piece(day=24 if is_eve else 25, month=12), frame)
    return whole_day(Piece(day=31, month=12) if is_eve else Piece(day=1, month=1), frame)


def resolve_portion(parts: Sequence[Part], frame: Frame) -> DateRange | None:
    """As in "The last week of December", "the third quarter of 2023", "the first Monday of May", "Q3 2023"."""
    head = parts[0]
    unit: Any
    if head.kind in ("quarter_code", "half_code"):
        number, unit = int(head.value), head.kind.removesuffix("_code")
        whole = _whole(parts[1:], frame)
    else:
        number = -1 if head.kind in ("last", "final") else number_of(head) or 0
        if len(parts) > 2 and parts[1].kind == "dash":  # "twenty-fourth"
            number, parts = day_number(parts[:3]) or 0, parts[2:]
        unit = parts[1].value
        whole = _whole(parts[2:], frame)
    if whole is None or not number:
        return None
    if parts[0].kind == "final" and head.value == "first":
        number = 1
    if isinstance(unit, int):
        return _nth_weekday(whole, number, unit)
    return _nth_unit(whole, number, unit)


def _whole(parts: Sequence[Part], frame: Frame) -> DateRange | None:
    kinds = {part.kind for part in parts}
    if kinds & {"month", "month_ambiguous", "month_short"}:
        return resolve_months(parts, frame)
    if kinds & {"season", "season_ambiguous"}:
        return resolve_season(parts, frame)
    if "year" in kinds:
        return resolve_years([part for part in parts if part.kind == "year"], frame)
    return resolve_relative(parts, frame)


def _nth_unit(whole: DateRange, number: int, unit: str) -> DateRange | None:
    if unit in ("half", "quarter", "month"):
        return _nth_months(whole, number, unit)
    if unit == "weekend":
        days = _nth_weekday(whole, number, 5)
        return None if days is None else calendar.weekend_of(days.start)
    size = {"day": 1, "week": 7}.get(unit)
    if size is None:
        return None
    start = whole.end if number == -1 else whole.start
    start_day = calendar.shift_days(start, 1 - size if number == -1 else (number - 1) * size)
    if start_day is None or start_day > whole.end or start_day < whole.start:
        return None
    return calendar.span(start_day, min(calendar.plus_days(start_day, size - 1), whole.end), unit)


def _nth_months(whole: DateRange, number: int, unit: str) -> DateRange | None:
    length = {"year": 12, "quarter": 3, "season": 3, "month": 1}.get(whole.granularity)
    if length is None:
        return None
    if unit == "half" and length < 12:
        middle = calendar.shift_days(whole.start, (calendar.length_days(whole) + 1) // 2 - 1)
        if whole.granularity == "month":
            middle = whole.start.replace(day=15)
        if middle is None or number not in (1, 2, -1):
            return None
        return (
            calendar.span(whole.start, middle)
            if number == 1
            else calendar.span(calendar.plus_days(middle, 1), whole.end)
        )
    size = {"half": 6, "quarter": 3, "month": 1}[unit]
    index = length // size - 1 if number == -1 else number - 1
    if not 0 <= index < length // size:
        return None
    granularity = "range" if unit == "half" else unit
    return calendar.months_from(whole.start.year, whole.start.month + index * size, size, granularity)


def _nth_weekday(whole: DateRange, number: int, weekday: int) -> DateRange | None:
    if number == -1:
        found = calendar.shift_days(whole.end, -((whole.end.weekday() - weekday) % 7))
    else:
        found = calendar.shift_days(whole.start, (weekday - whole.start.weekday()) % 7 + 7 * (number - 1))
    return calendar.one_day(found) if found is not None and whole.start <= found <= whole.end else None


def resolve_narrowed(parts: Sequence[Part], frame: Frame) -> DateRange | None:
    """As in "The final days of December", "the first months of 2024"."""
    is_late = parts[0].kind == "last" or parts[0].value == "last"
    if not is_late and number_of(parts[0]) not in (1, None):
        return None
    whole = _whole([part for part in parts[1:] if part.kind != "units"], frame)
    return narrow(whole, "end" if is_late else "start", frame)


def resolve_containing(parts: Sequence[Part], frame: Frame) -> DateRange | None:
    """As in "The week of 6 January"."""
    days = resolve_days(parts[1:], frame)
    return None if days is None else calendar.unit_of(days.start, parts[0].value)
