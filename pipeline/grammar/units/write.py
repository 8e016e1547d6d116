"""Printing a unit."""

from pipeline.grammar.units.lexicon import Lexicon, lexicon
from pipeline.grammar.units.model import Unit

_TEENS = frozenset({11, 12, 13})
_SMALL = frozenset({"of", "and", "the"})


def format_unit(unit: Unit) -> str:
    """The unit as news would write it; parse_unit reads it back.

    >>> format_unit(Unit(number="95", branch="air assault", echelon="brigade", honorific="Polissia", country="UA"))
    'Ukrainian 95th Air Assault Brigade “Polissia”'
    """
    lex = lexicon()
    words = [lex.countries[unit.country].demonym] if unit.country is not None else []
    if unit.echelon == "unit" and unit.branch is None and unit.number is not None and len(unit.number) > 2:
        words.append(f"Unit {unit.number}")
    else:
        words += [_number(unit.number)] if unit.number is not None else []
        words += [f"“{unit.name}”"] if unit.name is not None else []
        words += [_title(part) for part in (_branch(unit, lex), unit.echelon) if part is not None]
    if unit.honorific is not None:
        words.append(f"“{unit.honorific}”")
    parent = f" of the {unit.parent}" if unit.parent is not None else ""
    return " ".join(words) + parent


def _branch(unit: Unit, lex: Lexicon) -> str | None:
    """The branch words; without an echelon after them the last is a noun ("5th Marines")."""
    if unit.branch is None or unit.echelon is not None:
        return unit.branch
    *first, last = lex.branch_ids(unit.branch)
    return " ".join([*first, lex.nouns.get(last, last)])


def _number(number: str) -> str:
    if not number.isdigit():
        return number  # a letter, or "2/4"
    n = int(number)
    suffix = "th" if n % 100 in _TEENS else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{number}{suffix}"


def _title(phrase: str) -> str:
    return " ".join(word if word in _SMALL else word[:1].upper() + word[1:] for word in phrase.split())
