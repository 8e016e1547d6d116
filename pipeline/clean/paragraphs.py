"""Lines to paragraphs: hard-wrapped text is joined, boilerplate goes, repetition goes."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from pipeline.clean.boilerplate import Span, find_cuts, keep_lines, line_spans
from pipeline.clean.characters import normalise
from pipeline.clean.mapped import Edit, MappedText
from pipeline.clean.markup import without_tags
from pipeline.clean.rules import Rules

_MAX_ROUNDS = 8
_MIN_WRAP_CHARS, _MAX_WRAP_CHARS = 40, 110  # of the longest line of hard-wrapped text
_MIN_WRAPPED_LINES = 4
_MIN_WRAP_SHARE = 0.7
_MIN_REPEATED_WORDS = 8  # a shorter paragraph may well stand twice: a subheading, "Yes."
_SENTENCE_END = re.compile(r"[.!?:…][”\"’')\]]*$")
_NEW_ENTRY = re.compile(r"(?:[-–—*•▪◦‣·>]|\d{1,3}[.)]|[#|])\s|[A-Z][^.!?]{0,60}:$")
_BULLET = re.compile(r"[*•▪◦‣·●■►▶‧∙]\s+")


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
    """A paragraph that already stood goes: sites repeat the lead. A short one goes only right after itself."""
    seen: set[str] = set()
    last = None
    for start, end in lines:
        paragraph = " ".join(text[start:end].casefold().split())
        if paragraph == last or paragraph in seen:
            continue
        if len(paragraph.split()) >= _MIN_REPEATED_WORDS:
            seen.add(paragraph)
        last = paragraph
        yield start, end


def _join_wrapped(text: str) -> list[Edit]:
    """Blanks in place of the line breaks that only fit the text to a width.

    A text is hard-wrapped when most of its breaks within blocks stand where the next word would not have fitted into
    the width of the longest line, and most of these do not end a sentence.
    """
    breaks = list(_breaks(text))
    if len(breaks) < _MIN_WRAPPED_LINES:
        return []
    lengths = Counter(length for length, _, _, _ in breaks)
    width = max(lengths)
    if not _MIN_WRAP_CHARS <= width <= _MAX_WRAP_CHARS:
        return []
    forced = [entry for entry in breaks if entry[0] + 1 + entry[3] > width]
    open_ended = [entry for entry in forced if not _SENTENCE_END.search(text, max(0, entry[1] - 4), entry[1])]
    if len(forced) < _MIN_WRAP_SHARE * len(breaks) or len(open_ended) < len(forced) / 2:
        return []
    return [(start, end, "" if _is_hyphenated(text, start, end) else " ") for _, start, end, _ in forced]


def _breaks(text: str) -> Iterator[tuple[int, int, int, int]]:
    """Breaks within blocks: length of the line before, start and end of the break, length of the first word after."""
    before: Span | None = None
    for line in line_spans(text):
        if before is not None and text.count("\n", before[1], line[0]) == 1 and not _NEW_ENTRY.match(text, *line):
            word = re.compile(r"\S{1,200}").match(text, *line)
            yield before[1] - before[0], before[1], line[0], len(word[0]) if word else 0
        before = line


def _is_hyphenated(text: str, start: int, end: int) -> bool:
    """A word broken at its own hyphen ("well-", "known") joins without a blank."""
    return text[start - 2 : start - 1].isalpha() and text[start - 1] == "-" and text[end : end + 1].islower()
