"""Which pairs of relations are compared, and the rows of the conflicts table."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

import pyarrow as pa

from pipeline.ids import content_id
from pipeline.reconcile.compare import MATTERS, compare
from pipeline.reconcile.context import Context, Found, joined_names
from pipeline.reconcile.events import compare_fates, compare_holding, compare_member
from pipeline.reconcile.lives import life_text
from pipeline.reconcile.profiles import World
from pipeline.reconcile.relations import Relation

_HOLDING: Final = frozenset({"controls", "captured"})
_HAPPENS_ONCE: Final = frozenset({"captured", "killed"})
_CONTAINING: Final = frozenset({"located_in", "subordinate_to", "member_of"})


def find_conflicts(relations: Sequence[Relation], specific: frozenset[str], context: Context) -> list[dict[str, Any]]:
    """A row for each compared pair, and for each relation that is asserted and denied."""
    rows = [_contested(relation, context) for relation in relations if relation.status == "contested"]
    for a, b, found in _compared(relations, specific, context):
        rows.append(_row(a, b, str(a.subject or a.object or b.subject), found))
    return sorted({row["conflict_id"]: row for row in rows}.values(), key=lambda row: str(row["conflict_id"]))


def _row(a: Relation, b: Relation, subject: str, found: Found) -> dict[str, Any]:
    return {
        "conflict_id": content_id("x", a.relation_id, b.relation_id),
        "relation_a": a.relation_id,
        "relation_b": b.relation_id,
        "subject_id": subject,
        "predicate": a.predicate,
        "verdict": found[0],
        "reason": found[1],
    }


def _contested(relation: Relation, context: Context) -> dict[str, Any]:
    claims = context.claims

    def who(claim: int) -> str:
        claimer = context.claimer_name(claim)
        cited = claims.article(claim).cited
        return f"{claimer} in {cited}" if claimer else cited

    asserted, denied = (joined_names(who(c) for c in told) for told in (relation.asserting, relation.denying))
    subject = str(relation.subject or relation.object)
    return _row(relation, relation, subject, ("conflicts", f"Asserted by {asserted}; denied by {denied}."))


def _compared(
    relations: Sequence[Relation], specific: frozenset[str], context: Context
) -> Iterator[tuple[Relation, Relation, Found]]:
    matters: dict[tuple[str | None, str], list[Relation]] = defaultdict(list)
    held: dict[str, list[Relation]] = defaultdict(list)
    fates: dict[tuple[str, str], list[Relation]] = defaultdict(list)
    for relation in relations:
        if relation.predicate in MATTERS and relation.asserting:
            matters[relation.subject, MATTERS[relation.predicate]].append(relation)
        if relation.predicate in _HOLDING and context.world.label.get(relation.object or "") == "PLACE":
            held[str(relation.object)].append(relation)
        if relation.predicate in _HAPPENS_ONCE and relation.object in specific and relation.asserting:
            fates[relation.predicate, str(relation.object)].append(relation)
    for group in matters.values():
        for a, b in _pairs(group, context):
            found = compare(a, b, context)
            if found is not None:
                yield a, b, found
    for group in held.values():
        for a, b in _pairs(group, context):
            found = compare_holding(a, b, context)
            if found is not None:
                yield a, b, found
    for group in fates.values():
        for a, b in _pairs(group, context):
            found = compare_fates(a, b, context)
            if found is not None:
                yield a, b, found
    yield from _members(fates, context)
    yield from _member_values(matters, context)


def _pairs(group: Sequence[Relation], context: Context) -> Iterator[tuple[Relation, Relation]]:
    """Pairs in order of time; of a large group each with the next ones only, so that the cost stays bounded."""

    def when(relation: Relation) -> tuple[date, str]:
        dates = context.dates(relation)
        return relation.start or (dates[0] if dates else date.max), relation.relation_id

    ordered = sorted(group, key=when)
    for at, a in enumerate(ordered):
        for b in ordered[at + 1 : at + 1 + context.settings.compared_relations]:
            low, high = sorted((a, b), key=lambda relation: relation.relation_id)
            yield low, high


def _members(
    fates: Mapping[tuple[str, str], list[Relation]], context: Context
) -> Iterator[tuple[Relation, Relation, Found]]:
    """What happened to one person beside what happened to the group he belongs to: who did it is told more exactly."""
    for (predicate, person), told in sorted(fates.items()):
        for group in sorted(context.inside.get(person, ())):
            for a in told[: context.settings.compared_relations]:
                for b in fates.get((predicate, group), ())[: context.settings.compared_relations]:
                    found = compare_member(a, b, context)
                    if found is not None:
                        low, high = sorted((a, b), key=lambda relation: relation.relation_id)
                        yield low, high, found


def _member_values(
    matters: Mapping[tuple[str | None, str], list[Relation]], context: Context
) -> Iterator[tuple[Relation, Relation, Found]]:
    """Ages and years of a person beside those of a group he belongs to, whose members differ."""
    for (person, matter), told in sorted(matters.items(), key=lambda item: (str(item[0][0]), item[0][1])):
        if matter not in ("age", "service") or person is None or context.world.label.get(person) != "PERSON":
            continue
        for group in sorted(context.inside.get(person, ())):
            for a in told:
                for b in matters.get((group, matter), ()):
                    said = f"{context.said(a)}: {life_text(a)}; {context.said(b)}: {life_text(b)}"
                    yield (
                        a,
                        b,
                        ("not_comparable", f"{said}, told of a group he or she belongs to, whose members differ."),
                    )


def containment(relations: Iterable[Relation], world: World, surroundings: pa.Table) -> dict[str, frozenset[str]]:
    """From an entity to all it lies in or belongs to, over asserted `located_in`, `subordinate_to` and `member_of`,
    and for places over the gazetteer."""
    direct: dict[str, set[str]] = defaultdict(set)
    entities_of: dict[str, list[str]] = defaultdict(list)  # a town and its sector have one gazetteer id
    for entity, gazetteer_id in sorted(world.gazetteer.items()):
        if gazetteer_id is not None:
            entities_of[gazetteer_id].append(entity)
    around = zip(surroundings["gazetteer_id"].to_pylist(), surroundings["inside"].to_pylist(), strict=True)
    for gazetteer_id, places in around:
        outer = {entity for place in places for entity in entities_of.get(place, ())}
        for entity in entities_of.get(gazetteer_id, ()):
            direct[entity] |= outer
    for relation in relations:
        if relation.predicate not in _CONTAINING or relation.status not in ("agreed", "single_source"):
            continue
        if relation.subject is not None and relation.object is not None:
            direct[relation.subject].add(relation.object)
    closed: dict[str, frozenset[str]] = {}
    for entity in direct:
        seen: set[str] = set()
        waiting = sorted(direct[entity])
        while waiting:
            other = waiting.pop()
            if other not in seen and other != entity:
                seen.add(other)
                waiting += sorted(direct.get(other, ()))
        closed[entity] = frozenset(seen)
    return closed
