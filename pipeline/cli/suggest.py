"""`sitrep suggest` and `sitrep accept`: from articles to patterns that a person chose."""

import csv
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from pipeline.config import project_root
from pipeline.errors import UsageError
from pipeline.learn.accept import accept as accept_choices
from pipeline.learn.accept import choose, read_choices
from pipeline.stages import annotate, clean
from pipeline.stages import suggest as stage
from pipeline.workspace import Workspace, configured_engine, store_path

_CANDIDATES = Path("outputs", "suggest", "candidates.csv")


def suggest(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="Articles to look at; without any those of seeds/articles.", show_default=False),
    ] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="How many of each list to print.")] = 20,
) -> None:
    """List candidate patterns and the articles most worth annotating.

    Everything is written to outputs/suggest: candidates.csv (edit the column `accept`, then `sitrep accept`), queue.csv, and
    drafts of the first articles in the gold format.

    Example: sitrep suggest
    """
    roots = paths or [project_root() / "seeds" / "articles"]
    for path in roots:
        if not path.exists():
            raise UsageError(f"{path}: no such file or folder")
    out = project_root() / "outputs"
    with tempfile.TemporaryDirectory(prefix="sitrep-") as passing:
        folder = Path(passing)
        workspace = Workspace(folder, folder / "tables", folder / "metrics", store_path(), configured_engine())
        clean.run(roots, workspace)
        annotate.run(workspace)
        stage.write_suggestions(workspace, out / "suggest")
    typer.echo(
        _table(
            out / "suggest" / "candidates.csv",
            ("id", "label", "text", "count", "would_add", "would_relabel", "why"),
            limit,
        )
    )
    typer.echo("\nmost worth annotating, the most uncertain first:")
    typer.echo(_table(out / "suggest" / "queue.csv", ("uncertainty", "names", "path", "examples"), limit))
    typer.echo(f"\nall of it, with contexts: {out / 'suggest'}")


def accept(
    ids: Annotated[
        list[str] | None, typer.Argument(help="Ids that `sitrep suggest` printed.", show_default=False)
    ] = None,
    source: Annotated[
        Path | None, typer.Option("--from", help="The edited CSV; without it outputs/suggest/candidates.csv.")
    ] = None,
) -> None:
    """Write chosen candidates to seeds/patterns: those with the given ids, else those marked yes in the column `accept`.

    Example: sitrep accept p_1a2b3c4d
    """
    root = project_root()
    chosen = choose(read_choices(source or root / _CANDIDATES), ids or [])
    for path, line in accept_choices(chosen, root):
        typer.echo(f"{path.relative_to(root)}: {line}")
    typer.echo("now: dvc repro, then dvc metrics diff")


def _table(path: Path, columns: tuple[str, ...], limit: int) -> str:
    with path.open(encoding="utf-8", newline="") as file:
        rows = [[row[column][:60] for column in columns] for row in csv.DictReader(file)][:limit]
    widths = [max(len(cell) for cell in cells) for cells in zip(columns, *rows, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in [columns, *rows]]
    return "\n".join(line.rstrip() for line in lines)
