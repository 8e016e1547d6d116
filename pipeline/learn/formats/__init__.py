"""Annotation in the formats of other tools, both ways and without loss: the one list of formats."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.learn.formats.brat import read_brat, write_brat
from pipeline.learn.formats.docbin import read_docbin, write_docbin
from pipeline.learn.formats.doccano import read_doccano, write_doccano
from pipeline.learn.formats.label_studio import read_label_studio, write_label_studio
from pipeline.learn.gold import GoldArticle, read_gold, read_gold_folder
from pipeline.learn.gold_write import write_gold

__all__ = ["FORMATS", "Format", "convert"]


@dataclass(frozen=True, slots=True)
class Format:
    """How a format is read and written. `suffix` is that of its one file; None: it is a folder of files."""

    read: Callable[[Path], Iterable[GoldArticle]]
    write: Callable[[Iterable[GoldArticle], Path], None]
    suffix: str | None


def _read_gold(path: Path) -> Iterator[GoldArticle]:
    yield from [read_gold(path)] if path.is_file() else read_gold_folder(path)


def _write_gold(articles: Iterable[GoldArticle], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for gold in articles:
        (folder / f"{gold.id}.txt").write_text(write_gold(gold), encoding="utf-8")


FORMATS: Mapping[str, Format] = {
    "gold": Format(_read_gold, _write_gold, None),
    "docbin": Format(read_docbin, write_docbin, ".spacy"),
    "brat": Format(read_brat, write_brat, None),
    "label-studio": Format(read_label_studio, write_label_studio, ".json"),
    "doccano": Format(read_doccano, write_doccano, ".jsonl"),
}


def convert(source: Path, source_format: str, target: Path, target_format: str) -> int:
    """Read all articles of one format and write them in another; returns how many. Nothing is written when one is wrong."""
    for name in (source_format, target_format):
        if name not in FORMATS:
            raise UsageError(f"unknown format {name!r}; known: {', '.join(FORMATS)}")
    if not source.exists():
        raise UsageError(f"{source}: no such file or folder")
    articles = list(FORMATS[source_format].read(source))
    if not articles:
        raise UsageError(f"{source}: holds no article in the format {source_format}")
    target.parent.mkdir(parents=True, exist_ok=True)
    FORMATS[target_format].write(articles, target)
    return len(articles)
