"""Which pairs of relations are compared, and the rows of the conflicts table."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from pipeline.ids import content_id
from pipeline.reconcile.compare import MATTERS, Context, Found, compare
from pipeline.reconcile.intervals import days_between, overlap, within
from pipeline.reconcile.relations import Relation, times_meet
from pipeline.reconcile.words import words_of

_HOLDING: Final = frozenset({"controls", "captured"})
_HAPPENS_ONCE: Final = frozenset({"captured", "killed"})
_CONTAINING: Final = frozenset({"located_in", "subordinate_to", "member_of"})
_NEAR_DAYS: Final = 7


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
        article = claims.article(claim)
        name = article.publisher or article.title or "an article"
        day = f", {article.published.day} {article.published:%B %Y}" if article.published else ""
        said = claims.claimer_text[claim]
        return f"{said} ({name}{day})" if said else f"{name}{day}"

    asserted = ", ".join(sorted({who(c) for c in relation.asserting})[:3])
    denied = ", ".join(sorted({who(c) for c in relation.denying})[:3])
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
            found = _compare_holding(a, b, context)
            if found is not None:
                yield a, b, found
    for group in fates.values():
        for a, b in _pairs(group, context):
            found = _compare_fates(a, b, context)
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


# --- who holds a place -----------------------------------------------------------------------------------------------


def _compare_holding(a: Relation, b: Relation, context: Context) -> Found | None:
    """Two sides that hold one place, or one side's hold asserted here and denied there.

    None where nothing is to be said: one side twice, or at different times.
    """
    if not _near_in_time(a, b, context):
        return None
    if bool(a.asserting) != bool(b.asserting):
        yes, no = (a, b) if a.asserting else (b, a)
        if no.asserting or not _same_side(yes.subject, no.subject, context):
            return None
        return "conflicts", f"{context.said(yes)} says it; {context.said(no)} denies it."
    if not a.asserting or _same_side(a.subject, b.subject, context):
        return None
    sides = [_side(relation.subject, context) for relation in (a, b)]
    if None in sides or sides[0] == sides[1] or a.subject is None or b.subject is None:
        return None
    names = [context.world.name.get(str(relation.subject), "") for relation in (a, b)]
    said = f"{context.said(a)}: {a.predicate} by {names[0]}; {context.said(b)}: {b.predicate} by {names[1]}"
    if a.predicate == b.predicate == "captured":
        return "not_comparable", f"{said}; a place may change hands."
    if _in_part(a, context) or _in_part(b, context):
        return "not_comparable", f"{said}; one holds only a part."
    if not (context.is_sure(a) and context.is_sure(b)) or not _are_one_time(a, b, context):
        return "not_comparable", f"{said}; not said of one time, or only possible."
    return "conflicts", f"{said}; both sides cannot hold all of it at once."


def _near_in_time(a: Relation, b: Relation, context: Context) -> bool:
    if not times_meet(a, b):
        return False
    apart = context.apart(a, b)
    return apart is None or apart <= context.settings.event_days


def _are_one_time(a: Relation, b: Relation, context: Context) -> bool:
    apart = context.apart(a, b)
    return apart is not None and apart <= _NEAR_DAYS // 2


def _side(entity: str | None, context: Context) -> str | None:
    return context.world.country.get(entity or "")


def _same_side(a: str | None, b: str | None, context: Context) -> bool:
    """Whether two holders can be one side: no holder named, the same, or of one country."""
    if a is None or b is None or a == b:
        return True
    side_a, side_b = _side(a, context), _side(b, context)
    return side_a is not None and side_a == side_b


def _in_part(relation: Relation, context: Context) -> bool:
    return any(context.words.partly & set(words_of(context.claims.quote[c])) for c in relation.asserting)


# --- what happens once -----------------------------------------------------------------------------------------------


def _compare_fates(a: Relation, b: Relation, context: Context) -> Found | None:
    """Two accounts of one person's or group's capture or death: by whom, when, where."""
    verdicts = [
        found
        for found in (_compare_agents(a, b, context), _compare_days(a, b, context), _compare_sites(a, b, context))
        if found is not None
    ]
    order = ("conflicts", "refines", "not_comparable", "same")
    return min(verdicts, key=lambda found: order.index(found[0]), default=None)


def _members(
    fates: Mapping[tuple[str, str], list[Relation]], context: Context
) -> Iterator[tuple[Relation, Relation, Found]]:
    """What happened to one person beside what happened to the group he belongs to: who did it is told more exactly."""
    for (predicate, person), told in sorted(fates.items()):
        for group in sorted(context.inside.get(person, ())):
            for a in told[: context.settings.compared_relations]:
                for b in fates.get((predicate, group), ())[: context.settings.compared_relations]:
                    found = _compare_member(a, b, context)
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
                    said = f"{context.said(a)} speaks of one person; {context.said(b)} of a group he belongs to"
                    yield a, b, ("not_comparable", f"{said}, whose members differ.")


def _compare_member(one: Relation, group: Relation, context: Context) -> Found | None:
    if (
        one.subject is None
        or group.subject is None
        or _share_article(one, group, context)
        or not times_meet(one, group)
    ):
        return None
    is_part = one.subject in context.inside.get(group.subject, ()) or group.subject in context.inside.get(
        one.subject, ()
    )
    if one.subject != group.subject and not is_part:
        return None
    whom = [context.world.name.get(str(relation.object), "") for relation in (one, group)]
    said = f"{context.said(one)}: {one.predicate} {whom[0]}; {context.said(group)}: {group.predicate} {whom[1]}"
    return "refines", f"{said}; the one is of the group."


def _compare_days(a: Relation, b: Relation, context: Context) -> Found | None:
    days_a, days_b = _days(a, context), _days(b, context)
    if days_a is None or days_b is None:
        return None
    said = f"{context.said(a)}: {_when(days_a)}; {context.said(b)}: {_when(days_b)}"
    if days_a == days_b:
        return "same", f"{said}."
    if within(days_a, days_b) or within(days_b, days_a):
        return "refines", f"{said}; one is the sharper date."
    if overlap(days_a, days_b):
        return "same", f"{said}; both can hold."
    gap = min(g for g in (days_between(days_a[1], days_b[0]), days_between(days_b[1], days_a[0])) if g is not None)
    if gap <= 1 and not (_is_day(days_a) and _is_day(days_b)):
        return "not_comparable", f"{said}; the two touch."
    return "conflicts", f"{said}; it happened once."


def _days(relation: Relation, context: Context) -> tuple[date, date] | None:
    if relation.start is None or relation.end is None:
        return None
    if all(context.claims.granularity[c] == "reported" for c in relation.asserting):
        return None
    return relation.start, relation.end


def _is_day(days: tuple[date, date]) -> bool:
    return days[0] == days[1]


def _when(days: tuple[date, date]) -> str:
    first, last = (f"{day.day} {day:%B %Y}" for day in days)
    return f"on {first}" if first == last else f"between {first} and {last}"


def _compare_agents(a: Relation, b: Relation, context: Context) -> Found | None:
    if a.subject is None or b.subject is None or a.subject == b.subject or _share_article(a, b, context):
        return None  # one article that names two agents means both
    names = [context.world.name.get(str(relation.subject), "") for relation in (a, b)]
    said = f"{context.said(a)}: by {names[0]}; {context.said(b)}: by {names[1]}"
    if a.subject in context.inside.get(b.subject, ()) or b.subject in context.inside.get(a.subject, ()):
        return "refines", f"{said}; one is part of the other."
    sides = _side(a.subject, context), _side(b.subject, context)
    if None not in sides and sides[0] != sides[1]:
        return "conflicts", f"{said}; two sides."
    ranks = [_exactness(str(relation.subject), context) for relation in (a, b)]
    if ranks[0] == ranks[1] == 1 and None in sides:
        return "same", f"{said}; general words for one side's people."
    if None not in sides and ranks[0] != ranks[1] and min(ranks) <= 1:
        return "refines", f"{said}; one names the captor more exactly."
    return "not_comparable", f"{said}; they may have acted together."


def _exactness(entity: str, context: Context) -> int:
    """0 a state, 1 its people in general words, 2 people of a kind, 3 a unit, a service or a person."""
    label = context.world.label.get(entity)
    if label == "GROUP":
        heads = set(words_of(context.world.name.get(entity, ""))[-1:])
        return 1 if heads <= context.words.plain_heads else 2
    return 0 if label == "PLACE" else 3


def _share_article(a: Relation, b: Relation, context: Context) -> bool:
    docs = [{context.claims.doc_id[c] for c in relation.claims} for relation in (a, b)]
    return bool(docs[0] & docs[1])


def _compare_sites(a: Relation, b: Relation, context: Context) -> Found | None:
    if a.place is None or b.place is None or a.place == b.place:
        return None
    names = [context.world.name.get(str(relation.place), "") for relation in (a, b)]
    said = f"{context.said(a)}: in {names[0]}; {context.said(b)}: in {names[1]}"
    if context.places_meet(a.place, b.place):
        return "refines", f"{said}; one lies in the other."
    countries = [context.world.country.get(str(relation.place)) for relation in (a, b)]
    if None not in countries and countries[0] != countries[1]:
        return "conflicts", f"{said}; the two lie in different countries."
    return "not_comparable", f"{said}; whether one lies in the other is not known."


def containment(relations: Iterable[Relation]) -> dict[str, frozenset[str]]:
    """From an entity to all it lies in or belongs to, over asserted `located_in`, `subordinate_to` and `member_of`."""
    direct: dict[str, set[str]] = defaultdict(set)
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
