"""Which entities are only described, and what their mentions say; bare groups that an event singles out."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

import pyarrow as pa

from pipeline.identity import described_id
from pipeline.reconcile.claims import Claims

_COLUMNS: Final = (
    "mention_id",
    "doc_id",
    "start",
    "end",
    "text",
    "label",
    "kind",
    "referent",
    "value_low",
    "value_high",
    "sentence_start",
    "time_start",
    "time_end",
)
_WATCHED: Final = frozenset({"PERSON", "GROUP", "DOCUMENT"})
_LIFE_DATES: Final = frozenset({"born_on", "serves_since"})
_SINGLES_OUT: Final = frozenset({"captured"})


@dataclass(slots=True)
class Described:
    """`entities` maps ids of what is only described to labels; `rows` holds their mentions, nested ones under "inside".

    `pulled` are mentions taken out of a side's forces at large, since an event singles them out, with their new ids.
    `dates` are the times that sentences with an age speak of, births and times of joining aside. `plain_claimers` are
    claimers named by a word ("the ministry"). `link_of` tells the entity of each mention, as `resolve` has it.
    """

    link_of: Mapping[str, str] = field(default_factory=dict)

    entities: dict[str, str] = field(default_factory=dict)
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    pulled: dict[str, str] = field(default_factory=dict)
    value_texts: dict[str, str] = field(default_factory=dict)
    dates: dict[tuple[str, int], list[tuple[date, date]]] = field(default_factory=lambda: defaultdict(list))
    plain_claimers: set[str] = field(default_factory=set)


def read_described(mentions: pa.Table, entities: pa.Table, links: Mapping[str, str], claims: Claims) -> Described:
    """Find the described entities; pull singled-out mentions from bare groups. One article in memory at a time."""
    found = Described(link_of=links)
    labels = dict(zip(entities["entity_id"].to_pylist(), entities["label"].to_pylist(), strict=True))
    watched = {entity for entity, label in labels.items() if label in _WATCHED}
    patients = _patients(claims)
    aged = {(claims.doc_id[c], claims.sentence[c]) for c in range(len(claims)) if claims.predicate[c] == "has_age"}
    life_dates = {claims.object_mention[c] for c in range(len(claims)) if claims.predicate[c] in _LIFE_DATES}
    claimers = {claimer for claimer in claims.claimer_mention if claimer is not None}
    ordered = mentions.select(list(_COLUMNS)).sort_by([(n, "ascending") for n in ("doc_id", "start", "end", "label")])
    article: list[dict[str, Any]] = []
    for batch in ordered.to_batches(max_chunksize=20_000):
        for row in batch.to_pylist():
            if article and article[0]["doc_id"] != row["doc_id"]:
                _read_article(found, article, links, labels, watched, patients)
                article = []
            article.append(row)
            place = (row["doc_id"], row["sentence_start"])
            if row["label"] == "DATE" and place in aged and row["mention_id"] not in life_dates:
                _note_date(found, place, row)
            if row["mention_id"] in claimers and _is_plain_singular(row):
                found.plain_claimers.add(row["mention_id"])
    if article:
        _read_article(found, article, links, labels, watched, patients)
    return found


def _note_date(found: Described, place: tuple[str, int], row: Mapping[str, Any]) -> None:
    if row["time_start"] is not None and row["time_end"] is not None:
        found.dates[place].append((row["time_start"], row["time_end"]))


def _is_plain_singular(row: Mapping[str, Any]) -> bool:
    """Whether a mention is one body or person called by a word: "ministry", "local official"; not "sources", "one"."""
    text = str(row["text"])
    is_one = row["label"] in ("UNIT", "ORG", "PERSON") and row["kind"] == "nominal"
    return is_one and text[:1].islower() and not text.endswith("s") and not text.startswith(("one ", "another "))


def _patients(claims: Claims) -> set[str]:
    """Mentions of people who were captured or are held: some of a side, never a whole army."""
    patients: set[str] = set()
    for claim in range(len(claims)):
        if claims.predicate[claim] in _SINGLES_OUT and claims.object_mention[claim] is not None:
            patients.add(str(claims.object_mention[claim]))
        if claims.predicate[claim] == "detained_by" and claims.subject_mention[claim] is not None:
            patients.add(str(claims.subject_mention[claim]))
    return patients


def _read_article(
    found: Described,
    article: list[dict[str, Any]],
    links: Mapping[str, str],
    labels: Mapping[str, str],
    watched: set[str],
    patients: set[str],
) -> None:
    chains: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for at, row in enumerate(article):
        if row["label"] in ("QUANTITY", "DATE"):
            found.value_texts[row["mention_id"]] = row["text"]
        entity = links.get(row["mention_id"])
        row["entity_id"] = entity
        if entity in watched:
            chains[str(entity)].append(row)
            row["inside"] = [
                other for other in article[max(0, at - 3) : at + 9] if other is not row and _is_inside(other, row)
            ]
    for entity, rows in chains.items():
        if _described_id(rows[0]) == entity:
            found.entities[entity] = labels[entity]
            found.rows[entity] += rows
        elif labels[entity] == "GROUP" and not any(row["kind"] == "name" for row in rows):
            _pull(found, rows, patients)
        elif entity in found.entities:
            found.rows[entity] += rows
    for row in article:
        for inner in row.get("inside", ()):
            inner["entity_id"] = links.get(inner["mention_id"])


def _described_id(row: Mapping[str, Any]) -> str:
    return described_id(row["doc_id"], row["start"], row["end"], row["label"])


def _is_inside(inner: Mapping[str, Any], outer: Mapping[str, Any]) -> bool:
    return bool(outer["start"] <= inner["start"] and inner["end"] <= outer["end"]) and (
        inner["start"],
        inner["end"],
    ) != (outer["start"], outer["end"])


def _pull(found: Described, rows: list[dict[str, Any]], patients: set[str]) -> None:
    """Take captives out of a bare group, with the rest of their chain but for what names the whole side again."""
    by_chain: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        by_chain[row["referent"] or row["mention_id"]].append(row)
    for chain in by_chain.values():
        hit = [row for row in chain if row["mention_id"] in patients]
        if not hit:
            continue
        taken = [row for row in chain if row in hit or not any(o["label"] == "NATIONALITY" for o in row["inside"])]
        new = _described_id(taken[0])
        found.entities[new] = "GROUP"
        found.rows[new] += taken
        found.pulled |= {row["mention_id"]: new for row in taken}
