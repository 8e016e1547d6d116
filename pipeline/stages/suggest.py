"""suggest: annotated articles to candidate patterns, a queue of articles to annotate, and drafts of the first of them."""

import shutil
from pathlib import Path

from pipeline.annotate import AnnotateSettings, load_annotator
from pipeline.annotate.base import load_stock_names, parse_texts
from pipeline.config import pipeline_section, project_root
from pipeline.learn.ablations import spans_of_model
from pipeline.learn.accept import candidates_csv, listed_phrases
from pipeline.learn.annotation_queue import draft_of, queue_csv, rank_articles
from pipeline.learn.evaluate import GOLD, read_part
from pipeline.learn.gold_articles import bare_article
from pipeline.learn.settings import SuggestSettings
from pipeline.learn.suggest import find_candidates
from pipeline.workspace import Counts, Workspace, annotated_articles, run_as_stage


def write_suggestions(workspace: Workspace, out: Path) -> Counts:
    """Write candidates.csv, queue.csv and drafts/ of what `annotate` made to `out`; returns counts."""
    settings, root = pipeline_section("suggest", SuggestSettings), project_root()
    annotate = pipeline_section("annotate", AnnotateSettings)
    articles = list(annotated_articles(workspace))
    golds = read_part(root / GOLD / settings.part)
    annotator = load_annotator(annotate, root)
    found = annotator.annotate([bare_article(gold) for gold in golds])
    read = [(gold, article.mentions or ()) for gold, article in zip(golds, found, strict=True)]
    candidates = find_candidates(articles, read, listed_phrases(root), settings)
    docs = parse_texts(load_stock_names(annotate, root), [a.text for a in articles], annotate)
    spans = [spans_of_model(doc) for doc in docs]
    queue = rank_articles(zip(articles, spans, strict=True), settings.max_queue)
    drafts = out / "drafts"
    shutil.rmtree(drafts, ignore_errors=True)  # those of the run before
    drafts.mkdir(parents=True)
    (out / "candidates.csv").write_text(candidates_csv(candidates), encoding="utf-8")
    (out / "queue.csv").write_text(queue_csv(queue), encoding="utf-8")
    by_id = {article.doc_id: article for article in articles}
    for queued in queue[: settings.max_drafts]:
        (drafts / f"{queued.doc_id}.txt").write_text(draft_of(by_id[queued.doc_id]), encoding="utf-8")
    return {"candidates": len(candidates), "queued": len(queue)}


def run(workspace: Workspace) -> Counts:
    """Suggestions of the project's articles; returns and keeps their counts."""
    return workspace.write_metrics("suggest", write_suggestions(workspace, workspace.outputs / "suggest"))


def main() -> None:
    """The DVC stage: outputs/annotate to outputs/suggest."""
    run_as_stage(run)


if __name__ == "__main__":
    main()
