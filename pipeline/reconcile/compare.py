"""Two relations about one matter, compared: same, refines, conflicts or not comparable, each with a sentence.

A false conflict costs more than a missed one: where time, place, measure or claimer differ, two values are not
comparable, and a number said to be rough is given some room.
"""

from collections.abc import Callable, Mapping
from typing import Final

from pipeline.reconcile.context import Context, Found
from pipeline.reconcile.lives import (
    compare_age_and_birth,
    compare_ages,
    compare_nationalities,
    compare_ranks,
    compare_years,
    life_text,
)
from pipeline.reconcile.measures import compare_counts
from pipeline.reconcile.relations import Relation
from pipeline.reconcile.sites import compare_locations

_OF_ONE: Final = frozenset({"has_age", "born_on", "serves_since"})
_COMPARERS: Final[Mapping[tuple[str, str], Callable[[Relation, Relation, Context], Found]]] = {
    ("has_age", "has_age"): compare_ages,
    ("has_age", "born_on"): compare_age_and_birth,
    ("born_on", "has_age"): compare_age_and_birth,
    ("born_on", "born_on"): compare_years,
    ("serves_since", "serves_since"): compare_years,
    ("has_rank", "has_rank"): compare_ranks,
    ("has_nationality", "has_nationality"): compare_nationalities,
    ("located_in", "located_in"): compare_locations,
    ("has_strength", "has_strength"): compare_counts,
    ("has_losses", "has_losses"): compare_counts,
}
# Relations of one subject and one matter are set against each other.
MATTERS: Final[Mapping[str, str]] = {
    "has_age": "age", "born_on": "age", "serves_since": "service", "has_rank": "rank", "has_nationality": "nationality",
    "located_in": "location", "has_strength": "strength", "has_losses": "losses",
}  # fmt: skip


def compare(a: Relation, b: Relation, context: Context) -> Found | None:
    """The verdict on two relations of one subject; None when their matters are not comparable at all."""
    comparer = _COMPARERS.get((a.predicate, b.predicate))
    if comparer is None:
        return None
    if a.predicate in _OF_ONE and context.world.label.get(a.subject or "") != "PERSON":
        told = "; ".join(f"{context.said(r)}: {life_text(r)}" for r in (a, b))
        return "not_comparable", f"{told}; both are told of a group, whose members differ."
    if not context.is_sure(a) or not context.is_sure(b):
        unsure = b if context.is_sure(a) else a
        return "not_comparable", f"{context.said(unsure)} calls it only possible."
    found = comparer(a, b, context)
    if found[0] == "conflicts" and _is_one_voice(a, b, context):
        return "not_comparable", f"{found[1]} But one article says both in one voice: it means two matters."
    return found


def _is_one_voice(a: Relation, b: Relation, context: Context) -> bool:
    """Whether an article that states one of the two states the other too, and nobody else is cited for either."""
    docs = [{context.claims.doc_id[c] for c in relation.asserting} for relation in (a, b)]
    return bool(docs[0] & docs[1]) and context.claimers(a) == context.claimers(b)
