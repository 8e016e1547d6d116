"""Which places of the gazetteer a name could mean, of the kinds that its words allow."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.resolve.gazetteer import Gazetteer
from pipeline.resolve.lexicon import Lexicon
from pipeline.resolve.place import Place
from pipeline.resolve.place_names import PlaceName, read_place_name
from pipeline.resolve.text import fold

_CAPITAL_SHARE = 0.08  # of a region's people in its town of the same name, from which the bare name means the town
_LEVELS = {"first": ("first",), "second": ("second",), "either": ("first", "second")}


@dataclass(frozen=True, slots=True)
class Candidates:
    """Places that a name could mean. `is_around`: none bears the whole name; the named one lies about each of them."""

    places: tuple[Place, ...] = ()
    is_around: bool = False


def find_candidates(name: PlaceName, gazetteer: Gazetteer, words: Lexicon) -> Candidates:
    """The candidates of a name.

    A word for the kind is obeyed where a place of that kind exists: "Kursk Oblast" is never the town. What the
    gazetteer does not hold under its whole name lies about the place that it is named after: a part ("southern
    Ukraine"), surroundings ("the Springfield area"), a site with its town's name ("Cairo airport").
    """
    several = words.several_states.get(name.whole)
    if several is not None:
        return Candidates(tuple(gazetteer.countries[code] for code in several))
    state = words.states.get(name.whole) if name.whole in words.state_names else None
    if state is not None and state in gazetteer.countries:
        return Candidates(tuple(_of_state(name.whole, state, gazetteer)))
    whole = _no_states(gazetteer.find(name.whole))
    territory = gazetteer.territories.get(name.whole)
    if territory is not None:
        return Candidates((territory, *whole))
    if (
        name.kind in ("first", "either")
        and name.base in words.state_names
        and not _has_namesake(name, gazetteer, words)
    ):
        return Candidates(tuple(_state(name.base, gazetteer, words)))  # "Republic of Korea", "State of Kuwait"
    return _of_kind(name, whole, gazetteer, words)


def _of_state(whole: str, state: str, gazetteer: Gazetteer) -> Iterator[Place]:
    regions = [place for place in gazetteer.find(whole) if place.kind == "first"]
    country = gazetteer.countries[state]
    parts = [place for place in regions if place.country == state and fold(place.name) == whole]
    if parts and fold(country.name) != whole:
        yield from parts  # England, Scotland
        return
    yield country
    yield from (place for place in regions if place.country != state)


def _of_kind(name: PlaceName, whole: list[Place], gazetteer: Gazetteer, words: Lexicon) -> Candidates:
    base = _no_states(gazetteer.find(name.base)) if name.base != name.whole else whole
    if name.kind == "any":
        return Candidates(tuple(whole or base))
    if name.kind in _LEVELS:
        regions = [p for p in (*whole, *base) if p.kind in _LEVELS[name.kind] or p.kind == "area" or p.is_seed]
        others = [p for p in base if p.kind in ("first", "second")]
        found = _distinct(regions or others)
        if found:
            return Candidates(found)
        part, _, rest = name.whole.partition(" ")
        if not whole and rest and part in words.parts:  # "western Kursk Oblast"
            return Candidates(find_candidates(read_place_name(rest, words), gazetteer, words).places, is_around=True)
        return Candidates(tuple(whole)) if whole else Candidates(_towns(base), is_around=True)
    if name.kind == "town":
        return Candidates(tuple(whole) or _towns(base))
    if name.kind == "sector":
        return Candidates(_distinct([*whole, *base]))
    if whole:
        return Candidates(tuple(whole))
    is_named_after = name.kind != "site" or name.is_common or _is_town_site(name, words)
    if name.kind == "water" or not is_named_after or name.base in words.parts:
        return Candidates()
    if name.kind in ("part", "around"):
        inner = find_candidates(read_place_name(name.base, words), gazetteer, words)
        return Candidates(inner.places, is_around=True)
    return Candidates(tuple(_no_states(gazetteer.find_exact(name.base))), is_around=True)


def _state(base: str, gazetteer: Gazetteer, words: Lexicon) -> Iterator[Place]:
    code = words.states.get(base) if base in words.state_names else None
    if code is not None and code in gazetteer.countries:
        yield gazetteer.countries[code]


def _is_town_site(name: PlaceName, words: Lexicon) -> bool:
    return name.whole.removeprefix(name.base).strip() in words.town_sites


def _has_namesake(name: PlaceName, gazetteer: Gazetteer, words: Lexicon) -> bool:
    """Whether a region bears this whole name, or the state's name in another state (Georgia)."""
    own = words.states[name.base]
    return any(place.kind == "first" for place in gazetteer.find_exact(name.whole)) or any(
        place.kind == "first" and place.country != own and fold(place.name) == name.base
        for place in gazetteer.find_exact(name.base)
    )


def _no_states(places: Iterable[Place]) -> list[Place]:
    return [place for place in places if place.kind != "country"]


def _towns(places: Iterable[Place]) -> tuple[Place, ...]:
    return tuple(place for place in places if place.kind == "town")


def _distinct(places: Iterable[Place]) -> tuple[Place, ...]:
    return tuple({place.gazetteer_id: place for place in places}.values())


def is_named_after_town(region: Place, places: Iterable[Place]) -> bool:
    """Whether a region bears the name of a town in it that holds a fair share of its people (Kursk, not Quebec)."""
    return any(
        place.kind == "town"
        and region.gazetteer_id in (place.first, place.second)
        and place.population >= _CAPITAL_SHARE * region.population
        for place in places
    )
