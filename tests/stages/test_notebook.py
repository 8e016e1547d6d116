"""The notebook runs from top to bottom on the published tables, and shows something."""

from pathlib import Path

import nbformat
import pytest
from conftest import Run
from nbclient import NotebookClient

from pipeline.config import project_root

NOTEBOOK = project_root() / "notebooks" / "explore.ipynb"


@pytest.mark.filterwarnings("ignore")  # jupyter's own
def test_the_notebook_runs(sample_run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SITREP_TABLES", str(sample_run.workspace.tables))
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path))
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    NotebookClient(notebook, timeout=300, kernel_name="python3").execute(cwd=str(NOTEBOOK.parent))
    kinds = [output.output_type for cell in notebook.cells for output in cell.get("outputs", [])]
    assert "error" not in kinds
    assert kinds.count("execute_result") >= 8
    assert any("image/png" in output.get("data", {}) for cell in notebook.cells for output in cell.get("outputs", []))


def test_the_notebook_is_kept_without_outputs() -> None:
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    assert [cell.id for cell in notebook.cells if cell.get("outputs") or cell.get("execution_count")] == []
    assert len(notebook.cells) > 10
