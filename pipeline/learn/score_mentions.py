"""Precision, recall and F1 of predicted mentions against gold: exact and overlapping, by label, kind and detector."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol


class Span(Protocol):
    """What gold and predicted mentions have in common; offsets are code points of one text, end exclusive."""

    @property
    def start(self) -> int: ...  # noqa: D102
    @property
    def end(self) -> int: ...  # noqa: D102
    @property
    def label(self) -> str: ...  # noqa: D102
    @property
    def kind(self) -> str: ...  # noqa: D102
    @property
    def text(self) -> str: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Score:
    """Counts and what follows from them. Nothing predicted and nothing to find is perfect."""

    n_correct: int
    n_predicted: int
    n_gold: int

    @property
    def precision(self) -> float:
        """Share of the predicted that is right."""
        return self.n_correct / self.n_predicted if self.n_predicted else float(self.n_gold == 0)

    @property
    def recall(self) -> float:
        """Share of the gold that was found."""
        return self.n_correct / self.n_gold if self.n_gold else float(self.n_predicted == 0)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.n_predicted + self.n_gold
        return 2 * self.n_correct / total if total else 1.0

    def __add__(self, other: "Score") -> "Score":
        return Score(self.n_correct + other.n_correct, self.n_predicted + other.n_predicted, self.n_gold + other.n_gold)

    def rounded(self) -> dict[str, float]:
        """For a metrics file."""
        return {
            "precision": round(self.precision, 3),
            "recall": round(self.recall, 3),
            "f1": round(self.f1, 3),
            "gold": self.n_gold,
        }


def match_exact(gold: Sequence[Span], predicted: Sequence[Span]) -> Score:
    """Same start, end and label; each gold span counts once."""
    wanted = {(m.start, m.end, m.label) for m in gold}
    found = {(m.start, m.end, m.label) for m in predicted}
    return Score(len(wanted & found), len(found), len(wanted))


def match_overlapping(gold: Sequence[Span], predicted: Sequence[Span]) -> Score:
    """Same label and at least one shared character, matched one to one (a maximum matching)."""
    by_label: dict[str, tuple[list[Span], list[Span]]] = defaultdict(lambda: ([], []))
    for at, spans in enumerate((gold, predicted)):
        for span in spans:
            by_label[span.label][at].append(span)
    total = Score(0, 0, 0)
    for wanted, found in by_label.values():
        total += Score(_largest_matching(wanted, found), len(found), len(wanted))
    return total


def _largest_matching(wanted: Sequence[Span], found: Sequence[Span]) -> int:
    """Size of a maximum one-to-one matching of overlapping spans (augmenting paths)."""
    edges = [[j for j, g in enumerate(wanted) if f.start < g.end and g.start < f.end] for f in found]
    partner: dict[int, int] = {}

    def augment(i: int, seen: set[int]) -> bool:
        for j in edges[i]:
            if j not in seen:
                seen.add(j)
                if j not in partner or augment(partner[j], seen):
                    partner[j] = i
                    return True
        return False

    return sum(augment(i, set()) for i in range(len(found)))


def score_by(
    pairs: Iterable[tuple[Sequence[Span], Sequence[Span]]], attribute: str, *, exact: bool
) -> Mapping[str, Score]:
    """Scores by the value of an attribute of the spans ("label", "kind"), over pairs of gold and predicted of one article."""
    totals: dict[str, Score] = defaultdict(lambda: Score(0, 0, 0))
    match = match_exact if exact else match_overlapping
    for gold, predicted in pairs:
        for value in sorted({getattr(m, attribute) for m in [*gold, *predicted]}):
            part = [[m for m in spans if getattr(m, attribute) == value] for spans in (gold, predicted)]
            totals[value] += match(part[0], part[1])
    return dict(sorted(totals.items()))
