"""Input files to canonical articles."""

from pipeline.clean.article import clean_article
from pipeline.clean.find import RawArticle, find_articles
from pipeline.clean.settings import CleanSettings
from pipeline.clean.syndication import group_syndication

__all__ = ["CleanSettings", "RawArticle", "clean_article", "find_articles", "group_syndication"]
