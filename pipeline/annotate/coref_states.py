"""Whose an army or ministry is: the state in its name, before it or owning it ("the Congolese army", "Burundi's army")."""

from collections.abc import Mapping

from pipeline.annotate.spans import Candidate
from pipeline.annotate.tokens import Tokens

_OWNING = frozenset({"poss", "amod", "compound", "nmod"})
_MAX_WORDS = 3  # of a state's name: "South Sudan", "DR Congo"


def states_of(tokens: Tokens, mention: Candidate, state_of: Mapping[str, frozenset[str]]) -> set[str]:
    """The states that a body's name or description names, inside or right before it."""
    first, last = mention.first, mention.last
    for j in tokens.children(mention.head):
        if j < first and tokens.dep[j] in _OWNING:
            first = min(first, tokens.left[j])
    if last < len(tokens) and tokens.lower[last] == "of" and tokens.head[last] == mention.head:
        last = min(tokens.right[last], last + 1 + _MAX_WORDS + 1)  # "the army of South Sudan"
    found: set[str] = set()
    at = first
    while at < last:
        size = next(
            (n for n in range(_MAX_WORDS, 0, -1) if at + n <= last and " ".join(tokens.lower[at : at + n]) in state_of),
            0,
        )
        if size and tokens.capital[at]:
            found |= state_of[" ".join(tokens.lower[at : at + size])]
        at += size or 1
    return found
