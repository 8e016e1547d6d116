"""Settings of the stages `train`, `evaluate` and `suggest`: the keys of these names in configs/pipeline.yaml."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EvaluateSettings:
    """What is measured, what is shown of it, and below which figures the stage fails.

    `parts` and `errors_of` are folders of seeds/gold; a key of `gates` is a path into the metrics of the stage
    ("dev.names_exact.UNIT.f1"), its value the floor.
    """

    parts: tuple[str, ...]
    errors_of: tuple[str, ...]
    max_errors: int
    gates: dict[str, float]
