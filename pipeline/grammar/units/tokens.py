"""Words around a possible unit, and the numbers among them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.grammar.units.lexicon import Lexicon

WINDOW = 200  # characters read to the left of a unit's last word; longer names than this are not units
TOKEN = re.compile(
    r"\d+(?:st|nd|rd|th|ST|ND|RD|TH|er|ère|ème|e|\.?[ºª])?(?!\w)|\d+|[^\W\d_]+(?:[’'][^\W\d_]+)?|[^\w\s]|_"
)
_ORDINAL = re.compile(r"(\d{1,4})(?:st|nd|rd|th|er|ère|ème|e|\.?[ºª])", re.IGNORECASE)
_SUB = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?")
_CARDINAL = re.compile(r"\d{1,5}")
_ROMAN = re.compile(r"(?=[IVXLC])(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_ROMAN_DIGITS = {"I": 1, "V": 5, "X": 10, "L": 50}
_COUNTS = {
    word: n for n, word in enumerate(("a", "two", "three", "four", "five", "six", "seven", "eight", "nine"), start=1)
} | {"one": 1}
_BEFORE_NUMBER = frozenset("([“”\"'«‘’—#№*")
HYPHENS = frozenset("-‐‑–")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or sign at text[start:end]."""

    start: int
    end: int
    text: str
    lower: str


@dataclass(frozen=True, slots=True)
class Number:
    """A unit's number that begins at token `first`.

    `sub` is the battalion of "2/7 Marines"; `prefix` the branch word of "Sector 2 Joint Task Force".
    """

    value: str
    kind: str  # ordinal | cardinal | roman | spelled | tens | signed | slash | letter
    first: int
    sub: str | None = None
    prefix: str | None = None


def tokens_before(text: str, end: int, floor: int) -> list[Token]:
    """The tokens of text[floor:end], of its last WINDOW characters at most; a word cut there is left out."""
    start = max(floor, end - WINDOW)
    found = [Token(m.start(), m.end(), m[0], m[0].lower()) for m in TOKEN.finditer(text, start, end)]
    if found and start > floor and found[0].start == start:
        del found[0]
    return found


def is_joined(text: str, left: Token, right_start: int) -> bool:
    """Whether only one space or hyphen, or nothing, stands between a token and what follows."""
    gap = text[left.end : right_start]
    return gap in ("", " ", "-", " ", "‑", "‐") or (len(gap) <= 2 and gap.strip() == "" and "\n" not in gap)


def roman_value(text: str) -> int | None:
    """The value of a Roman number below 100, or None.

    >>> roman_value("XVIII"), roman_value("IC")
    (18, None)
    """
    if not _ROMAN.fullmatch(text):
        return None
    values = [_ROMAN_DIGITS.get(letter, 100) for letter in text]
    following = [*values[1:], 0]
    return sum(-v if v < after else v for v, after in zip(values, following, strict=True))


def read_number(text: str, tokens: Sequence[Token], last: int, lex: Lexicon) -> Number | None:
    """The number whose last token is tokens[last], or None."""
    token = tokens[last]
    head = token.text[0]
    if head.isdigit():
        return _read_digits(text, tokens, last, lex)
    if token.lower in ("th", "st", "nd", "rd") and last >= 2 and tokens[last - 1].text in HYPHENS:
        digits = tokens[last - 2]
        if _CARDINAL.fullmatch(digits.text) and _stands_alone(text, digits.start):
            return Number(_plain(digits.text), "ordinal", last - 2)
        return None
    if token.lower in lex.ordinals:
        return _read_spelled(text, tokens, last, lex)
    if head in "IVXLC" and (value := roman_value(token.text)) is not None and _stands_alone(text, token.start):
        return _signed(tokens, last, str(value), lex) or Number(str(value), "roman", last)
    return None


def _plain(digits: str) -> str:
    return digits.lstrip("0") or "0"


def _stands_alone(text: str, start: int) -> bool:
    """Whether a number is not the tail of 10,000 or of F-16 or of $5."""
    if start == 0 or text[start - 1].isspace() or text[start - 1] in _BEFORE_NUMBER:
        return True
    return text[max(0, start - 3) : start].lower() == "ex-"


def _signed(tokens: Sequence[Token], last: int, value: str, lex: Lexicon) -> Number | None:
    before = last - 1
    if before >= 1 and tokens[before].text == "." and tokens[before - 1].lower in lex.number_signs:
        return Number(value, "signed", before - 1)
    if before >= 0 and tokens[before].lower in lex.number_signs:
        return Number(value, "signed", before)
    return None


def _read_digits(text: str, tokens: Sequence[Token], last: int, lex: Lexicon) -> Number | None:
    token = tokens[last]
    ordinal = _ORDINAL.fullmatch(token.text)
    if ordinal:
        if not _stands_alone(text, token.start):
            return _slash(text, tokens, last, _plain(ordinal[1]))
        return _signed(tokens, last, _plain(ordinal[1]), lex) or Number(_plain(ordinal[1]), "ordinal", last)
    if not _CARDINAL.fullmatch(token.text):
        return None
    value = _plain(token.text)
    if not _stands_alone(text, token.start):
        return _slash(text, tokens, last, value)
    return _signed(tokens, last, value, lex) or Number(value, "cardinal", last)


def _slash(text: str, tokens: Sequence[Token], last: int, value: str) -> Number | None:
    """Read "2/7" and "2-7": battalion and regiment. Of three digits at the most."""
    if last < 2 or tokens[last - 1].text not in ("/", "-") or len(value) > 3:
        return None
    sub = tokens[last - 2]
    adjacent = sub.end == tokens[last - 1].start and tokens[last - 1].end == tokens[last].start
    digits = _SUB.fullmatch(sub.text)
    if not adjacent or digits is None or not _stands_alone(text, sub.start):
        return None
    return Number(value, "slash", last - 2, sub=_plain(digits[1]))


def _read_spelled(text: str, tokens: Sequence[Token], last: int, lex: Lexicon) -> Number | None:
    """Read "Third", "Ninety-fifth", "One Hundred and First"."""
    value, first, kind = lex.ordinals[tokens[last].lower], last, "spelled"
    i = last - 1
    if i >= 0 and tokens[i].text in HYPHENS:
        i -= 1
    if value < 10 and i >= 0 and tokens[i].lower in lex.tens and is_joined(text, tokens[i], tokens[i + 1].start):
        value, first, kind = value + lex.tens[tokens[i].lower], i, "tens"
    i = first - 1
    if i >= 0 and tokens[i].lower == "and":
        i -= 1
    if value < 100 and i >= 0 and tokens[i].lower == "hundred":
        value, first, kind = value + 100, i, "tens"
    if value >= 100 and first >= 1 and tokens[first - 1].lower in _COUNTS:
        value, first = value + 100 * (_COUNTS[tokens[first - 1].lower] - 1), first - 1
    if not tokens[first].text[0].isupper() and kind == "spelled":
        return None
    return Number(str(value), kind, first)
