"""Fixtures of the annotator's tests: the annotator of this project; sentences with their expected mentions inside."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest

from pipeline.annotate import AnnotateSettings, Annotator, load_annotator
from pipeline.config import pipeline_section, project_root
from pipeline.records import Article, Mention

CASES = Path(__file__).parent / "cases"
_TAG = re.compile(r"\|([A-Z]+)(?:\.([a-z]+))?(?:#([a-z?]+))?\]")


@dataclass(frozen=True)
class Marked:
    """A marked text: what it says, and its marks as (start, end, label, kind, ref)."""

    text: str
    marks: tuple[tuple[int, int, str, str | None, str | None], ...]


def read_marks(line: str) -> Marked:
    """`[text|LABEL.kind#ref]` out of a line."""
    plain, opened, marks = "", [], []
    i = 0
    while i < len(line):
        if line[i] == "[":
            opened.append(len(plain))
            i += 1
        elif tag := _TAG.match(line, i):
            marks.append((opened.pop(), len(plain), tag[1], tag[2], tag[3]))
            i = tag.end()
        else:
            plain += line[i]
            i += 1
    return Marked(plain, tuple(marks))


def lines_of(name: str) -> Iterator[str]:
    """Lines of a case file, comments left out."""
    for line in (CASES / name).read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            yield line.strip()


def article(text: str, published: date | None = None) -> Article:
    """An article that is only its text."""
    return Article(doc_id="d", path="a.txt", text=text, lang="en", raw_sha256="", n_words=0, published=published)


@pytest.fixture(scope="session")
def settings() -> AnnotateSettings:
    """Without the trained recogniser, which changes with every gold article: the rules must hold whichever proposes."""
    return replace(pipeline_section("annotate", AnnotateSettings), recogniser=None)


@pytest.fixture(scope="session")
def annotator(settings: AnnotateSettings) -> Annotator:
    return load_annotator(settings, project_root())


def mentions_of(annotator: Annotator, text: str, published: date | None = None) -> tuple[Mention, ...]:
    """The mentions of a text."""
    (found,) = annotator.annotate([article(text, published)])
    assert found.mentions is not None
    return found.mentions
