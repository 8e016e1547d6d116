"""Label Studio JSON: one task an article; regions carry label, kind and ref, relations carry predicates.

Label Studio runs in a browser and counts UTF-16 units: an emoji is two. Offsets are converted both ways.
"""

import json
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import accumulate
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


def write_label_studio(articles: Iterable[GoldArticle], path: Path) -> None:
    """Write all articles to one .json file, a list of tasks, and beside it the labelling interface that shows them (.xml)."""
    path.with_suffix(".xml").write_text(_interface(), encoding="utf-8")
    path.write_text(
        json.dumps([{"id": n, **_task(gold)} for n, gold in enumerate(articles, 1)], ensure_ascii=False, indent=1)
        + "\n",
        encoding="utf-8",
    )


def _interface() -> str:
    """The labelling interface to paste into Label Studio's settings: labels, kinds, refs and relations."""
    vocab = vocabulary()
    labels = "".join(f'    <Label value="{label}"/>\n' for label in vocab.labels)
    relations = "".join(f'    <Relation value="{name}"/>\n' for name in vocab.predicates)
    kinds = "".join(f'    <Choice value="{kind}"/>\n' for kind in vocab.kinds)
    return (
        f'<View>\n  <Relations>\n{relations}  </Relations>\n  <Labels name="label" toName="text">\n{labels}  </Labels>\n'
        '  <Text name="text" value="$text" granularity="symbol"/>\n'
        f'  <Choices name="kind" toName="text" perRegion="true">\n{kinds}  </Choices>\n'
        '  <TextArea name="ref" toName="text" perRegion="true" maxSubmissions="1"/>\n</View>\n'
    )


def _units(text: str) -> list[int]:
    """Where each code point begins in UTF-16 units, and the end of the text."""
    return [0, *accumulate(2 if ord(char) > 0xFFFF else 1 for char in text)]


def _task(gold: GoldArticle) -> dict[str, Any]:
    units = _units(gold.text)
    result: list[dict[str, Any]] = []
    for n, m in enumerate(gold.mentions):
        where = {"start": units[m.start], "end": units[m.end], "text": m.text}
        region = {"id": f"m{n}", "to_name": "text"}
        result.append({**region, "from_name": "label", "type": "labels", "value": {**where, "labels": [m.label]}})
        result.append({**region, "from_name": "kind", "type": "choices", "value": {**where, "choices": [m.kind]}})
        if m.ref is not None:
            where = {key: where[key] for key in ("start", "end")}
            result.append({**region, "from_name": "ref", "type": "textarea", "value": {**where, "text": [m.ref]}})
    alone = []
    for n, link in enumerate(links_of(gold)):
        if link.source is None or link.target is None:
            alone.append([n, link.line, link.sentence, link.source, link.target])
            continue
        meta = {"order": n, "line": link.line, "sentence": link.sentence}
        ends = {"from_id": f"m{link.source}", "to_id": f"m{link.target}", "direction": "right"}
        result.append({"type": "relation", **ends, "labels": [link.predicate], "meta": meta})
    return {
        "data": {"text": gold.text, "sitrep": {**header_of(gold), "alone": alone}},
        "annotations": [{"id": 1, "was_cancelled": False, "result": result}],
    }


def read_label_studio(path: Path) -> Iterator[GoldArticle]:
    """The articles of an export. Raises ConfigError for a file that is none, naming the task."""
    try:
        tasks = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigError(path, None, f"cannot be read: {error}") from error
    if not isinstance(tasks, list):
        raise ConfigError(path, None, "expected a list of tasks, as Label Studio exports it (JSON, not JSON-MIN)")
    for number, task in enumerate(tasks, 1):
        try:
            yield _read_task(path, task)
        except ConfigError as error:
            raise ConfigError(path, None, f"task {number}: {error.message}") from error
        except (KeyError, TypeError, IndexError, ValueError) as error:
            what = str(error) if isinstance(error, ValueError) else f"is none of Label Studio: {error!r}"
            raise ConfigError(path, None, f"task {number} {what}") from error


def _annotation(task: dict[str, Any]) -> dict[str, Any]:
    """The one annotation of a task: of several the one marked as ground truth. Cancelled ones do not count."""
    done = [a for a in task["annotations"] if not a.get("was_cancelled")]
    chosen = [a for a in done if a.get("ground_truth")] or done
    if len(chosen) != 1:
        people = ", ".join(str(a.get("completed_by", "unknown")) for a in chosen) or "nobody"
        raise ValueError(f"expected one annotation, found {len(chosen)} (by {people}): mark one as ground truth")
    return dict(chosen[0])


def _only(values: list[str], what: str) -> str:
    if len(values) != 1:
        raise ValueError(f"{what}: expected one, found {values}")
    return values[0]


def _read_task(path: Path, task: dict[str, Any]) -> GoldArticle:
    text = task["data"]["text"]
    own = task["data"].get("sitrep") or {}
    units = _units(text)
    regions: dict[str, dict[str, Any]] = {}
    relations = []
    for entry in _annotation(task)["result"]:
        if entry["type"] == "relation":
            relations.append(entry)
            continue
        region = regions.setdefault(entry["id"], {"kind": None, "ref": None})
        value = entry["value"]
        if entry["type"] == "labels":
            start, end = (bisect_left(units, value[key]) for key in ("start", "end"))
            region |= {
                "start": start,
                "end": end,
                "label": _only(value["labels"], "labels of a region"),
                "text": value.get("text", text[start:end]),
            }
        elif entry["type"] == "choices":
            region["kind"] = _only(value["choices"], "kinds of a region")
        elif entry["type"] == "textarea" and value["text"]:
            region["ref"] = value["text"][0]
    numbers = {name: n for n, name in enumerate(regions)}
    mentions = [
        GoldMention(r["start"], r["end"], r["label"], r["kind"] or default_kind(r["label"]), r["ref"], r["text"])
        for r in regions.values()
    ]
    sentences = own.get("sentences") or sentences_of(text)
    links = [(entry[0], Link(*entry[1:])) for entry in own.get("alone", [])]
    for relation in relations:
        source, target = numbers[relation["from_id"]], numbers[relation["to_id"]]
        if relation.get("direction") == "left":
            source, target = target, source
        predicate, meta = _only(relation.get("labels") or [], "labels of a relation"), relation.get("meta") or {}
        line = f"{predicate} {meta.get('line', '? - -> -').split(' ', 1)[1]}"
        sentence = meta.get("sentence", sentence_number(sentences, mentions[source].start))
        links.append((meta.get("order", len(links) + len(relations)), Link(line, sentence, source, target)))
    return make_gold(path, own, text, mentions, [link for _, link in sorted(links, key=lambda pair: pair[0])])
