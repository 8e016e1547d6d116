"""Which merges are most worth a look: the most uncertain and most consequential first."""

from dataclasses import dataclass
from math import log2
from pathlib import Path

from pipeline.judgements import Judgements, handle_of
from pipeline.report.tables import read_rows
from pipeline.schemas import CONFLICTS, ENTITIES, MERGES, RELATIONS


@dataclass(frozen=True, slots=True)
class MergeToReview:
    """A merge with its weight: doubt (1 - score) times what hangs on it."""

    entity_id: str
    entity_name: str
    name_a: str
    name_b: str
    rule: str
    score: float
    reason: str
    n_articles: int
    n_relations: int
    n_conflicts: int
    weight: float

    def judgement(self, verdict: str) -> str:
        """The line for seeds/judgements.csv that settles it. Descriptions are named by their ids."""
        a, b = _handle(self.name_a), _handle(self.name_b)
        return ",".join((verdict, *(f'"{text}"' if "," in text else text for text in (a, b)), "", ""))


def _handle(name: str) -> str:
    """The id in "19-year-old rifleman [e_...]", else the name."""
    if name.endswith("]") and "[e_" in name:
        return name[name.rindex("[e_") + 1 : -1]
    return name


def list_merges_to_review(folder: Path, judgements: Judgements, most: int | None = None) -> list[MergeToReview]:
    """Merges by weight, those already judged left out. `most` bounds the list (None: all).

    What hangs on a merge are the articles, relations and conflicts of its entity: a merge that makes two ages conflict
    matters more than one of two spellings.
    """
    entities = {row["entity_id"]: row for row in read_rows(folder, ENTITIES)}
    relations: dict[str, int] = {}
    for row in read_rows(folder, RELATIONS):
        for entity in {row["subject_id"], row["object_id"]} - {None}:
            relations[entity] = relations.get(entity, 0) + 1
    conflicts: dict[str, int] = {}
    for row in read_rows(folder, CONFLICTS):
        if row["verdict"] == "conflicts":
            conflicts[row["subject_id"]] = conflicts.get(row["subject_id"], 0) + 1
    judged = {frozenset((handle_of(row.a), handle_of(row.b))) for row in judgements.rows}
    found = []
    for row in read_rows(folder, MERGES):
        pair = frozenset((handle_of(_handle(row["name_a"])), handle_of(_handle(row["name_b"]))))
        if row["rule"] == "judgement" or pair in judged:
            continue
        entity = entities[row["entity_id"]]
        ident = row["entity_id"]
        stakes = entity["n_articles"] + relations.get(ident, 0) + 5 * conflicts.get(ident, 0)
        weight = (1.0 - row["score"]) * log2(2 + stakes)
        found.append(
            MergeToReview(
                ident,
                entity["name"],
                row["name_a"],
                row["name_b"],
                row["rule"],
                row["score"],
                row["reason"],
                entity["n_articles"],
                relations.get(ident, 0),
                conflicts.get(ident, 0),
                round(weight, 4),
            )
        )
    ordered = sorted(found, key=lambda m: (-m.weight, m.entity_id, m.name_a, m.name_b, m.rule))
    return ordered if most is None else ordered[:most]
