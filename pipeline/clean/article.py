"""One raw article to a canonical one, or to the reason why it is dropped."""

import hashlib
import json
import re

from pipeline.clean.characters import normalise_line
from pipeline.clean.dateline import find_dateline
from pipeline.clean.decode import decode_text
from pipeline.clean.find import RawArticle
from pipeline.clean.language import detect_language, load_function_words
from pipeline.clean.mapped import MappedText
from pipeline.clean.markdown import plain_markdown, split_front_matter
from pipeline.clean.paragraphs import clean_text
from pipeline.clean.published import parse_published
from pipeline.clean.rules import load_rules
from pipeline.clean.settings import CleanSettings
from pipeline.clean.source import NotTakenError, Source
from pipeline.config import project_root
from pipeline.ids import content_id
from pipeline.records import Article, Dropped

_DATE_HEADER = re.compile(r"\s{0,20}date\s{1,5}(\S{4,12}-\d{1,2}-\d{1,2})(?:\s{1,20}|$)")
_MAX_TITLE_WORDS, _MAX_TITLE_CHARS = 30, 200
_NO_HEADLINE_END = re.compile(r"[.:;,…][”\"’')\]]*$|[.!?][”\"’')\]]+$")


def clean_article(raw: RawArticle, settings: CleanSettings) -> Article | Dropped:
    """The canonical article, or why there is none. Depends on format, bytes, settings and rules only, not on the path.

    `title` is the input's own (front matter, JSON, page metadata), else the first paragraph where it looks like a
    headline; what stands as a headline in the input text also begins `text`.
    """
    try:
        source = _read_source(raw, settings)
        return _article(raw, source, settings)
    except NotTakenError as problem:
        return Dropped(raw.path, problem.reason, problem.detail)


def _article(raw: RawArticle, source: Source, settings: CleanSettings) -> Article:
    if len(source.text.text) > settings.max_chars:
        found = f"{len(source.text.text)} characters, more than {settings.max_chars} (clean.max_chars)"
        raise NotTakenError("too_long", found)
    folder = project_root() / settings.rules_folder
    cleaned = clean_text(source.text, load_rules(folder / "boilerplate.yaml"))
    text = cleaned.text
    if not any(character.isalnum() for character in text):
        raise NotTakenError("empty", "no text" if not source.text.text.strip() else "nothing but boilerplate")
    lang = detect_language(text, settings.language_chars, load_function_words(folder / "language.yaml"))
    if lang not in settings.languages:
        raise NotTakenError("not_english", f"the language is {lang}")
    published = source.published or find_dateline(source.text.text, settings.earliest_year, settings.latest_year)
    title = normalise_line(source.title) or headline_of(text)
    publisher, url = normalise_line(source.publisher), normalise_line(source.url)
    return Article(
        doc_id=content_id("d", text, title, published, publisher, url, source.source_id),
        path=raw.path,
        text=text,
        lang=lang,
        raw_sha256=hashlib.sha256(raw.raw).hexdigest(),
        n_words=len(text.split()),
        source_id=source.source_id,
        publisher=publisher,
        url=url,
        title=title,
        published=published,
        offsets=cleaned.offsets if source.has_offsets else None,
    )


def headline_of(text: str) -> str | None:
    """The first paragraph, where it looks like a headline: short, not ending like a sentence, followed by more text."""
    first, _, rest = text.partition("\n\n")
    is_short = len(first) <= _MAX_TITLE_CHARS and 3 <= len(first.split()) <= _MAX_TITLE_WORDS
    return first if rest and is_short and not _NO_HEADLINE_END.search(first) else None


def _read_source(raw: RawArticle, settings: CleanSettings) -> Source:
    if not raw.raw.strip():
        raise NotTakenError("empty", "the file is empty")
    if raw.format == "html":
        from pipeline.clean.pages import read_page  # lxml and trafilatura load slowly

        return read_page(raw.raw, settings)
    text = decode_text(raw.raw)
    if text is None:
        raise NotTakenError("binary", "the bytes are no text in UTF-8, UTF-16 or Windows-1252")
    if raw.format == "json":
        return _read_json(text, settings)
    if raw.format == "markdown":
        return _read_markdown(text, settings)
    return _read_text(text, settings)


def _read_text(text: str, settings: CleanSettings) -> Source:
    published, start = None, 0
    while (match := _DATE_HEADER.match(text, start)) is not None:
        published = published or parse_published(match[1], settings.earliest_year, settings.latest_year)
        start = match.end()
    return Source(MappedText.of(text).edited([(0, start, "")]), published=published)


def _read_markdown(text: str, settings: CleanSettings) -> Source:
    front, start = split_front_matter(text)
    body = plain_markdown(MappedText.of(text).edited([(0, start, "")]))
    published = front.get("date") or front.get("published") or front.get("pubdate")
    return Source(
        body,
        title=front.get("title"),
        published=parse_published(published, settings.earliest_year, settings.latest_year),
        publisher=front.get("publisher"),
        url=front.get("url"),
    )


def _read_json(text: str, settings: CleanSettings) -> Source:
    try:
        line = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotTakenError("broken_json", f"not valid JSON: {error}") from error
    if not isinstance(line, dict):
        raise NotTakenError("broken_json", f"expected a JSON object, found {type(line).__name__}")
    words = line.get("text")
    if not isinstance(words, str):
        raise NotTakenError("no_text", f"the key 'text' should hold a text, found {type(words).__name__}")
    source_id, published = line.get("id"), line.get("published")
    is_date = isinstance(published, str) or type(published) is int
    return Source(
        MappedText.of(words),
        title=_text_or_none(line.get("title")),
        published=parse_published(published, settings.earliest_year, settings.latest_year) if is_date else None,
        publisher=_text_or_none(line.get("publisher")),
        url=_text_or_none(line.get("url")),
        source_id=normalise_line(str(source_id)) if isinstance(source_id, str) or type(source_id) is int else None,
    )


def _text_or_none(value: object) -> str | None:
    return value if isinstance(value, str) else None
