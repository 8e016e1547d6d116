"""What a matched date phrase says, piece by piece, and what an incomplete date is read against."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from pipeline.grammar import calendar
from pipeline.grammar.calendar import DateRange
from pipeline.grammar.classes import Part

_SPLITS = frozenset(("to", "dash", "and", "from"))
_CLOCKS = frozenset(("meridiem", "clock", "hhmm", "zone", "clock_word", "time", "part_clock"))
_DAYS = frozenset(("year", "month", "month_ambiguous", "month_short", "weekday", "nearby", "iso"))
MODIFIERS = frozenset(("last", "past", "recent", "this", "next", "coming", "that", "following", "previous"))


@dataclass(frozen=True, slots=True)
class Frame:
    """What a phrase is read against: publication day, tense of the event, time of the story, grammar settings."""

    anchor: date | None
    tense: Literal["past", "future"] | None
    context: DateRange | None
    settings: Mapping[str, Any]

    @property
    def base(self) -> date | None:
        """The day to read incomplete dates against: the publication day, else the time of the story."""
        if self.anchor is not None:
            return self.anchor
        return self.context.start if self.context is not None else None


@dataclass(frozen=True, slots=True)
class Piece:
    """One end of a phrase: what it says of day, month, year, weekday, and the words that narrow or move it."""

    day: int | None = None
    month: int | None = None
    year: int | None = None
    weekday: int | None = None
    phase: str | None = None
    modifier: str | None = None
    unit: str | None = None


def values_of(parts: Iterable[Part], *kinds: str) -> list[Any]:
    """The values of the parts of these classes, in order."""
    return [part.value for part in parts if part.kind in kinds]


def number_of(part: Part) -> int | None:
    """The number that a part stands for (9, 9th, nine), or None."""
    if part.value is not None:
        return int(part.value) if isinstance(part.value, int) else None
    digits = part.word.rstrip("stndrh")
    return int(digits) if digits.isdigit() else None


def day_number(parts: Sequence[Part]) -> int | None:
    """9 of "9th" and "ninth", 24 of "twenty-fourth"."""
    numbers = [number_of(part) for part in parts if part.kind in ("number_tens", "dayth", "ordinal")]
    return None if None in numbers or not numbers else sum(number for number in numbers if number is not None)


def count_of(parts: Sequence[Part]) -> int | None:
    """The number in a phrase; None for a vague one ("a few", "several")."""
    if any(part.kind == "vague" for part in parts):
        return None
    if any(part.kind == "couple" for part in parts):
        return 2
    numbers = [
        number_of(part) for part in parts if part.kind in ("number_word", "day", "number_tens", "int", "year", "a")
    ]
    return numbers[-1] if numbers else 1


def unit_name(parts: Sequence[Part]) -> str:
    """The calendar unit that a phrase names; it must name one."""
    return str(
        values_of(parts, "unit", "units", "hours", "day_word", "hour_word", "weekend", "quarter", "part", "date_word")[
            0
        ]
    )


def phase_of(parts: Sequence[Part]) -> str | None:
    """The part of a period that a phrase names (early, mid, late, start, end), or None."""
    if any(part.kind in ("units", "hours") for part in parts):  # "the final days of", "the first months of"
        return "end" if parts[0].value == "last" else "start"
    return next(iter(values_of(parts, "phase", "phase_noun")), None)


def after_clock(parts: Sequence[Part]) -> Sequence[Part]:
    """The phrase without the clock time before or after it ("6 a.m. on Friday", "Jan. 5, 2025 at 1:30 p.m. ET")."""
    clocks = [i for i, part in enumerate(parts) if part.kind in _CLOCKS]
    if not clocks:
        return parts
    links = [i for i in range(clocks[0]) if parts[i].kind in ("on", "comma")]
    is_after = links and any(part.kind in _DAYS for part in parts[: links[-1]])
    return parts[: links[-1]] if is_after else parts[clocks[-1] + 1 :]


def read_pieces(parts: Sequence[Part]) -> list[Piece]:
    """The phrase cut at "to", dashes and "and"; a cut before anything was said opens no piece."""
    pieces = [Piece()]
    for number, part in enumerate(parts):
        said, ahead = pieces[-1], parts[number + 1].kind if number + 1 < len(parts) else ""
        if (
            part.kind in _SPLITS
            and not (part.kind == "dash" and ahead == "ordinal")
            and (said.day or said.month or said.year or said.weekday is not None)
        ):
            pieces.append(Piece())
        elif part.kind in ("day", "dayth", "ordinal", "number_tens"):
            tens = said.day if said.day is not None and part.kind == "ordinal" else 0  # "twenty-fourth"
            pieces[-1] = replace(said, day=tens + (number_of(part) or 0))
        elif part.kind in ("month", "month_ambiguous", "month_short"):
            pieces[-1] = replace(said, month=part.value)
        elif part.kind == "year":
            pieces[-1] = replace(said, year=int(part.word))
        elif part.kind in ("weekday", "weekday_short"):
            pieces[-1] = replace(said, weekday=part.value)
        elif part.kind in ("phase", "phase_noun"):
            pieces[-1] = replace(said, phase=part.value)
        elif part.kind in MODIFIERS:
            pieces[-1] = replace(said, modifier=part.kind)
        elif part.kind in ("unit", "quarter", "weekend"):
            pieces[-1] = replace(said, unit=part.value)
    if len(pieces) > 1 and pieces[-1] == Piece():
        pieces.pop()
    return pieces


def choose(candidates: Iterable[DateRange | None], frame: Frame, modifier: str | None = None) -> DateRange | None:
    """The candidate that the news reading means. `candidates` in order of time; None entries are left out."""
    ranges = [days for days in candidates if days is not None]
    if modifier in ("that", "following", "previous"):
        return _choose_in_story(ranges, frame, modifier)
    base = frame.base
    if base is None:
        return None
    if modifier in ("last", "past"):
        return _last(days for days in ranges if days.end < base)
    if modifier in ("next", "coming"):
        return _first(days for days in ranges if days.start > base)
    if modifier == "this":
        return _first(days for days in ranges if days.start.year == base.year)
    begun, coming = _last(d for d in ranges if d.start <= base), _first(d for d in ranges if d.end >= base)
    if frame.tense == "future":
        return coming
    if frame.tense is None and coming is not None and (coming.start - base).days <= frame.settings["max_ahead_days"]:
        return coming if begun is None or (base - begun.end).days > (coming.start - base).days else begun
    return begun


def _choose_in_story(ranges: Sequence[DateRange], frame: Frame, modifier: str) -> DateRange | None:
    story = frame.context
    if story is None:
        return None
    if modifier == "following":
        return _first(days for days in ranges if days.start > story.end)
    if modifier == "previous":
        return _last(days for days in ranges if days.end < story.start)
    return _first(days for days in ranges if days.end >= story.start)


def _first(ranges: Iterable[DateRange]) -> DateRange | None:
    return next(iter(ranges), None)


def _last(ranges: Iterable[DateRange]) -> DateRange | None:
    return next(iter(reversed(list(ranges))), None)


def candidate_years(frame: Frame, modifier: str | None = None) -> list[int]:
    """Years in which a date without a year may lie, in order; leap days need four on either side."""
    days = frame.context.start if modifier in ("that", "following", "previous") and frame.context else frame.base
    return [] if days is None else list(range(days.year - 4, days.year + 5))


def whole_day(piece: Piece, frame: Frame) -> DateRange | None:
    """The day of a piece with day and month; without a year, a weekday beside it decides where it fits."""
    if piece.day is None or piece.month is None:
        return None
    if piece.year is not None:
        return calendar.one_day(calendar.day(piece.year, piece.month, piece.day))
    days = [calendar.one_day(calendar.day(year, piece.month, piece.day)) for year in candidate_years(frame)]
    chosen = choose(days, frame)
    if piece.weekday is None or chosen is None or chosen.start.weekday() == piece.weekday:
        return chosen
    near = [d for d in days if d and d.start.weekday() == piece.weekday and abs((d.start - chosen.start).days) <= 366]
    return near[0] if len(near) == 1 else chosen


def narrow(days: DateRange | None, phase: str | None, frame: Frame) -> DateRange | None:
    """The early, middle or late part of a month, season, year, decade or week; shorter ranges stay whole."""
    if days is None or phase is None or days.granularity not in frame.settings["phases"][phase]:
        return days
    first, last = frame.settings["phases"][phase][days.granularity]
    start = days.start
    if days.granularity in ("month", "week"):
        return calendar.span(calendar.shift_days(start, first - 1), min(days.end, calendar.plus_days(start, last - 1)))
    months = 12 if days.granularity == "decade" else 1
    offset = 0 if days.granularity == "decade" else 1
    return calendar.months_from(
        start.year, start.month + (first - offset) * months, (last - first + 1) * months, "range"
    )
