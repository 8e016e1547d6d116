"""clean: input files to canonical articles; what is dropped and why; which articles are near-copies."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.clean import CleanSettings, CleanTask, find_articles, group_syndication
from pipeline.clean.task import kept_articles, without_dropped
from pipeline.config import pipeline_section, project_root
from pipeline.engines.cached import map_cached
from pipeline.ids import fingerprint
from pipeline.packing import unpack_any
from pipeline.records import Article, Dropped
from pipeline.schemas import CLEAN_ARTICLES, DROPPED, SYNDICATION
from pipeline.tables import TableWriter, records_to_table, write_table
from pipeline.workspace import Counts, Workspace, clean_articles, project_workspace, stage_fingerprint, with_progress


def run(roots: Sequence[Path], workspace: Workspace) -> Counts:
    """Clean everything below `roots`; returns how many inputs came, were kept, and were dropped by reason."""
    settings = pipeline_section("clean", CleanSettings)
    dropped: list[Dropped] = []
    with TableWriter(workspace.path("clean", CLEAN_ARTICLES), CLEAN_ARTICLES) as writer:
        for article in kept_articles(_cleaned(roots, settings, workspace), dropped):
            writer.add([article], offsets=lambda kept: kept.offsets and kept.offsets.flat())
    write_table(workspace.path("clean", DROPPED), DROPPED, records_to_table(dropped, DROPPED))
    groups = group_syndication(((a.doc_id, a.text) for a in clean_articles(workspace)), settings)
    rows = ({"doc_id": doc_id, "syndication_group": group} for doc_id, group in groups.items())
    write_table(workspace.path("clean", SYNDICATION), SYNDICATION, rows)
    counts: Counts = {
        "inputs": writer.n_rows + len(dropped),
        "kept": writer.n_rows,
        "dropped": len(dropped),
        "dropped_by_reason": dict(sorted(Counter(d.reason for d in dropped).items())),
        "syndicated_copies": writer.n_rows - len(set(groups.values())),
    }
    return workspace.write_metrics("clean", counts)


def _cleaned(roots: Sequence[Path], settings: CleanSettings, workspace: Workspace) -> Iterator[Article | Dropped]:
    """Every input as an article or as dropped, in order of path; what was cleaned before comes from the store."""
    code = stage_fingerprint("clean", settings, ["configs/clean"])
    aside: list[Dropped] = []
    with workspace.store() as store:
        raws = without_dropped(find_articles(roots, settings), aside)
        task = CleanTask(settings)
        results = map_cached(raws, lambda r: fingerprint(code, r.format, r.raw), task, workspace.engine, store)
        for raw, packed in with_progress(results, stage="clean"):
            for record in unpack_any(packed):
                assert isinstance(record, Article | Dropped)
                yield replace(record, path=raw.path)
    yield from aside


def main() -> None:
    """The DVC stage: seeds/articles to outputs/clean."""
    run([project_root() / "seeds" / "articles"], project_workspace())


if __name__ == "__main__":
    main()
