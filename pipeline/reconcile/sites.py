"""Where a place lies, and where something happened: two places compared by containment, country and distance."""

from pipeline.reconcile.context import Context, Found
from pipeline.reconcile.relations import Relation
from pipeline.reconcile.words import words_of

_STATE_LEVEL = 99


def compare_locations(a: Relation, b: Relation, context: Context) -> Found:
    """Two places that one place is said to lie in."""
    world = context.world
    names = [context.name(r.object) for r in (a, b)]
    said = f"{context.said(a)}: in {names[0]}; {context.said(b)}: in {names[1]}"
    place_a, place_b = str(a.object), str(b.object)
    if context.places_meet(place_a, place_b):
        return "refines", f"{said}; one lies in the other."
    countries = world.country.get(place_a), world.country.get(place_b)
    if None not in countries and countries[0] != countries[1]:
        return "conflicts", f"{said}; the two lie in different countries."
    levels = [_level(place, context) for place in (place_a, place_b)]
    if None not in levels and levels[0] != levels[1] and _is_open(place_a, place_b, context):
        return "refines", f"{said}; one is the smaller kind of area, and both can hold."
    is_one_kind = levels[0] == levels[1] and None not in levels and len(words_of(names[0])) > 1
    if is_one_kind and context.places_meet(place_a, place_b) is False:
        return "conflicts", f"{said}; two areas of one kind."
    return "not_comparable", f"{said}; whether one lies in the other is not known."


def _is_open(a: str, b: str, context: Context) -> bool:
    """Whether nothing tells that neither of two areas lies in the other: one is unknown to the gazetteer, or a state."""
    precisions = {context.world.precision.get(place) for place in (a, b)}
    return context.places_meet(a, b) is None or "country" in precisions


def _level(place: str, context: Context) -> int | None:
    """How large a kind of area a place is by its name: a raion 2, an oblast 3, a state 99; None if it tells none."""
    if context.world.precision.get(place) == "country":
        return _STATE_LEVEL
    found = [level for word in words_of(context.name(place)) if (level := context.words.area_levels.get(word))]
    return max(found, default=None)


def compare_sites(a: Relation, b: Relation, context: Context) -> Found | None:
    """The places of two accounts of one thing that happened once; None where one tells none, or both tell one."""
    if a.place is None or b.place is None or a.place == b.place:
        return None
    said = f"{context.said(a)}: in {context.name(a.place)}; {context.said(b)}: in {context.name(b.place)}"
    if context.places_meet(a.place, b.place):
        return "refines", f"{said}; one lies in the other."
    why = context.places_exclude(a.place, b.place)
    if why is not None:
        return "conflicts", f"{said}; {why}."
    return "not_comparable", f"{said}; whether one lies in the other is not known."
