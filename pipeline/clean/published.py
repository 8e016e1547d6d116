"""Publication dates as people and programs write them. Nothing is guessed: in doubt there is no date."""

import re
from datetime import UTC, date, datetime

_MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10,
    "nov": 11, "dec": 12,
}  # fmt: skip
_MONTH = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?![\d])",
        r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?:T\d{4,6}Z?)?$",
        rf"(?:[a-z]{{2,9}},?\s)?(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[\s-](?:of\s)?{_MONTH},?[\s-](?P<y>\d{{4}})(?!\d)",
        rf"(?:[a-z]{{2,9}},?\s)?{_MONTH}\s(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s(?:\d{{1,2}}:\d\d(?::\d\d)?\s)?(?P<y>\d{{4}})(?!\d)",
        r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})(?!\d)",
    )
)
_SLASHED = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?!\d)")
_SECONDS = range(10**8, 10**10)


def parse_published(text: str | int | None, earliest_year: int, latest_year: int) -> date | None:
    """The day that a date or time names, in the time zone it is written in.

    None for what is no whole date, cannot be (30 February), lies outside the years given, or can be read in two ways
    (01/12/2025; 11.01.2025 is day first). A number counts seconds or milliseconds since 1970.
    """
    found = _from_number(text) if isinstance(text, int) else _from_text(text.strip()) if text else None
    return found if found is not None and earliest_year <= found.year <= latest_year else None


def _from_number(number: int) -> date | None:
    seconds = number // 1000 if number // 1000 in _SECONDS else number
    return datetime.fromtimestamp(seconds, UTC).date() if seconds in _SECONDS else None


def _from_text(text: str) -> date | None:
    for form in _FORMS:
        match = form.match(text)
        if match is not None:
            groups = match.groupdict()
            month = _MONTHS[groups["month"].lower()] if groups.get("month") else int(groups["m"])
            return _day(int(groups["y"]), month, int(groups["d"]))
    match = _SLASHED.match(text)
    if match is None:
        return None
    first, second, year = (int(group) for group in match.groups())
    if first > 12 or first == second:
        return _day(year, second, first)
    return _day(year, first, second) if second > 12 else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
