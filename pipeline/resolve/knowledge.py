"""What `resolve` knows beforehand: its word lists and the gazetteer."""

from dataclasses import dataclass
from pathlib import Path

from pipeline.resolve.bodies import BodyWords, body_words
from pipeline.resolve.gazetteer import Gazetteer, open_gazetteer
from pipeline.resolve.lexicon import Lexicon, load_lexicon
from pipeline.resolve.settings import ResolveSettings


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The word lists, the known bodies and the gazetteer."""

    words: Lexicon
    bodies: BodyWords
    gazetteer: Gazetteer


def load_gazetteer(settings: ResolveSettings, root: Path) -> Knowledge:
    """Read the word lists and open the gazetteer (built on first use).

    Raises ConfigError with file and line for a bad list or gazetteer row.
    """
    words = load_lexicon(settings, root)
    gazetteer = open_gazetteer(
        root / settings.gazetteer_index,
        root / settings.gazetteers,
        root / settings.country_points,
        root / settings.region_points,
    )
    return Knowledge(words, body_words(words), gazetteer)
