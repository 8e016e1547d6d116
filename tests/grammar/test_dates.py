from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from growth import assert_in_proportion
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.grammar.dates import DateRange, DateSpan, find_dates, resolve_date
from pipeline.vocabulary import vocabulary

CASES = Path(__file__).parent / "cases"
BLOCKS = yaml.safe_load((CASES / "dates.yaml").read_text(encoding="utf-8"))
RESOLVED = [(block, text, expected) for block in BLOCKS for text, expected in block["cases"].items()]
SENTENCES = [line for line in (CASES / "date_spans.txt").read_text(encoding="utf-8").splitlines() if line[:1] != "#"]

# Words of the grammar and whatever may stand between them, for sentences that nobody wrote.
WORDS = st.sampled_from((CASES / "dates_words.txt").read_text(encoding="utf-8").split())


def _range(expected: Any) -> DateRange | None:
    """2025-01-04, or "2024-12-01..2024-12-31 month"."""
    if expected is None:
        return None
    if isinstance(expected, date):
        return DateRange(expected, expected, "day")
    days, _, granularity = expected.partition(" ")
    start, _, end = days.partition("..")
    return DateRange(date.fromisoformat(start), date.fromisoformat(end), granularity)


def test_there_are_many_cases() -> None:
    assert len(RESOLVED) >= 200
    assert len(SENTENCES) >= 40


@pytest.mark.parametrize(("block", "text", "expected"), RESOLVED, ids=lambda value: str(value)[:40])
def test_a_phrase_means_these_days(block: dict[str, Any], text: str, expected: Any) -> None:
    context = _range(block.get("context"))
    assert resolve_date(text, block["anchor"], block.get("tense"), context) == _range(expected)


@pytest.mark.parametrize("sentence", SENTENCES)
def test_dates_are_found_where_they_stand(sentence: str) -> None:
    pieces = sentence.replace("]", "[").split("[")
    text, expected, offset = "".join(pieces), [], 0
    for number, piece in enumerate(pieces):
        if number % 2:
            expected.append(DateSpan(offset, offset + len(piece)))
        offset += len(piece)
    found = find_dates(text)
    assert [text[span.start : span.end] for span in found] == pieces[1::2]
    assert found == expected


def test_offsets_count_code_points() -> None:
    text = "🪖🪖 “Ще” on 9 January"
    (span,) = find_dates(text)
    assert text[span.start : span.end] == "9 January"


@pytest.mark.parametrize(
    ("text", "start"),
    [("Saturday", date(2021, 11, 13)), ("last Saturday", date(2021, 11, 13)), ("Wednesday", date(2021, 11, 17))],
)
def test_a_weekday_is_the_latest_on_or_before_publication(text: str, start: date) -> None:
    assert resolve_date(text, date(2021, 11, 17), "past") == DateRange(start, start, "day")


def test_every_day_of_a_year_comes_back() -> None:
    days = [date.fromordinal(date(2024, 1, 1).toordinal() + i) for i in range(366)]
    read = [resolve_date(f"{day.day} {day:%B} {day.year}", None) for day in days]
    assert read == [DateRange(day, day, "day") for day in days]


def test_a_story_day_wins_over_the_publication_day_in_anaphora() -> None:
    story = DateRange(date(2020, 2, 28), date(2020, 2, 28), "day")
    assert resolve_date("the next day", date(2021, 5, 5), "past", story) == DateRange(
        date(2020, 2, 29), date(2020, 2, 29), "day"
    )


@pytest.mark.parametrize("anchor", [date.min, date.max, date(2024, 2, 29)])
@pytest.mark.parametrize("text", [text for _, text, _ in RESOLVED])
def test_the_ends_of_the_calendar_raise_nothing(text: str, anchor: date) -> None:
    story = DateRange(anchor, anchor, "day")
    for tense in ("past", "future", None):
        days = resolve_date(text, anchor, tense, story)
        assert days is None or days.start <= days.end


@settings(deadline=None)  # the first call loads the grammar
@given(st.lists(WORDS, max_size=12).map(" ".join) | st.text(max_size=60), st.dates() | st.none())
def test_any_text_gives_true_spans_and_ordered_days(text: str, anchor: date | None) -> None:
    granularities = set(vocabulary().granularities)
    spans = find_dates(text)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(text[span.start : span.end] == text[span.start : span.end].strip() for span in spans)
    assert all(before.end <= after.start for before, after in pairwise(spans))
    for phrase in [text, *(text[span.start : span.end] for span in spans)]:
        days = resolve_date(phrase, anchor)
        assert days is None or (days.start <= days.end and days.granularity in granularities)


@settings(deadline=None)  # the first call loads the grammar
@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31)), st.dates(date(1990, 1, 1), date(2060, 1, 1)))
def test_a_past_day_without_year_is_never_after_publication(day: date, anchor: date) -> None:
    days = resolve_date(f"{day.day} {day:%B}", anchor, "past")
    assert days is not None
    assert days.end <= anchor
    assert (days.start.month, days.start.day) == (day.month, day.day)


HOSTILE = {
    "digits": "1" * 50_000,
    "dotted": "1." * 25_000,
    "dashes": "2024-" * 10_000,
    "months": "January " * 8_000,
    "to": "3 to " * 10_000,
    "the": "the " * 12_000,
    "nights": "night of " * 6_000,
    "last": "last of the " * 4_000,
    "blank lines": "\n \n" * 15_000,
    "apostrophes": "'" * 50_000,
    "brackets": "(2024" * 10_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_takes_linear_time(text: str) -> None:
    assert_in_proportion(lambda n: (find_dates(text[:n]), resolve_date(text[:n], date(2025, 1, 10))), len(text))


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("on 32 January 2024 they left", "32 January 2024"),
        ("on 00 May 2022 they left", "00 May 2022"),
        ("on 5 March 0026, they left", "5 March 0026"),
        ("on 31 December 9999.", "31 December 9999"),
        ("on 31 February they left", "31 February"),
    ],
)
def test_an_impossible_date_is_marked_whole_and_stays_unresolved(text, span):
    (found,) = find_dates(text)
    assert text[found.start : found.end] == span
    assert resolve_date(span, date(2024, 3, 14)) is None


@pytest.mark.parametrize(
    ("text", "span"), [("in May 2500 soldiers left", "May"), ("on 5 March 4000 troops left", "5 March")]
)
def test_a_count_behind_a_month_is_no_year(text, span):
    (found,) = find_dates(text)
    assert text[found.start : found.end] == span
