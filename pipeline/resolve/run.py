"""The two steps of resolution: each article to sketches, then all distinct sketches to entities."""

import logging
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

import pyarrow as pa

from pipeline.identity import described_id
from pipeline.judgements import Judgements
from pipeline.resolve.articles import Chain, Row, View, chains_of
from pipeline.resolve.bodies import index_bodies, is_settled, own_sketch, settle_loose, sketch_body, unit_edges
from pipeline.resolve.cluster import Clusters, Edge
from pipeline.resolve.groups import sketch_group
from pipeline.resolve.judged import apply_judgements
from pipeline.resolve.knowledge import Knowledge
from pipeline.resolve.people import person_edges, sketch_person
from pipeline.resolve.persons import Persons, part_persons
from pipeline.resolve.place_edges import place_edges
from pipeline.resolve.places import PlaceContext, Reading, sketch_place
from pipeline.resolve.rows import EntityRows, make_tables
from pipeline.resolve.settings import ResolveSettings
from pipeline.resolve.sketch import Node, Sketch
from pipeline.resolve.split import split_chain
from pipeline.resolve.surroundings import find_surroundings
from pipeline.resolve.text import fold
from pipeline.resolve.things import sketch_thing

_LOG = logging.getLogger(__name__)
_COLUMNS: Final = (
    "mention_id", "start", "end", "text", "label", "kind", "referent", "sentence_start", "value_low", "value_high",
    "value_unit",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Resolution:
    """Entities, which mention means which, why names were joined, and what the places lie in.

    `unknown_judgements` has a line, with its place in the file, for every id and name of a judgement that no article
    brings; `unlocated` counts places without a point by reason.
    """

    entities: pa.Table
    links: pa.Table
    merges: pa.Table
    surroundings: pa.Table
    unknown_judgements: tuple[str, ...] = ()
    unlocated: Mapping[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Corpus:
    """What the articles said: chains as numbers into distinct sketches, mentions as numbers into chains."""

    sketches: dict[Sketch, int] = field(default_factory=dict)
    chain_sketch: list[int] = field(default_factory=list)  # -1: an entity of its own
    chain_doc: list[str] = field(default_factory=list)
    chain_own: list[str] = field(default_factory=list)  # entity id of an unnamed chain, else ""
    mention_chain: list[int] = field(default_factory=list)  # -1: no entity
    readings: dict[str, Reading] = field(default_factory=dict)
    surfaces: dict[tuple[str, str], str] = field(default_factory=dict)


def resolve_entities(
    mentions: pa.Table, articles: pa.Table, gazetteer: Knowledge, judgements: Judgements, settings: ResolveSettings
) -> Resolution:
    """Resolve all mentions of all articles. The order of rows does not matter; equal input gives equal tables.

    Entity ids hash the names (for unnamed ones: the place of the first mention), so an article that shares no name
    with the others changes none of their rows.
    """
    mentions = mentions.sort_by([(name, "ascending") for name in ("doc_id", "start", "end", "label")])
    corpus = _read_corpus(mentions, articles, gazetteer, settings)
    sketches = list(corpus.sketches)
    settled, per_article = _settle(sketches, gazetteer)
    clusters, persons, unknown = _cluster(settled, corpus, per_article, gazetteer, judgements, settings)
    rows = EntityRows(
        mentions, articles, corpus, settled, per_article, clusters, persons, judgements, frozenset(unknown)
    )
    entities, links, merges, known = make_tables(rows)
    missing = _missing(judgements, frozenset(unknown) - known)
    for line in missing:
        _LOG.warning(line)
    reasons = Counter(
        row["geo_reason"] or "no reason known"
        for row in entities.select(["label", "lat", "geo_reason"]).to_pylist()
        if row["label"] == "PLACE" and row["lat"] is None
    )
    around = find_surroundings(entities, gazetteer.gazetteer)
    return Resolution(entities, links, merges, around, missing, dict(sorted(reasons.items())))


def _missing(judgements: Judgements, unknown: frozenset[str]) -> tuple[str, ...]:
    """A line for every id and name of a judgement that no article brings."""
    where = "/".join(judgements.path.parts[-2:])
    return tuple(
        f"{where}:{row.line}: {handle!r} is in no article now; the row is kept"
        for row in judgements.rows
        for handle in (row.a, row.b)
        if handle in unknown
    )


def _read_corpus(mentions: pa.Table, articles: pa.Table, known: Knowledge, settings: ResolveSettings) -> Corpus:
    corpus = Corpus(mention_chain=[-1] * mentions.num_rows)
    texts = dict(
        zip(
            articles["doc_id"].to_pylist(),
            zip(articles["text"].to_pylist(), articles["published"].to_pylist(), strict=True),
            strict=True,
        )
    )
    for doc_id, rows in _articles(mentions):
        text, published = texts[doc_id]
        view = View(doc_id, text, published, rows, known.words, known.gazetteer.capitals)
        _read_article(corpus, view, known, settings)
    return corpus


def _articles(mentions: pa.Table) -> Iterator[tuple[str, list[Row]]]:
    """Articles with their mentions, a batch of rows in memory at a time."""

    def rows() -> Iterator[tuple[str, Row]]:
        at = 0
        for batch in mentions.select(["doc_id", *_COLUMNS]).to_batches(max_chunksize=20_000):
            columns = [column.to_pylist() for column in batch.columns]
            for doc_id, *values in zip(*columns, strict=True):
                yield doc_id, Row(at, *values)
                at += 1

    for doc_id, group in groupby(rows(), key=itemgetter(0)):
        yield doc_id, [row for _, row in group]


def _read_article(corpus: Corpus, view: View, known: Knowledge, settings: ResolveSettings) -> None:
    homes = view.homes(settings.home_share)
    context = PlaceContext(view, known.gazetteer, known.words, settings.min_place_score)
    for whole in chains_of(view):
        for chain in split_chain(whole, known.words, context):
            number = len(corpus.chain_sketch)
            sketch = _sketch(view, chain, known, homes, context, corpus)
            corpus.chain_doc.append(view.doc_id)
            if sketch is None:
                corpus.chain_sketch.append(-1)
                corpus.chain_own.append(_described_id(view, chain))
            else:
                corpus.chain_sketch.append(corpus.sketches.setdefault(sketch, len(corpus.sketches)))
                corpus.chain_own.append("")
            for row in chain.rows:
                corpus.mention_chain[row.at] = number
                if sketch is not None and row.kind != "pronoun":
                    key = (sketch.kind, fold(row.text))
                    corpus.surfaces[key] = min(
                        row.text, corpus.surfaces.get(key, row.text), key=lambda t: (t.isupper(), t)
                    )


def _described_id(view: View, chain: Chain) -> str:
    first = chain.rows[0]
    return described_id(view.doc_id, first.start, first.end, first.label)


def _sketch(
    view: View, chain: Chain, known: Knowledge, homes: frozenset[str], context: PlaceContext, corpus: Corpus
) -> Sketch | None:
    if chain.kind == "person":
        return sketch_person(view, chain, known.words, homes)
    if chain.kind == "group":
        return sketch_group(view, chain, known.words)
    if chain.kind == "body":
        return sketch_body(view, chain, known.bodies, homes)
    if chain.kind == "place":
        found = sketch_place(view, chain, context, homes)
        if found is None:
            return None
        sketch, reading = found
        for node in sketch.nodes:
            if corpus.readings.get(node.canonical, _UNREAD).place is None:
                corpus.readings[node.canonical] = reading
        return sketch
    return sketch_thing(view, chain, known.words)


def _settle(sketches: Sequence[Sketch], known: Knowledge) -> tuple[list[Sketch], set[int]]:
    """Sketches with their loose names settled, and the numbers of those that stay with their article."""
    index = index_bodies(sketches, known.bodies)
    settled: list[Sketch] = []
    per_article: set[int] = set()
    for number, sketch in enumerate(sketches):
        if sketch.kind != "body" or is_settled(sketch):
            settled.append(sketch)
            continue
        found = settle_loose(sketch, index)
        if found is None:
            per_article.add(number)
        settled.append(found or sketch)
    return settled, per_article


def _cluster(
    settled: Sequence[Sketch],
    corpus: Corpus,
    per_article: set[int],
    known: Knowledge,
    judgements: Judgements,
    settings: ResolveSettings,
) -> tuple[Clusters, Persons, list[str]]:
    clusters = Clusters()
    chain_sketches = zip(corpus.chain_sketch, corpus.chain_doc, strict=True)
    own = [own_sketch(settled[n], doc_id) for n, doc_id in sorted(set(chain_sketches)) if n in per_article]
    nodes = {node for n, sketch in enumerate(settled) if n not in per_article for node in sketch.nodes}
    nodes |= {node for sketch in own for node in sketch.nodes}
    for node in sorted(nodes):
        clusters.root(node)
    edges = [
        *_wording_edges(nodes, known),
        *unit_edges(nodes, settings.block_names),
        *person_edges(nodes, known.words, settings.block_names),
        *place_edges(nodes, {c: r.place.country for c, r in corpus.readings.items() if r.place is not None}),
    ]
    for sketch in (*settled, *own):
        edges += _article_edges(sketch)
    owned = set(filter(None, corpus.chain_own))
    kept, unknown = apply_judgements(clusters, edges, judgements, nodes, owned)
    clusters.join(kept)
    return clusters, part_persons(settled, clusters, known.words, settings.surname_candidates), unknown


def _article_edges(sketch: Sketch) -> Iterator[Edge]:
    first = sketch.nodes[0] if sketch.nodes else None
    for node in sketch.nodes[1:]:
        if first is not None and node.canonical != first.canonical:
            yield Edge(first, node, "one_article", 0.9, "an article uses both names for one and the same")


_UNREAD: Final = Reading(None)
_WORDINGS: Final = {
    "person": ("same_name", 0.98, "the same name"),
    "group": ("same_side", 0.9, "the same force of the same side, described in other words"),
    "body": ("same_words", 0.95, "the same words and country"),
    "place": ("gazetteer", 0.95, "the same place of the gazetteer"),
}


def _wording_edges(nodes: set[Node], known: Knowledge) -> Iterator[Edge]:
    """Edges between ways to write what is the same after normalising."""
    same: dict[tuple[str, str], list[Node]] = defaultdict(list)
    for node in sorted(nodes):
        same[node.kind, node.canonical].append(node)
    for (kind, canonical), alike in same.items():
        rule, score, reason = _WORDINGS.get(kind, ("same_words", 0.95, "the same words"))
        if kind == "place" and canonical.startswith("name:"):
            rule, reason = "same_words", "the same name in articles about one country"
        elif kind == "place":
            reason = f"{reason} ({canonical})"
        elif canonical.startswith("known:"):
            rule, reason = (
                "known_alias",
                f"both are names of {canonical.removeprefix('known:')} (configs/resolve/aliases.yaml)",
            )
        for other in alike[1:]:
            yield Edge(alike[0], other, rule, score, reason)


def published_of(articles: pa.Table) -> dict[str, date | None]:
    """Publication dates by doc_id."""
    pairs: Any = zip(articles["doc_id"].to_pylist(), articles["published"].to_pylist(), strict=True)
    return dict(pairs)
