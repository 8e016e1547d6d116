"""People who are only counted: "seven dead, 12 injured", "three were killed and five wounded", "killing two".

A number by itself is people where a word of harm (configs/annotate/names.yaml) says so: behind it as a participle
("43 killed", one span with the number), behind it as its verb, or right before it as a verb form.
"""

from collections.abc import Iterator, Sequence

from pipeline.annotate.lexicon import Lexicon
from pipeline.annotate.spans import Candidate, Strength
from pipeline.annotate.tokens import Tokens
from pipeline.annotate.values import Values

_JOINED = frozenset({"and", "or", "/", "&"})
_BEFORE_VERB = frozenset({"AUX", "ADV", "PART"})
_NOUN_STARTS = frozenset({"NOUN", "PROPN", "ADJ", "NUM", "DET", "PRON", "SYM"})
_UNITS = frozenset({"people", "count", "person"})
_SPLIT = frozenset({"-", "–", "%", "percent", "per", "of", "(", "'s", "’s"})
_ENUMERATION = frozenset({".", ")"})
_MAX_HELPERS = 4  # "have so far been", "were all reportedly"


class CountedPeople:
    """The words of harm: as participles and adjectives, as passive participles, as finite forms of dying and harming."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._befallen = lexicon.words("names", "befallen")
        self._harmed = lexicon.words("names", "harmed")
        self._dying = lexicon.words("names", "dying")
        self._harming = lexicon.words("names", "harming")
        self._remains = lexicon.words("names", "remains")
        self._animals = lexicon.words("names", "animals")
        self._supposed = lexicon.words("names", "supposed")
        self._captives = lexicon.words("names", "captives")
        self._heads = lexicon.heads

    def find(
        self, tokens: Tokens, values: Values, names: Sequence[Candidate], described: Sequence[Candidate]
    ) -> Iterator[Candidate]:
        """GROUP, or PERSON for "one"; a number inside a name is none. `described`: descriptions found before."""
        taken = frozenset(i for name in names for i in range(name.first, name.last))
        for number in values.candidates:
            quantity = values.quantities.get((number.start, number.end))
            if quantity is None or quantity.unit not in (None, *_UNITS):
                continue
            if any(i in taken for i in range(number.first, number.last)) or self._is_part(tokens, number):
                continue
            last = self._end(tokens, number, taken) or self._end_of_noun(tokens, number)
            if last is None and _goes_on(tokens, number, described):
                last = number.last
            if last is not None:
                label = (
                    "PERSON"
                    if tokens.lower[number.first] in {"one", "1"} and number.last - number.first == 1
                    else "GROUP"
                )
                yield Candidate(
                    number.start, tokens.end[last - 1], number.first, last, number.head, label, "nominal",
                    "nominals:counted", Strength.GRAMMAR if last > number.last else Strength.MODEL,
                )  # fmt: skip

    def _end(self, tokens: Tokens, number: Candidate, taken: frozenset[int]) -> int | None:
        """The end of the span of people, None where the number counts something else."""
        behind = number.last
        end = tokens.sentence_bounds[tokens.sentence[number.first]][1]
        if behind < end and tokens.lower[behind] in self._befallen and behind not in taken:
            last = behind + 1
            if last + 1 < end and tokens.lower[last] in _JOINED and tokens.lower[last + 1] in self._befallen:
                last += 2
            if last < end and tokens.lower[last] == "by":
                return behind
            return last if last >= end or not _begins_noun(tokens, last) else None
        if behind + 1 < end and tokens.lower[behind] == "taken" and tokens.lower[behind + 1] in self._captives:
            return behind
        before = number.first - 1
        if before >= 0 and tokens.lower[before] in self._harming and not self._is_passive(tokens, before):
            return behind if behind >= end or not _begins_noun(tokens, behind) else None
        return behind if self._is_harmed(tokens, behind, end) else None

    def _end_of_noun(self, tokens: Tokens, number: Candidate) -> int | None:
        """ "34 worshippers were killed", "13 bodies": a plural that no list has, and the harm that only people come to."""
        noun = number.last
        end = tokens.sentence_bounds[tokens.sentence[number.first]][1]
        while noun < end and tokens.pos[noun] in {"ADJ", "NOUN", "PROPN"} and tokens.tag[noun] != "NNS":
            noun += 1
        if noun >= end or tokens.tag[noun] != "NNS" or (noun + 1 < end and tokens.pos[noun + 1] in {"NOUN", "PROPN"}):
            return None
        if tokens.lower[noun] in self._remains:
            return noun + 1
        if tokens.lower[noun] in self._heads or tokens.lower[noun] in self._animals:
            return None
        verb, dep = tokens.head[noun], tokens.dep[noun]
        word = tokens.lower[verb]
        if dep in {"nsubj", "nsubjpass"}:
            suffers = word in self._dying or (word in self._harmed and (dep == "nsubjpass" or verb == noun + 1))
            return noun + 1 if suffers else None
        return noun + 1 if dep == "dobj" and word in self._harming and not self._is_passive(tokens, verb) else None

    def _is_harmed(self, tokens: Tokens, first: int, end: int) -> bool:
        """ "(three) were also killed", "(six) died": a verb of harm right behind the number, past auxiliaries."""
        helped = False
        for i in range(first, min(end, first + _MAX_HELPERS + 1)):
            word = tokens.lower[i]
            if word in self._dying:
                return True
            if word in self._harmed or (helped and word in self._befallen):
                return helped
            if tokens.pos[i] not in _BEFORE_VERB and word not in self._supposed:
                return False
            helped = helped or tokens.pos[i] == "AUX" or word in self._supposed
        return False

    def _is_part(self, tokens: Tokens, number: Candidate) -> bool:
        """Whether the number belongs to a word around it: "Battalion 12", "12-year-old", "12%", "1." of a list."""
        first, last = number.first, number.last
        if first and tokens.end[first - 1] == number.start and tokens.text[first - 1] not in "([“\"'‘":
            return True
        if first and tokens.pos[first - 1] in {"NOUN", "PROPN"} and tokens.head[last - 1] == first - 1:
            return tokens.lower[first - 1] not in self._harming  # a headline's "wounds 30" is often read as a noun
        return last < len(tokens) and (
            tokens.lower[last] in _SPLIT
            or (tokens.text[last] in _ENUMERATION and first == tokens.sentence_start(first))
        )

    @staticmethod
    def _is_passive(tokens: Tokens, verb: int) -> bool:
        """ "were killed 12 km away": what stands behind a passive is no object."""
        return any(tokens.dep[j] == "auxpass" for j in tokens.children(verb))


def _goes_on(tokens: Tokens, number: Candidate, described: Sequence[Candidate]) -> bool:
    """Whether a number alone is the subject and what was last told of, in this sentence or the one before, are people."""
    i = number.last - 1
    if tokens.dep[i] not in {"nsubj", "nsubjpass"} or tokens.lower[number.first] in {"one", "1"}:
        return False
    if tokens.pos[tokens.head[i]] not in {"VERB", "AUX"} or tokens.head[i] < i or _begins_noun(tokens, number.last):
        return False
    here = tokens.sentence[i]
    before = [c for c in described if c.last <= number.first and here - tokens.sentence[c.first] <= 1]
    plural = [c for c in before if c.kind == "nominal" and tokens.tag[c.head] in {"NNS", "NNPS"}]
    return bool(plural) and max(plural, key=lambda c: c.last).label == "GROUP"


def without_parts(described: Sequence[Candidate], counted: Sequence[Candidate]) -> list[Candidate]:
    """The descriptions without those of people that a counted span holds: "dead" of "seven dead"."""
    ends = {c.last: c.first for c in counted}
    return [c for c in described if c.label not in {"GROUP", "PERSON"} or not ends.get(c.last, c.first) < c.first]


def _begins_noun(tokens: Tokens, i: int) -> bool:
    """Whether what begins here would be the noun that the number counts."""
    return tokens.pos[i] in _NOUN_STARTS or tokens.lower[i] in _SPLIT or tokens.tag[i] in {"VBG", "VBN"}


def became(tokens: Tokens, i: int, captives: frozenset[str]) -> bool:
    """Whether a noun says what people became: "took 182 passengers hostage", "were taken prisoner"."""
    if tokens.lower[i] not in captives or not i:
        return False
    return tokens.pos[i - 1] in {"NOUN", "PROPN", "PRON"} or tokens.lower[i - 1] in {"taken", "held"}


def in_set_phrase(tokens: Tokens, i: int, phrases: frozenset[tuple[str, ...]]) -> bool:
    """Whether a noun is part of a turn of speech ("fell victim", "a quarter of its value") and describes nothing."""
    word = tokens.lower[i]
    for phrase in phrases:
        if word in phrase:
            first = i - phrase.index(word)
            if first >= 0 and tuple(tokens.lower[first : first + len(phrase)]) == phrase:
                return True
    return False
