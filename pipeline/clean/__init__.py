"""Input files to canonical articles."""

from pipeline.clean.article import clean_article
from pipeline.clean.find import RawArticle, find_articles
from pipeline.clean.settings import CleanSettings
from pipeline.clean.syndication import group_syndication
from pipeline.clean.task import CleanTask

__all__ = ["CleanSettings", "CleanTask", "RawArticle", "clean_article", "find_articles", "group_syndication"]
