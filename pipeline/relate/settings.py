"""Settings of the stage `relate` (configs/pipeline.yaml, key `relate`)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RelateSettings:
    """What the rules read and how much work a sentence may cost. Meanings stand beside the keys in the
    configuration."""

    rules_folder: str
    max_sentence_tokens: int
    max_claims_per_sentence: int
    min_strength: int
