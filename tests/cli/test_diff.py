"""`sitrep diff` between Git revisions: the tables come from DVC's cache, the work tree stays as it is."""

import json
import os
import re
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


ARTICLE = "The Ember Kolonne holds Kupiansk. Fighters of the Ember Kolonne captured four soldiers, the mayor said.\n"
GOLD = """---
id: g-1
event: g-1
style: wire
published: null
publisher: Courier
title: Test
annotator: ana
claims: no
---
The [Ember Kolonne|UNIT] holds [Kupiansk|PLACE].
"""


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
    relation = pq.read_table(repository / "outputs" / "tables" / "relations.parquet").to_pylist()[-1]
    assert (change["table"], change["change"], change["id"]) == ("relations", "new", relation["relation_id"])
    assert change["only_in_new_articles"] is False
    told = sitrep("diff", "HEAD", folder=repository)
    assert told.stdout.startswith(f"relations: 1 new\n  new          {relation['predicate']} 1\n+ ")
    assert told.stdout == sitrep("diff", folder=repository).stdout  # HEAD, if nothing else is said


def test_a_revision_that_is_none_is_wrong_usage(repository: Path) -> None:
    done = sitrep("diff", "no-such-revision", folder=repository)
    assert done.returncode == 2
    assert "no-such-revision: neither a folder nor a Git revision" in done.stderr


@pytest.fixture
def taught(tmp_path: Path) -> Path:
    """A project whose commit knows no Ember Kolonne; since then a pattern, an article and a gold article came."""
    root = tmp_path / "taught"
    for folder in ("configs", "seeds/patterns"):
        shutil.copytree(project_root() / folder, root / folder)
    config = root / "configs" / "pipeline.yaml"
    text, n = re.subn(r"(?m)^  recogniser: \S+", "  recogniser: null", config.read_text(), count=1)
    assert n == 1
    config.write_text(text)
    for folder in ("seeds/articles", "seeds/gold/train", ".store"):
        (root / folder).mkdir(parents=True)
    (root / ".store" / "gazetteer.sqlite").symlink_to(project_root() / ".store" / "gazetteer.sqlite")
    (root / ".gitignore").write_text(".store\noutputs\n")
    run("git", "init", "-q", folder=root)
    run(Path(sys.executable).with_name("dvc"), "init", "-q", folder=root)
    run("git", "add", "-A", folder=root)
    run("git", "commit", "-q", "-m", "first", folder=root)
    with (root / "seeds" / "patterns" / "UNIT.jsonl").open("a") as file:
        file.write('{"id": "ember", "phrases": ["Ember Kolonne"]}\n')
    (root / "seeds" / "articles" / "a.txt").write_text(ARTICLE)
    (root / "seeds" / "gold" / "train" / "g-1.txt").write_text(GOLD)
    done = sitrep("extract", "-q", root / "seeds" / "articles", "--out", root / "outputs" / "tables", folder=root)
    assert done.returncode == 0, done.stderr
    return root


def test_what_retraining_changed_is_told_for_the_articles_of_now(taught: Path) -> None:
    done = sitrep("diff", "--reread", folder=taught)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("entities: ")  # both sides read the same articles
    assert re.search(r"^[+~] UNIT Ember Kolonne$", done.stdout, re.M), done.stdout
    assert "corrected articles: 1; mentions found as marked, then → now, and others found" in done.stdout
    assert re.search(r"^  UNIT +0 → 1 of 1, others 0 → 0$", done.stdout, re.M), done.stdout
    assert "seeds/gold/train/g-1.txt: 1 → 2 of 2" in done.stdout


def test_only_a_revision_can_read_anew(taught: Path) -> None:
    done = sitrep("diff", taught / "outputs" / "tables", "--reread", folder=taught)
    assert done.returncode == 2
    assert "--reread needs a Git revision" in done.stderr
