"""Boilerplate rules as data (configs/clean/boilerplate.yaml)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Final

from pipeline.config import load_yaml
from pipeline.errors import ConfigError

CUTS: Final = ("cut", "cut_start", "cut_end")
DROPS: Final = ("drop", "drop_list", "drop_name", "drop_parts")
_MANY_WORDS = 16  # most rules are about shorter lines
PLACES: Final = ("anywhere", "top", "bottom")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; the file that holds them says what the keys mean."""

    rule_id: str
    do: str
    pattern: re.Pattern[str]
    where: str = "anywhere"
    max_words: int = 40
    min_words: int = 0
    needs: tuple[str, ...] = ()
    names: bool = False
    cut: str | int = 0
    sentence_before: bool = False
    open_end: bool = False

    def is_needed(self, folded: str) -> bool:
        """Whether the text (in small letters) holds one of the texts that the rule needs."""
        return not self.needs or any(need in folded for need in self.needs)


@dataclass(frozen=True)
class Rules:
    """All rules of a file, in its order."""

    cuts: tuple[Rule, ...]
    drops: tuple[Rule, ...]
    name_words: frozenset[str]
    abbreviations: frozenset[str]

    def drops_for(self, n_words: int, *, has_parts: bool) -> Iterator[Rule]:
        """The drop rules that a line of so many words, with or without signs between parts, may fall under."""
        rules = self.drops if n_words <= _MANY_WORDS else self._drops_of_long_lines
        return (rule for rule in rules if (has_parts if rule.do == "drop_parts" else n_words <= rule.max_words))

    @cached_property
    def _drops_of_long_lines(self) -> tuple[Rule, ...]:
        return tuple(rule for rule in self.drops if rule.do == "drop_parts" or rule.max_words > _MANY_WORDS)


_OPTIONS: Final[Mapping[str, type]] = {
    "where": str, "max_words": int, "min_words": int, "needs": list, "names": bool, "case": bool, "cut": str,
    "sentence_before": bool, "open_end": bool,
}  # fmt: skip


@cache
def load_rules(path: Path) -> Rules:
    """The rules of a boilerplate file. Raises ConfigError for what it cannot understand, naming the rule."""
    tree, line_of = load_yaml(path)
    words: dict[str, str] = {}
    for name, pattern in tree.get("words", {}).items():
        words[name] = _filled(str(pattern), words)  # a word may use those above it
    rules = [_rule(row, words, path, line_of("rules")) for row in tree.get("rules", [])]
    ids = [rule.rule_id for rule in rules]
    if len(ids) != len(set(ids)):
        doubled = sorted({rule_id for rule_id in ids if ids.count(rule_id) > 1})
        raise ConfigError(path, line_of("rules"), f"more than one rule is called {doubled}")
    return Rules(
        tuple(rule for rule in rules if rule.do in CUTS),
        tuple(rule for rule in rules if rule.do in DROPS),
        frozenset(tree.get("name_words", [])),
        frozenset(tree.get("abbreviations", [])),
    )


def _filled(pattern: str, words: Mapping[str, str]) -> str:
    for name, value in words.items():
        pattern = pattern.replace("{" + name + "}", value)
    return pattern


def _rule(row: Any, words: Mapping[str, str], path: Path, line: int | None) -> Rule:
    if not isinstance(row, dict) or not {"id", "do", "pattern"} <= row.keys() <= {"id", "do", "pattern", *_OPTIONS}:
        raise ConfigError(path, line, f"expected a rule with id, do, pattern and perhaps {list(_OPTIONS)}: {row!r}")
    name = f"rule {row['id']}"
    if row["do"] not in CUTS + DROPS:
        raise ConfigError(path, line, f"{name}: do: expected one of {[*CUTS, *DROPS]}, found {row['do']!r}")
    if row.get("where", PLACES[0]) not in PLACES:
        raise ConfigError(path, line, f"{name}: where: expected one of {[*PLACES]}, found {row['where']!r}")
    options = {key: value for key, value in row.items() if key in _OPTIONS}
    for key, value in options.items():
        if type(value) is not _OPTIONS[key]:
            raise ConfigError(path, line, f"{name}: {key}: expected {_OPTIONS[key].__name__}, found {value!r}")
    is_case = options.pop("case", False)
    options["needs"] = tuple(str(text).casefold() for text in options.get("needs", ()))
    try:
        pattern = _compiled(_filled(row["pattern"], words), row["do"], is_case=is_case)
    except re.error as error:
        raise ConfigError(path, line, f"{name}: pattern: not a regular expression: {error}") from error
    return Rule(str(row["id"]), row["do"], pattern, **options)


def _compiled(pattern: str, do: str, *, is_case: bool) -> re.Pattern[str]:
    flags = re.MULTILINE if is_case else re.MULTILINE | re.IGNORECASE
    return re.compile(rf"(?:{pattern})\Z" if do == "cut_end" else pattern, flags)
