"""Starting a recogniser from the weights of the base pipeline's own, so that what that one knows is not learnt anew.

Registered for spaCy configs: `sitrep.base_tokenizer.v1` and `sitrep.warm_start.v1` (configs/spacy/default.cfg).
"""

import logging
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.pipeline import TrainablePipe
from spacy.util import registry
from thinc.api import Model

from pipeline.errors import ConfigError

_LOGGER = logging.getLogger(__name__)
# Which label of the base recogniser a label of ours begins as; its own labels begin as themselves, others as nothing.
BEGIN_AS: Mapping[str, str] = {
    "PERSON": "PERSON", "PLACE": "GPE", "ORG": "ORG", "UNIT": "ORG", "PLATFORM": "PRODUCT", "WEAPON": "PRODUCT",
    "DOCUMENT": "LAW",
}  # fmt: skip


def load_quietly(path: str | Path, exclude: tuple[str, ...] = ()) -> Language:
    """A spaCy pipeline, without the warning that it was trained with another minor version."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=r"\[W095\]", category=UserWarning)
        return spacy.load(path, exclude=list(exclude))


@registry.callbacks("sitrep.base_tokenizer.v1")  # type: ignore[untyped-decorator]
def base_tokenizer(base: str) -> Callable[[Language], Language]:
    """Before initialisation: take over the base pipeline's tokenizer and its strings."""

    def copy(nlp: Language) -> Language:
        source = load_quietly(base)
        nlp.tokenizer.from_bytes(source.tokenizer.to_bytes(exclude=["vocab"]))  # type: ignore[union-attr]
        return nlp

    return copy


@registry.callbacks("sitrep.warm_start.v1")  # type: ignore[untyped-decorator]
def warm_start(base: str) -> Callable[[Language], Language]:
    """After initialisation: copy the weights of the base recogniser. Raises ConfigError when the networks differ."""

    def copy(nlp: Language) -> Language:
        _copy(nlp.get_pipe("ner"), _base_ner(base), base, 1)
        return nlp

    return copy


def blend_with_base(ner: TrainablePipe, base: str | Path, base_share: float) -> None:
    """Average the trained weights with those they grew from: `base_share` of the base's, 0 to 1.

    A network fine-tuned on a small corpus forgets what it saw elsewhere; the average of both weights keeps nearly all of
    either (Wortsman and others, 2022, "Robust fine-tuning of zero-shot models").
    """
    if base_share:
        _copy(ner, _base_ner(base), str(base), base_share)


def _base_ner(base: str | Path) -> TrainablePipe:
    source = load_quietly(base)
    if "ner" not in source.pipe_names:
        raise ConfigError(
            base, None, "has no `ner` to start from; take [initialize.after_init] out of the spaCy config"
        )
    ner: TrainablePipe = source.get_pipe("ner")
    return ner


def _copy(mine: TrainablePipe, theirs: TrainablePipe, base: str, share: float) -> None:
    """Set each weight to `share` of theirs and the rest of mine; with 1 the base's own, whatever mine were."""
    for part in ("tok2vec", "lower"):
        _copy_nodes(mine.model.get_ref(part), theirs.model.get_ref(part), base, share)
    _copy_actions(mine, theirs, share)


def _copy_nodes(mine: Model[Any, Any], theirs: Model[Any, Any], base: str, share: float) -> None:
    for my_node, their_node in zip(mine.walk(), theirs.walk(), strict=False):
        if my_node.name != their_node.name:
            raise ConfigError(base, None, f"its recogniser has another network ({their_node.name}, not {my_node.name})")
        for name in (name for name in my_node.param_names if their_node.has_param(name)):
            new = their_node.get_param(name)
            if my_node.has_param(name) and my_node.get_param(name).shape != new.shape:
                raise ConfigError(base, None, f"its recogniser has another size in {my_node.name}, parameter {name}")
            my_node.set_param(name, new.copy() if share == 1 else (1 - share) * my_node.get_param(name) + share * new)


def _copy_actions(mine: TrainablePipe, theirs: TrainablePipe, share: float) -> None:
    """The output rows: each action ("B-PLACE") begins as the base's action for the label it grows from ("B-GPE")."""
    upper, source = mine.model.get_ref("upper"), theirs.model.get_ref("upper")
    weights, biases = upper.get_param("W").copy(), upper.get_param("b").copy()
    rows = {action: i for i, action in enumerate(_actions(theirs))}
    actions = _actions(mine)
    if (len(actions), len(rows)) != (len(biases), len(source.get_param("b"))):
        raise AssertionError(
            f"{len(actions)} and {len(rows)} actions for {len(biases)} and {len(source.get_param('b'))} rows"
        )
    n_copied = 0
    for i, (move, label) in enumerate(actions):
        row = rows.get((move, BEGIN_AS.get(label, label)))
        if row is not None:
            weights[i] = (1 - share) * weights[i] + share * source.get_param("W")[row]
            biases[i] = (1 - share) * biases[i] + share * source.get_param("b")[row]
            n_copied += 1
        elif share == 1:
            biases[i] = source.get_param("b").min()
    upper.set_param("W", weights)
    upper.set_param("b", biases)
    _LOGGER.info("%d of %d actions from the base recogniser", n_copied, len(actions))


def _actions(ner: Any) -> list[tuple[int, str]]:
    """(move, label) of each output row. `move_names` will not do: it leaves out the row of the nameless unit action."""
    return [(move, label) for move, labels in sorted(ner.moves.labels.items()) for label in labels]
