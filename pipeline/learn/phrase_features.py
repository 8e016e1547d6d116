"""Features of a phrase at a place: its shape, the words and mentions around it, and what the annotator made of it.

The phrase's own words are no feature, since those of a new war are unknown.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import chain

from pipeline.learn.name_phrases import Reading, Word, read_words

FOUND = "found="  # features that tell what the annotator made of the phrase begin so
_NEAR_WORDS, _NEAR_CLASSES = 4, 3
_ARTICLES = frozenset({"the", "a", "an"})
# Mentions in whose company units, people and organisations stand.
_COMPANY = frozenset({"GROUP", "RANK", "ROLE", "WEAPON", "PLATFORM"})


class FeatureReader:
    """Features of phrases at places of one text."""

    def __init__(self, reading: Reading) -> None:
        self._words: tuple[Word, ...] = read_words(reading.text)
        self._at = {word.start: n for n, word in enumerate(self._words)}
        self._ends = {word.end: n for n, word in enumerate(self._words)}
        self._text = reading.text
        self._exact = {(m.start, m.end): m for m in reading.mentions}
        self._before = {m.end: m.label for m in reading.mentions}
        self._after = {m.start: m.label for m in reading.mentions}
        self._names = [m for m in reading.mentions if m.kind == "name"]
        self._alone = self._words_alone()
        self._class: dict[int, str] = {}  # of words: the label of the shortest mention that holds them
        for m in sorted(reading.mentions, key=lambda m: m.start - m.end):
            for n in range(self._at.get(m.start, 0), self._ends.get(m.end, -1) + 1):
                self._class[n] = m.label

    def _words_alone(self) -> Counter[str]:
        """How often a word with a capital stands with no other beside it: a surname later, "the Kolonne"."""
        capital = [False, *(word.text[0].isupper() for word in self._words), False]
        return Counter(
            word.text
            for n, word in enumerate(self._words, 1)
            if capital[n] and not capital[n - 1] and not capital[n + 1]
        )

    def has_words_at(self, start: int, end: int) -> bool:
        """Whether a word begins at `start` and one ends at `end`."""
        return start in self._at and end in self._ends

    def features(self, start: int, end: int) -> tuple[str, ...]:
        """The features of a phrase that begins and ends at words."""
        return tuple(dict.fromkeys(chain(self._shape(start, end), self._around(start, end), self._found(start, end))))

    def _shape(self, start: int, end: int) -> Iterator[str]:
        phrase = self._text[start:end]
        words = phrase.split(" ")
        yield f"words={min(len(words), 4)}"
        if len(words) > 1:
            yield f"last alone={min(self._alone[words[-1]], 2)}"
            yield f"first alone={min(self._alone[words[0]], 2)}"
        if " of " in phrase:
            yield "of"
        if any(word[0].islower() for word in words if word):
            yield "particle"
        if phrase.isupper():
            yield "capitals" if len(phrase) < 6 else "all capitals"
        if len(words) == 1 and any(char.isupper() for char in phrase[1:]):
            yield "capital inside"

    def _around(self, start: int, end: int) -> Iterator[str]:
        first, last = self._at[start], self._ends[end]
        left, right = list(self._side(first, -1)), list(self._side(last, 1))
        yield f"left={left[0] if left else '^'}"
        yield f"right={right[0] if right else self._mark(end)}"
        yield f"left two={' '.join(left[:2])}"
        yield f"right two={' '.join(right[:2])}"
        yield from (f"near left={word}" for word in left)
        yield from (f"near right={word}" for word in right)
        yield from self._beside(first, last)
        yield from self._classes(first, -1, "left")
        yield from self._classes(last, 1, "right")
        if start and self._text[start - 1] == " " and (label := self._before.get(start - 1)):
            yield f"after={label}"
        if label := self._after.get(end + 1):
            yield f"before={label}"
        if self._text[end : end + 1] in {"'", "’"}:
            yield "possessive"

    def _classes(self, at: int, step: int, side: str) -> Iterator[str]:
        """The nearest words on a side, articles left out, as the labels of the mentions that hold them."""
        found: list[str] = []
        while (
            len(found) < _NEAR_CLASSES
            and not (self._words[at].first and step < 0)
            and 0 <= at + step < len(self._words)
        ):
            at += step
            if self._words[at].first and step > 0:
                break
            if self._words[at].text.lower() not in _ARTICLES:
                label = self._class.get(at)
                if not (found and label and found[-1] == label):
                    found.append(label or self._words[at].text.lower())
        for n in range(1, len(found) + 1):
            yield f"{side} classes={' '.join(found[:n])}"

    def _beside(self, first: int, last: int) -> Iterator[str]:
        """People, ranks, roles and arms in the sentence."""
        begin, end = first, last + 1
        while begin and not self._words[begin].first:
            begin -= 1
        while end < len(self._words) and not self._words[end].first:
            end += 1
        for n in (*range(begin, first), *range(last + 1, end)):
            if (label := self._class.get(n)) in _COMPANY:
                yield f"beside={label}"
                yield f"beside={self._words[n].text.lower()}"

    def _mark(self, end: int) -> str:
        return self._text[end : end + 1].strip() or "$"

    def _side(self, at: int, step: int) -> Iterator[str]:
        """Words on one side in their sentence, the nearest first; names are told as such, numbers as `#`."""
        for _ in range(_NEAR_WORDS):
            if (self._words[at].first and step < 0) or not 0 <= at + step < len(self._words):
                return
            at += step
            word = self._words[at]
            if word.first and step > 0:
                return
            plain = "#" if word.text[0].isdigit() else word.text.lower()
            yield "Aa" if word.text[0].isupper() and not word.first else plain

    def _found(self, start: int, end: int) -> Iterator[str]:
        mention = self._exact.get((start, end))
        if mention is not None:
            yield f"{FOUND}{mention.label}"
            yield f"{FOUND}{mention.label} {mention.detector.partition(':')[0]}"
        else:
            over = [m for m in self._names if m.start < end and start < m.end]
            inside = any(m.start <= start and end <= m.end for m in over)
            yield FOUND + ("inside" if inside else "part" if over else "nothing")
