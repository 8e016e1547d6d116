"""Claims with their entities and articles, as columns: one Python list a column, never one object a claim."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Final

import pyarrow as pa

from pipeline.tables import column_values

_COLUMNS: Final = (
    "claim_id", "doc_id", "predicate", "subject_mention_id", "object_mention_id", "value", "value_low", "value_high",
    "value_unit", "value_kind", "place_mention_id", "time_start", "time_end", "time_granularity", "polarity",
    "certainty", "realis", "claimer_mention_id", "claimer_text", "quote", "sentence_start",
)  # fmt: skip


def day_text(day: date) -> str:
    """A day as people write it.

    >>> day_text(date(2025, 1, 9))
    '9 January 2025'
    """
    return f"{day.day} {day:%B %Y}"


@dataclass(frozen=True, slots=True)
class Article:
    """What is known of an article besides its text. `story` is its syndication group."""

    publisher: str | None
    title: str | None
    path: str
    published: date | None
    story: str

    @property
    def name(self) -> str:
        """What a reader knows it by: its publisher, else its title, else its file."""
        return self.publisher or (f"“{self.title}”" if self.title else self.path)

    @property
    def cited(self) -> str:
        """Name and date: "Northline (17 October 2024)"."""
        return f"{self.name} ({day_text(self.published) if self.published else 'undated'})"


@dataclass(slots=True)
class Claims:
    """Columns of equal length, sorted by claim_id. The `*_id` columns hold entity ids."""

    claim_id: list[str]
    doc_id: list[str]
    predicate: list[str]
    subject_mention: list[str | None]
    object_mention: list[str | None]
    value: list[str | None]
    low: list[float | None]
    high: list[float | None]
    unit: list[str | None]
    kind: list[str | None]
    place_mention: list[str | None]
    time_start: list[date | None]
    time_end: list[date | None]
    granularity: list[str | None]
    polarity: list[str]
    certainty: list[str]
    realis: list[str]
    claimer_mention: list[str | None]
    claimer_text: list[str | None]
    quote: list[str]
    sentence: list[int]
    subject: list[str | None]
    object: list[str | None]
    place: list[str | None]
    claimer: list[str | None]
    articles: Mapping[str, Article]

    def __len__(self) -> int:
        return len(self.claim_id)

    def article(self, claim: int) -> Article:
        """The article of a claim."""
        return self.articles[self.doc_id[claim]]

    def is_support(self, claim: int) -> bool:
        """Whether a claim asserts something as having happened or holding."""
        return self.realis[claim] == "actual" and self.polarity[claim] == "asserted"

    def window(self, claim: int) -> tuple[date | None, date | None]:
        """The claim's time as far as it is given; a bound may be open."""
        return self.time_start[claim], self.time_end[claim]

    def relink(self, links: Mapping[str, str], renamed: Mapping[str, str] = MappingProxyType({})) -> None:
        """Fill the entity columns from mention links, with the entities renamed."""

        def entity_of(mention: str | None) -> str | None:
            entity = links.get(mention) if mention is not None else None
            return renamed.get(entity, entity) if entity is not None else None

        for mentions, entities in (
            (self.subject_mention, "subject"), (self.object_mention, "object"), (self.place_mention, "place"),
            (self.claimer_mention, "claimer"),
        ):  # fmt: skip
            setattr(self, entities, [entity_of(mention) for mention in mentions])


def read_claims(claims: pa.Table, articles: pa.Table, syndication: pa.Table, links: Mapping[str, str]) -> Claims:
    """The claims as columns, with entities from `links` (mention id to entity id)."""
    ordered = claims.select(list(_COLUMNS)).sort_by([("claim_id", "ascending")])
    stories = dict(zip(syndication["doc_id"].to_pylist(), syndication["syndication_group"].to_pylist(), strict=True))
    rows: Sequence[Any] = [articles[name].to_pylist() for name in ("doc_id", "publisher", "title", "path", "published")]
    known = {
        doc_id: Article(publisher, title, path, published, stories.get(doc_id, doc_id))
        for doc_id, publisher, title, path, published in zip(*rows, strict=True)
    }
    none: list[None] = []
    columns: Sequence[Any] = [*(column_values(ordered[name]) for name in _COLUMNS), none, none, none, none, known]
    made = Claims(*columns)
    made.relink(links)
    return made
