"""Text that remembers where in the input each of its characters stood."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.offsets import OffsetMap, Run

Edit = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class MappedText:
    """Text with runs as in OffsetMap from its characters to those of the input."""

    text: str
    runs: tuple[Run, ...]

    @classmethod
    def of(cls, raw: str) -> "MappedText":
        """The input itself."""
        return cls(raw, ((0, len(raw), 0, len(raw)),) if raw else ())

    @property
    def offsets(self) -> OffsetMap:
        """The map from the text to the input."""
        return OffsetMap(self.runs)

    def edited(self, edits: Sequence[Edit]) -> "MappedText":
        """The text with each `(start, end, new)` in place of what stood there.

        Edits are in order and do not overlap. What replaces characters of the input maps to all of them; what is put in
        where nothing stood maps to nothing.
        """
        if not edits:
            return self
        pieces: list[str] = []
        runs: list[Run] = []
        length = at = 0
        cursor = _Cursor(self.runs)
        for start, end, new in edits:
            if start < at or end < start:
                raise ValueError(f"edit {start}-{end} overlaps the one before, which ends at {at}")
            if start > at:
                pieces.append(self.text[at:start])
                runs.extend(cursor.copy(at, start, length - at))
                length += start - at
            raw = cursor.cover(start, end) if new and start < end else None
            if raw is not None:
                runs.append((length, len(new), *raw))
            pieces.append(new)
            length += len(new)
            at = end
        pieces.append(self.text[at:])
        runs.extend(cursor.copy(at, len(self.text), length - at))
        return MappedText("".join(pieces), tuple(_merged(runs)))

    def kept(self, spans: Iterable[tuple[int, int]], separator: str) -> "MappedText":
        """Only the spans (in order), parted by a separator that maps to nothing."""
        edits: list[Edit] = []
        at = 0
        for start, end in spans:
            if start > at:
                edits.append((at, start, ""))
            if at:
                edits.append((start, start, separator))
            at = end
        if at < len(self.text):
            edits.append((at, len(self.text), ""))
        return self.edited(edits)


class _Cursor:
    """Walks the runs once, from left to right."""

    def __init__(self, runs: Sequence[Run]) -> None:
        self._runs, self._next = runs, 0

    def _touching(self, start: int, end: int) -> Iterator[Run]:
        while self._next < len(self._runs) and sum(self._runs[self._next][:2]) <= start:
            self._next += 1
        at = self._next
        while at < len(self._runs) and self._runs[at][0] < end:
            yield self._runs[at]
            at += 1

    def copy(self, start: int, end: int, shift: int) -> Iterator[Run]:
        """The runs of [start, end), cut to it, moved by `shift`. A block that is cut still maps to the whole block."""
        for run_start, length, raw_start, raw_length in self._touching(start, end):
            first, last = max(start, run_start), min(end, run_start + length)
            if length == raw_length:
                yield first + shift, last - first, raw_start + first - run_start, last - first
            else:
                yield first + shift, last - first, raw_start, raw_length

    def cover(self, start: int, end: int) -> tuple[int, int] | None:
        """Start and length of the input that [start, end) came from; None when it came from nowhere."""
        parts = list(self.copy(start, end, 0))
        if not parts:
            return None
        raw_start = parts[0][2]
        return raw_start, parts[-1][2] + parts[-1][3] - raw_start


def _merged(runs: Iterable[Run]) -> Iterator[Run]:
    last: Run | None = None
    for run in runs:
        if last is None:
            last = run
        elif last[1] == last[3] and run[1] == run[3] and last[0] + last[1] == run[0] and last[2] + last[3] == run[2]:
            last = (last[0], last[1] + run[1], last[2], last[3] + run[3])
        else:
            yield last
            last = run
    if last is not None:
        yield last
