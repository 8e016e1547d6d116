"""A softmax regression over sparse features: small, without chance, and its probabilities can be read as such."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

_STEPS, _RATE, _DECAY = 250, 0.5, 0.001  # of AdaGrad; the decay keeps rare features small
_MIN_TIMES = 3  # examples that must show a feature

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """A phrase at one place with its label in gold."""

    features: tuple[str, ...]
    label: str


class ContextModel:
    """Probabilities of the labels for a phrase at a place. `shares` are those of the labels among the examples."""

    def __init__(self, shares: Floats, features: Mapping[str, int], weights: Floats) -> None:
        self.shares = shares
        self._features, self._weights = features, weights

    def log_probabilities(self, features: Sequence[str]) -> Floats:
        """Of each label, in the order in which they were learnt."""
        rows = [self._features[name] for name in features if name in self._features]
        scores: Floats = self._weights[0] + self._weights[rows].sum(axis=0)
        return scores - float(np.logaddexp.reduce(scores))


def learn_contexts(examples: Sequence[Example], labels: Sequence[str]) -> ContextModel:
    """The model of the examples, whose labels are among `labels`; the same examples give the same model."""
    times = Counter(name for example in examples for name in example.features)
    known = {name: n for n, name in enumerate(sorted(n for n, t in times.items() if t >= _MIN_TIMES), 1)}
    rows = [[0, *(known[name] for name in example.features if name in known)] for example in examples]
    of = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
    flat = np.fromiter(chain.from_iterable(rows), dtype=np.int64, count=len(of))
    truth = np.zeros((len(examples), len(labels)))
    truth[np.arange(len(examples)), [labels.index(example.label) for example in examples]] = 1
    weights = np.zeros((len(known) + 1, len(labels)))
    squares = np.full_like(weights, 1e-8)
    for _ in range(_STEPS):
        gradient = _gradient(weights, flat, of, truth) + _DECAY * weights
        squares += gradient**2
        weights -= _RATE * gradient / np.sqrt(squares)
    return ContextModel((truth.sum(axis=0) + 1) / (len(truth) + len(labels)), known, weights)


def _gradient(weights: Floats, flat: NDArray[Any], of: NDArray[Any], truth: Floats) -> Floats:
    scores = np.zeros_like(truth)
    for k in range(truth.shape[1]):
        scores[:, k] = np.bincount(of, weights=weights[flat, k], minlength=len(truth))
    scores -= np.logaddexp.reduce(scores, axis=1, keepdims=True)
    wrong = np.exp(scores) - truth
    columns = [np.bincount(flat, weights=wrong[of, k], minlength=len(weights)) for k in range(truth.shape[1])]
    return np.stack(columns, axis=1) / len(truth)
