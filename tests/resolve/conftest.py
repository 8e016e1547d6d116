"""Fixtures for `resolve` and `reconcile`: the real word lists and gazetteer, and corpora made from gold-style text."""

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from pipeline.config import pipeline_section, project_root
from pipeline.resolve import Knowledge, ResolveSettings, load_gazetteer


def _load_made() -> ModuleType:
    path = Path(__file__).parents[1] / "resolve" / "made.py"
    spec = importlib.util.spec_from_file_location("made_tables", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["made_tables"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def made() -> ModuleType:
    """The builders of tests/resolve/made.py."""
    return sys.modules.get("made_tables") or _load_made()


@pytest.fixture(scope="session")
def known() -> Knowledge:
    """The project's word lists and gazetteer."""
    return load_gazetteer(pipeline_section("resolve", ResolveSettings), project_root())


@pytest.fixture
def corpus(made: ModuleType, tmp_path: Path) -> Callable[..., Any]:
    """Makes a corpus of gold-style texts."""

    def make(*texts: str) -> Any:
        return made.corpus_of(tmp_path, *texts)

    return make
