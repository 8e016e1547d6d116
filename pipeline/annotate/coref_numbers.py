"""Numbers and ages of people as keys that their spellings share."""

import re
from functools import lru_cache

from pipeline.annotate.spans import Candidate
from pipeline.annotate.tokens import Tokens
from pipeline.grammar.numbers import parse_quantity

_AGE = re.compile(r"\d{1,3}")


@lru_cache(maxsize=4096)
def number_key(text: str) -> str | None:
    """A number as a key that its spellings share: "eleven", "11" and "at least 11" are "11". None for no number."""
    quantity = parse_quantity(text)
    if quantity is None or quantity.low is None:
        return None
    low, high = quantity.low, quantity.high
    return f"{low:g}" if high is None or high == low else f"{low:g}-{high:g}"


def ages_of(tokens: Tokens, mention: Candidate) -> set[str]:
    """The age inside the description of one person: "19-year-old rifleman"."""
    words = tokens.source[mention.start : mention.end].lower()
    return {age[0]} if ("year" in words or "aged" in words) and (age := _AGE.search(words)) else set()
