"""What holds of every unit and every text."""

import pytest
from growth import assert_in_proportion
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.grammar.units import Unit, compare_units, find_units, format_unit, parse_unit
from pipeline.grammar.units.lexicon import lexicon

LEX = lexicon()
# A "unit" is written number last; a "guard" is found by its whole name only: both have cases of their own.
ECHELONS = sorted(set(LEX.echelons) - {"unit", "guard"})
BRANCHES = sorted(set(LEX.branches.values()))
NAMES = ["Polissia", "Black Zaporozhians", "Magura", "Golani", "Sultan Murad", "al-Qassam", "Hadin Kai", "Tsahal"]
numbers = st.integers(1, 9999).map(str)


def _branch(ids: list[str]) -> str | None:
    return LEX.canonical_branch(" ".join(ids).split())


branches = st.none() | st.lists(st.sampled_from(BRANCHES), min_size=1, max_size=3).map(_branch)
countries = st.none() | st.sampled_from(sorted(LEX.countries))


def _reads_as_parts(unit: Unit) -> bool:
    """Whether no other unit word is spelled across branch and echelon ("operational" + "tactical group")."""
    branch, echelon = (unit.branch or "").split(), (unit.echelon or "").split()
    words, border = branch + echelon, len(branch)
    across = [words[i:j] for i in range(border) for j in range(border + 1, len(words) + 1)]
    other = {*LEX.heads, *(form.lower() for form in LEX.known)}
    return not any(" ".join(window) in other for window in across)


numbered_units = st.builds(
    Unit,
    number=numbers,
    branch=branches,
    echelon=st.sampled_from(ECHELONS),
    honorific=st.none() | st.sampled_from(NAMES),
    country=countries,
).filter(_reads_as_parts)
named_units = st.builds(
    Unit, branch=branches, echelon=st.sampled_from(ECHELONS), country=countries, name=st.sampled_from(NAMES)
)
parents = st.none() | st.sampled_from(["Special Operations Forces", "SOF"]) | numbered_units.map(format_unit)
units = st.builds(
    lambda unit, parent: Unit(unit.number, unit.branch, unit.echelon, unit.honorific, parent, unit.country, unit.name),
    numbered_units | named_units,
    parents,
).filter(_reads_as_parts)
PIECES = [
    "the", "The", "17th", "95", "1/5", "and", ",", "brigade", "Brigade", "brigades", "Corps", "of", "XVIII", "No.",
    "84", "“", "”", "Azov", "Air Assault", "Ukraine's", "Marines", "Army", "Group", "Task Force", "-", "(", ")", "\n",
    "Third", "ninety-fifth", "naïve", "№", "95-th", "A", "Company", "said", "'", "’s", "10,000", "named after",
]  # fmt: skip
texts = (
    st.text()
    | st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join)
    | st.lists(st.sampled_from(PIECES)).map("".join)
)


@given(units)
def test_print_then_parse_gives_the_same_unit(unit: Unit) -> None:
    assert parse_unit(format_unit(unit)) == unit


@given(units, numbers, numbers)
def test_unequal_numbers_never_compare_equal(unit: Unit, first: str, second: str) -> None:
    a, b = (Unit(n, unit.branch, unit.echelon, unit.honorific, unit.parent, unit.country) for n in (first, second))
    verdict = compare_units(a, b).verdict
    assert (verdict == "different") == (first != second)


@given(units, units)
def test_comparing_is_symmetric_and_gives_a_sentence(a: Unit, b: Unit) -> None:
    forth, back = compare_units(a, b), compare_units(b, a)
    assert forth.verdict == back.verdict
    assert forth.reason.endswith(".")
    if None not in (a.country, b.country) and a.country != b.country:
        assert forth.verdict == "different"


@given(units)
def test_a_unit_is_never_different_from_itself(unit: Unit) -> None:
    assert compare_units(unit, unit).verdict in ("same", "compatible")


@given(texts)
@settings(max_examples=300)
def test_spans_lie_in_the_text_in_order_without_overlap(text: str) -> None:
    end = 0
    for span in find_units(text):
        assert end <= span.start < span.end <= len(text)
        assert text[span.start : span.end] == text[span.start : span.end].strip()
        end = span.end


@given(texts)
@settings(max_examples=300)
def test_every_unit_found_survives_printing(text: str) -> None:
    for span in find_units(text):
        again = parse_unit(format_unit(span.unit))
        assert again is not None
        assert (again.number, again.echelon) == (span.unit.number, span.unit.echelon)


@given(st.lists(st.sampled_from(BRANCHES), min_size=1, max_size=4))
def test_canonical_branches_stay_as_they_are(ids: list[str]) -> None:
    branch = _branch(ids)
    assert branch is not None
    assert _branch([branch]) == branch


HOSTILE = [
    "1234567890", "17th, ", "Brigade ", "A", "Azov ", "the 95th and ", "“", "\"Brigade\" ", "(", "17th, 22nd, ", "No. ",
    "Army Army ", "of the ", "Order of the ", "Task Force - Operation ", "named after Brigade ", "1/", "Ukraine's ",
    "Corps of the Corps, ", "\n", " ", "-", "air-", "Air Assault ", "hundred and ", "XVIII ", "XX", "th", "brigade, ",
]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_time_is_linear_on_hostile_text(piece: str) -> None:
    assert_in_proportion(lambda n_chars: find_units(piece * (n_chars // len(piece))), 100_000)
