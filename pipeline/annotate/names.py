"""Spans of proper names: from the base recogniser, trimmed, and from the structure of a name ("Kursk region").

What a name is the name of is decided afterwards, for the whole article at once (evidence.py).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from pipeline.annotate.body_forms import BodyForms
from pipeline.annotate.lexicon import Lexicon
from pipeline.annotate.media import MediaFinder
from pipeline.annotate.name_runs import NameRuns
from pipeline.annotate.signatures import find_signatures
from pipeline.annotate.spans import Candidate
from pipeline.annotate.structures import NameSpan, StructureFinder, Taken
from pipeline.annotate.title_words import Title, is_initials, is_letter
from pipeline.annotate.tokens import Tokens

# The base recogniser's labels (OntoNotes) as far as they speak of names; a label of ours stands for itself.
MODEL_LABELS: Mapping[str, str | None] = {
    "PERSON": "PERSON", "GPE": "PLACE", "LOC": "PLACE", "FAC": "PLACE", "ORG": "ORG", "NORP": None,
    "PRODUCT": None, "EVENT": None, "WORK_OF_ART": None, "LAW": None,
    "PLACE": "PLACE", "UNIT": "UNIT", "WEAPON": None, "PLATFORM": None, "NATIONALITY": None,
}  # fmt: skip
_NO_NAME_TAGS = frozenset({"VBN", "VBD", "VBG", "VB", "JJ", "RB", "IN", "UH", "VBZ", "VBP"})
_HYPHENS = frozenset({"-", "–"})
_MAX_NAME_WORDS = 4
_MAX_POST_NOMINAL = 4
_ROMAN = frozenset({"III", "VII", "VIII", "XII", "XIII", "XIV", "XVI"})
_SHORT_HONORIFIC = 3  # letters: Don, Daw, U


def unit_words(lexicon: Lexicon) -> frozenset[str]:
    """The words for a force, in lower case, that the lists know."""
    return lexicon.words("names", "unit_last") | {
        form for word, label in lexicon.class_words.items() if label == "UNIT" for form in (word, f"{word}s")
    }


class NameFinder:
    """The lists of names.yaml, indexed; `unit_endings` are the words that the recogniser learnt to end units with."""

    def __init__(self, lexicon: Lexicon, unit_endings: frozenset[str] = frozenset()) -> None:
        n = lexicon.names
        self.runs = NameRuns(lexicon)
        self._joining = lexicon.words("names", "name_joining") | lexicon.words("names", "hyphen_joining")
        self._junk_first = lexicon.words("names", "junk_first")
        self._junk_last = lexicon.words("names", "junk_last")
        self.never = {" ".join(p) for p in n["never_names"]}
        self._never_first = lexicon.words("names", "never_first")
        self._unit_words = unit_words(lexicon)
        self._unit_endings = unit_endings
        self._local_levels = lexicon.words("names", "local_levels")
        self._types = lexicon.words("names", "types")
        self._directions = lexicon.words("names", "strongly_locative") | lexicon.words("names", "locative")
        self._compass = lexicon.words("names", "compass")
        self._compass_names = lexicon.words("names", "compass_names")
        self._nouns = {word for word, heads in lexicon.heads.items() if any(not h.words for h in heads)}
        self._people = {
            word for word, heads in lexicon.heads.items()
            if any(h.label in {"PERSON", "GROUP"} and h.is_plural and not h.words for h in heads)
        }  # fmt: skip
        self._nationalities = frozenset(n.lower() for n in lexicon.nationalities) | {"north", "south"}
        self.honorifics = lexicon.words("titles", "honorifics")
        self._post_nominals = frozenset(word.upper() for word in lexicon.words("titles", "post_nominals"))
        self.class_words = lexicon.class_words
        self._states = frozenset(lexicon.states)
        self._structures = StructureFinder(lexicon, self.runs)
        self._media = MediaFinder(lexicon, self.runs)
        self._forms = BodyForms(lexicon, self.runs)
        self.of_things = self._structures.words | self._unit_words | self._nationalities | self._compass

    def from_signatures(self, tokens: Tokens, titles: Sequence[Title]) -> Iterator[NameSpan]:
        """Names in capitals before the rank and post with which they sign."""
        for (first, last), _ in find_signatures(tokens, titles, self.of_things):
            yield NameSpan(first, last, "PERSON", "structure:signature")

    def from_structure(self, tokens: Tokens, taken: Taken) -> Iterator[NameSpan]:
        """Names that say themselves what they name."""
        yield from self._structures.find(tokens, taken)
        yield from self._forms.find(tokens, taken.people)
        yield from self._media.find(tokens)

    # -- from the recogniser -------------------------------------------------------------------------------------

    def from_model(self, tokens: Tokens, titles_by_start: Mapping[int, Title]) -> Iterator[NameSpan]:
        """The recogniser's names, trimmed to our conventions.

        A trained recogniser tells a force from a ministry or a newspaper by little but the words of the name: a UNIT
        without a word for one is a vote for ORG.
        """
        in_titles = {i: title for title in titles_by_start.values() for i in range(title.first, title.last)}
        beside = {i for t in titles_by_start.values() for i in range(t.first, max(t.last, t.name_at))}
        covered = {i for ent in tokens.doc.ents for i in range(ent.start, ent.end)}
        spans: list[NameSpan] = []
        for ent in tokens.doc.ents:
            if ent.label_ not in MODEL_LABELS or all(i in in_titles for i in range(ent.start, ent.end)):
                continue
            label = MODEL_LABELS[ent.label_]
            span = self.trim(tokens, ent.start, self._before_office(tokens, ent.start, ent.end, in_titles), in_titles)
            if label == "UNIT" and span is not None and not self._says_unit(tokens.lower[slice(*span)]):
                label = "ORG"
            if span is None or self._is_people(tokens, *span) or all(i in beside for i in range(*span)):
                continue
            for start, end in self._cut(tokens, *span) if label == "PLACE" else self._parted(tokens, *span, in_titles):
                first, last = self._whole(tokens, (start, end), label, covered, in_titles)
                spans.append(NameSpan(first, last, label, f"model:{ent.label_}"))
        yield from _joined_neighbours(tokens, spans)

    @staticmethod
    def _parted(tokens: Tokens, first: int, last: int, titles: Mapping[int, Title]) -> Iterator[tuple[int, int]]:
        """The names of a span that "and" and a title part: "Moses Ojok and Pte Ali Bwire"."""
        for i in range(first + 1, last - 2):
            title = titles.get(i + 1)
            if tokens.lower[i] in {"and", "&", ","} and title is not None and title.first == i + 1:
                yield first, i
                first = title.name_at
        if first < last:
            yield first, last

    def _before_office(self, tokens: Tokens, first: int, last: int, titles: Mapping[int, Title]) -> int:
        """Where a name ends that reaches into an office of local rule: "Kallo" of "Kallo district commissioner"."""
        title = titles.get(last - 1)
        if title is None or not first < title.first < last < title.last:
            return last
        return title.first if tokens.lower[title.first] in self._local_levels else last

    def _says_unit(self, words: Sequence[str]) -> bool:
        """Whether a name, its words in lower case, holds a word for a force or ends as units of the gold corpus do."""
        return words[-1] in self._unit_endings or not self._unit_words.isdisjoint(words)

    def _whole_name(self, tokens: Tokens, last: int, covered: Collection[int], titles: Collection[int]) -> int:
        """Where the name ends when the recogniser stopped inside a compound: "Kryvyi" of "Kryvyi Rih"."""
        while (
            last < len(tokens)
            and last not in covered
            and last not in titles
            and tokens.pos[last] == "PROPN"
            and tokens.dep[last - 1] == "compound"
            and tokens.head[last - 1] == last
            and self.runs.is_name_token(tokens, last)
            and tokens.lower[last] not in self._structures.words
        ):
            last += 1
        return last

    def _without_neighbour(self, tokens: Tokens, first: int, last: int, label: str | None) -> int:
        """Where a name begins without the state or people set before it: "Ethiopia Kassala", "Ethiopian NSS"."""
        if last - first < 2 or tokens.lower[last - 1] in self._structures.words:
            return first
        is_acronym = last - first == 2 and tokens.text[last - 1].isupper() and len(tokens.text[last - 1]) > 1
        if label == "ORG" and is_acronym and tokens.lower[first] in self._nationalities:
            return first + 1
        is_place = label == "PLACE" and tokens.text[first] in self._states and tokens.capital[first + 1]
        return first + 1 if is_place and tokens.text[first + 1] not in self._states else first

    def _is_common_end(self, tokens: Tokens, i: int) -> bool:
        """Whether token `i`, last of a name, is a common noun that the recogniser took in; not the "ho" of "Kang-ho"."""
        return tokens.text[i][0].islower() and tokens.pos[i] == "NOUN" and tokens.end[i - 1] < tokens.start[i]

    def _whole_person(
        self, tokens: Tokens, first: int, covered: Collection[int], in_titles: Mapping[int, Title]
    ) -> int:
        """Where a person's name begins when the recogniser missed its first words or initials: "A.M. Aliyu"."""
        floor = tokens.sentence_start(first)
        while first > floor:
            j = first - 1
            if j not in covered and j not in in_titles and self._is_lone_initial(tokens, j, in_titles):
                first = j
                continue
            if j in covered or j in in_titles or tokens.pos[j] != "PROPN" or not self.runs.is_name_token(tokens, j):
                break
            is_part = tokens.dep[j] == "compound" and first <= tokens.head[j] <= first + 3
            word = tokens.lower[j].rstrip(".")
            if word in self._junk_first or word in self._structures.words or word in self.honorifics:
                break
            if not is_initials(tokens.text[j]) and (not is_part or tokens.text[j].isupper()):
                break
            first = j
        return first

    def _past_honorifics(self, tokens: Tokens, first: int, last: int) -> int:
        """Where a name begins behind "Don" or "U"; before one word "Mallam" may be a town's ("Mallam Fatori")."""
        while first + 1 < last and tokens.lower[first].rstrip(".") in self.honorifics:
            if last - first == 2 and len(tokens.text[first]) > _SHORT_HONORIFIC:
                break
            first += 1
        return first

    @staticmethod
    def _is_lone_initial(tokens: Tokens, j: int, in_titles: Mapping[int, Title]) -> bool:
        """Whether token `j` is an initial without its point, behind a rank or another: "Maj Gen A E Musa"."""
        return is_letter(tokens.text[j]) and j > 0 and (j - 1 in in_titles or is_letter(tokens.text[j - 1]))

    def _whole_run(self, tokens: Tokens, first: int, last: int, titles: Mapping[int, Title]) -> int:
        """Where a name behind a title ends when the recogniser stopped before its last words, or took them for another."""
        if first - 1 not in titles or not titles[first - 1].before_name:
            return last
        while (
            last < len(tokens)
            and last not in titles
            and tokens.pos[last] == "PROPN"
            and self.runs.is_name_token(tokens, last)
            and not tokens.text[last].isupper()
            and tokens.lower[last] not in self._structures.words
        ):
            last += 1
        return last

    def _without_post_nominals(self, tokens: Tokens, first: int, last: int) -> int:
        """A name without the corps and decorations behind it: "Dominic Hale RA", "Ann Moss OBE"."""
        while last - first > 2 and self._is_post_nominal(tokens, first, last - 1):
            last -= 1
        return last

    def _is_post_nominal(self, tokens: Tokens, first: int, i: int) -> bool:
        """Whether capitals end a name that is written small: "Senaka Weerakoon RWP RSP", not "Nana Ofori II"."""
        word = tokens.text[i]
        if word in self._post_nominals:
            return True
        is_short = 2 < len(word) <= _MAX_POST_NOMINAL and word.isalpha() and word.isupper()
        return is_short and word not in _ROMAN and not tokens.text[first].isupper() and "II" not in word

    def _whole(
        self, tokens: Tokens, span: tuple[int, int], label: str | None, covered: set[int], titles: Mapping[int, Title]
    ) -> tuple[int, int]:
        """A name without the state set before it, and with what the recogniser left out at its edges."""
        first = self._without_neighbour(tokens, *span, label)
        if label == "PERSON":
            first = self._past_honorifics(tokens, first, span[1])
        last = self._whole_name(tokens, span[1], covered, titles)
        if label == "PERSON":
            while last > first + 1 and self._is_common_end(tokens, last - 1):
                last -= 1  # "the Dva Mayora channel"
            first = self._whole_person(tokens, first, covered, titles)
            last = self._without_post_nominals(tokens, first, self._whole_run(tokens, first, last, titles))
            last = self.runs.person_right(tokens, last, covered)
        elif label == "PLACE":
            last = self.runs.joined_right(tokens, last, covered)
        if first - 1 not in covered and first - 1 not in titles:
            first = self.runs.joined_left(tokens, first)
        return first, last

    def _cut(self, tokens: Tokens, first: int, last: int) -> Iterator[tuple[int, int]]:
        """The places of a span that a preposition parts: "Aroma towards Wagar"."""
        for i in range(first + 1, last - 1):
            if tokens.lower[i] in self._directions and not tokens.capital[i]:
                yield first, i
                first = i + 1
        yield first, last

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
            if "\n" in tokens.text[j] or (j > first and _is_dash(tokens, j)):
                last = j
                break
        moved = True
        while moved and first < last:
            moved = False
            title = titles_by_start.get(first)
            if title is not None and title.name_at < last and title.before_name:
                first, moved = title.name_at, True
            elif (
                tokens.lower[first] in self._junk_first
                and not self._is_part_of_name(tokens, first, last)
                and not _is_initial(tokens, first, last)
            ) or self._opens_sentence(tokens, first, last):
                first, moved = first + 1, True
            elif tokens.lower[last - 1] in self._junk_last or tokens.text[last - 1].isspace():
                last, moved = last - 1, True
        while first < last and not tokens.capital[first] and tokens.lower[first] not in self._joining:
            if any(char.isdigit() for char in tokens.text[first]):
                return None
            first += 1
        return (first, last) if first < last and self._can_be_name(tokens, first, last) else None

    def _opens_sentence(self, tokens: Tokens, first: int, last: int) -> bool:
        """Whether the first word only has its capital from the sentence: "Bandaged" Ivo Lund, but not "Um Ahmed"."""
        opens = last - first > 1 and first == tokens.sentence_start(first) and tokens.lower[first] not in self._joining
        return opens and tokens.tag[first] in _NO_NAME_TAGS

    def _can_be_name(self, tokens: Tokens, first: int, last: int) -> bool:
        """Whether the words can be a name at all: a capital, no digit first, no common word alone, no event."""
        if not any(tokens.capital[first:last]) or not tokens.text[first][0].isalpha():
            return False
        if last < len(tokens) - 1 and tokens.text[last] == "-" and tokens.lower[last + 1] in self._types:
            return False
        if last - first > 2 and tokens.text[last - 2] in _HYPHENS and tokens.lower[last - 1] in self._nationalities:
            return False  # "the Russo-Ukrainian war"
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

    def is_in_person(self, tokens: Tokens, name: Candidate, starts: Collection[int]) -> bool:
        """Whether a pattern's word stands inside the name after a title: the Rafael of "Admiral Jose Rafael Ojeda"."""
        i = name.first
        if name.last - i > 1 or tokens.text[i].isupper():
            return False
        first = i
        while self.runs.is_name_token(tokens, first - 1) and first not in starts and tokens.pos[first - 1] == "PROPN":
            first -= 1
        return first in starts and i - first < _MAX_NAME_WORDS

    def with_headquarters(self, tokens: Tokens, name: Candidate) -> Candidate:
        """A unit with the capitalised "Headquarters" right before it: "Headquarters 3 Division"."""
        j = name.first - 1
        if name.label != "UNIT" or j < 0 or tokens.text[j] not in {"Headquarters", "HQ"}:
            return name
        return replace(name, start=tokens.start[j], first=j)

    def with_compass(self, tokens: Tokens, name: Candidate) -> Candidate:
        """A state or large region with the part of the compass before it: "southern Ukraine", "North Darfur"; a town without."""
        j = name.first - 1
        if name.label != "PLACE" or not name.detector.startswith(("table:", "pattern:")) or j < 0:
            return name
        is_part = tokens.capital[j] and tokens.lower[j] in self._compass_names
        if not is_part and (tokens.lower[j] not in self._compass or (j and tokens.pos[j - 1] == "CCONJ")):
            return name
        return replace(name, start=tokens.start[j], first=j)


def _is_dash(tokens: Tokens, i: int) -> bool:
    """Whether token `i` is a dash with space on both sides, which no name crosses: "Col A Okoro - 7 Brigade"."""
    is_apart = i + 1 < len(tokens) and tokens.end[i - 1] < tokens.start[i] and tokens.end[i] < tokens.start[i + 1]
    return is_apart and tokens.text[i] in {"-", "–", "—"}


def _is_initial(tokens: Tokens, i: int, last: int) -> bool:
    """Whether the "A" at token `i` is the initial of "Col A Okoro", no article: within a sentence, before a name."""
    is_letter = len(tokens.text[i]) == 1 and tokens.pos[i] == "PROPN" and i > tokens.sentence_start(i)
    return is_letter and i + 1 < last and tokens.pos[i + 1] == "PROPN"


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
