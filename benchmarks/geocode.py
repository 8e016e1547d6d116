"""Score the places of a news corpus: how many of those found lie within 161 km (100 miles) of where people put them.

    python benchmarks/geocode.py EVALDATA/geovirus_dev.jsonl [--gold-names] [--list]

The corpus has one JSON object a line: `text` and `entities` with `start`, `end`, `lat` and `lon` (None: people could not
tell). A place is found when a PLACE name of ours overlaps it; the nearest in extent counts. `--gold-names` takes the
corpus' own spans instead, so that only the choice of the place is measured. The baseline takes, for each name, the most
populous place of exactly that name (Leidner 2007, the usual yardstick). 161 km is the customary measure of the field
(Gritta, Pilehvar and Collier, "A pragmatic guide to geoparsing evaluation", 2020).
"""

import argparse
import json
import statistics
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipeline.annotate import AnnotateSettings, load_annotator
from pipeline.config import pipeline_section, project_root
from pipeline.ids import content_id
from pipeline.judgements import Judgements
from pipeline.records import Article, Mention
from pipeline.resolve import Knowledge, ResolveSettings, load_gazetteer, resolve_entities
from pipeline.resolve.place import distance_km
from pipeline.schemas import ANNOTATED_MENTIONS, CLEAN_ARTICLES
from pipeline.tables import rows_to_table

NEAR_KM = 161.0
Point = tuple[float | None, float | None]


@dataclass(frozen=True, slots=True)
class Located:
    """A place of the corpus that we found: both points, and how ours was read. `error_km` is None without a point."""

    doc_id: str
    gold_text: str
    text: str
    link: str | None
    precision: str | None
    error_km: float | None
    baseline_km: float | None


def main() -> None:
    """Print the shares of the tool and of the baseline."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--gold-names", action="store_true", help="take the corpus' spans, not our own")
    parser.add_argument("--list", action="store_true", help="list what is not within reach, the most frequent first")
    options = parser.parse_args()
    documents = [json.loads(line) for line in options.corpus.read_text(encoding="utf-8").splitlines() if line.strip()]
    articles = list(gold_articles(documents) if options.gold_names else our_articles(documents))
    known = load_gazetteer(pipeline_section("resolve", ResolveSettings), project_root())
    located = list(locate(documents, articles, known))
    n_gold = sum(len(places_of(document)) for document in documents)
    print(f"places of the corpus {n_gold}, found {len(located)} = {len(located) / n_gold:.3f}")
    tell("sitrep", [place.error_km for place in located])
    tell("most populous of the name", [place.baseline_km for place in located])
    if options.list:
        missed = Counter((p.gold_text, p.text, p.link, p.precision, p.error_km and round(p.error_km)) for p in located
                         if p.error_km is None or p.error_km > NEAR_KM)  # fmt: skip
        for what, count in sorted(missed.items(), key=lambda row: (-row[1], str(row[0]))):
            print(count, *what, sep="\t")


def tell(name: str, errors: list[float | None]) -> None:
    """Print one system's figures over the places found."""
    known = [error for error in errors if error is not None]
    near = sum(error <= NEAR_KM for error in known)
    print(
        f"{name:28}within 161 km {near / len(errors):.3f}, without a point {1 - len(known) / len(errors):.3f}, "
        f"of those with one {near / max(1, len(known)):.3f}, median error {statistics.median(known):.0f} km"
    )


def places_of(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The document's places with a point, one a span."""
    spans = {(e["start"], e["end"]): e for e in document["entities"] if e.get("lat") is not None}
    return [spans[key] for key in sorted(spans)]


def our_articles(documents: Iterable[Mapping[str, Any]]) -> Iterator[Article]:
    """The documents with our own mentions."""
    annotator = load_annotator(pipeline_section("annotate", AnnotateSettings), project_root())
    blank = [Article(_doc_id(d), str(d["doc_id"]), d["text"], "en", "", 0) for d in documents]
    yield from annotator.annotate(blank)


def gold_articles(documents: Iterable[Mapping[str, Any]]) -> Iterator[Article]:
    """The documents with the corpus' places as the only mentions."""
    for document in documents:
        doc_id, text = _doc_id(document), document["text"]
        mentions = []
        for place in places_of(document):
            ident = content_id("m", doc_id, place["start"], place["end"])
            start, end = place["start"], place["end"]
            mentions.append(
                Mention(ident, doc_id, start, end, text[start:end], "PLACE", "name", "gold", 0, 1, referent=ident)
            )
        yield replace(Article(doc_id, str(document["doc_id"]), text, "en", "", 0), mentions=tuple(mentions))


def _doc_id(document: Mapping[str, Any]) -> str:
    return f"d_{document['doc_id']}"


def locate(documents: Iterable[Mapping[str, Any]], articles: list[Article], known: Knowledge) -> Iterator[Located]:
    """For every place of the corpus that a PLACE name of ours overlaps: where both put it."""
    settings = pipeline_section("resolve", ResolveSettings)
    columns = [column.name for column in ANNOTATED_MENTIONS.columns]
    rows = [{name: getattr(m, name, None) for name in columns} for a in articles for m in a.mentions or ()]
    fields = [pa.field(c.name, c.type) for c in CLEAN_ARTICLES.columns if c.name != "offsets"]
    texts = [{f.name: getattr(a, f.name, None) for f in fields} for a in articles]
    found = resolve_entities(
        rows_to_table(rows, ANNOTATED_MENTIONS), pa.Table.from_pylist(texts, schema=pa.schema(fields)), known,
        Judgements(), settings,
    )  # fmt: skip
    entities = {row["entity_id"]: row for row in found.entities.to_pylist()}
    entity_of = {row["mention_id"]: entities[row["entity_id"]] for row in found.links.to_pylist()}
    for document, article in zip(documents, articles, strict=True):
        names = [m for m in article.mentions or () if m.label == "PLACE" and m.kind == "name"]
        for place in places_of(document):
            mention = _best(names, place)
            if mention is None:
                continue
            entity, gold = entity_of[mention.mention_id], (place["lat"], place["lon"])
            yield Located(
                article.doc_id, place["text"], mention.text, entity["gazetteer_id"], entity["geo_precision"],
                distance_km((entity["lat"], entity["lon"]), gold), distance_km(most_populous(mention.text, known), gold),
            )  # fmt: skip


def _best(names: Iterable[Mention], place: Mapping[str, Any]) -> Mention | None:
    """The mention that shares most with the span, for the length of both."""

    def share(mention: Mention) -> float:
        start, end = int(place["start"]), int(place["end"])
        return (min(mention.end, end) - max(mention.start, start)) / (max(mention.end, end) - min(mention.start, start))

    return max((m for m in names if share(m) > 0), key=lambda m: (share(m), -m.start), default=None)


def most_populous(name: str, known: Knowledge) -> Point:
    """The point of the most populous place, region or state of this exact name."""
    state = known.words.states.get(name.casefold())
    places = [*known.gazetteer.find(name), *([known.gazetteer.countries[state]] if state else [])]
    best = max(places, key=lambda p: (p.population, p.gazetteer_id), default=None)
    return (best.lat, best.lon) if best is not None else (None, None)


if __name__ == "__main__":
    main()
