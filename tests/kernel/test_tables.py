"""Tables: a broken row is an error, and equal rows are equal bytes."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from pipeline.errors import TableError
from pipeline.schemas import ARTICLES, DROPPED, ENTITIES, MENTIONS, MERGES
from pipeline.tables import (
    TableWriter,
    check_mention_texts,
    check_references,
    column_values,
    iter_rows,
    read_table,
    rows_to_table,
    write_table,
)


def dropped(path: str, **changes: Any) -> dict[str, Any]:
    return {"path": path, "reason": "empty", "detail": "holds nothing", **changes}


def article(doc_id: str, text: str) -> dict[str, Any]:
    row = dict.fromkeys(c.name for c in ARTICLES.columns)
    return {**row, "doc_id": doc_id, "path": "a.txt", "lang": "en", "text": text, "raw_sha256": "00",
            "syndication_group": doc_id, "n_words": len(text.split())}  # fmt: skip


def mention(mention_id: str, start: int, end: int, text: str, **changes: Any) -> dict[str, Any]:
    row = dict.fromkeys(c.name for c in MENTIONS.columns)
    return {**row, "mention_id": mention_id, "doc_id": "d_1", "start": start, "end": end, "text": text,
            "label": "PERSON", "kind": "name", "detector": "model", "sentence_start": 0, "sentence_end": 9,
            **changes}  # fmt: skip


def test_rows_are_sorted_and_bytes_equal(tmp_path: Path) -> None:
    rows = [dropped("b"), dropped("a"), dropped("c")]
    write_table(tmp_path / "1.parquet", DROPPED, rows)
    write_table(tmp_path / "2.parquet", DROPPED, reversed(rows))
    assert read_table(tmp_path / "1.parquet", DROPPED)["path"].to_pylist() == ["a", "b", "c"]
    assert (tmp_path / "1.parquet").read_bytes() == (tmp_path / "2.parquet").read_bytes()


@pytest.mark.parametrize("batch", [1, 7, 1000])
def test_bytes_do_not_depend_on_batches(tmp_path: Path, batch: int) -> None:
    rows = [dropped(f"{n:05}") for n in range(1000)]
    write_table(tmp_path / "whole.parquet", DROPPED, rows)
    with TableWriter(tmp_path / "batches.parquet", DROPPED) as writer:
        for at in range(0, len(rows), batch):
            writer.write(rows[at : at + batch])
    assert writer.n_rows == 1000
    assert (tmp_path / "whole.parquet").read_bytes() == (tmp_path / "batches.parquet").read_bytes()
    assert [row["path"] for row in iter_rows(tmp_path / "batches.parquet", DROPPED)] == [row["path"] for row in rows]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([{"path": "a", "reason": "empty"}], "misses columns ['detail']"),
        ([dropped("a", extra=1)], "unknown columns ['extra']"),
        ([dropped("a", reason=None)], "1 nulls where none may be"),
        ([dropped("a", reason=7)], "Expected bytes|expected|str"),
        ([dropped("a"), dropped("a")], "stands twice"),
    ],
)
def test_a_broken_row_is_an_error(tmp_path: Path, rows: list[dict[str, Any]], words: str) -> None:
    path = tmp_path / "t.parquet"
    with pytest.raises(TableError) as caught:
        write_table(path, DROPPED, rows)
    assert any(word in str(caught.value) for word in words.split("|"))
    assert not path.exists()
    assert list(tmp_path.iterdir()) == []


def test_rows_out_of_order_are_an_error(tmp_path: Path) -> None:
    with TableWriter(tmp_path / "t.parquet", DROPPED) as writer:
        writer.write([dropped("b")])
        with pytest.raises(TableError, match="comes after"):
            writer.write([dropped("a")])


def test_a_label_outside_the_vocabulary_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(TableError, match=r"mentions.label: \['HUMAN'\] not in labels"):
        write_table(tmp_path / "m.parquet", MENTIONS, [mention("m_1", 0, 4, "Anna", label="HUMAN")])


def tables(entity_id: str | None) -> dict[str, pa.Table]:
    return {
        "articles": rows_to_table([article("d_1", "Anna left")], ARTICLES),
        "mentions": rows_to_table([mention("m_1", 0, 4, "Anna", entity_id=entity_id)], MENTIONS),
        "entities": rows_to_table([], ENTITIES),
    }


def test_references_and_texts() -> None:
    good = tables(None)
    check_references(good, [ARTICLES, MENTIONS])
    check_mention_texts(good["mentions"], good["articles"])
    with pytest.raises(TableError, match=r"mentions.entity_id: 'e_1' is not in entities.entity_id"):
        check_references(tables("e_1"), [MENTIONS])
    wrong = rows_to_table([mention("m_1", 1, 5, "Anna")], MENTIONS)
    with pytest.raises(TableError, match="'Anna' is not at 1:5"):
        check_mention_texts(wrong, good["articles"])


def test_a_file_that_is_no_table(tmp_path: Path) -> None:
    (tmp_path / "x.parquet").write_text("not parquet")
    with pytest.raises(TableError, match="cannot be read as table merges"):
        read_table(tmp_path / "x.parquet", MERGES)
    with pytest.raises(TableError, match="cannot be read as table merges"):
        read_table(tmp_path / "none.parquet", MERGES)


@pytest.mark.parametrize(
    "chunks",
    [[], [[]], [[None]], [["a", None, "b"], [], ["b", "a", None]], [[1, 2], [2, None]], [[0.5, None], [0.5]]],
)
def test_column_values_are_those_of_the_column(chunks: list[list[Any]]) -> None:
    kind = {str: pa.string(), int: pa.int64(), float: pa.float64()}
    first = next((value for chunk in chunks for value in chunk if value is not None), "")
    column = pa.chunked_array(chunks, kind[type(first)])
    assert column_values(column) == column.to_pylist()


def test_equal_texts_of_a_column_are_one_object() -> None:
    left, right = column_values(pa.chunked_array([["of one article"], ["of one article"]]))
    assert left is right
