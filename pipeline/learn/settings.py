"""Settings of the stages `train`, `evaluate` and `suggest`: the keys of these names in configs/pipeline.yaml."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EvaluateSettings:
    """What is measured, what is shown of it, and below which figures the stage fails.

    `parts` and `errors_of` are folders of seeds/gold; a key of `gates` is a path into the metrics of the stage
    ("dev.names_exact.UNIT.f1"), its value the floor.
    `trained` is the recogniser that the ablations compare, whether or not `annotate` uses it.
    """

    parts: tuple[str, ...]
    errors_of: tuple[str, ...]
    max_errors: int
    trained: str
    gates: dict[str, float]


@dataclass(frozen=True, slots=True)
class TrainSettings:
    """From what the recogniser is trained, and how.

    `base_pipeline` is the pipeline whose tokens and weights training starts from: that of `annotate`. `spacy_config` is a
    path below the project. `encoder` is a name or folder of a transformer, for configs that have [paths] encoder.
    `gpu` is -1 for the processor, else the number of the card. `max_epochs`, `max_steps` (0: no bound)
    and `steps_between_scores` are those of the spaCy config where they are None: each network wants its own.
    """

    base_pipeline: str
    spacy_config: str
    encoder: str | None
    part: str
    choose_on: str
    exchanged_copies: int
    max_silver_articles: int
    base_share: float
    max_epochs: int | None
    max_steps: int | None
    steps_between_scores: int | None
    min_spans_a_label: int
    max_pattern_share: float
    silent_patterns: bool
    seed: int
    gpu: int


@dataclass(frozen=True, slots=True)
class SuggestSettings:
    """How many candidate patterns and articles to annotate are listed, from how many occurrences and which probability on."""

    part: str
    min_count: int
    min_certainty: float
    max_candidates: int
    max_queue: int
    max_drafts: int
