"""Bodies whose names say what they are by other means than an English word: their acronym, or a Romance language.

"Indigenous People of Biafra (IPOB)" is a body since its words spell the acronym; "Mouvement du 23 Mars" and "Clan del
Golfo" begin with a word for one and go on with an article of their language.
"""

from collections.abc import Collection, Iterator

from pipeline.annotate.lexicon import Lexicon
from pipeline.annotate.name_runs import NameRuns
from pipeline.annotate.structures import NameSpan
from pipeline.annotate.tokens import Tokens

_MIN_LETTERS = 3
_MAX_LETTERS = 8
_HYPHENS = frozenset({"-", "–"})


class BodyForms:
    """The lists of names.yaml for acronyms and for bodies in Romance languages."""

    def __init__(self, lexicon: Lexicon, runs: NameRuns) -> None:
        self._runs = runs
        self._unit_last = frozenset(phrase[-1] for phrase in lexicon.names["unit_last"])
        self._small = lexicon.words("names", "acronym_small")
        self._not_bodies = lexicon.words("names", "acronym_not_bodies")
        self._romance = {
            "ORG": lexicon.words("names", "romance_bodies"),
            "UNIT": lexicon.words("names", "romance_forces"),
        }
        self._articles = lexicon.words("names", "romance_articles")
        self._links = self._articles | lexicon.words("names", "romance_links")

    def find(self, tokens: Tokens, people: Collection[int]) -> Iterator[NameSpan]:
        """Names with their labels; `people` are the tokens of ranks and roles, where no body begins."""
        for i, text in enumerate(tokens.text):
            span = self._spelled_out(tokens, i, people) if text == "(" else None
            if span is None and tokens.capital[i]:
                span = self._in_romance(tokens, i)
            if span is not None:
                yield span

    def _spelled_out(self, tokens: Tokens, bracket: int, people: Collection[int]) -> NameSpan | None:
        """The words before a bracket whose first letters are the acronym inside it."""
        if bracket == 0 or bracket + 2 >= len(tokens) or tokens.text[bracket + 2] not in {")", ",", ";"}:
            return None
        letters = tokens.text[bracket + 1]
        if not letters.isupper() or not letters.isalpha() or not _MIN_LETTERS <= len(letters) <= _MAX_LETTERS:
            return None
        first = self._first_spelled(tokens, bracket, letters)
        if first is None or any(j in people for j in range(first, bracket)):
            return None
        words = {tokens.lower[j] for j in range(first, bracket)}
        if not self._not_bodies.isdisjoint(words):
            return None
        label = "UNIT" if not self._unit_last.isdisjoint(words) else "ORG"
        return NameSpan(first, bracket, label, "structure:acronym")

    def _first_spelled(self, tokens: Tokens, last: int, letters: str) -> int | None:
        """Where the words begin that end before `last` and spell the letters; None when none do."""
        j, left, n_capital = last - 1, len(letters), 0
        floor = tokens.sentence_start(last)
        while j >= floor and left > 0:
            word, letter = tokens.text[j], letters[left - 1]
            if word in _HYPHENS:
                j -= 1
                continue
            if tokens.capital[j] and word[0] == letter:
                left, n_capital = left - 1, n_capital + 1
            elif tokens.lower[j] in self._small:
                left -= word[0].upper() == letter and not self._spells(tokens, j - 1, letters[:left])
            else:
                return None
            j -= 1
        return j + 1 if left == 0 and n_capital > 1 and tokens.capital[j + 1] else None

    def _spells(self, tokens: Tokens, j: int, letters: str) -> bool:
        """Whether the capitalised word at or before `j` begins with the last letter, so that a small word needs not."""
        while j > 0 and tokens.lower[j] in self._small:
            j -= 1
        return bool(letters) and tokens.capital[j] and tokens.text[j][0] == letters[-1]

    def _in_romance(self, tokens: Tokens, i: int) -> NameSpan | None:
        """ "Mouvement du 23 Mars", "Ejército de Liberación Nacional", "Forces de défense et de sécurité" up to "défense"."""
        label = next((label for label, words in self._romance.items() if tokens.lower[i] in words), None)
        if label is None or i + 2 >= len(tokens) or tokens.lower[i + 1] not in self._articles:
            return None
        last = self._right(tokens, i + 1)
        return NameSpan(i, last, label, "structure:romance") if last > i + 1 else None

    def _right(self, tokens: Tokens, at: int) -> int:
        """Where a name ends that goes on at token `at` with an article of its language."""
        last = at
        while at < len(tokens) and tokens.lower[at] in self._links and tokens.sentence[at] == tokens.sentence[last]:
            while at < len(tokens) and tokens.lower[at] in self._links:
                at += 1
            if at + 1 < len(tokens) and tokens.text[at].isdigit() and tokens.capital[at + 1]:
                at += 1  # "du 23 Mars"
            if at >= len(tokens) or not (tokens.capital[at] and self._runs.is_name_token(tokens, at)):
                break
            last = at = self._runs.run_right(tokens, at)
        return last
