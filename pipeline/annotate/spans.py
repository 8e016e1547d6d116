"""Candidates for mentions, and the one policy by which the detection layers are merged.

1. Names never overlap one another. Of two that do, the stronger layer wins: patterns and the unit grammar, then the
   structure of a name and the models, then single words of tables (states). Within a layer the longer wins, then the
   one further left. A name of a table gives way to any longer name around it, and a pattern's to a longer name with a
   structure of its own: "Bank of Ukraine" holds no PLACE, "UN Protection Force" no ORG.
2. Inside a name nothing else is marked.
3. Nominals, pronouns, ranks, roles, dates, quantities and nationalities nest in one another and hold names, but never
   cross: of two that cross, the stronger stays, then the longer.
4. One span has one label, except that a person's description may also be a ROLE or RANK, and a number may be people
   (`twins`).

The detector of every mention is recorded, so that `evaluate` can take the layers apart.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

LEARNT = "pattern:learnt-"  # detectors of what gold taught: of equal spans the project's own pattern decides
NAME_LABELS = frozenset({"UNIT", "PERSON", "PLACE", "ORG"})


class Strength(IntEnum):
    """Which layer wins when names overlap."""

    TABLE = 1
    MODEL = 2
    STRUCTURE = 3
    GRAMMAR = 4


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span that some layer proposes; offsets are characters of the text, `first` and `last` the tokens [first, last).

    `head` is the index of the token that heads it.
    """

    start: int
    end: int
    first: int
    last: int
    head: int
    label: str
    kind: str
    detector: str
    strength: Strength = Strength.MODEL

    @property
    def length(self) -> int:
        """Characters."""
        return self.end - self.start


# A label that may stand on the very span of a PERSON or GROUP, and ORG beside UNIT never. A QUANTITY by itself may be
# people: "killing 12".
_TWINS = frozenset({"ROLE", "RANK", "NATIONALITY", "QUANTITY"})


def merge_names(candidates: Iterable[Candidate]) -> list[Candidate]:
    """The names that stay under rules 1 and 2, by position."""
    wanted = sorted(candidates, key=lambda c: (-c.strength, -c.length, c.start, c.detector.startswith(LEARNT), c.label))
    taken = Occupied()
    kept = [c for c in _drop_parts(wanted) if taken.take(c)]
    return sorted(kept, key=lambda c: c.start)


def _drop_parts(wanted: Sequence[Candidate]) -> list[Candidate]:
    """Without the names of tables that a longer name holds, and the patterns' names that a longer structure holds."""
    longer, structures, units = Occupied(), Occupied(), Occupied()
    for c in wanted:
        if c.detector.startswith("units:") and c.detector != "units:named":
            units.mark(c.start, c.end)
    for c in wanted:
        if c.strength > Strength.TABLE:
            longer.mark(c.start, c.end)
        is_whole = not structures.holds(c.start, c.end) and not units.meets(c.start, c.end)
        if c.strength == Strength.STRUCTURE and is_whole:
            structures.mark(c.start, c.end)  # not "Division Nigerian Army" behind the number of "3 Division"

    def is_part(c: Candidate) -> bool:
        if c.strength == Strength.TABLE:
            return longer.meets(c.start, c.end)
        return c.detector.startswith(("pattern:", "units:named")) and structures.holds_longer(c.start, c.end)

    return [c for c in wanted if not is_part(c)]


def merge_all(names: Sequence[Candidate], others: Iterable[Candidate]) -> list[Candidate]:
    """Names plus all other candidates that stay under rules 2 to 4, sorted by start, then the longer first."""
    inside = Occupied()
    for name in names:
        inside.mark(name.start, name.end)
    kept: list[Candidate] = list(names)
    edges = Crossings(names)
    seen: dict[tuple[int, int], set[str]] = {}
    for name in names:
        seen.setdefault((name.start, name.end), set()).add(name.label)
    for c in sorted(others, key=lambda c: (-c.strength, -c.length, c.start, c.label)):
        labels = seen.get((c.start, c.end), set())
        if c.label in labels or (labels - _TWINS and c.label not in _TWINS):
            continue
        if labels & NAME_LABELS and (c.start, c.end) in inside.spans and c.label not in _TWINS:
            continue
        if inside.holds(c.start, c.end) or edges.cross(c.start, c.end):
            continue
        edges.add(c.start, c.end)
        seen.setdefault((c.start, c.end), set()).add(c.label)
        kept.append(c)
    return sorted(kept, key=lambda c: (c.start, -c.end, c.label))


class Occupied:
    """Characters that are taken, and the spans that took them."""

    def __init__(self) -> None:
        self.spans: set[tuple[int, int]] = set()
        self._taken: dict[int, tuple[int, int]] = {}

    def mark(self, start: int, end: int) -> None:
        """Take the characters [start, end)."""
        self.spans.add((start, end))
        for at in range(start, end):
            self._taken[at] = (start, end)

    def meets(self, start: int, end: int) -> bool:
        """Whether any character is taken."""
        return any(at in self._taken for at in range(start, end))

    def holds(self, start: int, end: int) -> bool:
        """Whether the span lies inside one taken span (or is that span)."""
        span = self._taken.get(start)
        return span is not None and span[0] <= start and end <= span[1]

    def holds_longer(self, start: int, end: int) -> bool:
        """Whether the span lies inside a longer taken span."""
        span = self._taken.get(start)
        return span is not None and span[0] <= start and end <= span[1] and span[1] - span[0] > end - start

    def take(self, c: Candidate) -> bool:
        """Take a candidate's characters unless some are taken; says whether it did."""
        if self.meets(c.start, c.end):
            return False
        self.mark(c.start, c.end)
        return True


class Crossings:
    """Spans that may nest but not cross; looked up by the characters at which they begin and end."""

    def __init__(self, spans: Iterable[Candidate]) -> None:
        self._by_start: dict[int, list[int]] = {}
        self._by_end: dict[int, list[int]] = {}
        for span in spans:
            self.add(span.start, span.end)

    def add(self, start: int, end: int) -> None:
        """Remember a span."""
        self._by_start.setdefault(start, []).append(end)
        self._by_end.setdefault(end, []).append(start)

    def cross(self, start: int, end: int) -> bool:
        """Whether the span crosses one that is remembered."""
        for at in range(start + 1, end):
            if any(other_end > end for other_end in self._by_start.get(at, ())):
                return True
            if any(other_start < start for other_start in self._by_end.get(at, ())):
                return True
        return False
