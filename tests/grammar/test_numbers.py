import re
from itertools import pairwise
from pathlib import Path

import pytest
from growth import assert_in_proportion
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.grammar.numbers import Quantity, find_quantities, parse_quantity

CASES = Path(__file__).parent / "cases" / "quantity_spans.txt"
SENTENCES = [line for line in CASES.read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
MARK = re.compile(r"\[([^=\]]+)=([^\]]*)\]")

WORDS = st.sampled_from((CASES.parent / "numbers_words.txt").read_text(encoding="utf-8").split())


def _quantity(text: str) -> Quantity:
    """ "400..500 km", "10..", "..500", "19 years"."""
    numbers, _, unit = text.partition(" ")
    low, dots, high = numbers.partition("..")
    bounds = (float(low) if low else None, float(high) if high else None)
    return Quantity(bounds[0], bounds[1] if dots else bounds[0], unit or None)


def _plain(sentence: str) -> tuple[str, list[tuple[int, int]], list[Quantity]]:
    text, spans, quantities, at = "", [], [], 0
    for mark in MARK.finditer(sentence):
        text += sentence[at : mark.start()]
        spans.append((len(text), len(text) + len(mark[1])))
        quantities.append(_quantity(mark[2]))
        text, at = text + mark[1], mark.end()
    return text + sentence[at:], spans, quantities


def _rounded(quantity: Quantity) -> Quantity:
    low, high = (None if n is None else round(n, 3) for n in (quantity.low, quantity.high))
    return Quantity(low, high, quantity.unit)


def test_there_are_many_cases() -> None:
    assert len(SENTENCES) >= 40
    assert sum(len(MARK.findall(sentence)) for sentence in SENTENCES) >= 110


@pytest.mark.parametrize("sentence", SENTENCES)
def test_quantities_are_found_with_bound_and_unit(sentence: str) -> None:
    text, spans, quantities = _plain(sentence)
    found = find_quantities(text)
    assert [text[q.start : q.end] for q in found] == [text[start:end] for start, end in spans]
    assert [(q.start, q.end) for q in found] == spans
    assert [_rounded(q.quantity) for q in found] == quantities


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("more than 10,000", Quantity(10000.0, None, None)),
        ("one", Quantity(1.0, 1.0, None)),
        ("2,014", Quantity(2014.0, 2014.0, None)),
        ("2014", Quantity(2014.0, 2014.0, None)),
        ("19-year-old", Quantity(19.0, 19.0, "years")),
        ("eight-hour", Quantity(8.0, 8.0, "hours")),
        ("a week", Quantity(1.0, 1.0, "weeks")),
        ("40s", Quantity(40.0, 49.0, "years")),
        ("scores", Quantity(40.0, None, None)),
        ("10 to 12 thousand", Quantity(10000.0, 12000.0, None)),
        ("900 to 1 thousand", Quantity(900.0, 1000.0, None)),
        ("two and a half million", Quantity(2.5e6, 2.5e6, None)),
        ("nine hundred and ninety-nine thousand nine hundred and one", Quantity(999901.0, 999901.0, None)),
        ("soldiers", None),
        ("", None),
        ("500 to 200", None),
    ],
)
def test_a_phrase_is_worth(text: str, quantity: Quantity | None) -> None:
    assert parse_quantity(text) == quantity


@settings(deadline=None)  # the first call loads the grammar
@given(st.integers(min_value=0, max_value=10**12))
def test_digits_with_separators_keep_their_value(number: int) -> None:
    assert parse_quantity(f"{number:,}") == Quantity(float(number), float(number), None)


@settings(deadline=None)  # the first call loads the grammar
@given(st.integers(1, 999_999), st.integers(1, 999_999))
def test_a_range_keeps_both_ends(a: int, b: int) -> None:
    low, high = sorted((a, b))
    assert parse_quantity(f"{low:,} to {high:,}") == Quantity(float(low), float(high), None)


@settings(deadline=None)  # the first call loads the grammar
@given(st.lists(WORDS, max_size=14).map(" ".join) | st.text(max_size=60))
def test_any_text_gives_true_spans_and_ordered_bounds(text: str) -> None:
    found = find_quantities(text)
    assert all(0 <= q.start < q.end <= len(text) for q in found)
    assert all(before.end <= after.start for before, after in pairwise(found))
    for quantity in [q.quantity for q in found] + [q for q in [parse_quantity(text)] if q is not None]:
        assert quantity.low is not None or quantity.high is not None
        assert quantity.low is None or quantity.high is None or quantity.low <= quantity.high


HOSTILE = {
    "digits": "9" * 50_000,
    "commas": "1," * 25_000,
    "groups": "1,000" * 10_000,
    "thousand": "thousand " * 6_000,
    "hundred and": "hundred and " * 4_000,
    "of": "tens of " * 6_000,
    "bounds": "more than " * 5_000,
    "ranges": "5 to " * 10_000,
    "dashes": "5-" * 25_000,
    "words": "two " * 12_000,
    "dates": "5 May " * 8_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_takes_linear_time(text: str) -> None:
    assert_in_proportion(lambda n: (find_quantities(text[:n]), parse_quantity(text[:n])), len(text))
