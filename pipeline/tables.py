"""Parquet tables with checked schemas. The same rows give the same bytes.

pyarrow accepts a missing non-null column and drops unknown keys without a word, so both are checked here.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.errors import TableError
from pipeline.schemas import Table
from pipeline.vocabulary import vocabulary

ROWS_A_GROUP = 20_000
ROWS_A_GROUP_OF_BLOBS = 500
_RECORDS_A_BATCH = 4_000


class TableWriter:
    """Writes one table in batches that arrive in its sort order (any, where it has none).

    The file appears whole or not at all.
    Row groups have a fixed size whatever the batches, so the bytes depend on the rows alone. Memory stays at one
    row group and, for tables with a primary key, one 64-bit hash a row.
    """

    def __init__(self, path: Path, table: Table) -> None:
        self.path, self.table, self.n_rows = path, table, 0
        self._partial = path.with_name(f".{path.name}.partial")
        self._pending: list[pa.Table] = []
        self._n_pending = 0
        self._last: tuple[Any, ...] | None = None
        self._keys: set[int] = set()
        self._records: list[object] = []
        self._derived: Mapping[str, Callable[[Any], Any]] = {}
        has_blob = any(pa.types.is_binary(c.type) for c in table.columns)
        self._group = ROWS_A_GROUP_OF_BLOBS if has_blob else ROWS_A_GROUP
        path.parent.mkdir(parents=True, exist_ok=True)
        self._writer = pq.ParquetWriter(self._partial, table.schema, compression="zstd", version="2.6")

    def __enter__(self) -> "TableWriter":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if error is None:
                self._write_records(self._derived)
                self._flush(whole=True)
        finally:
            self._writer.close()
        if error is None:
            self._partial.replace(self.path)
        else:
            self._partial.unlink(missing_ok=True)

    def write(self, rows: pa.Table | Iterable[Mapping[str, Any]]) -> None:
        """Append rows. Raises TableError for a broken schema, a repeated key or rows out of order."""
        batch = rows if isinstance(rows, pa.Table) else rows_to_table(rows, self.table)
        if batch.num_rows == 0:
            return
        check_table(batch, self.table, keys=False)
        self._check_order(batch)
        self._pending.append(batch)
        self._n_pending += batch.num_rows
        self.n_rows += batch.num_rows
        self._flush(whole=False)

    def add(self, records: Iterable[object], **derived: Callable[[Any], Any]) -> None:
        """Append records whose attributes are named as the columns; `derived` computes the columns that are not."""
        self._records += records
        if len(self._records) >= _RECORDS_A_BATCH:
            self._write_records(derived)
        self._derived = derived

    def _write_records(self, derived: Mapping[str, Callable[[Any], Any]]) -> None:
        records, self._records = self._records, []
        columns = {name: [make(record) for record in records] for name, make in derived.items()}
        self.write(records_to_table(records, self.table, **columns))

    def _check_order(self, batch: pa.Table) -> None:
        for sort_key in zip(*(batch.column(name).to_pylist() for name in self.table.sort), strict=True):
            if self._last is not None and sort_key < self._last:
                raise TableError(f"{self.table.name}: row {sort_key} comes after {self._last}")
            self._last = sort_key
        for key in zip(*(batch.column(name).to_pylist() for name in self.table.key), strict=True):
            if hash(key) in self._keys:
                raise TableError(f"{self.table.name}: key {dict(zip(self.table.key, key, strict=True))} stands twice")
            self._keys.add(hash(key))

    def _flush(self, *, whole: bool) -> None:
        if not self._pending or (not whole and self._n_pending < self._group):
            return
        together = pa.concat_tables(self._pending).combine_chunks()
        n_take = together.num_rows if whole else together.num_rows // self._group * self._group
        self._writer.write_table(together.slice(0, n_take), row_group_size=self._group)
        rest = together.slice(n_take)
        self._pending, self._n_pending = ([rest] if rest.num_rows else []), rest.num_rows


def write_table(path: Path, table: Table, rows: pa.Table | Iterable[Mapping[str, Any]]) -> pa.Table:
    """Sort, check and write a whole table; returns it as written. Raises TableError when the schema is broken."""
    batch = rows if isinstance(rows, pa.Table) else rows_to_table(rows, table)
    ordered = batch.sort_by([(name, "ascending") for name in table.sort]) if table.sort else batch
    with TableWriter(path, table) as writer:
        writer.write(ordered)
    return ordered


def rows_to_table(rows: Iterable[Mapping[str, Any]], table: Table) -> pa.Table:
    """Rows as an Arrow table. Raises TableError for a missing or unknown column."""
    names = [c.name for c in table.columns]
    listed = list(rows)
    for row in listed:
        if row.keys() != set(names):
            missing, unknown = sorted(set(names) - row.keys()), sorted(row.keys() - set(names))
            raise TableError(f"{table.name}: a row misses columns {missing} and has unknown columns {unknown}")
    try:
        return pa.table({n: [row[n] for row in listed] for n in names}, schema=table.schema)
    except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
        raise TableError(f"{table.name}: {error}") from error


def records_to_table(records: Sequence[object], table: Table, **columns: Sequence[Any]) -> pa.Table:
    """Records whose attributes are named as the columns, as an Arrow table; `columns` replaces or adds some."""
    try:
        data = {
            c.name: columns[c.name] if c.name in columns else [getattr(r, c.name) for r in records]
            for c in table.columns
        }
        return pa.table(data, schema=table.schema)
    except (pa.ArrowInvalid, pa.ArrowTypeError, AttributeError) as error:
        raise TableError(f"{table.name}: {error}") from error


def check_table(rows: pa.Table, table: Table, *, keys: bool = True) -> None:
    """Raises TableError unless types, nulls and closed sets (and with `keys`, the primary key) are as declared."""
    if rows.schema.names != table.schema.names or rows.schema.types != table.schema.types:
        raise TableError(f"{table.name}: expected columns\n{table.schema}\nfound\n{rows.schema}")
    for column in table.columns:
        values = rows.column(column.name)
        if not column.nullable and values.null_count:
            raise TableError(f"{table.name}.{column.name}: {values.null_count} nulls where none may be")
        if column.closed_set is not None:
            known = getattr(vocabulary(), column.closed_set)
            unknown = set(pc.unique(values).to_pylist()) - set(known) - {None}
            if unknown:
                raise TableError(f"{table.name}.{column.name}: {sorted(unknown)} not in {column.closed_set}")
    if keys and rows.select(list(table.key)).group_by(list(table.key)).aggregate([]).num_rows != rows.num_rows:
        raise TableError(f"{table.name}: the key {table.key} is not unique")


def check_references(tables: Mapping[str, pa.Table], schemas: Sequence[Table]) -> None:
    """Raises TableError when a value refers to a row that is not there. `tables` maps table names to tables."""
    for table in schemas:
        for column in table.columns:
            if column.refers_to is None:
                continue
            other, other_column = column.refers_to.split(".")
            values = tables[table.name].column(column.name)
            if pa.types.is_list(column.type):
                values = pc.list_flatten(values)
            there = pc.is_in(values, value_set=tables[other].column(other_column).combine_chunks())
            lost = pc.and_(pc.invert(there), pc.is_valid(values))
            if pc.any(lost).as_py():
                example = values.filter(lost)[0].as_py()
                raise TableError(f"{table.name}.{column.name}: {example!r} is not in {column.refers_to}")


def check_mention_texts(mentions: pa.Table, articles: pa.Table) -> None:
    """Raises TableError unless every mention's text stands at its offsets in its article."""
    texts = dict(zip(articles["doc_id"].to_pylist(), articles["text"].to_pylist(), strict=True))
    columns = (mentions[name].to_pylist() for name in ("mention_id", "doc_id", "start", "end", "text"))
    for mention_id, doc_id, start, end, text in zip(*columns, strict=True):
        if texts[doc_id][start:end] != text:
            found = texts[doc_id][start:end]
            raise TableError(f"mention {mention_id}: {text!r} is not at {start}:{end} of {doc_id}, but {found!r}")


def read_table(path: Path, table: Table, columns: Sequence[str] | None = None) -> pa.Table:
    """Read a table that sitrep wrote. Raises TableError when the file is missing or has another schema."""
    try:
        rows = pq.read_table(path, columns=list(columns) if columns is not None else None)
    except (OSError, pa.ArrowInvalid) as error:
        raise TableError(f"{path}: cannot be read as table {table.name}: {error}") from error
    expected = [c.name for c in table.columns] if columns is None else list(columns)
    if rows.schema.names != expected:
        raise TableError(f"{path}: expected columns {expected}, found {rows.schema.names}")
    return rows


def column_values(column: pa.ChunkedArray) -> list[Any]:
    """A column as a list, in which equal texts or days are one object: made sooner, and a fraction of the memory."""
    if pa.types.is_floating(column.type) or len(column) == 0:
        return list(column.to_pylist())
    encoded = column.dictionary_encode().unify_dictionaries()
    values = [*encoded.chunk(0).dictionary.to_pylist(), None]
    rows = (chunk.indices.fill_null(len(values) - 1).to_pylist() for chunk in encoded.chunks)
    return [values[row] for rows_of_chunk in rows for row in rows_of_chunk]


def iter_rows(
    path: Path, table: Table, columns: Sequence[str] | None = None, batch_rows: int = 256
) -> Iterator[dict[str, Any]]:
    """The rows of a table, one at a time, in file order; memory stays at one row group."""
    try:
        parquet = pq.ParquetFile(path)
    except (OSError, pa.ArrowInvalid) as error:
        raise TableError(f"{path}: cannot be read as table {table.name}: {error}") from error
    with parquet:
        for batch in parquet.iter_batches(
            batch_size=batch_rows, columns=list(columns) if columns is not None else None
        ):
            yield from batch.to_pylist()
