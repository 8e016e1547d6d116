"""Scores predicted claims against gold claims: arguments by predicate, then the attributes of the claims that match.

A predicted claim matches a gold claim of the same article when predicate, subject and object are equal (of a symmetric
predicate in either order); one to one, the same sentence first. A claim that gold states elsewhere in the article is
`repeated`, neither right nor false. False claims and wrong attributes are counted apart.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations

from pipeline.vocabulary import Vocabulary

ATTRIBUTES = ("polarity", "certainty", "realis", "claimer", "place", "time", "value")


@dataclass(frozen=True, slots=True)
class ScoredClaim:
    """A claim in comparable form: arguments, place and claimer are names of referents, equal when the referent is.

    `time` is a closed range; `time_word` names the referent of the date, used where the range is unknown.
    """

    doc_id: str
    sentence_start: int
    quote: str
    predicate: str
    subject: str | None
    object: str | None
    polarity: str = "asserted"
    certainty: str = "certain"
    realis: str = "actual"
    claimer: str | None = None
    place: str | None = None
    time: tuple[date, date] | None = None
    time_word: str | None = None
    value: tuple[float | None, float | None] | None = None
    kind: str | None = None
    rule_id: str = ""


@dataclass(slots=True)
class Counts:
    """Right, false (predicted only), missed (gold only) and repeated claims."""

    right: int = 0
    false: int = 0
    missed: int = 0
    repeated: int = 0

    @property
    def precision(self) -> float:
        """Share of predicted claims that are right (1 when nothing was predicted)."""
        return self.right / (self.right + self.false) if self.right + self.false else 1.0

    @property
    def recall(self) -> float:
        """Share of gold claims that were found (1 when there are none)."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(slots=True)
class ClaimScores:
    """Counts by predicate, attribute counts (right, compared, right where stated, stated) and the errors one by one."""

    by_predicate: dict[str, Counts] = field(default_factory=dict)
    attributes: dict[str, list[int]] = field(default_factory=lambda: {name: [0, 0, 0, 0] for name in ATTRIBUTES})
    errors: list[str] = field(default_factory=list)
    by_rule: dict[str, list[int]] = field(default_factory=dict)

    @property
    def total(self) -> Counts:
        """All predicates together."""
        sums = Counts()
        for counts in self.by_predicate.values():
            sums.right += counts.right
            sums.false += counts.false
            sums.missed += counts.missed
            sums.repeated += counts.repeated
        return sums


def score_claims(gold: Sequence[ScoredClaim], predicted: Sequence[ScoredClaim], vocab: Vocabulary) -> ClaimScores:
    """Match claims one to one and count. Claims of all articles may be given at once."""
    scores = ClaimScores()
    pairs, missed, extra = _match(gold, predicted, vocab)
    known = {_key(claim, vocab) for claim in gold}
    for mine, theirs in pairs:
        _counts(scores, mine.predicate).right += 1
        scores.by_rule.setdefault(theirs.rule_id, [0, 0])[0] += 1
        _compare(scores, mine, theirs)
    for claim in missed:
        _counts(scores, claim.predicate).missed += 1
        scores.errors.append(f"MISSED  {_text(claim)}\n        {claim.quote}")
    for claim in extra:
        if _key(claim, vocab) in known:
            _counts(scores, claim.predicate).repeated += 1
            continue
        _counts(scores, claim.predicate).false += 1
        scores.by_rule.setdefault(claim.rule_id, [0, 0])[1] += 1
        scores.errors.append(f"FALSE   {_text(claim)} ({claim.rule_id})\n        {claim.quote}")
    return scores


def _counts(scores: ClaimScores, predicate: str) -> Counts:
    return scores.by_predicate.setdefault(predicate, Counts())


def _key(claim: ScoredClaim, vocab: Vocabulary) -> tuple[object, ...]:
    arguments: tuple[str | None, ...] = (claim.subject, claim.object)
    if vocab.predicates[claim.predicate].symmetric:
        arguments = tuple(sorted(arguments, key=str))
    return (claim.doc_id, claim.predicate, *arguments)


def _match(
    gold: Sequence[ScoredClaim], predicted: Sequence[ScoredClaim], vocab: Vocabulary
) -> tuple[list[tuple[ScoredClaim, ScoredClaim]], list[ScoredClaim], list[ScoredClaim]]:
    """Pairs, gold left over, predictions left over: same sentence and polarity first, then same sentence, then
    nearest."""
    by_key: dict[tuple[object, ...], list[int]] = {}
    for i, claim in enumerate(predicted):
        by_key.setdefault(_key(claim, vocab), []).append(i)
    pairs: list[tuple[ScoredClaim, ScoredClaim]] = []
    open_gold = list(range(len(gold)))
    used: set[int] = set()
    for strictness in (3, 2, 1, 0):
        left = []
        for g in open_gold:
            mine = gold[g]
            fits = [
                i
                for i in by_key.get(_key(mine, vocab), ())
                if i not in used and _closeness(mine, predicted[i]) >= strictness
            ]
            if not fits:
                left.append(g)
                continue
            best = min(
                fits,
                key=lambda i: (-_closeness(mine, predicted[i]), abs(predicted[i].sentence_start - mine.sentence_start)),
            )
            used.add(best)
            pairs.append((mine, predicted[best]))
        open_gold = left
    return pairs, [gold[g] for g in open_gold], [c for i, c in enumerate(predicted) if i not in used]


def _closeness(a: ScoredClaim, b: ScoredClaim) -> int:
    if a.sentence_start != b.sentence_start:
        return 0
    return 1 + (a.polarity == b.polarity) + (a.claimer == b.claimer)


def _compare(scores: ClaimScores, gold: ScoredClaim, found: ScoredClaim) -> None:
    for name in ATTRIBUTES:
        if name == "time":
            right, stated = _same_time(gold, found), gold.time is not None or gold.time_word is not None
        elif name == "value":
            if gold.value is None:
                continue
            right, stated = gold.value == found.value and gold.kind == found.kind, True
        else:
            right = getattr(gold, name) == getattr(found, name)
            stated = getattr(gold, name) not in (None, "asserted", "certain", "actual")
        counts = scores.attributes[name]
        counts[0] += right
        counts[1] += 1
        counts[2] += right and stated
        counts[3] += stated
        if not right:
            scores.errors.append(
                f"WRONG {name}: expected {_attribute(gold, name)}, found {_attribute(found, name)} in {_text(gold)}"
                f" ({found.rule_id})\n        {gold.quote}"
            )


def _same_time(gold: ScoredClaim, found: ScoredClaim) -> bool:
    if gold.time is not None:
        return gold.time == found.time
    return gold.time_word == found.time_word


def _attribute(claim: ScoredClaim, name: str) -> str:
    if name == "time":
        return f"{claim.time_word} {'..'.join(map(str, claim.time)) if claim.time else ''}"
    return f"{claim.value} {claim.kind}" if name == "value" else str(getattr(claim, name))


def _text(claim: ScoredClaim) -> str:
    parts = [f"{claim.doc_id}: {claim.predicate} {claim.subject or '-'} -> {claim.object or '-'}"]
    parts += [
        value
        for value in (claim.polarity, claim.certainty, claim.realis)
        if value not in ("asserted", "certain", "actual")
    ]
    parts += [f"claimer {claim.claimer}"] if claim.claimer else []
    return "; ".join(parts)


def cooccurrence_claims(
    sentences: Iterable[tuple[str, int, str, Sequence[tuple[str, str]]]], majority: Mapping[tuple[str, str], str]
) -> list[ScoredClaim]:
    """The baseline: for each pair of referents in a sentence the commonest predicate of their labels.

    A sentence is (doc_id, sentence_start, quote, [(referent, label), ...]); `majority` maps (subject label, object
    label).
    """
    found: dict[tuple[str, str, str, str], ScoredClaim] = {}
    for doc_id, start, quote, mentions in sentences:
        for first, second in combinations(dict.fromkeys(mentions), 2):
            for a, b in ((first, second), (second, first)):
                predicate = majority.get((a[1], b[1]))
                if predicate is not None and a[0] != b[0]:
                    key = (doc_id, predicate, a[0], b[0])
                    found.setdefault(
                        key, ScoredClaim(doc_id, start, quote, predicate, a[0], b[0], rule_id="cooccurrence")
                    )
    return list(found.values())


def show_scores(scores: ClaimScores) -> str:
    """The scores as a readable table."""
    lines = [f"{'predicate':<18} {'P':>6} {'R':>6} {'F1':>6} {'right':>6} {'false':>6} {'missed':>6} {'again':>6}"]
    rows = [*sorted(scores.by_predicate.items()), ("ALL", scores.total)]
    for name, c in rows:
        lines.append(
            f"{name:<18} {c.precision:6.3f} {c.recall:6.3f} {c.f1:6.3f}"
            f" {c.right:6d} {c.false:6d} {c.missed:6d} {c.repeated:6d}"
        )
    lines.append("")
    lines.append("attributes of the claims that match: right/all (where gold states one)")
    for name, (right, compared, right_stated, stated) in scores.attributes.items():
        share = right / compared if compared else 1.0
        lines.append(f"{name:<18} {share:6.3f} {right:6d}/{compared} ({right_stated}/{stated})")
    return "\n".join(lines)
