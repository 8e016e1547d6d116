"""A place of the gazetteer, and how far two points lie apart."""

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from typing import Literal

PlaceKind = Literal["town", "first", "second", "country", "water", "site", "area"]


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


def distance_km(a: tuple[float | None, float | None], b: tuple[float | None, float | None]) -> float | None:
    """Great-circle distance of two points in degrees; None when a coordinate is missing."""
    if a[0] is None or a[1] is None or b[0] is None or b[1] is None:
        return None
    lat_a, lon_a, lat_b, lon_b = (radians(degrees) for degrees in (*a, *b))  # type: ignore[arg-type]
    half = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin((lon_b - lon_a) / 2) ** 2
    return 12742.0 * asin(min(1.0, sqrt(half)))
