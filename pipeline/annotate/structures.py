"""Names that say themselves what they name: "Kursk region", "Ministry of Defence", "Nigerian Army School of Infantry"."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pipeline.annotate.lexicon import Lexicon
from pipeline.annotate.name_runs import NameRuns
from pipeline.annotate.tokens import Tokens

_HYPHENS = frozenset({"-", "–"})


@dataclass(frozen=True, slots=True)
class NameSpan:
    """Tokens [first, last) that look like one name; `label` is what the source took it for, or None.

    `source`: "model:<its label>" or "structure:<list>".
    """

    first: int
    last: int
    label: str | None
    source: str


class StructureFinder:
    """The lists of names.yaml that tell a name's kind by its words, indexed by the word that decides."""

    def __init__(self, lexicon: Lexicon, runs: NameRuns) -> None:
        n = lexicon.names
        self.runs = runs
        self._junk_first = lexicon.words("names", "junk_first")
        self._compass = lexicon.words("names", "compass")
        self._place_after_any = _by_last(n["place_after_any_case"])
        self._place_after_capital = _by_last(n["place_after_capital"] | n["place_after_any_case"])
        self._place_after_nationality = lexicon.words("names", "place_after_nationality")
        self._place_before_of = _by_last(n["place_before_of"])
        self._place_before = lexicon.words("names", "place_before")
        self._org_before = lexicon.words("names", "org_before")
        self._soldiers = lexicon.words("names", "soldiers")
        self._functions = lexicon.words("names", "functions")
        self._schooling = lexicon.words("names", "schooling")
        self._org_last = _by_last(n["org_last"])
        self._org_first = _by_last(n["org_first"])
        self._org_joins = lexicon.words("names", "org_first_joins")
        self._unit_last = _by_last(n["unit_last"])
        self._unit_first = _by_last(n["unit_first"])
        self._nationalities = frozenset(n.lower() for n in lexicon.nationalities) | {"north", "south"}
        self.words = frozenset().union(
            self._place_after_any, self._place_after_capital, self._place_before_of, self._org_last,
            self._org_first, self._unit_last, self._unit_first,
        )  # fmt: skip

    def find(self, tokens: Tokens, people: frozenset[int]) -> Iterator[NameSpan]:
        """Names that say themselves what they name. `people`: indices of tokens inside ranks and roles."""
        for i, word in enumerate(tokens.lower):
            if word not in self.words:
                continue
            for find in (self._place_suffix, self._prefix_of, self._organisation, self._formation):
                span = find(tokens, i, people)
                if span is not None:
                    yield span
                    if find == self._place_suffix:
                        break
        for i, word in enumerate(tokens.lower):
            if not tokens.capital[i]:
                continue
            if not self.runs.is_name_token(tokens, i + 1):
                if word in self._org_before and (last := self.runs.joined_right(tokens, i + 1, ())) > i + 1:
                    yield NameSpan(i, last, "ORG", "structure:org_before")
                continue
            if word in self._place_before:
                yield NameSpan(i, self.runs.run_right(tokens, i + 1), "PLACE", "structure:place_before")
            elif word in self._org_before:
                yield NameSpan(i, self.runs.run_right(tokens, i + 1), "ORG", "structure:org_before")
            elif word == "operation" and self._is_formation(tokens, i, people):
                yield NameSpan(i, self.runs.run_right(tokens, i + 1), "UNIT", "structure:operation")

    def _is_formation(self, tokens: Tokens, i: int, people: frozenset[int]) -> bool:
        """Whether an operation is a formation here: "Theatre Commander, Operation Hadin Kai", "troops of Operation ..."."""
        if i < 2:
            return False
        before, whose = tokens.lower[i - 1], tokens.lower[i - 2]
        if before == "of":
            return whose in self._soldiers or i - 2 in people
        return (before == "," and (i - 2 in people or whose.isdigit())) or before in {"headquarters", "hq"}

    def _place_suffix(self, tokens: Tokens, i: int, people: frozenset[int]) -> NameSpan | None:
        word = tokens.lower[i]
        table = self._place_after_capital if tokens.capital[i] else self._place_after_any
        head = _phrase_ending_at(tokens, i, table)
        if head is None or tokens.pos[i] not in {"NOUN", "PROPN"}:
            return None
        first = self.runs.run_left(tokens, head)
        while first < head and (first in people or (tokens.lower[first] in self._nationalities and head - first > 1)):
            first += 1
        if tokens.capital[i] and self._is_body(tokens, first, head, word):
            return None
        bears_nationality = tokens.capital[i] and word in self._place_after_nationality
        if first >= head or (self._is_plain(tokens, first, head) and not bears_nationality):
            return None
        if first == tokens.sentence_start(first) and tokens.tag[first] not in {"NNP", "NNPS"}:
            return None
        return NameSpan(first, i + 1, "PLACE", "structure:place_after")

    def _is_body(self, tokens: Tokens, first: int, head: int, word: str) -> bool:
        """Whether a word of places ends the name of a body: "Naval War School", "National Liberation Front"."""
        if word in {"school", "college"}:
            return any(tokens.lower[j] in self._schooling for j in range(first, head))
        return word == "front" and sum(tokens.text[j][0].isalpha() for j in range(first, head)) > 1

    def _is_plain(self, tokens: Tokens, first: int, last: int) -> bool:
        """Whether the words are nationalities, points of the compass or other words that make no name."""
        return all(
            tokens.lower[j] in self._nationalities
            or tokens.lower[j] in self._compass
            or tokens.lower[j] in self._junk_first
            or tokens.text[j] in _HYPHENS
            for j in range(first, last)
        )

    def _prefix_of(self, tokens: Tokens, i: int, people: frozenset[int]) -> NameSpan | None:
        if not tokens.capital[i] or i + 2 >= len(tokens) or tokens.lower[i + 1] != "of":
            return None
        first = _phrase_ending_at(tokens, i, self._place_before_of)
        if first is None:
            return None
        start = i + 3 if tokens.lower[i + 2] == "the" else i + 2
        if not self.runs.is_name_token(tokens, start):
            return None
        return NameSpan(first, self.runs.run_right(tokens, start), "PLACE", "structure:place_before_of")

    def _organisation(self, tokens: Tokens, i: int, people: frozenset[int]) -> NameSpan | None:
        if not tokens.capital[i]:
            return None
        start = _phrase_ending_at(tokens, i, self._org_first)
        if start is not None and i + 2 < len(tokens) and tokens.lower[i + 1] in self._org_joins:
            after = i + 3 if tokens.lower[i + 2] == "the" else i + 2
            last = self.runs.long_run_right(tokens, after) if self.runs.is_name_token(tokens, after) else after
            if last > after and not _is_possessor(tokens, last):
                first = self.runs.run_left(tokens, start)
                while first < start and first in people:
                    first += 1
                return NameSpan(self._without_article(tokens, first), last, "ORG", "structure:org_first")
        head = _phrase_ending_at(tokens, i, self._org_last)
        if head is None or tokens.pos[i] not in {"NOUN", "PROPN"}:
            return None
        first = self.runs.run_left(tokens, head, joined=True)
        while first < head and first in people:
            first += 1
        first = self._without_article(tokens, first)
        if first >= head or (
            tokens.lower[first] in self._nationalities and head - first == 1 and tokens.text[i].isupper()
        ):
            return None
        if first == tokens.sentence_start(first) and tokens.tag[first] not in {"NNP", "NNPS", "JJ"}:
            return None
        return NameSpan(first, i + 1, "ORG", "structure:org_last")

    def _formation(self, tokens: Tokens, i: int, people: frozenset[int]) -> NameSpan | None:
        if not tokens.capital[i]:
            return None
        start = _phrase_ending_at(tokens, i, self._unit_first)
        if start is not None and i + 2 < len(tokens) and tokens.lower[i + 1] == "of":
            after = i + 3 if tokens.lower[i + 2] == "the" else i + 2
            if self.runs.is_name_token(tokens, after):
                first = self._without_article(tokens, self.runs.run_left(tokens, start))
                return NameSpan(
                    min(first, start), self.runs.long_run_right(tokens, after), "UNIT", "structure:unit_first"
                )
        head = _phrase_ending_at(tokens, i, self._unit_last)
        if head is None:
            return None
        first = self.runs.run_left(tokens, head)
        if first >= 2 and tokens.lower[first - 1] == "and" and tokens.lower[first - 2] in self._functions:
            first = self.runs.run_left(tokens, first - 1)  # "Training and Doctrine Command"
        first = self._without_article(tokens, first)
        if first >= head or any(j in people for j in range(first, head)) or self._is_plain(tokens, first, head):
            return None
        return NameSpan(first, i + 1, "UNIT", "structure:unit_last")

    def _without_article(self, tokens: Tokens, first: int) -> int:
        while tokens.lower[first] in self._junk_first and tokens.lower[first] not in {
            "first",
            "second",
            "third",
            "new",
        }:
            first += 1
        return first


def _is_possessor(tokens: Tokens, last: int) -> bool:
    """Whether what ends before `last` owns what follows: "the Border Directorate of Russia's FSB"."""
    return last + 1 < len(tokens) and tokens.lower[last] in {"'s", "’s"} and tokens.capital[last + 1]


def _by_last(phrases: frozenset[tuple[str, ...]]) -> dict[str, tuple[tuple[str, ...], ...]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    for phrase in phrases:
        found.setdefault(phrase[-1], []).append(phrase)
    return {last: tuple(sorted(ps, key=lambda p: (-len(p), p))) for last, ps in found.items()}


def _phrase_ending_at(tokens: Tokens, i: int, table: Mapping[str, tuple[tuple[str, ...], ...]]) -> int | None:
    """First token of the longest phrase of a table that ends with token `i`."""
    for phrase in table.get(tokens.lower[i], ()):
        first = i - len(phrase) + 1
        if first >= 0 and tuple(tokens.lower[first : i + 1]) == phrase:
            return first
    return None
