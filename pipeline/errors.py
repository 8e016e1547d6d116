"""The errors that sitrep raises. Every message names the place, what was found and what was expected."""

from pathlib import Path


class SitrepError(Exception):
    """Base of all errors that a user can act on; the command line prints it without a traceback."""


class ConfigError(SitrepError):
    """A configuration, vocabulary, pattern, gazetteer, gold or judgement file is wrong.

    The command line ends with exit code 2. `line` is 1-based; None when the whole file is meant.
    """

    def __init__(self, path: str | Path, line: int | None, message: str) -> None:
        self.path, self.line, self.message = Path(path), line, message
        place = f"{path}:{line}" if line is not None else str(path)
        super().__init__(f"{place}: {message}")


class TableError(SitrepError):
    """A table breaks its schema: a missing key, a null, a broken reference, text that is not at its offsets."""


class UsageError(SitrepError):
    """A command was called with arguments that cannot work (a missing folder, an unknown id)."""
