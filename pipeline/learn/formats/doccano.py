"""doccano JSONL: one article a line, entities and relations with ids; offsets in code points, as ours."""

import json
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


def write_doccano(articles: Iterable[GoldArticle], path: Path) -> None:
    """Write all articles to one .jsonl file; what doccano has no field for stands under the key `sitrep`."""
    path.write_text("".join(json.dumps(_line(gold), ensure_ascii=False) + "\n" for gold in articles), encoding="utf-8")


def _line(gold: GoldArticle) -> dict[str, Any]:
    links = links_of(gold)
    joined = [link for link in links if link.source is not None and link.target is not None]
    return {
        "text": gold.text,
        "entities": [
            {"id": n, "label": m.label, "start_offset": m.start, "end_offset": m.end}
            for n, m in enumerate(gold.mentions)
        ],
        "relations": [
            {"id": n, "from_id": link.source, "to_id": link.target, "type": link.predicate}
            for n, link in enumerate(joined)
        ],
        "sitrep": {
            **header_of(gold),
            "mentions": {str(n): [m.kind, m.ref, m.text] for n, m in enumerate(gold.mentions)},
            "lines": {str(n): [link.line, link.sentence] for n, link in enumerate(joined)},
            "order": [
                joined.index(link) if link in joined else [link.line, link.sentence, link.source, link.target]
                for link in links
            ],
        },
    }


def read_doccano(path: Path) -> Iterator[GoldArticle]:
    """The articles of a .jsonl file. Raises ConfigError with file and line for a line that is wrong."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(path, None, f"cannot be read: {error}") from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                yield _read_line(path, json.loads(line))
            except ConfigError as error:
                raise ConfigError(path, number, error.message) from error
            except (ValueError, KeyError, TypeError) as error:
                raise ConfigError(path, number, f"is no article of doccano: {error!r}") from error


def _plain_entities(row: dict[str, Any]) -> list[dict[str, Any]]:
    """The entities of a project without relations: `"label": [[0, 4, "UNIT"]]`."""
    spans = row["label"] if "label" in row else row["labels"]
    return [{"id": n, "start_offset": a, "end_offset": b, "label": label} for n, (a, b, label) in enumerate(spans)]


def _read_line(path: Path, row: dict[str, Any]) -> GoldArticle:
    own, text = row.get("sitrep") or {}, row["text"]
    entities = row["entities"] if "entities" in row else _plain_entities(row)
    numbers = {entity["id"]: n for n, entity in enumerate(entities)}
    mentions = []
    for entity in entities:
        start, end, label = entity["start_offset"], entity["end_offset"], entity["label"]
        kind, ref, marked = own.get("mentions", {}).get(str(entity["id"]), (default_kind(label), None, text[start:end]))
        mentions.append(GoldMention(start, end, label, kind, ref, marked))
    sentences = own.get("sentences") or sentences_of(text)
    by_id: dict[int, Link] = {}
    for relation in row.get("relations", []):
        source, target = numbers[relation["from_id"]], numbers[relation["to_id"]]
        new = (f"{relation['type']} - -> -", sentence_number(sentences, mentions[source].start))
        line, sentence = own.get("lines", {}).get(str(relation["id"]), new)
        by_id[relation["id"]] = Link(f"{relation['type']} {line.split(' ', 1)[1]}", sentence, source, target)
    links = []
    for entry in own.get("order", []):
        if isinstance(entry, list):
            links.append(Link(*entry))
        elif entry in by_id:
            links.append(by_id.pop(entry))
    return make_gold(path, own, text, mentions, [*links, *by_id.values()])
