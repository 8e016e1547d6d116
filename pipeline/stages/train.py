"""train: gold articles and what stands to the recogniser in models/recogniser."""

from dataclasses import replace
from itertools import islice

from pipeline.annotate import AnnotateSettings, load_annotator
from pipeline.annotate.base import load_stock_names
from pipeline.annotate.lexicon import read_lexicon
from pipeline.annotate.patterns import FOLDER as PATTERNS
from pipeline.config import pipeline_section, project_root
from pipeline.errors import ConfigError
from pipeline.learn.checks import check_alignment, check_gold, check_patterns, place_of
from pipeline.learn.evaluate import GOLD, read_part
from pipeline.learn.settings import TrainSettings
from pipeline.learn.train import make_training_data, train_recogniser
from pipeline.workspace import Counts, Workspace, clean_articles, run_as_stage

RECOGNISER = "models/recogniser"
NO_MATCH = "match nothing in gold and articles: {}; mend them, or set train.silent_patterns to true"


def run(workspace: Workspace) -> Counts:
    """Check everything, then train; returns counts of what was learnt from and the scores on the part that chose."""
    settings, root = pipeline_section("train", TrainSettings), project_root()
    gold, dev = read_part(root / GOLD / settings.part), read_part(root / GOLD / settings.choose_on)
    check_gold(gold, settings.min_spans_a_label)
    standing = replace(pipeline_section("annotate", AnnotateSettings), recogniser=None)
    nlp = load_stock_names(standing, root)
    corrected = {_words(g.text) for g in (*gold, *dev)}  # whose machine labels would contradict the gold ones
    uncorrected = (a for a in clean_articles(workspace) if _words(a.text) not in corrected)
    articles = list(islice(uncorrected, settings.max_silver_articles))
    check_alignment([*gold, *dev], nlp)
    texts = [*(a.text for a in articles), *(g.text for g in gold)]
    silent = [place_of(p, root) for p in check_patterns(root, nlp, texts, settings.max_pattern_share)]
    if silent and not settings.silent_patterns:
        raise ConfigError(root / PATTERNS, None, NO_MATCH.format(", ".join(silent)))
    silver = load_annotator(standing, root).annotate(articles) if articles else []
    lexicon = read_lexicon(root)
    kept = frozenset(lexicon.states) | frozenset(lexicon.nationalities) | frozenset(lexicon.peoples)
    data = make_training_data((gold, dev), silver, kept, settings, nlp)
    counts = train_recogniser(data, settings, root, root / RECOGNISER)
    return workspace.write_metrics("train", counts | {"silent_patterns": silent})


def _words(text: str) -> str:
    """A text without its line breaks: a gold file breaks it by sentences."""
    return " ".join(text.split())


def main() -> None:
    """The DVC stage: seeds/gold, seeds/patterns and outputs/clean to models/recogniser."""
    run_as_stage(run)


if __name__ == "__main__":
    main()
