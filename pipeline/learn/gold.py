"""Gold articles: the annotated files of seeds/gold, read, checked and written (docs/annotation.md is their guideline).

An annotation stands inside the text, `[95th Brigade|UNIT#u95]`; claims stand below their sentence,
`> captured u95 -> g1`.
"""

import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from pipeline.errors import ConfigError
from pipeline.vocabulary import Vocabulary, vocabulary

STYLES = ("wire", "local", "ministry", "think-tank", "telegram", "interview", "long-read", "tabloid")
DRAFT = "draft"  # the annotator of a draft that nobody corrected yet
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast where libyaml is there
_TAG = re.compile(r"\|(?P<label>[A-Z_]+)(?:\.(?P<kind>[a-z]+))?(?:#(?P<ref>[\w-]+))?\]")
_RANGE = re.compile(r"(\d{4}-\d\d-\d\d|\d{4}-\d\d|\d{4})(?:\.\.(\d{4}-\d\d-\d\d|\d{4}-\d\d|\d{4})?)?$")
_UP_TO = re.compile(r"\.\.(-?\d[\d,]*(?:\.\d+)?)$")
_Attributes = dict[str, str | date | float | None]
_NUMBER = re.compile(r"(-?\d[\d,]*(?:\.\d+)?)(\.\.(-?\d[\d,]*(?:\.\d+)?)?)?$")


@dataclass(frozen=True, slots=True)
class GoldMention:
    """A marked span; offsets are code points into GoldArticle.text, end exclusive. `ref` names the referent."""

    start: int
    end: int
    label: str
    kind: str
    ref: str | None
    text: str


@dataclass(frozen=True, slots=True)
class GoldClaim:
    """A claim of one sentence. Arguments are refs; `attributes` holds what the line states.

    Keys of `attributes`: place, instrument, claimer, time_ref (refs); time_start, time_end (dates);
    value_low, value_high (floats; None is open), value_unit, value_kind (strings).
    """

    predicate: str
    subject: str | None
    object: str | None
    polarity: str
    certainty: str
    realis: str
    attributes: Mapping[str, str | date | float | None]
    sentence_start: int
    sentence_end: int
    line: int


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """One gold article. `sentences` are the offsets of its lines in `text`; paragraphs are parted by a blank line."""

    path: Path
    id: str
    event: str
    style: str
    published: date | None
    publisher: str
    title: str
    annotator: str
    has_claims: bool
    text: str
    sentences: tuple[tuple[int, int], ...]
    mentions: tuple[GoldMention, ...]
    claims: tuple[GoldClaim, ...] = field(default=())


def read_gold(path: Path, vocab: Vocabulary | None = None) -> GoldArticle:
    """Read one gold file. Raises ConfigError with file and line for the first thing that is wrong."""
    vocab = vocab or vocabulary()
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(path, None, f"cannot be read: {error}") from error
    header, body_at = _read_header(path, lines)
    body = _read_body(path, lines, body_at, vocab)
    refs = mentions_by_ref(body.mentions)
    claims = tuple(read_claim(path, n, line, body.sentences[s], refs, vocab) for n, line, s in body.claim_lines)
    if claims and not header["claims"]:
        raise ConfigError(path, body.claim_lines[0][0], "the header says `claims: no`, but here is one")
    return GoldArticle(
        path=path,
        id=header["id"],
        event=header["event"],
        style=header["style"],
        published=header["published"],
        publisher=header["publisher"],
        title=header["title"],
        annotator=header["annotator"],
        has_claims=header["claims"],
        text=body.text,
        sentences=tuple(body.sentences),
        mentions=tuple(sorted(body.mentions, key=lambda m: (m.start, -m.end))),
        claims=claims,
    )


def mentions_by_ref(mentions: Iterable[GoldMention]) -> dict[str, list[GoldMention]]:
    """The mentions of each referent that has a ref."""
    refs: dict[str, list[GoldMention]] = {}
    for mention in mentions:
        if mention.ref is not None:
            refs.setdefault(mention.ref, []).append(mention)
    return refs


@dataclass(slots=True)
class _Body:
    """What stands below the header; `claim_lines` are line number, text and index of the sentence."""

    text: str = ""
    mentions: list[GoldMention] = field(default_factory=list)
    sentences: list[tuple[int, int]] = field(default_factory=list)
    claim_lines: list[tuple[int, str, int]] = field(default_factory=list)

    def add_sentence(self, plain: str, mentions: Iterable[GoldMention], gap: str) -> None:
        """Append a sentence, whose mentions count from its place, behind a gap."""
        start = len(self.text) + len(gap)
        self.text += gap + plain
        self.sentences.append((start, start + len(plain)))
        self.mentions += mentions


def _read_body(path: Path, lines: Sequence[str], body_at: int, vocab: Vocabulary) -> _Body:
    body = _Body()
    new_paragraph = True
    for number, line in enumerate(lines[body_at:], body_at + 1):
        if not line.strip():
            new_paragraph = True
        elif line.startswith("> "):
            if not body.sentences:
                raise ConfigError(path, number, "a claim stands before any sentence")
            body.claim_lines.append((number, line[2:].strip(), len(body.sentences) - 1))
        else:
            heading = line.startswith("# ")
            gap = "" if not body.text else "\n\n" if new_paragraph or heading else " "
            marked = line[2:].strip() if heading else line.strip()
            plain, found = _read_sentence(path, number, marked, vocab, len(body.text) + len(gap))
            _check_twice(path, number, found)
            body.add_sentence(plain, found, gap)
            new_paragraph = heading
    if not body.text:
        raise ConfigError(path, None, "holds no text")
    return body


def read_gold_folder(folder: Path) -> list[GoldArticle]:
    """All gold articles below a folder, by path. Raises ConfigError for a bad file or an id used twice."""
    articles = [read_gold(path) for path in sorted(folder.rglob("*.txt"))]
    seen: dict[str, Path] = {}
    for article in articles:
        if article.id in seen:
            raise ConfigError(article.path, 2, f"id {article.id!r} is also that of {seen[article.id]}")
        seen[article.id] = article.path
    return articles


def _read_header(path: Path, lines: Sequence[str]) -> tuple[dict[str, Any], int]:
    if not lines or lines[0].strip() != "---":
        raise ConfigError(path, 1, "expected a header that begins with a line `---`")
    try:
        end = next(i for i, line in enumerate(lines[1:], 1) if line.strip() == "---")
        header = yaml.load("\n".join(lines[1:end]), Loader=_LOADER)  # noqa: S506 (both are safe loaders)
    except StopIteration:
        raise ConfigError(path, 1, "the header has no closing line `---`") from None
    except yaml.YAMLError as error:
        raise ConfigError(path, 2, f"the header is not valid YAML: {error}") from error
    kinds: dict[str, tuple[type, ...]] = {
        "id": (str,), "event": (str,), "style": (str,), "published": (date, type(None)), "publisher": (str,),
        "title": (str,), "annotator": (str,), "claims": (bool,),
    }  # fmt: skip
    if not isinstance(header, dict) or set(header) != set(kinds):
        raise ConfigError(path, 2, f"the header needs exactly the keys {', '.join(kinds)}")
    for key, allowed in kinds.items():
        if not isinstance(header[key], allowed):
            raise ConfigError(path, 2, f"header key {key}: unexpected value {header[key]!r}")
    if header["style"] not in STYLES:
        raise ConfigError(path, 2, f"style {header['style']!r} is not one of {', '.join(STYLES)}")
    return header, end + 1


def _read_sentence(path: Path, number: int, line: str, vocab: Vocabulary, base: int) -> tuple[str, list[GoldMention]]:
    """Plain text of one marked line, and its mentions with offsets from `base`."""
    plain: list[str] = []
    open_at: list[int] = []
    found: list[GoldMention] = []
    i = 0
    while i < len(line):
        if line[i] == "\\" and line[i + 1 : i + 2] in {"[", "]", "|", "\\"}:
            plain.append(line[i + 1])
            i += 2
        elif line[i] == "[":
            open_at.append(len(plain))
            i += 1
        elif line[i] == "]":
            raise ConfigError(path, number, f"`]` without |LABEL before it: ...{line[max(0, i - 30) : i + 1]}")
        elif open_at and (tag := _TAG.match(line, i)):
            start = open_at.pop()
            label = tag["label"]
            if label not in vocab.labels:
                raise ConfigError(path, number, f"unknown label {label!r}; known: {', '.join(vocab.labels)}")
            kind = tag["kind"] or vocab.labels[label]
            if kind not in vocab.kinds:
                raise ConfigError(path, number, f"unknown kind {kind!r}; known: {', '.join(vocab.kinds)}")
            text = "".join(plain[start:])
            if not text or text != text.strip():
                raise ConfigError(path, number, f"span {text!r} is empty or has space at an end")
            found.append(GoldMention(base + start, base + len(plain), label, kind, tag["ref"], text))
            i = tag.end()
        elif open_at and line[i] == "|":
            raise ConfigError(path, number, f"`|` without LABEL]: {line[i : i + 30]!r}")
        else:
            plain.append(line[i])
            i += 1
    if open_at:
        raise ConfigError(path, number, f"`[` is never closed: {''.join(plain[open_at[-1] :])[:40]!r}")
    return "".join(plain), found


def _check_twice(path: Path, number: int, mentions: Iterable[GoldMention]) -> None:
    """Raises ConfigError for a span of a line that bears a label twice."""
    seen: set[tuple[int, int, str]] = set()
    for mention in mentions:
        key = (mention.start, mention.end, mention.label)
        if key in seen:
            raise ConfigError(path, number, f"{mention.text!r} is marked {mention.label} twice at one place")
        seen.add(key)


def read_claim(
    path: Path,
    number: int,
    line: str,
    sentence: tuple[int, int],
    refs: Mapping[str, Sequence[GoldMention]],
    vocab: Vocabulary,
) -> GoldClaim:
    """Read a claim's line. `refs` are the mentions by ref. Raises ConfigError with file and line for what is wrong."""
    head, *parts = [part.strip() for part in line.split(";")]
    words = head.split()
    if len(words) != 4 or words[2] != "->":
        raise ConfigError(path, number, f"expected `predicate subject -> object`, found {head!r}")
    predicate, subject, obj = words[0], _ref(words[1]), _ref(words[3])
    if predicate not in vocab.predicates:
        raise ConfigError(path, number, f"unknown predicate {predicate!r}; known: {', '.join(vocab.predicates)}")
    for ref in (subject, obj):
        if ref is not None and ref not in refs:
            raise ConfigError(path, number, f"ref {ref!r} is not in the text")
    labels = [{m.label for m in refs[ref]} if ref is not None else {None} for ref in (subject, obj)]
    if not any(vocab.predicates[predicate].allows(a, b) for a in labels[0] for b in labels[1]):
        raise ConfigError(path, number, f"{predicate} does not join {labels[0]} and {labels[1]}")
    read: _Attributes = {"polarity": "asserted", "certainty": "certain", "realis": "actual"}
    for part in filter(None, parts):
        try:
            found = _read_attribute(part, vocab)
        except ValueError as error:
            raise ConfigError(path, number, f"{part.split()[-1]!r} is no date: {error}") from error
        if found is None:
            raise ConfigError(path, number, f"attribute {part!r} is not understood (see docs/annotation.md, Claims)")
        read |= found
    for key in ("place", "instrument", "claimer", "time_ref"):
        if key in read and read[key] not in refs:
            raise ConfigError(path, number, f"{key} ref {read[key]!r} is not in the text")
    closed = [str(read.pop(key)) for key in ("polarity", "certainty", "realis")]
    return GoldClaim(predicate, subject, obj, closed[0], closed[1], closed[2], read, *sentence, number)


def _ref(word: str) -> str | None:
    return None if word == "-" else word.lstrip("#")


def _read_attribute(part: str, vocab: Vocabulary) -> _Attributes | None:
    """What one part of a claim's line says; None where it is not understood. Raises ValueError for days that cannot be."""
    key, *values = part.split()
    closed = {"polarity": vocab.polarities, "certainty": vocab.certainties, "realis": vocab.realis}
    if not values:
        name = next((name for name, known in closed.items() if key in known), None)
        return {name: key} if name is not None else None
    if key in {"place", "instrument", "claimer"} and len(values) == 1:
        return {key: values[0].lstrip("#")}
    if key == "kind" and values[0] in vocab.value_kinds:
        return {"value_kind": values[0]}
    if key == "unit":
        return {"value_unit": " ".join(values)}
    if key == "value" and len(values) == 1:
        return _read_value(values[0])
    return _read_time(values) if key == "time" else None


def _read_value(text: str) -> _Attributes | None:
    """ "19", "400..500", "1000..", "..50"."""
    if found := _NUMBER.match(text):
        low, is_range, high = found.groups()
        first = float(low.replace(",", ""))
        last = first if not is_range else float(high.replace(",", "")) if high else None
        return {"value_low": first, "value_high": last}
    found = _UP_TO.match(text)
    return {"value_low": None, "value_high": float(found[1].replace(",", ""))} if found else None


def _read_time(values: Sequence[str]) -> _Attributes | None:
    """ "d1", "2025-01-09", "d1 2025-01-04..2025-01-05"."""
    span = _RANGE.match(values[-1])
    if span is None:
        return {"time_ref": values[0].lstrip("#")} if len(values) == 1 else None
    if len(values) > 2:
        return None
    ref: _Attributes = {"time_ref": values[0].lstrip("#")} if len(values) == 2 else {}
    return {**ref, "time_start": _date(span[1], last=False), "time_end": _date(span[2] or span[1], last=True)}


def _date(text: str, *, last: bool) -> date:
    """A year, month or day as a date: its first day, or with `last` its last."""
    parts = [int(p) for p in text.split("-")]
    if len(parts) == 3:
        return date(*parts)
    if len(parts) == 2:
        if not last:
            return date(parts[0], parts[1], 1)
        return date(parts[0] + parts[1] // 12, parts[1] % 12 + 1, 1) - timedelta(days=1)
    return date(parts[0], 12, 31) if last else date(parts[0], 1, 1)


def check_files(paths: Sequence[Path]) -> Iterator[str]:
    """One line a file: its counts, or what is wrong."""
    for path in paths:
        try:
            article = read_gold(path)
        except ConfigError as error:
            yield f"ERROR {error}"
        else:
            words = len(article.text.split())
            yield f"ok {path.name}: {words} words, {len(article.mentions)} mentions, {len(article.claims)} claims"


if __name__ == "__main__":
    if len(sys.argv) < 3 or sys.argv[1] != "check":
        raise SystemExit("usage: python -m pipeline.learn.gold check FILE...")
    report = list(check_files([Path(argument) for argument in sys.argv[2:]]))
    sys.stdout.write("\n".join(report) + "\n")
    raise SystemExit(any(line.startswith("ERROR") for line in report))
