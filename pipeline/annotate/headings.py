"""Headings in capitals, read by the usual case of their words: "TROOPS KILL 12 BANDITS IN ZAMFARA".

Only the reading changes, letter for letter: the article's text and all offsets stay. A word takes the form that it has in
the rest of the article; else an ordinary word of English is small, a short word is an acronym, and any other is a name.
"""

import re
from collections import Counter

from spacy.language import Language

from pipeline.annotate.lexicon import Lexicon

_WORD = re.compile(r"[^\W\d_]+")
_ENDINGS = ("", "s", "es", "ed", "d", "ing")
_MIN_WORDS = 4
_MAX_WORDS = 40  # a longer line is a text in capitals, not a heading
_MAX_ACRONYM = 4
_STATES = frozenset({"US", "UN", "UK", "EU"})  # "us" is a word, too


class HeadingReader:
    """The ordinary words of English: those of the pipeline's lemmatiser, and its stop words; not states and peoples."""

    def __init__(self, nlp: Language, lexicon: Lexicon) -> None:
        named = (*lexicon.states, *lexicon.nationalities, *lexicon.peoples)
        self._names = frozenset(word.lower() for name in named for word in name.split() if word.istitle())
        self._stops = frozenset(nlp.Defaults.stop_words)
        self._words: set[str] = set(self._stops)
        if "lemmatizer" in nlp.pipe_names:
            lookups = nlp.get_pipe("lemmatizer").lookups  # type: ignore[attr-defined]
            for table in ("lemma_index", "lemma_exc"):
                if lookups.has_table(table):
                    self._words.update(word for part in lookups.get_table(table).values() for word in part)

    def read(self, text: str) -> str:
        """The text with its headings in usual case; as long as before."""
        lines = text.split("\n")
        headings = [n for n, line in enumerate(lines) if _is_heading(line)]
        if not headings or len(headings) == sum(bool(line.strip()) for line in lines) > 3:
            return text
        written = Counter(w for n, line in enumerate(lines) if n not in set(headings) for w in _WORD.findall(line))
        usual: dict[str, str] = {}
        for word, _ in sorted(written.items(), key=lambda pair: (pair[1], pair[0])):
            usual[word.upper()] = word.lower() if word.lower() in written else word
        for n in headings:
            lines[n] = _WORD.sub(lambda found: self._usual(found[0], usual), lines[n])
        return "\n".join(lines)

    def _usual(self, word: str, usual: dict[str, str]) -> str:
        form = usual.get(word)
        if form is None or (form.istitle() and self._is_ordinary(word.lower())):
            if word in _STATES:
                form = word
            elif self._is_ordinary(word.lower()):
                form = word.lower()
            else:
                form = (
                    word if len(word) <= _MAX_ACRONYM and word not in usual and not _is_spoken(word) else word.title()
                )
        return form if len(form) == len(word) else word

    def _is_ordinary(self, word: str) -> bool:
        if word in self._names:
            return word in self._stops
        stems = [word[: len(word) - len(end)] for end in _ENDINGS if word.endswith(end)]
        return any(len(stem) > 2 and (stem in self._words or stem + "e" in self._words) for stem in stems) or (
            word in self._words and len(word) < 3
        )


def _is_heading(line: str) -> bool:
    """Whether a line is a heading in capitals: several words, no small letter."""
    return line.isupper() and _MIN_WORDS <= len(_WORD.findall(line)) <= _MAX_WORDS


def _is_spoken(word: str) -> bool:
    """Whether a short word can be said as one: a vowel between or beside consonants ("GAZA", "MALI"; not "RSF")."""
    return len(word) > 3 and sum(char in "AEIOUY" for char in word) >= 2
