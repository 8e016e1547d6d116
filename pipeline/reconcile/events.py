"""Two accounts of one event compared: who did it, when and where; and who holds a place."""

from datetime import date
from typing import Final

from pipeline.reconcile.context import Context, Found, compare_days, when
from pipeline.reconcile.intervals import days_between, overlap
from pipeline.reconcile.relations import Relation, times_meet
from pipeline.reconcile.sites import compare_sites
from pipeline.reconcile.words import words_of

_AT_ONCE_DAYS: Final = 3
_DONE: Final = {
    "captured": "captured",
    "killed": "killed",
    "wounded": "wounded",
    "destroyed": "destroyed",
    "controls": "held",
}
_ORDER: Final = ("conflicts", "refines", "not_comparable", "same")


# --- what happens once -----------------------------------------------------------------------------------------------


def compare_fates(a: Relation, b: Relation, context: Context) -> Found | None:
    """Two accounts of one person's or group's capture or death: by whom, when, where.

    The weightiest of the three verdicts stands, and its sentence goes on with the others that matter.
    """
    found = [f for f in (_agents(a, b, context), _days(a, b, context), compare_sites(a, b, context)) if f is not None]
    if not found:
        return None
    ordered = sorted(found, key=lambda f: _ORDER.index(f[0]))
    weighty = [reason for verdict, reason in ordered if verdict == ordered[0][0]]
    return ordered[0][0], " ".join(weighty)


def compare_member(one: Relation, group: Relation, context: Context) -> Found | None:
    """What happened to one person beside what happened to the group he belongs to."""
    if one.subject is None or group.subject is None or context.share_article(one, group):
        return None
    inside = context.inside
    is_part = one.subject in inside.get(group.subject, ()) or group.subject in inside.get(one.subject, ())
    if not times_meet(one, group) or (one.subject != group.subject and not is_part):
        return None
    told = [f"{context.said(r)}: {context.name(r.object)} {_DONE[r.predicate]}" for r in (one, group)]
    return "refines", f"{'; '.join(told)}; the one is of the group."


def _days(a: Relation, b: Relation, context: Context) -> Found | None:
    days_a, days_b = days_told(a, context), days_told(b, context)
    if days_a is None or days_b is None:
        return None
    said = f"{context.said(a)}: {when(days_a)}; {context.said(b)}: {when(days_b)}"
    if (meeting := compare_days(days_a, days_b, said)) is not None:
        return meeting
    gap = min(g for g in (days_between(days_a[1], days_b[0]), days_between(days_b[1], days_a[0])) if g is not None)
    if gap <= 1 and not (days_a[0] == days_a[1] and days_b[0] == days_b[1]):
        return "not_comparable", f"{said}; the two times touch."
    return "conflicts", f"{said}; it happened once."


def days_told(relation: Relation, context: Context) -> tuple[date, date] | None:
    """The days an account gives; None where its only date is that of the report."""
    if relation.start is None or relation.end is None:
        return None
    if all(context.claims.granularity[c] == "reported" for c in relation.asserting):
        return None
    return relation.start, relation.end


def _agents(a: Relation, b: Relation, context: Context) -> Found | None:
    if a.subject == b.subject or context.share_article(a, b):
        return None  # one article that names two agents means both
    told = [f"by {context.name(r.subject)}" if r.subject else f"{_DONE[r.predicate]}, not said by whom" for r in (a, b)]
    said = f"{context.said(a)}: {told[0]}; {context.said(b)}: {told[1]}"
    if a.subject is None or b.subject is None:
        return "refines", f"{said}; one tells who did it."
    if a.subject in context.inside.get(b.subject, ()) or b.subject in context.inside.get(a.subject, ()):
        return "refines", f"{said}; one is part of the other."
    sides = side_of(a.subject, context), side_of(b.subject, context)
    if None not in sides and sides[0] != sides[1]:
        return "conflicts", f"{said}; two sides."
    ranks = [_exactness(str(relation.subject), context) for relation in (a, b)]
    if ranks[0] == ranks[1] == 1 and None in sides:
        return "same", f"{said}; general words for one side's people."
    if None not in sides and ranks[0] != ranks[1] and min(ranks) <= 1:
        return "refines", f"{said}; one tells more exactly who did it."
    return "not_comparable", f"{said}; they may have acted together."


def _exactness(entity: str, context: Context) -> int:
    """0 a state, 1 its people in general words, 2 people of a kind, 3 a unit, a service or a person."""
    label = context.world.label.get(entity)
    if label == "GROUP":
        heads = set(words_of(context.name(entity))[-1:])
        return 1 if heads <= context.words.plain_heads else 2
    return 0 if label == "PLACE" else 3


def side_of(entity: str | None, context: Context) -> str | None:
    """The country an actor belongs to."""
    return context.world.country.get(entity or "")


# --- who holds or takes a place ---------------------------------------------------------------------------------------


def compare_holding(a: Relation, b: Relation, context: Context) -> Found | None:
    """Two accounts of who took or holds a place.

    None where nothing is to be said: one side twice without two days, or at different times.
    """
    if not _near_in_time(a, b, context):
        return None
    if bool(a.asserting) != bool(b.asserting):
        yes, no = (a, b) if a.asserting else (b, a)
        if not _same_side(yes.subject, no.subject, context):
            return None
        return "conflicts", f"{context.said(yes)} says it; {context.said(no)} denies it."
    if not a.asserting:
        return None
    if _same_side(a.subject, b.subject, context):
        return _two_days(a, b, context) if a.predicate == b.predicate == "captured" else None
    return _two_sides(a, b, context)


def _two_sides(a: Relation, b: Relation, context: Context) -> Found | None:
    sides = [side_of(relation.subject, context) for relation in (a, b)]
    if None in sides or sides[0] == sides[1]:
        return None
    told = [f"{context.said(r)}: {_DONE[r.predicate]} by {context.name(r.subject)}" for r in (a, b)]
    said = "; ".join(told)
    if a.predicate == b.predicate == "captured":
        return "not_comparable", f"{said}; a place may change hands."
    if _in_part(a, context) or _in_part(b, context):
        return "not_comparable", f"{said}; one has only a part."
    if not (context.is_sure(a) and context.is_sure(b)):
        return "not_comparable", f"{said}; one is only called possible."
    apart = context.apart(a, b)
    if apart is None or apart > _AT_ONCE_DAYS:
        return "not_comparable", f"{said}; the two speak of different times."
    if "captured" in (a.predicate, b.predicate) and not _is_still_held(a, b, context):
        return "not_comparable", f"{said}; the place may have changed hands in between."
    return "conflicts", f"{said}; both sides cannot hold all of it at once."


def _is_still_held(a: Relation, b: Relation, context: Context) -> bool:
    """Whether a hold is reported no earlier than the other side's taking, so that one must be wrong or outdated."""
    taken, held = (a, b) if a.predicate == "captured" else (b, a)
    days = context.dates(taken), context.dates(held)
    return bool(days[0] and days[1]) and days[1][-1] >= days[0][0]


def _two_days(a: Relation, b: Relation, context: Context) -> Found | None:
    """One side's taking of a place, told with two days that do not meet."""
    days_a, days_b = days_told(a, context), days_told(b, context)
    if days_a is None or days_b is None or overlap(days_a, days_b) or context.share_article(a, b):
        return None
    said = f"{context.said(a)}: taken {when(days_a)}; {context.said(b)}: taken {when(days_b)}"
    return "not_comparable", f"{said}; it may have been lost and taken again, or in parts."


def _near_in_time(a: Relation, b: Relation, context: Context) -> bool:
    apart = context.apart(a, b)
    if not times_meet(a, b):
        return a.predicate == b.predicate == "captured" and apart is not None and apart <= _AT_ONCE_DAYS
    return apart is None or apart <= context.settings.event_days


def _same_side(a: str | None, b: str | None, context: Context) -> bool:
    """Whether two holders can be one side: no holder named, the same, or of one country."""
    if a is None or b is None or a == b:
        return True
    side_a, side_b = side_of(a, context), side_of(b, context)
    return side_a is not None and side_a == side_b


def _in_part(relation: Relation, context: Context) -> bool:
    return any(context.words.partly & set(words_of(context.claims.quote[c])) for c in relation.asserting)
