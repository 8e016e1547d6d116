"""suggest: annotated articles to candidate patterns, a queue of articles to annotate, and drafts of the first of them."""

import shutil
from pathlib import Path

from spacy.lang.en.stop_words import STOP_WORDS

from pipeline.annotate import AnnotateSettings, load_annotator
from pipeline.annotate.base import english_words, load_stock_names, parse_texts
from pipeline.annotate.lexicon import read_lexicon
from pipeline.config import pipeline_section, project_root
from pipeline.learn.ablations import spans_of_model
from pipeline.learn.accept import candidates_csv, listed_phrases
from pipeline.learn.annotation_queue import draft_of, queue_csv, rank_articles
from pipeline.learn.checks import check_patterns, place_of
from pipeline.learn.evaluate import GOLD, read_part
from pipeline.learn.gold_articles import bare_article, without_gold
from pipeline.learn.settings import SuggestSettings
from pipeline.learn.suggest import Words, find_candidates
from pipeline.workspace import Counts, Workspace, annotated_articles, run_as_stage, with_progress


def check_seeds(root: Path) -> None:
    """Read gold and patterns once, so that a slip in them is told before a minute of reading articles, not after it."""
    settings = pipeline_section("suggest", SuggestSettings)
    read_part(root / GOLD / settings.part)
    listed_phrases(root)


def write_suggestions(workspace: Workspace, out: Path) -> Counts:
    """Write candidates.csv, queue.csv and drafts/ of what `annotate` made to `out`; returns counts."""
    settings, root = pipeline_section("suggest", SuggestSettings), project_root()
    annotate = pipeline_section("annotate", AnnotateSettings)
    articles = list(annotated_articles(workspace))
    golds = read_part(root / GOLD / settings.part)
    annotator = load_annotator(
        annotate, root, learnt=()
    )  # what gold taught as patterns says nothing about trust elsewhere
    found = with_progress(annotator.annotate([bare_article(gold) for gold in golds]), stage="gold")
    read = [(gold, article.mentions or ()) for gold, article in zip(golds, found, strict=True)]
    particles = read_lexicon(root).words("names", "name_joining") - STOP_WORDS
    words = Words(particles, english_words(annotate.base_pipeline, root))
    candidates = find_candidates(articles, read, listed_phrases(root), words, settings)
    nlp = load_stock_names(annotate, root)
    waiting = list(without_gold(articles, golds))
    docs = with_progress(parse_texts(nlp, [a.text for a in waiting], annotate), stage="doubt")
    spans = [spans_of_model(doc) for doc in docs]
    queue = rank_articles(zip(waiting, spans, strict=True), settings.max_queue)
    drafts = out / "drafts"
    shutil.rmtree(drafts, ignore_errors=True)  # those of the run before
    drafts.mkdir(parents=True)
    (out / "candidates.csv").write_text(candidates_csv(candidates), encoding="utf-8")
    (out / "queue.csv").write_text(queue_csv(queue), encoding="utf-8")
    silent = check_patterns(root, nlp, [*(a.text for a in articles), *(g.text for g in golds)], 1.0)
    (out / "silent_patterns.txt").write_text("".join(f"{place_of(p, root)}\n" for p in silent), encoding="utf-8")
    by_id = {article.doc_id: article for article in articles}
    for queued in queue[: settings.max_drafts]:
        (drafts / queued.draft).write_text(draft_of(by_id[queued.doc_id]), encoding="utf-8")
    return {"candidates": len(candidates), "queued": len(queue), "silent_patterns": len(silent)}


def run(workspace: Workspace) -> Counts:
    """Suggestions of the project's articles; returns and keeps their counts."""
    return workspace.write_metrics("suggest", write_suggestions(workspace, workspace.outputs / "suggest"))


def main() -> None:
    """The DVC stage: outputs/annotate to outputs/suggest."""
    run_as_stage(run)


if __name__ == "__main__":
    main()
