"""What holds for any corpus: random articles of a war, beside random articles of another that shares nothing with it."""

from collections.abc import Callable
from typing import Any

import pyarrow as pa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from random_war import FAR, NORTH, make_article

from pipeline.judgements import Judgement, Judgements
from pipeline.resolve import Knowledge

_TABLES = ("entities", "links", "merges", "claim_links", "relations", "conflicts")
_articles = st.lists(st.lists(st.integers(0, 200), min_size=2, max_size=6), min_size=2, max_size=6)
_some = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def _texts(war: Any, numbers: list[list[int]], prefix: str) -> list[str]:
    return [make_article(f"{prefix}{at}", war, told) for at, told in enumerate(numbers)]


def _equal(a: Any, b: Any) -> dict[str, bool]:
    return {name: getattr(a, name).equals(getattr(b, name)) for name in _TABLES}


def _rows(table: pa.Table) -> set[str]:
    return {repr(sorted(row.items())) for row in table.to_pylist()}


@_some
@given(numbers=_articles, order=st.lists(st.integers(0, 10**6), min_size=3, max_size=8))
def test_the_order_of_rows_does_not_matter(
    numbers: list[list[int]], order: list[int], known: Knowledge, corpus: Callable[..., Any]
) -> None:
    made = corpus(*_texts(NORTH, numbers, "n"))
    assert _equal(made.reconcile(known), made.shuffled(order).reconcile(known)) == dict.fromkeys(_TABLES, True)


@_some
@given(numbers=_articles, data=st.data())
def test_the_order_of_articles_does_not_matter(
    numbers: list[list[int]], data: st.DataObject, known: Knowledge, corpus: Callable[..., Any]
) -> None:
    texts = _texts(NORTH, numbers, "n")
    mixed = data.draw(st.permutations(texts))
    assert _equal(corpus(*texts).reconcile(known), corpus(*mixed).reconcile(known)) == dict.fromkeys(_TABLES, True)


@_some
@given(numbers=_articles, others=_articles)
def test_articles_of_another_war_change_no_row(
    numbers: list[list[int]], others: list[list[int]], known: Knowledge, corpus: Callable[..., Any]
) -> None:
    ours, theirs = _texts(NORTH, numbers, "n"), _texts(FAR, others, "f")
    together = corpus(*ours, *theirs).reconcile(known)
    alone = [corpus(*texts).reconcile(known) for texts in (ours, theirs)]
    shared = {"entities"}  # ranks and roles are entities of both wars, and count the articles of both
    for name in sorted({*_TABLES} - shared):
        parts = [_rows(getattr(part, name)) for part in alone]
        assert parts[0] | parts[1] == _rows(getattr(together, name)), name
    plain = {row["entity_id"] for part in alone for row in part.entities.to_pylist()}
    assert {row["entity_id"] for row in together.entities.to_pylist()} == plain


@_some
@given(numbers=_articles, verdict=st.sampled_from(["same", "different"]), data=st.data())
def test_a_judgement_and_its_reversal_restore_the_tables(
    numbers: list[list[int]], verdict: str, data: st.DataObject, known: Knowledge, corpus: Callable[..., Any]
) -> None:
    made = corpus(*_texts(NORTH, numbers, "n"))
    plain = made.reconcile(known)
    people = [row for row in plain.entities.to_pylist() if row["label"] in ("PERSON", "GROUP")]
    a, b = (data.draw(st.sampled_from(people))["entity_id"] for _ in range(2))
    if a != b:
        made.reconcile(known, Judgements((Judgement(2, verdict, a, b, None, ""),)))
    assert _equal(plain, made.reconcile(known)) == dict.fromkeys(_TABLES, True)


def test_the_corpora_make_verdicts_of_all_kinds(known: Knowledge, corpus: Callable[..., Any]) -> None:
    numbers = [[(a * 37 + k * 11) % 200 for k in range(6)] for a in range(14)]
    found = corpus(*_texts(NORTH, numbers, "n")).reconcile(known)
    verdicts = set(found.conflicts["verdict"].to_pylist())
    assert verdicts == {"same", "refines", "conflicts", "not_comparable"}
    assert {"agreed", "single_source", "contested"} <= set(found.relations["status"].to_pylist())
    assert "described_alike" in found.merges["rule"].to_pylist()
