"""Settings of `reconcile`: the key `reconcile` of configs/pipeline.yaml."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReconcileSettings:
    """Every field is explained where it is set, in configs/pipeline.yaml. Paths are relative to the project."""

    evidence: str
    words: str
    join_score: float
    join_days: int
    block_members: int
    event_days: int
    birthday_days: int
    count_days: int
    update_days: int
    about_tolerance: float
    few_members: int
    compared_relations: int
