"""`sitrep diff`: what changed between two runs, or two Git revisions."""

import json
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from pipeline.config import project_root
from pipeline.errors import UsageError
from pipeline.report.diff import diff_lines, diff_tables


def diff(
    old: Annotated[str, typer.Argument(help="A folder of published tables, or a Git revision of this project.")],
    new: Annotated[str, typer.Argument(help="Another; outputs/tables if left out.")] = "",
    limit: Annotated[int, typer.Option("--limit", "-n", min=0, help="How many rows of a kind to print; 0: all.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Say which entities, relations and conflicts are new, gone or changed.

    Example: sitrep diff HEAD~1        (the tables of the commit before against those of now)
    """
    with ExitStack() as stack:
        folders = [_folder(source, stack) for source in (old, new or str(project_root() / "outputs" / "tables"))]
        changes = diff_tables(folders[0], folders[1])
    if as_json:
        typer.echo(json.dumps([change.as_json() for change in changes], indent=2, ensure_ascii=False))
    else:
        typer.echo("\n".join(diff_lines(changes, limit)) or "no difference")


def _folder(source: str, stack: ExitStack) -> Path:
    """The folder itself, or the tables of a Git revision, taken from DVC's cache into a passing folder."""
    if Path(source).is_dir():
        return Path(source)
    # Imported here: dvc takes seconds to load, and only revisions need it.
    from dvc.api import DVCFileSystem
    from dvc.exceptions import DvcException

    passing = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="sitrep-diff-")))
    try:
        files = DVCFileSystem(str(project_root()), rev=source)
        files.get("outputs/tables", str(passing / "tables"), recursive=True)
    except (DvcException, OSError) as error:
        raise UsageError(
            f"{source}: neither a folder nor a Git revision whose tables DVC still has ({error})"
        ) from error
    return passing / "tables"
