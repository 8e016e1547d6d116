"""Media by their names in the place of a source: "the Manila Bulletin reported", "told The Nation".

Words such as Star, Standard or Mail end the names of papers and of much else. Beside a word of reporting they are papers.
"""

from collections.abc import Iterator

from pipeline.annotate.lexicon import Lexicon
from pipeline.annotate.name_runs import NameRuns
from pipeline.annotate.structures import NameSpan
from pipeline.annotate.tokens import Tokens

_ARTICLES = frozenset({"the", "a", "an"})


class MediaFinder:
    """The last words of media, and the words around a source."""

    def __init__(self, lexicon: Lexicon, runs: NameRuns) -> None:
        self._runs = runs
        self._last = lexicon.words("names", "media_last")
        self._first = lexicon.words("names", "media_first")
        self._verbs = lexicon.words("names", "media_verbs") | lexicon.words("names", "saying_verbs")
        self._staff = lexicon.words("names", "media_staff")
        self._told = lexicon.words("names", "told")
        self._spoken = lexicon.words("names", "spoken")

    def find(self, tokens: Tokens) -> Iterator[NameSpan]:
        """Names of media where something is told to them, reported by them or quoted from them."""
        for i, word in enumerate(tokens.lower):
            if not tokens.capital[i] or not (word in self._last or word in self._first):
                continue
            first = self._runs.run_left(tokens, i)
            while first < i and tokens.lower[first] in _ARTICLES:
                first += 1
            if word in self._first:
                last = self._runs.run_right(tokens, i)
                if last > i + 1 and self.is_source(tokens, first, last):
                    yield NameSpan(first, last, "ORG", "structure:media")
                continue
            has_article = first > tokens.sentence_start(i) and tokens.lower[first - 1] == "the"
            if first == i and not has_article:
                continue
            if self.is_source(tokens, first, i + 1):
                yield NameSpan(first, i + 1, "ORG", "structure:media")

    def is_source(self, tokens: Tokens, first: int, last: int) -> bool:
        """Whether the words beside a name make a source of it."""
        after = tokens.lower[last] if last < len(tokens) else ""
        return after in self._verbs or after in self._staff or self.is_told(tokens, first)

    def is_told(self, tokens: Tokens, first: int) -> bool:
        """Whether somebody speaks to what begins at `first`: "told the", "according to", "in an interview with"."""
        j = first - 2 if first and tokens.lower[first - 1] in _ARTICLES else first - 1
        if j < 1:
            return False
        if tokens.lower[j] in self._told:
            return True
        before = {tokens.lower[j - 1], tokens.lower[j - 2] if j > 1 else ""}
        return tokens.lower[j] in {"to", "with", "by"} and not before.isdisjoint(self._spoken)
