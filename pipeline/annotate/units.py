"""The unit grammar as a layer of recognition (pipeline.grammar.units)."""

from collections.abc import Iterator, Sequence

from pipeline.annotate.spans import Candidate, Strength
from pipeline.annotate.tokens import Tokens
from pipeline.grammar.units import find_units

_LEAGUE_WORDS = 2
_TIERS = frozenset(
    {"first", "second", "third", "fourth", "1st", "2nd", "3rd", "4th", "one", "two", "three", "four", "premier"}
)


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


def without_leagues(tokens: Tokens, names: Sequence[Candidate], sports: frozenset[str]) -> list[Candidate]:
    """Without the divisions that clubs play in: "relegated to the Third Division", "the Division One leaders"."""
    return [c for c in names if not (c.label == "UNIT" and _is_league(tokens, c, sports))]


def _is_league(tokens: Tokens, name: Candidate, sports: frozenset[str]) -> bool:
    words = tokens.lower[name.first : name.last]
    if len(words) != _LEAGUE_WORDS or "division" not in words or _TIERS.isdisjoint(words):
        return False
    first, last = tokens.sentence_bounds[tokens.sentence[name.first]]
    return not sports.isdisjoint(tokens.lower[first:last])
