"""What each layer of recognition adds: the base model, patterns and the trained model alone and together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from spacy.tokens import Doc

from pipeline.annotate import AnnotateSettings, Annotator, load_annotator
from pipeline.annotate.spans import NAME_LABELS
from pipeline.learn.evaluate import Figures
from pipeline.learn.gold import GoldArticle
from pipeline.learn.gold_articles import bare_article
from pipeline.learn.score_mentions import Score, Span, score_by
from pipeline.vocabulary import vocabulary

# Labels of the stock pipeline (OntoNotes) in our words, as far as they have any.
STOCK_LABELS: Mapping[str, str] = {
    "PERSON": "PERSON", "GPE": "PLACE", "LOC": "PLACE", "FAC": "PLACE", "ORG": "ORG", "NORP": "NATIONALITY",
    "DATE": "DATE", "CARDINAL": "QUANTITY", "QUANTITY": "QUANTITY", "PERCENT": "QUANTITY", "MONEY": "QUANTITY",
}  # fmt: skip
_ARTICLES = ("the ", "The ", "a ", "A ", "an ", "An ")
_POSSESSIVES = ("'s", "’s")


@dataclass(frozen=True, slots=True)
class Found:
    """A span found by a model alone."""

    start: int
    end: int
    label: str
    kind: str
    text: str


def spans_of_model(doc: Doc) -> list[Found]:
    """The entities of a Doc in our labels, leading articles and trailing possessives off, as our guideline wants."""
    found = []
    for ent in doc.ents:
        label = STOCK_LABELS.get(ent.label_, ent.label_)
        if label not in vocabulary().labels:
            continue
        start, end = ent.start_char, ent.end_char
        start += next((len(word) for word in _ARTICLES if ent.text.startswith(word)), 0)
        end -= next((len(word) for word in _POSSESSIVES if ent.text.endswith(word)), 0)
        found.append(Found(start, end, label, "name" if label in NAME_LABELS else "nominal", doc.text[start:end]))
    return found


def ablation_figures(golds: Sequence[GoldArticle], settings: AnnotateSettings, trained: str, root: Path) -> Figures:
    """Exact F1 on names by label, and on all mentions, of every combination of layers on the same articles.

    base: the stock model alone · patterns: patterns, grammar and structure without a model · model: the trained recogniser
    (in the folder `trained`) alone · base_and_patterns · all: patterns with the trained recogniser.
    """
    variants: dict[str, list[Sequence[Span]]] = {}
    for alone, together, recogniser in (("model", "all", trained), ("base", "base_and_patterns", None)):
        annotator = load_annotator(replace(settings, recogniser=recogniser), root)
        docs = list(annotator.parse([bare_article(gold) for gold in golds]))
        variants[alone] = [spans_of_model(doc) for doc in docs]
        variants[together] = _annotated(annotator, golds, docs)
    for doc in docs:
        doc.set_ents([])
    variants["patterns"] = _annotated(annotator, golds, docs)
    return {name: _figures(golds, spans) for name, spans in sorted(variants.items())}


def _annotated(annotator: Annotator, golds: Sequence[GoldArticle], docs: Iterable[Doc]) -> list[Sequence[Span]]:
    return [
        annotator.annotate_doc(doc, bare_article(gold)).mentions or () for gold, doc in zip(golds, docs, strict=True)
    ]


def _figures(golds: Sequence[GoldArticle], found: Sequence[Sequence[Span]]) -> dict[str, float]:
    names = [
        ([m for m in gold.mentions if _is_name(m)], [m for m in spans if _is_name(m)])
        for gold, spans in zip(golds, found, strict=True)
    ]
    scores = score_by(names, "label", exact=True)
    rows = {f"{label}_names": score.f1 for label, score in scores.items()}
    rows["all_names"] = sum(scores.values(), Score(0, 0, 0)).f1
    pairs = [(gold.mentions, spans) for gold, spans in zip(golds, found, strict=True)]
    everything = score_by(pairs, "label", exact=True)
    rows |= {label: score.f1 for label, score in everything.items() if label not in NAME_LABELS}
    rows["all_mentions"] = sum(everything.values(), Score(0, 0, 0)).f1
    return {name: round(f1, 3) for name, f1 in rows.items()}


def _is_name(span: Span) -> bool:
    return span.kind == "name" and span.label in NAME_LABELS
