"""Patterns: seeds/patterns/<LABEL>.jsonl, one JSON object a line, matched on tokens.

A line has an `id`, at most one `note`, and one of
  phrases  a list of phrases; {state} and {nationality} stand for every state and every adjective of one
  tokens   a spaCy token pattern (https://spacy.io/usage/rule-based-matching#adding-patterns-attributes)
  word     a regular expression for one whole word that holds a digit (BTR-82, F-16)
and may have `kind` (name, nominal), `ignore_case` (phrases only) and conditions, lists of lower-case words:
  if_before, unless_before, if_after, unless_after: the token right beside the match;
  if_near: any token of the sentence.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.matcher import Matcher, PhraseMatcher

from pipeline.annotate.lexicon import Lexicon
from pipeline.annotate.spans import Candidate, Strength
from pipeline.annotate.tokens import Tokens
from pipeline.errors import ConfigError
from pipeline.vocabulary import vocabulary

FOLDER = Path("seeds", "patterns")
_WAYS = ("phrases", "tokens", "word")
_CONDITIONS = ("if_before", "unless_before", "if_after", "unless_after", "if_near")
_KEYS = {"id", "note", "kind", "ignore_case", *_WAYS, *_CONDITIONS}
_SLOT = re.compile(r"\{(state|nationality)\}")
_MAX_WORD_CHARS = 40
_NO_WORDS: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Pattern:
    """One line of a pattern file."""

    id: str
    label: str
    kind: str
    path: Path
    line: int
    ignore_case: bool = False
    phrases: tuple[str, ...] = ()
    tokens: tuple[dict[str, Any], ...] = ()
    word: re.Pattern[str] | None = None
    if_before: frozenset[str] = _NO_WORDS
    unless_before: frozenset[str] = _NO_WORDS
    if_after: frozenset[str] = _NO_WORDS
    unless_after: frozenset[str] = _NO_WORDS
    if_near: frozenset[str] = _NO_WORDS

    @property
    def detector(self) -> str:
        """How a mention names this pattern."""
        return f"pattern:{self.id}"


def read_patterns(folder: Path) -> list[Pattern]:
    """All patterns of a folder, by file and line.

    Raises ConfigError with file and line for a file that is named after no label, a line that is no JSON object, an
    unknown key or kind, an id used twice, an expression that does not compile or could take exponential time.
    """
    patterns: list[Pattern] = []
    for path in sorted(folder.glob("*.jsonl")):
        if path.stem not in vocabulary().labels:
            raise ConfigError(path, None, f"no label is called {path.stem!r}; known: {', '.join(vocabulary().labels)}")
        try:
            lines = path.read_text(encoding="utf-8").split("\n")
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(path, None, f"cannot be read: {error}") from error
        patterns += [read_pattern(path, n, line) for n, line in enumerate(lines, 1) if line.strip()]
    seen: dict[str, Pattern] = {}
    for pattern in patterns:
        if pattern.id in seen:
            first = seen[pattern.id]
            raise ConfigError(pattern.path, pattern.line, f"id {pattern.id!r} is used at {first.path}:{first.line}")
        seen[pattern.id] = pattern
    return patterns


def read_pattern(path: Path, line: int, text: str) -> Pattern:
    """One line of a pattern file; the file's name is its label."""
    try:
        spec = json.loads(text)
    except json.JSONDecodeError as error:
        raise ConfigError(path, line, f"not valid JSON: {error}") from error
    if not isinstance(spec, dict):
        raise ConfigError(path, line, f"expected a JSON object, found {type(spec).__name__}")
    if unknown := sorted(set(spec) - _KEYS):
        raise ConfigError(path, line, f"unknown key {unknown[0]!r}; expected {', '.join(sorted(_KEYS))}")
    if not isinstance(spec.get("id"), str) or not spec["id"]:
        raise ConfigError(path, line, "a pattern needs an id, a short text")
    if len(set(spec) & set(_WAYS)) != 1:
        raise ConfigError(path, line, f"pattern {spec['id']}: expected exactly one of {', '.join(_WAYS)}")
    kind = spec.get("kind", vocabulary().labels[path.stem])
    if kind not in vocabulary().kinds:
        raise ConfigError(path, line, f"pattern {spec['id']}: unknown kind {kind!r}; known: {vocabulary().kinds}")
    for key in ("phrases", *_CONDITIONS):
        if key in spec and not _is_list_of_texts(spec[key]):
            raise ConfigError(path, line, f"pattern {spec['id']}: {key}: expected a list of texts")
    return Pattern(
        id=spec["id"],
        label=path.stem,
        kind=kind,
        path=path,
        line=line,
        ignore_case=spec.get("ignore_case") is True,
        phrases=tuple(spec.get("phrases", ())),
        tokens=_checked_tokens(path, line, spec),
        word=_checked_word(path, line, spec),
        **{key: frozenset(word.lower() for word in spec.get(key, ())) for key in _CONDITIONS},
    )


def _is_list_of_texts(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(text, str) and text.strip() for text in value)


def _checked_tokens(path: Path, line: int, spec: dict[str, Any]) -> tuple[dict[str, Any], ...]:
    tokens = spec.get("tokens", [])
    if not isinstance(tokens, list) or not all(isinstance(token, dict) for token in tokens):
        raise ConfigError(path, line, f"pattern {spec['id']}: tokens: expected a list of token descriptions")
    if "tokens" in spec and (not tokens or all(not token or token.get("OP") in {"*", "?"} for token in tokens)):
        raise ConfigError(path, line, f"pattern {spec['id']}: tokens: this matches any text")
    return tuple(tokens)


def _checked_word(path: Path, line: int, spec: dict[str, Any]) -> re.Pattern[str] | None:
    if "word" not in spec:
        return None
    if not isinstance(spec["word"], str) or repeats_a_repeat(spec["word"]):
        raise ConfigError(path, line, f"pattern {spec['id']}: word: a repeated group holds a repetition")
    try:
        return re.compile(spec["word"])
    except re.error as error:
        raise ConfigError(path, line, f"pattern {spec['id']}: word: {error}") from error


def repeats_a_repeat(expression: str) -> bool:
    """Whether a quantified group holds a quantifier, which can take exponential time: `(a+)+`.

    >>> repeats_a_repeat("(a+)+"), repeats_a_repeat("(?:a|b)+"), repeats_a_repeat("(?:ab{2})?")
    (True, False, False)
    """
    stack: list[bool] = []
    repeats = False
    for i, char in enumerate(expression):
        if i and expression[i - 1] == "\\":
            continue
        if char == "(":
            stack.append(repeats)
            repeats = False
        elif char == ")":
            quantified = expression[i + 1 : i + 2] in {"*", "+", "{"}
            if quantified and repeats:
                return True
            repeats = repeats or quantified
            repeats = (stack.pop() if stack else False) or repeats
        elif char in "*+{":
            repeats = True
    return False


class PatternMatcher:
    """All patterns and the tables of states, compiled for one pipeline's tokens."""

    def __init__(self, nlp: Language, lexicon: Lexicon, patterns: Sequence[Pattern]) -> None:
        self._exact = PhraseMatcher(nlp.vocab, attr="ORTH")
        self._any_case = PhraseMatcher(nlp.vocab, attr="LOWER")
        self._tokens = Matcher(nlp.vocab)
        self._by_id = {pattern.id: pattern for pattern in patterns}
        self._words = [pattern for pattern in patterns if pattern.word is not None]
        self._slots: dict[tuple[str, ...], list[tuple[Pattern, str, tuple[str, ...]]]] = {}
        self._word_cache: dict[str, tuple[Pattern, ...]] = {}
        self._nlp = nlp
        for key, names in (
            ("state", lexicon.states),
            ("nationality", lexicon.nationalities),
            ("people", lexicon.peoples),
        ):
            self._exact.add(f"table:{key}", [nlp.make_doc(name) for name in names])
            capitals = [name.upper() for name in names if len(name) > 3]
            self._exact.add(f"table:{key}", [nlp.make_doc(name) for name in capitals])
        for pattern in patterns:
            self._add(pattern)

    def _add(self, pattern: Pattern) -> None:
        if pattern.tokens:
            try:
                self._tokens.add(pattern.id, [list(pattern.tokens)], greedy="LONGEST")
            except (ValueError, KeyError) as error:
                raise ConfigError(pattern.path, pattern.line, f"pattern {pattern.id}: {error}") from error
        plain = []
        for phrase in pattern.phrases:
            if slot := _SLOT.search(phrase):
                before = tuple(self._cut(phrase[: slot.start()]))
                after = tuple(self._cut(phrase[slot.end() :]))
                self._slots.setdefault(before[-1:], []).append((pattern, slot[1], (*before, "", *after)))
            else:
                plain.append(self._nlp.make_doc(phrase))
        if plain:
            (self._any_case if pattern.ignore_case else self._exact).add(f"pattern:{pattern.id}", plain)

    def _cut(self, text: str) -> list[str]:
        return [token.text for token in self._nlp.make_doc(text.strip())] if text.strip() else []

    def find(self, tokens: Tokens) -> Iterator[Candidate]:
        """Every match, the states, nationalities and peoples of the tables among them; they may overlap."""
        strings = tokens.doc.vocab.strings
        tables: dict[str, list[tuple[int, int]]] = {"state": [], "nationality": [], "people": []}
        for matcher in (self._exact, self._any_case):
            for key, first, last in matcher(tokens.doc):
                source, _, name = strings[key].partition(":")
                if source == "table":
                    tables[name].append((first, last))
                elif self._holds(pattern := self._by_id[name], tokens, first, last):
                    yield _candidate(tokens, first, last, pattern.label, pattern.kind, pattern.detector)
        for key, first, last in self._tokens(tokens.doc) if len(self._tokens) else ():
            if self._holds(pattern := self._by_id[strings[key]], tokens, first, last):
                yield _candidate(tokens, first, last, pattern.label, pattern.kind, pattern.detector)
        tables = {name: _longest(spans) for name, spans in tables.items()}
        yield from self._find_slots(tokens, tables)
        yield from self._find_words(tokens)
        for name, label in (("state", "PLACE"), ("nationality", "NATIONALITY"), ("people", "GROUP")):
            for first, last in tables[name]:
                kind = "nominal" if label == "GROUP" else "name"
                yield _candidate(tokens, first, last, label, kind, f"table:{name}", Strength.TABLE)

    def _find_slots(self, tokens: Tokens, tables: dict[str, list[tuple[int, int]]]) -> Iterator[Candidate]:
        for name in ("state", "nationality"):
            for first, last in tables[name]:
                before = first - 1
                if before >= 0 and tokens.lower[before] == "the":
                    before -= 1
                for key in ((), (tokens.text[before],)) if before >= 0 else ((),):
                    for pattern, slot, phrase in self._slots.get(key, ()):
                        if slot != name:
                            continue
                        cut = phrase.index("")
                        start = before - cut + 1 if cut else first
                        end = last + len(phrase) - cut - 1
                        if (
                            start >= 0
                            and tuple(tokens.text[start : before + 1 if cut else first]) == phrase[:cut]
                            and tuple(tokens.text[last:end]) == phrase[cut + 1 :]
                            and self._holds(pattern, tokens, start, end)
                        ):
                            yield _candidate(tokens, start, end, pattern.label, pattern.kind, pattern.detector)

    def _find_words(self, tokens: Tokens) -> Iterator[Candidate]:
        for i, text in enumerate(tokens.text):
            if text.isalpha() or text.isdigit() or not any(char.isdigit() for char in text):
                continue
            first, last = i, i + 1
            while first and tokens.end[first - 1] == tokens.start[first] and tokens.text[first - 1][-1].isalnum():
                first -= 1
            while last < len(tokens) and tokens.start[last] == tokens.end[last - 1] and tokens.text[last].isupper():
                last += 1  # "Su-24M" is cut before the M
            word = tokens.source[tokens.start[first] : tokens.end[last - 1]].lstrip("(\"'“‘").rstrip(".,")
            if len(word) > _MAX_WORD_CHARS:
                continue
            found = self._word_cache.get(word)
            if found is None:
                if len(self._word_cache) > 10_000:
                    self._word_cache.clear()
                found = self._word_cache[word] = tuple(
                    p for p in self._words if p.word is not None and p.word.fullmatch(word)
                )
            for pattern in found:
                if self._holds(pattern, tokens, first, last):
                    yield _candidate(tokens, first, last, pattern.label, pattern.kind, pattern.detector)

    @staticmethod
    def _holds(pattern: Pattern, tokens: Tokens, first: int, last: int) -> bool:
        before = tokens.lower[first - 1] if first else ""
        after = tokens.lower[last] if last < len(tokens) else ""
        if before in pattern.unless_before or after in pattern.unless_after:
            return False
        if (pattern.if_before and before not in pattern.if_before) or (
            pattern.if_after and after not in pattern.if_after
        ):
            return False
        if pattern.if_near:
            a, b = tokens.sentence_bounds[tokens.sentence[first]]
            return any(word in pattern.if_near for word in tokens.lower[a:b])
        return True


def _longest(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Of overlapping spans the longest, then the first."""
    kept: list[tuple[int, int]] = []
    taken: set[int] = set()
    for first, last in sorted(set(spans), key=lambda s: (s[0] - s[1], s[0])):
        if taken.isdisjoint(range(first, last)):
            taken.update(range(first, last))
            kept.append((first, last))
    return sorted(kept)


def _candidate(
    tokens: Tokens, first: int, last: int, label: str, kind: str, detector: str, strength: Strength = Strength.GRAMMAR
) -> Candidate:
    return Candidate(tokens.start[first], tokens.end[last - 1], first, last, last - 1, label, kind, detector, strength)
