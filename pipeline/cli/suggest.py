"""`sitrep suggest` and `sitrep accept`: from articles to patterns that a person chose."""

import csv
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated

import typer

from pipeline.config import project_root
from pipeline.errors import UsageError
from pipeline.workspace import Counts, Workspace, configured_engine, store_path

_CANDIDATES = Path("outputs", "suggest", "candidates.csv")
_NO_NAME = "NONE"  # as in the column or_label


def suggest(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Folders or files to look at, as seeds/articles/my-war; without any all of seeds/articles.",
            show_default=False,
        ),
    ] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="How many of each list to print.")] = 20,
) -> None:
    """List candidate patterns and the articles most worth annotating.

    Everything is written to outputs/suggest: candidates.csv (edit the column `accept`, then `sitrep accept`), queue.csv, and
    drafts of the first articles in the gold format.

    Example: sitrep suggest seeds/articles/my-war
    """
    # Imported here: spaCy takes seconds to load, and `sitrep --help` should not.
    from pipeline.stages import annotate, clean
    from pipeline.stages import suggest as stage

    roots = paths or [project_root() / "seeds" / "articles"]
    for path in roots:
        if not path.exists():
            raise UsageError(f"{path}: no such file or folder")
    out = project_root() / "outputs" / "suggest"
    stage.check_seeds(project_root())
    typer.echo(
        "reading the articles, then the gold articles: a minute or two, less when they were read before", err=True
    )
    with tempfile.TemporaryDirectory(prefix="sitrep-") as passing:
        folder = Path(passing)
        workspace = Workspace(folder, folder / "tables", folder / "metrics", store_path(), configured_engine())
        counts = clean.run(roots, workspace)
        annotate.run(workspace)
        stage.write_suggestions(workspace, out)
    typer.echo("\n".join([*_report(out, counts, limit), *_next_steps(out)]))


def _report(out: Path, counts: Counts, limit: int) -> Iterator[str]:
    """What a person sees: how much was read, the first candidates, the first articles of the queue, and what to do now."""
    where = out.relative_to(project_root())
    reasons = counts["dropped_by_reason"]
    told = ", ".join(f"{reason} {n}" for reason, n in reasons.items()) if isinstance(reasons, Mapping) else ""
    yield f"{counts['kept']} articles read, {counts['dropped']} dropped" + (f" ({told})" if told else "")
    rows = _rows(out / "candidates.csv")
    yield f"\n{len(rows)} candidate patterns, the most useful first" + (
        f" ({limit} shown)" if len(rows) > limit else ""
    )
    for row in rows[:limit]:
        other = {"": "", _NO_NAME: ", or no name"}.get(row["or_label"], f", or {row['or_label']}")
        label = f"{row['label']} {float(row['certainty']):.0%}{other}"
        yield f"\n{row['id']}  {row['text']}   {label}"
        yield f"    {row['count']} times in {row['articles']} articles; accepting it {_effect(row)} ({row['why']})"
        yield from (f"    {row[name]}" for name in ("context_1", "context_2") if row[name])
    queue = _rows(out / "queue.csv")
    yield "\narticles most worth correcting: the share of their names in doubt that those above them lack, examples"
    yield from (
        f"{float(row['new_uncertainty']):>5.0%}  {row['path']}  {row['examples'][:90]}" for row in queue[:limit]
    )
    if silent := (out / "silent_patterns.txt").read_text(encoding="utf-8").split("\n")[:-1]:
        yield f"\n{len(silent)} patterns match nothing in these articles and in gold: {where}/silent_patterns.txt"


def _next_steps(out: Path) -> Iterator[str]:
    """Where everything lies, and what to do with it."""
    where, rows = out.relative_to(project_root()), _rows(out / "candidates.csv")
    drafts = sorted(path.name for path in (out / "drafts").iterdir())
    yield f"\nall of it: {where}/candidates.csv, {where}/queue.csv"
    if rows:
        ident, others = rows[0]["id"], (label for label in ("ORG", "UNIT") if label != rows[0]["label"])
        yield f"next: .venv/bin/sitrep accept {ident}   (with another label: {ident}={next(others)})"
    if drafts:
        first = next((row["draft"] for row in _rows(out / "queue.csv") if row["draft"] in drafts), drafts[0])
        yield f"then: cp {where}/drafts/{first} seeds/gold/train/   ({len(drafts)} drafts are there)"
        yield "      correct the labels in brackets there, put your name for `annotator: draft`, and run .venv/bin/dvc repro"


def _effect(row: Mapping[str, str]) -> str:
    """What accepting a candidate changes, in words."""
    parts = []
    if row["would_add"] != "0":
        parts.append(f"labels {row['would_add']} that have no label now")
    if row["would_relabel"] != "0":
        parts.append(f"relabels {row['would_relabel']} ({row['other_labels'].replace(':', ' ')})")
    return ", ".join(parts)


def accept(
    ids: Annotated[
        list[str] | None, typer.Argument(help="Ids that `sitrep suggest` printed.", show_default=False)
    ] = None,
    source: Annotated[
        Path | None, typer.Option("--from", help="The edited CSV; without it outputs/suggest/candidates.csv.")
    ] = None,
) -> None:
    """Write chosen candidates to seeds/patterns: those with the given ids, else those marked yes in the column `accept`.

    Examples: sitrep accept p_1a2b3c4d        sitrep accept p_1a2b3c4d=ORG (with another label than was proposed)
    """
    from pipeline.learn.accept import accept as accept_choices
    from pipeline.learn.accept import choose, read_choices

    root = project_root()
    chosen = choose(read_choices(source or root / _CANDIDATES), ids or [])
    for choice, (path, line) in zip(chosen, accept_choices(chosen, root), strict=True):
        typer.echo(f"{path.relative_to(root)}:{line}: {choice.text} is {choice.label} from now on")
    typer.echo("to undo one, delete its line in that file")
    typer.echo("next: .venv/bin/sitrep suggest as before, for drafts in which these are marked, or .venv/bin/dvc repro")


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
