"""`sitrep diff`: what changed between two runs, or two Git revisions."""

import json
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.revision import fetch, fetch_project, read_articles
from pipeline.config import pipeline_section, project_root, read_section
from pipeline.errors import SitrepError, UsageError
from pipeline.report.diff import article_lines, diff_lines, diff_tables

_TABLES, _GOLD = "outputs/tables", "seeds/gold"


def diff(
    old: Annotated[
        str, typer.Argument(help="A folder of published tables, or a Git revision of this project.")
    ] = "HEAD",
    new: Annotated[str, typer.Argument(help="Another; outputs/tables if left out.")] = "",
    limit: Annotated[int, typer.Option("--limit", "-n", min=0, help="How many rows of a kind to print; 0: all.")] = 20,
    reread: Annotated[
        bool,
        typer.Option(
            "--reread",
            help="Read seeds/articles as the revision OLD would have: what patterns and training changed, and nothing else.",
        ),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Say which entities, relations and conflicts are new, gone or changed, by label and predicate.

    Against a revision it also says how the gold articles that were corrected since are read now, and were read before.

    Examples: sitrep diff HEAD~1 (the tables of the commit before against those of now)        sitrep diff --reread
    """
    with tempfile.TemporaryDirectory(prefix="sitrep-diff-") as passing:
        folder = Path(passing)
        is_revision = not Path(old).is_dir()
        if reread and (new or not is_revision):
            raise UsageError("--reread needs a Git revision, and compares it with outputs/tables of now")
        before = _reread(old, folder / "then") if reread else _tables(old, folder / "old")
        after = _tables(new, folder / "new") if new else project_root() / _TABLES
        changes = diff_tables(before, after)
        if as_json:
            typer.echo(json.dumps([change.as_json() for change in changes], indent=2, ensure_ascii=False))
            return
        lines = [*article_lines(before, after), *diff_lines(changes, limit)]
        typer.echo("\n".join(lines) or "no difference")
        if is_revision and not new and (told := _corrected_lines(old, folder)):
            typer.echo("\n".join(["", *told]))


def _tables(source: str, folder: Path) -> Path:
    """The folder itself, or the tables of a Git revision."""
    if Path(source).is_dir():
        return Path(source)
    fetch(source, [_TABLES], folder)
    return folder / _TABLES


def _reread(revision: str, project: Path) -> Path:
    """The tables of today's articles, read with what the revision knew."""
    fetch_project(revision, project)
    typer.echo(f"reading seeds/articles as {revision} would have; what was read so before is quick", err=True)
    read_articles(project, project_root() / "seeds" / "articles", project / "tables")
    return project / "tables"


def _corrected_lines(revision: str, folder: Path) -> list[str]:
    """How the gold articles that are new or changed since a revision are read now, and were read then; none: no line."""
    # Imported here: annotated articles need spaCy, and most comparisons have none.
    from pipeline.annotate import AnnotateSettings, load_annotator
    from pipeline.learn.corrected import corrected_lines, corrected_since, read_corrected
    from pipeline.learn.settings import TrainSettings

    root, project = project_root(), folder / "then"
    if not (root / _GOLD).is_dir():
        return []
    part = pipeline_section("train", TrainSettings).part
    fetch(revision, [f"{_GOLD}/{part}"], folder / "gold", if_there=True)
    golds = corrected_since(root / _GOLD / part, folder / "gold" / _GOLD / part)
    if not golds:
        return []
    typer.echo(f"reading {len(golds)} corrected articles as {revision} would have, and as of now", err=True)
    now = read_corrected(golds, load_annotator(pipeline_section("annotate", AnnotateSettings), root))
    try:
        if not project.exists():
            fetch_project(revision, project)
        settings = read_section(project / "configs" / "pipeline.yaml", "annotate", AnnotateSettings)
        then = read_corrected(golds, load_annotator(settings, project))
    except SitrepError as error:
        return [*corrected_lines(None, now, root), f"(how they were read then is not known: {error})"]
    return corrected_lines(then, now, root)
