"""`sitrep`: the same tables without DVC, exit codes, and bad input that never stops a run."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from conftest import Run

from pipeline.config import project_root
from pipeline.schemas import PUBLISHED

SITREP = Path(sys.executable).with_name("sitrep")
GOOD = "Soldiers of the 14th Brigade captured the village of Sukha Balka on 3 May, the General Staff said.\n"


def sitrep(*arguments: str | Path, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [str(SITREP), *map(str, arguments)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=600, check=False)


def test_extract_writes_the_bytes_that_the_stages_publish(sample_run: Run, tmp_path: Path) -> None:
    done = sitrep("extract", project_root() / "seeds" / "articles", "--out", tmp_path / "out", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    written = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    assert written == {f"{name}.parquet": raw for name, raw in sample_run.published_bytes().items()}
    for word in (
        "articles",
        "dropped",
        "mentions",
        "UNIT",
        "entities",
        "relations",
        "conflicts",
        str(tmp_path / "out"),
    ):
        assert word in done.stdout
    is_trained = (project_root() / "models" / "recogniser").exists()
    assert done.stderr == "" if is_trained else "make outputs" in done.stderr


def write_bad_inputs(folder: Path) -> None:
    folder.mkdir()
    (folder / "good.txt").write_text(GOOD, encoding="utf-8")
    (folder / "good-again.txt").write_text(GOOD, encoding="utf-8")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 40)
    (folder / "latin1.txt").write_bytes(
        "The 3rd Brigade commander, Colonel José Müller, spoke in Málaga.".encode("latin-1")
    )
    (folder / "utf16.txt").write_bytes(("The 21st Brigade left the city of Homs on Monday." * 3).encode("utf-16"))
    (folder / "broken.txt").write_bytes(
        b"The 7th Brigade entered Raqqa on \xff\xfe Friday and held \xc3\x28 it for a week."
    )
    (folder / "nulls.txt").write_bytes(
        b"The 8th Brigade\x00 attacked the town of Aleppo\x00 on Sunday, officials said."
    )
    (folder / "long-line.txt").write_text("The army said it held the town. " * 160_000, encoding="utf-8")
    (folder / "old.txt").write_text(f" date 0026-01-10 {GOOD.replace('14th', '16th')}", encoding="utf-8")
    (folder / "feed.jsonl").write_text(
        '{"id": "1", "text": "The 9th Brigade seized Idlib on Monday, the ministry said."}\n'
        '{"id": "2", "text": "The 10th Brig\n'
        '{"id": "3", "text": "The 11th Brigade lost 30 men near Hama, a doctor said."}\n',
        encoding="utf-8",
    )
    outside = folder.parent / "secret.txt"
    outside.write_text(GOOD.replace("14th", "15th"), encoding="utf-8")
    (folder / "link.txt").symlink_to(outside)
    (folder / "dir.txt").mkdir()
    (folder / "page.html").write_text("<html><body>" + "<div>" * 20_000 + "deep" + "</div>" * 20_000, encoding="utf-8")
    unreadable = folder / "unreadable.txt"
    unreadable.write_text(GOOD.replace("14th", "17th"), encoding="utf-8")
    unreadable.chmod(0)


def test_bad_input_is_recorded_and_stops_nothing(tmp_path: Path) -> None:
    write_bad_inputs(tmp_path / "in")
    done = sitrep("extract", tmp_path / "in", "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    articles = pd.read_parquet(tmp_path / "out" / "articles.parquet").set_index("path")
    dropped = pd.read_parquet(tmp_path / "out" / "dropped.parquet").set_index("path")
    reasons = dropped.reason.to_dict()
    assert reasons["empty.txt"] == "empty"
    assert reasons["binary.txt"] == "binary"
    assert reasons["link.txt"] == "outside"
    assert "feed.jsonl:2" in reasons
    assert {reasons.get("good.txt"), reasons.get("good-again.txt")} == {None, "duplicate"}
    if os.geteuid() != 0:
        assert reasons["unreadable.txt"] == "unreadable"
    for kept in ("latin1.txt", "utf16.txt", "broken.txt", "nulls.txt", "old.txt", "feed.jsonl:1", "feed.jsonl:3"):
        assert kept in articles.index, kept
    assert "Müller" in articles.text["latin1.txt"]
    assert pd.isna(articles.published["old.txt"])
    assert set(articles.index) & set(dropped.index) == set()
    assert not articles.text.str.contains("15th").any()
    assert all(detail.strip() for detail in dropped.detail)


def test_an_empty_folder_gives_empty_tables(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    done = sitrep("extract", tmp_path / "in", "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert {t.name: len(pd.read_parquet(tmp_path / "out" / f"{t.name}.parquet")) for t in PUBLISHED} == {
        t.name: 0 for t in PUBLISHED
    }


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["extract", "/no/such/folder", "--out", "x"], "no such file or folder"),
        (["extract", "."], "--out"),
        (["extract", ".", "--out", "x", "--colour"], "No such option"),
        (["--log-level", "loud", "extract", ".", "--out", "x"], "is not one of debug"),
        (["--project", ".", "extract", ".", "--out", "x"], "not a sitrep project"),
        (["extrct"], "No such command"),
    ],
)
def test_wrong_usage_ends_with_2(tmp_path: Path, arguments: list[str], words: str) -> None:
    done = sitrep(*arguments, folder=tmp_path)
    assert done.returncode == 2
    assert words in " ".join(done.stderr.replace("│", " ").split())
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        (
            "configs/pipeline.yaml",
            "  n_workers: 1",
            "  n_workers: one",
            "pipeline.yaml:5: engine.n_workers: expected int",
        ),
        (
            "configs/pipeline.yaml",
            "  n_workers: 1",
            "  n_wrkers: 1",
            "pipeline.yaml:5: engine: unknown setting 'n_wrkers'",
        ),
        (
            "configs/vocabulary.yaml",
            "subject: [PERSON], object: [RANK]",
            "subject: [HUMAN], object: [RANK]",
            "unknown label",
        ),
        ("seeds/patterns/UNIT.jsonl", None, '{"id": "broken"', "UNIT.jsonl:"),
    ],
)
def test_a_mistake_in_the_project_ends_with_2(tmp_path: Path, file: str, old: str | None, new: str, words: str) -> None:
    project = tmp_path / "project"
    for folder in ("configs", "seeds"):
        shutil.copytree(project_root() / folder, project / folder, ignore=shutil.ignore_patterns("gold", "articles"))
    path = project / file
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(old, new, 1) if old else text + new + "\n", encoding="utf-8")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(GOOD, encoding="utf-8")
    done = sitrep("--project", project, "extract", tmp_path / "in", "--out", tmp_path / "out")
    assert done.returncode == 2, done.stderr
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_help_says_what_it_does() -> None:
    done = sitrep("--help")
    assert done.returncode == 0
    assert "evidence tables" in done.stdout
    assert "extract" in done.stdout
    assert sitrep("--version").stdout.startswith("sitrep ")
