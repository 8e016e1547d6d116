"""Phrases that read like names: runs of capitalised words in articles, whatever any layer made of them.

Only spelling is read: a word is a name word when it begins with a capital letter and is not the first word of a sentence that
stands in lower case elsewhere. Runs are joined by particles ("Katiba al-Noor", "Regulares de Costa", "Commandement de zone 3")
and, as a second and longer reading, by "of" ("Lions of the Marsh").
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from spacy.lang.en.stop_words import STOP_WORDS

from pipeline.annotate.spans import NAME_LABELS
from pipeline.records import Mention

# Layers whose finds are not in doubt: nothing is to be gained from looking at them again.
SURE = frozenset({"pattern", "units", "table"})
# Values and descriptions that end a run of name words.
_NO_NAMES = frozenset({"DATE", "QUANTITY", "NATIONALITY", "RANK", "ROLE", "WEAPON", "PLATFORM", "DOCUMENT"})
WORD = re.compile(r"\w+(?:[-'’&]\w+)*")
_POSSESSIVE = re.compile(r"['’]s$")
_SENTENCE_END = frozenset('.!?:;\n"“”«»•—–')
_MAX_WORDS = 7
_MIN_CHARS = 3
_NEARLY_ALWAYS = 0.75
# A line of this many words or more in which every long word has a capital is a headline: capitals say nothing there.
_HEADLINE_WORDS, _LONG_WORD = 3, 4


@dataclass(frozen=True, slots=True)
class Reading:
    """A text with the mentions that the annotator found in it; `name` tells texts apart."""

    name: str
    text: str
    mentions: Sequence[Mention]


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text, its possessive ending left off; `first` in its sentence."""

    start: int
    end: int
    text: str
    first: bool


@lru_cache(maxsize=2)
def read_words(text: str) -> tuple[Word, ...]:
    """The words of a text, in order. Remembered, since several readers ask for one text in turn."""
    words: list[Word] = []
    last = 0
    for found in WORD.finditer(text):
        between = text[last : found.start()]
        end = found.end() - (2 if _POSSESSIVE.search(found[0]) else 0)
        first = not words or any(char in _SENTENCE_END for char in between)
        words.append(Word(found.start(), end, text[found.start() : end], first))
        last = found.end()
    return tuple(words)


def lower_case_words(texts: Iterable[str]) -> frozenset[str]:
    """Words as often in lower case as with a capital inside a sentence: at the beginning of one they are no names."""
    lower: Counter[str] = Counter()
    for text in texts:
        for word in read_words(text):
            if word.text[0].islower():
                lower[word.text] += 1
            elif not word.first:
                lower[word.text.lower()] -= 1
    return frozenset(word for word, n in lower.items() if n >= 0)


def settled_places(mentions: Iterable[Mention]) -> set[int]:
    """Characters that a sure layer or a value holds: no run of name words goes through them."""
    return {
        at
        for m in mentions
        if m.kind != "pronoun"
        and (m.label in _NO_NAMES or (m.label in NAME_LABELS and m.detector.partition(":")[0] in SURE))
        for at in range(m.start, m.end)
    }


def choose_readings(
    phrases: Mapping[str, Sequence[tuple[int, int]]], texts: Mapping[str, str]
) -> dict[str, list[tuple[int, int]]]:
    """Of phrases by text that overlap, those that stand: the longer when it nearly always stands where a shorter does.

    "Lions of the Marsh" takes the places of "Lions" and of "Marsh"; "President of Sarrano", read once, takes none.
    """
    times = Counter(texts[name][a:b] for name, found in phrases.items() for a, b in found)
    chosen: dict[str, list[tuple[int, int]]] = {}
    for name, found in phrases.items():
        text, kept = texts[name], list[tuple[int, int]]()
        for a, b in sorted(found, key=lambda bounds: bounds[0] - bounds[1]):
            inner = [times[text[c:d]] for c, d in found if a <= c and d <= b and (c, d) != (a, b)]
            fits = not inner or (times[text[a:b]] >= 2 and times[text[a:b]] >= _NEARLY_ALWAYS * min(inner))
            if fits and not any(a < d and c < b for c, d in kept):
                kept.append((a, b))
        chosen[name] = sorted(kept)
    return chosen


def find_phrases(reading: Reading, lower: frozenset[str], joining: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Bounds of every phrase that reads like a name, the shorter and the longer reading of it."""
    text, settled = reading.text, settled_places(reading.mentions)
    words = read_words(text)
    plain = _headline_places(text)
    is_name = [
        _is_name_word(word, lower, joining) and word.start not in settled and word.start not in plain for word in words
    ]
    seen: set[tuple[int, int]] = set()
    i = 0
    while i < len(words):
        if not is_name[i]:
            i += 1
            continue
        last = _run(text, words, is_name, i, joining)
        longer = last
        while (after := _over_of(text, words, is_name, longer)) is not None:
            longer = _run(text, words, is_name, after, joining)
        for end in {last, longer}:
            bounds = words[i].start, words[end].end
            if end - i < _MAX_WORDS and bounds[1] - bounds[0] >= _MIN_CHARS:
                seen.add(bounds)
        i = last + 1
    yield from sorted(seen)


def _is_name_word(word: Word, lower: frozenset[str], joining: frozenset[str]) -> bool:
    if word.first and (word.text.lower() in lower or word.text.lower() in STOP_WORDS):
        return False
    head, hyphen, tail = word.text.partition("-")
    if hyphen and head.lower() in joining:  # al-Noor
        return tail[:1].isupper()
    return word.text[0].isupper()


def _run(text: str, words: Sequence[Word], is_name: Sequence[bool], first: int, joining: frozenset[str]) -> int:
    """The last word of the run that begins at `first`, over particles, and to a number at its end."""
    last = first
    while True:
        at = last + 1
        while at < len(words) and words[at].text in joining and _touch(text, words, at):
            at += 1
        if at < len(words) and _touch(text, words, at) and is_name[at]:
            last = at
        elif at < len(words) and _touch(text, words, at) and words[at].text.isdigit() and at == last + 1:
            return at
        elif (
            at > last + 1
            and at + 1 < len(words)
            and _touch(text, words, at)
            and _touch(text, words, at + 1)
            and (words[at + 1].text.isdigit() or is_name[at + 1])
        ):  # Commandement de zone 3
            last = at + 1
        else:
            return last


def _over_of(text: str, words: Sequence[Word], is_name: Sequence[bool], last: int) -> int | None:
    """The name word that "of" or "of the" joins to the word `last`."""
    at = last + 1
    if at < len(words) and words[at].text == "of" and _touch(text, words, at):
        at += 1
        if at < len(words) and words[at].text == "the" and _touch(text, words, at):
            at += 1
        if at < len(words) and is_name[at] and _touch(text, words, at):
            return at
    return None


def _touch(text: str, words: Sequence[Word], at: int) -> bool:
    """Whether only a space parts a word from the one before it, or the apostrophe of "Lawyers' League"."""
    return text[words[at - 1].end : words[at].start] in {" ", "' ", "’ "}


def _headline_places(text: str) -> set[int]:
    """Characters of lines in which capitals mean nothing."""
    places: set[int] = set()
    at = 0
    for line in text.split("\n"):
        long = [word for word in WORD.findall(line) if len(word) >= _LONG_WORD and word[0].isalpha()]
        if len(long) >= _HEADLINE_WORDS and all(word[0].isupper() for word in long):
            places.update(range(at, at + len(line)))
        at += len(line) + 1
    return places
