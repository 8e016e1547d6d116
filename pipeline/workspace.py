"""Where a run keeps its tables, and how articles stream out of them.

`dvc repro` works in outputs/, one folder a stage; `sitrep extract` in a passing folder, with the same functions.
"""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import distributions
from itertools import groupby
from pathlib import Path
from typing import Any, TypeVar

from tqdm import tqdm

from pipeline.closure import import_closure
from pipeline.config import pipeline_section, progress_wanted, project_root
from pipeline.engines import Engine, LocalEngine
from pipeline.errors import SitrepError
from pipeline.ids import fingerprint
from pipeline.records import Article, Mention
from pipeline.schemas import ANNOTATED_MENTIONS, CLEAN_ARTICLES, PARSES, Table
from pipeline.store import Store
from pipeline.tables import iter_rows

Counts = Mapping[str, int | float | Mapping[str, int | float]]
Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """The key `engine` of configs/pipeline.yaml. It changes how fast a run is, never a row."""

    n_workers: int
    batch_articles: int


@dataclass(frozen=True, slots=True)
class Workspace:
    """The folders of one run. `tables` is where the published tables go."""

    outputs: Path
    tables: Path
    metrics: Path
    store_path: Path
    engine: Engine = field(default_factory=LocalEngine)

    def path(self, stage: str, table: Table) -> Path:
        """The file of a table that `stage` writes."""
        return self.outputs / stage / f"{table.name}.parquet"

    def store(self) -> Store:
        """The result store, opened."""
        return Store(self.store_path)

    def write_metrics(self, stage: str, counts: Counts) -> Counts:
        """Write what a stage counted as small sorted JSON, and return it."""
        self.metrics.mkdir(parents=True, exist_ok=True)
        text = json.dumps(counts, indent=2, sort_keys=True, ensure_ascii=False)
        (self.metrics / f"{stage}.json").write_text(text + "\n", encoding="utf-8")
        return counts


def configured_engine() -> Engine:
    """The engine that configs/pipeline.yaml names."""
    settings = pipeline_section("engine", EngineSettings)
    return LocalEngine(settings.n_workers, settings.batch_articles)


def project_workspace() -> Workspace:
    """The workspace of `dvc repro`: outputs/ of the project."""
    root = project_root()
    outputs = root / "outputs"
    return Workspace(outputs, outputs / "tables", outputs / "metrics", store_path(), configured_engine())


def run_as_stage(run: Callable[[Workspace], Counts]) -> None:
    """Run a stage in the project's workspace; an error that a user can act on ends it with its message alone."""
    try:
        run(project_workspace())
    except SitrepError as error:
        raise SystemExit(f"sitrep: {error}") from error


def store_path() -> Path:
    """The project's result store; `dvc repro` and `sitrep extract` share it."""
    return project_root() / ".store" / "results.sqlite"


def stage_fingerprint(stage: str, settings: object, folders: Sequence[str]) -> str:
    """A hash over all that can change a per-article result of a stage, the article itself aside.

    That is its settings, its own code (what importing `pipeline.<stage>` executes), the files below `folders`
    (relative to the project) and the versions of the installed libraries.
    """
    root = project_root()
    files = [file for folder in folders for file in _files_below(root / folder)]
    named = [(file.relative_to(root).as_posix(), file.read_bytes()) for file in files]
    code = [path.read_bytes() for path in import_closure(f"pipeline.{stage}")]
    return fingerprint(stage, repr(settings), _library_versions(), *code, *(part for pair in named for part in pair))


def _files_below(path: Path) -> list[Path]:
    return [path] if path.is_file() else sorted(file for file in path.rglob("*") if file.is_file())


@cache
def _library_versions() -> str:
    return "\n".join(sorted({f"{d.name}=={d.version}" for d in distributions() if d.name != "sitrep"}))


def with_progress(things: Iterable[Thing], *, stage: str, unit: str = " articles") -> Iterator[Thing]:
    """The things, with a progress bar on standard error when that is a terminal."""
    return iter(tqdm(things, desc=stage, unit=unit, disable=not progress_wanted(), leave=False))


def say(text: str) -> None:
    """Tell whoever sits at the terminal what takes long; silent where progress bars are."""
    if progress_wanted():
        tqdm.write(text, file=sys.stderr)


def clean_articles(workspace: Workspace) -> Iterator[Article]:
    """The articles that `clean` kept, in order."""
    columns = [c.name for c in CLEAN_ARTICLES.columns if c.name != "offsets"]
    for row in iter_rows(workspace.path("clean", CLEAN_ARTICLES), CLEAN_ARTICLES, columns):
        yield Article(**row)


def annotated_articles(workspace: Workspace) -> Iterator[Article]:
    """The articles with the mentions and the parse that `annotate` gave them, in order."""
    mention_rows = iter_rows(workspace.path("annotate", ANNOTATED_MENTIONS), ANNOTATED_MENTIONS)
    mentions = _by_article(mention_rows, lambda row: Mention(**row))
    parses = _by_article(iter_rows(workspace.path("annotate", PARSES), PARSES), lambda row: row["parse"])
    for row in iter_rows(workspace.path("clean", CLEAN_ARTICLES), CLEAN_ARTICLES):
        del row["offsets"]
        doc_id = row["doc_id"]
        yield Article(**row, parse=parses(doc_id)[0], mentions=tuple(mentions(doc_id)))


def _by_article(
    rows: Iterable[dict[str, Any]], make: Callable[[dict[str, Any]], Thing]
) -> Callable[[str], list[Thing]]:
    """A function from the next article's doc_id to what stands in a stream of rows in article order."""
    groups = groupby(rows, key=lambda row: row["doc_id"])
    ahead: list[tuple[str, list[Thing]]] = []

    def of_article(doc_id: str) -> list[Thing]:
        if not ahead:
            for key, group in groups:
                ahead.append((key, [make(row) for row in group]))
                break
        return ahead.pop()[1] if ahead and ahead[0][0] == doc_id else []

    return of_article
