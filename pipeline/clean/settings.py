"""The settings of `clean`: the key `clean` of configs/pipeline.yaml."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CleanSettings:
    """What counts as boilerplate, as too much, as a near-copy. The meanings stand beside the keys."""

    rules_folder: str
    ignored_files: tuple[str, ...]
    languages: tuple[str, ...]
    max_bytes: int
    max_page_bytes: int
    max_chars: int
    language_chars: int
    earliest_year: int
    latest_year: int
    shingle_words: int
    min_shared_shingles: int
    min_containment: float
    max_length_ratio: float
