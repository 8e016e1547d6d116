"""Boilerplate: which stretches of a text to cut and which lines to drop, by the rules of pipeline.clean.rules."""

import re
from collections.abc import Iterator, Sequence

from pipeline.clean.mapped import Edit
from pipeline.clean.rules import Rule, Rules

Span = tuple[int, int]

_TOP_LINES = 8
_BOTTOM_LINES = 12
_EDGE_CHARS = 240  # of a line, that rules about its start or end look at
_MAX_DROPPED_CHARS = 600  # longer lines are paragraphs
_MAX_LIST_LINES = 12
_LIST_LINE = re.compile(r"(?:[-–—*•▪◦‣·]|\d{1,2}[.)]|\d{1,2}[:.]\d{2})\s")
_PARTS = re.compile(r" ?[|•] ?| · ")
_WORD = re.compile(r"[^\s/,;&|()\[\]]+")
_PERSON = re.compile(r"[^\W\d_a-z][\w’'.-]{0,40}(?:\s[^\W\d_a-z][\w’'.-]{0,40}){0,3}")
_SENTENCE_END = tuple(".!?:;,…”\"’'")


def line_spans(text: str) -> Iterator[Span]:
    """The lines of a text that are not blank, without the blanks around them."""
    start = 0
    while start <= len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        line = text[start:end]
        stripped = line.strip()
        if stripped:
            first = start + len(line) - len(line.lstrip())
            yield first, first + len(stripped)
        start = end + 1


def find_cuts(text: str, rules: Rules) -> list[Edit]:
    """What the `cut` rules take out of a text whose lines are parted by line feeds."""
    folded = text.casefold()
    lines = list(line_spans(text))
    spans: list[Span] = []
    for rule in rules.cuts:
        if not rule.is_needed(folded):
            continue
        if rule.do == "cut":
            spans += [match.span(rule.cut) for match in rule.pattern.finditer(text)]
        else:
            find = _cut_at_start if rule.do == "cut_start" else _cut_at_end
            spans += [span for line in lines if (span := find(rule, text, line, rules)) is not None]
    edits: list[Edit] = []
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start < end and (not edits or start >= edits[-1][1]):
            edits.append((start, end, ""))
    return edits


def _cut_at_start(rule: Rule, text: str, line: Span, rules: Rules) -> Span | None:
    start, end = line
    match = rule.pattern.match(text[start : min(end, start + _EDGE_CHARS)])
    if match is None or not _holds(rule, match, rules):
        return None
    first, last = match.span(rule.cut)
    return start + first, start + last


def _cut_at_end(rule: Rule, text: str, line: Span, rules: Rules) -> Span | None:
    start, end = line
    if rule.open_end and text[end - 1] in _SENTENCE_END:
        return None
    edge = text[max(start, end - _EDGE_CHARS) : end]
    match = rule.pattern.search(edge)
    if match is None or not _holds(rule, match, rules):
        return None
    first, last = (end - len(edge) + at for at in match.span(rule.cut))
    return (first, last) if len(text[start:first].split()) >= rule.min_words else None


def _holds(rule: Rule, match: re.Match[str], rules: Rules) -> bool:
    """What a rule asks beyond its pattern."""
    if rule.sentence_before:
        before = match["before"].strip("“”\"'’()").casefold()
        if before in rules.abbreviations or len(before) < 2:
            return False
    return not rule.names or match["names"] is None or is_names(match["names"], rules)


def is_names(text: str, rules: Rules) -> bool:
    """Whether a text is but names: capitalised words, numbers, and words that stand between names."""
    words = [word.strip(".,:“”\"'’*") for word in _WORD.findall(text)]
    return all(
        not word or word[0].isupper() or word[0].isdigit() or word.casefold() in rules.name_words for word in words
    )


def keep_lines(text: str, lines: Sequence[Span], rules: Rules) -> list[Span]:
    """The lines that no `drop` rule takes."""
    kept: list[Span] = []
    at = 0
    while at < len(lines):
        rule = _dropping(text, lines, at, rules)
        if rule is None:
            kept.append(lines[at])
        elif rule.do == "drop_list":
            at += _list_length(text, lines[at + 1 : at + 1 + _MAX_LIST_LINES])
        elif rule.do == "drop_name" and at + 1 < len(lines):
            at += _PERSON.fullmatch(text, *lines[at + 1]) is not None
        at += 1
    return kept


def _dropping(text: str, lines: Sequence[Span], at: int, rules: Rules) -> Rule | None:
    start, end = lines[at]
    if end - start > _MAX_DROPPED_CHARS:
        return None
    line = text[start:end]
    folded = line.casefold()
    places = {"anywhere", "top" if at < _TOP_LINES else "", "bottom" if at >= len(lines) - _BOTTOM_LINES else ""}
    for rule in rules.drops_for(len(line.split()), has_parts=_PARTS.search(line) is not None):
        if rule.do == "drop_parts":
            if _has_furniture(rule, line):
                return rule
        elif rule.where in places and rule.is_needed(folded):
            match = rule.pattern.fullmatch(line)
            if match is not None and _holds(rule, match, rules):
                return rule
    return None


def _has_furniture(rule: Rule, line: str) -> bool:
    """Whether a line consists of short parts of which one is known furniture."""
    parts = [part.strip() for part in _PARTS.split(line)]
    return (
        len(parts) > 1
        and all(len(part.split()) <= rule.max_words and not part.endswith(("?", "!", "”")) for part in parts)
        and any(rule.pattern.fullmatch(part) for part in parts if part)
    )


def _list_length(text: str, lines: Sequence[Span]) -> int:
    for n, line in enumerate(lines):
        if not _LIST_LINE.match(text, *line):
            return n
    return len(lines)
