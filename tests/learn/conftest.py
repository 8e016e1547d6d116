"""A small project of its own: the configuration and the patterns of the checkout, gold that the test writes."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline import config
from pipeline.config import project_root
from pipeline.workspace import Workspace

HEADER = """---
id: {id}
event: {id}
style: wire
published: 2024-03-14
publisher: Courier
title: Test
annotator: a
claims: {claims}
---
"""


def gold_text(name: str, body: str, *, claims: bool = False) -> str:
    """A gold file."""
    return HEADER.format(id=name, claims="yes" if claims else "no") + body


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project without gold, articles or a trained recogniser; training in it is short."""
    root = tmp_path / "project"
    for folder in ("configs", "seeds/patterns"):
        shutil.copytree(project_root() / folder, root / folder)
    for part in ("train", "dev", "test", "blind", "postings"):
        (root / "seeds" / "gold" / part).mkdir(parents=True)
    monkeypatch.setattr(config, "_project", root)
    return root


@pytest.fixture
def workspace(project: Path) -> Workspace:
    """The workspace of that project."""
    outputs = project / "outputs"
    return Workspace(outputs, outputs / "tables", outputs / "metrics", project / "store.sqlite")


@pytest.fixture
def set_key(project: Path) -> Callable[[str, str], None]:
    """Set a key of the project's configs/pipeline.yaml, named by its section: `train.max_epochs`."""

    def change(key: str, value: str) -> None:
        """`value` is YAML on one line; it takes the place of a value on one line, or of a block of them."""
        path = project / "configs" / "pipeline.yaml"
        section, _, setting = key.partition(".")
        head, mark, rest = path.read_text().partition(f"\n{section}:")
        changed, n = re.subn(rf"(?m)^  {setting}:.*\n(?:    .*\n)*", f"  {setting}: {value}\n", rest, count=1)
        assert (mark, n) == (f"\n{section}:", 1)
        path.write_text(head + mark + changed)

    return change
