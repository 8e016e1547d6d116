"""Closed ranges of numbers and of days; None is an open bound."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TypeVar

Bound = TypeVar("Bound", float, date)
Range = tuple[Bound | None, Bound | None]


def overlap(a: tuple[Bound | None, Bound | None], b: tuple[Bound | None, Bound | None]) -> bool:
    """Whether two closed ranges share a point.

    >>> overlap((10.0, 12.0), (12.0, None)), overlap((None, 9.0), (10.0, None))
    (True, False)
    """
    return not (
        (a[1] is not None and b[0] is not None and a[1] < b[0])
        or (b[1] is not None and a[0] is not None and b[1] < a[0])
    )


def within(a: tuple[Bound | None, Bound | None], b: tuple[Bound | None, Bound | None]) -> bool:
    """Whether the first range lies in the second.

    >>> within((11.0, 11.0), (10.0, 12.0)), within((11.0, None), (10.0, 12.0))
    (True, False)
    """
    low = b[0] is None or (a[0] is not None and a[0] >= b[0])
    return low and (b[1] is None or (a[1] is not None and a[1] <= b[1]))


def meet(
    a: tuple[Bound | None, Bound | None], b: tuple[Bound | None, Bound | None]
) -> tuple[Bound | None, Bound | None]:
    """The points two ranges share; empty (low above high) when they share none."""
    lows = [bound for bound in (a[0], b[0]) if bound is not None]
    highs = [bound for bound in (a[1], b[1]) if bound is not None]
    return max(lows, default=None), min(highs, default=None)


def days_between(a: date | None, b: date | None) -> int | None:
    """Days from one day to another, without sign; None when one is unknown."""
    return abs((a - b).days) if a is not None and b is not None else None


def years_before(day: date, years: int) -> date:
    """The same day so many years earlier (1 March for a 29 February that is not there); year 1 at the least.

    >>> years_before(date(2025, 1, 10), 19)
    datetime.date(2006, 1, 10)
    """
    year = max(day.year - years, 1)
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def born_between(day: date, low: float, high: float) -> tuple[date, date]:
    """First and last day of birth of somebody whose age on `day` lies in low..high years.

    >>> born_between(date(2025, 1, 10), 19, 19)
    (datetime.date(2005, 1, 11), datetime.date(2006, 1, 10))
    """
    return years_before(day, int(high) + 1) + timedelta(days=1), years_before(day, int(low))


def least_gap(a: Sequence[date], b: Sequence[date]) -> int | None:
    """Least number of days between a day of the one and a day of the other; both are sorted. None where one is empty.

    >>> least_gap([date(2025, 1, 1), date(2025, 1, 9)], [date(2025, 1, 4), date(2025, 1, 11)])
    2
    """
    least, at = None, 0
    for day in a:
        while at + 1 < len(b) and b[at + 1] <= day:
            at += 1
        for other in b[at : at + 2]:
            gap = abs((day - other).days)
            least = gap if least is None else min(least, gap)
    return least
