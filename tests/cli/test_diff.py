"""`sitrep diff` between Git revisions: the tables come from DVC's cache, the work tree stays as it is."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from conftest import Run

from pipeline.config import project_root
from pipeline.schemas import PUBLISHED

SITREP = Path(sys.executable).with_name("sitrep")
IDENTITY = {f"GIT_{who}_{what}": "t@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}


def run(*command: str | Path, folder: Path) -> None:
    environment = {**os.environ, **IDENTITY, "DVC_NO_ANALYTICS": "1"}
    words = [str(part) for part in command]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, env=environment, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def sitrep(*arguments: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [str(SITREP), "--project", str(folder), *map(str, arguments)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=False)


@pytest.fixture(scope="module")
def repository(sample_run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose first commit holds the sample's tables without their last relation, the work tree all of them."""
    root = tmp_path_factory.mktemp("repository")
    shutil.copytree(project_root() / "configs", root / "configs")
    tables = root / "outputs" / "tables"
    tables.mkdir(parents=True)
    for table in PUBLISHED:
        (tables / f"{table.name}.parquet").write_bytes(sample_run.published_bytes()[table.name])
    relations = pq.read_table(tables / "relations.parquet")
    pq.write_table(relations.slice(0, relations.num_rows - 1), tables / "relations.parquet")
    dvc = Path(sys.executable).with_name("dvc")
    run("git", "init", "-q", folder=root)
    run(dvc, "init", "-q", folder=root)
    run(dvc, "add", "-q", "outputs/tables", folder=root)
    run("git", "add", "-A", folder=root)
    run("git", "commit", "-q", "-m", "first", folder=root)
    pq.write_table(relations, tables / "relations.parquet")
    return root


def test_a_revision_is_compared_with_the_tables_of_now(repository: Path) -> None:
    done = sitrep("diff", "HEAD", "--json", folder=repository)
    assert done.returncode == 0, done.stderr
    (change,) = json.loads(done.stdout)
    last = pq.read_table(repository / "outputs" / "tables" / "relations.parquet").to_pylist()[-1]
    assert (change["table"], change["change"], change["id"]) == ("relations", "new", last["relation_id"])
    told = sitrep("diff", "HEAD", folder=repository)
    assert told.stdout.startswith("relations: 1 new\n+ ")


def test_a_revision_that_is_none_is_wrong_usage(repository: Path) -> None:
    done = sitrep("diff", "no-such-revision", folder=repository)
    assert done.returncode == 2
    assert "no-such-revision: neither a folder nor a Git revision" in done.stderr
