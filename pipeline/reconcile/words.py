"""The word lists of `reconcile`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pipeline.config import load_keys, load_yaml
from pipeline.errors import ConfigError
from pipeline.reconcile.settings import ReconcileSettings

_KEYS: Final = {
    "injuries",
    "injury_cues",
    "plain_heads",
    "about",
    "partly",
    "ranks",
    "rank_covers",
    "captives",
    "papers",
    "then",
    "pronouns",
    "area_levels",
}
WORD: Final = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Evidence:
    """One kind of agreement: its points, whether it tells people apart, and the sentence for a reader."""

    weight: float
    tells: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Words:
    """All lists, as they are asked for."""

    evidence: Mapping[str, Evidence]
    injuries: Mapping[str, str]
    injury_cues: frozenset[str]
    plain_heads: frozenset[str]
    about: frozenset[str]
    partly: frozenset[str]
    captives: frozenset[str]
    papers: frozenset[str]
    ranks: Mapping[str, int]
    rank_covers: Mapping[str, frozenset[str]]
    then: frozenset[str]
    pronouns: frozenset[str]
    area_levels: Mapping[str, int]


def load_words(settings: ReconcileSettings, root: Path) -> Words:
    """Read the lists. Raises ConfigError with file and line for a missing or unknown key."""
    tree = load_keys(root / settings.words, _KEYS)[0]
    path = root / settings.evidence
    found, line_of = load_yaml(path)
    evidence: dict[str, Evidence] = {}
    for name, row in found.items():
        if not isinstance(row, dict) or set(row) != {"weight", "tells", "reason"}:
            raise ConfigError(path, line_of(name), f"{name}: expected weight, tells and reason")
        evidence[name] = Evidence(float(row["weight"]), bool(row["tells"]), str(row["reason"]))
    return Words(
        evidence=evidence,
        injuries={word: part for part, words in tree["injuries"].items() for word in words},
        injury_cues=frozenset(tree["injury_cues"]),
        plain_heads=frozenset(tree["plain_heads"]),
        about=frozenset(tree["about"]),
        partly=frozenset(tree["partly"]),
        captives=frozenset(tree["captives"]),
        papers=frozenset(tree["papers"]),
        ranks={rank: step for step, ranks in enumerate(tree["ranks"]) for rank in ranks},
        rank_covers={rank: frozenset(covered) for rank, covered in tree["rank_covers"].items()},
        then=frozenset(tree["then"]),
        pronouns=frozenset(tree["pronouns"]),
        area_levels={word: level for level, kinds in enumerate(tree["area_levels"], 1) for word in kinds},
    )


def words_of(text: str) -> list[str]:
    """The lower-case words of a text."""
    return [word.casefold() for word in WORD.findall(text)]
