"""Finding input articles: files below folders, lines of .jsonl files. What cannot be taken is named, never skipped."""

import codecs
import fnmatch
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Final

from pipeline.clean.settings import CleanSettings
from pipeline.errors import UsageError
from pipeline.records import Dropped

FORMATS: Final = {
    ".txt": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".jsonl": "json",
    ".ndjson": "json",
}


@dataclass(frozen=True, slots=True)
class RawArticle:
    """One input article as found. `path` is relative to the folder given; `file.jsonl:12` for a JSON line."""

    path: str
    format: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class _Found:
    """A file, or why it is none of ours."""

    path: str
    file: Path
    reason: str | None = None
    detail: str = ""


def find_articles(roots: Sequence[Path], settings: CleanSettings) -> Iterator[RawArticle | Dropped]:
    """The articles below folders, and single files, in order of relative path; one article is in memory at a time.

    Hidden files and folders are passed over; a link that leads out of its folder is not followed; a file that two roots
    share is taken once. Where two roots hold different files of one relative path, the second path begins with its
    root's name. Raises UsageError for a root that is not there.
    """
    for root in roots:
        if not root.exists():
            raise UsageError(f"{root}: there is no such file or folder")
    streams = [_walk(root) if root.is_dir() else [_Found(_printable(root.name), root)] for root in roots]
    for found in streams[0] if len(streams) == 1 else _merged(roots, streams):
        if found.reason is not None:
            yield Dropped(found.path, found.reason, found.detail)
        elif any(fnmatch.fnmatch(found.file.name.casefold(), mask.casefold()) for mask in settings.ignored_files):
            yield Dropped(found.path, "ignored", "the setting clean.ignored_files says that this is no article")
        else:
            yield from _read(found, settings)


def _merged(roots: Sequence[Path], streams: Sequence[Iterable[_Found]]) -> Iterator[_Found]:
    """What several roots hold, each file once, each under a path of its own."""
    files: set[str] = set()
    paths: set[str] = set()
    listed: list[_Found] = []
    for root, stream in zip(roots, streams, strict=True):
        for found in stream:
            place = os.path.abspath(found.file)  # noqa: PTH100  (Path.resolve would follow links)
            if place in files:
                continue
            path, n = found.path, 1
            while path in paths:
                path = f"{_printable(root.resolve().name)}{'' if n == 1 else f'~{n}'}/{found.path}"
                n += 1
            files.add(place)
            paths.add(path)
            listed.append(replace(found, path=path))
    yield from sorted(listed, key=lambda found: found.path)


def _walk(root: Path) -> Iterator[_Found]:
    """The files below a folder in order of their path; no more than the names of the open folders are in memory."""
    inside = root.resolve()
    waiting = [("", root)]
    while waiting:
        path, file = waiting.pop()
        if path and not path.endswith("/"):
            yield from _link(path, file, inside) if file.is_symlink() else _plain(path, file)
            continue
        try:
            with os.scandir(file) as entries:
                children = [(_entry_path(path, entry), file / entry.name) for entry in entries if entry.name[0] != "."]
        except OSError as error:
            yield _Found(path.rstrip("/") or ".", file, "unreadable", f"{error.strerror}")
        else:
            waiting += sorted(children, key=lambda child: child[0], reverse=True)


def _entry_path(folder: str, entry: "os.DirEntry[str]") -> str:
    """The path of an entry; that of a folder ends in a slash, so that sorting gives the order of whole paths."""
    return f"{folder}{_printable(entry.name)}{'/' if entry.is_dir(follow_symlinks=False) else ''}"


def _plain(path: str, file: Path) -> Iterator[_Found]:
    if file.is_file():
        yield _Found(path, file)
    else:
        yield _Found(path, file, "not_a_file", "neither a file nor a folder")


def _link(path: str, file: Path, inside: Path) -> Iterator[_Found]:
    """A link to a file of the same folder is a file; to a folder there, nothing (its files come on their own)."""
    try:
        target = file.resolve(strict=True)
    except (OSError, RuntimeError) as error:
        yield _Found(path, file, "unreadable", f"a link that leads nowhere: {error}")
        return
    if not target.is_relative_to(inside):
        yield _Found(path, file, "outside", "a link that leads out of the folder is not followed")
    elif target.is_file():
        yield _Found(path, file)


def _printable(path: str) -> str:
    """A path as text that every table can hold; bytes that are no UTF-8 become backslash escapes."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _read(found: _Found, settings: CleanSettings) -> Iterator[RawArticle | Dropped]:
    kind = FORMATS.get(found.file.suffix.casefold())
    if kind is None:
        yield Dropped(found.path, "unknown_format", f"expected one of {' '.join(FORMATS)}")
        return
    try:
        with found.file.open("rb") as stream:
            if kind == "json":
                yield from _lines(found.path, stream, settings)
                return
            raw = stream.read(settings.max_bytes + 1)
    except OSError as error:
        yield Dropped(found.path, "unreadable", f"{error.strerror or error}")
        return
    if len(raw) > settings.max_bytes:
        yield Dropped(found.path, "too_long", f"more than {settings.max_bytes} bytes (clean.max_bytes)")
    else:
        yield RawArticle(found.path, kind, raw)


def _lines(path: str, stream: IO[bytes], settings: CleanSettings) -> Iterator[RawArticle | Dropped]:
    """The lines of a .jsonl file that are not blank, each at most `max_bytes` long."""
    number, too_long, empty = 0, False, True
    for piece in _pieces(stream, settings.max_bytes):
        starts_line, ends_line = not too_long, piece.endswith(b"\n")
        number += starts_line
        if starts_line and len(piece) > settings.max_bytes:
            yield Dropped(f"{path}:{number}", "too_long", f"more than {settings.max_bytes} bytes (clean.max_bytes)")
        elif starts_line and piece.strip(b" \t\r\n\xef\xbb\xbf\x00"):
            yield RawArticle(f"{path}:{number}", "json", piece.rstrip(b"\r\n"))
        empty = empty and not piece.strip(b" \t\r\n\xef\xbb\xbf")
        too_long = not ends_line and (too_long or len(piece) > settings.max_bytes)
    if empty:
        yield Dropped(path, "empty", "the file holds no line")


def _pieces(stream: IO[bytes], max_bytes: int) -> Iterator[bytes]:
    """Lines, cut after `max_bytes` and one byte; UTF-16 becomes UTF-8."""
    mark = stream.read(2)
    stream.seek(0)
    if mark in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        with codecs.EncodedFile(stream, "utf-8", "utf-16", "replace") as recoded:
            while piece := recoded.readline(max_bytes + 1):
                yield piece
        return
    while piece := stream.readline(max_bytes + 1):
        yield piece
