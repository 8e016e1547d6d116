"""Closed ranges of days: a day, week, month, season, quarter, year or decade, and arithmetic between them.

Every function returns None where the calendar has no such day or year; none raises for odd numbers.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, timedelta

# A news text that names a year before this means something else (a number, an inventory, a typing error).
FIRST_YEAR = 1000


@dataclass(frozen=True, slots=True)
class DateRange:
    """The days from `start` to `end`, both included. `granularity` is one of the vocabulary's granularities."""

    start: date
    end: date
    granularity: str


def day(year: int, month: int, day_of_month: int) -> date | None:
    """That day, or None when the calendar has none (31 February) or the year is before FIRST_YEAR."""
    if not FIRST_YEAR <= year <= MAXYEAR or not 1 <= month <= 12:
        return None
    if not 1 <= day_of_month <= monthrange(year, month)[1]:
        return None
    return date(year, month, day_of_month)


def shift_days(start: date, days: int) -> date | None:
    """The day `days` after `start` (before, when negative), or None beyond the calendar."""
    number = start.toordinal() + days
    return date.fromordinal(number) if 1 <= number <= date.max.toordinal() else None


def plus_days(start: date, days: int) -> date:
    """`shift_days`, stopped at the end of the calendar."""
    return shift_days(start, days) or date.max


def shift_months(start: date, months: int) -> date | None:
    """The same day `months` later, the last day of the month where that month is shorter; None beyond the calendar."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if not MINYEAR <= year <= MAXYEAR:
        return None
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def shift(start: date, count: int, unit: str) -> date | None:
    """`start` moved by `count` hours, days, weeks, months, years or decades. Hours below a day stay on it."""
    if unit == "hour":
        return shift_days(start, int(count / 24))
    if unit in ("day", "week"):
        return shift_days(start, count * (7 if unit == "week" else 1))
    return shift_months(start, count * {"month": 1, "quarter": 3, "year": 12, "decade": 120}[unit])


def one_day(start: date | None) -> DateRange | None:
    """A range of one day."""
    return None if start is None else DateRange(start, start, "day")


def span(start: date | None, end: date | None, granularity: str = "range") -> DateRange | None:
    """A range of several days; None when an end is missing or they stand in the wrong order."""
    if start is None or end is None or start > end:
        return None
    return DateRange(start, end, granularity) if start < end or granularity != "range" else DateRange(start, end, "day")


def week_of(start: date) -> DateRange | None:
    """The ISO week (Monday to Sunday) that holds a day."""
    monday = shift_days(start, -start.weekday())
    return span(monday, None if monday is None else shift_days(monday, 6), "week")


def weekend_of(start: date) -> DateRange | None:
    """Saturday and Sunday of the ISO week that holds a day."""
    saturday = shift_days(start, 5 - start.weekday())
    return span(saturday, None if saturday is None else shift_days(saturday, 1))


def months_from(year: int, month: int, count: int, granularity: str) -> DateRange | None:
    """`count` whole months from the given one on; `month` may lie outside 1 to 12 and then carries the year."""
    start_year, start_month = divmod(year * 12 + month - 1, 12)
    end_year, end_month = divmod(year * 12 + month - 2 + count, 12)
    if not FIRST_YEAR <= start_year <= end_year <= MAXYEAR:
        return None
    end = date(end_year, end_month + 1, monthrange(end_year, end_month + 1)[1])
    return DateRange(date(start_year, start_month + 1, 1), end, granularity)


def month_of(year: int, month: int) -> DateRange | None:
    """A calendar month."""
    return months_from(year, month, 1, "month")


def season_of(year: int, middle_month: int) -> DateRange | None:
    """Three months around `middle_month` (winter is 1); the winter of a year begins in its December."""
    return months_from(year + 1 if middle_month == 1 else year, middle_month - 1, 3, "season")


def quarter_of(year: int, number: int) -> DateRange | None:
    """Quarter 1 to 4 of a year."""
    return months_from(year, 3 * number - 2, 3, "quarter")


def year_of(year: int) -> DateRange | None:
    """A calendar year."""
    return months_from(year, 1, 12, "year")


def decade_of(year: int) -> DateRange | None:
    """The decade from the year ending in 0."""
    return months_from(year - year % 10, 1, 120, "decade")


def unit_of(start: date, unit: str) -> DateRange | None:
    """The calendar unit (day, week, weekend, month, quarter, year, decade) that holds a day; an hour gives its day."""
    if unit == "week":
        return week_of(start)
    if unit == "weekend":
        return weekend_of(start)
    if unit == "month":
        return month_of(start.year, start.month)
    if unit == "quarter":
        return quarter_of(start.year, (start.month + 2) // 3)
    if unit in ("year", "decade"):
        return year_of(start.year) if unit == "year" else decade_of(start.year)
    return one_day(start)


def length_days(days: DateRange) -> int:
    """How many days a range holds."""
    return (days.end - days.start) // timedelta(days=1) + 1
