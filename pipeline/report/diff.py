"""What changed between two runs: new, gone and changed entities, relations and conflicts."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from pipeline.report.tables import Row, read_rows
from pipeline.report.wording import relation_text, status_text, wrapped
from pipeline.schemas import CONFLICTS, ENTITIES, RELATIONS, Table

_WATCHED: Final[tuple[tuple[Table, str, tuple[str, ...]], ...]] = (
    (ENTITIES, "entity_id", ("label", "name", "aliases", "gazetteer_id", "n_mentions", "n_articles")),
    (
        RELATIONS,
        "relation_id",
        ("status", "n_independent", "n_support", "n_deny", "time_start", "time_end", "place_id"),
    ),
    (CONFLICTS, "conflict_id", ("verdict", "reason")),
)


_KINDS: Final = {"new": "+", "gone": "-", "changed": "~"}


@dataclass(frozen=True, slots=True)
class Change:
    """One row that is new, gone or changed. `fields` maps a changed column to (old, new).

    `weight` orders changes of a kind, the heaviest first: names before descriptions, then what is told most often.
    """

    table: str
    change: str  # new, gone, changed
    id: str
    text: str
    fields: dict[str, tuple[Any, Any]]
    weight: tuple[int, int] = (0, 0)

    def as_json(self) -> dict[str, Any]:
        """The change as JSON values."""
        fields = {name: {"old": _plain(old), "new": _plain(new)} for name, (old, new) in self.fields.items()}
        return {"table": self.table, "change": self.change, "id": self.id, "text": self.text, "fields": fields}


def diff_tables(old: Path, new: Path) -> list[Change]:
    """Changes from one folder of published tables to another, by table and kind, the weightiest first.

    Raises UsageError when a folder is not one of published tables.
    """
    names = {row["entity_id"]: row["name"] for folder in (old, new) for row in read_rows(folder, ENTITIES)}
    relations = {row["relation_id"]: row for folder in (old, new) for row in read_rows(folder, RELATIONS)}
    changes: list[Change] = []
    for table, key, columns in _WATCHED:
        before = {row[key]: row for row in read_rows(old, table)}
        after = {row[key]: row for row in read_rows(new, table)}
        for ident in sorted(before.keys() | after.keys()):
            change = _change(table, ident, before.get(ident), after.get(ident), columns, names, relations)
            if change is not None:
                changes.append(change)
    order = list(_KINDS)
    tables = [table.name for table, _, _ in _WATCHED]
    return sorted(
        changes,
        key=lambda c: (tables.index(c.table), order.index(c.change), -c.weight[0], -c.weight[1], c.text, c.id),
    )


def _change(
    table: Table,
    ident: str,
    before: Row | None,
    after: Row | None,
    columns: Sequence[str],
    names: dict[str, str],
    relations: dict[str, Any],
) -> Change | None:
    row = after or before
    assert row is not None
    text, weight = _text(table.name, row, names, relations), weight_of(table.name, row)
    if before is None:
        return Change(table.name, "new", ident, text, {}, weight)
    if after is None:
        return Change(table.name, "gone", ident, text, {}, weight)
    fields = {name: (before[name], after[name]) for name in columns if before[name] != after[name]}
    return Change(table.name, "changed", ident, text, fields, weight) if fields else None


def weight_of(table: str, row: Row) -> tuple[int, int]:
    """How much a row of a table matters to a reader: a name more than a description, then how often it is told."""
    if table == "entities":
        return int(row["name"] != row["name"].lower()), row["n_mentions"]
    if table == "relations":
        return row["n_independent"], row["n_support"]
    return int(row["verdict"] == "conflicts"), 0


def _text(table: str, row: Row, names: dict[str, str], relations: dict[str, Any]) -> str:
    if table == "entities":
        return f"{row['label']} {row['name']}"
    if table == "conflicts":
        return f"{row['verdict']}: {row['reason']}"
    return f"{relation_text(row, names)}: {status_text(row)}"


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def diff_lines(changes: Sequence[Change], limit: int) -> list[str]:
    """The changes as a table, with a count before each part; ids stand below what they name.

    At most `limit` new, gone and changed rows of a table are shown; 0 shows all.
    """
    lines: list[str] = []
    for table, _, _ in _WATCHED:
        part = [change for change in changes if change.table == table.name]
        if not part:
            continue
        counts = Counter(change.change for change in part)
        told = ", ".join(f"{counts[kind]} {kind}" for kind in _KINDS if counts[kind])
        lines += ([""] if lines else []) + [f"{table.name}: {told}"]
        for kind, mark in _KINDS.items():
            of_kind = [change for change in part if change.change == kind]
            shown = of_kind[: limit or None]
            lines += (line for change in shown for line in _change_lines(change))
            if len(shown) < len(of_kind):
                lines.append(f"{mark} and {len(of_kind) - len(shown)} more {kind}: --limit 0 shows all")
    return lines


def _change_lines(change: Change) -> list[str]:
    lines = wrapped("", f"{_KINDS[change.change]} {change.text}", indent=0)
    for name, (old, new) in change.fields.items():
        lines += wrapped("", f"{name}: {_shown(old)} → {_shown(new)}", indent=4)
    return [*lines, f"    {change.id}"]


def _shown(value: Any) -> str:
    if value is None:
        return "none"
    return ", ".join(str(v) for v in value) or "none" if isinstance(value, list) else str(_plain(value))
