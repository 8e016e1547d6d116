"""Strengths and losses compared: by number, kind, place, period and claimer."""

from typing import Final

from pipeline.reconcile.context import Context, Found
from pipeline.reconcile.intervals import overlap, within
from pipeline.reconcile.relations import Relation

_PART_OF: Final = {"killed": "killed_or_wounded", "wounded": "killed_or_wounded"}


def compare_counts(a: Relation, b: Relation, context: Context) -> Found:
    """Two strengths or two losses of one side."""
    said = f"{context.said(a)}: {counted_text(a)}; {context.said(b)}: {counted_text(b)}"
    if a.kind != b.kind:
        return _kinds(a, b, said)
    do_meet = context.places_meet(a.place, b.place)
    if do_meet is False:
        names = " and ".join(context.name(r.place) for r in (a, b))
        return "not_comparable", f"{said}; they count in different places, {names}."
    if a.number == b.number:
        return "same", f"{said}."
    if within(a.number, b.number) or within(b.number, a.number):
        return "refines", f"{said}; one lies within the other."
    if overlap(a.number, b.number):
        return "same", f"{said}; both can hold."
    if _roughly_meet(a, b, context):
        return "same", f"{said}; the number is a rough one, and both can hold."
    if (a.place is None) != (b.place is None) or (do_meet and a.place != b.place):
        return "not_comparable", f"{said}; they do not count in the same place."
    return _unequal(a, b, context, said)


def _unequal(a: Relation, b: Relation, context: Context, said: str) -> Found:
    apart = context.apart(a, b)
    most = context.settings.count_days if a.predicate == "has_strength" else context.settings.update_days
    periods = [r.start is not None and r.end is not None for r in (a, b)]
    if all(periods) and a.predicate == "has_losses" and (a.start, a.end) != (b.start, b.end):
        return "not_comparable", f"{said}; the periods differ."
    if any(periods) and not all(periods) and a.predicate == "has_losses":
        return "not_comparable", f"{said}; only one of them names a period."
    if context.claimers(a) & context.claimers(b) and apart != 0:
        return "not_comparable", f"{said}; one and the same source at two times: an update."
    if apart is None or apart > most:
        return "not_comparable", f"{said}; the reports lie too far apart in time."
    return "conflicts", f"{said}; both cannot hold."


def _kinds(a: Relation, b: Relation, said: str) -> Found:
    for part, whole in ((a, b), (b, a)):
        is_part = _PART_OF.get(part.kind or "") == whole.kind and part.start is not None
        is_larger = part.low is not None and whole.high is not None and part.low > whole.high
        if is_part and is_larger and (part.start, part.end) == (whole.start, whole.end):
            return "conflicts", f"{said}; the part is larger than the whole."
    return "not_comparable", f"{said}; they count different things."


def _roughly_meet(a: Relation, b: Relation, context: Context) -> bool:
    room = context.settings.about_tolerance
    ranges = []
    for relation in (a, b):
        low, high = relation.number
        if context.is_about(relation):
            low = low * (1 - room) if low is not None else None
            high = high * (1 + room) if high is not None else None
        ranges.append((low, high))
    return overlap(ranges[0], ranges[1])


def number_text(relation: Relation) -> str:
    """A relation's number for a reader: "19", "at least 10,000", "10,000 to 12,000"."""
    low, high = relation.number
    if low == high and low is not None:
        return f"{low:,.10g}" if low < 1000 else f"{low:,.0f}"
    if low is None:
        return f"up to {high:,.0f}" if high is not None else "an unknown number"
    return f"at least {low:,.0f}" if high is None else f"{low:,.0f} to {high:,.0f}"


def counted_text(relation: Relation) -> str:
    """A count with what is counted: "60 killed", "11,000 strong"."""
    kind = "strong" if relation.predicate == "has_strength" else (relation.kind or "lost").replace("_", " ")
    return f"{number_text(relation)} {kind}"
