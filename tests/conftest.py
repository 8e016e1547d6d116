"""Fixtures for all tests. `sample_run` runs the whole pipeline once over the sample articles."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd
import pytest

from pipeline.config import pipeline_section, project_root
from pipeline.engines import LocalEngine
from pipeline.schemas import PUBLISHED
from pipeline.workspace import Counts, Workspace


@dataclass(frozen=True)
class Run:
    """One run of all stages, and what each counted."""

    workspace: Workspace
    counts: dict[str, Counts]

    def table(self, name: str) -> pd.DataFrame:
        """A published table."""
        return pd.read_parquet(self.workspace.tables / f"{name}.parquet")

    def published_bytes(self) -> dict[str, bytes]:
        """The published files."""
        return {t.name: (self.workspace.tables / f"{t.name}.parquet").read_bytes() for t in PUBLISHED}


def run_all(roots: list[Path], folder: Path, store: Path, engine: LocalEngine | None = None) -> Run:
    """All stages over `roots`, with everything written below `folder`."""
    from pipeline.stages import annotate, clean, publish, reconcile, relate, resolve

    workspace = Workspace(folder / "work", folder / "tables", folder / "metrics", store, engine or LocalEngine())
    counts = {"clean": clean.run(roots, workspace)}
    for stage in (annotate, relate, resolve, reconcile, publish):
        counts[stage.__name__.rpartition(".")[2]] = stage.run(workspace)
    return Run(workspace, counts)


@pytest.fixture(scope="session")
def sample_run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The sample articles through all stages, with an empty store: read only."""
    folder = tmp_path_factory.mktemp("sample")
    return run_all([project_root() / "seeds" / "articles"], folder, folder / "store.sqlite")


@pytest.fixture(scope="session")
def made() -> ModuleType:
    """The builders of tests/made.py: corpora and tables from gold-style text."""
    import made

    return made


@pytest.fixture(scope="session")
def known() -> Any:
    """The project's word lists and gazetteer."""
    from pipeline.resolve import ResolveSettings, load_gazetteer

    return load_gazetteer(pipeline_section("resolve", ResolveSettings), project_root())


@pytest.fixture
def corpus(made: ModuleType, tmp_path: Path) -> Callable[..., Any]:
    """Makes a corpus of gold-style texts."""

    def make(*texts: str) -> Any:
        return made.corpus_of(tmp_path, *texts)

    return make
