"""Descriptions and pronouns: "two North Korean soldiers", "the 19-year-old rifleman", "one of the soldiers", "they".

A description is a head noun of configs/annotate/heads.yaml with its premodifiers, without article and possessor.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from pipeline.annotate.blocked import Blocked, block
from pipeline.annotate.collectives import Collectives
from pipeline.annotate.counted import became, in_set_phrase
from pipeline.annotate.holders import (
    PERSON_PRONOUNS,
    IsPerson,
    PostReader,
    fit_to_posts,
    holder,
    names_its_holder,
    titles_a_name,
)
from pipeline.annotate.lexicon import Head, Lexicon
from pipeline.annotate.nominals_if_meant import ARGUMENTS as _ARGUMENTS
from pipeline.annotate.nominals_if_meant import begins_phrase, find_if_meant
from pipeline.annotate.spans import Candidate, Strength
from pipeline.annotate.targets import Targets
from pipeline.annotate.title_words import Title
from pipeline.annotate.tokens import Tokens
from pipeline.annotate.trades import TradeFinder
from pipeline.annotate.values import Values

_MODIFYING = frozenset({"compound", "amod", "nmod", "npadvmod"})
_PLURAL_TAGS = frozenset({"NNS", "NNPS"})
_LEAVE_OUT_TAGS = frozenset((
    "DT", "PDT", "WDT", "PRP$", "POS", "WP$", "EX", "PRP", "WP", "RB", "RBR", "IN", "TO", "MD", "VBD", "VBZ",
    "VBP", "UH",
))  # fmt: skip
_PEOPLE = frozenset({"PERSON", "GROUP"})
_GROUP_PRONOUNS = frozenset({"they", "them", "themselves", "we", "us"})
_POSSESSIVES = {"his": "PERSON", "her": "PERSON"}
_SINGLING = frozenset({"other", "another", "second", "first", "third", "latter"})
_COUNTED_OUT = frozenset({"one", "two", "both", "three", "first", "second"})
_DEFINITE = frozenset({"the", "this", "that", "these", "those", "his", "her", "their", "its", "our", "my"})
_DOING_OR_DONE = frozenset({"nsubj", "nsubjpass", "dobj"})
_UNIVERSAL = frozenset({"every", "each", "neither"})  # "every visitor": nobody is meant
_COUNTED_LABELS = frozenset({"GROUP", "PLATFORM", "WEAPON"})
# Places, documents and organisations are described only where a reader could ask which one.
_MAX_HEADLINE = 25  # tokens
_NEEDS_SUPPORT = frozenset({"PLACE", "ORG", "DOCUMENT", "UNIT"})


class NominalFinder:
    """The head nouns, indexed by their last word."""

    def __init__(self, lexicon: Lexicon, *, possessive_pronouns: bool) -> None:
        self._heads: Mapping[str, tuple[Head, ...]] = lexicon.heads
        self._possessive_pronouns = possessive_pronouns
        self._left_out = lexicon.words("names", "left_out_of_descriptions")
        self._counts = lexicon.words("names", "counts")
        self._bodies_if_meant = lexicon.words("names", "bodies_if_meant")
        self._posts = PostReader(lexicon)
        self._trades = TradeFinder(lexicon, self._posts)
        self._owned = lexicon.words("names", "owned_by_bodies")
        self._targets = Targets(lexicon)
        self._struck_only = lexicon.words("names", "struck_only")
        self._set_phrases = lexicon.names["set_phrases"]
        self._captives = lexicon.words("names", "captives")
        self._nominalised = lexicon.words("names", "nominalised")
        self._hardware = lexicon.words("names", "hardware")
        self._bare_places = lexicon.words("names", "bare_places")
        self._claiming = lexicon.words("names", "claiming")
        self._together = lexicon.words("names", "together")
        self._collectives = Collectives(lexicon)
        self._longer = {
            (*head.words[:2], last) for last, heads in lexicon.heads.items() for head in heads if len(head.words) == 2
        }

    def find(
        self, tokens: Tokens, names: Sequence[Candidate], titles: Sequence[Title], values: Values
    ) -> Iterator[Candidate]:
        """Descriptions, "one of ..." constructions, titles as mentions, pronouns."""
        blocked = block(names, values)
        described: dict[int, Candidate] = {}
        for i, word in enumerate(tokens.lower):
            if word in self._heads and i not in blocked.inside:
                candidate = self._description(tokens, i, blocked)
                if candidate is not None:
                    described[i] = candidate
        fit_to_posts(tokens, described, titles, blocked)
        _join_pairs(tokens, described, blocked, self._claiming)
        for title in titles:
            if title.head not in blocked.inside:
                yield _span(
                    tokens, title.first, title.last, title.head, title.label, "nominal", "titles", Strength.STRUCTURE
                )
                if title.label == "ROLE" and title.head not in described:
                    somebody = holder(tokens, title, blocked, self._is_person(tokens))
                    if somebody is not None:
                        yield somebody
        yield from self._trades.apposed(tokens, names)
        yield from self._trades.soldiers(tokens, blocked)
        yield from described.values()
        for first, body in self._targets.owners(tokens, described, blocked):
            yield _span(tokens, first, body + 1, body, "ORG", "nominal", "nominals", Strength.MODEL)
        counted = list(self._counted(tokens, described, names, values))
        yield from counted
        yield from self._singled_out(tokens, [*described.values(), *counted], blocked)
        yield from self._pronouns(tokens)
        yield from find_if_meant(tokens, values, blocked, self._bodies_if_meant, self._together)

    def widen(
        self, tokens: Tokens, things: Sequence[Candidate], names: Sequence[Candidate], values: Values
    ) -> Iterator[Candidate]:
        """Weapons, platforms and documents with their premodifiers and their noun: "two S-300 missiles"."""
        blocked = block(names, values)
        for thing in things:
            last, head = thing.last, thing.last - 1
            if tokens.dep[head] in _MODIFYING and tokens.head[head] > head:
                noun = tokens.head[head]
                if tokens.lower[noun] in self._hardware and thing.label == "WEAPON" and noun == head + 1:
                    last, head = noun + 1, noun
                elif tokens.lower[noun] in self._heads and all(
                    tokens.pos[j] in {"NOUN", "PROPN", "ADJ", "PUNCT", "VERB"} and j not in blocked.inside
                    for j in range(head + 1, noun)
                ):
                    found = self._head_at(tokens, noun)
                    if found is not None and found.label in {"WEAPON", "PLATFORM", "DOCUMENT"}:
                        last, head = noun + 1, noun
            first = self._reach_left(tokens, thing.first + 1, 1, blocked, subtree_of=head)
            yield Candidate(
                tokens.start[first],
                tokens.end[last - 1],
                first,
                last,
                head,
                thing.label,
                thing.kind,
                thing.detector,
                thing.strength,
            )

    def _description(self, tokens: Tokens, i: int, blocked: Blocked) -> Candidate | None:
        head = self._head_at(tokens, i)
        if (
            head is None
            or self._modifies(tokens, i)
            or i + 1 in blocked.person_starts
            or became(tokens, i, self._captives)
            or in_set_phrase(tokens, i, self._set_phrases)
        ):
            return None
        if (
            tokens.pos[i] not in {"NOUN", "PROPN"}
            and tokens.tag[i] not in {"NN", "NNS", "NNP", "NNPS"}
            and not (tokens.lower[i] in self._nominalised and self._is_nominalised(tokens, i))
        ):
            return None
        if i + 2 < len(tokens) and (tokens.lower[i], tokens.lower[i + 1], tokens.lower[i + 2]) in self._longer:
            return None
        label = self._label(tokens, i, head)
        first = self._reach_left(tokens, i, len(head.words), blocked)
        is_turned = any(tokens.lower[j] in head.turning_words for j in range(first, i))
        if head.turns_to is not None and (is_turned or self._collectives.is_of_force(tokens, i, blocked)):
            label = head.turns_to
        if label == "PLACE" and self._collectives.is_staffed(tokens, i):
            label = "ORG"
        is_struck = label == "PLACE" and self._targets.are_hit(tokens, i)
        if label in _NEEDS_SUPPORT and not (is_struck or self._is_supported(tokens, i, first, label)):
            return None
        if (tokens.lower[i] in self._struck_only and not is_struck) or self._collectives.is_power(tokens, i):
            return None
        if first and tokens.lower[first - 1] in _UNIVERSAL:
            return None
        at = i - len(head.words) if "of" in head.words else i
        if label == "PERSON" and self._only_says_what(tokens, first, at, head, blocked):
            return None
        return _span(tokens, first, i + 1, at, label, "nominal", "nominals", Strength.MODEL)

    def _only_says_what(self, tokens: Tokens, first: int, i: int, head: Head, blocked: Blocked) -> bool:
        """Whether the noun is the title, trade or rank of somebody who is mentioned beside it, and nobody of its own."""
        if titles_a_name(tokens, i, blocked) or self._posts.says_what(tokens, first, i, head, blocked):
            return True
        if head.also is None:
            return False

        told = (tokens, first, i, blocked, self._is_person(tokens))
        return names_its_holder(*told) or self._posts.is_bare_post(*told)

    def _is_person(self, tokens: Tokens) -> IsPerson:
        return lambda j: any(noun.label == "PERSON" for noun in self._heads.get(tokens.lower[j], ()))

    @staticmethod
    def _is_nominalised(tokens: Tokens, i: int) -> bool:
        """ "their own wounded", "52 wounded": an adjective or participle that stands for people."""
        if not i or (i + 1 < len(tokens) and tokens.pos[i + 1] in {"NOUN", "PROPN", "ADJ", "PART"}):
            return False
        before = tokens.tag[i - 1] in {"DT", "PRP$", "CD", "POS"} or tokens.lower[i - 1] == "own"
        return before and (tokens.dep[i] in _ARGUMENTS or tokens.tag[i - 1] == "CD")

    def _head_at(self, tokens: Tokens, i: int) -> Head | None:
        for head in self._heads[tokens.lower[i]]:
            n = len(head.words)
            if not n or tuple(tokens.lower[max(0, i - n) : i]) == head.words:
                return head
        return None

    def _modifies(self, tokens: Tokens, i: int) -> bool:
        """Whether the noun only modifies the next one: "drone footage"."""
        head = tokens.head[i]
        return (
            tokens.dep[i] in _MODIFYING
            and head > i
            and not became(tokens, head, self._captives)
            and all(tokens.pos[j] in {"NOUN", "PROPN", "ADJ", "PUNCT", "NUM"} for j in range(i + 1, head + 1))
        )

    @staticmethod
    def _label(tokens: Tokens, i: int, head: Head) -> str:
        if head.label == "PERSON":
            is_holding = tokens.lower[i + 2 : i + 3] == ["held"] and tokens.text[i + 1] == "-"  # "rebel-held"
            return "GROUP" if head.is_plural or is_holding or tokens.tag[i] in _PLURAL_TAGS else "PERSON"
        return head.label

    def _reach_left(self, tokens: Tokens, i: int, n_words: int, blocked: Blocked, subtree_of: int | None = None) -> int:
        first = i - n_words
        top = i if subtree_of is None else subtree_of
        top = (
            tokens.head[top] if became(tokens, tokens.head[top], self._captives) else top
        )  # "took 11 [fishermen hostage]"
        floor = min(first, max(tokens.left[top], tokens.sentence_start(i)))
        while first > floor:
            j = first - 1
            hyphen = tokens.text[j] in {"-", "–"} and tokens.end[j] == tokens.start[first]
            if tokens.text[j] in {"-", "–"} and not hyphen:
                break  # "Musa Adole - commander": a dash
            piece = blocked.pieces.get(j)
            if piece is not None:
                if piece < tokens.sentence_start(i) or j in blocked.dates:
                    break
                first = piece
                if j in blocked.counts:
                    break
                continue
            if self._ends_a_name(tokens, j, first, blocked):
                break
            is_participle = tokens.tag[j] == "VBD" and tokens.dep[j] == "amod"  # "two wounded soldiers"
            if not (hyphen or is_participle) and (
                (tokens.tag[j] in _LEAVE_OUT_TAGS and not self._is_inside(tokens, j, first))
                or (
                    tokens.pos[j] in {"PUNCT", "SPACE", "VERB", "AUX"}
                    and tokens.tag[j] not in {"VBN", "VBG", "JJ", "HYPH"}
                )
            ):
                break
            first = j
        if tokens.lower[first] == "dead" and first + 1 in blocked.pieces:
            first += 1  # "shot dead 30 civilians"
        while (
            first < i - n_words
            and first not in blocked.pieces
            and (tokens.lower[first] in self._left_out or tokens.tag[first] == "CC")
        ):
            first += 1
        return first

    @staticmethod
    def _ends_a_name(tokens: Tokens, j: int, first: int, blocked: Blocked) -> bool:
        """ "the 188th Brigade and [combat engineers]": the name before "and" modifies nothing behind it."""
        return tokens.tag[j] == "CC" and j - 1 in blocked.inside and first not in blocked.inside

    @staticmethod
    def _is_inside(tokens: Tokens, j: int, first: int) -> bool:
        """An adverb of a participle ("recently mobilised convicts") and the words of a bound ("at least two")."""
        return tokens.dep[j] in {"advmod", "quantmod"} and first <= tokens.head[j]

    def _is_supported(self, tokens: Tokens, i: int, first: int, label: str) -> bool:
        if first < i or any(tokens.lower[j] in _DEFINITE for j in (*tokens.children(i), i - 1) if 0 <= j < i):
            return True
        if tokens.lower[i] in self._bare_places and i and tokens.lower[i - 1] in {"to", "in", "from"}:
            return True
        if (tokens.tag[i] in _PLURAL_TAGS and label != "PLACE") or any(
            tokens.tag[j] == "DT" or tokens.dep[j] == "poss" for j in tokens.children(i) if j < i
        ):
            return True
        return label == "PLACE" and tokens.dep[i] in _ARGUMENTS and self._is_clipped(tokens, i)

    @staticmethod
    def _is_clipped(tokens: Tokens, i: int) -> bool:
        """Whether a sentence is written without articles: a headline ("Shells hit market in X")."""
        first, last = tokens.sentence_bounds[tokens.sentence[i]]
        return last - first <= _MAX_HEADLINE and tokens.text[last - 1] != "." and "DT" not in tokens.tag[first:last]

    def _counted(
        self, tokens: Tokens, described: Mapping[int, Candidate], names: Sequence[Candidate], values: Values
    ) -> Iterator[Candidate]:
        """ "one of the soldiers" (PERSON), "some of them", "one of the squads" (GROUP), "nineteen of the drones"."""
        people = {c.head: c for c in described.values() if c.label in _COUNTED_LABELS}
        people |= {n.last - 1: n for n in names if n.label == "GROUP"}
        counts = {c.last: c.first for c in values.candidates if values.counts(c)}
        for i, word in enumerate(tokens.lower):
            if word != "of" or not i:
                continue
            first = counts.get(i, i - 1 if tokens.lower[i - 1] in self._counts else None)
            if first is None:
                continue
            end = self._end_of_people(tokens, i + 1, people)
            if end is not None:
                single = i - first == 1 and tokens.lower[first] in {"one", "another", "none", "each"}
                label = self._label_of_part(tokens, people.get(end - 1), single=single)
                yield _span(tokens, first, end, i - 1, label, "nominal", "nominals:of", Strength.MODEL)

    def _label_of_part(self, tokens: Tokens, whole: Candidate | None, *, single: bool) -> str:
        if whole is not None and whole.label != "GROUP":
            return whole.label
        head = (
            self._head_at(tokens, whole.head) if whole is not None and tokens.lower[whole.head] in self._heads else None
        )
        return "PERSON" if single and not (head is not None and head.is_collective and head.is_plural) else "GROUP"

    @staticmethod
    def _end_of_people(tokens: Tokens, i: int, people: Mapping[int, Candidate]) -> int | None:
        for j in range(i, min(i + 8, len(tokens))):
            if j in people and people[j].first <= max(i + 1, j):
                return j + 1
            if j == i and tokens.lower[j] in {"them", "us", "ours", "whom"}:
                return j + 1 if tokens.lower[j] != "whom" else None
            if tokens.pos[j] in {"VERB", "AUX", "PUNCT"} and tokens.tag[j] not in {"VBN", "VBG", "HYPH"}:
                return None
        return None

    @staticmethod
    def _singled_out(tokens: Tokens, described: Sequence[Candidate], blocked: Blocked) -> Iterator[Candidate]:
        """ "one soldier ..., while the other ...": an ordinal or "other" without a noun, after somebody was counted."""
        counted = sorted((c for c in described if tokens.lower[c.first] in _COUNTED_OUT), key=lambda c: c.first)
        taken = {i for c in described for i in range(c.first, c.last)}
        for i, word in enumerate(tokens.lower):
            if word not in _SINGLING or i in taken or i in blocked.pieces or not i:
                continue
            if tokens.dep[i] not in _ARGUMENTS or (tokens.lower[i - 1] not in {"the", "and"} and word != "another"):
                continue
            if i + 1 < len(tokens) and tokens.pos[i + 1] in {"NOUN", "PROPN", "ADJ", "NUM"}:
                continue
            here = tokens.sentence[i]
            before = [c for c in counted if c.last <= i and here - tokens.sentence[c.first] <= 2]
            if before:
                label = "PERSON" if before[-1].label == "GROUP" else before[-1].label
                yield _span(tokens, i, i + 1, i, label, "nominal", "nominals:other", Strength.MODEL)

    def _owns_people(self, tokens: Tokens, i: int) -> bool:
        """ "Its commander", "their 2nd Battalion": a body's people and units; the label is its referent's, once found."""
        noun = tokens.head[i]
        if tokens.lower[i] not in {"its", "their"} or noun < i:
            return False
        word = str(tokens.doc[noun].lemma_).lower()
        return word in self._owned or any(h.label == "UNIT" for h in self._heads.get(tokens.lower[noun], ()))

    def _pronouns(self, tokens: Tokens) -> Iterator[Candidate]:
        for i, word in enumerate(tokens.lower):
            if tokens.tag[i] == "PRP":
                label = "PERSON" if word in PERSON_PRONOUNS else "GROUP" if word in _GROUP_PRONOUNS else None
                label = (
                    "ORG" if word == "it" and tokens.dep[i] in _DOING_OR_DONE else label
                )  # its referent's, once found
            elif word == "both" and tokens.dep[i] in _ARGUMENTS and not begins_phrase(tokens, i + 1):
                floats = i and tokens.pos[i - 1] in {"NOUN", "PROPN", "PRON"}  # "the two armies both said"
                label = None if floats else "GROUP"
            elif tokens.tag[i] == "PRP$" and self._possessive_pronouns:
                label = "ORG" if self._owns_people(tokens, i) else _POSSESSIVES.get(word)
            else:
                continue
            if label is not None:
                yield _span(tokens, i, i + 1, i, label, "pronoun", "pronouns", Strength.MODEL)


def _join_pairs(tokens: Tokens, described: dict[int, Candidate], blocked: Blocked, claiming: frozenset[str]) -> None:
    """ "689 officers and men" are counted together, so they are one description; not where they only say something."""
    for i in sorted(described):
        one, other = described.get(i), described.get(i + 2)
        if one is None or other is None or tokens.lower[i + 1] not in {"and", "or"} or other.first != i + 2:
            continue
        if tokens.dep[i] == "nsubj" and tokens.doc[tokens.head[i]].lemma_ in claiming:
            continue
        if one.label == other.label == "GROUP" and one.first in blocked.counts:
            del described[i + 2]
            described[i] = replace(one, last=other.last, end=other.end)


def _span(
    tokens: Tokens, first: int, last: int, head: int, label: str, kind: str, detector: str, strength: Strength
) -> Candidate:
    return Candidate(tokens.start[first], tokens.end[last - 1], first, last, head, label, kind, detector, strength)
