"""The closed sets of labels, predicates and their argument types, read from configs/vocabulary.yaml.

That file is the single home of the vocabulary. No other module lists labels or predicates.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.config import load_yaml, project_root
from pipeline.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Predicate:
    """One predicate: which labels its agent and patient may have, and how its values compare.

    `value` is None, "years", "date" or "count". `like` means both arguments must share one label.
    """

    name: str
    subject: frozenset[str]
    object: frozenset[str]
    subject_optional: bool = False
    object_optional: bool = False
    functional: bool = False
    symmetric: bool = False
    like: bool = False
    value: str | None = None

    def allows(self, subject: str | None, obj: str | None) -> bool:
        """Whether a claim with these argument labels (None: no argument) is allowed.

        A claim without subject and without object says nothing and is never allowed.
        """
        if subject is None and obj is None:
            return False
        if (subject is None and not self.subject_optional) or (subject is not None and subject not in self.subject):
            return False
        if (obj is None and not self.object_optional) or (obj is not None and obj not in self.object):
            return False
        return not (self.like and subject != obj)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All closed sets. `labels` maps a label to its default kind."""

    labels: Mapping[str, str]
    predicates: Mapping[str, Predicate]
    kinds: tuple[str, ...]
    polarities: tuple[str, ...]
    certainties: tuple[str, ...]
    realis: tuple[str, ...]
    value_kinds: tuple[str, ...]
    granularities: tuple[str, ...]
    verdicts: tuple[str, ...]
    statuses: tuple[str, ...]

    def predicate(self, name: str) -> Predicate:
        """The predicate of this name. Raises KeyError with the known names for any other."""
        if name not in self.predicates:
            raise KeyError(f"unknown predicate {name!r}; known: {', '.join(sorted(self.predicates))}")
        return self.predicates[name]


_LISTS = ("kinds", "polarities", "certainties", "realis", "value_kinds", "granularities", "verdicts", "statuses")
_PREDICATE_KEYS = {"subject", "object", "none", "functional", "symmetric", "like", "value"}


def read_vocabulary(path: Path) -> Vocabulary:
    """Read and check a vocabulary file. Raises ConfigError with file and line for anything unknown."""
    tree, line_of = load_yaml(path)
    expected = {"labels", "groups_of_labels", "predicates", *_LISTS}
    for key in tree:
        if key not in expected:
            raise ConfigError(path, line_of(key), f"unknown key {key!r}; expected one of {', '.join(sorted(expected))}")
    for key in expected - {"groups_of_labels"}:
        if key not in tree:
            raise ConfigError(path, None, f"key {key!r} is missing")
    labels = {name: spec["kind"] for name, spec in tree["labels"].items()}
    for name, kind in labels.items():
        if kind not in tree["kinds"]:
            raise ConfigError(path, line_of("labels", name), f"kind {kind!r} is not one of {tree['kinds']}")
    predicates = {
        name: _predicate(name, spec, labels, path, line_of("predicates", name))
        for name, spec in tree["predicates"].items()
    }
    return Vocabulary(labels, predicates, *(tuple(tree[key]) for key in _LISTS))


def _predicate(
    name: str, spec: Mapping[str, Any], labels: Mapping[str, str], path: Path, line: int | None
) -> Predicate:
    for key in spec:
        if key not in _PREDICATE_KEYS:
            raise ConfigError(path, line, f"predicate {name}: unknown key {key!r}; expected {sorted(_PREDICATE_KEYS)}")
    for side in ("subject", "object"):
        for label in spec[side]:
            if label not in labels:
                raise ConfigError(path, line, f"predicate {name}: unknown label {label!r} as {side}")
    return Predicate(
        name=name,
        subject=frozenset(spec["subject"]),
        object=frozenset(spec["object"]),
        subject_optional="subject" in spec.get("none", ()),
        object_optional="object" in spec.get("none", ()),
        functional=bool(spec.get("functional", False)),
        symmetric=bool(spec.get("symmetric", False)),
        like=bool(spec.get("like", False)),
        value=spec.get("value"),
    )


@cache
def vocabulary(path: Path | None = None) -> Vocabulary:
    """The project's vocabulary (configs/vocabulary.yaml of the checkout, unless `path` is given)."""
    return read_vocabulary(path or project_root() / "configs" / "vocabulary.yaml")
