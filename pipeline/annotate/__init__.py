"""Recognition: who and what is mentioned in an article, and which mentions mean the same."""

from pipeline.annotate.annotator import Annotator, load_annotator
from pipeline.annotate.settings import AnnotateSettings

__all__ = ["AnnotateSettings", "Annotator", "load_annotator"]
