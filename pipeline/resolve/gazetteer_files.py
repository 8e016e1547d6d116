"""The project's own lists of places, read and checked: seeds/gazetteers/*.csv and the points of states and regions."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pipeline.errors import ConfigError
from pipeline.resolve.place import Place, PlaceKind
from pipeline.resolve.text import fold

_COLUMNS: Final = ("name", "lat", "lon", "country", "kind", "aliases")
_REGION_COLUMNS: Final = ("geonames_id", "name", "country", "lat", "lon", "aliases")
_SEED_KINDS: Final = ("town", "region", "district", "country", "water", "site", "area")


def read_country_points(path: Path) -> dict[str, tuple[float, float]]:
    """Middle points of states by ISO code. Raises ConfigError with its line for a bad row."""
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


def read_region_points(path: Path) -> Iterator[tuple[Place, tuple[str, ...]]]:
    """Regions with their middle point, as first-order divisions, and their names.

    Raises ConfigError with its line for a bad row.
    """
    header: tuple[str, ...] | None = None
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = tuple(next(csv.reader([line])) if '"' in line else line.split(","))
        if header is None:
            header = cells
            if header != _REGION_COLUMNS:
                raise ConfigError(path, number, f"expected the header {','.join(_REGION_COLUMNS)}, found {line!r}")
            continue
        if len(cells) != len(_REGION_COLUMNS) or not cells[0].isdecimal():
            raise ConfigError(path, number, f"expected {','.join(_REGION_COLUMNS)}, found {line!r}")
        ident, name, country, lat_text, lon_text, aliases = cells
        lat, lon = (_degrees(path, number, text, most) for text, most in ((lat_text, 90.0), (lon_text, 180.0)))
        if lat is None or lon is None:
            raise ConfigError(path, number, "lat and lon must both stand")
        yield Place(f"geonames:{ident}", name, "first", country, lat, lon), (name, *filter(None, aliases.split("|")))


def read_seeds(path: Path) -> Iterator[tuple[Place, tuple[str, ...]]]:
    """Places that people listed, with all their names. Raises ConfigError with its line for a bad row."""
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
