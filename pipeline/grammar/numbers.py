"""Quantities in English news text: where they stand (`find_quantities`) and what they are worth (`parse_quantity`).

Words and patterns are in configs/grammar/numbers.yaml; which numbers are names, times or dates instead is decided in
number_context.py; what a phrase is worth in number_values.py.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from pipeline.config import project_root
from pipeline.grammar.classes import Grammar, Match, load_grammar
from pipeline.grammar.dates import find_dates
from pipeline.grammar.lexer import Tokens, lex
from pipeline.grammar.number_context import is_apposed_age, stands_as_count, without_preposition
from pipeline.grammar.number_values import Quantity, evaluate

__all__ = ["Quantity", "QuantitySpan", "find_quantities", "parse_quantity"]

_FORMS = ("number", "plain", "clock", "tens_s")
_MAX_PHRASE = 200  # characters: no quantity is longer, and whatever is handed in is read in bounded time
_NUMBER = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?")
_CLOCK = re.compile(r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?")


@dataclass(frozen=True, slots=True)
class QuantitySpan:
    """Where a quantity stands, in code points, end exclusive, with its bound and unit; and what it is worth."""

    start: int
    end: int
    quantity: Quantity


@cache
def _grammar(root: Path) -> Grammar:
    return load_grammar(root / "configs" / "grammar" / "numbers.yaml", _FORMS)


def _load() -> Grammar:
    return _grammar(project_root())


def classify_digits(tokens: Tokens, index: int) -> str | None:
    """The number class of a token that begins with a digit: number, plain (four digits, perhaps a year), clock, 40s."""
    word = tokens.words[index]
    if _NUMBER.fullmatch(word):
        return "plain" if len(word) == 4 and word.isdigit() else "number"
    if word[1:] == "0s":
        return "tens_s"
    return "clock" if _CLOCK.fullmatch(word) else None


def find_quantities(text: str) -> list[QuantitySpan]:
    """The quantities of a text, left to right, without overlap, with bound and unit inside the span.

    Ordinals, numbers of units, models and documents, dates, clock times and "one of" are none.
    """
    grammar, tokens = _load(), lex(text)
    codes = grammar.codes(tokens, classify_digits)
    context = grammar.settings["context"]
    matches = [m for m in grammar.find(codes) if stands_as_count(tokens, m, context)]
    if not matches:
        return []
    dates = find_dates(text)
    date_ends = [date.end for date in dates]
    spans = []
    for whole in matches:
        for match, quantity in _read(grammar, tokens, codes, whole):
            start, end = tokens.starts[match.first], tokens.ends[match.end - 1]
            next_date = bisect_right(date_ends, start)
            if next_date == len(dates) or dates[next_date].start >= end:
                spans.append(QuantitySpan(start, end, quantity))
    return spans


def _read(grammar: Grammar, tokens: Tokens, codes: str, match: Match) -> Iterator[tuple[Match, Quantity]]:
    """The quantity of a match; of a range that runs backwards ("fell from 500 to 200"), its two numbers."""
    match = without_preposition(tokens, match, grammar.settings["context"])
    quantity = evaluate(match, grammar.parts(tokens, codes, match))
    if quantity is not None and is_apposed_age(tokens, match):
        yield match, replace(quantity, unit="years")
    elif quantity is not None:
        yield match, quantity
    elif "high" in match.groups and "to" in tokens.words[match.first : match.end]:
        for name in ("low", "high"):
            first, end = match.groups[name]
            number = Match(match.rule, first, end, {"low": (first, end)})
            quantity = evaluate(number, grammar.parts(tokens, codes, number))
            if quantity is not None:
                yield number, quantity


def parse_quantity(text: str) -> Quantity | None:
    """What a phrase is worth ("more than 10,000", "19-year-old", "half a million"); None when it holds no number.

    None as a bound is open. Counts have no unit. Four digits are read as a number here. Never raises.
    """
    tokens = lex(text[:_MAX_PHRASE])
    grammar = _load()
    codes = grammar.codes(tokens, classify_digits)
    match = grammar.read(codes)
    return None if match is None else evaluate(match, grammar.parts(tokens, codes, match))
