"""publish: all tables, joined, sorted and checked, to outputs/tables."""

from typing import Any

import pyarrow as pa

from pipeline.offsets import OffsetMap
from pipeline.schemas import (
    ANNOTATED_MENTIONS,
    ARTICLES,
    CLAIM_LINKS,
    CLAIMS,
    CLEAN_ARTICLES,
    CONFLICTS,
    DROPPED,
    ENTITIES,
    FOUND_CLAIMS,
    LINKS,
    MENTIONS,
    MERGES,
    PUBLISHED,
    RELATIONS,
    SYNDICATION,
    Table,
)  # fmt: skip
from pipeline.tables import check_mention_texts, check_references, read_table, write_table
from pipeline.workspace import Counts, Workspace, project_workspace


def run(workspace: Workspace) -> Counts:
    """Write the published tables; returns rows by table. Raises TableError when a reference or a text is wrong."""
    clean = read_table(workspace.path("clean", CLEAN_ARTICLES), CLEAN_ARTICLES)
    groups = read_table(workspace.path("clean", SYNDICATION), SYNDICATION)
    links = read_table(workspace.path("reconcile", LINKS), LINKS)
    claim_links = read_table(workspace.path("reconcile", CLAIM_LINKS), CLAIM_LINKS)
    found = read_table(workspace.path("annotate", ANNOTATED_MENTIONS), ANNOTATED_MENTIONS)
    claims = read_table(workspace.path("relate", FOUND_CLAIMS), FOUND_CLAIMS)
    tables = {
        ARTICLES.name: _columns(clean.drop_columns("offsets").join(groups, "doc_id"), ARTICLES),
        DROPPED.name: read_table(workspace.path("clean", DROPPED), DROPPED),
        MENTIONS.name: _columns(_with_raw_offsets(found.join(links, "mention_id"), clean), MENTIONS),
        CLAIMS.name: _columns(claims.drop_columns("matched").join(claim_links, "claim_id"), CLAIMS),
        **{t.name: read_table(workspace.path("reconcile", t), t) for t in (ENTITIES, RELATIONS, CONFLICTS, MERGES)},
    }
    check_references(tables, PUBLISHED)
    check_mention_texts(tables[MENTIONS.name], tables[ARTICLES.name])
    for table in PUBLISHED:
        write_table(workspace.tables / f"{table.name}.parquet", table, tables[table.name])
    return workspace.write_metrics("publish", {"rows": {t.name: tables[t.name].num_rows for t in PUBLISHED}})


def _columns(rows: pa.Table, table: Table) -> pa.Table:
    return rows.select([c.name for c in table.columns]).cast(table.schema)


def _with_raw_offsets(mentions: pa.Table, clean: pa.Table) -> pa.Table:
    """Mentions with their place in the input text; null for articles without an offset map."""
    flat = dict(zip(clean["doc_id"].to_pylist(), clean["offsets"].to_pylist(), strict=True))
    maps = {doc_id: OffsetMap.from_flat(runs) for doc_id, runs in flat.items() if runs is not None}
    spans: list[tuple[int | None, int | None]] = []
    columns: Any = (mentions[name].to_pylist() for name in ("doc_id", "start", "end"))
    for doc_id, start, end in zip(*columns, strict=True):
        raw = maps[doc_id].to_raw(start, end) if doc_id in maps else None
        spans.append(raw or (None, None))
    for at, name in enumerate(("raw_start", "raw_end")):
        mentions = mentions.append_column(name, pa.array([span[at] for span in spans], pa.int64()))
    return mentions


def main() -> None:
    """The DVC stage: all outputs to outputs/tables."""
    run(project_workspace())


if __name__ == "__main__":
    main()
