from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.errors import UsageError
from pipeline.judgements import Judgement, Judgements
from pipeline.report.diff import diff_lines, diff_tables
from pipeline.report.explain import explain_entity
from pipeline.report.review import list_merges_to_review
from pipeline.resolve import Knowledge
from pipeline.schemas import PUBLISHED

_A = "@a 2025-01-10\n[Volodymyr Zelenskyy|PERSON#x] met [Petro Bilyk|PERSON#y] in [Ukraine|PLACE].\n> met_with x -> y"
_B = "@b 2025-01-11\n[Volodymyr Zelensky|PERSON#x] met [P. Bilyk|PERSON#y] in [Ukraine|PLACE].\n> met_with x -> y"


def _publish(folder: Path, made: Any, known: Knowledge) -> tuple[Path, dict[str, str]]:
    found = made.reconcile(known)
    groups = made.articles.append_column("syndication_group", made.articles["doc_id"])
    tables = {
        "articles": groups,
        "mentions": made.mentions.join(found.links, "mention_id"),
        "claims": made.claims.drop_columns("matched").join(found.claim_links, "claim_id"),
        **{name: getattr(found, name) for name in ("entities", "relations", "conflicts", "merges")},
    }
    folder.mkdir()
    for table in PUBLISHED:
        rows = tables.get(table.name, table.schema.empty_table())
        rows = pa.table(
            {
                c.name: rows[c.name] if c.name in rows.column_names else pa.nulls(rows.num_rows, c.type)
                for c in table.columns
            }
        )
        pq.write_table(
            rows.cast(pa.schema([pa.field(c.name, c.type) for c in table.columns])), folder / f"{table.name}.parquet"
        )
    links = {row["mention_id"]: row["entity_id"] for row in found.links.to_pylist()}
    return folder, {ref: links[mention] for (_, ref), mention in made.refs.items()}


def test_an_entity_is_explained_down_to_its_sentences(
    tmp_path: Path, known: Knowledge, corpus: Callable[..., Any]
) -> None:
    folder, ids = _publish(tmp_path / "t", corpus(_A, _B), known)
    found = explain_entity(folder, ids["x"])
    assert [m["rule"] for m in found.merges] == ["transliteration"]
    assert {text for text, _, _ in found.wordings} == {"Volodymyr Zelenskyy", "Volodymyr Zelensky"}
    assert len(found.examples) == 2
    assert any("met_with" in line for line in found.lines())


def test_an_unknown_entity_is_a_usage_error(tmp_path: Path, known: Knowledge, corpus: Callable[..., Any]) -> None:
    folder, _ = _publish(tmp_path / "t", corpus(_A), known)
    with pytest.raises(UsageError, match="e_none"):
        explain_entity(folder, "e_none")


def test_the_least_certain_merge_comes_first_and_judged_ones_not(
    tmp_path: Path, known: Knowledge, corpus: Callable[..., Any]
) -> None:
    folder, _ = _publish(tmp_path / "t", corpus(_A, _B), known)
    merges = list_merges_to_review(folder, Judgements())
    assert [m.rule for m in merges] == ["initial", "transliteration"]
    assert merges[0].judgement("different") == "different,P. Bilyk,Petro Bilyk,,"
    judged = Judgements((Judgement(2, "same", "P. Bilyk", "Petro Bilyk", None, ""),))
    assert [m.rule for m in list_merges_to_review(folder, judged)] == ["transliteration"]


def test_what_changed_between_two_runs(tmp_path: Path, known: Knowledge, corpus: Callable[..., Any]) -> None:
    old, _ = _publish(tmp_path / "old", corpus(_A), known)
    new, ids = _publish(tmp_path / "new", corpus(_A, _B), known)
    changes = diff_tables(old, new)
    changed = {(c.table, c.change) for c in changes}
    assert ("entities", "changed") in changed
    zelensky = next(c for c in changes if c.id == ids["x"])
    assert zelensky.as_json()["fields"]["n_articles"] == {"old": 1, "new": 2}
    assert len(diff_lines(changes)) == len(changes)
    assert diff_tables(new, new) == []
