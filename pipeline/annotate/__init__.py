"""Recognition: who and what is mentioned in an article, and which mentions mean the same."""

from pipeline.annotate.annotator import Annotator, load_annotator
from pipeline.annotate.settings import AnnotateSettings
from pipeline.annotate.task import AnnotateTask

__all__ = ["AnnotateSettings", "AnnotateTask", "Annotator", "load_annotator"]
