"""The publication date that the head of a text says: on a line of its own, or in the dateline of its first paragraphs.

Only a whole date counts, and only where nothing but the day of publication stands: "LORCA, 9 March 2031 (Courier) —",
"By Ada Obi | 9 March 2031, 11:05", "Institute for Coastal Security, 9 March 2031". A headline ("The battle of X, 5 July 1943"),
a caption and a sentence say other days.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from pipeline.clean.published import parse_published

_HEAD_LINES, _HEAD_CHARS, _LINE_CHARS = 6, 1500, 160
_COMMA_LINES = 4  # the first lines, in which a publisher or a number may stand before the date
_SEARCHED_CHARS = 50_000  # in which a second date on a line of its own shows a chronicle
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_DAY_NAME = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s)?"
_DATE = (
    rf"(?P<date>{_DAY_NAME}(?:\d{{1,2}}(?:st|nd|rd|th)?\s(?:of\s)?{_MONTH},?\s\d{{4}}"
    rf"|{_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?,?\s\d{{4}}|\d{{4}}-\d\d-\d\d|\d{{1,2}}\.\d{{1,2}}\.\d{{4}}))"
)
_CLOCK = r"(?:,?\s(?:at\s)?\d{1,2}[:.]\d\d(?::\d\d)?(?:\s?[ap]\.?m\.?)?(?:\s(?:[A-Z]{2,4}|local\stime))?)?"
_LABEL = r"(?:(?:first\s)?(?:published|posted|issued|released|updated|date|dated)(?:\s(?:on|at))?:?\s)?"
_ALONE = re.compile(rf"{_LABEL}{_DATE}{_CLOCK}\.?", re.IGNORECASE)
_IS_LABELLED = re.compile(r"(?:first\s)?(?:published|posted|issued|released|updated|dated?)", re.IGNORECASE)
_PARTS = re.compile(r"\s{0,9}(?:[|•·]|\s[–—-]\s)\s{0,9}")  # what parts the pieces of a byline
# "Institute for Coastal Security, 9 March 2031", "Communique No. 41, 9 March 2031": three words with a capital, or a number. A
# caption has other words, and a lone town may head a chapter.
_PUBLISHER = r"(?:[A-Z][\w'’-]{1,24}\s(?:(?:of|for|the|and|on)\s){0,2}){2,6}[A-Z][\w'’-]{1,24}"
_AFTER_COMMA = re.compile(rf"(?:{_PUBLISHER}|[A-Z]\w{{2,24}}\sNo\.?\s?\d{{1,5}}),\s(?i:{_DATE})\.?")
_PLACE = r"[A-Z][\w'’.-]{0,24}(?:\s[\w'’.-]{1,24}){0,3}"
_DATELINE = re.compile(
    rf"{_PLACE}(?:,\s{_PLACE}){{0,2}},\s(?i:{_DATE})(?:\s?\([^()]{{2,60}}\))?\s{{0,3}}(?:—|–|--|-(?=\s)|:(?=\s))"
)


def find_dateline(text: str, earliest_year: int, latest_year: int) -> date | None:
    """The first publication date that the first lines of a text say, between the years given; None where they say none."""
    for written in _dates(_lines(text[:_HEAD_CHARS])[:_HEAD_LINES], is_chronicle=_is_chronicle(text)):
        found = parse_published(written, earliest_year, latest_year)
        if found is not None:
            return found
    return None


def _lines(text: str) -> list[str]:
    lines = (" ".join(line.split()) for line in text.splitlines())
    return [line for line in lines if line]


def _is_chronicle(text: str) -> bool:
    """Whether several days stand on lines of their own: they head entries, and none of them is that of publication."""
    alone = (_ALONE.fullmatch(line) for line in _lines(text[:_SEARCHED_CHARS]) if len(line) <= _LINE_CHARS)
    return len({found["date"] for found in alone if found and not _IS_LABELLED.match(found[0])}) > 1


def _dates(lines: Sequence[str], *, is_chronicle: bool) -> Iterator[str]:
    for n, line in enumerate(lines):
        if found := _DATELINE.match(line):
            yield found["date"]
        if len(line) > _LINE_CHARS:
            continue
        parts = _PARTS.split(line)
        for part in parts:
            found = _ALONE.fullmatch(part)
            if found and not (is_chronicle and len(parts) == 1 and not _IS_LABELLED.match(part)):
                yield found["date"]
        if 0 < n < _COMMA_LINES and (found := _AFTER_COMMA.fullmatch(line)):
            yield found["date"]
