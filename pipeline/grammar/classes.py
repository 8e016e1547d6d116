"""Rules over token classes: a grammar file (configs/grammar/*.yaml) compiled to regular expressions.

Each class is one character, each token of a text becomes the character of its class, and a rule is a regular
expression over these characters. Rules repeat nothing without bound, so matching is linear in the text.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.config import load_yaml
from pipeline.errors import ConfigError
from pipeline.grammar.class_patterns import Pattern, compile_pattern
from pipeline.grammar.lexer import Tokens

OTHER = "\ue000"
_FIRST_CODE = 0xE001
_GROUP = re.compile(r"\(\?P<([a-z_]+)>")
_FORM = "\0"  # before the name of a class, in the table of words: no word of a text begins with it


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a grammar file: its id, the kind that names the function which reads its match, its named groups."""

    id: str
    kind: str
    find: bool
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One token of a match: its class, its value (of the word in the grammar file, or None) and its text."""

    kind: str
    value: Any
    word: str


@dataclass(frozen=True, slots=True)
class Match:
    """A rule that fits tokens [first, end) of a text. `groups` are the token ranges of the names in its pattern."""

    rule: Rule
    first: int
    end: int
    groups: Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Grammar:
    """A compiled grammar file. `code_of` maps a word as written to its class character, `values` to its value."""

    code_of: Mapping[str, str]
    class_of: Mapping[str, str]
    values: Mapping[str, Any]
    rules: tuple[Rule, ...]
    finders: Mapping[str, re.Pattern[str]]
    readers: Mapping[str, tuple[re.Pattern[str], ...]]
    starters: re.Pattern[str]
    alone: frozenset[
        str
    ]  # classes that may make a whole match; a place with another class and then no class is passed by
    settings: Mapping[str, Any]

    def codes(self, tokens: Tokens, classify: Callable[[Tokens, int], str | None]) -> str:
        """The text as class characters, one a token. `classify` names the class of a token that begins with a digit."""
        code_of = self.code_of
        codes = [code_of.get(word, OTHER) for word in tokens.words]
        for i in tokens.digits:
            name = classify(tokens, i)
            codes[i] = OTHER if name is None else code_of[_FORM + name]
        return "".join(codes)

    def find(self, codes: str) -> Iterator[Match]:
        """The places where a rule fits, left to right, without overlap; earlier rules of the file win."""
        end = 0
        for starter in self.starters.finditer(codes):
            start = starter.start()
            if start < end or (codes[start] not in self.alone and codes[start + 1 : start + 2] in (OTHER, "")):
                continue
            hit = self.finders[codes[start]].match(codes, start)
            if hit is not None and hit.end() > start:
                end = hit.end()
                yield self._match(hit)

    def read(self, codes: str) -> Match | None:
        """The rule that fits the most tokens of a phrase, or None. Rules marked `find: false` take part.

        What must stand before and after a span is not asked for: the phrase may have been cut out of its sentence.
        """
        best: re.Match[str] | None = None
        for start, code in enumerate(codes):
            for reader in self.readers.get(code, ()):
                hit = reader.match(codes, start)
                if hit is not None and (best is None or len(hit[0]) > len(best[0])):
                    best = hit
        return None if best is None else self._match(best)

    def _match(self, hit: re.Match[str]) -> Match:
        number = (hit.lastgroup or "r0")[1:]
        names = self.rules[int(number)].groups
        groups = {name: hit.span(f"{name}_{number}") for name in names if hit.start(f"{name}_{number}") >= 0}
        return Match(self.rules[int(number)], hit.start(), hit.end(), groups)

    def parts(self, tokens: Tokens, codes: str, match: Match) -> tuple[Part, ...]:
        """The tokens of a match with their classes and values."""
        return tuple(
            Part(self.class_of[codes[i]], self.values.get(tokens.words[i]), tokens.words[i])
            for i in range(match.first, match.end)
        )


def load_grammar(path: Path, form_classes: Sequence[str]) -> Grammar:
    """Compile a grammar file. `form_classes` are the classes that code gives by form (day, year, int, ...).

    Raises ConfigError with file and line for an unknown class or fragment, a word in two classes, a broken pattern.
    """
    tree, line_of = load_yaml(path)
    code_of, class_of, values = _read_classes(tree["classes"], form_classes, path, line_of)
    known = {name: Pattern(code, frozenset(code), nullable=False) for code, name in class_of.items()}
    for name, text in tree["fragments"].items():
        known[name] = compile_pattern(text, known, path, line_of("fragments", name))
    compiled = [_compile_rule(number, spec, known, path, line_of) for number, spec in enumerate(tree["rules"])]
    finders: dict[str, list[str]] = {}
    for rule in compiled:
        for code in rule.first if rule.rule.find else ():
            finders.setdefault(code, []).append(rule.finder)
    # A rule that asks for neighbours is read last: the phrase may have been cut out of its sentence.
    readers: dict[str, list[re.Pattern[str]]] = {}
    for rule in sorted(compiled, key=lambda rule: rule.asks_neighbours):
        for code in rule.first:
            readers.setdefault(code, []).append(rule.reader)
    return Grammar(
        code_of,
        class_of,
        values,
        tuple(rule.rule for rule in compiled),
        {code: re.compile("|".join(regexes)) for code, regexes in finders.items()},
        {code: tuple(regexes) for code, regexes in readers.items()},
        re.compile(f"[{''.join(finders)}]"),
        frozenset(code for rule in compiled if rule.rule.find for code in rule.first if rule.reader.fullmatch(code)),
        {key: value for key, value in tree.items() if key not in ("classes", "fragments", "rules")},
    )


@dataclass(frozen=True, slots=True)
class _CompiledRule:
    """A rule with its regular expressions: `finder` with what must stand beside it, `reader` without."""

    rule: Rule
    first: frozenset[str]
    finder: str
    reader: re.Pattern[str]
    asks_neighbours: bool


def _compile_rule(
    number: int, spec: Mapping[str, Any], known: Mapping[str, Pattern], path: Path, line_of: Callable[..., int | None]
) -> _CompiledRule:
    line = line_of("rules")
    before, text, after = _split(spec["pattern"])
    span = compile_pattern(text, known, path, line)
    groups = tuple(dict.fromkeys(_GROUP.findall(span.regex)))
    body = _GROUP.sub(rf"(?P<\1_{number}>", span.regex)
    behind = _lookbehind([compile_pattern(piece, known, path, line).regex for piece in before.split("/") if piece])
    ahead = f"(?=$|{compile_pattern(after, known, path, line).regex})" if after else ""
    return _CompiledRule(
        Rule(spec["id"], spec["kind"], spec.get("find", True), groups),
        span.first,
        f"(?P<r{number}>{behind}{body}{ahead})",
        re.compile(f"(?P<r{number}>{body})"),
        bool(behind or ahead),
    )


def _lookbehind(alternatives: Sequence[str]) -> str:
    return f"(?:{'|'.join(f'(?<={piece})' for piece in alternatives)})" if alternatives else ""


def _read_classes(
    classes: Mapping[str, Any], form_classes: Sequence[str], path: Path, line_of: Callable[..., int | None]
) -> tuple[dict[str, str], dict[str, str], dict[str, Any]]:
    code_of: dict[str, str] = {}
    class_of: dict[str, str] = {}
    values: dict[str, Any] = {}
    for number, name in enumerate([*classes, *form_classes]):
        code = chr(_FIRST_CODE + number)
        class_of[code], code_of[_FORM + name] = name, code
        for word, value in classes.get(name, {}).get("words", {}).items():
            for form in _forms(str(word), classes[name].get("case", "any")):
                if form in code_of:
                    other = class_of[code_of[form]]
                    raise ConfigError(path, line_of("classes", name), f"{form!r} stands in {other} and in {name}")
                code_of[form], values[form] = code, value
    return code_of, class_of, values


def _forms(word: str, case: str) -> set[str]:
    if case == "exact":
        return {word}
    if case == "upper":
        return {word.upper()}
    forms = {word.capitalize(), word.upper()}
    return forms if case == "title" else forms | {word.lower()}


def _split(pattern: str) -> tuple[str, str, str]:
    before, caret, rest = pattern.partition("^")
    if not caret:
        before, rest = "", pattern
    span, _, after = rest.partition("$")
    return before, span, after
