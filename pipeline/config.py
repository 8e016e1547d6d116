"""Configuration: YAML with line numbers, read into typed sections. No setting is read at import.

Each stage has one key in configs/pipeline.yaml and one frozen dataclass that describes it; an unknown
key, a missing key or a value of the wrong type stops the run with file, line and what was expected.
"""

import dataclasses
import os
import types
import typing
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any, TypeVar

import yaml
from yaml.constructor import SafeConstructor

from pipeline.errors import ConfigError

Section = TypeVar("Section")
LineOf = Callable[..., int | None]

_CHECKOUT = Path(__file__).resolve().parent.parent
_project: Path | None = None


def project_root() -> Path:
    """The folder with configs/, seeds/ and models/: `--project`, else the checkout this package lies in."""
    return _project if _project is not None else _CHECKOUT


def use_project(path: Path) -> None:
    """Take configs, patterns and models from another folder. Raises ConfigError unless it is a project."""
    global _project
    if not (path / "configs" / "pipeline.yaml").is_file():
        raise ConfigError(path, None, "not a sitrep project: configs/pipeline.yaml is missing")
    _project = path.resolve()


def load_yaml(path: Path) -> tuple[dict[str, Any], LineOf]:
    """Read a YAML mapping without tags. Returns it and a function from keys to the 1-based line they stand on.

    Raises ConfigError for unreadable files, syntax errors (with line), duplicate keys and anything but a mapping.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(path, None, f"cannot be read: {error}") from error
    lines: dict[tuple[str, ...], int] = {}
    try:
        node = _compose(text)
        if isinstance(node, yaml.MappingNode):
            _collect_lines(node, (), lines, path)
        tree = None if node is None else SafeConstructor().construct_document(node)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark is not None else None
        raise ConfigError(path, line, f"not valid YAML: {error.problem}") from error
    if not isinstance(tree, dict):
        raise ConfigError(path, 1, f"expected a mapping of keys, found {type(tree).__name__}")
    return tree, lambda *keys: lines.get(tuple(str(key) for key in keys))


def load_keys(path: Path, keys: Collection[str]) -> tuple[dict[str, Any], LineOf]:
    """As `load_yaml`, of a file that has exactly these keys. Raises ConfigError for one that is missing or unknown."""
    tree, line_of = load_yaml(path)
    for key in sorted(set(tree) - set(keys)):
        raise ConfigError(path, line_of(key), f"unknown key {key!r}; expected {sorted(keys)}")
    for key in sorted(set(keys) - set(tree)):
        raise ConfigError(path, None, f"key {key!r} is missing")
    return tree, line_of


def _compose(text: str) -> yaml.Node | None:
    """The nodes of a YAML text, by libyaml where it is there: ten times as fast, but vaguer about where an error lies."""
    try:
        fast: yaml.Node | None = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.MarkedYAMLError:
        return yaml.compose(text, Loader=yaml.SafeLoader)
    return fast


def _collect_lines(node: yaml.Node, prefix: tuple[str, ...], lines: dict[tuple[str, ...], int], path: Path) -> None:
    if isinstance(node, yaml.MappingNode):
        for key, child in node.value:
            keys = (*prefix, str(key.value))
            if keys in lines:
                raise ConfigError(path, key.start_mark.line + 1, f"key {key.value!r} stands here a second time")
            lines[keys] = key.start_mark.line + 1
            _collect_lines(child, keys, lines, path)


def read_section(path: Path, key: str, kind: type[Section]) -> Section:
    """The section `key` of a configuration file as the dataclass `kind`.

    Raises ConfigError for an unknown, missing or wrongly typed setting, with its line.
    """
    tree, line_of = load_yaml(path)
    if key not in tree:
        raise ConfigError(path, None, f"section {key!r} is missing")
    section: Section = _build(kind, tree[key], path, line_of, (key,))
    return section


def pipeline_section(key: str, kind: type[Section]) -> Section:
    """The section `key` of the project's configs/pipeline.yaml."""
    return read_section(project_root() / "configs" / "pipeline.yaml", key, kind)


def _build(kind: Any, value: Any, path: Path, line_of: LineOf, keys: tuple[str, ...]) -> Any:
    line, name = line_of(*keys), ".".join(keys)
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        if not isinstance(value, dict):
            raise ConfigError(path, line, f"{name}: expected settings, found {value!r}")
        hints = typing.get_type_hints(kind)
        for setting in value:
            if setting not in hints:
                raise ConfigError(
                    path, line_of(*keys, setting), f"{name}: unknown setting {setting!r}; expected {sorted(hints)}"
                )
        for setting in hints:
            if setting not in value:
                raise ConfigError(path, line, f"{name}: setting {setting!r} is missing")
        return kind(**{s: _build(hint, value[s], path, line_of, (*keys, s)) for s, hint in hints.items()})
    return _typed(kind, value, path, line, name, lambda k, v, s: _build(k, v, path, line_of, (*keys, s)))


def _typed(kind: Any, value: Any, path: Path, line: int | None, name: str, build: Callable[..., Any]) -> Any:
    origin, args = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        if value is None and type(None) in args:
            return None
        return build(next(a for a in args if a is not type(None)), value, "")
    if origin is typing.Literal:
        if value in args:
            return value
        raise ConfigError(path, line, f"{name}: expected one of {list(args)}, found {value!r}")
    if origin is tuple:
        if isinstance(value, list):
            return tuple(build(args[0], v, str(i)) for i, v in enumerate(value))
        raise ConfigError(path, line, f"{name}: expected a list, found {value!r}")
    if origin is dict:
        if isinstance(value, dict):
            return {str(k): build(args[1], v, str(k)) for k, v in value.items()}
        raise ConfigError(path, line, f"{name}: expected a mapping, found {value!r}")
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, kind) and not (kind is int and isinstance(value, bool)):
        return value
    raise ConfigError(path, line, f"{name}: expected {kind.__name__}, found {value!r}")


def progress_wanted() -> bool:
    """Whether progress bars should be drawn: only when standard error is a terminal and none forbade it."""
    return os.isatty(2) and not os.environ.get("SITREP_NO_PROGRESS")
