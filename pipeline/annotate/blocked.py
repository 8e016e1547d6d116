"""What descriptions must respect: the names, dates and counts around them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.annotate.spans import Candidate
from pipeline.annotate.tokens import Tokens
from pipeline.annotate.values import Values


@dataclass(frozen=True, slots=True)
class Blocked:
    """Tokens inside names, those inside names of people, where names of people and units begin, and pieces taken whole
    or not at all.

    `pieces` (names, quantities) maps each token of a piece to the piece's first token; `dates` are tokens inside dates,
    `counts` those inside numbers that count: a description holds none of the former, and begins with the latter.
    """

    inside: frozenset[int]
    in_persons: frozenset[int]
    person_starts: frozenset[int]
    unit_starts: frozenset[int]
    pieces: Mapping[int, int]
    dates: frozenset[int]
    counts: frozenset[int]


def block(names: Sequence[Candidate], values: Values) -> Blocked:
    """What descriptions must respect."""
    people = [name for name in names if name.label == "PERSON"]
    return Blocked(
        _tokens_of(names),
        _tokens_of(people),
        frozenset(name.first for name in people),
        frozenset(name.first for name in names if name.label == "UNIT"),
        {i: piece.first for piece in (*values.candidates, *names) for i in range(piece.first, piece.last)},
        _tokens_of([c for c in values.candidates if c.label == "DATE"]),
        _tokens_of([c for c in values.candidates if values.counts(c)]),
    )


def _tokens_of(candidates: Sequence[Candidate]) -> frozenset[int]:
    return frozenset(i for c in candidates for i in range(c.first, c.last))


def with_count(tokens: Tokens, people: Candidate, blocked: Blocked) -> Candidate:
    """People named by their state with what counts and describes them: "three captured Russians"."""
    first = people.first
    while first > tokens.sentence_start(people.first) and (
        tokens.tag[first - 1] in {"JJ", "VBN"} and first - 1 not in blocked.pieces
    ):
        first -= 1
    if first > tokens.sentence_start(people.first) and first - 1 in blocked.counts:
        first = blocked.pieces[first - 1]
    return replace(people, first=first, start=tokens.start[first])
