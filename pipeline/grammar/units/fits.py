"""Whether a number and the word that ends a unit belong together: "3 Armoured Division", not "3 armoured divisions"."""

import re
from collections.abc import Sequence

from pipeline.grammar.units.left import Anchor, Left
from pipeline.grammar.units.lexicon import Lexicon
from pipeline.grammar.units.link import may_stand_alone
from pipeline.grammar.units.tokens import Number, Token

_SEPARATORS = frozenset({",", "and", "&", "or", "the"})
_LINE_REACH = 120
_LINE_WORD = re.compile(r"[^\W\d_]{2,}")
_NEXT_WORD = re.compile(r"\s([^\W\d_]+(?:-[^\W\d_]+)?)")


def number_fits(text: str, anchor: Anchor, left: Left, number: Number, lex: Lexicon) -> bool:
    """Whether number and end word together name one unit ("95th brigade", not "2 brigades" or "second brigade")."""
    head, echelon = anchor.head, anchor.echelon
    if number.kind == "slash":
        return head.kind == "noun" or (echelon is not None and echelon.id in ("regiment", "battalion"))
    if head.kind == "noun":
        return number.kind != "cardinal" or _counts_noun(text, anchor, left, lex)
    if number.kind in ("roman", "letter", "spelled"):
        return anchor.is_capital
    if number.kind == "signed":
        return not head.plural or anchor.is_capital
    if echelon is not None and not anchor.is_capital and not echelon.lower:
        return False
    if number.kind != "cardinal":
        return True
    if head.kind == "contraction" and anchor.end - anchor.start == 2:
        return _fits_short(text, anchor, left, lex)  # "70 AD"
    return _cardinal_fits(anchor, left, number, lex) and word_after(text, anchor.end) not in lex.not_counted


def _fits_short(text: str, anchor: Anchor, left: Left, lex: Lexicon) -> bool:
    """Whether a plain number before a contraction of two letters is the unit's: "85IB", "men of 3 RR", not "70 AD"."""
    if text[anchor.start : anchor.end] not in lex.short_contractions or left.parts:
        return False
    is_glued = text[anchor.start - 1].isdigit()
    return is_glued or (
        _follows_preposition(anchor.tokens[: left.first], lex) and may_stand_alone(text, anchor.end, lex)
    )


def _counts_noun(text: str, anchor: Anchor, left: Left, lex: Lexicon) -> bool:
    """Whether a plain number before a regimental noun is the regiment's: "4 Grenadiers said", not "4 Sikh pilgrims"."""
    named = left.has("name") or (anchor.head.cardinal == "named" and left.has("branch"))
    if anchor.head.cardinal == "always" or (anchor.head.cardinal != "never" and named):
        return True
    return (
        anchor.head.cardinal == "alone"
        and not left.parts
        and _follows_preposition(anchor.tokens[: left.first], lex)
        and may_stand_alone(text, anchor.end, lex)
        and not is_title_line(text, left.start, anchor.end)
    )


def _follows_preposition(tokens: Sequence[Token], lex: Lexicon) -> bool:
    """Whether the words before a number let it be a unit's: nothing, a preposition, or a list of units (which ends there)."""
    is_owned = bool(tokens) and tokens[-1].lower.endswith(("'s", "’s"))  # "Kenya's 3 KR"
    return (
        not tokens
        or is_owned
        or tokens[-1].lower in lex.unit_prepositions
        or (len(tokens) == 1 and tokens[0].lower in _SEPARATORS)
    )


def _cardinal_fits(anchor: Anchor, left: Left, number: Number, lex: Lexicon) -> bool:
    """Whether a plain number is the unit's: in "3 Armoured Division", not in "3 armoured divisions" or "2023 Army"."""
    echelon, tokens, before = anchor.echelon, anchor.tokens, number.first - 1
    if anchor.head.kind == "contraction":
        return True
    if echelon is None or not echelon.cardinal or 1900 <= int(number.value) <= 2099 or number.value == "0":
        return False
    if (left.has("demonym") and not left.has("branch")) or (before >= 0 and tokens[before].lower in lex.months):
        return False
    if anchor.head.plural:
        listed = before >= 1 and tokens[before].lower in ("and", ",", "&") and tokens[before - 1].text[0].isdigit()
        return anchor.is_capital and listed
    return anchor.is_capital or (echelon.rank >= 40 and int(number.value) > 1 and not left.has("name"))


def is_title_line(text: str, start: int, end: int) -> bool:
    """Whether Every Word Around Has a Capital, so that capitals do not show names."""
    line_start = max(text.rfind("\n", max(0, start - _LINE_REACH), start) + 1, start - _LINE_REACH)
    line_end = text.find("\n", end, end + _LINE_REACH)
    around = text[line_start:start] + " " + text[end : line_end if line_end != -1 else end + _LINE_REACH]
    words, own = _LINE_WORD.findall(around), _LINE_WORD.findall(text[start:end])
    n_lower = sum(1 for word in words if word.islower() and len(word) >= 4)
    n_capital = sum(1 for word in words if word[0].isupper())
    return n_lower == 0 and (n_capital >= 3 or n_capital + len(own) >= 6)


def word_after(text: str, end: int) -> str:
    """The next word in lower case; nothing where a sign stands before it."""
    match = _NEXT_WORD.match(text, end)
    return match[1].lower() if match else ""
