"""DATE and QUANTITY mentions and their values (pipeline.grammar.dates, pipeline.grammar.numbers)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pipeline.annotate.spans import Candidate, Strength
from pipeline.annotate.tokens import Tokens
from pipeline.grammar.dates import DateRange, find_dates, resolve_date
from pipeline.grammar.numbers import Quantity, find_quantities

_PAST = frozenset({"VBD", "VBN"})
_COUNTING = frozenset({None, "people", "count", "person"})


@dataclass(frozen=True, slots=True)
class Values:
    """Candidates for DATE and QUANTITY, and the values of the quantities by span."""

    candidates: tuple[Candidate, ...]
    quantities: dict[tuple[int, int], Quantity]

    def counts(self, candidate: Candidate) -> bool:
        """Whether the candidate is a number that counts things or people, rather than measures or dates."""
        quantity = self.quantities.get((candidate.start, candidate.end))
        return quantity is not None and quantity.unit in _COUNTING


def find_values(tokens: Tokens, text: str) -> Values:
    """All dates and quantities of a text that do not cut a token; a date wins over a quantity."""
    candidates: list[Candidate] = []
    quantities: dict[tuple[int, int], Quantity] = {}
    dated: list[tuple[int, int]] = []
    for found in find_dates(text):
        candidate = _candidate(tokens, found.start, found.end, "DATE")
        if candidate is not None:
            candidates.append(candidate)
            dated.append((found.start, found.end))
    for quantity in find_quantities(text):
        if any(a < quantity.end and quantity.start < b for a, b in dated):
            continue
        candidate = _candidate(tokens, quantity.start, quantity.end, "QUANTITY")
        if candidate is not None:
            candidates.append(candidate)
            quantities[quantity.start, quantity.end] = quantity.quantity
    return Values(tuple(candidates), quantities)


def _candidate(tokens: Tokens, start: int, end: int, label: str) -> Candidate | None:
    first, last = tokens.touching(start, end)
    if first >= last:
        return None
    return Candidate(start, end, first, last, last - 1, label, "nominal", f"grammar:{label.lower()}", Strength.GRAMMAR)


def resolve_dates(
    tokens: Tokens, dates: Sequence[Candidate], text: str, published: date | None
) -> Iterator[tuple[Candidate, DateRange | None]]:
    """Each DATE with its range: anchored at publication, by the tense of its verb, in the light of the date before."""
    context: DateRange | None = None
    for candidate in dates:
        when = resolve_date(text[candidate.start : candidate.end], published, tense_at(tokens, candidate.head), context)
        yield candidate, when
        context = when if when is not None else context


def tense_at(tokens: Tokens, i: int) -> Literal["past", "future"] | None:
    """Tense of the verb that governs token `i`; None in the present and where there is no verb."""
    for _ in range(12):
        if tokens.pos[i] in {"VERB", "AUX"}:
            helpers = {tokens.lower[j] for j in tokens.children(i) if tokens.dep[j] in {"aux", "auxpass"}}
            if helpers & {"will", "shall", "'ll", "’ll"} or ("to" in helpers and tokens.dep[i] == "xcomp"):
                return "future"
            if tokens.tag[i] in _PAST or helpers & {"was", "were", "had", "has", "have", "did"}:
                return "past"
            if tokens.tag[i] in {"VBZ", "VBP"}:
                return None
        if tokens.head[i] == i:
            return None
        i = tokens.head[i]
    return None
