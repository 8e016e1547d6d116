"""What `suggest` reads in many articles, as an engine maps it: what is found in gold, what the stock model alone sees."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

from pipeline.annotate import AnnotateSettings, load_annotator
from pipeline.annotate.base import load_stock_names, parse_texts
from pipeline.config import project_root
from pipeline.learn.ablations import spans_of_model
from pipeline.packing import pack_records
from pipeline.records import Article


@dataclass(frozen=True, slots=True)
class GoldTask:
    """Annotates gold articles without what gold taught as patterns: that says nothing about trust elsewhere."""

    settings: AnnotateSettings

    def load(self) -> Callable[[Sequence[Article]], list[bytes]]:
        """Loads the annotator; returns the function over a batch."""
        annotator = load_annotator(self.settings, project_root(), learnt=())
        return lambda batch: [pack_records(article.mentions or ()) for article in annotator.annotate(batch)]


@dataclass(frozen=True, slots=True)
class StockTask:
    """What the stock model alone sees in articles."""

    settings: AnnotateSettings

    def load(self) -> Callable[[Sequence[Article]], list[bytes]]:
        """Loads the stock model; returns the function over a batch."""
        nlp = load_stock_names(self.settings, project_root())
        return lambda batch: [
            json.dumps([asdict(span) for span in spans_of_model(doc)]).encode()
            for doc in parse_texts(nlp, [article.text for article in batch], self.settings)
        ]
