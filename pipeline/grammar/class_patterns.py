"""The little language of the rules in configs/grammar/*.yaml: names, `?`, `|`, parentheses, and `group:name`.

It has no repetition on purpose: a rule's match is as long as the rule, whatever the text.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import ConfigError

_TERM = re.compile(r"[A-Za-z_][A-Za-z0-9_]*:?|\S")


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern: its regular expression over class characters, with what it may begin."""

    regex: str
    first: frozenset[str]
    nullable: bool


def compile_pattern(text: str, known: Mapping[str, Pattern], path: Path, line: int | None) -> Pattern:
    """Compile one pattern; `known` holds the classes and the fragments read so far.

    Raises ConfigError for an unknown name, a sign that is not of the language, or a parenthesis without its pair.
    """
    terms = _TERM.findall(text)
    pattern, rest = _alternatives(terms, 0, known, f"pattern {text!r}", (path, line))
    if rest < len(terms):
        raise ConfigError(path, line, f"pattern {text!r}: {terms[rest]!r} has no pair")
    return pattern


def _alternatives(
    terms: list[str], at: int, known: Mapping[str, Pattern], what: str, place: tuple[Path, int | None]
) -> tuple[Pattern, int]:
    branches = []
    while True:
        branch, at = _sequence(terms, at, known, what, place)
        branches.append(branch)
        if at == len(terms) or terms[at] != "|":
            break
        at += 1
    if len(branches) == 1:
        return branches[0], at
    return Pattern(
        _union(branches), frozenset().union(*(b.first for b in branches)), any(b.nullable for b in branches)
    ), at


def _union(branches: list[Pattern]) -> str:
    if all(len(branch.regex) == 1 for branch in branches):
        return f"[{''.join(branch.regex for branch in branches)}]"
    return f"(?:{'|'.join(branch.regex for branch in branches)})"


def _sequence(
    terms: list[str], at: int, known: Mapping[str, Pattern], what: str, place: tuple[Path, int | None]
) -> tuple[Pattern, int]:
    regex, first, nullable = "", frozenset[str](), True
    while at < len(terms) and terms[at] not in "|)":
        term, group = terms[at], ""
        if term[-1] == ":" and len(term) > 1 and at + 1 < len(terms):
            group, at, term = term[:-1], at + 1, terms[at + 1]
        if term == "(":
            piece, at = _alternatives(terms, at + 1, known, what, place)
            if at == len(terms):
                raise ConfigError(*place, f"{what}: '(' has no pair")
        elif term in known:
            piece = known[term]
        else:
            raise ConfigError(*place, f"{what}: no class or fragment is called {term!r}")
        at += 1
        if group:
            piece = Pattern(f"(?P<{group}>{piece.regex})", piece.first, piece.nullable)
        if at < len(terms) and terms[at] == "?":
            piece, at = Pattern(f"(?:{piece.regex})?", piece.first, nullable=True), at + 1
        regex += piece.regex
        first = first | piece.first if nullable else first
        nullable = nullable and piece.nullable
    return Pattern(regex, first, nullable), at
