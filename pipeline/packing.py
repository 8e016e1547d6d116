"""Records to bytes and back, for the store and between processes: msgpack of plain values, never pickle."""

import dataclasses
from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any, TypeVar

import srsly

from pipeline.offsets import OffsetMap
from pipeline.records import Article, Claim, Dropped, Mention

Record = TypeVar("Record", Article, Claim, Dropped, Mention)

_KINDS: dict[str, type[Any]] = {"a": Article, "c": Claim, "d": Dropped, "m": Mention}
_DATES = {"published", "time_start", "time_end"}
_SPECIAL: dict[str, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    "offsets": (lambda offsets: offsets.flat(), OffsetMap.from_flat),
    "matched": (lambda spans: [list(span) for span in spans], lambda spans: tuple((a, b) for a, b in spans)),
    **dict.fromkeys(_DATES, (date.isoformat, date.fromisoformat)),
}
_LATER_SLOTS = {"parse", "mentions", "claims"}


_FIELDS = {
    kind: tuple(f.name for f in dataclasses.fields(kind) if f.name not in _LATER_SLOTS) for kind in _KINDS.values()
}


def pack_records(records: tuple[Article | Dropped | Mention | Claim, ...], blob: bytes | None = None) -> bytes:
    """Records, and one blob beside them (a parse), as bytes. An Article's later slots are left out."""
    rows = []
    for record in records:
        code = next(code for code, kind in _KINDS.items() if isinstance(record, kind))
        row: list[Any] = [code]
        for name in _FIELDS[type(record)]:
            value = getattr(record, name)
            row.append(_SPECIAL[name][0](value) if name in _SPECIAL and value is not None else value)
        rows.append(row)
    packed: bytes = _packer().pack([rows, blob])
    return packed


def unpack_records(packed: bytes, kind: type[Record]) -> tuple[tuple[Record, ...], bytes | None]:
    """What `pack_records` made. Raises TypeError when a record is not of `kind`."""
    rows, blob = _unpacked(packed)
    return tuple(_record(row, kind) for row in rows), blob


def unpack_any(packed: bytes) -> tuple[Article | Dropped | Mention | Claim, ...]:
    """Records of whatever kind."""
    rows, _ = _unpacked(packed)
    return tuple(_record(row, _KINDS[row[0]]) for row in rows)


@cache
def _packer() -> Any:
    """One packer for all: a new one searches the installed packages for encoders, which takes longer than packing."""
    return srsly.msgpack.Packer(use_bin_type=True)


def _unpacked(packed: bytes) -> Any:
    """Plain values; naming a hook keeps the reader from the same search."""
    return srsly.msgpack.unpackb(packed, raw=False, object_pairs_hook=None)


def _record(row: list[Any], kind: type[Record]) -> Record:
    if _KINDS[row[0]] is not kind:
        raise TypeError(f"expected {kind.__name__}, found {_KINDS[row[0]].__name__}")
    values = [
        _SPECIAL[name][1](value) if value is not None and name in _SPECIAL else value
        for name, value in zip(_FIELDS[kind], row[1:], strict=True)
    ]
    record: Record = kind(**dict(zip(_FIELDS[kind], values, strict=True)))
    return record
