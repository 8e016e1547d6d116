"""annotate: canonical articles to mentions, and the parse that `relate` needs."""

import logging
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc

from pipeline.annotate import AnnotateSettings, Annotator, load_annotator
from pipeline.annotate.recogniser import without_missing_recogniser
from pipeline.config import pipeline_section, project_root
from pipeline.docs import encode_doc
from pipeline.engines.cached import map_cached
from pipeline.ids import fingerprint
from pipeline.packing import pack_records, unpack_records
from pipeline.records import Article, Mention
from pipeline.schemas import ANNOTATED_MENTIONS, PARSES
from pipeline.tables import TableWriter
from pipeline.workspace import Counts, Workspace, clean_articles, project_workspace, stage_fingerprint, with_progress

_LOG = logging.getLogger(__name__)
DATA = [
    "configs/annotate",
    "configs/grammar",
    "configs/vocabulary.yaml",
    "seeds/patterns",
    "seeds/gazetteers",
    "models",
]


@dataclass(frozen=True, slots=True)
class AnnotateTask:
    """Annotates a batch of articles into packed mentions and parse."""

    settings: AnnotateSettings

    def load(self) -> Callable[[Sequence[Article]], list[bytes]]:
        """Loads the recogniser; returns the function over a batch."""
        annotator = load_annotator(self.settings, project_root())

        def annotate(batch: Sequence[Article]) -> list[bytes]:
            parsed = zip(annotator.parse(batch), batch, strict=True)
            return [_annotated(annotator, doc, article) for doc, article in parsed]

        return annotate


def _annotated(annotator: Annotator, doc: Doc, article: Article) -> bytes:
    """Mentions and parse, packed; no mention, and a message that names the article, where it breaks a rule: the others go on."""
    try:
        found = annotator.annotate_doc(doc, article)
    except Exception as error:  # whatever a construction that nobody foresaw makes a rule do
        problem = f"{type(error).__name__}: {error}"
        _LOG.error("%s: no mentions, since a rule failed on it (%s); please report it", article.path, problem)
        return pack_records((), encode_doc(doc))
    return pack_records(found.mentions or (), found.parse)


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
