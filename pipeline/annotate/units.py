"""The unit grammar as a layer of recognition (pipeline.grammar.units)."""

from collections.abc import Iterator

from pipeline.annotate.spans import Candidate, Strength
from pipeline.annotate.tokens import Tokens
from pipeline.grammar.units import find_units


def find_unit_candidates(tokens: Tokens, text: str) -> Iterator[Candidate]:
    """Named units by the grammar; a span that cuts a token is widened to none and left out."""
    for found in find_units(text):
        first, last = tokens.touching(found.start, found.end)
        if first < last:
            yield Candidate(
                found.start,
                found.end,
                first,
                last,
                last - 1,
                "UNIT",
                "name",
                f"units:{found.rule_id}",
                Strength.GRAMMAR,
            )
