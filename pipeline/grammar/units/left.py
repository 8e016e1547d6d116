"""What stands left of the word that ends a unit: branch words, an honorific or name, and the number."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.grammar.units.lexicon import MAX_BRANCH_WORDS, Echelon, Head, Lexicon, normal_form
from pipeline.grammar.units.model import Unit
from pipeline.grammar.units.tokens import HYPHENS, Number, Token, is_joined, read_number

MAX_NAME_WORDS = 5
MAX_BRACKET_TOKENS = 8
MAX_RUN_TOKENS = 24  # tokens of branch words in a row
SUPPORTED_RANK = 60  # from brigade up a formation has numbered parts: "2 Division Provost Company"
MAX_DAY = 31
MAX_SHORT = 5  # letters of an abbreviation that may end with a stop
_OPENERS = {"”": "“", '"': '"', "»": "«", "’": "‘", ")": "("}
_PARTICLES = frozenset({"al", "el", "ad", "ul", "bin", "ibn", "as", "ash", "an"})
_ROYAL = frozenset({"king", "queen", "prince", "princess", "women"})
_QUOTES = '“"«‘('
_NO_QUOTES = str.maketrans(dict.fromkeys('“”"«»()', " "))


@dataclass(frozen=True, slots=True)
class Part:
    """A piece between number and echelon: "branch", "name", "demonym" or "aside" (in brackets)."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Left:
    """The number and the parts found, in text order, and where they begin: token `first`, offset `start`."""

    number: Number | None
    parts: tuple[Part, ...]
    first: int
    start: int

    def has(self, kind: str) -> bool:
        """Whether a part of this kind is among them."""
        return any(part.kind == kind for part in self.parts)


@dataclass(frozen=True, slots=True)
class Anchor:
    """A word that may end a unit, what it stands for, and the tokens left of it.

    `is_lenient`: the text is known to name a unit.
    """

    start: int
    end: int
    head: Head
    echelon: Echelon | None
    is_capital: bool
    is_lenient: bool
    tokens: Sequence[Token]


def read_left(text: str, tokens: Sequence[Token], right: int, anchor: Anchor, lex: Lexicon) -> Left:
    """Walk left from offset `right` until a number, or until nothing more can belong to the unit."""
    parts: list[Part] = []
    i, n_names = len(tokens), 0
    while i > 0 and is_joined(text, tokens[i - 1], right):
        number = _letter(tokens, i - 1, anchor, lex) or read_number(text, tokens, i - 1, lex)
        if number is not None:
            return Left(number, tuple(parts), number.first, tokens[number.first].start)
        after_name = bool(parts) and parts[0].kind == "name"
        size, kind = _step(text, tokens[:i], anchor, lex, after_name=after_name)
        if kind == "name" and parts and text[parts[0].start] in _QUOTES:
            break  # a quoted name is whole
        if size == 0 or (kind == "demonym" and not anchor.is_capital) or n_names == MAX_NAME_WORDS:
            break
        n_names += kind == "name"
        i -= size
        right = tokens[i].start
        parts.insert(0, Part(kind, right, tokens[i + size - 1].end))
    return Left(None, tuple(parts), i, right)


def _letter(tokens: Sequence[Token], last: int, anchor: Anchor, lex: Lexicon) -> Number | None:
    """Read "A Company", "Bravo Troop". The article A is told from the letter by what stands before it."""
    echelon, token = anchor.echelon, tokens[last]
    if echelon is None or not anchor.is_capital:
        return None
    if not echelon.letters and not (anchor.is_lenient and echelon.number_after):
        return None
    if len(token.text) == 1 and "A" <= token.text <= "Z" and token.text != "I":
        begins = last == 0 or tokens[last - 1].text in '.!?:“"'
        return None if token.text == "A" and begins and not anchor.is_lenient else Number(token.text, "letter", last)
    if token.lower in lex.letters and token.text[0].isupper():
        return Number(lex.letters[token.lower], "letter", last)
    return None


def _step(text: str, tokens: Sequence[Token], anchor: Anchor, lex: Lexicon, *, after_name: bool) -> tuple[int, str]:
    """How many of the last tokens belong to the unit, and as what part; (0, "") when none."""
    i, token = len(tokens), tokens[-1]
    if token.text in _OPENERS:
        return _bracketed(tokens, i, lex, is_lenient=anchor.is_lenient)
    if token.text == "." and i >= 2 and len(tokens[i - 2].text) <= MAX_SHORT and tokens[i - 2].lower in lex.branches:
        return 2, "branch"  # "Eng. Bn"
    size = _branch_size(text, tokens, i, lex)
    if size:
        return size, "branch"
    if _is_day(tokens, anchor, lex):
        return 2, "name"
    if _is_formation(tokens, anchor, lex):
        return 1, "branch"  # "2 Division Provost Company"
    if token.text[0].isupper() and len(token.text) > 1:
        if i >= 2 and f"{tokens[-2].lower} {token.lower}" in lex.demonyms:
            return 2, "demonym"
        if token.lower in lex.demonyms:
            return (3, "name") if _is_second_of_two(tokens, lex) else (1, "demonym")
        is_possessive = token.lower[-2:] in ("’s", "'s") and token.lower[:-2] not in _ROYAL
        return (0, "") if is_possessive or token.lower in lex.not_names else (1, "name")
    if after_name and token.lower in ("of", "the"):
        return _order(tokens, i)
    if after_name and token.lower in _PARTICLES:
        return 1, "name"
    if after_name and token.text in HYPHENS and i >= 2 and tokens[i - 2].end == token.start:
        before = tokens[i - 2]
        is_name = before.lower not in lex.not_names or before.lower in lex.demonyms
        if before.lower in _PARTICLES or (before.text[0].isupper() and is_name):
            return 2, "name"
    return 0, ""


def _is_second_of_two(tokens: Sequence[Token], lex: Lexicon) -> bool:
    """Whether the last token is the end of "Polish-Lithuanian", "Franco-German"."""
    if len(tokens) < 3 or tokens[-2].text not in HYPHENS or tokens[-3].end != tokens[-2].start:
        return False
    return tokens[-3].lower in lex.demonyms or (tokens[-3].text[0].isupper() and tokens[-3].lower.endswith("o"))


def _is_day(tokens: Sequence[Token], anchor: Anchor, lex: Lexicon) -> bool:
    """Whether the last two tokens are the day that a unit is named after: "14th October Brigade"."""
    if len(tokens) < 2 or tokens[-1].lower not in lex.months or not anchor.is_capital:
        return False
    day = tokens[-2].text.rstrip("sthndr")
    return tokens[-1].text[0].isupper() and day.isdigit() and 0 < int(day) <= MAX_DAY


def _is_formation(tokens: Sequence[Token], anchor: Anchor, lex: Lexicon) -> bool:
    """Whether the last token is a numbered formation's echelon, above that of the anchor, which is a part of it."""
    token, echelon = tokens[-1], anchor.echelon
    head = lex.exact_heads.get(token.text) or lex.heads.get(token.lower)
    if echelon is None or head is None or head.echelon is None or not token.text[0].isupper() or not anchor.is_capital:
        return False
    is_numbered = any(t.text[0].isdigit() or t.lower in lex.ordinals for t in tokens[-1 - MAX_BRANCH_WORDS : -1])
    return is_numbered and lex.echelons[head.echelon].rank > max(echelon.rank, SUPPORTED_RANK - 1)


def _order(tokens: Sequence[Token], i: int) -> tuple[int, str]:
    """How many tokens are "Order of" and "Orders of the" before a name; (0, "") when none."""
    size = 2 if tokens[i - 1].lower == "of" else 3
    if i < size or tokens[i - size + 1].lower != "of" or tokens[i - size].lower not in ("order", "orders"):
        return 0, ""
    return size, "name"


def _branch_size(text: str, tokens: Sequence[Token], i: int, lex: Lexicon) -> int:
    """How many tokens before token i are branch words; hyphens between words are tokens too.

    As many as can be divided into known forms, not only the longest form: "High Mountain Assault" is "high mountain"
    and "assault" although "mountain assault" is a form.
    """
    if tokens[i - 1].lower not in lex.branch_ends:
        return 0
    words: list[str] = []  # from right to left
    complete = [0]  # numbers of words that divide into forms
    best = 0
    for k in range(i - 1, max(-1, i - 1 - MAX_RUN_TOKENS), -1):
        if k < i - 1 and not is_joined(text, tokens[k], tokens[k + 1].start):
            break
        if tokens[k].text in HYPHENS and words:
            continue
        if not tokens[k].text[0].isalpha() or len(words) - complete[-1] >= MAX_BRANCH_WORDS:
            break
        words.append(tokens[k].lower)
        n = len(words)
        if any(n - m <= MAX_BRANCH_WORDS and " ".join(words[m:n][::-1]) in lex.branches for m in complete):
            complete.append(n)
            best = i - k
    return best


def _bracketed(tokens: Sequence[Token], i: int, lex: Lexicon, *, is_lenient: bool) -> tuple[int, str]:
    """A quoted honorific, or an aside or a name in round brackets ("(Agila)"), that ends before token i."""
    opener = _OPENERS[tokens[i - 1].text]
    reach = i if is_lenient else MAX_BRACKET_TOKENS
    for k in range(i - 2, max(-1, i - 2 - reach), -1):
        if tokens[k].text != opener:
            continue
        inside = tokens[k + 1 : i - 1]
        if opener == "(" and (not inside or not lex.is_name(" ".join(t.text for t in inside))):
            return i - k, "aside"
        begins_name = bool(inside) and (inside[0].text[0].isupper() or inside[0].lower in _PARTICLES)
        is_name = begins_name and not any(t.text in ",.;!?“”«»" for t in inside)
        return (i - k, "name") if is_name or is_lenient else (0, "")
    return 0, ""


def make_unit(text: str, anchor: Anchor, left: Left, lex: Lexicon) -> Unit:
    """The unit of an anchor and what was read left of it, without what may stand right of it."""
    words = [
        w for p in left.parts if p.kind == "branch" for w in normal_form(text[p.start : p.end]).replace(".", "").split()
    ]
    number = left.number
    if number is not None and number.prefix is not None:
        words.insert(0, number.prefix)
    words += anchor.head.branch
    echelon = anchor.head.echelon
    if echelon is not None and words and (joined := lex.heads.get(f"{words[-1]} {echelon}")) is not None:
        echelon, words = joined.echelon, words[:-1]  # "84 Army Azov Corps" is an army corps
    name = _join_names(text, left.parts)
    return Unit(
        number=None if number is None else number.value,
        branch=lex.canonical_branch(words),
        echelon=echelon,
        honorific=name if number is not None else None,
        name=name if number is None else None,
        country=next(
            (lex.demonyms[normal_form(text[p.start : p.end])] for p in left.parts if p.kind == "demonym"), None
        ),
    )


def _join_names(text: str, parts: Sequence[Part]) -> str | None:
    """The name parts as one name: "al" + "-Qassam", "Black" + "Zaporozhians"; quotes and odd spaces are dropped."""
    joined, end = "", None
    for part in parts:
        if part.kind == "name":
            joined += ("" if end == part.start else " ") + text[part.start : part.end]
            end = part.end
    name = " ".join(joined.replace("‑", "-").translate(_NO_QUOTES).split()).strip(" -'‘’")
    return name or None
