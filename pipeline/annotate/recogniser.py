"""The trained recogniser of names: a spaCy pipeline folder that the stage `train` writes, run in place of the base's own."""

import json
import logging
import warnings
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.util import is_compatible_version

from pipeline.annotate.patterns import Pattern, read_patterns
from pipeline.annotate.products import numpy_products
from pipeline.annotate.settings import AnnotateSettings
from pipeline.errors import ConfigError

_LOG = logging.getLogger(__name__)
_ACTION = "run `make outputs` (or `dvc repro train`), or set annotate.recogniser to null in configs/pipeline.yaml"
UNIT_ENDINGS = "unit_endings.txt"
LEARNT_PATTERNS = "patterns"  # the folder in it with what gold teaches, in the format of seeds/patterns
# spaCy's message when a component's tables are of another size than the vectors: said below, with what to do.
_PREFIX = "recogniser_"
_SPACY = version("spacy")


def without_missing_recogniser(settings: AnnotateSettings, root: Path) -> AnnotateSettings:
    """The settings; with the base pipeline's own recogniser, and a warning, where the one they name is not trained yet.

    For runs outside DVC, which trains it first. A folder that is there but damaged is an error when it is loaded.
    """
    if settings.recogniser is None or (root / settings.recogniser).exists():
        return settings
    _LOG.warning(
        "%s is not trained yet: names come from %s alone, and fewer are found; %s",
        settings.recogniser, settings.base_pipeline, _ACTION,
    )  # fmt: skip
    return replace(settings, recogniser=None)


def add_recogniser(nlp: Language, folder: Path) -> None:
    """Append the components of a trained recogniser to a base pipeline whose vectors they were trained with.

    Raises ConfigError when the folder is missing, or does not hold a whole spaCy pipeline with an entity recogniser.
    """
    if not (folder / "config.cfg").is_file():
        raise ConfigError(folder, None, f"no trained recogniser is here; {_ACTION}")
    _check_version(folder)
    with warnings.catch_warnings(), numpy_products():
        warnings.simplefilter("ignore", UserWarning)
        try:
            trained = spacy.load(folder, vocab=nlp.vocab, exclude=["vocab", "tokenizer"])
            # What is broken only shows when it runs: a table of another size, a model without its weights.
            _run_once(trained)
        except Exception as error:  # spaCy, thinc, msgpack and torch each raise their own for a damaged file
            raise ConfigError(folder, None, f"cannot be used ({type(error).__name__}: {error}); {_ACTION}") from error
    if "ner" not in trained.pipe_names:
        raise ConfigError(folder, None, f"holds no entity recogniser `ner`, only {trained.pipe_names}; {_ACTION}")
    for name in trained.pipe_names:
        nlp.add_pipe(name, name=f"{_PREFIX}{name}", source=trained)


def _check_version(folder: Path) -> None:
    """Raises ConfigError for a recogniser that another minor version of spaCy trained: it may run, and find other names."""
    path = folder / "meta.json"
    try:
        text = path.read_text(encoding="utf-8")
        wanted = json.loads(text).get("spacy_version", "")
        fits = is_compatible_version(_SPACY, wanted)
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise ConfigError(path, None, f"cannot be read ({type(error).__name__}: {error}); {_ACTION}") from error
    if not fits:
        lines = text.split("\n")
        line = next((n for n, row in enumerate(lines, 1) if '"spacy_version"' in row), None)
        told = f"this recogniser was trained with spaCy {wanted or '(not said)'}, here is {_SPACY}"
        raise ConfigError(path, line, f"{told}; {_ACTION}")


def read_unit_endings(folder: Path) -> frozenset[str]:
    """The words, in lower case, in which names of units end in the gold corpus that a recogniser learnt from."""
    path = folder / UNIT_ENDINGS
    return frozenset(path.read_text(encoding="utf-8").split()) if path.is_file() else frozenset()


def read_learnt_patterns(folder: Path) -> list[Pattern]:
    """The patterns that a recogniser's gold corpus taught."""
    return read_patterns(folder / LEARNT_PATTERNS)


def _run_once(trained: Language) -> None:
    trained("The 95th Brigade of Ukraine.")
