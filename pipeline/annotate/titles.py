"""Ranks and roles: where they stand, and how far they reach (configs/annotate/titles.yaml, heads.yaml)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.annotate.lexicon import Lexicon
from pipeline.annotate.tokens import Tokens

_NOUNS = frozenset({"NOUN", "PROPN"})
_ARGUMENTS = frozenset(
    {"nsubj", "nsubjpass", "dobj", "pobj", "attr", "appos", "conj", "ROOT", "agent", "dative", "oprd", "poss"}
)


@dataclass(frozen=True, slots=True)
class Title:
    """A rank or role over the tokens [first, last), headed by token `head`. `before_name`: a name may follow."""

    first: int
    last: int
    head: int
    label: str
    before_name: bool


class TitleFinder:
    """The title lists, indexed by their first or last word."""

    def __init__(self, lexicon: Lexicon) -> None:
        t = lexicon.titles
        self._ranks = _by_first(t["ranks"])
        self._abbreviations = _by_first(t["abbreviations"])
        self._doubtful = t["doubtful_ranks"]
        self._before_names = t["ranks_before_names"]
        self._rank_modifiers = lexicon.words("titles", "rank_modifiers")
        self._rank_complements = _by_first(t["rank_complements"])
        self._fixed = _by_first(t["fixed_roles"])
        self._modifiers = lexicon.words("titles", "role_modifiers")
        self._not_in_role = lexicon.words("titles", "not_in_role") | {"-"}
        self._of_heads = lexicon.words("titles", "of_heads")
        self._of_complements = _by_first(t["of_complements"])
        self._doubtful_roles = lexicon.words("titles", "doubtful_roles")
        self._roles = {
            word: tuple(h.words for h in heads if h.also == "ROLE" and not h.is_plural)
            for word, heads in lexicon.heads.items()
            if any(h.also == "ROLE" and not h.is_plural for h in heads)
        }
        self._words = (
            frozenset(self._ranks) | frozenset(self._abbreviations) | frozenset(self._fixed) | frozenset(self._roles)
        )

    def find(self, tokens: Tokens) -> list[Title]:
        """All titles of a text, by position; ranks before roles where both begin at one token."""
        found: list[Title] = []
        at = 0
        for i, word in enumerate(tokens.lower):
            if i < at or (word.rstrip(".") not in self._words and word not in self._words):
                continue
            title = self._rank_reached(tokens, i, at) or self._fixed_role_at(tokens, i) or self._role_at(tokens, i, at)
            if title is not None:
                found.append(title)
                at = title.last
        return found

    def _rank_reached(self, tokens: Tokens, i: int, not_before: int) -> Title | None:
        """The rank at token `i` with the capitalised words that belong to it: "Guards Senior Sergeant 1st Class"."""
        title = self._rank_at(tokens, i)
        if title is None or not tokens.capital[i]:
            return title
        first, last = i, title.last
        floor = max(not_before, tokens.sentence_start(i))
        while first > floor and tokens.capital[first - 1] and tokens.lower[first - 1] in self._rank_modifiers:
            first -= 1
        more = _longest_at(tokens, last, self._rank_complements) if last < len(tokens) else None
        if more is not None and (tokens.capital[last] or tokens.text[last][0].isdigit()) and is_name_word(tokens, more):
            last = more
        return Title(first, last, last - 1, "RANK", title.before_name or is_name_word(tokens, last))

    def _rank_at(self, tokens: Tokens, i: int) -> Title | None:
        last = _longest_at(tokens, i, self._ranks)
        if last is not None:
            follows = is_name_word(tokens, last)
            phrase = tuple(tokens.lower[i:last])
            if phrase in self._before_names and not (follows and tokens.capital[i]):
                return None
            if phrase in self._doubtful and not follows and not self._is_somebody(tokens, last - 1):
                return None
            if tokens.pos[last - 1] in _NOUNS or follows or (tokens.capital[i] and last - i > 1):
                return Title(i, last, last - 1, "RANK", follows)
        last = _longest_at(tokens, i, self._abbreviations)
        if (
            last is not None
            and last < len(tokens)
            and tokens.text[last] == "."
            and tokens.start[last] == tokens.end[last - 1]
        ):
            last += 1
        if last is not None and tokens.capital[i] and is_name_word(tokens, last):
            return Title(i, last, last - 1, "RANK", True)
        return None

    @staticmethod
    def _is_somebody(tokens: Tokens, i: int) -> bool:
        if tokens.tag[i] not in {"NN", "NNP"} or tokens.dep[i] not in _ARGUMENTS:
            return False
        if tokens.sentence_start(i) == i:
            return False
        return tokens.capital[i] or any(tokens.tag[j] in {"DT", "PRP$"} for j in tokens.children(i) if j < i)

    def _fixed_role_at(self, tokens: Tokens, i: int) -> Title | None:
        last = _longest_at(tokens, i, self._fixed)
        if last is None:
            return None
        first = self._reach_left(tokens, i, i)
        return Title(first, last, last - 1, "ROLE", is_name_word(tokens, last))

    def _role_at(self, tokens: Tokens, i: int, not_before: int) -> Title | None:
        before = self._roles.get(tokens.lower[i])
        if before is None or (tokens.pos[i] not in _NOUNS and not (tokens.capital[i] and is_name_word(tokens, i + 1))):
            return None
        start = next((i - len(w) for w in before if tuple(tokens.lower[max(0, i - len(w)) : i]) == w), None)
        if start is None or (i and tokens.text[i - 1] == "-" and start == i and not self._joined(tokens, i)):
            return None
        first = self._reach_left(tokens, start, not_before)
        last = self._reach_right(tokens, i)
        follows = is_name_word(tokens, last)
        if (
            tokens.lower[i] in self._doubtful_roles
            and not follows
            and first == start
            and not self._takes_of(tokens, last)
        ):
            return None
        if (
            not follows
            and tokens.dep[i] in {"compound", "amod"}
            and tokens.head[i] == i + 1
            and not tokens.capital[i + 1]
        ):
            return None
        return Title(first, last, i, "ROLE", follows)

    @staticmethod
    def _joined(tokens: Tokens, i: int) -> bool:
        return i > 1 and tokens.end[i - 1] == tokens.start[i] and tokens.pos[i - 2] in {"NOUN", "ADJ"}

    @staticmethod
    def _takes_of(tokens: Tokens, last: int) -> bool:
        return last < len(tokens) and tokens.lower[last] in {"of", "at", "for"}

    def _reach_left(self, tokens: Tokens, start: int, not_before: int) -> int:
        first = start
        floor = max(not_before, tokens.sentence_start(start))
        while first > floor:
            word, j = tokens.lower[first - 1], first - 1
            if word in self._not_in_role or (tokens.pos[j] == "PUNCT" and word != "-"):
                break
            if (word in self._modifiers and tokens.pos[j] in {"ADJ", "NOUN", "PROPN"}) or (
                tokens.pos[j] == "NOUN"
                and not tokens.capital[j]
                and tokens.tag[j] in {"NN", "NNS"}
                and tokens.dep[j] == "compound"
            ):
                first = j
            else:
                break
        return first

    def _reach_right(self, tokens: Tokens, i: int) -> int:
        if i + 2 < len(tokens) and tokens.lower[i + 1] == "of" and tokens.lower[i] in self._of_heads:
            last = _longest_at(tokens, i + 2, self._of_complements)
            if last is not None and not (last < len(tokens) and tokens.text[last] == "-"):
                return last
        return i + 1


def is_name_word(tokens: Tokens, i: int) -> bool:
    """Whether token `i` looks like the first word of a person's name: capitalised, a noun, two letters or more."""
    return (
        i < len(tokens)
        and tokens.capital[i]
        and tokens.pos[i] in {"PROPN", "NOUN", "ADJ", "X", "VERB"}
        and len(tokens.text[i]) > 1
    )


Phrases = dict[str, tuple[tuple[str, ...], ...]]


def _by_first(phrases: Iterable[tuple[str, ...]]) -> Phrases:
    found: dict[str, list[tuple[str, ...]]] = {}
    for phrase in phrases:
        found.setdefault(phrase[0], []).append(phrase)
    return {first: tuple(sorted(ps, key=lambda p: (-len(p), p))) for first, ps in found.items()}


def _longest_at(tokens: Tokens, i: int, phrases: Phrases) -> int | None:
    """Where the longest phrase that begins at token `i` ends, abbreviation points aside."""
    for phrase in phrases.get(tokens.lower[i]) or phrases.get(tokens.lower[i].rstrip(".")) or ():
        at = i
        for n, word in enumerate(phrase):
            if n and at < len(tokens) and tokens.text[at] == "." and tokens.start[at] == tokens.end[at - 1]:
                at += 1
            if at >= len(tokens) or word not in {tokens.lower[at], tokens.lower[at].rstrip(".")}:
                break
            at += 1
        else:
            return at
    return None


def titles_ending_at(titles: Iterable[Title]) -> dict[int, Title]:
    """Titles by the index of the token after them."""
    return {title.last: title for title in titles}


def iter_title_tokens(titles: Iterable[Title]) -> Iterator[int]:
    """Indices of all tokens inside titles."""
    for title in titles:
        yield from range(title.first, title.last)
