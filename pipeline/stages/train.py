"""train: gold articles and what stands to the recogniser in models/recogniser."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from itertools import islice

from pipeline.annotate import AnnotateSettings, load_annotator
from pipeline.annotate.base import english_words, load_stock_names
from pipeline.annotate.lexicon import read_lexicon
from pipeline.annotate.patterns import FOLDER as PATTERNS
from pipeline.annotate.patterns import Pattern
from pipeline.annotate.recogniser import LEARNT_PATTERNS
from pipeline.config import pipeline_section, project_root
from pipeline.errors import ConfigError
from pipeline.learn.checks import check_alignment, check_gold, check_patterns, check_texts, place_of
from pipeline.learn.evaluate import GOLD, read_part
from pipeline.learn.gold_articles import without_gold
from pipeline.learn.lessons import as_patterns, learn_patterns, write_lines
from pipeline.learn.settings import TrainSettings
from pipeline.learn.train import claim_card, make_training_data, train_recogniser
from pipeline.workspace import Counts, Workspace, clean_articles, run_as_stage, say

RECOGNISER = "models/recogniser"
NO_MATCH = "match nothing in gold and articles: {}; mend them, or set train.silent_patterns to true"


def run(workspace: Workspace) -> Counts:
    """Check everything, then train; returns counts of what was learnt from and the scores on the part that chose."""
    settings, root = pipeline_section("train", TrainSettings), project_root()
    claim_card(settings, root)
    gold, dev = read_part(root / GOLD / settings.part), read_part(root / GOLD / settings.choose_on)
    check_gold(gold, settings.min_spans_a_label)
    check_texts([*gold, *dev], clean_articles(workspace))
    standing = replace(pipeline_section("annotate", AnnotateSettings), recogniser=None)
    nlp = load_stock_names(standing, root)
    # The machine labels of corrected articles would contradict the gold ones.
    articles = list(islice(without_gold(clean_articles(workspace), [*gold, *dev]), settings.max_silver_articles))
    check_alignment([*gold, *dev], nlp)
    texts = [*(a.text for a in articles), *(g.text for g in gold)]
    silent = [place_of(p, root) for p in check_patterns(root, nlp, texts, settings.max_pattern_share)]
    if silent and not settings.silent_patterns:
        raise ConfigError(root / PATTERNS, None, NO_MATCH.format(", ".join(silent)))
    say(f"train: {len(gold)} gold articles and the patterns are sound; learning takes some minutes")
    lexicon = read_lexicon(root)
    lines = learn_patterns(gold, lexicon, english_words(settings.base_pipeline, root))
    # What gold has just taught labels the articles that nobody corrected: else they would teach the opposite.
    learnt = as_patterns(lines, root / RECOGNISER / LEARNT_PATTERNS)
    silver = load_annotator(standing, root, learnt=learnt).annotate(articles) if articles else []
    kept = frozenset(lexicon.states) | frozenset(lexicon.nationalities) | frozenset(lexicon.peoples)
    data = make_training_data((gold, dev), silver, kept, settings, nlp)
    counts = train_recogniser(data, settings, root, root / RECOGNISER)
    write_lines(lines, root / RECOGNISER / LEARNT_PATTERNS)
    return workspace.write_metrics("train", counts | {"silent_patterns": silent, "learnt_patterns": _sizes(learnt)})


def _sizes(learnt: Iterable[Pattern]) -> dict[str, int]:
    """Phrases and families learnt, by label."""
    sizes: Counter[str] = Counter()
    for pattern in learnt:
        sizes[pattern.label] += len(pattern.phrases) or 1
    return dict(sorted(sizes.items()))


def main() -> None:
    """The DVC stage: seeds/gold, seeds/patterns and outputs/clean to models/recogniser."""
    run_as_stage(run)


if __name__ == "__main__":
    main()
