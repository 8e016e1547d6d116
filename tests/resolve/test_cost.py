"""Hostile input has a bounded cost."""

import time
from collections.abc import Callable
from typing import Any

from pipeline.resolve import Knowledge
from pipeline.resolve.people import partition
from pipeline.resolve.sketch import Facets
from pipeline.resolve.text import fold, skeleton


def test_a_name_of_ten_thousand_characters(known: Knowledge, corpus: Callable[..., Any]) -> None:
    made = corpus(f"[{'Xa' * 5000} {'Yb ' * 10}Bilyk|PERSON#x] left [{'Zo-' * 3000}grad|PLACE#p] in [Ukraine|PLACE].")
    start = time.process_time()
    entities = made.resolve(known).entities
    assert entities.num_rows == 3
    assert time.process_time() - start < 2


def test_folding_and_sounding_are_linear_on_hostile_text() -> None:
    start = time.process_time()
    for text in ("a’" * 100_000, "ss" * 100_000, "́" * 100_000, "-" * 100_000):
        skeleton(fold(text))
    assert time.process_time() - start < 2


def test_ten_thousand_people_of_one_name() -> None:
    facets = [
        Facets(frozenset({f"role {n}"}), frozenset(), frozenset({f"C{n % 97}"}), (1900 + n % 90,) * 2)
        for n in range(10_000)
    ]
    start = time.process_time()
    found = partition(facets)
    assert found.n_groups == 50
    assert time.process_time() - start < 10
