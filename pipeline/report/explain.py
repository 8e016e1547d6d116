"""Why an entity is one, what a relation rests on, and what two relations that were compared say."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pipeline.errors import UsageError
from pipeline.report.tables import Row, read_rows
from pipeline.report.wording import article_text, counted, listed, relation_text, status_text, wrapped
from pipeline.schemas import ARTICLES, CLAIMS, CONFLICTS, ENTITIES, MENTIONS, MERGES, RELATIONS, Table

_MOST_EXAMPLES: Final = 8
_MOST_RELATIONS: Final = 15
_MOST_WORDINGS: Final = 12
_VERDICT_ORDER: Final = ("conflicts", "refines", "same", "not_comparable")


@dataclass(frozen=True, slots=True)
class EntityExplanation:
    """An entity with what was put together for it.

    `examples` hold a mention's id, its article, and the sentence.
    """

    entity: Row
    merges: tuple[Row, ...]
    wordings: tuple[tuple[str, str, int], ...]
    examples: tuple[tuple[str, str, str], ...]
    relations: tuple[Row, ...]
    conflicts: tuple[Row, ...]
    names: Mapping[str, str]

    def lines(self) -> list[str]:
        """The explanation as plain text."""
        entity = self.entity
        out = [f"{entity['name']}  ({entity['label']}, {entity['entity_id']})"]
        out += wrapped("", f"{counted(entity['n_mentions'], 'mention')} in {counted(entity['n_articles'], 'article')}")
        if entity["lat"] is not None:
            place = f"{entity['gazetteer_id'] or 'no place of the gazetteer'}, country {entity['country'] or 'unknown'}"
            out += wrapped("", f"{place}, {entity['lat']:.3f} {entity['lon']:.3f} ({entity['geo_precision']})")
        if entity["geo_reason"]:
            out += wrapped("", f"{'no point' if entity['lat'] is None else 'its point'}: {entity['geo_reason']}")
        called = [
            f"{text} ({count})" if count > 1 else text for text, kind, count in self.wordings if kind != "pronoun"
        ]
        out += ["", "Called", *wrapped("", listed(called, _MOST_WORDINGS))]
        out += ["", "One because"]
        for merge in self.merges:
            out += wrapped(f"{merge['score']:.2f}", merge["reason"])
        if not self.merges:
            out += wrapped("", "all articles use one name, or only one speaks of it.")
        out += ["", "For example"]
        for mention, source, text in self.examples:
            out += [*wrapped("", source), *wrapped("", text, indent=4), f"    {mention}"]
        if len(self.examples) > 1:
            part = f"different,{entity['entity_id']},m_...,,"
            out += ["", f"Somebody else in one of them? In seeds/judgements.csv: {part}"]
        return out + self._relation_lines() + self._conflict_lines()

    def _relation_lines(self) -> list[str]:
        out = ["", f"Relations ({len(self.relations)})"]
        for relation in self.relations[:_MOST_RELATIONS]:
            out += wrapped("", f"{relation_text(relation, self.names)}: {status_text(relation)}")
            out.append(f"    {relation['relation_id']}")
        if len(self.relations) > _MOST_RELATIONS:
            out.append(f"  and {len(self.relations) - _MOST_RELATIONS} more")
        return out

    def _conflict_lines(self) -> list[str]:
        if not self.conflicts:
            return []
        out = ["", f"Where the articles differ or one is finer ({len(self.conflicts)})"]
        for row in self.conflicts:
            out += [*wrapped(row["verdict"], row["reason"]), f"               {row['conflict_id']}"]
        return [*out, "", "Next: sitrep explain ID, with an id from above."]


def explain_entity(folder: Path, entity_id: str) -> EntityExplanation:
    """The chain from an entity's names to the articles. Raises UsageError for an id that the tables do not hold."""
    entity = find_row(folder, ENTITIES, entity_id)
    articles = {row["doc_id"]: row for row in read_rows(folder, ARTICLES)}
    mentions = [row for row in read_rows(folder, MENTIONS) if row["entity_id"] == entity_id]
    wordings = Counter((row["text"], row["kind"]) for row in mentions)
    merges = [row for row in read_rows(folder, MERGES) if row["entity_id"] == entity_id]
    relations = [r for r in read_rows(folder, RELATIONS) if entity_id in (r["subject_id"], r["object_id"])]
    own = {relation["relation_id"] for relation in relations}
    conflicts = [
        row
        for row in read_rows(folder, CONFLICTS)
        if own & {row["relation_a"], row["relation_b"]} and row["verdict"] in ("conflicts", "refines")
    ]
    examples: dict[str, tuple[str, str, str]] = {}
    for row in mentions:
        article = articles[row["doc_id"]]
        sentence = article["text"][row["sentence_start"] : row["sentence_end"]]
        if row["kind"] != "pronoun" or row["doc_id"] not in examples:
            examples.setdefault(row["doc_id"], (row["mention_id"], article_text(article), " ".join(sentence.split())))
    return EntityExplanation(
        entity,
        tuple(sorted(merges, key=lambda r: (r["score"], r["name_a"], r["name_b"]))),
        tuple((text, kind, count) for (text, kind), count in sorted(wordings.items(), key=lambda w: (-w[1], w[0]))),
        tuple(list(examples.values())[:_MOST_EXAMPLES]),
        tuple(sorted(relations, key=lambda r: (-r["n_independent"], r["predicate"], r["relation_id"]))),
        tuple(sorted(conflicts, key=lambda r: (_VERDICT_ORDER.index(r["verdict"]), r["conflict_id"]))),
        entity_names(folder),
    )


def relation_lines(folder: Path, relation_id: str, *, with_verdicts: bool = True) -> list[str]:
    """A relation with its sentences, who says or denies them, and the verdicts on it."""
    relation, names = find_row(folder, RELATIONS, relation_id), entity_names(folder)
    wanted = set(relation["claim_ids"])
    articles = {row["doc_id"]: row for row in read_rows(folder, ARTICLES)}
    claims = [row for row in read_rows(folder, CLAIMS) if row["claim_id"] in wanted]
    out = [*wrapped("", f"{relation_text(relation, names)}: {status_text(relation)}", indent=0), f"  {relation_id}"]
    if relation["claimer_ids"]:
        out += wrapped("said by", listed(sorted(names[claimer] for claimer in relation["claimer_ids"]), _MOST_WORDINGS))
    for claim in sorted(claims, key=lambda c: (str(articles[c["doc_id"]]["published"] or "9"), c["claim_id"])):
        out += ["", *_claim_lines(claim, articles[claim["doc_id"]])]
    if with_verdicts:
        out += _verdict_lines(folder, relation_id)
    return out


def _claim_lines(claim: Row, article: Row) -> list[str]:
    said = "denied" if claim["polarity"] == "denied" else "said"
    how = f", only {claim['certainty']}" if claim["certainty"] != "certain" else ""
    by = f" by {claim['claimer_text']}" if claim["claimer_text"] else ""
    lines = wrapped("", f"{article_text(article)}: {said}{by}{how}")
    return [*lines, *wrapped("", f"“{' '.join(claim['quote'].split())}”", indent=4), f"    {claim['claim_id']}"]


def _verdict_lines(folder: Path, relation_id: str) -> list[str]:
    rows = [r for r in read_rows(folder, CONFLICTS) if relation_id in (r["relation_a"], r["relation_b"])]
    out = ["", "Set against other relations"] if rows else []
    for row in sorted(rows, key=lambda r: (_VERDICT_ORDER.index(r["verdict"]), r["conflict_id"])):
        out += [*wrapped(row["verdict"], row["reason"]), f"               {row['conflict_id']}"]
    return [*out, "", "Next: sitrep explain c_... shows the rule and the words behind a claim."]


def conflict_lines(folder: Path, conflict_id: str) -> list[str]:
    """A verdict with the sentences of both relations."""
    conflict = find_row(folder, CONFLICTS, conflict_id)
    out = [f"{conflict['verdict']}: {conflict['predicate']}  ({conflict_id})", *wrapped("", conflict["reason"])]
    sides: Sequence[str] = list(dict.fromkeys((conflict["relation_a"], conflict["relation_b"])))
    for relation_id in sides:
        out += ["", *relation_lines(folder, relation_id, with_verdicts=False)]
    subject = conflict["subject_id"]
    return [*out, "", f"Next: sitrep explain {subject} shows why the two speak of one and the same."]


def entity_names(folder: Path) -> dict[str, str]:
    """Names by entity id."""
    return {row["entity_id"]: row["name"] for row in read_rows(folder, ENTITIES)}


def find_row(folder: Path, table: Table, row_id: str) -> Row:
    """The row of an id. Raises UsageError when the table holds none."""
    found = next((row for row in read_rows(folder, table) if row[table.key[0]] == row_id), None)
    if found is None:
        raise UsageError(f"{row_id}: not in {folder / table.name}.parquet, which lists all ids of this kind")
    return found
