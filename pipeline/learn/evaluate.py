"""Figures of recognition and of claims on gold articles, and the gates that they must pass."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.annotate.spans import NAME_LABELS
from pipeline.errors import ConfigError, SitrepError
from pipeline.learn.gold import GoldArticle, GoldMention, read_gold_folder
from pipeline.learn.gold_articles import best_overlap, referent_name, refs_of_mentions, scored_found, scored_gold
from pipeline.learn.score_claims import ClaimScores, ScoredClaim, score_claims
from pipeline.learn.score_mentions import Score, Span, score_by
from pipeline.records import Claim, Mention
from pipeline.vocabulary import Vocabulary

GOLD = Path("seeds", "gold")
SECOND = "second"
Figures = dict[str, Any]
_NUMBER_WORDS = frozenset(
    {"first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"}
)


class GateError(SitrepError):
    """A gated figure fell below its floor, or a gate names no figure."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A gold article beside what was found in it. `claims` is None where gold has none."""

    gold: GoldArticle
    mentions: tuple[Mention, ...]
    claims: tuple[Claim, ...] | None = None


def read_part(folder: Path) -> list[GoldArticle]:
    """The gold articles of a part. Raises ConfigError for a missing or an empty folder, and for a bad file."""
    if not folder.is_dir():
        raise ConfigError(folder, None, "no such part of the gold corpus; see evaluate.parts in configs/pipeline.yaml")
    articles = read_gold_folder(folder)
    if not articles:
        raise ConfigError(folder, None, "this part of the gold corpus holds no article (*.txt)")
    return articles


# -- mentions ------------------------------------------------------------------------------------------------------


def mention_figures(readings: Sequence[Reading]) -> Figures:
    """Precision, recall and F1 by label and kind, exact and overlapping; of names alone; of detectors; coreference."""
    pairs = [(r.gold.mentions, r.mentions) for r in readings]
    names = [(_names(r.gold.mentions), _names(r.mentions)) for r in readings]
    return {
        "exact": _rows(score_by(pairs, "label", exact=True)),
        "overlapping": _rows(score_by(pairs, "label", exact=False)),
        "kind_exact": _rows(score_by(pairs, "kind", exact=True)),
        "names_exact": _rows(score_by(names, "label", exact=True)),
        "names_overlapping": _rows(score_by(names, "label", exact=False)),
        "detectors": _detector_figures(readings),
        "numbered_units": _recall_of(readings, is_numbered_unit),
        "coreference": coreference_figures(readings),
    }


def _names(spans: Sequence[Span]) -> list[Span]:
    return [m for m in spans if m.kind == "name" and m.label in NAME_LABELS]


def _rows(scores: Mapping[str, Score]) -> Figures:
    total = sum(scores.values(), Score(0, 0, 0))
    return {name: score.rounded() for name, score in (*scores.items(), ("ALL", total))}


def is_numbered_unit(mention: GoldMention) -> bool:
    """Whether a mention is a named unit that begins with a number: "95th ...", "3 Armoured Division", "First Army"."""
    first = mention.text.split()[0].lower()
    return mention.label == "UNIT" and mention.kind == "name" and (first[0].isdigit() or first in _NUMBER_WORDS)


def _recall_of(readings: Iterable[Reading], wanted: Callable[[GoldMention], bool]) -> Figures:
    n_gold = n_found = 0
    for reading in readings:
        found = {(m.start, m.end, m.label) for m in reading.mentions}
        chosen = [m for m in reading.gold.mentions if wanted(m)]
        n_gold += len(chosen)
        n_found += sum((m.start, m.end, m.label) in found for m in chosen)
    return {"recall": round(n_found / n_gold, 3) if n_gold else 1.0, "gold": n_gold}


def _detector_figures(readings: Iterable[Reading]) -> Figures:
    """Of each detector how much it found and how much of that is right (exact)."""
    right: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for reading in readings:
        wanted = {(m.start, m.end, m.label) for m in reading.gold.mentions}
        for mention in reading.mentions:
            detector = mention.detector.partition(":")[0]
            found[detector] += 1
            right[detector] += (mention.start, mention.end, mention.label) in wanted
    return {d: {"found": found[d], "precision": round(right[d] / found[d], 3)} for d in sorted(found)}


def coreference_figures(readings: Iterable[Reading]) -> Figures:
    """Links from a mention to the first of its referent: right, wrong, missed, over mentions that gold has with a ref."""
    counts: Counter[str] = Counter()
    for reading in readings:
        exact = {(m.start, m.end, m.label): m.ref for m in reading.gold.mentions if m.ref is not None}
        ref_of = {m.mention_id: exact.get((m.start, m.end, m.label)) for m in reading.mentions}
        seen: set[str] = set()
        for mention in reading.mentions:
            ref = ref_of[mention.mention_id]
            if ref is None:
                continue
            linked = mention.referent is not None and mention.referent != mention.mention_id
            target = ref_of.get(mention.referent or "")
            if linked and target is not None:
                counts["right" if target == ref else "wrong"] += 1
            elif not linked and ref in seen:
                counts["missed"] += 1
            seen.add(ref)
    score = Score(counts["right"], counts["right"] + counts["wrong"], counts["right"] + counts["missed"])
    return {"precision": round(score.precision, 3), "recall": round(score.recall, 3), "f1": round(score.f1, 3)}


def confusion(readings: Iterable[Reading]) -> list[tuple[str, str]]:
    """(gold label, found label) of every mention of either side; "nothing" where the other side has no such span.

    A gold mention counts with the label of the same span, else its own label where that lies across it, else the label of
    what covers most of it.
    """
    rows: list[tuple[str, str]] = []
    for reading in readings:
        exact = {(m.start, m.end): m.label for m in reading.mentions}
        for wanted in reading.gold.mentions:
            across = [m for m in reading.mentions if m.start < wanted.end and wanted.start < m.end]
            same = (wanted.start, wanted.end)
            if any(m.label == wanted.label for m in across):
                rows.append((wanted.label, wanted.label))
            else:
                rows.append((wanted.label, exact.get(same) or _label_across(wanted, across)))
        for extra in reading.mentions:
            if all(extra.end <= g.start or g.end <= extra.start for g in reading.gold.mentions):
                rows.append(("nothing", extra.label))
    return rows


def _label_across(wanted: GoldMention, across: Sequence[Mention]) -> str:
    alike = [m for m in across if m.end - m.start <= 2 * (wanted.end - wanted.start)]
    return max(alike, key=lambda m: min(m.end, wanted.end) - max(m.start, wanted.start)).label if alike else "nothing"


def mention_errors(readings: Iterable[Reading]) -> list[tuple[str, str]]:
    """(kind of error, line) of every mention missed, spurious or with other bounds or label, in order of the articles."""
    errors: list[tuple[str, str]] = []
    for reading in readings:
        gold, found = reading.gold, reading.mentions
        exact_found = {(m.start, m.end, m.label) for m in found}
        exact_gold = {(m.start, m.end, m.label) for m in gold.mentions}
        for wanted in gold.mentions:
            if (wanted.start, wanted.end, wanted.label) not in exact_found:
                across = [m for m in found if m.start < wanted.end and wanted.start < m.end]
                shown = "; ".join(f"{m.label} {m.text!r} ({m.detector})" for m in across[:3]) or "nothing"
                kind = f"missed {wanted.label}.{wanted.kind}"
                errors.append((kind, f"{_in_context(gold, wanted)} found: {shown}"))
        for extra in found:
            if (extra.start, extra.end, extra.label) not in exact_gold and best_overlap(extra, gold.mentions) is None:
                kind = f"false {extra.label}.{extra.kind}"
                errors.append((kind, f"{_in_context(gold, extra)} by {extra.detector}"))
    return errors


def _in_context(gold: GoldArticle, span: Span) -> str:
    before, after = gold.text[max(0, span.start - 40) : span.start], gold.text[span.end : span.end + 30]
    return f"{gold.id}: ...{before}[{span.text}]{after}...".replace("\n", " ")


# -- claims --------------------------------------------------------------------------------------------------------


def score_readings(readings: Iterable[Reading], vocab: Vocabulary) -> ClaimScores:
    """Claims end to end: as found in what was recognised, arguments matched by their spans."""
    gold_claims: list[ScoredClaim] = []
    found: list[ScoredClaim] = []
    for r in readings:
        if r.claims is not None:
            gold_claims += scored_gold(r.gold)
            found += scored_found(r.gold, r.claims, r.mentions, refs_of_mentions(r.gold, r.mentions))
    return score_claims(gold_claims, found, vocab)


def claim_figures(scores: ClaimScores) -> Figures:
    """Precision, recall and F1 by predicate and of all; how often each attribute is right where gold states one."""
    rows = dict(sorted(scores.by_predicate.items())) | {"ALL": scores.total}
    figures: Figures = {
        name: {
            "precision": round(c.precision, 3),
            "recall": round(c.recall, 3),
            "f1": round(c.f1, 3),
            "gold": c.right + c.missed,
        }
        for name, c in rows.items()
    }
    figures["attributes"] = {
        name: round(right / stated, 3) for name, (_, _, right, stated) in scores.attributes.items() if stated
    }
    return figures


# -- agreement of two annotators -----------------------------------------------------------------------------------


def agreement(first: Sequence[GoldArticle], second: Sequence[GoldArticle], vocab: Vocabulary) -> Figures:
    """F1 between two annotators of the same articles, by label and for claims; the second counts as predicted.

    Raises ConfigError when an article of the second is unknown, or its text is another.
    """
    by_id = {gold.id: gold for gold in first}
    pairs: list[tuple[Sequence[Span], Sequence[Span]]] = []
    mine: list[ScoredClaim] = []
    theirs: list[ScoredClaim] = []
    for other in second:
        gold = by_id.get(other.id)
        if gold is None:
            raise ConfigError(other.path, 2, f"id {other.id!r} is in no part of the gold corpus")
        if gold.text != other.text:
            raise ConfigError(other.path, None, f"its text differs from that of {gold.path}")
        pairs.append((gold.mentions, other.mentions))
        if gold.has_claims and other.has_claims:
            matches = {referent_name(m): best_overlap(m, gold.mentions) for m in reversed(other.mentions)}
            refs = {ref: referent_name(m) for ref, m in matches.items() if m is not None}
            mine += scored_gold(gold)
            theirs += scored_gold(other, refs)
    return {
        "articles": len(pairs),
        "exact": _rows(score_by(pairs, "label", exact=True)),
        "overlapping": _rows(score_by(pairs, "label", exact=False)),
        "claims": claim_figures(score_claims(mine, theirs, vocab)) if mine else {},
    }


# -- what is committed ---------------------------------------------------------------------------------------------


def summary(figures: Figures, parts: Sequence[str]) -> Figures:
    """The few figures that DVC shows and compares, F1 unless they say otherwise; all are in outputs/evaluate.

    Of each part: `names` of the four kinds, `mentions` of all other labels and of everything, `claims`, and the recall
    of units that begin with a number; `layers` are names with every combination of the layers of recognition.
    """
    return {part: _summary_of(figures[part]) for part in parts}


def _summary_of(part: Figures) -> Figures:
    labels = {label: row["f1"] for label, row in part["exact"].items() if label not in NAME_LABELS}
    return {
        "names": {label: row["f1"] for label, row in part["names_exact"].items()},
        "mentions": labels,
        "numbered_units_recall": part["numbered_units"]["recall"],
        "claims": {key: part["claims"]["ALL"][key] for key in ("precision", "recall", "f1")},
        "layers": {layer: row["all_names"] for layer, row in part["ablations"].items()},
    }


# -- gates ---------------------------------------------------------------------------------------------------------


def check_gates(figures: Mapping[str, Any], gates: Mapping[str, float]) -> list[str]:
    """One line a gate that fell. Raises GateError for a gate that names no figure."""
    fallen = []
    for path, floor in gates.items():
        value: Any = figures
        for key in path.split("."):
            if not isinstance(value, Mapping) or key not in value:
                raise GateError(
                    f"configs/pipeline.yaml: evaluate.gates: there is no figure {path!r} ({key!r} is unknown)"
                )
            value = value[key]
        if isinstance(value, Mapping):
            raise GateError(f"configs/pipeline.yaml: evaluate.gates: {path!r} is no figure; add one of {sorted(value)}")
        if value < floor:
            fallen.append(f"{path} is {value:.3f}, below its floor {floor:.3f}")
    return fallen
