"""The word lists of recognition: configs/annotate/*.yaml and *.csv, read and checked."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.config import LineOf, load_yaml
from pipeline.errors import ConfigError
from pipeline.vocabulary import vocabulary

FOLDER = Path("configs", "annotate")
_HEAD_KEYS = {"label", "words", "also", "turns_to", "turning_words"}


@dataclass(frozen=True, slots=True)
class Head:
    """A noun that heads descriptions: the label of one such thing, whether it is also a ROLE or RANK.

    After one of `turning_words` it is a `turns_to` ("rifle company"). `is_collective`: its singular is several people
    ("garrison"). `words` are those before the last: a phrase is found by its last word.
    """

    label: str
    also: str | None
    is_plural: bool
    is_collective: bool
    words: tuple[str, ...]
    turns_to: str | None = None
    turning_words: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """A name of several things: rules `(label, position, words)` in order, the label when none holds (or "none")."""

    id: str
    otherwise: str
    rules: tuple[tuple[str, str, frozenset[str]], ...]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All word lists. Words are lower-case unless they are names; phrases are tuples of tokens."""

    heads: Mapping[str, tuple[Head, ...]]
    titles: Mapping[str, frozenset[tuple[str, ...]]]
    names: Mapping[str, frozenset[tuple[str, ...]]]
    class_words: Mapping[str, str]
    ambiguous: Mapping[str, Ambiguous]
    states: tuple[str, ...]
    nationalities: tuple[str, ...]
    peoples: tuple[str, ...]
    state_of: Mapping[
        str, frozenset[str]
    ]  # names and adjectives, lower-case, to the states' first names: "syrian" to "syria"
    files: tuple[Path, ...]

    def words(self, table: str, key: str) -> frozenset[str]:
        """The entries of one word each of a list in titles.yaml or names.yaml (`table`)."""
        return frozenset(p[0] for p in getattr(self, table)[key] if len(p) == 1)


def read_lexicon(root: Path) -> Lexicon:
    """All word lists below `root`. Raises ConfigError with file and line for an unknown class, label or column."""
    folder = root / FOLDER
    files = tuple(
        folder / f for f in ("heads.yaml", "titles.yaml", "names.yaml", "contexts.yaml", "states.csv", "peoples.csv")
    )
    names, line_of = load_yaml(files[2])
    class_words = names.pop("class_words", None)
    if not isinstance(class_words, dict):
        raise ConfigError(files[2], line_of("class_words"), "class_words: expected a mapping of labels to words")
    states = _read_table(files[4], ("iso2", "names", "adjectives", "people"))
    peoples = _read_table(files[5], ("adjectives", "people"))
    return Lexicon(
        heads=read_heads(files[0]),
        titles=_phrase_lists(files[1], *load_yaml(files[1])),
        names=_phrase_lists(files[2], names, line_of),
        class_words={word: label for label, words in class_words.items() for word in words},
        ambiguous=read_ambiguous(files[3]),
        states=_column(states, "names"),
        state_of=_states_by_word(states),
        nationalities=_column([*states, *peoples], "adjectives"),
        peoples=_column([*states, *peoples], "people"),
        files=files,
    )


def _states_by_word(rows: Sequence[Mapping[str, str]]) -> dict[str, frozenset[str]]:
    """The states of each name and adjective: two of "Congolese"."""
    found: dict[str, set[str]] = {}
    for row in rows:
        names = row["names"].lower().split("|")
        for word in {*names, *row["adjectives"].lower().split("|")} - {""}:
            found.setdefault(word, set()).add(names[0])
    return {word: frozenset(states) for word, states in found.items()}


def read_heads(path: Path) -> dict[str, tuple[Head, ...]]:
    """Head nouns by their last word, longest phrase first. Raises ConfigError for an unknown label or key."""
    tree, line_of = load_yaml(path)
    found: dict[str, dict[tuple[str, ...], Head]] = {}
    for name, spec in tree.items():
        line = line_of(name)
        if not isinstance(spec, dict) or not {"label", "words"} <= set(spec) <= _HEAD_KEYS:
            raise ConfigError(
                path, line, f"{name}: expected the keys label and words, and at most {sorted(_HEAD_KEYS)}"
            )
        for label in (spec["label"], spec.get("also"), spec.get("turns_to")):
            if label is not None and label not in vocabulary().labels:
                raise ConfigError(path, line, f"{name}: unknown label {label!r}")
        if not isinstance(spec["words"], list):
            raise ConfigError(path, line_of(name, "words"), f"{name}: words: expected a list")
        for word in spec["words"]:
            singular, plural = split_plural(str(word))
            collective = spec["label"] == "GROUP"
            for form, is_plural in ((singular, False), (plural, True)):
                tokens = _tokens(form.lower())
                head = Head(
                    spec["label"], spec.get("also"), is_plural, collective, tokens[:-1],
                    spec.get("turns_to"), frozenset(spec.get("turning_words", ())),
                )  # fmt: skip
                known = found.setdefault(tokens[-1], {})
                if tokens[:-1] not in known or (
                    known[tokens[:-1]].also is None and head.also is not None and known[tokens[:-1]].label == head.label
                ):
                    known[tokens[:-1]] = head
    return {last: tuple(sorted(by.values(), key=lambda h: -len(h.words))) for last, by in found.items()}


def split_plural(word: str) -> tuple[str, str]:
    """Singular and plural of an entry: `man/men`, else by rule.

    >>> split_plural("sentry"), split_plural("woman/women"), split_plural("coach")
    (('sentry', 'sentries'), ('woman', 'women'), ('coach', 'coaches'))
    """
    singular, slash, plural = word.partition("/")
    if slash:
        return singular, plural
    if singular.endswith("y") and singular[-2:-1] not in "aeiou":
        return singular, singular[:-1] + "ies"
    if singular.endswith(("s", "x", "ch", "sh")):
        return singular, singular + "es"
    return singular, singular + "s"


def read_ambiguous(path: Path) -> dict[str, Ambiguous]:
    """Ambiguous names with their conditions. The file is a list, so entries are checked here, by position."""
    from yaml import SafeLoader, YAMLError, compose, safe_load

    try:
        text = path.read_text(encoding="utf-8")
        entries, node = safe_load(text), compose(text, Loader=SafeLoader)
    except (OSError, UnicodeDecodeError, YAMLError) as error:
        raise ConfigError(path, None, f"cannot be read: {error}") from error
    if not isinstance(entries, list) or node is None:
        raise ConfigError(path, 1, "expected a list of entries")
    found = {}
    for entry, place in zip(entries, node.value, strict=True):
        line = place.start_mark.line + 1
        if not isinstance(entry, dict) or set(entry) != {"id", "names", "otherwise", "rules"}:
            raise ConfigError(path, line, "an entry needs exactly the keys id, names, otherwise, rules")
        rules = tuple(_context_rule(path, line, rule) for rule in entry["rules"])
        _check_label(path, line, entry["otherwise"])
        for name in entry["names"]:
            found[name] = Ambiguous(entry["id"], entry["otherwise"], rules)
    return found


def _context_rule(path: Path, line: int, rule: Any) -> tuple[str, str, frozenset[str]]:
    if not isinstance(rule, dict) or "label" not in rule or len(rule) != 2:
        raise ConfigError(path, line, f"a rule needs a label and one of before, after, near; found {rule!r}")
    _check_label(path, line, rule["label"])
    (position,) = set(rule) - {"label"}
    if position not in {"before", "after", "near"}:
        raise ConfigError(path, line, f"unknown condition {position!r}; expected before, after or near")
    return rule["label"], position, frozenset(map(str, rule[position]))


def _check_label(path: Path, line: int, label: Any) -> None:
    if label != "none" and label not in vocabulary().labels:
        raise ConfigError(path, line, f"unknown label {label!r}")


def _phrase_lists(path: Path, tree: Mapping[str, Any], line_of: LineOf) -> dict[str, frozenset[tuple[str, ...]]]:
    for key, words in tree.items():
        if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
            raise ConfigError(
                path, line_of(key), f"{key}: expected a list of words (quote yes, no, on, off and numbers)"
            )
    return {key: frozenset(_tokens(word) for word in words) for key, words in tree.items()}


def _tokens(phrase: str) -> tuple[str, ...]:
    """A phrase as spaCy cuts it: at spaces, at hyphens between letters, before a possessive."""
    out: list[str] = []
    for word in phrase.split():
        parts = word.split("-") if word.strip("-") else [word]
        for n, part in enumerate(parts):
            if n:
                out.append("-")
            if part.endswith(("'s", "’s")) and len(part) > 2:
                out += [part[:-2], part[-2:]]
            elif part:
                out.append(part)
    return tuple(out)


def _read_table(path: Path, columns: tuple[str, ...]) -> list[dict[str, str]]:
    rows = []
    lines = list(_table_lines(path))
    if not lines or tuple(lines[0][1]) != columns:
        raise ConfigError(
            path, lines[0][0] if lines else 1, f"the first row must name the columns {', '.join(columns)}"
        )
    for line, row in lines[1:]:
        if len(row) != len(columns):
            raise ConfigError(path, line, f"expected {len(columns)} fields, found {len(row)}")
        rows.append(dict(zip(columns, row, strict=True)))
    return rows


def _table_lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(path, None, f"cannot be read: {error}") from error
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip() and not line.startswith("#"):
            yield number, next(csv.reader([line]))


def _column(rows: Iterable[Mapping[str, str]], column: str) -> tuple[str, ...]:
    found = {name.strip() for row in rows for name in row[column].split("|")}
    return tuple(sorted(found - {""}))
