"""Settings of `resolve`: the key `resolve` of configs/pipeline.yaml."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ResolveSettings:
    """Every field is explained where it is set, in configs/pipeline.yaml. Paths are relative to the project."""

    words: str
    people: str
    aliases: str
    places: str
    states: str
    gazetteers: str
    gazetteer_index: str
    country_points: str
    region_points: str
    home_share: float
    surname_candidates: int
    block_names: int
    min_place_score: float
