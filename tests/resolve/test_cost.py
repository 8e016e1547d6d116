"""Hostile input has a bounded cost."""

from collections.abc import Callable
from typing import Any

import pytest
from growth import assert_in_proportion

from pipeline.resolve import Knowledge
from pipeline.resolve.people import partition
from pipeline.resolve.sketch import Facets
from pipeline.resolve.text import fold, skeleton


def test_a_name_of_ten_thousand_characters(known: Knowledge, corpus: Callable[..., Any]) -> None:
    def resolve(n: int) -> None:
        made = corpus(f"[{'Xa' * n} {'Yb ' * 10}Bilyk|PERSON#x] left [{'Zo-' * n}grad|PLACE#p] in [Ukraine|PLACE].")
        assert made.resolve(known).entities.num_rows == 3

    assert_in_proportion(resolve, 5_000)


@pytest.mark.parametrize("piece", ["a’", "ss", "\u0301", "-"])
def test_folding_and_sounding_are_linear_on_hostile_text(piece: str) -> None:
    assert_in_proportion(lambda n: skeleton(fold(piece * n)), 100_000)


def test_ten_thousand_people_of_one_name() -> None:
    facets = [
        Facets(frozenset({f"role {n}"}), frozenset(), frozenset({f"C{n % 97}"}), (1900 + n % 90,) * 2)
        for n in range(10_000)
    ]
    assert partition(facets).n_groups == 50
    assert_in_proportion(lambda n: partition(facets[:n]), len(facets))
