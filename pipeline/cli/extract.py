"""`sitrep extract`: the stages over any folders or files, without DVC."""

import tempfile
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.summary import summary_lines
from pipeline.errors import UsageError
from pipeline.workspace import Workspace, configured_engine, store_path


def extract(
    paths: Annotated[list[Path], typer.Argument(help="Folders or files: .txt .md .html .jsonl", show_default=False)],
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder for the tables; it is made if it is missing.")],
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print no summary.")] = False,
) -> None:
    """Read articles and write the evidence tables as Parquet files.

    The tables are the same bytes that `dvc repro` publishes for the same articles. What was read before comes from the
    project's result store, so a second run is quick.

    Example: sitrep extract ~/articles --out ~/tables
    """
    # Imported here: spaCy takes seconds to load, and `sitrep --help` should not.
    from pipeline.stages import annotate, clean, publish, reconcile, relate, resolve

    for path in paths:
        if not path.exists():
            raise UsageError(f"{path}: no such file or folder")
    if out.exists() and not out.is_dir():
        raise UsageError(f"{out}: exists and is not a folder")
    with tempfile.TemporaryDirectory(prefix="sitrep-") as passing:
        folder = Path(passing)
        workspace = Workspace(folder, out, folder / "metrics", store_path(), configured_engine())
        clean.run(paths, workspace)
        for stage in (annotate, relate, resolve, reconcile, publish):
            stage.run(workspace)
        if not quiet:
            typer.echo("\n".join(summary_lines(workspace.metrics, out)))
