"""What changed between two runs: new, gone and changed entities, relations and conflicts."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from pipeline.report.tables import Row, check_folder, read_rows
from pipeline.report.wording import relation_text, status_text, wrapped
from pipeline.schemas import ARTICLES, CLAIMS, CONFLICTS, ENTITIES, MENTIONS, RELATIONS, Table
from pipeline.tables import read_table

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
_ONLY_NEW: Final = "only in new articles"


@dataclass(frozen=True, slots=True)
class Change:
    """One row that is new, gone or changed. `fields` maps a changed column to (old, new).

    `kind` is its label, predicate or verdict. `in_new`: only articles tell it that the old tables lack. `weight` orders
    changes of a kind, the heaviest first: names before descriptions, then what is told most often.
    """

    table: str
    change: str  # new, gone, changed
    id: str
    text: str
    kind: str
    fields: dict[str, tuple[Any, Any]]
    weight: tuple[int, int] = (0, 0)
    in_new: bool = False

    def as_json(self) -> dict[str, Any]:
        """The change as JSON values."""
        fields = {name: {"old": _plain(old), "new": _plain(new)} for name, (old, new) in self.fields.items()}
        told = {"table": self.table, "change": self.change, "id": self.id, "text": self.text, "fields": fields}
        return {**told, "only_in_new_articles": self.in_new}


@dataclass(frozen=True, slots=True)
class _Told:
    """What rows are told by: names and relations of both sides, and the ids that articles of both sides tell."""

    names: Mapping[str, str]
    relations: Mapping[str, Row]
    shared: frozenset[str]

    def text(self, table: str, row: Row) -> str:
        """What a row says."""
        if table == "entities":
            return f"{row['label']} {row['name']}"
        if table == "conflicts":
            return f"{row['verdict']}: {row['reason']}"
        return relation_text(row, self.names)


def diff_tables(old: Path, new: Path) -> list[Change]:
    """Changes from one folder of published tables to another, by table and kind, the weightiest first.

    An entity that is gone and one that is new are one change if they alone have a name, and so are relations that say the
    same: a label changes ids. Raises UsageError when a folder is not one of published tables.
    """
    for folder in (old, new):
        check_folder(folder)
    told = _read_told(old, new)
    changes: list[Change] = []
    for table, key, columns in _WATCHED:
        before = {row[key]: row for row in read_rows(old, table)}
        after = {row[key]: row for row in read_rows(new, table)}
        renamed = _renamed(table.name, before, after, told)
        for ident in sorted(before.keys() | after.keys()):
            if ident not in renamed.values():
                was = before.get(renamed.get(ident, ident))
                change = _change(table.name, ident, (was, after.get(ident)), columns, told)
                changes += [change] if change is not None else []
    order, tables = list(_KINDS), [table.name for table, _, _ in _WATCHED]
    return sorted(
        changes,
        key=lambda c: (
            (tables.index(c.table), order.index(c.change), c.in_new, "label" not in c.fields),
            (-c.weight[0], -c.weight[1], c.text, c.id),
        ),
    )


def _read_told(old: Path, new: Path) -> _Told:
    names = {row["entity_id"]: row["name"] for folder in (old, new) for row in read_rows(folder, ENTITIES)}
    relations = {row["relation_id"]: row for folder in (old, new) for row in read_rows(folder, RELATIONS)}
    both = _doc_ids(old) & _doc_ids(new)
    mentions = _columns(new, MENTIONS, "doc_id", "entity_id")
    shared = {entity for doc_id, entity in mentions if doc_id in both}
    claims = {claim for doc_id, claim in _columns(new, CLAIMS, "doc_id", "claim_id") if doc_id in both}
    shared |= {ident for ident, row in relations.items() if not claims.isdisjoint(row["claim_ids"] or ())}
    return _Told(names, relations, frozenset(shared))


def _doc_ids(folder: Path) -> set[str]:
    return {doc_id for (doc_id,) in _columns(folder, ARTICLES, "doc_id")}


def _columns(folder: Path, table: Table, *names: str) -> Iterable[tuple[Any, ...]]:
    rows = read_table(folder / f"{table.name}.parquet", table, names)
    return zip(*(rows[name].to_pylist() for name in names), strict=True)


def _renamed(table: str, before: Mapping[str, Row], after: Mapping[str, Row], told: _Told) -> dict[str, str]:
    """The old id of each row that is the same under a new one."""
    if table == "conflicts":
        return {}
    sides: list[dict[str, list[str]]] = []
    for mine, others in ((before, after), (after, before)):
        by_text: dict[str, list[str]] = {}
        for ident in mine.keys() - others.keys():
            row = mine[ident]
            by_text.setdefault(row["name"] if table == "entities" else told.text(table, row), []).append(ident)
        sides.append(by_text)
    gone, new = sides
    alike = [text for text in new if len(new[text]) == 1 and len(gone.get(text, ())) == 1]
    return {new[text][0]: gone[text][0] for text in alike}


def _change(
    table: str, ident: str, rows: tuple[Row | None, Row | None], columns: Sequence[str], told: _Told
) -> Change | None:
    before, after = rows
    row = after or before
    assert row is not None
    text = told.text(table, row) + (f": {status_text(row)}" if table == "relations" else "")
    kind = row[{"entities": "label", "relations": "predicate", "conflicts": "verdict"}[table]]
    weight = weight_of(table, row)
    if before is None:
        parts = (row["relation_a"], row["relation_b"]) if table == "conflicts" else (ident,)
        return Change(table, "new", ident, text, kind, {}, weight, any(part not in told.shared for part in parts))
    if after is None:
        return Change(table, "gone", ident, text, kind, {}, weight)
    fields = {name: (before[name], after[name]) for name in columns if before[name] != after[name]}
    return Change(table, "changed", ident, text, kind, fields, weight) if fields else None


def weight_of(table: str, row: Row) -> tuple[int, int]:
    """How much a row of a table matters to a reader: a name more than a description, then how often it is told."""
    if table == "entities":
        return int(row["name"] != row["name"].lower()), row["n_mentions"]
    if table == "relations":
        return row["n_independent"], row["n_support"]
    return int(row["verdict"] == "conflicts"), 0


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def article_lines(old: Path, new: Path) -> list[str]:
    """A line that says how many articles are new or gone, where any is; else none."""
    before, after = _doc_ids(old), _doc_ids(new)
    parts = [f"{n} {kind}" for kind, n in (("new", len(after - before)), ("gone", len(before - after))) if n]
    return [f"articles: {', '.join([*parts, f'{len(before & after)} in both'])}", ""] if parts else []


def diff_lines(changes: Sequence[Change], limit: int) -> list[str]:
    """The changes as a table, with counts before each part, by label or predicate too; ids stand below what they name.

    At most `limit` new, gone and changed rows of a table are shown; 0 shows all.
    """
    lines: list[str] = []
    for table, _, _ in _WATCHED:
        part = [change for change in changes if change.table == table.name]
        if not part:
            continue
        lines += ([""] if lines else []) + [f"{table.name}: {', '.join(_counts(part))}", *_kind_lines(part)]
        for kind, mark in _KINDS.items():
            of_kind = [change for change in part if change.change == kind]
            shown = of_kind[: limit or None]
            lines += (line for change in shown for line in _change_lines(change))
            if len(shown) < len(of_kind):
                lines.append(f"{mark} and {len(of_kind) - len(shown)} more {kind}: --limit 0 shows all")
    return lines


def _counts(changes: Sequence[Change]) -> list[str]:
    """ "4 new (3 only in new articles)", "1 gone"."""
    counts = Counter(change.change for change in changes)
    told = {kind: f"{counts[kind]} {kind}" for kind in _KINDS if counts[kind]}
    if n_in_new := sum(change.in_new for change in changes):
        told["new"] += f" ({n_in_new} {_ONLY_NEW})"
    return list(told.values())


def _kind_lines(changes: Sequence[Change]) -> list[str]:
    """What is new, gone and named anew, counted by label or predicate."""
    counts: dict[str, Counter[str]] = {"new": Counter(), "gone": Counter(), "other label": Counter()}
    for change in changes:
        if change.change in counts:
            counts[change.change][change.kind] += 1
        elif "label" in change.fields:
            counts["other label"][" → ".join(change.fields["label"])] += 1
    rows = {name: sorted(found.items(), key=lambda pair: (-pair[1], pair[0])) for name, found in counts.items()}
    return [
        line
        for name, found in rows.items()
        if found
        for line in wrapped(name, ", ".join(f"{kind} {n}" for kind, n in found))
    ]


def _change_lines(change: Change) -> list[str]:
    lines = wrapped("", f"{_KINDS[change.change]} {change.text}", indent=0)
    for name, (old, new) in change.fields.items():
        lines += wrapped("", f"{name}: {_shown(old)} → {_shown(new)}", indent=4)
    return [*lines, f"    {change.id}"]


def _shown(value: Any) -> str:
    if value is None:
        return "none"
    return ", ".join(str(v) for v in value) or "none" if isinstance(value, list) else str(_plain(value))
