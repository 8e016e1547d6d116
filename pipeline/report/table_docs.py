"""docs/tables.md, generated from the schemas; a test compares the two."""

import pyarrow as pa

from pipeline.config import project_root
from pipeline.schemas import PUBLISHED, Column, Table

_HEAD = """# The published tables

Generated from `pipeline/schemas.py` by `make docs`; a test fails when the two differ. Parquet files, in
`outputs/tables` or where `sitrep extract --out` put them. A column with `?` may be null. Offsets count Unicode code
points, the end exclusive. Ids are content hashes of 80 bits: the same content gives the same id on every machine.
Rows are sorted.

"""


def tables_page() -> str:
    """The page as Markdown."""
    return _HEAD + "\n".join(_table(table) for table in PUBLISHED)


def _table(table: Table) -> str:
    lines = [f"## {table.name}", "", f"One row is {table.row}. Key: {', '.join(f'`{key}`' for key in table.key)}.", ""]
    lines += ["| column | type | meaning |", "|---|---|---|"]
    lines += [f"| `{c.name}`{'?' if c.nullable else ''} | {_type(c.type)} | {_about(c)} |" for c in table.columns]
    return "\n".join(lines) + "\n"


def _type(kind: pa.DataType) -> str:
    if pa.types.is_list(kind):
        return f"list of {_type(kind.value_type)}"
    names = {"string": "text", "int64": "integer", "double": "number", "date32[day]": "date"}
    return names[str(kind)]


def _about(column: Column) -> str:
    return column.about + (f" → `{column.refers_to}`" if column.refers_to else "")


def main() -> None:
    """Write docs/tables.md."""
    (project_root() / "docs" / "tables.md").write_text(tables_page(), encoding="utf-8")


if __name__ == "__main__":
    main()
