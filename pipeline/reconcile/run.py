"""The steps of reconciling, from tables to tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa

from pipeline.config import project_root
from pipeline.judgements import Judgements
from pipeline.memory import paused_collector
from pipeline.reconcile.claims import Claims, read_claims
from pipeline.reconcile.conflicts import containment, find_conflicts
from pipeline.reconcile.context import Context
from pipeline.reconcile.described import Described, read_described
from pipeline.reconcile.entities import Joined, join_entities
from pipeline.reconcile.profiles import read_world
from pipeline.reconcile.relations import Relation, make_relations, relation_row
from pipeline.reconcile.settings import ReconcileSettings
from pipeline.reconcile.words import Words, load_words
from pipeline.schemas import CLAIM_LINKS, CONFLICTS, RELATIONS
from pipeline.tables import ROWS_A_GROUP, column_values, rows_to_table
from pipeline.vocabulary import vocabulary

_VALUED: Final = frozenset({"QUANTITY", "DATE"})


@dataclass(frozen=True, slots=True)
class ReconcileInputs:
    """The tables that reconciling reads. `articles` has doc_id, path, publisher, title and published."""

    articles: pa.Table
    syndication: pa.Table
    mentions: pa.Table
    claims: pa.Table
    entities: pa.Table
    links: pa.Table
    merges: pa.Table
    surroundings: pa.Table


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The final entities, links and merges; the entities of each claim; relations; and verdicts on pairs of them."""

    entities: pa.Table
    links: pa.Table
    merges: pa.Table
    claim_links: pa.Table
    relations: pa.Table
    conflicts: pa.Table


@paused_collector()
def reconcile_claims(inputs: ReconcileInputs, judgements: Judgements, settings: ReconcileSettings) -> Reconciliation:
    """Join, relate and compare. The order of rows does not matter; equal input gives equal tables."""
    words = load_words(settings, project_root())
    links = dict(zip(inputs.links["mention_id"].to_pylist(), column_values(inputs.links["entity_id"]), strict=True))
    claims = read_claims(inputs.claims, inputs.articles, inputs.syndication, links)
    described = read_described(inputs.mentions, inputs.entities, links, claims)
    joined = join_entities(inputs, described, claims, words, judgements, settings)
    claims.relink(joined.link_of)
    relations, conflicts = _compare(inputs, claims, described, joined, words, settings)
    return Reconciliation(
        joined.entities, joined.links, joined.merges, _claim_links(claims), relations, conflicts,
    )  # fmt: skip


def _compare(
    inputs: ReconcileInputs,
    claims: Claims,
    described: Described,
    joined: Joined,
    words: Words,
    settings: ReconcileSettings,
) -> tuple[pa.Table, pa.Table]:
    world = read_world(joined.entities)
    specific = _specific(joined, described)
    relations = make_relations(claims, specific, world, vocabulary(), settings)
    inside = containment(relations, world, inputs.surroundings)
    context = Context(claims, world, words, settings, inside, described)
    conflicts = find_conflicts(relations, specific, context)
    return _relation_table(relations, claims), rows_to_table(conflicts, CONFLICTS)


def _relation_table(relations: Sequence[Relation], claims: Claims) -> pa.Table:
    parts = [
        rows_to_table([relation_row(relation, claims) for relation in relations[at : at + ROWS_A_GROUP]], RELATIONS)
        for at in range(0, max(1, len(relations)), ROWS_A_GROUP)
    ]
    return pa.concat_tables(parts)


def _specific(joined: Joined, described: Described) -> frozenset[str]:
    """Entities of which there is one in the world and to whom a thing happens once: persons, and groups singled out."""
    ids: Sequence[Any] = joined.entities["entity_id"].to_pylist()
    labels: Sequence[Any] = joined.entities["label"].to_pylist()
    own = {joined.renamed.get(entity, entity) for entity in described.entities}
    return frozenset(
        e for e, label in zip(ids, labels, strict=True) if label == "PERSON" or (label == "GROUP" and e in own)
    )


def _claim_links(claims: Claims) -> pa.Table:
    return pa.table(
        {
            "claim_id": claims.claim_id,
            "subject_id": claims.subject,
            "object_id": claims.object,
            "place_id": claims.place,
            "claimer_id": claims.claimer,
        },
        schema=CLAIM_LINKS.schema,
    )
