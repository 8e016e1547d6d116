"""Spans of proper names: from the base recogniser, trimmed, and from the structure of a name ("Kursk region").

What a name is the name of is decided afterwards, for the whole article at once (evidence.py).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.annotate.lexicon import Lexicon
from pipeline.annotate.name_runs import NameRuns
from pipeline.annotate.spans import Candidate
from pipeline.annotate.titles import Title
from pipeline.annotate.tokens import Tokens

# The base recogniser's labels (OntoNotes) as far as they speak of names; a label of ours stands for itself.
MODEL_LABELS: Mapping[str, str | None] = {
    "PERSON": "PERSON", "GPE": "PLACE", "LOC": "PLACE", "FAC": "PLACE", "ORG": "ORG", "NORP": None,
    "PRODUCT": None, "EVENT": None, "WORK_OF_ART": None, "LAW": None,
    "PLACE": "PLACE", "UNIT": "UNIT", "WEAPON": None, "PLATFORM": None, "NATIONALITY": None,
}  # fmt: skip
_NO_NAME_TAGS = frozenset({"VBN", "VBD", "VBG", "VB", "JJ", "RB", "IN", "UH", "VBZ", "VBP"})
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


class NameFinder:
    """The lists of names.yaml, indexed; `unit_endings` are the words that the recogniser learnt to end units with."""

    def __init__(self, lexicon: Lexicon, unit_endings: frozenset[str] = frozenset()) -> None:
        n = lexicon.names
        self.runs = NameRuns(lexicon)
        self._joining = lexicon.words("names", "name_joining")
        self._junk_first = lexicon.words("names", "junk_first")
        self._junk_last = lexicon.words("names", "junk_last")
        self.never = {" ".join(p) for p in n["never_names"]}
        self._place_after_any = _by_last(n["place_after_any_case"])
        self._place_after_capital = _by_last(n["place_after_capital"] | n["place_after_any_case"])
        self._place_after_nationality = lexicon.words("names", "place_after_nationality")
        self._never_first = lexicon.words("names", "never_first")
        self._place_before_of = _by_last(n["place_before_of"])
        self._place_before = lexicon.words("names", "place_before")
        self._org_last = _by_last(n["org_last"])
        self._org_first = _by_last(n["org_first"])
        self._org_joins = lexicon.words("names", "org_first_joins")
        self._unit_last = _by_last(n["unit_last"])
        self._unit_first = _by_last(n["unit_first"])
        self._unit_words = lexicon.words("names", "unit_last") | {
            form for word, label in lexicon.class_words.items() if label == "UNIT" for form in (word, f"{word}s")
        }
        self._unit_endings = unit_endings
        self._compass = lexicon.words("names", "compass")
        self._nationalities = frozenset(n.lower() for n in lexicon.nationalities) | {"north", "south"}
        self._nouns = {word for word, heads in lexicon.heads.items() if any(not h.words for h in heads)}
        self._people = {
            word for word, heads in lexicon.heads.items()
            if any(h.label in {"PERSON", "GROUP"} and h.is_plural and not h.words for h in heads)
        }  # fmt: skip
        self._structure_words = frozenset().union(
            self._place_after_any, self._place_after_capital, self._place_before_of, self._org_last,
            self._org_first, self._unit_last, self._unit_first,
        )  # fmt: skip

    # -- from the recogniser -------------------------------------------------------------------------------------

    def from_model(self, tokens: Tokens, titles_by_start: Mapping[int, Title]) -> Iterator[NameSpan]:
        """The recogniser's names, trimmed to our conventions.

        A trained recogniser tells a force from a ministry or a newspaper by little but the words of the name: a UNIT
        without a word for one is a vote for ORG.
        """
        in_titles = {i: title for title in titles_by_start.values() for i in range(title.first, title.last)}
        covered = {i for ent in tokens.doc.ents for i in range(ent.start, ent.end)}
        spans: list[NameSpan] = []
        for ent in tokens.doc.ents:
            if ent.label_ not in MODEL_LABELS or all(i in in_titles for i in range(ent.start, ent.end)):
                continue
            label = MODEL_LABELS[ent.label_]
            span = self.trim(tokens, ent.start, ent.end, in_titles)
            if label == "UNIT" and span is not None and not self._says_unit(tokens.lower[slice(*span)]):
                label = "ORG"
            if span is not None and not self._is_people(tokens, *span):
                spans.append(
                    NameSpan(span[0], self._whole_name(tokens, span[1], covered), label, f"model:{ent.label_}")
                )
        yield from _joined_neighbours(tokens, spans)

    def _says_unit(self, words: Sequence[str]) -> bool:
        """Whether a name, its words in lower case, holds a word for a force or ends as units of the gold corpus do."""
        return words[-1] in self._unit_endings or not self._unit_words.isdisjoint(words)

    def _whole_name(self, tokens: Tokens, last: int, covered: set[int]) -> int:
        """Where the name ends when the recogniser stopped inside a compound: "Kryvyi" of "Kryvyi Rih"."""
        while (
            last < len(tokens)
            and last not in covered
            and tokens.pos[last] == "PROPN"
            and tokens.dep[last - 1] == "compound"
            and tokens.head[last - 1] == last
            and self.runs.is_name_token(tokens, last)
            and tokens.lower[last] not in self._structure_words
        ):
            last += 1
        return last

    def _is_people(self, tokens: Tokens, first: int, last: int) -> bool:
        """Whether the span only describes people in a heading's capitals: "Two North Korean Soldiers"."""
        return tokens.lower[last - 1] in self._people and all(
            tokens.lower[i] in self._nationalities
            or tokens.tag[i] == "CD"
            or tokens.lower[i] in self._junk_first
            or tokens.lower[i] in self._people
            or not tokens.capital[i]
            for i in range(first, last - 1)
        )

    def trim(
        self, tokens: Tokens, first: int, last: int, titles_by_start: Mapping[int, Title]
    ) -> tuple[int, int] | None:
        """A name without articles, possessives, punctuation, ranks and roles at its edges; None: nothing is left."""
        for j in range(first, last):
            if "\n" in tokens.text[j]:
                last = j
                break
        moved = True
        while moved and first < last:
            moved = False
            title = titles_by_start.get(first)
            if title is not None and title.name_at < last and title.before_name:
                first, moved = title.name_at, True
            elif (tokens.lower[first] in self._junk_first and not self._is_part_of_name(tokens, first, last)) or (
                last - first > 1 and first == tokens.sentence_start(first) and tokens.tag[first] in _NO_NAME_TAGS
            ):
                first, moved = first + 1, True
            elif tokens.lower[last - 1] in self._junk_last or tokens.text[last - 1].isspace():
                last, moved = last - 1, True
        while first < last and not tokens.capital[first] and tokens.lower[first] not in self._joining:
            if any(char.isdigit() for char in tokens.text[first]):
                return None
            first += 1
        return (first, last) if first < last and self._can_be_name(tokens, first, last) else None

    def _can_be_name(self, tokens: Tokens, first: int, last: int) -> bool:
        """Whether the words can be a name at all: a capital, no digit first, no common word alone, no event."""
        if not any(tokens.capital[first:last]) or not tokens.text[first][0].isalpha():
            return False
        if last < len(tokens) - 1 and tokens.text[last] == "-" and tokens.lower[last + 1] in {"class", "type", "style"}:
            return False
        if last - first == 1:
            if first == tokens.sentence_start(first) and tokens.tag[first] in {"NN", "NNS", *_NO_NAME_TAGS}:
                return False
            if tokens.lower[first] in self._nouns and not tokens.text[first].isupper():
                return False
        return tokens.lower[first] not in self._never_first and " ".join(tokens.lower[first:last]) not in self.never

    @staticmethod
    def _is_part_of_name(tokens: Tokens, i: int, last: int) -> bool:
        """Whether a capitalised ordinal or "New" at the start belongs to the name: "First Bank", "New Horizon"."""
        return (
            tokens.capital[i]
            and tokens.lower[i] in {"first", "second", "third", "new", "last", "another", "more"}
            and i + 1 < last
            and tokens.capital[i + 1]
        )

    # -- from structure ------------------------------------------------------------------------------------------

    def from_structure(self, tokens: Tokens, people: frozenset[int]) -> Iterator[NameSpan]:
        """Names that say themselves what they name. `people`: indices of tokens inside ranks and roles."""
        for i, word in enumerate(tokens.lower):
            if word not in self._structure_words:
                continue
            for find in (self._place_suffix, self._prefix_of, self._organisation, self._formation):
                span = find(tokens, i, people)
                if span is not None:
                    yield span
                    if find == self._place_suffix:
                        break
        for i, word in enumerate(tokens.lower):
            if word in self._place_before and tokens.capital[i] and self.runs.is_name_token(tokens, i + 1):
                last = self.runs.run_right(tokens, i + 1)
                if word not in {"el", "al", "point", "height", "hill", "mine", "school", "san"} or last - i > 1:
                    yield NameSpan(i, last, "PLACE", "structure:place_before")

    def _place_suffix(self, tokens: Tokens, i: int, people: frozenset[int]) -> NameSpan | None:
        word = tokens.lower[i]
        table = self._place_after_capital if tokens.capital[i] else self._place_after_any
        head = _phrase_ending_at(tokens, i, table)
        if head is None or tokens.pos[i] not in {"NOUN", "PROPN"}:
            return None
        first = self.runs.run_left(tokens, head)
        while first < head and (first in people or (tokens.lower[first] in self._nationalities and head - first > 1)):
            first += 1
        bears_nationality = tokens.capital[i] and word in self._place_after_nationality
        if first >= head or (self._is_plain(tokens, first, head) and not bears_nationality):
            return None
        if first == tokens.sentence_start(first) and tokens.tag[first] not in {"NNP", "NNPS"}:
            return None
        return NameSpan(first, i + 1, "PLACE", "structure:place_after")

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
            if self.runs.is_name_token(tokens, after):
                last = self.runs.long_run_right(tokens, after)
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
        first = self._without_article(tokens, self.runs.run_left(tokens, head))
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

    def with_compass(self, tokens: Tokens, name: Candidate) -> Candidate:
        """A state or large region with the part of the compass before it: "southern Ukraine"; a town without."""
        j = name.first - 1
        if name.label != "PLACE" or not name.detector.startswith(("table:", "pattern:")) or j < 0:
            return name
        if tokens.lower[j] not in self._compass or (j and tokens.pos[j - 1] == "CCONJ"):
            return name
        return replace(name, start=tokens.start[j], first=j)


def _joined_neighbours(tokens: Tokens, spans: Iterable[NameSpan]) -> Iterator[NameSpan]:
    """Spans, a name that the recogniser cut in two made whole again."""
    before: NameSpan | None = None
    for span in spans:
        labels = {span.label} if before is None else {span.label, before.label}
        if before is not None and before.last == span.first and "PERSON" in labels <= {"PERSON", "PLACE", "ORG"}:
            before = NameSpan(before.first, span.last, "PERSON", "model:PERSON")
            continue
        if (
            before is not None
            and before.last == span.first
            and labels == {"PLACE"}
            and _is_compound(tokens, before, span)
        ):
            before = NameSpan(before.first, span.last, "PLACE", span.source)
            continue
        if before is not None:
            yield before
        before = span
    if before is not None:
        yield before


def _is_compound(tokens: Tokens, before: NameSpan, span: NameSpan) -> bool:
    return tokens.dep[before.last - 1] == "compound" and tokens.head[before.last - 1] == span.last - 1


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
