"""What holds whatever the articles are: order, unrelated articles, judgements taken back, corpora split and joined."""

from collections.abc import Callable
from types import ModuleType
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.config import project_root
from pipeline.judgements import Judgements, read_judgements
from pipeline.learn.gold import read_gold_folder
from pipeline.resolve import Knowledge

_EVENTS = ("kamyane", "vilkhova", "gidan-kwari", "omdurman-market")
_UNRELATED = """@far 2023-02-02 Lima Diario
[Juan Quispe Mamani|PERSON#q] left [Puno|PLACE#p] in [Peru|PLACE#r].
> moved_to q -> r"""
_TABLES = ("entities", "links", "merges", "claim_links", "relations", "conflicts")


@pytest.fixture(scope="module")
def golds(made: ModuleType) -> list[Any]:
    found = [gold for gold in read_gold_folder(project_root() / "seeds" / "gold" / "dev") if gold.event in _EVENTS]
    assert len(found) == 9
    return found


def _equal(a: Any, b: Any) -> dict[str, bool]:
    return {name: getattr(a, name).equals(getattr(b, name)) for name in _TABLES}


def _rows(table: pa.Table) -> set[str]:
    return {repr(sorted(row.items())) for row in table.to_pylist()}


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.lists(st.integers(0, 10**6), min_size=3, max_size=8))
def test_the_order_of_rows_does_not_matter(
    order: list[int], golds: list[Any], made: ModuleType, known: Knowledge
) -> None:
    corpus = made.tables_of(golds)
    first, second = corpus.reconcile(known), corpus.shuffled(order).reconcile(known)
    assert _equal(first, second) == dict.fromkeys(_TABLES, True)


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(range(9)))
def test_a_corpus_split_and_joined_again_gives_the_same_tables(
    order: list[int], golds: list[Any], made: ModuleType, known: Knowledge
) -> None:
    first, second = made.tables_of(golds).reconcile(known), made.tables_of([golds[at] for at in order]).reconcile(known)
    assert _equal(first, second) == dict.fromkeys(_TABLES, True)


def test_an_unrelated_article_changes_no_row(
    golds: list[Any], made: ModuleType, known: Knowledge, corpus: Callable[..., Any], tmp_path: Any
) -> None:
    corpus(_UNRELATED)
    far = made.read_gold(tmp_path / "far.txt")
    before, after = made.tables_of(golds).reconcile(known), made.tables_of([*golds, far]).reconcile(known)
    for name in _TABLES:
        old, new = _rows(getattr(before, name)), _rows(getattr(after, name))
        assert old <= new, name
    assert after.entities.num_rows == before.entities.num_rows + 3
    assert after.relations.num_rows == before.relations.num_rows + 1


def test_an_id_does_not_depend_on_other_articles(golds: list[Any], made: ModuleType, known: Knowledge) -> None:
    alone = made.tables_of(golds[:1]).reconcile(known)
    together = made.tables_of(golds).reconcile(known)
    ids = set(together.entities["entity_id"].to_pylist())
    kept = [entity for entity in alone.entities["entity_id"].to_pylist() if entity in ids]
    assert len(kept) >= 0.9 * alone.entities.num_rows


def test_a_judgement_and_its_reversal_restore_the_tables(
    golds: list[Any], made: ModuleType, known: Knowledge, tmp_path: Any
) -> None:
    corpus = made.tables_of(golds)
    plain = corpus.reconcile(known)
    path = tmp_path / "judgements.csv"
    path.write_text("verdict,a,b,label,note\nsame,Kamyane,Lobkove,PLACE,a test\n", encoding="utf-8")
    judged = corpus.reconcile(known, read_judgements(path))
    restored = corpus.reconcile(known, Judgements())
    assert judged.entities.num_rows < plain.entities.num_rows
    assert _equal(plain, restored) == dict.fromkeys(_TABLES, True)
