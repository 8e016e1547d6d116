"""A Git revision of the project: its tables, and the project as it was, to read the articles of now with."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from pipeline.config import project_root
from pipeline.errors import UsageError

# What reading articles needs of a project; `models` stands in DVC's cache.
_READ_WITH = ("configs", "seeds/patterns", "seeds/gazetteers", "seeds/judgements.csv", "models")


def fetch(revision: str, paths: Sequence[str], folder: Path, *, if_there: bool = False) -> None:
    """Copy files and folders of a revision to `folder`, from Git and from DVC's cache; the work tree stays as it is.

    `if_there`: what the revision does not hold is left out. Raises UsageError for a revision that Git does not know, and
    for what is not in DVC's cache any more.
    """
    # Imported here: dvc takes seconds to load, and only revisions need it.
    from dvc.api import DVCFileSystem
    from dvc.exceptions import DvcException

    try:
        files = DVCFileSystem(str(project_root()), rev=revision)
        for path in [path for path in paths if not if_there or files.exists(path)]:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            files.get(path, str(folder / path), recursive=True)
    except (DvcException, OSError) as error:
        told = f"{revision}: neither a folder nor a Git revision of which DVC still has {', '.join(paths)} ({error})"
        raise UsageError(told) from error


def fetch_project(revision: str, folder: Path) -> None:
    """Copy what reads articles, as it was at a revision, to `folder`; results are shared with the project's own store."""
    fetch(revision, _READ_WITH, folder, if_there=True)
    (project_root() / ".store").mkdir(exist_ok=True)
    (folder / ".store").symlink_to(project_root() / ".store", target_is_directory=True)


def read_articles(project: Path, articles: Path, tables: Path) -> None:
    """Run `sitrep extract` over articles in a project of its own process, as settings of now must not stay in memory.

    Raises UsageError with what it said when it failed.
    """
    command = [sys.executable, "-m", "pipeline.cli.main", "--project", str(project), "extract", "--quiet"]
    done = subprocess.run(
        [*command, str(articles), "--out", str(tables)], stderr=subprocess.PIPE, text=True, check=False
    )
    if done.returncode:
        raise UsageError(f"the articles cannot be read as they were then: {done.stderr.strip()}")
