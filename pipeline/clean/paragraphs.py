"""Lines to paragraphs: hard-wrapped text is joined, boilerplate goes, repetition goes."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.clean.boilerplate import Span, find_cuts, keep_lines, line_spans
from pipeline.clean.characters import normalise
from pipeline.clean.mapped import Edit, MappedText
from pipeline.clean.markup import without_tags
from pipeline.clean.rules import Rules

_MAX_ROUNDS = 8
_MIN_WRAP_CHARS, _MAX_WRAP_CHARS = 40, 110  # of the longest line of hard-wrapped text
_MIN_WRAPPED_LINES = 4
_MIN_WRAP_SHARE = 0.7
_MIN_MID_SENTENCE_SHARE = 0.4  # most lines of wrapped prose begin with a small letter
_WRAP_SLACK = 0.92  # of the width, since not all programs fill a line to the last character
_FIRST_WORD = re.compile(r"\S{1,200}")
_SENTENCE_END = re.compile(r"[.!?:…][”\"’')\]]*$")
_NEW_ENTRY = re.compile(r"(?:[-–—*•▪◦‣·>]|\d{1,3}[.)]|[#|])\s|[A-Z][^.!?]{0,60}:$")
_BULLET = re.compile(r"[-*•▪◦‣·●■►▶‧∙]\s+")


def clean_text(source: MappedText, rules: Rules) -> MappedText:
    """Canonical text: characters normalised, one paragraph a line with a blank line between, boilerplate out.

    Taking one thing out may bring another to light, so this goes on until nothing changes: cleaning its own result
    changes nothing.
    """
    for _ in range(_MAX_ROUNDS):
        plain = normalise(without_tags(source))
        plain = plain.edited(_join_wrapped(plain.text))
        plain = plain.edited(find_cuts(plain.text, rules))
        lines = keep_lines(plain.text, list(line_spans(plain.text)), rules)
        lines = [_without_bullet(plain.text, line) for line in _without_repeats(plain.text, lines)]
        result = plain.kept([line for line in lines if line[0] < line[1]], "\n\n")
        if result.text == source.text:
            return result
        source = result
    return source


def _without_bullet(text: str, line: Span) -> Span:
    start, end = line
    match = _BULLET.match(text, start, end)
    while match is not None:
        start = match.end()
        match = _BULLET.match(text, start, end)
    return start, end


def _without_repeats(text: str, lines: Sequence[Span]) -> Iterator[Span]:
    """A paragraph right after itself goes: sites repeat the headline and the lead. Further down, it may be meant."""
    last = None
    for start, end in lines:
        paragraph = " ".join(text[start:end].casefold().split())
        if paragraph != last:
            yield start, end
        last = paragraph


def _join_wrapped(text: str) -> list[Edit]:
    """Blanks in place of the line breaks that only fit the text to a width.

    A text is hard-wrapped when most of its breaks within blocks stand where the next word would not have fitted into
    the width of the longest line, and many of these stand in the middle of a sentence.
    """
    breaks = list(_breaks(text))
    width = max((one.length for one in breaks), default=0)
    if len(breaks) < _MIN_WRAPPED_LINES or not _MIN_WRAP_CHARS <= width <= _MAX_WRAP_CHARS:
        return []
    forced = [one for one in breaks if one.length + 1 + one.next_word_length > _WRAP_SLACK * width]
    mid_sentence = sum(one.is_mid_sentence for one in forced)
    if len(forced) < _MIN_WRAP_SHARE * len(breaks) or mid_sentence < _MIN_MID_SENTENCE_SHARE * len(forced):
        return []
    return [(one.start, one.end, "" if _is_hyphenated(text, one.start, one.end) else " ") for one in forced]


class _Break(NamedTuple):
    """A line break within a block: the length of its line, and what comes next."""

    start: int
    end: int
    length: int
    next_word_length: int
    is_mid_sentence: bool


def _breaks(text: str) -> Iterator[_Break]:
    before: Span | None = None
    for line in line_spans(text):
        if before is not None and text.count("\n", before[1], line[0]) == 1 and not _NEW_ENTRY.match(text, *line):
            word = _FIRST_WORD.match(text, *line)
            is_ended = _SENTENCE_END.search(text, max(0, before[1] - 4), before[1]) is not None
            is_mid = text[line[0]].islower() and not is_ended
            yield _Break(before[1], line[0], before[1] - before[0], len(word[0]) if word else 0, is_mid)
        before = line


def _is_hyphenated(text: str, start: int, end: int) -> bool:
    """A word broken at its own hyphen ("well-", "known") joins without a blank."""
    return text[start - 2 : start - 1].isalpha() and text[start - 1] == "-" and text[end : end + 1].islower()
