"""The settings of `annotate`: the key `annotate` of configs/pipeline.yaml."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AnnotateSettings:
    """What recognises, and how much at a time.

    `base_pipeline` is an installed spaCy pipeline package, or a path below the project. `recogniser` is the folder of
    a trained recogniser below the project, or None: names then come from the base pipeline's own recogniser.
    """

    base_pipeline: str
    recogniser: str | None
    batch_texts: int
    max_chunk_chars: int
    max_word_chars: int
    max_sentence_tokens: int
    min_place_population: int
    possessive_pronouns: bool
    pronoun_reach_sentences: int
    nominal_reach_sentences: int
