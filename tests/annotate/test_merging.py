"""The one policy by which layers are merged (pipeline/annotate/spans.py)."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from pipeline.annotate.spans import Candidate, Crossings, Strength, merge_all, merge_names

STRENGTHS = list(Strength)


def name(start: int, end: int, label: str, strength: Strength, detector: str = "model") -> Candidate:
    return Candidate(start, end, start, end, end - 1, label, "name", detector, strength)


def other(start: int, end: int, label: str, strength: Strength = Strength.MODEL) -> Candidate:
    return Candidate(start, end, start, end, end - 1, label, "nominal", "nominals", strength)


def test_the_grammar_wins_over_a_longer_name_of_the_model() -> None:
    unit, org = name(0, 4, "UNIT", Strength.GRAMMAR, "units:x"), name(0, 6, "ORG", Strength.MODEL)
    assert merge_names([org, unit]) == [unit]


def test_within_a_layer_the_longer_wins() -> None:
    longer, shorter = name(0, 6, "ORG", Strength.MODEL), name(4, 6, "PLACE", Strength.MODEL)
    assert merge_names([shorter, longer]) == [longer]


def test_a_state_of_the_table_gives_way_to_any_longer_name() -> None:
    bank, state = name(0, 3, "ORG", Strength.MODEL), name(2, 3, "PLACE", Strength.TABLE, "table:state")
    assert merge_names([state, bank]) == [bank]
    assert merge_names([state]) == [state]


def test_a_pattern_gives_way_only_to_a_longer_structure() -> None:
    part = name(0, 1, "ORG", Strength.GRAMMAR, "pattern:un")
    assert merge_names([part, name(0, 3, "UNIT", Strength.STRUCTURE, "structure")])[0].label == "UNIT"
    assert merge_names([part, name(0, 3, "UNIT", Strength.MODEL)]) == [part]
    assert merge_names([part, name(0, 1, "PLACE", Strength.STRUCTURE, "structure")]) == [part]


def test_nothing_is_marked_inside_a_name() -> None:
    unit = name(0, 4, "UNIT", Strength.GRAMMAR)
    assert merge_all([unit], [other(3, 4, "NATIONALITY"), other(0, 4, "GROUP"), other(1, 3, "QUANTITY")]) == [unit]


def test_a_description_holds_names_and_may_be_a_role_too() -> None:
    state = name(0, 1, "PLACE", Strength.TABLE)
    kept = merge_all([state], [other(0, 3, "PERSON", Strength.STRUCTURE), other(2, 3, "ROLE"), other(0, 3, "GROUP")])
    assert [(c.start, c.end, c.label) for c in kept] == [(0, 3, "PERSON"), (0, 1, "PLACE"), (2, 3, "ROLE")]
    twins = merge_all([], [other(0, 3, "PERSON"), other(0, 3, "ROLE", Strength.STRUCTURE)])
    assert {c.label for c in twins} == {"PERSON", "ROLE"}


def test_of_two_that_cross_the_longer_stays() -> None:
    assert merge_all([], [other(0, 3, "GROUP"), other(2, 6, "PLATFORM")]) == [other(2, 6, "PLATFORM")]


SPANS = st.tuples(st.integers(0, 30), st.integers(1, 10)).map(lambda pair: (pair[0], pair[0] + pair[1]))
NAMES = st.builds(
    lambda span, label, strength: name(*span, label, strength),
    SPANS, st.sampled_from(["UNIT", "PERSON", "PLACE", "ORG"]), st.sampled_from(STRENGTHS),
)  # fmt: skip
OTHERS = st.builds(lambda span, label: other(*span, label), SPANS, st.sampled_from(["GROUP", "ROLE", "QUANTITY"]))


@given(st.lists(NAMES, max_size=12), st.lists(OTHERS, max_size=12))
def test_merged_names_are_apart_and_nothing_crosses(names: list[Candidate], others: list[Candidate]) -> None:
    kept_names = merge_names(names)
    assert all(a.end <= b.start for a, b in itertools.pairwise(kept_names))
    kept = merge_all(kept_names, others)
    assert set(kept_names) <= set(kept)
    for i, a in enumerate(kept):
        rest = kept[:i] + kept[i + 1 :]
        assert not Crossings(rest).cross(a.start, a.end)
    assert kept == sorted(kept, key=lambda c: (c.start, -c.end, c.label))
    assert merge_names(list(reversed(names))) == kept_names
