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
from thinc.api import Model

from pipeline.errors import ConfigError

_LOGGER = logging.getLogger(__name__)
# Which label of the base recogniser a label of ours begins as; others begin as nothing.
BEGIN_AS: Mapping[str, str] = {
    "PERSON": "PERSON", "PLACE": "GPE", "ORG": "ORG", "UNIT": "ORG", "PLATFORM": "PRODUCT", "WEAPON": "PRODUCT",
    "DOCUMENT": "LAW",
}  # fmt: skip


def load_quietly(path: str | Path, exclude: tuple[str, ...] = ()) -> Language:
    """A spaCy pipeline, without the warning that it was trained with another minor version."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=r"\[W095\]", category=UserWarning)
        return spacy.load(path, exclude=list(exclude))


@spacy.registry.callbacks("sitrep.base_tokenizer.v1")
def base_tokenizer(base: str) -> Callable[[Language], Language]:
    """Before initialisation: take over the base pipeline's tokenizer and its strings."""

    def copy(nlp: Language) -> Language:
        source = load_quietly(base)
        nlp.tokenizer.from_bytes(source.tokenizer.to_bytes(exclude=["vocab"]))
        return nlp

    return copy


@spacy.registry.callbacks("sitrep.warm_start.v1")
def warm_start(base: str) -> Callable[[Language], Language]:
    """After initialisation: copy the weights of the base recogniser. Raises ConfigError when the networks differ."""

    def copy(nlp: Language) -> Language:
        source = load_quietly(base)
        if "ner" not in source.pipe_names:
            raise ConfigError(base, None, "has no `ner` to start from; take [initialize.after_init] out of the spaCy config")
        mine, theirs = nlp.get_pipe("ner"), source.get_pipe("ner")
        for part in ("tok2vec", "lower"):
            _copy_all(mine.model.get_ref(part), theirs.model.get_ref(part), base)
        _copy_actions(mine, theirs)
        return nlp

    return copy


def _copy_all(mine: Model, theirs: Model, base: str) -> None:
    nodes = list(zip(mine.walk(), theirs.walk(), strict=False))
    for my_node, their_node in nodes:
        if my_node.name != their_node.name:
            raise ConfigError(base, None, f"its recogniser has another network ({their_node.name}, not {my_node.name})")
        for name in my_node.param_names:
            if not their_node.has_param(name):
                continue
            if my_node.has_param(name) and my_node.get_param(name).shape != their_node.get_param(name).shape:
                raise ConfigError(base, None, f"its recogniser has another size in {my_node.name}, parameter {name}")
            my_node.set_param(name, their_node.get_param(name).copy())


def _copy_actions(mine: TrainablePipe, theirs: TrainablePipe) -> None:
    """The output rows: each action ("B-PLACE") begins as the base's action for the label it grows from ("B-GPE")."""
    upper, source = mine.model.get_ref("upper"), theirs.model.get_ref("upper")
    weights, biases = upper.get_param("W").copy(), upper.get_param("b").copy()
    rows = {action: i for i, action in enumerate(_actions(theirs))}
    actions = _actions(mine)
    if (len(actions), len(rows)) != (len(biases), len(source.get_param("b"))):
        raise AssertionError(f"{len(actions)} and {len(rows)} actions for {len(biases)} and {len(source.get_param('b'))} rows")
    lowest = source.get_param("b").min()
    n_copied = 0
    for i, (move, label) in enumerate(actions):
        row = rows.get((move, BEGIN_AS.get(label, label)))
        if row is None:
            biases[i] = lowest
        else:
            weights[i], biases[i] = source.get_param("W")[row], source.get_param("b")[row]
            n_copied += 1
    upper.set_param("W", weights)
    upper.set_param("b", biases)
    _LOGGER.info("warm start: %d of %d actions from the base recogniser", n_copied, len(actions))


def _actions(ner: Any) -> list[tuple[int, str]]:
    """(move, label) of each output row. `move_names` will not do: it leaves out the row of the nameless unit action."""
    return [(move, label) for move, labels in sorted(ner.moves.labels.items()) for label in labels]
