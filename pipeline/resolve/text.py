"""Text normalising for comparing names: folding, tokens, and a skeleton that transliteration variants share."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

MAX_NAME_CHARS: Final = 200
_APOSTROPHES: Final = re.compile(r"['’‘ʼʹ`´′]")
_POSSESSIVE: Final = re.compile(r"['’](?:s)?$")
_WORDS: Final = re.compile(r"[^\W_]+")
# Letters that Unicode does not take apart, and Cyrillic ones; then spellings that transliterations of one sound take,
# in the order they are replaced. "a>b c>d" stands for a to b, c to d.
_LETTER_PAIRS: Final = (
    "ł>l ø>o đ>d ð>d þ>th ß>ss æ>ae œ>oe ı>i ə>e ħ>h ŋ>ng а>a б>b в>v г>g д>d е>e з>z и>i й>i к>k л>l м>m н>n о>o п>p "
    "р>r с>s т>t у>u ф>f х>kh ц>ts ч>ch ш>sh щ>shch ы>y э>e ю>yu я>ya ё>yo і>i ї>yi є>ye ґ>g ў>u ж>zh ъ> ь>"
)
_SOUND_PAIRS: Final = (
    "shch>sc sch>sc tch>c zh>z kh>h gh>g ph>f th>t dh>d ck>k sh>s ch>c ts>c tz>c cz>c dj>j dzh>j ou>u oo>u ee>i yo>o "
    "io>o yu>u iu>u ya>a ia>a ye>e ie>e iy>i yi>i ij>i y>i w>v q>k x>ks j>i"
)
_LETTERS: Final = dict(pair.split(">") for pair in _LETTER_PAIRS.split())
_SOUNDS: Final = tuple(pair.split(">") for pair in _SOUND_PAIRS.split())


@lru_cache(maxsize=200_000)
def fold(text: str) -> str:
    """Lower case Latin letters without marks and apostrophes, words parted by one space. Long texts are cut.

    >>> fold("Bol’shoye  Soldatskoye-2")
    'bolshoye soldatskoye 2'
    """
    text = _APOSTROPHES.sub("", text[:MAX_NAME_CHARS]).casefold()
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    plain = "".join(_LETTERS.get(c, c) for c in plain)
    return " ".join(_WORDS.findall(plain))


def tokens(text: str) -> list[str]:
    """The folded words of a name; a trailing possessive is no part of it.

    >>> tokens("Kim Jong-un's")
    ['kim', 'jong', 'un']
    """
    return fold(_POSSESSIVE.sub("", text.strip())).split()


@lru_cache(maxsize=200_000)
def skeleton(token: str) -> str:
    """What transliteration variants of one folded word share.

    >>> skeleton("zelenskyy") == skeleton("zelensky") == skeleton("zelenskiy") == skeleton("zelenskii")
    True
    >>> skeleton("zelensky") == skeleton("zalensky")
    False
    """
    for spelling, sound in _SOUNDS:
        token = token.replace(spelling, sound)
    squeezed = [c for i, c in enumerate(token) if i == 0 or token[i - 1] != c]
    return "".join(squeezed)


def is_acronym(text: str) -> bool:
    """Whether a name is an abbreviation in capitals: SBU, U.N., RSF, MoD, M23.

    >>> [is_acronym(t) for t in ("SBU", "U.N.", "MoD", "Azov", "Kyiv Post", "M23")]
    [True, True, True, False, False, True]
    """
    plain = text.replace(".", "").replace("-", "")
    if not 2 <= len(plain) <= 8 or " " in plain or not plain[0].isupper() or not plain.isalnum():
        return False
    return sum(c.isupper() for c in plain) >= 2 and sum(c.islower() for c in plain) <= len(plain) // 2


def initials(words: list[str]) -> str:
    """The first letters of words.

    >>> initials(["security", "service"])
    'ss'
    """
    return "".join(word[0] for word in words if word)
