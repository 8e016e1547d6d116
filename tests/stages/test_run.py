"""All stages over the sample articles: the tables hold together, and nothing but the articles decides their bytes."""

import shutil
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from conftest import Run, run_all

from pipeline.config import project_root
from pipeline.engines import LocalEngine
from pipeline.schemas import PUBLISHED

ARTICLES = project_root() / "seeds" / "articles"


def test_every_input_is_kept_or_dropped_with_a_reason(sample_run: Run) -> None:
    counts = sample_run.counts["clean"]
    articles, dropped = sample_run.table("articles"), sample_run.table("dropped")
    assert counts["inputs"] == len(articles) + len(dropped)
    assert len(articles) >= 15
    assert list(dropped.reason) == ["not_english"]
    files = {path.split(":")[0] for path in [*articles.path, *dropped.path]}
    assert files == {path.name for path in ARTICLES.iterdir() if not path.name.startswith(".")}


def test_a_near_copy_is_grouped_and_others_are_not(sample_run: Run) -> None:
    groups = sample_run.table("articles").groupby("syndication_group").path.agg(sorted)
    assert [paths for paths in groups if len(paths) > 1] == [["northfield-copy.html", "wire-capture-kursk.txt"]]


def test_every_table_has_rows(sample_run: Run) -> None:
    empty = [t.name for t in PUBLISHED if sample_run.table(t.name).empty]
    assert empty == []


def test_mentions_stand_in_the_input_file(sample_run: Run) -> None:
    mentions = sample_run.table("mentions").merge(sample_run.table("articles")[["doc_id", "path"]], on="doc_id")
    plain = mentions[mentions.path.str.endswith(".txt")]
    assert len(plain) > 200
    raws = {path: (ARTICLES / path).read_bytes().decode("utf-8") for path in plain.path.unique()}
    known = plain[plain.raw_start.notna()]
    assert len(known) > 0.98 * len(plain)
    same = [raws[m.path][int(m.raw_start) : int(m.raw_end)] == m.text for m in known.itertuples()]
    assert sum(same) > 0.95 * len(same)  # the rest holds a repaired character (a soft hyphen, mojibake)


def test_claims_quote_their_sentence(sample_run: Run) -> None:
    claims = sample_run.table("claims").merge(sample_run.table("articles")[["doc_id", "text"]], on="doc_id")
    assert len(claims) > 100
    assert all(c.text[c.sentence_start : c.sentence_end] == c.quote for c in claims.itertuples())


def test_duckdb_joins_a_claim_to_its_entities(sample_run: Run) -> None:
    tables = sample_run.workspace.tables
    rows = duckdb.sql(f"""
        SELECT c.quote, s.name, o.name FROM '{tables}/claims.parquet' c
        JOIN '{tables}/entities.parquet' s ON s.entity_id = c.subject_id
        JOIN '{tables}/entities.parquet' o ON o.entity_id = c.object_id WHERE c.predicate = 'captured'
    """).fetchall()
    assert len(rows) >= 3


def test_unequal_unit_numbers_are_never_one_entity(sample_run: Run) -> None:
    entities = sample_run.table("entities")
    units = entities[(entities.label == "UNIT") & entities.unit_number.notna()]
    assert len(units) > 5
    mentions = sample_run.table("mentions")
    named = mentions[(mentions.label == "UNIT") & (mentions.kind == "name")].merge(
        units[["entity_id", "unit_number"]], on="entity_id"
    )
    digits = named.text.str.extract(r"(?<![-\d])(\d{1,4})(?:st|nd|rd|th)?\b")[0]
    both = pd.DataFrame({"said": digits, "entity": named.unit_number}).dropna()
    assert len(both) > 10
    assert (both.said == both.entity).all()


def test_warm_run_and_two_workers_give_the_same_bytes(sample_run: Run, tmp_path: Path) -> None:
    few = tmp_path / "few"
    few.mkdir()
    for name in sorted(path.name for path in ARTICLES.glob("*.txt"))[:4]:
        shutil.copy(ARTICLES / name, few)
    cold = run_all([few], tmp_path / "cold", tmp_path / "store")
    warm = run_all([few], tmp_path / "warm", tmp_path / "store")
    wide = run_all([few], tmp_path / "wide", tmp_path / "other", LocalEngine(n_workers=2, batch_size=1))
    assert warm.published_bytes() == cold.published_bytes()
    assert wide.published_bytes() == cold.published_bytes()


def test_the_sample_run_does_not_depend_on_a_store_or_a_folder(sample_run: Run, tmp_path: Path) -> None:
    copy = tmp_path / "elsewhere"
    shutil.copytree(ARTICLES, copy)
    again = run_all([copy], tmp_path / "again", sample_run.workspace.store_path)
    assert again.published_bytes() == sample_run.published_bytes()


@pytest.mark.parametrize("name", [t.name for t in PUBLISHED])
def test_published_columns_are_the_documented_ones(sample_run: Run, name: str) -> None:
    table = next(t for t in PUBLISHED if t.name == name)
    assert list(sample_run.table(name).columns) == [c.name for c in table.columns]
