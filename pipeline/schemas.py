"""The tables: columns, types, what may be null, keys. docs/tables.md is generated from this module.

Published tables are those of outputs/tables; the others stand between stages. Offsets count code points, end exclusive.
"""

from dataclasses import dataclass
from typing import Final

import pyarrow as pa

_TEXT, _INT, _FLOAT, _DATE = pa.string(), pa.int64(), pa.float64(), pa.date32()
_TEXTS, _INTS, _SPANS = pa.list_(pa.string()), pa.list_(pa.int64()), pa.list_(pa.list_(pa.int64()))


@dataclass(frozen=True, slots=True)
class Column:
    """One column: type, whether it may be null, the `table.column` its values must stand in, its meaning."""

    name: str
    type: pa.DataType
    about: str
    nullable: bool = False
    refers_to: str | None = None
    closed_set: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table: what one row is, its columns, its primary key and the columns its rows are sorted by."""

    name: str
    row: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    sort: tuple[str, ...]

    @property
    def schema(self) -> pa.Schema:
        """The Arrow schema, nullability included."""
        return pa.schema([pa.field(c.name, c.type, nullable=c.nullable) for c in self.columns])


def _c(name: str, kind: pa.DataType, about: str, refers_to: str | None = None, closed_set: str | None = None) -> Column:
    """A column; a `?` after its name says that it may be null."""
    return Column(name.rstrip("?"), kind, about, name.endswith("?"), refers_to, closed_set)


ARTICLES: Final = Table(
    "articles",
    "one article that was kept",
    (
        _c("doc_id", _TEXT, "hash of text, title, published, publisher, url and source_id"),
        _c("path", _TEXT, "input file relative to the folder given; `file.jsonl:12` for a JSON line"),
        _c("source_id?", _TEXT, "the `id` of a JSON line"),
        _c("publisher?", _TEXT, "who published it"),
        _c("url?", _TEXT, "where it was published"),
        _c("title?", _TEXT, "headline"),
        _c("published?", _DATE, "date of publication; null when nothing in the input says it"),
        _c("lang", _TEXT, "ISO 639-1 code of the detected language"),
        _c("text", _TEXT, "canonical text: NFC, boilerplate out, paragraphs parted by a blank line"),
        _c("raw_sha256", _TEXT, "SHA-256 of the input bytes (the file, or the JSON line)"),
        _c(
            "syndication_group",
            _TEXT,
            "articles with one group are near-copies of one story: the doc_id of its first member",
        ),
        _c("n_words", _INT, "words in `text`"),
    ),
    ("doc_id",),
    ("doc_id",),
)
DROPPED: Final = Table(
    "dropped",
    "one input that was not taken",
    (
        _c("path", _TEXT, "input file relative to the folder given"),
        _c("reason", _TEXT, "short code: empty, binary, not_english, duplicate, too_long, ..."),
        _c("detail", _TEXT, "a sentence a person understands"),
    ),
    ("path",),
    ("path",),
)
_SPAN_COLUMNS = (
    _c("mention_id", _TEXT, "hash of doc_id, span and label"),
    _c("doc_id", _TEXT, "the article", "articles.doc_id"),
    _c("start", _INT, "offset in articles.text"),
    _c("end", _INT, "offset in articles.text, exclusive"),
)
_RAW_COLUMNS = (
    _c("raw_start?", _INT, "offset in the input as decoded to text; null for HTML"),
    _c("raw_end?", _INT, "offset in the input as decoded to text, exclusive; null for HTML"),
)
_FOUND_COLUMNS = (
    _c("text", _TEXT, "articles.text[start:end]"),
    _c("label", _TEXT, "UNIT, PERSON, PLACE, ...", closed_set="labels"),
    _c("kind", _TEXT, "name, nominal or pronoun", closed_set="kinds"),
    _c("detector", _TEXT, "what found it"),
    _c("score?", _FLOAT, "how sure the detector was, 0 to 1"),
)
_VALUE_COLUMNS = (
    _c("sentence_start", _INT, "offset of its sentence"),
    _c("sentence_end", _INT, "offset of the end of its sentence"),
    _c("time_start?", _DATE, "first day of a DATE's closed range"),
    _c("time_end?", _DATE, "last day of a DATE's closed range"),
    _c("time_granularity?", _TEXT, "how sharp the text is", closed_set="granularities"),
    _c("value_low?", _FLOAT, "lower bound of a QUANTITY; null is open"),
    _c("value_high?", _FLOAT, "upper bound of a QUANTITY; null is open"),
    _c("value_unit?", _TEXT, "years, km, ...; null for a bare count"),
)
MENTIONS: Final = Table(
    "mentions",
    "one span of one article",
    (
        *_SPAN_COLUMNS,
        *_RAW_COLUMNS,
        *_FOUND_COLUMNS,
        _c("entity_id?", _TEXT, "who or what is meant", "entities.entity_id"),
        *_VALUE_COLUMNS,
    ),
    ("mention_id",),
    ("doc_id", "start", "end", "label"),
)
ENTITIES: Final = Table(
    "entities",
    "one person, unit, place, ... across all articles",
    (
        _c("entity_id", _TEXT, "content hash"),
        _c("label", _TEXT, "UNIT, PERSON, PLACE, ...", closed_set="labels"),
        _c("name", _TEXT, "its best name; an unnamed person's most telling description"),
        _c("aliases", _TEXTS, "all its other names in the articles, sorted"),
        _c("gazetteer_id?", _TEXT, "geonames:703448"),
        _c("country?", _TEXT, "ISO 3166 alpha-2"),
        _c("lat?", _FLOAT, "WGS84 degrees"),
        _c("lon?", _FLOAT, "WGS84 degrees"),
        _c(
            "geo_precision?",
            _TEXT,
            "what the point stands for: place; near (its town); region, country or within (the middle)",
        ),
        _c("geo_reason?", _TEXT, "why a named place has no point, or another place's"),
        _c("unit_number?", _TEXT, "a unit's number in digits"),
        _c("unit_echelon?", _TEXT, "brigade, tactical group, ..."),
        _c("unit_branch?", _TEXT, "air assault, mechanised, ..."),
        _c("n_mentions", _INT, "mentions in all articles"),
        _c("n_articles", _INT, "articles that mention it"),
        _c("first_published?", _DATE, "earliest publication among them"),
        _c("last_published?", _DATE, "latest publication among them"),
    ),
    ("entity_id",),
    ("entity_id",),
)
_CLAIM_COLUMNS = (
    _c("claim_id", _TEXT, "content hash"),
    _c("doc_id", _TEXT, "the article", "articles.doc_id"),
    _c("predicate", _TEXT, "see the vocabulary", closed_set="predicates"),
    _c("subject_mention_id?", _TEXT, "the agent", "mentions.mention_id"),
    _c("object_mention_id?", _TEXT, "the patient, or the QUANTITY or DATE of a value", "mentions.mention_id"),
    _c("value?", _TEXT, "the value as text (ISO for dates); the goods of `supplied`"),
    _c("value_low?", _FLOAT, "lower bound; null is open"),
    _c("value_high?", _FLOAT, "upper bound; null is open"),
    _c("value_unit?", _TEXT, "years, km, ..."),
    _c("value_kind?", _TEXT, "of losses: killed, wounded, ...", closed_set="value_kinds"),
    _c("instrument_mention_id?", _TEXT, "what with", "mentions.mention_id"),
    _c("place_mention_id?", _TEXT, "where", "mentions.mention_id"),
    _c("time_text?", _TEXT, "when, in the article's words"),
    _c("time_start?", _DATE, "first day of the closed range"),
    _c("time_end?", _DATE, "last day of the closed range"),
    _c("time_granularity?", _TEXT, "how sharp the text is", closed_set="granularities"),
    _c("polarity", _TEXT, "asserted or denied", closed_set="polarities"),
    _c("certainty", _TEXT, "how sure the claimer is", closed_set="certainties"),
    _c("realis", _TEXT, "actual, planned or hypothetical", closed_set="realis"),
    _c("claimer_mention_id?", _TEXT, "who says so; null in the article's own voice", "mentions.mention_id"),
    _c("claimer_text?", _TEXT, "the claimer in the article's words"),
    _c("cue?", _TEXT, "the words that set polarity, certainty or realis"),
    _c("quote", _TEXT, "the whole sentence"),
    _c("sentence_start", _INT, "offset of the sentence"),
    _c("sentence_end", _INT, "offset of the end of the sentence"),
    _c("rule_id", _TEXT, "the rule that found it"),
)
CLAIMS: Final = Table(
    "claims",
    "one predicate said in one sentence of one article",
    (
        *_CLAIM_COLUMNS,
        _c("subject_id?", _TEXT, "entity of the agent", "entities.entity_id"),
        _c("object_id?", _TEXT, "entity of the patient", "entities.entity_id"),
        _c("place_id?", _TEXT, "entity of the place", "entities.entity_id"),
        _c("claimer_id?", _TEXT, "entity of the claimer", "entities.entity_id"),
    ),
    ("claim_id",),
    ("doc_id", "sentence_start", "predicate", "claim_id"),
)
RELATIONS: Final = Table(
    "relations",
    "one subject, predicate, object and value over all articles, asserted or denied",
    (
        _c("relation_id", _TEXT, "content hash"),
        _c("subject_id?", _TEXT, "the agent", "entities.entity_id"),
        _c("predicate", _TEXT, "see the vocabulary", closed_set="predicates"),
        _c("object_id?", _TEXT, "the patient", "entities.entity_id"),
        _c("value_low?", _FLOAT, "lower bound"),
        _c("value_high?", _FLOAT, "upper bound"),
        _c("value_unit?", _TEXT, "years, km, ..."),
        _c("value_kind?", _TEXT, "of losses", closed_set="value_kinds"),
        _c("place_id?", _TEXT, "where", "entities.entity_id"),
        _c("time_start?", _DATE, "first day"),
        _c("time_end?", _DATE, "last day"),
        _c("status", _TEXT, "agreed, single_source, contested or denied", closed_set="statuses"),
        _c("n_articles", _INT, "articles with a claim of it"),
        _c("n_independent", _INT, "syndication groups among them: a wire story printed by forty papers counts once"),
        _c("n_support", _INT, "actual claims that assert it"),
        _c("n_deny", _INT, "actual claims that deny it"),
        _c("first_published?", _DATE, "earliest publication"),
        _c("last_published?", _DATE, "latest publication"),
        _c("claim_ids", _TEXTS, "its claims, sorted", "claims.claim_id"),
        _c("claimer_ids", _TEXTS, "entities that claim it, sorted", "entities.entity_id"),
    ),
    ("relation_id",),
    ("relation_id",),
)
CONFLICTS: Final = Table(
    "conflicts",
    "one compared pair of relations, whatever the verdict",
    (
        _c("conflict_id", _TEXT, "content hash"),
        _c("relation_a", _TEXT, "a relation", "relations.relation_id"),
        _c("relation_b", _TEXT, "another; the same for assertion against denial", "relations.relation_id"),
        _c("subject_id", _TEXT, "the common subject", "entities.entity_id"),
        _c("predicate", _TEXT, "that of relation_a", closed_set="predicates"),
        _c("verdict", _TEXT, "same, refines, conflicts or not_comparable", closed_set="verdicts"),
        _c("reason", _TEXT, "a sentence that says why"),
    ),
    ("conflict_id",),
    ("conflict_id",),
)
MERGES: Final = Table(
    "merges",
    "one reason why two names are one entity",
    (
        _c("entity_id", _TEXT, "the entity", "entities.entity_id"),
        _c("name_a", _TEXT, "one name"),
        _c("name_b", _TEXT, "the other"),
        _c("rule", _TEXT, "the rule that joined them"),
        _c("score", _FLOAT, "how sure, 0 to 1"),
        _c("reason", _TEXT, "a sentence that says why"),
    ),
    ("entity_id", "name_a", "name_b", "rule"),
    ("entity_id", "name_a", "name_b", "rule"),
)

# Between stages.
_IN_ARTICLE_ORDER: Final = ()  # rows stream through in the order of input paths and are sorted when published
CLEAN_ARTICLES: Final = Table(
    "clean_articles",
    "one article that was kept, with its offset map",
    (
        *(c for c in ARTICLES.columns if c.name != "syndication_group"),
        _c("offsets?", _INTS, "runs of start, length, raw_start, raw_length, flat; null for HTML"),
    ),
    ("doc_id",),
    _IN_ARTICLE_ORDER,
)
SYNDICATION: Final = Table(
    "syndication",
    "the group of one article",
    (
        _c("doc_id", _TEXT, "the article", "articles.doc_id"),
        _c("syndication_group", _TEXT, "doc_id of its first member"),
    ),
    ("doc_id",),
    ("doc_id",),
)
ANNOTATED_MENTIONS: Final = Table(
    "annotated_mentions",
    "one span of one article, before resolution",
    (
        *_SPAN_COLUMNS,
        *_FOUND_COLUMNS,
        *_VALUE_COLUMNS,
        _c("referent?", _TEXT, "first mention of the same referent in the article", "annotated_mentions.mention_id"),
    ),
    ("mention_id",),
    _IN_ARTICLE_ORDER,
)
PARSES: Final = Table(
    "parses",
    "the stored parse of one article",
    (_c("doc_id", _TEXT, "the article", "articles.doc_id"), _c("parse", pa.binary(), "spaCy Doc (pipeline.docs)")),
    ("doc_id",),
    _IN_ARTICLE_ORDER,
)
FOUND_CLAIMS: Final = Table(
    "found_claims",
    "one claim, before resolution",
    (*_CLAIM_COLUMNS, _c("matched", _SPANS, "offsets of the tokens that the rule matched: pairs of start and end")),
    ("claim_id",),
    _IN_ARTICLE_ORDER,
)
LINKS: Final = Table(
    "links",
    "which entity a mention means",
    (
        _c("mention_id", _TEXT, "the mention", "annotated_mentions.mention_id"),
        _c("entity_id", _TEXT, "the entity", "entities.entity_id"),
    ),
    ("mention_id",),
    ("mention_id",),
)
SURROUNDINGS: Final = Table(
    "surroundings",
    "the regions and the state around one place of the gazetteer",
    (
        _c("gazetteer_id", _TEXT, "the place"),
        _c("inside", _TEXTS, "gazetteer ids of what it lies in, the smallest first"),
    ),
    ("gazetteer_id",),
    ("gazetteer_id",),
)
CLAIM_LINKS: Final = Table(
    "claim_links",
    "the entities of a claim's arguments",
    (
        _c("claim_id", _TEXT, "the claim", "found_claims.claim_id"),
        _c("subject_id?", _TEXT, "entity of the agent", "entities.entity_id"),
        _c("object_id?", _TEXT, "entity of the patient", "entities.entity_id"),
        _c("place_id?", _TEXT, "entity of the place", "entities.entity_id"),
        _c("claimer_id?", _TEXT, "entity of the claimer", "entities.entity_id"),
    ),
    ("claim_id",),
    ("claim_id",),
)

PUBLISHED: Final = (ARTICLES, DROPPED, MENTIONS, ENTITIES, CLAIMS, RELATIONS, CONFLICTS, MERGES)
BETWEEN_STAGES: Final = (
    CLEAN_ARTICLES,
    SYNDICATION,
    ANNOTATED_MENTIONS,
    PARSES,
    FOUND_CLAIMS,
    LINKS,
    SURROUNDINGS,
    CLAIM_LINKS,
)
