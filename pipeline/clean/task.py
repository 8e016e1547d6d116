"""Cleaning of a batch of articles, as an engine maps it; and what is kept of what came."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.clean.article import clean_article
from pipeline.clean.find import RawArticle
from pipeline.clean.settings import CleanSettings
from pipeline.packing import pack_records
from pipeline.records import Article, Dropped


@dataclass(frozen=True, slots=True)
class CleanTask:
    """Cleans a batch of raw articles into packed records."""

    settings: CleanSettings

    def load(self) -> Callable[[Sequence[RawArticle]], list[bytes]]:
        """The function over a batch."""
        return lambda batch: [pack_records((clean_article(raw, self.settings),)) for raw in batch]


def without_dropped(found: Iterable[RawArticle | Dropped], aside: list[Dropped]) -> Iterator[RawArticle]:
    """The raw articles; what could not be read at all goes to `aside`."""
    for one in found:
        if isinstance(one, Dropped):
            aside.append(one)
        else:
            yield one


def kept_articles(records: Iterator[Article | Dropped], dropped: list[Dropped]) -> Iterator[Article]:
    """The articles; what is dropped, a second equal article included, goes to `dropped`."""
    paths: dict[str, str] = {}
    for record in records:
        if isinstance(record, Dropped):
            dropped.append(record)
        elif record.doc_id in paths:
            dropped.append(Dropped(record.path, "duplicate", f"the same article as {paths[record.doc_id]}"))
        else:
            paths[record.doc_id] = record.path
            yield record
