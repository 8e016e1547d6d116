"""Deciding whether two units can be one and the same.

Numbers, echelons and states decide. Branch words decide only when they can be read together in no way: reports call
one unit "airborne" and "air assault" (units.yaml lists such kin), and add or drop "separate" and "guards". Honorifics:

* an unnumbered unit is its name: unequal names are different units, equal ones (in any transliteration) the same;
* a name against a numbered unit's honorific is the same when they are equal, different when they are not, and
  compatible when the numbered unit has none;
* two honorifics of one number prove nothing: units hold several.
"""

import re
import unicodedata
from functools import lru_cache

from pipeline.grammar.units.lexicon import Lexicon, lexicon
from pipeline.grammar.units.model import Unit, UnitComparison
from pipeline.grammar.units.parse import parse_unit
from pipeline.grammar.units.write import format_unit

SUBUNIT_RANK = 45  # up to battalion: every brigade counts its own from 1
SUBUNIT_NUMBERS = 20
_FOLDS = (("kh", "h"), ("ks", "x"), ("ts", "c"), ("tz", "c"), ("w", "v"), ("y", "i"), ("j", "i"))
_NOT_LETTER = re.compile(r"[^a-z0-9]+")
_DOUBLED = re.compile(r"(.)\1+")


def compare_units(a: Unit, b: Unit) -> UnitComparison:
    """Whether a and b can be the same unit, and why. Symmetric in its verdict.

    "same" needs number (or name) and echelon on both sides and nothing against it; a missing part gives "compatible".
    """
    lex = lexicon()
    first, second = format_unit(a) or "an unnamed unit", format_unit(b) or "an unnamed unit"
    against = _difference(a, b, lex)
    if against is not None:
        return UnitComparison("different", f"{first} and {second}: {against}.")
    missing = _doubt(a, b, lex)
    if missing is not None:
        return UnitComparison("compatible", f"{first} and {second} can be one unit, but {missing}.")
    return UnitComparison("same", f"{first} and {second} agree in {_agreement(a, b)}, and nothing tells them apart.")


def _difference(a: Unit, b: Unit, lex: Lexicon) -> str | None:
    """What tells two units apart, as the end of a sentence."""
    if a.number is not None and b.number is not None and a.number != b.number:
        return f"their numbers differ ({a.number} and {b.number})"
    states = unit_country(a, lex), unit_country(b, lex)
    if None not in states and states[0] != states[1]:
        return f"they belong to different states ({' and '.join(_state_name(s, lex) for s in states)})"
    if a.echelon is not None and b.echelon is not None and _level(a.echelon, lex) != _level(b.echelon, lex):
        return f"one is a {a.echelon}, the other a {b.echelon}"
    if _branch_relation(a.branch, b.branch, lex) == "conflict":
        return f"their branches differ ({a.branch} and {b.branch})"
    if (a.name is not None or b.name is not None) and _names_differ(a, b):
        return f"their names differ ({_name(a)} and {_name(b)})"
    if a.parent is not None and b.parent is not None and a.parent != b.parent:
        parents = parse_unit(a.parent), parse_unit(b.parent)
        if parents[0] is not None and parents[1] is not None and _difference(parents[0], parents[1], lex) is not None:
            return f"they belong to different units ({a.parent} and {b.parent})"
    return None


def _doubt(a: Unit, b: Unit, lex: Lexicon) -> str | None:
    """Why two units that nothing tells apart need not be one, as the end of a sentence."""
    if (a.number is None) != (b.number is None) and not _share_name(a, b):
        return "only one of them is given with its number"
    if a.number is None and b.number is None and not _share_name(a, b):
        return "neither has a number and they share no name"
    if a.echelon is None or b.echelon is None:
        return "the text does not say for both what kind of unit it is"
    if _branch_relation(a.branch, b.branch, lex) == "kin":
        return f"one report says {a.branch}, the other {b.branch}"
    if a.honorific is not None and b.honorific is not None and not _share_name(a, b):
        return f"they carry different names ({a.honorific} and {b.honorific}); a unit may have several"
    if a.number is not None and _is_subunit(a, lex) and not _share_parent(a, b) and not _share_name(a, b):
        return f"many units have a {format_unit(Unit(number=a.number, echelon=a.echelon))} of their own"
    return None


def _agreement(a: Unit, b: Unit) -> str:
    parts = [
        ("number", a.number is not None and a.number == b.number),
        ("name", _share_name(a, b)),
        ("echelon", a.echelon is not None and b.echelon is not None),
        ("branch", a.branch is not None and b.branch is not None),
    ]
    agreeing = [part for part, agrees in parts if agrees]
    return agreeing[0] if len(agreeing) == 1 else f"{', '.join(agreeing[:-1])} and {agreeing[-1]}"


def unit_country(unit: Unit, lex: Lexicon) -> str | None:
    """The state a unit belongs to: its own, or the only one that its parent's name holds."""
    if unit.country is not None or unit.parent is None:
        return unit.country
    return _country_in(unit.parent, lex.country_words)


@lru_cache(maxsize=10_000)
def _country_in(text: str, country_words: re.Pattern[str]) -> str | None:
    lex = lexicon()
    found = {lex.demonyms.get(m[0].lower()) or lex.states[m[0]] for m in country_words.finditer(text)}
    return found.pop() if len(found) == 1 else None


def _state_name(code: str | None, lex: Lexicon) -> str:
    return lex.countries[code].name if code is not None and code in lex.countries else str(code)


def _level(echelon: str, lex: Lexicon) -> str:
    known = lex.echelons.get(echelon)
    return echelon if known is None else known.same_as or echelon


def _branch_relation(a: str | None, b: str | None, lex: Lexicon) -> str:
    """One of "agree" (equal, or one side says less), "kin" (reports give them for one another), "conflict"."""
    if a is None or b is None:
        return "agree"
    left, right = (frozenset(lex.branch_ids(branch)) - lex.neutral for branch in (a, b))
    if left <= right or right <= left:
        return "agree"
    is_kin = all(_has_kin(word, right, lex) for word in left - right) and all(
        _has_kin(word, left, lex) for word in right - left
    )
    return "kin" if is_kin else "conflict"


def _has_kin(word: str, others: frozenset[str], lex: Lexicon) -> bool:
    return any(word in group and not group.isdisjoint(others) for group in lex.kin)


def _name(unit: Unit) -> str | None:
    return unit.name if unit.name is not None else unit.honorific


def _share_name(a: Unit, b: Unit) -> bool:
    first, second = _name(a), _name(b)
    return first is not None and second is not None and fold_name(first) == fold_name(second)


def _names_differ(a: Unit, b: Unit) -> bool:
    return _name(a) is not None and _name(b) is not None and not _share_name(a, b)


@lru_cache(maxsize=10_000)
def fold_name(name: str) -> str:
    """A name without what transliterations differ in: accents, y/i/j, kh/h, doubled letters.

    >>> fold_name("Polissya") == fold_name("Polissia")
    True
    """
    text = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii").lower() or name.casefold()
    for old, new in _FOLDS:
        text = text.replace(old, new)
    return _DOUBLED.sub(r"\1", _NOT_LETTER.sub("", text) or text)


def _is_subunit(unit: Unit, lex: Lexicon) -> bool:
    known = lex.echelons.get(unit.echelon or "")
    is_small = known is not None and known.rank <= SUBUNIT_RANK
    number = unit.number or ""
    return is_small and (not number.isdigit() or int(number) <= SUBUNIT_NUMBERS)


def _share_parent(a: Unit, b: Unit) -> bool:
    if a.parent is None or b.parent is None:
        return False
    if fold_name(a.parent) == fold_name(b.parent):
        return True
    parents = parse_unit(a.parent), parse_unit(b.parent)
    return parents[0] is not None and parents[1] is not None and compare_units(parents[0], parents[1]).verdict == "same"
