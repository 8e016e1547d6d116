"""Recognition of a batch of articles, as an engine maps it."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc

from pipeline.annotate.annotator import Annotator, load_annotator
from pipeline.annotate.settings import AnnotateSettings
from pipeline.config import project_root
from pipeline.docs import encode_doc
from pipeline.packing import pack_records
from pipeline.records import Article

_LOG = logging.getLogger(__name__)


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
