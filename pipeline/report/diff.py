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
    """One row that is new, gone or changed. `fields` maps a changed column to (old, new)."""

    table: str
    change: str  # new, gone, changed
    id: str
    text: str
    fields: dict[str, tuple[Any, Any]]

    def as_json(self) -> dict[str, Any]:
        """The change as JSON values."""
        fields = {name: {"old": _plain(old), "new": _plain(new)} for name, (old, new) in self.fields.items()}
        return {"table": self.table, "change": self.change, "id": self.id, "text": self.text, "fields": fields}


def diff_tables(old: Path, new: Path) -> list[Change]:
    """Changes from one folder of published tables to another, by table, kind and id.

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
    return sorted(changes, key=lambda c: (tables.index(c.table), order.index(c.change), c.id))


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
    text = _text(table.name, row, names, relations)
    if before is None:
        return Change(table.name, "new", ident, text, {})
    if after is None:
        return Change(table.name, "gone", ident, text, {})
    fields = {name: (before[name], after[name]) for name in columns if before[name] != after[name]}
    return Change(table.name, "changed", ident, text, fields) if fields else None


def _text(table: str, row: Row, names: dict[str, str], relations: dict[str, Any]) -> str:
    if table == "entities":
        return f"{row['label']} {row['name']}"
    if table == "conflicts":
        return f"{row['verdict']}: {row['reason']}"
    return f"{relation_text(row, names)}: {status_text(row)}"


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def diff_lines(changes: Sequence[Change]) -> list[str]:
    """The changes as a table, with a count before each part; ids stand below what they name."""
    lines: list[str] = []
    for table, _, _ in _WATCHED:
        part = [change for change in changes if change.table == table.name]
        if not part:
            continue
        counts = Counter(change.change for change in part)
        told = ", ".join(f"{counts[kind]} {kind}" for kind in _KINDS if counts[kind])
        lines += ([""] if lines else []) + [f"{table.name}: {told}"]
        for change in part:
            lines += wrapped("", f"{_KINDS[change.change]} {change.text}", indent=0)
            for name, (old, new) in change.fields.items():
                lines += wrapped("", f"{name}: {_shown(old)} → {_shown(new)}", indent=4)
            lines.append(f"    {change.id}")
    return lines


def _shown(value: Any) -> str:
    if value is None:
        return "none"
    return ", ".join(str(v) for v in value) or "none" if isinstance(value, list) else str(_plain(value))
