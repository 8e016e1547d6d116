"""Titles as spans, and how their words are read: points and hyphens aside ("Maj.-Gen."), before a name or not."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.annotate.tokens import Tokens

_JOINTS = frozenset({".", "-", "–"})


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


def is_name_word(tokens: Tokens, i: int) -> bool:
    """Whether token `i` looks like the first word of a person's name: capitalised, a noun or initials."""
    if i >= len(tokens) or not tokens.capital[i]:
        return False
    if is_initials(tokens.text[i]) or (is_letter(tokens.text[i]) and tokens.pos[i] != "PRON"):
        return i + 1 < len(tokens) and tokens.capital[i + 1]
    return tokens.pos[i] in {"PROPN", "NOUN", "ADJ", "X", "VERB"} and len(tokens.text[i]) > 1


def is_letter(word: str) -> bool:
    """Whether a word is one capital, as initials without points are: the "A" and "E" of "Maj Gen A E Musa"."""
    return len(word) == 1 and word.isupper()


def is_initials(word: str) -> bool:
    """Whether a word is one to three capitals with their points: "A.M.", "V.O.", "J." """
    return len(word) <= 6 and word.endswith(".") and all(len(part) == 1 and part.isupper() for part in pieces_of(word))


def all_pieces(phrase: Iterable[str]) -> Iterator[str]:
    """The pieces of all words of a phrase."""
    return (piece for word in phrase for piece in pieces_of(word))


Phrases = dict[str, tuple[tuple[str, ...], ...]]


def by_first(phrases: Iterable[tuple[str, ...]]) -> Phrases:
    """Phrases as pieces, without hyphens and points, by their first piece, the longest first."""
    found: dict[str, set[tuple[str, ...]]] = {}
    for phrase in phrases:
        pieces = tuple(all_pieces(phrase))
        found.setdefault(pieces[0], set()).add(pieces)
    return {first: tuple(sorted(ps, key=lambda p: (-len(p), p))) for first, ps in found.items()}


def pieces_of(word: str) -> list[str]:
    """What is left of a word without points and hyphens: "maj.-gen." is "maj" and "gen"."""
    return [piece for piece in word.replace("-", ".").split(".") if piece]


def longest_at(tokens: Tokens, i: int, phrases: Phrases) -> int | None:
    """Where the longest phrase that begins at token `i` ends, points and hyphens aside."""
    pieces = pieces_of(tokens.lower[i]) if i < len(tokens) else []
    for phrase in phrases.get(pieces[0], ()) if pieces else ():
        at, n = i, 0
        while n < len(phrase) and at < len(tokens):
            here = pieces_of(tokens.lower[at])
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


def with_acronyms(tokens: Tokens, titles: Sequence[Title]) -> list[Title]:
    """The titles, with the acronyms that stand in brackets behind a role, here and wherever the article uses them again.

    "Divisional Police Officer (DPO)": the letters are initials of the role's words, small words may be left out.
    """
    known: dict[str, int] = {}
    for title in titles:
        at = title.last + 1
        in_brackets = at + 1 < len(tokens) and (tokens.text[at - 1], tokens.text[at + 1]) == ("(", ")")
        if (
            title.label == "ROLE"
            and in_brackets
            and _abbreviates(tokens.text[at], tokens.text[title.first : title.last])
        ):
            known.setdefault(tokens.text[at], at)
    if not known:
        return list(titles)
    covered = {i for title in titles for i in range(title.first, title.last)}
    added = [
        Title(i, i + 1, i, "ROLE", is_name_word(tokens, i + 1), i + 1)
        for i, word in enumerate(tokens.text)
        if word in known and i >= known[word] and i not in covered
    ]
    return sorted([*titles, *added], key=lambda title: title.first)


def _abbreviates(acronym: str, words: Sequence[str]) -> bool:
    if not (2 <= len(acronym) <= 6 and acronym.isupper() and acronym.isalpha()):
        return False
    initials = iter("".join(word[0] for word in words if word[0].isalpha()).upper())
    return acronym[0] == words[0][0].upper() and all(letter in initials for letter in acronym)


def without_names(titles: Sequence[Title], bounds: Sequence[tuple[int, int]]) -> list[Title]:
    """The titles, those that begin inside a name cut to what stands behind it: "commander" of "44th Brigade commander".

    `bounds` are tokens [first, last) of names; a name that a title holds, or that holds the head, changes nothing.
    """
    ends = {i: last for first, last in bounds for i in range(first + 1, last)}
    found = []
    for title in titles:
        last = ends.get(title.first, title.first)
        found.append(replace(title, first=last) if title.first < last <= title.head else title)
    return found
