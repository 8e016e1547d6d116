"""Which names of an article mean the same person: full names, shortened ones, and a surname that several bear.

Who bears a surname is read in the order of the text: "Reed" before his father is named is the son, and goes on to be.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence

from rapidfuzz.distance import Levenshtein

from pipeline.annotate.coref_names import Groups, fold
from pipeline.annotate.coref_titles import Titles
from pipeline.annotate.spans import Candidate
from pipeline.annotate.tokens import Tokens

_SPELLING_CHARS = 6  # letters from which one letter more or less is a spelling, not another name
_NICKNAME_CHARS = 3  # "Wes" of Wesley, "Dan" of Daniel
_ARTICLE = re.compile(r"(?:al|el|ad|an|ar|as|ash|at|az)[-‐‑]")  # "al-Musawi" and "Musawi"
_HYPHENS = re.compile(r"[-‐‑]")
_FEMININE = ("a", "e")
_GENERATION = frozenset({"jr", "sr", "junior", "senior", "ii", "iii", "iv"})

Words = tuple[str, ...]


def join_people(tokens: Tokens, mentions: Sequence[Candidate], titles: Mapping[int, Titles], groups: Groups) -> None:
    """Join the names of people: those that name one person in full, then each shorter one with its only bearer."""
    members = [n for n, m in enumerate(mentions) if m.label == "PERSON" and m.kind == "name"]
    words = {n: _words_of(tokens.source[mentions[n].start : mentions[n].end]) for n in members}
    full = [n for n in members if len(words[n]) > 1]
    for i, n in enumerate(full):
        same = next((m for m in full[:i] if words[m] == words[n] or _is_one_person(words[m], words[n])), None)
        if same is not None:
            groups.join(same, n)
    for n in full:
        longer = {groups.find(m) for m in full if _is_part(words[n], words[m])}
        if len(longer) == 1:
            groups.join(longer.pop(), n)
    _join_short(members, words, titles, groups)


def _join_short(
    members: Sequence[int], words: Mapping[int, Words], titles: Mapping[int, Titles], groups: Groups
) -> None:
    """Join names of one word in reading order: with their only bearer, else with whom the word meant before."""
    full = [n for n in members if len(words[n]) > 1]
    meant: dict[str, int] = {}
    for n in members:
        if len(words[n]) > 1:
            continue
        word = words[n][0]
        bearer = _only_bearer(n, word, full, words, groups)
        if bearer is None:
            bearer = _by_title(n, word, full, words, titles, groups)
        if bearer is None:
            bearer = meant.get(word)
        if bearer is not None:
            groups.join(bearer, n)
        meant[word] = groups.find(n)


def _only_bearer(n: int, word: str, full: Sequence[int], words: Mapping[int, Words], groups: Groups) -> int | None:
    """The only person of this surname; of several the only one named before; else of this first name or spelling."""
    for bears in (_has_surname, _has_word, _is_spelt_like, _has_half):
        found = {groups.find(m) for m in full if bears(words[m], word)}
        if len(found) > 1:
            found = {person for person in found if person < n}
        if found:
            return found.pop() if len(found) == 1 else None
    return None


def _by_title(
    n: int, word: str, full: Sequence[int], words: Mapping[int, Words], titles: Mapping[int, Titles], groups: Groups
) -> int | None:
    """Of several people of one surname the only one of this rank: "Colonel Kamara"."""
    if n not in titles:
        return None
    found = {
        groups.find(m) for m in full
        if _has_surname(words[m], word) and m in titles and titles[m].heads & titles[n].heads
    }  # fmt: skip
    return found.pop() if len(found) == 1 else None


def _words_of(name: str) -> Words:
    """The words of a name as its spellings share them, initials behind a surname first: ("al-Musawi" is "musawi")."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)).lower()
    parts = [_ARTICLE.sub("", part) for part in plain.split()]
    words = ["-".join(filter(None, map(fold, _HYPHENS.split(part)))) for part in parts]
    words = [word for word in words if word]
    while len(words) > 1 and len(words[-1].replace(" ", "")) == 1 and len(words[0]) > 1:
        words = [words[-1], *words[:-1]]  # "Perfilyev A. K."
    return tuple(words) or (plain,)


def _is_one_person(a: Words, b: Words) -> bool:
    """Whether two full names have one surname and no other first name."""
    if not _alike(a[-1], b[-1]):
        return False
    one, other = sorted((a[0], b[0]), key=len)
    if one == other:
        return True
    rest = other.removeprefix(one) if other.startswith(one) else ""
    if len(one) > 1 and rest.endswith(_FEMININE):
        return False  # "Daniel" and "Daniela"
    return _alike(one, other) or (bool(rest) and (len(one) == 1 or len(one) >= _NICKNAME_CHARS))


def _is_part(short: Words, long: Words) -> bool:
    """Whether one full name shortens another at one end: "Mora Tirado" of "Ulises Mora Tirado"."""
    size = len(short)
    if size >= len(long) or set(long) & _GENERATION:
        return False
    return long[:size] == short or long[-size:] == short


def _has_surname(name: Words, word: str) -> bool:
    return name[-1] == word


def _has_word(name: Words, word: str) -> bool:
    return word in name


def _has_half(name: Words, word: str) -> bool:
    return word in name[-1].split("-")  # "Byarugaba" of Deo Byarugaba-Ntume


def _is_spelt_like(name: Words, word: str) -> bool:
    return _alike(name[-1], word)


def _alike(a: str, b: str) -> bool:
    if a == b:
        return True
    return min(len(a), len(b)) >= _SPELLING_CHARS and Levenshtein.distance(a, b, score_cutoff=1) <= 1
