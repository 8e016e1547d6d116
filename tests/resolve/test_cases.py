import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.resolve import Knowledge
from pipeline.resolve.people import compare_names, person_tokens, read_person

_CASES = Path(__file__).parent / "cases"


def _rows(name: str, delimiter: str) -> list[list[str]]:
    lines = [line for line in (_CASES / name).read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return list(csv.reader(lines[1:], delimiter=delimiter, quoting=csv.QUOTE_NONE))


_PEOPLE = _rows("people.csv", ",")
_PAIRS = _rows("pairs.csv", ";")


def test_all_cases_are_read() -> None:
    assert (len(_PEOPLE), len(_PAIRS)) == (22, 45)


@pytest.mark.parametrize(("a", "b", "expected", "tier"), _PEOPLE)
def test_names_of_people(a: str, b: str, expected: str, tier: str, known: Knowledge) -> None:
    words = known.words
    names = [read_person(" ".join(person_tokens(text, words)), words) for text in (a, b)]
    found = "same" if names[0] == names[1] or compare_names(names[0], names[1], words) else "different"
    assert found == expected, tier


@pytest.mark.parametrize(("a", "b", "expected", "tier"), _PAIRS)
def test_pairs_across_articles(
    a: str, b: str, expected: str, tier: str, known: Knowledge, corpus: Callable[..., Any]
) -> None:
    made = corpus(a, b)
    links = {row["mention_id"]: row["entity_id"] for row in made.resolve(known).links.to_pylist()}
    first, second = links[made.refs["a0", "x"]], links[made.refs["a1", "x"]]
    assert ("same" if first == second else "different") == expected, tier
