"""What a person decided about identity: seeds/judgements.csv, read and checked.

A row says that two entities (by id), two names or two mentions (by id) are the same, are different, or that nobody can
tell (unsure). "same" is transitive; "different" forbids one entity to hold both; "unsure" keeps the program from joining
the two by itself and from asking again. `resolve` and `reconcile` apply the rows on every run, so a judgement outlives
re-extraction and its removal restores the tables of before.
"""

import csv
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal, get_args

from pipeline.errors import ConfigError
from pipeline.vocabulary import vocabulary

Verdict = Literal["same", "different", "unsure"]
COLUMNS: Final = ("verdict", "a", "b", "label", "note")
_ID_CHARS: Final = 20


@dataclass(frozen=True, slots=True)
class Judgement:
    """One row. `a` and `b` are ids of entities or mentions, or names; `label` narrows names to one label (None: any)."""

    line: int
    verdict: Verdict
    a: str
    b: str
    label: str | None
    note: str


@dataclass(frozen=True, slots=True)
class Judgements:
    """All rows of a file without contradictions, and the groups that its "same" rows make."""

    rows: tuple[Judgement, ...] = ()
    path: Path = Path("seeds/judgements.csv")
    _group: Mapping[str, str] = field(default_factory=dict)

    def of(self, verdict: Verdict) -> Iterator[Judgement]:
        """The rows with this verdict, in file order."""
        return (row for row in self.rows if row.verdict == verdict)

    def group(self, handle: str) -> str:
        """The handle that stands for all that were judged the same as this one (itself when none was)."""
        return self._group.get(handle, handle)

    def handles(self) -> frozenset[str]:
        """Every id and name key that a row speaks of."""
        return frozenset(h for row in self.rows for h in (handle_of(row.a), handle_of(row.b)))


def handle_of(text: str) -> str:
    """An id as it is; a name without regard to case, width and spacing.

    >>> handle_of(" Volodymyr  ZELENSKY ")
    'volodymyr zelensky'
    """
    text = " ".join(unicodedata.normalize("NFKC", text).split())
    return text if is_entity_id(text) or is_mention_id(text) else text.casefold()


def is_entity_id(text: str) -> bool:
    """Whether this is an entity id rather than a name."""
    return _is_id(text, "e_")


def is_mention_id(text: str) -> bool:
    """Whether this is the id of one mention in one article."""
    return _is_id(text, "m_")


def _is_id(text: str, prefix: str) -> bool:
    return text.startswith(prefix) and len(text) == len(prefix) + _ID_CHARS and " " not in text


def read_judgements(path: Path) -> Judgements:
    """Read and check a file of judgements; a missing file holds none.

    Raises ConfigError with its line for a bad row (columns, verdict, label, an empty or equal pair), and with all the
    lines involved when rows contradict one another, directly or through a chain of "same".
    """
    if not path.is_file():
        return Judgements(path=path)
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(path, None, f"cannot be read: {error}") from error
    rows = tuple(_read_rows(path, lines))
    groups = _same_groups(rows)
    _refuse_contradictions(path, rows, groups)
    return Judgements(rows, path, groups)


def _read_rows(path: Path, lines: Iterable[str]) -> Iterator[Judgement]:
    seen_header = False
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        cells = [cell.strip() for cell in next(csv.reader([line]))]
        if not seen_header:
            if tuple(cells) != COLUMNS:
                raise ConfigError(path, number, f"expected the header {','.join(COLUMNS)}, found {line!r}")
            seen_header = True
            continue
        yield _read_row(path, number, cells)


def _read_row(path: Path, number: int, cells: list[str]) -> Judgement:
    if len(cells) != len(COLUMNS):
        raise ConfigError(
            path,
            number,
            f"expected {len(COLUMNS)} columns ({', '.join(COLUMNS)}), found {len(cells)}: quote a note with commas",
        )
    verdict, a, b, label, note = cells
    if verdict not in get_args(Verdict):
        raise ConfigError(path, number, f"verdict {verdict!r} is not one of {', '.join(get_args(Verdict))}")
    if not a or not b:
        raise ConfigError(path, number, "a and b must both hold an id or a name")
    if label and label not in vocabulary().labels:
        raise ConfigError(path, number, f"unknown label {label!r}; known: {', '.join(vocabulary().labels)}")
    if handle_of(a) == handle_of(b):
        raise ConfigError(path, number, f"{a!r} is compared with itself")
    known: Verdict = next(v for v in get_args(Verdict) if v == verdict)
    return Judgement(number, known, a, b, label or None, note)


def _same_groups(rows: Iterable[Judgement]) -> dict[str, str]:
    """From each handle in a "same" row to the smallest handle it is joined with."""
    parent: dict[str, str] = {}

    def root(handle: str) -> str:
        while parent.setdefault(handle, handle) != handle:
            parent[handle] = parent[parent[handle]]
            handle = parent[handle]
        return handle

    for row in rows:
        if row.verdict == "same":
            low, high = sorted((root(handle_of(row.a)), root(handle_of(row.b))))
            parent[high] = low
    return {handle: root(handle) for handle in list(parent)}


def _refuse_contradictions(path: Path, rows: tuple[Judgement, ...], groups: Mapping[str, str]) -> None:
    for row in rows:
        if row.verdict == "same":
            continue
        a, b = handle_of(row.a), handle_of(row.b)
        if a in groups and groups[a] == groups.get(b):
            chain = _chain(rows, a, b)
            places = ", ".join(str(line) for line in chain)
            raise ConfigError(
                path,
                row.line,
                f"{row.a!r} and {row.b!r} are {row.verdict} here, but the same by line {places}",
            )
    verdicts: dict[frozenset[str], Judgement] = {}
    for row in rows:
        pair = frozenset((handle_of(row.a), handle_of(row.b)))
        first = verdicts.setdefault(pair, row)
        if first.verdict != row.verdict:
            raise ConfigError(
                path,
                row.line,
                f"{row.a!r} and {row.b!r} are {row.verdict} here, but {first.verdict} in line {first.line}",
            )


def _chain(rows: Iterable[Judgement], a: str, b: str) -> list[int]:
    """Lines of the "same" rows that lead from a to b, on a shortest way."""
    neighbours: dict[str, list[tuple[str, int]]] = {}
    for row in rows:
        if row.verdict == "same":
            left, right = handle_of(row.a), handle_of(row.b)
            neighbours.setdefault(left, []).append((right, row.line))
            neighbours.setdefault(right, []).append((left, row.line))
    ways: dict[str, list[int]] = {a: []}
    waiting = [a]
    for handle in waiting:
        for other, line in neighbours.get(handle, ()):
            if other not in ways:
                ways[other] = [*ways[handle], line]
                waiting.append(other)
    return sorted(ways[b])
