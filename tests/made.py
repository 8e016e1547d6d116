"""Tables made from gold-style text, for tests: each article is one string in the format of docs/annotation.md."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipeline.config import pipeline_section
from pipeline.grammar.numbers import parse_quantity
from pipeline.ids import content_id
from pipeline.judgements import Judgements
from pipeline.learn.gold import GoldArticle, read_gold
from pipeline.reconcile import ReconcileInputs, ReconcileSettings, Reconciliation, reconcile_claims
from pipeline.resolve import Knowledge, Resolution, ResolveSettings, resolve_entities
from pipeline.schemas import ANNOTATED_MENTIONS, CLEAN_ARTICLES, FOUND_CLAIMS
from pipeline.tables import rows_to_table

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_ARTICLES = pa.schema([pa.field(c.name, c.type) for c in CLEAN_ARTICLES.columns if c.name != "offsets"])


@dataclass(frozen=True)
class Corpus:
    """Articles, mentions and claims, and what was made of them when `run` was called."""

    articles: pa.Table
    mentions: pa.Table
    claims: pa.Table
    refs: dict[tuple[str, str], str]  # (article id, ref) to its first mention

    def resolve(self, known: Knowledge, judgements: Judgements | None = None) -> Resolution:
        """Entities of the corpus."""
        settings = pipeline_section("resolve", ResolveSettings)
        return resolve_entities(self.mentions, self.articles, known, judgements or Judgements(), settings)

    def reconcile(
        self, known: Knowledge, judgements: Judgements | None = None, stories: dict[str, str] | None = None
    ) -> Reconciliation:
        """Relations and verdicts of the corpus; `stories` maps an article's id to the one it copies."""
        found = self.resolve(known, judgements)
        doc_of = dict(zip(self.articles["source_id"].to_pylist(), self.articles["doc_id"].to_pylist(), strict=True))
        groups = [doc_of[(stories or {}).get(source, source)] for source in doc_of]
        syndication = pa.table({"doc_id": list(doc_of.values()), "syndication_group": groups})
        columns = ["doc_id", "path", "publisher", "title", "published"]
        articles = self.articles.select(columns)
        inputs = ReconcileInputs(
            articles,
            syndication,
            self.mentions,
            self.claims,
            found.entities,
            found.links,
            found.merges,
            found.surroundings,
        )
        return reconcile_claims(inputs, judgements or Judgements(), pipeline_section("reconcile", ReconcileSettings))

    def shuffled(self, order: Sequence[int]) -> "Corpus":
        """The same rows in another order, made from a list of numbers."""

        def mixed(table: pa.Table) -> pa.Table:
            keys = [hash((order[at % len(order)], at * 7919)) for at in range(table.num_rows)]
            return table.take(pa.array(sorted(range(table.num_rows), key=keys.__getitem__)))

        return Corpus(mixed(self.articles), mixed(self.mentions), mixed(self.claims), self.refs)


def corpus_of(folder: Path, *texts: str) -> Corpus:
    """A corpus of articles. A text may begin with a line `@ID 2025-01-10 Publisher` (date `-` for none)."""
    articles: list[GoldArticle] = []
    for number, text in enumerate(texts):
        ident, published, publisher, body = _head(number, text)
        path = folder / f"{ident}.txt"
        head = f"id: {ident}\nevent: e\nstyle: wire\npublished: {published}\npublisher: {publisher}\n"
        path.write_text(
            f"---\n{head}title: Title of {ident}\nannotator: t\nclaims: yes\n---\n{body}\n", encoding="utf-8"
        )
        articles.append(read_gold(path))
    return tables_of(articles)


def _head(number: int, text: str) -> tuple[str, str, str, str]:
    text = "\n".join(line.strip() for line in text.strip().split("\n"))
    if not text.startswith("@"):
        return f"a{number}", "2025-01-10", f"Paper {number}", text
    head, _, body = text.partition("\n")
    ident, day, *publisher = head[1:].split(" ")
    return ident, "null" if day == "-" else day, " ".join(publisher) or f"Paper {ident}", body


def tables_of(golds: Sequence[GoldArticle]) -> Corpus:
    """Gold articles as the tables that `annotate` and `relate` would write."""
    rows: dict[str, list[dict[str, Any]]] = {"articles": [], "mentions": [], "claims": []}
    firsts: dict[tuple[str, str], str] = {}
    for gold in golds:
        doc_id = content_id("d", gold.id, gold.text)
        rows["articles"].append(_article_row(gold, doc_id))
        chains = _mention_rows(gold, doc_id, rows["mentions"])
        firsts |= {(gold.id, ref): found[0][0] for ref, found in chains.items()}
        rows["claims"] += [_claim_row(gold, doc_id, number, chains) for number in range(len(gold.claims))]
    return Corpus(
        pa.Table.from_pylist(rows["articles"], schema=_ARTICLES),
        rows_to_table(rows["mentions"], ANNOTATED_MENTIONS),
        rows_to_table(rows["claims"], FOUND_CLAIMS),
        firsts,
    )


def _article_row(gold: GoldArticle, doc_id: str) -> dict[str, Any]:
    return {
        "doc_id": doc_id, "path": gold.path.name, "source_id": gold.id, "publisher": gold.publisher, "url": None,
        "title": gold.title, "published": gold.published, "lang": "en", "text": gold.text, "raw_sha256": "",
        "n_words": len(gold.text.split()),
    }  # fmt: skip


def _mention_rows(
    gold: GoldArticle, doc_id: str, rows: list[dict[str, Any]]
) -> dict[str, list[tuple[str, tuple[int, int], str]]]:
    chains: dict[str, list[tuple[str, tuple[int, int], str]]] = {}
    for mention in gold.mentions:
        ident = content_id("m", doc_id, mention.start, mention.end, mention.label)
        sentence = next(s for s in gold.sentences if s[0] <= mention.start < s[1])
        if mention.ref is not None:
            chains.setdefault(mention.ref, []).append((ident, sentence, mention.text))
        own = None if mention.kind == "pronoun" else ident
        quantity = parse_quantity(mention.text) if mention.label == "QUANTITY" else None
        rows.append(
            {
                "mention_id": ident, "doc_id": doc_id, "start": mention.start, "end": mention.end, "text": mention.text,
                "label": mention.label, "kind": mention.kind, "detector": "test", "score": None,
                "sentence_start": sentence[0], "sentence_end": sentence[1],
                "referent": chains[mention.ref][0][0] if mention.ref is not None else own,
                "time_start": None, "time_end": None, "time_granularity": None,
                "value_low": quantity.low if quantity else None, "value_high": quantity.high if quantity else None,
                "value_unit": quantity.unit if quantity else None,
            }
        )  # fmt: skip
    return chains


def _claim_row(
    gold: GoldArticle, doc_id: str, number: int, chains: dict[str, list[tuple[str, tuple[int, int], str]]]
) -> dict[str, Any]:
    claim = gold.claims[number]
    values = claim.attributes
    sentence = (claim.sentence_start, claim.sentence_end)

    def mention(ref: object) -> tuple[str, str] | tuple[None, None]:
        if ref is None:
            return None, None
        found = chains[str(ref)]
        ident, _, text = next((f for f in found if f[1] == sentence), found[0])
        return ident, text

    low, high = values.get("value_low"), values.get("value_high")
    object_id, object_text = mention(claim.object)
    year = _YEAR.search(object_text or "") if claim.predicate in ("born_on", "serves_since") else None
    claimer_id, claimer_text = mention(values.get("claimer"))
    start, end = values.get("time_start"), values.get("time_end")
    is_day = isinstance(start, date) and start == end
    return {
        "claim_id": content_id("c", doc_id, number), "doc_id": doc_id, "predicate": claim.predicate,
        "subject_mention_id": mention(claim.subject)[0], "object_mention_id": object_id,
        "value": year[0] if year else None, "value_low": float(year[0]) if year else low,
        "value_high": float(year[0]) if year else high, "value_unit": values.get("value_unit"),
        "value_kind": values.get("value_kind"), "instrument_mention_id": mention(values.get("instrument"))[0],
        "place_mention_id": mention(values.get("place"))[0], "time_text": None, "time_start": start, "time_end": end,
        "time_granularity": None if start is None else "day" if is_day else "range", "polarity": claim.polarity,
        "certainty": claim.certainty, "realis": claim.realis, "claimer_mention_id": claimer_id,
        "claimer_text": claimer_text, "cue": None, "quote": gold.text[sentence[0] : sentence[1]],
        "sentence_start": sentence[0], "sentence_end": sentence[1], "rule_id": "test", "matched": [],
    }  # fmt: skip
