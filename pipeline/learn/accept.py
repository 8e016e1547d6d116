"""Candidates as a CSV that a person edits, and the accepted ones as patterns in seeds/patterns."""

import csv
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path

import spacy

from pipeline.annotate.lexicon import read_lexicon
from pipeline.annotate.patterns import FOLDER as PATTERNS
from pipeline.annotate.patterns import PatternMatcher, read_pattern, read_patterns
from pipeline.errors import ConfigError, UsageError
from pipeline.learn.checks import check_example
from pipeline.learn.places import FAMILY, family_tokens
from pipeline.learn.suggest import Candidate
from pipeline.vocabulary import vocabulary

COLUMNS = (
    "accept", "id", "label", "kind", "text", "certainty", "or_label", "count", "articles", "right", "would_add",
    "would_relabel", "other_labels", "gold_right", "gold_wrong", "why", "context_1", "context_2", "context_3",
)  # fmt: skip
_NEEDED = ("accept", "id", "label", "kind", "text")
_YES = frozenset({"yes", "y", "x", "1", "true", "ok"})
_NO = frozenset({"", "no", "n", "0", "false"})


@dataclass(frozen=True, slots=True)
class Choice:
    """A row of the CSV as it stands after a person edited it; `line` is its line there."""

    id: str
    accept: bool
    label: str
    kind: str
    text: str
    line: int


def candidates_csv(candidates: Iterable[Candidate]) -> str:
    """The candidates as CSV, the column `accept` empty."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for c in candidates:
        contexts = [*c.contexts, "", "", ""][:3]
        counts = (c.certainty, c.other, c.count, c.n_articles, c.right, c.would_add, c.would_relabel, c.other_labels)
        in_gold = (c.gold_right, c.gold_wrong)
        writer.writerow(("", c.id, c.label, c.kind, c.text, *counts, *in_gold, c.why, *contexts))
    return out.getvalue()


def listed_phrases(root: Path) -> frozenset[str]:
    """All phrases that patterns and the tables of states and peoples list: none of them is worth a candidate."""
    lexicon = read_lexicon(root)
    patterns = read_patterns(root / PATTERNS)
    listed = {phrase for pattern in patterns for phrase in pattern.phrases}
    return frozenset(listed | {*lexicon.states, *lexicon.nationalities, *lexicon.peoples})


def read_choices(path: Path) -> list[Choice]:
    """The rows of an edited CSV. Raises ConfigError with file and line for what cannot be meant."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise UsageError(f"{path}: no candidates are here; run `sitrep suggest` or `dvc repro suggest` first") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(path, None, f"cannot be read: {error}") from error
    delimiter = ";" if text.split("\n", 1)[0].count(";") > text.split("\n", 1)[0].count(",") else ","  # Excel's choice
    reader = csv.DictReader(StringIO(text), delimiter=delimiter)
    missing = [name for name in _NEEDED if name not in (reader.fieldnames or ())]
    if missing:
        raise ConfigError(path, 1, f"column {missing[0]!r} is missing; expected {', '.join(_NEEDED)}")
    return [_read_choice(path, reader.line_num, row) for row in reader]


def _read_choice(path: Path, line: int, row: dict[str, str | None]) -> Choice:
    cells = {name: (row.get(name) or "").strip() for name in _NEEDED}
    answer = cells["accept"].lower()
    if answer not in _YES | _NO:
        raise ConfigError(path, line, f"accept: expected yes, no or nothing, found {cells['accept']!r}")
    if cells["label"] not in vocabulary().labels:
        known = ", ".join(vocabulary().labels)
        raise ConfigError(path, line, f"unknown label {cells['label']!r}; known: {known}")
    if cells["kind"] not in ("name", "nominal"):
        raise ConfigError(path, line, f"kind: expected name or nominal, found {cells['kind']!r}")
    if not any(char.isalnum() for char in cells["text"]):
        raise ConfigError(path, line, "text: a pattern needs at least a word")
    return Choice(cells["id"], answer in _YES, cells["label"], cells["kind"], cells["text"], line)


def choose(choices: Sequence[Choice], ids: Sequence[str]) -> list[Choice]:
    """The rows with the given ids, else those marked in the column `accept`; `p_1a2b3c4d=UNIT` gives one another label.

    Raises UsageError when there are none, and for unknown ids and labels.
    """
    if ids:
        known = {choice.id: choice for choice in choices}
        return [_chosen(known, wanted) for wanted in dict.fromkeys(ids)]
    chosen = [choice for choice in choices if choice.accept]
    if not chosen:
        raise UsageError("nothing to accept: give ids, or write yes into the column accept of the CSV")
    return chosen


def _chosen(known: Mapping[str, Choice], wanted: str) -> Choice:
    ident, _, label = wanted.partition("=")
    if ident not in known:
        raise UsageError(f"no candidate has the id {ident!r}; `sitrep suggest` lists them")
    if not label:
        return known[ident]
    if label.upper() not in vocabulary().labels:
        raise UsageError(f"unknown label {label!r} for {ident}; known: {', '.join(vocabulary().labels)}")
    return replace(known[ident], label=label.upper(), kind=vocabulary().labels[label.upper()])


def pattern_line(choice: Choice) -> str:
    """The line of seeds/patterns/<LABEL>.jsonl that finds the phrase of a choice."""
    slug = re.sub(r"\W+", "-", choice.text.lower()).strip("-")
    spec: dict[str, object] = {
        "id": f"accepted-{choice.label.lower()}-{slug}",
        "note": "accepted from the suggestions",
    }
    if choice.text.endswith(FAMILY):
        spec["tokens"] = family_tokens(choice.text.removesuffix(FAMILY))
    else:
        spec["phrases"] = [choice.text]
    if choice.kind != vocabulary().labels[choice.label]:
        spec["kind"] = choice.kind
    return json.dumps(spec, ensure_ascii=False)


def accept(choices: Sequence[Choice], root: Path) -> list[tuple[Path, int]]:
    """Append the choices to seeds/patterns; returns file and 1-based line of each.

    All are checked before anything is written. Raises ConfigError when a pattern file is broken or a new pattern would not
    find its own example, UsageError when a phrase is a pattern already, under its label or another.
    """
    folder = root / PATTERNS
    standing = read_patterns(folder)
    lexicon, blank = read_lexicon(root), spacy.blank("en")
    phrases = {phrase: pattern for pattern in standing for phrase in pattern.phrases}
    ids = {pattern.id for pattern in standing}
    lines: list[tuple[Path, str]] = []
    for choice in choices:
        if choice.text in phrases:
            there = phrases[choice.text]
            raise UsageError(f"{choice.text!r} is a pattern already: {there.id} ({there.path}:{there.line})")
        path, line = folder / f"{choice.label}.jsonl", pattern_line(choice)
        pattern = read_pattern(path, 0, line)
        if pattern.id in ids:
            raise UsageError(f"a pattern is called {pattern.id!r} already")
        check_example(pattern, choice.text.replace(FAMILY, " Alpha"), PatternMatcher(blank, lexicon, [pattern]), blank)
        ids.add(pattern.id)
        phrases[choice.text] = pattern
        lines.append((path, line))
    return [(path, _append(path, line)) for path, line in lines]


def _append(path: Path, line: str) -> int:
    """Write a line at the end of a file that may not be there yet; returns its number."""
    path.parent.mkdir(parents=True, exist_ok=True)
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    before += "" if not before or before.endswith("\n") else "\n"
    path.write_text(f"{before}{line}\n", encoding="utf-8")
    return before.count("\n") + 1
