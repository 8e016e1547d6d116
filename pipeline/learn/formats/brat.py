"""brat standoff: `<id>.txt` and `<id>.ann` an article, and `<id>.json` with what brat has no place for.

Mentions are text bounds (T), their kind an attribute (A), their ref a note (#); claims with both arguments are relations (R)
with their line in a note, claims that lack one are notes of the type Claim.
"""

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pipeline.errors import ConfigError
from pipeline.learn.formats.common import (
    Link,
    default_kind,
    header_of,
    links_of,
    make_gold,
    sentence_number,
    sentences_of,
)
from pipeline.learn.gold import GoldArticle, GoldMention
from pipeline.vocabulary import vocabulary

_ENTITY = re.compile(r"T(\d+)\t(\S+) (\d+) (\d+)\t(.*)$")
_RELATION = re.compile(r"R(\d+)\t(\S+) Arg1:T(\d+) Arg2:T(\d+)\s*$")
_ATTRIBUTE = re.compile(r"A\d+\tKind T(\d+) (\S+)$")
_DISCONTINUOUS = re.compile(r"T\d+\t\S+ \d+ \d+;")
# Lines of brat that our annotation has no place for: what to say of them.
_FOREIGN = {
    "E": "events are not read: annotate claims as relations",
    "N": "normalisations are not read: take the line out",
    "A": "only the attribute Kind (name, nominal, pronoun) is read",
    "M": "only the attribute Kind (name, nominal, pronoun) is read",
    "*": "equivalences are not read: give the mentions one Ref",
}
_NOTE = re.compile(r"#\d+\t(Ref|Line|Claim|AnnotatorNotes) (\S+)\t(.*)$")


def write_brat(articles: Iterable[GoldArticle], folder: Path) -> None:
    """Write three files an article, and the annotation.conf that brat needs."""
    folder.mkdir(parents=True, exist_ok=True)
    for gold in articles:
        (folder / f"{gold.id}.txt").write_text(gold.text, encoding="utf-8", newline="")
        (folder / f"{gold.id}.ann").write_text("\n".join(_ann_lines(gold)) + "\n", encoding="utf-8", newline="")
        header = json.dumps(header_of(gold), ensure_ascii=False, indent=1)
        (folder / f"{gold.id}.json").write_text(header + "\n", encoding="utf-8")
    (folder / "annotation.conf").write_text(_configuration(), encoding="utf-8")


def _ann_lines(gold: GoldArticle) -> Iterator[str]:
    notes = []
    for n, m in enumerate(gold.mentions, 1):
        yield f"T{n}\t{m.label} {m.start} {m.end}\t{m.text}"
        yield f"A{n}\tKind T{n} {m.kind}"
        if m.ref is not None:
            notes.append(f"Ref T{n}\t{m.ref}")
    for n, link in enumerate(links_of(gold), 1):
        if link.source is not None and link.target is not None:
            yield f"R{n}\t{link.predicate} Arg1:T{link.source + 1} Arg2:T{link.target + 1}"
            notes.append(f"Line R{n}\t{n} {link.sentence} {link.line}")
        else:
            ends = [str(end + 1) if end is not None else "-" for end in (link.source, link.target)]
            on = next((f"T{end}" for end in ends if end != "-"), "T1" if gold.mentions else ".")
            notes.append(f"Claim {on}\t{n} {link.sentence} {ends[0]} {ends[1]} {link.line}")
    yield from (f"#{n}\t{note}" for n, note in enumerate(notes, 1))


def _configuration() -> str:
    vocab = vocabulary()
    relations = "\n".join(
        f"{name}\tArg1:{'|'.join(vocab.labels)}, Arg2:{'|'.join(vocab.labels)}" for name in vocab.predicates
    )
    kinds = "|".join(vocab.kinds)
    labels = "\n".join(vocab.labels)
    return (
        f"[entities]\n{labels}\n[relations]\n{relations}\n[events]\n[attributes]\nKind\tArg:<ENTITY>, Value:{kinds}\n"
    )


def read_brat(folder: Path) -> Iterator[GoldArticle]:
    """The articles of a folder, by name. Raises ConfigError with file and line for an .ann line that cannot be read."""
    for path in sorted(folder.glob("*.ann")):
        text_path, header_path = path.with_suffix(".txt"), path.with_suffix(".json")
        try:
            text = text_path.read_bytes().decode("utf-8")
            lines = path.read_bytes().decode("utf-8").replace("\r\n", "\n").split("\n")
            header = json.loads(header_path.read_text(encoding="utf-8")) if header_path.is_file() else {"id": path.stem}
        except (OSError, ValueError) as error:
            raise ConfigError(path, None, f"cannot be read with its .txt and .json: {error}") from error
        yield _read_article(path, text, lines, header)


def _complaint(line: str) -> str:
    """What is wrong with a line that cannot be read."""
    if _DISCONTINUOUS.match(line):
        return f"a mention is one piece of text, this one is in pieces: {line[:60]!r}"
    told = _FOREIGN.get(line[:1]) if "\t" in line else None
    return f"{told or 'is no line of brat that can be read'}: {line[:60]!r}"


def _read_article(path: Path, text: str, lines: list[str], header: dict[str, Any]) -> GoldArticle:
    spans: dict[int, tuple[str, int, int, str]] = {}
    kinds: dict[int, str] = {}
    notes: dict[tuple[str, str], str] = {}
    claims: list[str] = []
    relations: list[tuple[str, str, int, int]] = []
    for number, line in enumerate(lines, 1):
        if found := _ENTITY.match(line):
            spans[int(found[1])] = (found[2], int(found[3]), int(found[4]), found[5])
        elif found := _RELATION.match(line):
            relations.append((f"R{found[1]}", found[2], int(found[3]), int(found[4])))
        elif found := _ATTRIBUTE.match(line):
            kinds[int(found[1])] = found[2]
        elif found := _NOTE.match(line):
            if found[1] == "Claim":
                claims.append(found[3])
            else:
                notes[found[1], found[2]] = found[3]
        elif line.strip():
            raise ConfigError(path, number, _complaint(line))
    order = {t: n for n, t in enumerate(spans)}
    mentions = [
        GoldMention(start, end, label, kinds.get(t, default_kind(label)), notes.get(("Ref", f"T{t}")), marked)
        for t, (label, start, end, marked) in spans.items()
    ]
    sentences = header.get("sentences") or sentences_of(text)
    links: list[tuple[int, Link]] = []
    for name, predicate, source, target in relations:
        if source not in order or target not in order:
            raise ConfigError(path, None, f"relation {name} joins a span that is not there")
        new = f"{len(relations) + len(claims)} {sentence_number(sentences, spans[source][1])} {predicate} - -> -"
        at, sentence, line = notes.get(("Line", name), new).split(" ", 2)
        line = f"{predicate} {line.split(' ', 1)[1]}"
        links.append((int(at), Link(line, int(sentence), order[source], order[target])))
    for claim in claims:
        at, sentence, first, second, line = claim.split(" ", 4)
        source_end, target_end = (order[int(end)] if end != "-" else None for end in (first, second))
        links.append((int(at), Link(line, int(sentence), source_end, target_end)))
    return make_gold(path, header, text, mentions, [link for _, link in sorted(links, key=lambda pair: pair[0])])
