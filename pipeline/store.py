"""The per-article result store: one embedded database, content-addressed, outside DVC's outputs.

A key is the fingerprint of everything that can change a result; a value is that result as bytes. Losing the store costs
time, never a row: a stage that finds nothing computes.
"""

import logging
import sqlite3
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType

_LOG = logging.getLogger(__name__)
_MAX_VARIABLES = 500


class Store:
    """Results by key, in one SQLite file. A file that is not a database is set aside and begun anew.

    Values are compressed. `put` of a batch is one transaction, so a killed run loses at most one batch.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._database = self._open()
        except sqlite3.DatabaseError as error:
            _LOG.warning("%s is not a usable store (%s); it is begun anew", path, error)
            path.unlink()
            self._database = self._open()

    def _open(self) -> sqlite3.Connection:
        database = sqlite3.connect(self.path, timeout=60)
        try:
            database.execute("PRAGMA journal_mode=WAL")
            database.execute("PRAGMA synchronous=NORMAL")
            database.execute(
                "CREATE TABLE IF NOT EXISTS results (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID"
            )
            database.commit()
        except sqlite3.DatabaseError:
            database.close()
            raise
        return database

    def __enter__(self) -> "Store":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()

    def get(self, keys: Sequence[str]) -> dict[str, bytes]:
        """The results that are there, by key."""
        found: dict[str, bytes] = {}
        for at in range(0, len(keys), _MAX_VARIABLES):
            some = keys[at : at + _MAX_VARIABLES]
            marks = ",".join("?" * len(some))
            rows = self._database.execute(f"SELECT key, value FROM results WHERE key IN ({marks})", some)
            for key, value in rows:
                try:
                    found[key] = zlib.decompress(value)
                except zlib.error:
                    _LOG.warning("%s: the result %s is damaged and is computed again", self.path, key)
        return found

    def put(self, results: Mapping[str, bytes]) -> None:
        """Keep results; an existing key is replaced."""
        rows = [(key, zlib.compress(value, 1)) for key, value in results.items()]
        with self._database:
            self._database.executemany("INSERT OR REPLACE INTO results VALUES (?, ?)", rows)
