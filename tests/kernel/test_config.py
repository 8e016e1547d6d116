"""Configuration: every mistake names file, line and what was expected."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest

from pipeline.config import load_keys, load_yaml, read_section, use_project
from pipeline.errors import ConfigError


@dataclass(frozen=True)
class Inner:
    share: float


@dataclass(frozen=True)
class Settings:
    n_words: int
    mode: Literal["fast", "slow"]
    names: tuple[str, ...]
    limit: int | None
    inner: Inner


GOOD = "stage:\n  n_words: 3\n  mode: fast\n  names: [a, b]\n  limit: null\n  inner:\n    share: 1\n"


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "pipeline.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_good_section_is_typed(tmp_path: Path) -> None:
    settings = read_section(write(tmp_path, GOOD), "stage", Settings)
    assert settings == Settings(3, "fast", ("a", "b"), None, Inner(1.0))
    assert isinstance(settings.inner.share, float)


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("n_words: 3", "n_words: many", 2, "expected int, found 'many'"),
        ("n_words: 3", "n_words: true", 2, "expected int, found True"),
        ("mode: fast", "mode: quick", 3, "expected one of ['fast', 'slow'], found 'quick'"),
        ("names: [a, b]", "names: a", 4, "expected a list, found 'a'"),
        ("names: [a, b]", "names: [a, 2]", None, "expected str, found 2"),
        ("limit: null", "limit: null\n  extra: 1", 6, "unknown setting 'extra'"),
        ("  limit: null\n", "", 1, "setting 'limit' is missing"),
        ("share: 1", "share: x", 7, "stage.inner.share: expected float, found 'x'"),
        ("    share: 1", "    share: [", 8, "not valid YAML"),
        ("limit: null", "limit: null\n  mode: slow", 6, "stands here a second time"),
        ("n_words: 3", "n_words: !!python/name:os.system x", 2, "not valid YAML"),
    ],
)
def test_a_mistake_names_its_line(tmp_path: Path, old: str, new: str, line: int | None, words: str) -> None:
    assert old in GOOD
    path = write(tmp_path, GOOD.replace(old, new))
    with pytest.raises(ConfigError) as caught:
        read_section(path, "stage", Settings)
    assert words in str(caught.value)
    assert caught.value.line == line
    assert str(path) in str(caught.value)


def test_a_missing_section_and_file(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD)
    with pytest.raises(ConfigError, match="section 'other' is missing"):
        read_section(path, "other", Settings)
    with pytest.raises(ConfigError, match="cannot be read"):
        load_yaml(tmp_path / "none.yaml")
    with pytest.raises(ConfigError, match="not a sitrep project"):
        use_project(tmp_path)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [("a: 1\nc: 2\n", 2, "unknown key 'c'; expected ['a', 'b']"), ("a: 1\n", None, "key 'b' is missing")],
)
def test_a_file_has_exactly_its_keys(tmp_path: Path, text: str, line: int | None, message: str) -> None:
    with pytest.raises(ConfigError) as error:
        load_keys(write(tmp_path, text), {"a", "b"})
    assert (error.value.line, error.value.message) == (line, message)
    assert load_keys(write(tmp_path, "b: 1\na: 2\n"), {"a", "b"})[0] == {"a": 2, "b": 1}
