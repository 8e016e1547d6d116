"""suggest: annotated articles to candidate patterns, a queue of articles to annotate, and drafts of the first of them."""

import json
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.annotate import AnnotateSettings
from pipeline.annotate.base import english_words, load_tokenizer
from pipeline.annotate.lexicon import read_lexicon
from pipeline.annotate.recogniser import without_missing_recogniser
from pipeline.config import pipeline_section, project_root
from pipeline.engines.cached import map_cached
from pipeline.ids import fingerprint
from pipeline.learn.ablations import Found
from pipeline.learn.accept import candidates_csv, listed_phrases
from pipeline.learn.annotation_queue import Queued, draft_of, queue_csv, rank_articles
from pipeline.learn.checks import check_patterns, place_of
from pipeline.learn.evaluate import GOLD, read_part
from pipeline.learn.gold import GoldArticle
from pipeline.learn.gold_articles import bare_article, without_gold
from pipeline.learn.settings import SuggestSettings
from pipeline.learn.suggest import Words, find_candidates
from pipeline.learn.tasks import GoldTask, StockTask
from pipeline.packing import unpack_records
from pipeline.records import Article, Mention
from pipeline.stages.annotate import DATA
from pipeline.workspace import Counts, Workspace, annotated_articles, run_as_stage, stage_fingerprint, with_progress


def check_seeds(root: Path) -> None:
    """Read gold and patterns once, so that a slip in them is told before a minute of reading articles, not after it."""
    settings = pipeline_section("suggest", SuggestSettings)
    read_part(root / GOLD / settings.part)
    listed_phrases(root)


def read_golds(
    golds: Sequence[GoldArticle], settings: AnnotateSettings, workspace: Workspace
) -> Iterator[tuple[GoldArticle, Sequence[Mention]]]:
    """The gold articles with what is found in them; what was read before comes from the store."""
    code = stage_fingerprint("annotate", settings, DATA)
    with workspace.store() as store:
        results = map_cached(
            [bare_article(gold) for gold in golds],
            lambda a: fingerprint(code, "without lessons", a.doc_id, a.text, str(a.published)),
            GoldTask(settings), workspace.engine, store,
        )  # fmt: skip
        read = with_progress(results, stage="gold")
        yield from ((gold, unpack_records(packed, Mention)[0]) for gold, (_, packed) in zip(golds, read, strict=True))


def read_stock(
    articles: Sequence[Article], settings: AnnotateSettings, workspace: Workspace
) -> Iterator[tuple[Article, list[Found]]]:
    """The articles with what the stock model alone sees in them; what was read before comes from the store."""
    own = [settings.base_pipeline] if (project_root() / settings.base_pipeline).is_dir() else []
    code = stage_fingerprint("learn.tasks", settings, own)
    with workspace.store() as store:
        results = map_cached(
            articles, lambda a: fingerprint(code, "stock", a.text), StockTask(settings), workspace.engine, store
        )
        for article, packed in with_progress(results, stage="doubt"):
            yield article, [Found(**span) for span in json.loads(packed)]


def write_suggestions(workspace: Workspace, out: Path) -> Counts:
    """Write candidates.csv, queue.csv and drafts/ of what `annotate` made to `out`; returns counts."""
    settings, root = pipeline_section("suggest", SuggestSettings), project_root()
    annotate = without_missing_recogniser(pipeline_section("annotate", AnnotateSettings), root)
    articles = list(annotated_articles(workspace))
    golds = read_part(root / GOLD / settings.part)
    read = list(read_golds(golds, annotate, workspace))
    particles = read_lexicon(root).words("names", "name_joining")
    words = Words(particles, english_words(annotate.base_pipeline, root))
    candidates = find_candidates(articles, read, listed_phrases(root), words, settings)
    waiting = list(without_gold(articles, golds))
    queue = rank_articles(read_stock(waiting, annotate, workspace), settings.max_queue)
    _write_drafts(out / "drafts", queue[: settings.max_drafts], articles)
    (out / "candidates.csv").write_text(candidates_csv(candidates), encoding="utf-8")
    (out / "queue.csv").write_text(queue_csv(queue), encoding="utf-8")
    texts = [*(a.text for a in articles), *(g.text for g in golds)]
    silent = check_patterns(root, load_tokenizer(annotate, root), texts, 1.0)
    (out / "silent_patterns.txt").write_text("".join(f"{place_of(p, root)}\n" for p in silent), encoding="utf-8")
    return {"candidates": len(candidates), "queued": len(queue), "silent_patterns": len(silent)}


def _write_drafts(folder: Path, queue: Sequence[Queued], articles: Sequence[Article]) -> None:
    """Write the drafts of the queued articles in place of those of the run before."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    by_id = {article.doc_id: article for article in articles}
    for queued in queue:
        (folder / queued.draft).write_text(draft_of(by_id[queued.doc_id]), encoding="utf-8")


def run(workspace: Workspace) -> Counts:
    """Suggestions of the project's articles; returns and keeps their counts."""
    return workspace.write_metrics("suggest", write_suggestions(workspace, workspace.outputs / "suggest"))


def main() -> None:
    """The DVC stage: outputs/annotate to outputs/suggest."""
    run_as_stage(run)


if __name__ == "__main__":
    main()
