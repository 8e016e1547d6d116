"""The published tables, read as rows for people to look at."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.errors import UsageError
from pipeline.schemas import PUBLISHED, Table
from pipeline.tables import read_table

Row = Mapping[str, Any]


def read_rows(folder: Path, table: Table) -> list[dict[str, Any]]:
    """All rows of a published table. Raises UsageError when the folder holds none."""
    path = folder / f"{table.name}.parquet"
    if not path.is_file():
        raise UsageError(f"{folder}: holds no {table.name}.parquet; expected a folder of published tables")
    rows: list[dict[str, Any]] = read_table(path, table).to_pylist()
    return rows


def check_folder(folder: Path) -> None:
    """Raises UsageError unless the folder holds all published tables."""
    missing = [table.name for table in PUBLISHED if not (folder / f"{table.name}.parquet").is_file()]
    if missing:
        raise UsageError(f"{folder}: not a folder of published tables; {', '.join(missing)} missing")


def grouped(rows: Sequence[Row], column: str) -> dict[Any, list[Row]]:
    """Rows by the value of a column."""
    by_value: dict[Any, list[Row]] = {}
    for row in rows:
        by_value.setdefault(row[column], []).append(row)
    return by_value
