"""What the gold articles teach of phrases: unit, person, place, organisation or no name, with a probability.

Two models share the verdict. One trusts what the annotator made of a phrase as far as gold shows that it may be trusted, but
in a war that gold does not know it trusts too much; the other sees contexts only.
"""

from collections.abc import Iterable, Sequence

import numpy as np

from pipeline.annotate.spans import NAME_LABELS
from pipeline.learn.context_model import ContextModel, Example, Floats, learn_contexts
from pipeline.learn.gold import GoldArticle
from pipeline.learn.name_phrases import Reading, find_phrases
from pipeline.learn.phrase_features import FOUND, FeatureReader

NO_NAME = "NONE"
LABELS = (*sorted(NAME_LABELS), NO_NAME)
# Shares chosen on dev and on twenty articles of an invented war: more trust in the annotator is better on the first, less on
# the second. Shares of labels in gold count half: another war has others.
_TRUST, _PRIOR = 0.4, 0.5
# Occurrences of one phrase are no independent witnesses: n of them weigh as much as the root of n.
_MOST_WITNESSES = 9
_MIN_EXAMPLES = 30  # below, gold teaches too little and the annotator's own labels decide


class Judge:
    """Judges phrases by their places. Made by `learn_judge`."""

    def __init__(self, as_found: ContextModel, contexts: ContextModel) -> None:
        self._as_found, self._contexts = as_found, contexts

    def evidence(self, features: Sequence[str]) -> Floats:
        """What one place says of the labels, in the order of LABELS, as logarithms.

        The shares of the labels in doubtful phrases are taken out, to be counted once a phrase. Those of all names are left
        in: units, which the grammar mostly settles, would be lost to organisations.
        """
        found = self._as_found.log_probabilities(features) - np.log(self._as_found.shares)
        return _TRUST * found + (1 - _TRUST) * self._contexts.log_probabilities(_without_found(features))

    def probabilities(self, own: Sequence[Floats], kin: Sequence[Floats]) -> dict[str, float]:
        """Of each label, by the evidence of a phrase's places and of the places of phrases with its first word."""
        total = _PRIOR * np.log(self._as_found.shares)
        for places in filter(len, (own, kin)):
            total = total + np.mean(places, axis=0) * min(len(places), _MOST_WITNESSES) ** 0.5
        shares = np.exp(total - np.logaddexp.reduce(total))
        return dict(zip(LABELS, shares.tolist(), strict=True))


def learn_judge(
    golds: Iterable[tuple[GoldArticle, Reading]], lower: frozenset[str], joining: frozenset[str]
) -> Judge | None:
    """The judge that gold articles teach, each given with what the annotator found in it; None where they are too few.

    `lower` and `joining` are those of `find_phrases`.
    """
    as_found: list[Example] = []
    contexts: list[Example] = []
    for gold, reading in golds:
        reader = FeatureReader(reading)
        names = {(m.start, m.end): m.label for m in gold.mentions if m.kind == "name" and m.label in NAME_LABELS}
        phrases = set(find_phrases(reading, lower, joining))
        for bounds in sorted(phrases | set(names)):
            if not reader.has_words_at(*bounds):
                continue
            example = Example(reader.features(*bounds), names.get(bounds, NO_NAME))
            contexts.append(Example(_without_found(example.features), example.label))
            if bounds in phrases:
                as_found.append(example)
    if len(contexts) < _MIN_EXAMPLES:
        return None
    return Judge(learn_contexts(as_found, LABELS), learn_contexts(contexts, LABELS))


def _without_found(features: Sequence[str]) -> tuple[str, ...]:
    return tuple(name for name in features if not name.startswith(FOUND))
