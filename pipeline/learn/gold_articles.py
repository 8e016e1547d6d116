"""Gold articles as records, and claims of either side in one comparable form.

Arguments are compared as referents: a predicted mention stands for the gold referent whose span it covers best.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from pipeline.grammar.dates import resolve_date
from pipeline.grammar.numbers import parse_quantity
from pipeline.ids import content_id
from pipeline.learn.gold import GoldArticle, GoldMention
from pipeline.learn.score_claims import ScoredClaim
from pipeline.learn.score_mentions import Span
from pipeline.records import Article, Claim, Mention
from pipeline.vocabulary import vocabulary

Refs = Mapping[str, str]


def bare_article(gold: GoldArticle) -> Article:
    """The article as `clean` would hand it on: its text and publication date, no annotation."""
    n_words = len(gold.text.split())
    return Article(gold.id, f"{gold.id}.txt", gold.text, "en", "", n_words, published=gold.published)


def without_gold(articles: Iterable[Article], golds: Iterable[GoldArticle]) -> Iterator[Article]:
    """The articles that stand in gold under no name; a gold file breaks its text by sentences, so words are compared."""
    corrected = {_words(gold.text) for gold in golds}
    return (article for article in articles if _words(article.text) not in corrected)


def _words(text: str) -> str:
    return " ".join(text.split())


def gold_mentions(gold: GoldArticle) -> tuple[tuple[Mention, ...], dict[str, str]]:
    """The gold mentions as records, dates and numbers read by the grammars, and the gold referent of each mention_id."""
    mentions: list[Mention] = []
    refs: dict[str, str] = {}
    first: dict[str, str] = {}
    for m in gold.mentions:
        mention_id = content_id("m", gold.id, m.start, m.end, m.label)
        refs[mention_id] = referent_name(m)
        referent = None if m.kind == "pronoun" and m.ref is None else first.setdefault(refs[mention_id], mention_id)
        start, end = sentence_of(gold, m.start)
        mentions.append(_with_values(gold, m, mention_id, referent, (start, end)))
    return tuple(mentions), refs


def _with_values(
    gold: GoldArticle, m: GoldMention, mention_id: str, referent: str | None, sentence: tuple[int, int]
) -> Mention:
    when = resolve_date(m.text, gold.published) if m.label == "DATE" else None
    quantity = parse_quantity(m.text) if m.label == "QUANTITY" else None
    return Mention(
        mention_id=mention_id,
        doc_id=gold.id,
        start=m.start,
        end=m.end,
        text=m.text,
        label=m.label,
        kind=m.kind,
        detector="gold",
        sentence_start=sentence[0],
        sentence_end=sentence[1],
        referent=referent,
        time_start=when.start if when is not None else None,
        time_end=when.end if when is not None else None,
        time_granularity=when.granularity if when is not None else None,
        value_low=quantity.low if quantity is not None else None,
        value_high=quantity.high if quantity is not None else None,
        value_unit=quantity.unit if quantity is not None else None,
    )


def sentence_of(gold: GoldArticle, start: int) -> tuple[int, int]:
    """The gold sentence in which a character stands."""
    return next((s for s in gold.sentences if s[0] <= start < s[1]), (0, len(gold.text)))


def referent_name(mention: GoldMention) -> str:
    """The ref of a gold mention, or a name of its own."""
    return mention.ref if mention.ref is not None else f"{mention.label}@{mention.start}"


def best_overlap(span: Span, others: Sequence[GoldMention]) -> GoldMention | None:
    """The gold mention of the same label that shares most with a span: the same span, else the most characters."""
    best, most = None, 0.0
    for other in others:
        shared = min(span.end, other.end) - max(span.start, other.start)
        if other.label == span.label and shared > 0:
            share = shared / max(span.end - span.start, other.end - other.start)
            if share > most:
                best, most = other, share
    return best


def refs_of_mentions(gold: GoldArticle, mentions: Sequence[Mention]) -> dict[str, str]:
    """The gold referent of every predicted mention; a mention that gold lacks stands for itself, a pronoun for whom it means."""
    refs = {}
    for mention in mentions:
        match = best_overlap(mention, gold.mentions)
        refs[mention.mention_id] = referent_name(match) if match is not None else f"?{mention.mention_id}"
    for mention in mentions:
        if mention.kind == "pronoun" and mention.referent in refs and refs[mention.mention_id].startswith("?"):
            refs[mention.mention_id] = refs[mention.referent]
    return refs


def scored_gold(gold: GoldArticle, refs: Refs | None = None) -> list[ScoredClaim]:
    """The gold claims in comparable form. `refs` renames referents (of a second annotator to those of the first)."""
    known = refs or {}
    found = []
    for claim in gold.claims:
        a = claim.attributes
        names = {
            key: None if value is None else known.get(str(value), str(value))
            for key, value in (
                ("subject", claim.subject),
                ("object", claim.object),
                *((key, a.get(key)) for key in ("claimer", "place", "time_ref")),
            )
        }
        low, high, start, end = (a.get(key) for key in ("value_low", "value_high", "time_start", "time_end"))
        kind = a.get("value_kind")
        found.append(
            ScoredClaim(
                doc_id=gold.id,
                sentence_start=claim.sentence_start,
                quote=gold.text[claim.sentence_start : claim.sentence_end],
                predicate=claim.predicate,
                subject=names["subject"],
                object=names["object"],
                polarity=claim.polarity,
                certainty=claim.certainty,
                realis=claim.realis,
                claimer=names["claimer"],
                place=names["place"],
                time=(start, end) if isinstance(start, date) and isinstance(end, date) else None,
                time_word=names["time_ref"],
                value=(_number(low), _number(high)) if "value_low" in a else None,
                kind=str(kind) if kind is not None else None,
            )
        )
    return found


def _number(value: object) -> float | None:
    return value if isinstance(value, float) else None


def scored_found(
    gold: GoldArticle, claims: Sequence[Claim], mentions: Sequence[Mention], refs: Refs
) -> list[ScoredClaim]:
    """Predicted claims in comparable form; `refs` gives the gold referent of each mention_id."""
    dates = {m.text: refs[m.mention_id] for m in mentions if m.label == "DATE"}
    found = []
    for claim in claims:
        start, end = claim.time_start, claim.time_end
        is_date = vocabulary().predicates[claim.predicate].value == "date"
        has_value = not is_date and (claim.value_low is not None or claim.value_high is not None)
        found.append(
            ScoredClaim(
                doc_id=gold.id,
                sentence_start=sentence_of(gold, claim.sentence_start)[0],
                quote=claim.quote,
                predicate=claim.predicate,
                subject=refs.get(claim.subject_mention_id or ""),
                object=refs.get(claim.object_mention_id or ""),
                polarity=claim.polarity,
                certainty=claim.certainty,
                realis=claim.realis,
                claimer=refs.get(claim.claimer_mention_id or ""),
                place=refs.get(claim.place_mention_id or ""),
                time=(start, end) if start is not None and end is not None else None,
                time_word=dates.get(claim.time_text or ""),
                value=(claim.value_low, claim.value_high) if has_value else None,
                kind=claim.value_kind,
                rule_id=claim.rule_id,
            )
        )
    return found
