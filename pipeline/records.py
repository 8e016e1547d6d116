"""The records that flow through the pipeline: an article, its mentions, its claims. All are immutable.

An article gains its slots one stage at a time (`clean` its text, `annotate` mentions and parse, `relate` claims);
nothing is ever changed in place. The field names are the column names of the published tables.
"""

from dataclasses import dataclass
from datetime import date

from pipeline.offsets import OffsetMap


@dataclass(frozen=True, slots=True)
class Dropped:
    """An input that was not taken, and why. `reason` is a short code, `detail` a sentence."""

    path: str
    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A span of an article that names or describes somebody or something.

    Offsets are code points into `Article.text`, end exclusive. `kind` is name, nominal or pronoun. `detector` says
    what found it (model, pattern:<id>, units, gazetteer, ...). `referent` is the mention_id of the first mention of the
    same referent in this article (its own id when it is the first), or None when who is meant stays unresolved.
    DATE mentions carry a closed range, QUANTITY mentions their bounds (None is open) and unit.
    """

    mention_id: str
    doc_id: str
    start: int
    end: int
    text: str
    label: str
    kind: str
    detector: str
    sentence_start: int
    sentence_end: int
    score: float | None = None
    referent: str | None = None
    time_start: date | None = None
    time_end: date | None = None
    time_granularity: str | None = None
    value_low: float | None = None
    value_high: float | None = None
    value_unit: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """Who did what to whom, where, when, says who: one predicate of one sentence.

    Arguments are mention ids of the same article: the very mention in the claim's sentence where there is one
    (a pronoun's own mention; resolution goes through Mention.referent). `rule_id` names the rule, `cue` the words
    that set polarity, certainty or realis, `matched` the offsets of the tokens that the rule matched
    (for `sitrep explain`).
    """

    claim_id: str
    doc_id: str
    predicate: str
    rule_id: str
    sentence_start: int
    sentence_end: int
    quote: str
    subject_mention_id: str | None = None
    object_mention_id: str | None = None
    value: str | None = None
    value_low: float | None = None
    value_high: float | None = None
    value_unit: str | None = None
    value_kind: str | None = None
    instrument_mention_id: str | None = None
    place_mention_id: str | None = None
    time_text: str | None = None
    time_start: date | None = None
    time_end: date | None = None
    time_granularity: str | None = None
    polarity: str = "asserted"
    certainty: str = "certain"
    realis: str = "actual"
    claimer_mention_id: str | None = None
    claimer_text: str | None = None
    cue: str | None = None
    matched: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """One article. `text` is canonical (NFC, boilerplate out); `published` is None when nothing says it.

    `offsets` is None for HTML. `parse` is the stored spaCy parse (pipeline.docs), set by `annotate`.
    """

    doc_id: str
    path: str
    text: str
    lang: str
    raw_sha256: str
    n_words: int
    source_id: str | None = None
    publisher: str | None = None
    url: str | None = None
    title: str | None = None
    published: date | None = None
    offsets: OffsetMap | None = None
    parse: bytes | None = None
    mentions: tuple[Mention, ...] | None = None
    claims: tuple[Claim, ...] | None = None
