"""annotate: canonical articles to mentions, and the parse that `relate` needs."""

from collections import Counter

from pipeline.annotate import AnnotateSettings, AnnotateTask
from pipeline.annotate.recogniser import without_missing_recogniser
from pipeline.config import pipeline_section, project_root
from pipeline.engines.cached import map_cached
from pipeline.ids import fingerprint
from pipeline.packing import unpack_records
from pipeline.records import Mention
from pipeline.schemas import ANNOTATED_MENTIONS, PARSES
from pipeline.tables import TableWriter
from pipeline.workspace import Counts, Workspace, clean_articles, project_workspace, stage_fingerprint, with_progress

DATA = [
    "configs/annotate",
    "configs/grammar",
    "configs/vocabulary.yaml",
    "seeds/patterns",
    "seeds/gazetteers",
    "models",
]


def run(workspace: Workspace) -> Counts:
    """Annotate what `clean` kept; returns counts of articles and of mentions by label and kind."""
    settings = without_missing_recogniser(pipeline_section("annotate", AnnotateSettings), project_root())
    code = stage_fingerprint("annotate", settings, DATA)
    by_label: Counter[str] = Counter()
    by_kind: Counter[str] = Counter()
    n_articles = 0
    with (
        workspace.store() as store,
        TableWriter(workspace.path("annotate", ANNOTATED_MENTIONS), ANNOTATED_MENTIONS) as mention_writer,
        TableWriter(workspace.path("annotate", PARSES), PARSES) as parse_writer,
    ):
        results = map_cached(
            clean_articles(workspace),
            lambda article: fingerprint(code, article.doc_id),
            AnnotateTask(settings),
            workspace.engine,
            store,
        )
        for article, packed in with_progress(results, stage="annotate"):
            mentions, parse = unpack_records(packed, Mention)
            mention_writer.add(mentions)
            parse_writer.write([{"doc_id": article.doc_id, "parse": parse}])
            by_label.update(m.label for m in mentions)
            by_kind.update(m.kind for m in mentions)
            n_articles += 1
    counts: Counts = {
        "articles": n_articles,
        "mentions": by_label.total(),
        "mentions_by_label": dict(sorted(by_label.items())),
        "mentions_by_kind": dict(sorted(by_kind.items())),
    }
    return workspace.write_metrics("annotate", counts)


def main() -> None:
    """The DVC stage: outputs/clean to outputs/annotate."""
    run(project_workspace())


if __name__ == "__main__":
    main()
