"""Offsets from cleaned text back to the input text, in code points, end exclusive."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

Run = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class OffsetMap:
    """Runs `(start, length, raw_start, raw_length)` in order of `start`, without overlap.

    With `length == raw_length` characters map one to one; otherwise (a repaired or composed character) the
    run maps as a block. Characters that no run covers were put in by the cleaner (a paragraph break).
    """

    runs: tuple[Run, ...]

    def to_raw(self, start: int, end: int) -> tuple[int, int] | None:
        """The input span of a text span, or None when its first or last character is not from the input."""
        if not start < end:
            return None
        first, last = self._run_at(start), self._run_at(end - 1)
        if first is None or last is None:
            return None
        raw_start = first[2] + (start - first[0] if first[1] == first[3] else 0)
        raw_end = last[2] + (end - last[0] if last[1] == last[3] else last[3])
        return raw_start, raw_end

    def _run_at(self, offset: int) -> Run | None:
        i = bisect_right(self.runs, offset, key=lambda run: run[0]) - 1
        if i < 0 or offset >= self.runs[i][0] + self.runs[i][1]:
            return None
        return self.runs[i]

    def flat(self) -> list[int]:
        """The runs as one list of integers, for storage."""
        return [number for run in self.runs for number in run]

    @classmethod
    def from_flat(cls, numbers: Iterable[int]) -> "OffsetMap":
        """The map of a list made by `flat`. Raises ValueError unless its length is a multiple of four."""
        flat = list(numbers)
        return cls(tuple(zip(*(flat[i::4] for i in range(4)), strict=True)))
