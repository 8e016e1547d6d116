"""Ranks and roles: where they stand, and how far they reach (configs/annotate/titles.yaml, heads.yaml)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from pipeline.annotate.lexicon import Lexicon
from pipeline.annotate.tokens import Tokens

_NOUNS = frozenset({"NOUN", "PROPN"})
_DUTY_JOINS = frozenset({"of", "for", "on"})
_DUTY_WORDS = frozenset({"NOUN", "PROPN", "ADJ"})
_MAX_DUTY_WORDS = 6
_JOINTS = frozenset({".", "-", "–"})
_ARGUMENTS = frozenset(
    {"nsubj", "nsubjpass", "dobj", "pobj", "attr", "appos", "conj", "ROOT", "agent", "dative", "oprd", "poss"}
)


@dataclass(frozen=True, slots=True)
class Title:
    """A rank or role over the tokens [first, last), headed by token `head`. `before_name`: a name may follow.

    The name begins at `name_at`, which is `last` but for "Colonel (Rtd) Musa".
    """

    first: int
    last: int
    head: int
    label: str
    before_name: bool
    name_at: int


class TitleFinder:
    """The title lists, indexed by their first or last word."""

    def __init__(self, lexicon: Lexicon) -> None:
        t = lexicon.titles
        plurals = _plurals(t["ranks"] - t["ranks_before_names"]) - t["ranks"]
        self._ranks = _by_first(t["ranks"] | plurals)
        self._plural_ranks = {tuple(_all_pieces(phrase)) for phrase in plurals}
        self._abbreviations = _by_first(t["abbreviations"])
        self._doubtful = {tuple(_all_pieces(phrase)) for phrase in t["doubtful_ranks"]}
        self._before_names = {tuple(_all_pieces(phrase)) for phrase in t["ranks_before_names"]}
        self._rank_modifiers = lexicon.words("titles", "rank_modifiers")
        self._rank_complements = _by_first(t["rank_complements"])
        self._reserve = lexicon.words("titles", "reserve")
        self._retired = lexicon.words("titles", "retired")
        self._things = lexicon.words("titles", "not_people") | frozenset(
            phrase[-1]
            for key in ("org_last", "unit_last", "place_after_capital", "place_after_any_case")
            for phrase in lexicon.names[key]
        )
        self._fixed = _by_first(t["fixed_roles"])
        self._acronyms = lexicon.words("titles", "role_acronyms")
        self._modifiers = lexicon.words("titles", "role_modifiers")
        self._weak_modifiers = lexicon.words("titles", "weak_role_modifiers")
        self._services = lexicon.words("titles", "services")
        self._not_in_role = lexicon.words("titles", "not_in_role") | {"-"}
        self._of_heads = lexicon.words("titles", "of_heads")
        self._of_complements = _by_first(t["of_complements"])
        self._duties = lexicon.words("titles", "duties")
        self._eponyms = lexicon.words("titles", "eponyms")
        self._deputies = lexicon.words("titles", "deputies")
        self._doubtful_roles = lexicon.words("titles", "doubtful_roles")
        self._roles = {
            word: tuple(h.words for h in heads if h.also == "ROLE" and not h.is_plural)
            for word, heads in lexicon.heads.items()
            if any(h.also == "ROLE" and not h.is_plural for h in heads)
        }
        self._words = (
            frozenset(self._ranks)
            | frozenset(self._abbreviations)
            | frozenset(self._fixed)
            | frozenset(self._roles)
            | self._acronyms
        )

    def find(self, tokens: Tokens) -> list[Title]:
        """All titles of a text, by position; ranks before roles where both begin at one token."""
        found: list[Title] = []
        at = 0
        for i, word in enumerate(tokens.lower):
            if i < at or (word not in self._words and (word.isalpha() or not self._begins(word))):
                continue
            title = self._title_at(tokens, i, at)
            if title is None:
                continue
            before = found[-1] if found else None
            if before is not None and self._is_deputy_of(tokens, before, title):
                found[-1] = title = replace(title, first=before.first)
            else:
                found.append(title)
            at = title.last
        return found

    def _begins(self, word: str) -> bool:
        pieces = _pieces(word)
        return bool(pieces) and pieces[0] in self._words

    def _title_at(self, tokens: Tokens, i: int, not_before: int) -> Title | None:
        fixed = self._fixed_role_at(tokens, i, not_before)
        rank = self._rank_reached(tokens, i, not_before)
        if fixed is not None and (rank is None or fixed.last > rank.last):
            return fixed
        return rank or fixed or self._role_at(tokens, i, not_before)

    def _is_deputy_of(self, tokens: Tokens, before: Title, title: Title) -> bool:
        """Whether two roles are one: "deputy" + "company commander", "First Deputy" + "Chief of the General Staff"."""
        return (
            before.label == title.label == "ROLE"
            and before.first <= title.first <= before.last
            and tokens.lower[before.head] in self._deputies
        )

    def _rank_reached(self, tokens: Tokens, i: int, not_before: int) -> Title | None:
        """The rank at token `i` with the capitalised words that belong to it: "Guards Senior Sergeant 1st Class"."""
        title = self._rank_at(tokens, i)
        if title is None or not tokens.capital[i]:
            return title
        first, last, name_at = i, title.last, title.name_at
        floor = max(not_before, tokens.sentence_start(i))
        while first > floor and tokens.capital[first - 1] and tokens.lower[first - 1] in self._rank_modifiers:
            first -= 1
        more = _longest_at(tokens, last, self._rank_complements) if last < len(tokens) else None
        if more is not None and (tokens.capital[last] or tokens.text[last][0].isdigit() or tokens.lower[last] == "of"):
            last, name_at = (more, more) if self._is_complement(tokens, last, more) else (last, name_at)
        bracket = self._reserve_bracket(tokens, last)
        if bracket is not None:
            close, is_kept = bracket
            last, name_at = close if is_kept else last, close
        return Title(first, last, last - 1, "RANK", title.before_name or self._name_follows(tokens, name_at), name_at)

    @staticmethod
    def _is_complement(tokens: Tokens, last: int, more: int) -> bool:
        """Whether what follows a rank completes it: "Sergeant First Class Lee", not the initial of "Gen I. J. Musa"."""
        is_initial = more - last == 1 and (tokens.text[last].endswith(".") or tokens.text[more : more + 1] == ["."])
        return not is_initial and (is_name_word(tokens, more) or tokens.text[more : more + 1] == ["("])

    def _reserve_bracket(self, tokens: Tokens, at: int) -> tuple[int, bool] | None:
        """Where the bracket of "Captain (res.)" or "Colonel (Rtd)" ends, and whether it belongs to the rank."""
        if at + 2 >= len(tokens) or tokens.text[at] != "(":
            return None
        close = next((j for j in range(at + 2, min(at + 5, len(tokens))) if tokens.text[j] == ")"), None)
        word = tokens.lower[at + 1].rstrip(".")
        if close is None or word not in self._reserve | self._retired:
            return None
        return close + 1, word in self._reserve

    def _rank_at(self, tokens: Tokens, i: int) -> Title | None:
        last = _longest_at(tokens, i, self._ranks)
        if last is not None:
            follows = self._name_follows(tokens, self._past_bracket(tokens, last))
            phrase = tuple(_all_pieces(tokens.lower[i:last]))
            if phrase in self._plural_ranks:
                is_plural = tokens.tag[last - 1] in {"NNS", "NNPS"}
                return Title(i, last, last - 1, "RANK", follows, last) if is_plural else None
            if phrase in self._before_names and not (follows and tokens.capital[i]):
                return None
            if phrase in self._doubtful and not follows and not self._is_somebody(tokens, last - 1):
                return None
            if last - i == 1 and tokens.capital[i] and self._names_thing(tokens, last):
                return None
            if tokens.pos[last - 1] in _NOUNS or follows or (tokens.capital[i] and last - i > 1):
                return Title(i, last, last - 1, "RANK", follows, last)
        last = _longest_at(tokens, i, self._abbreviations)
        if (
            last is not None
            and last < len(tokens)
            and tokens.text[last] == "."
            and tokens.start[last] == tokens.end[last - 1]
        ):
            last += 1
        if last is not None and tokens.capital[i] and self._name_follows(tokens, self._past_bracket(tokens, last)):
            return Title(i, last, last - 1, "RANK", True, last)
        return None

    def _past_bracket(self, tokens: Tokens, last: int) -> int:
        bracket = self._reserve_bracket(tokens, last)
        return last if bracket is None else bracket[0]

    def _name_follows(self, tokens: Tokens, i: int) -> bool:
        """Whether a person's name may begin at token `i`: no second rank, as in "Commandant Col Musa"."""
        if not is_name_word(tokens, i):
            return False
        second = _longest_at(tokens, i, self._abbreviations) or _longest_at(tokens, i, self._ranks)
        return second is None or not is_name_word(tokens, second)

    def _names_thing(self, tokens: Tokens, i: int) -> bool:
        """Whether the capitalised words from token `i` end as things do: "(General) Staff", "(Major) Crimes Unit"."""
        last = i
        while last < len(tokens) and tokens.capital[last] and tokens.pos[last] in _NOUNS | {"ADJ"}:
            last += 1
        return last > i and (tokens.lower[last - 1] in self._things or tokens.lower[i] in self._things)

    @staticmethod
    def _is_somebody(tokens: Tokens, i: int) -> bool:
        if tokens.tag[i] not in {"NN", "NNP"} or tokens.dep[i] not in _ARGUMENTS:
            return False
        if tokens.sentence_start(i) == i:
            return False
        return tokens.capital[i] or any(tokens.tag[j] in {"DT", "PRP$"} for j in tokens.children(i) if j < i)

    def _fixed_role_at(self, tokens: Tokens, i: int, not_before: int) -> Title | None:
        last = _longest_at(tokens, i, self._fixed)
        if last is None and tokens.lower[i] in self._acronyms and tokens.text[i].isupper():
            last = i + 1
        if last is None:
            return None
        first = self._reach_left(tokens, i, not_before)
        last = self._reach_duty(tokens, last)
        return Title(first, last, last - 1, "ROLE", is_name_word(tokens, last), last)

    def _role_at(self, tokens: Tokens, i: int, not_before: int) -> Title | None:
        before = self._roles.get(tokens.lower[i])
        if before is None or (tokens.pos[i] not in _NOUNS and not (tokens.capital[i] and is_name_word(tokens, i + 1))):
            return None
        start = next((i - len(w) for w in before if tuple(tokens.lower[max(0, i - len(w)) : i]) == w), None)
        if start is None or (i and tokens.text[i - 1] == "-" and start == i and not self._joined(tokens, i)):
            return None
        if tokens.capital[i] and tokens.lower[i] in self._eponyms and self._names_thing(tokens, i + 1):
            return None
        first = self._reach_left(tokens, start, not_before)
        last = self._reach_right(tokens, i)
        follows = is_name_word(tokens, last)
        if tokens.lower[i] == "guard" and tokens.capital[i] and first < start:
            return None  # the National Guard
        if tokens.lower[i] in self._doubtful_roles and not follows and last == i + 1:
            is_bare = all(tokens.lower[j] in self._weak_modifiers for j in range(first, start))
            if is_bare and not self._takes_of(tokens, last):
                return None
        if (
            not follows
            and tokens.dep[i] in {"compound", "amod"}
            and tokens.head[i] == i + 1
            and not tokens.capital[i + 1]
        ):
            return None
        return Title(first, last, i, "ROLE", follows, last)

    @staticmethod
    def _joined(tokens: Tokens, i: int) -> bool:
        return i > 1 and tokens.end[i - 1] == tokens.start[i] and tokens.pos[i - 2] in {"NOUN", "ADJ"}

    @staticmethod
    def _takes_of(tokens: Tokens, last: int) -> bool:
        return last < len(tokens) and tokens.lower[last] in {"of", "at", "for"} and tokens.lower[last - 1] != "guard"

    def _reach_left(self, tokens: Tokens, start: int, not_before: int) -> int:
        first = start
        floor = max(not_before, tokens.sentence_start(start))
        while first > floor:
            word, j = tokens.lower[first - 1], first - 1
            if word in self._not_in_role or (tokens.pos[j] == "PUNCT" and word != "-"):
                break
            if word in self._services and tokens.capital[j] and not tokens.capital[start]:
                break  # "Army spokesman": the Army is whom he speaks for
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
        return self._reach_duty(tokens, i + 1) if tokens.lower[i] in self._of_heads else i + 1

    def _reach_duty(self, tokens: Tokens, at: int) -> int:
        """The end of "(Director) Army Public Relations", "(Chief) of Medical Services"; `at` where there is no duty."""
        if at + 1 >= len(tokens) or not (tokens.capital[at - 1] or tokens.lower[at] in _DUTY_JOINS):
            return at
        last = at + 1 if tokens.lower[at] in _DUTY_JOINS else at
        reached = at
        limit = min(len(tokens), last + _MAX_DUTY_WORDS)
        is_capital = tokens.capital[last]
        while last < limit and tokens.pos[last] in _DUTY_WORDS and tokens.capital[last] == is_capital:
            last += 1
            if tokens.lower[last - 1] in self._duties and (is_capital or tokens.lower[at] in {"for", "on"}):
                reached = last
            if last + 1 < limit and tokens.lower[last] in {"and", "&"} and tokens.lower[last + 1] in self._duties:
                last += 1
        return reached if tokens.capital[at] or tokens.lower[at] in _DUTY_JOINS else at


def is_name_word(tokens: Tokens, i: int) -> bool:
    """Whether token `i` looks like the first word of a person's name: capitalised, a noun or initials."""
    if i >= len(tokens) or not tokens.capital[i]:
        return False
    if is_initials(tokens.text[i]):
        return i + 1 < len(tokens) and tokens.capital[i + 1]
    return tokens.pos[i] in {"PROPN", "NOUN", "ADJ", "X", "VERB"} and len(tokens.text[i]) > 1


def is_initials(word: str) -> bool:
    """Whether a word is one to three capitals with their points: "A.M.", "V.O.", "J." """
    return len(word) <= 6 and word.endswith(".") and all(len(part) == 1 and part.isupper() for part in _pieces(word))


def _plurals(phrases: Iterable[tuple[str, ...]]) -> frozenset[tuple[str, ...]]:
    return frozenset((*phrase[:-1], phrase[-1] + "s") for phrase in phrases if phrase[-1].isalpha())


def _all_pieces(phrase: Iterable[str]) -> Iterator[str]:
    return (piece for word in phrase for piece in _pieces(word))


Phrases = dict[str, tuple[tuple[str, ...], ...]]


def _by_first(phrases: Iterable[tuple[str, ...]]) -> Phrases:
    """Phrases as pieces, without hyphens and points, by their first piece, the longest first."""
    found: dict[str, set[tuple[str, ...]]] = {}
    for phrase in phrases:
        pieces = tuple(_all_pieces(phrase))
        found.setdefault(pieces[0], set()).add(pieces)
    return {first: tuple(sorted(ps, key=lambda p: (-len(p), p))) for first, ps in found.items()}


def _pieces(word: str) -> list[str]:
    """What is left of a word without points and hyphens: "maj.-gen." is "maj" and "gen"."""
    return [piece for piece in word.replace("-", ".").split(".") if piece]


def _longest_at(tokens: Tokens, i: int, phrases: Phrases) -> int | None:
    """Where the longest phrase that begins at token `i` ends, points and hyphens aside."""
    pieces = _pieces(tokens.lower[i]) if i < len(tokens) else []
    for phrase in phrases.get(pieces[0], ()) if pieces else ():
        at, n = i, 0
        while n < len(phrase) and at < len(tokens):
            here = _pieces(tokens.lower[at])
            is_joint = not here and tokens.text[at] in _JOINTS and tokens.start[at] == tokens.end[at - 1]
            if tuple(here) != phrase[n : n + len(here)] or not (here or is_joint):
                break
            n += len(here)
            at += 1
        if n == len(phrase):
            return at
    return None


def iter_title_tokens(titles: Iterable[Title]) -> Iterator[int]:
    """Indices of all tokens inside titles."""
    for title in titles:
        yield from range(title.first, title.last)
