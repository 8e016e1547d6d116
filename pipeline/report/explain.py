"""Why an entity is one: its names, the merges that joined them, and where the articles speak of it."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.report.tables import Row, read_rows
from pipeline.schemas import ARTICLES, ENTITIES, MENTIONS, MERGES, RELATIONS

_MOST_EXAMPLES = 8
_MOST_RELATIONS = 12


@dataclass(frozen=True, slots=True)
class EntityExplanation:
    """An entity with what was put together for it.

    `examples` hold a mention's id, the publisher or title of its article, and the sentence.
    """

    entity: Row
    merges: tuple[Row, ...]
    wordings: tuple[tuple[str, str, int], ...]
    examples: tuple[tuple[str, str, str], ...]
    relations: tuple[Row, ...]

    def lines(self) -> list[str]:
        """The explanation as plain text."""
        entity = self.entity
        place = ""
        if entity["lat"] is not None:
            place = f", {entity['lat']:.3f} {entity['lon']:.3f} ({entity['geo_precision']})"
        head = f"{entity['entity_id']}  {entity['label']}  {entity['name']}"
        out = [head, f"  {entity['n_mentions']} mentions in {entity['n_articles']} articles{place}"]
        if entity["gazetteer_id"] or entity["country"]:
            out.append(
                f"  {entity['gazetteer_id'] or 'no place of the gazetteer'}, country {entity['country'] or 'unknown'}"
            )
        if entity["geo_reason"]:
            out.append(f"  {'no point' if entity['lat'] is None else 'its point'}: {entity['geo_reason']}")
        out.append("Called")
        out += [f"  {count:>4} x {text} ({kind})" for text, kind, count in self.wordings]
        out.append("One because" if self.merges else "One because all articles use one name, or only one speaks of it.")
        out += [f"  {m['score']:.2f} {m['rule']}: {m['reason']}" for m in self.merges]
        out.append("For example")
        out += [f"  {mention}  {source}: {text}" for mention, source, text in self.examples]
        out.append("Somebody else in one of them? seeds/judgements.csv: different," + entity["entity_id"] + ",m_...,,")
        out.append("Relations")
        out += [
            f"  {r['status']}, {r['n_independent']} independent: {r['predicate']} ({r['relation_id']})"
            for r in self.relations
        ]
        return out


def explain_entity(folder: Path, entity_id: str) -> EntityExplanation:
    """The chain from an entity's names to the articles. Raises UsageError for an id that the tables do not hold."""
    entity = next((row for row in read_rows(folder, ENTITIES) if row["entity_id"] == entity_id), None)
    if entity is None:
        raise UsageError(f"{entity_id}: no entity of this id in {folder}; entities.parquet lists them")
    articles = {row["doc_id"]: row for row in read_rows(folder, ARTICLES)}
    mentions = [row for row in read_rows(folder, MENTIONS) if row["entity_id"] == entity_id]
    wordings = Counter((row["text"], row["kind"]) for row in mentions)
    merges = sorted(
        (r for r in read_rows(folder, MERGES) if r["entity_id"] == entity_id), key=lambda r: (r["score"], r["name_a"])
    )
    relations = [r for r in read_rows(folder, RELATIONS) if entity_id in (r["subject_id"], r["object_id"])]
    examples: dict[str, tuple[str, str, str]] = {}
    for row in mentions:
        article = articles[row["doc_id"]]
        sentence = article["text"][row["sentence_start"] : row["sentence_end"]]
        source = article["publisher"] or article["title"] or article["path"]
        examples.setdefault(row["doc_id"], (row["mention_id"], str(source), " ".join(sentence.split())))
    return EntityExplanation(
        entity,
        tuple(merges),
        tuple((text, kind, count) for (text, kind), count in sorted(wordings.items(), key=lambda w: (-w[1], w[0]))),
        tuple(list(examples.values())[:_MOST_EXAMPLES]),
        tuple(sorted(relations, key=lambda r: (-r["n_independent"], r["relation_id"]))[:_MOST_RELATIONS]),
    )
