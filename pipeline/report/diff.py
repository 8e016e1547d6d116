"""What changed between two runs: new, gone and changed entities, relations and conflicts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from pipeline.report.tables import Row, read_rows
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
    order = {"new": 0, "gone": 1, "changed": 2}
    tables = [table.name for table, _, _ in _WATCHED]
    return sorted(changes, key=lambda c: (tables.index(c.table), order[c.change], c.id))


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
    subject, obj = names.get(row["subject_id"] or "", "-"), names.get(row["object_id"] or "", "")
    bounds = [f"{row[c]:g}" for c in ("value_low", "value_high") if row[c] is not None]
    return " ".join(
        filter(None, (subject, row["predicate"], obj, "–".join(dict.fromkeys(bounds)), f"({row['status']})"))
    )


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def diff_lines(changes: Sequence[Change]) -> list[str]:
    """The changes as lines of a table."""
    lines = []
    for change in changes:
        sign = {"new": "+", "gone": "-", "changed": "~"}[change.change]
        what = "; ".join(f"{name}: {_plain(old)} -> {_plain(new)}" for name, (old, new) in change.fields.items())
        lines.append(f"{sign} {change.table:<9} {change.id}  {change.text}" + (f"  [{what}]" if what else ""))
    return lines
