"""Who had a post and who has it next, as fixed words tell it: "in place of X", "took over from X", "takes his place".

One reading of these words serves recognition (whom "his predecessor" means) and claims (who held the post before).
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.config import load_keys, project_root
from pipeline.errors import ConfigError
from pipeline.grammar.phrases import Phrases

_KEYS = frozenset({"in_place_of", "following", "taking_over", "taking_place"})


@dataclass(frozen=True, slots=True)
class SuccessionCues:
    """The phrases of configs/grammar/succession.yaml; `before_predecessor` are those of `in_place_of` and `following`."""

    in_place_of: Phrases
    before_predecessor: Phrases
    taking_over: Phrases
    taking_place: Phrases


def succession_cues(path: Path | None = None) -> SuccessionCues:
    """The project's cues, unless another file is given. Raises ConfigError with file and line for a wrong key or entry."""
    return _read(path or project_root() / "configs" / "grammar" / "succession.yaml")


@cache
def _read(path: Path) -> SuccessionCues:
    tree, line_of = load_keys(path, _KEYS)
    for key, phrases in tree.items():
        if not isinstance(phrases, list) or not all(isinstance(phrase, str) and phrase.split() for phrase in phrases):
            raise ConfigError(path, line_of(key), f"{key}: expected a list of words or phrases")
    return SuccessionCues(
        in_place_of=Phrases(tree["in_place_of"]),
        before_predecessor=Phrases([*tree["in_place_of"], *tree["following"]]),
        taking_over=Phrases(tree["taking_over"]),
        taking_place=Phrases(tree["taking_place"]),
    )
