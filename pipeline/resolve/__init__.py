"""Who and what is meant: one entity across articles for each person, unit, place and thing.

Identity is decided here from names, words and in-article referents. Joining unnamed people needs what is claimed about
them, so `reconcile` does that afterwards, from these tables.
"""

from pipeline.judgements import read_judgements
from pipeline.resolve.gazetteer import Gazetteer
from pipeline.resolve.knowledge import Knowledge, load_gazetteer
from pipeline.resolve.run import Resolution, resolve_entities
from pipeline.resolve.settings import ResolveSettings

__all__ = [
    "Gazetteer",
    "Knowledge",
    "Resolution",
    "ResolveSettings",
    "load_gazetteer",
    "read_judgements",
    "resolve_entities",
]
