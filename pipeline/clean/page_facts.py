"""What a web page says of itself: title, publisher, date of publication, address. Nothing is guessed from its words."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

from lxml.html import HtmlElement

from pipeline.clean.characters import normalise_line
from pipeline.clean.published import parse_published
from pipeline.clean.settings import CleanSettings
from pipeline.config import load_yaml
from pipeline.errors import ConfigError

_MAX_JSON_CHARS = 1_000_000
_MAX_OBJECTS = 2_000
_URL_DATE = re.compile(r"/(\d{4})/(\d{1,2})/(\d{1,2})(?:/|$)")
_SEPARATOR = re.compile(r"\s+(?:\||-|–|—|::|»|«|·)\s+")
_PLAIN_SEPARATOR = re.compile(r"\s+(?:\||::)\s+")

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PageWords:
    """configs/clean/pages.yaml."""

    published: tuple[str, ...]
    publisher: tuple[str, ...]
    title: tuple[str, ...]
    url: tuple[str, ...]
    article_types: tuple[str, ...]
    furniture_tags: tuple[str, ...]
    furniture_roles: tuple[str, ...]
    block_tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PageFacts:
    """None for what the page does not say."""

    title: str | None
    heading: str | None  # the page's only <h1>
    publisher: str | None
    published: date | None
    url: str | None


@cache
def page_words(path: Path) -> PageWords:
    """The words of a file like configs/clean/pages.yaml. Raises ConfigError for missing or unknown lists."""
    tree, line_of = load_yaml(path)
    names = [field.name for field in fields(PageWords)]
    if set(tree) != set(names):
        raise ConfigError(path, None, f"expected the lists {names}, found {list(tree)}")
    for name in names:
        if not isinstance(tree[name], list) or not all(isinstance(word, str) for word in tree[name]):
            raise ConfigError(path, line_of(name), f"{name}: expected a list of texts")
    return PageWords(**{name: tuple(tree[name]) for name in names})


def page_facts(tree: HtmlElement, words: PageWords, settings: CleanSettings) -> PageFacts:
    """Title, publisher, date and address from JSON-LD, then <meta>, then the elements that stand for them."""
    articles = list(_articles(tree, words))
    metas = _metas(tree)
    publisher = _first(*(_name(article.get("publisher")) for article in articles), *_held(metas, words.publisher))
    url = _first(
        *(link.get("href") for link in tree.iter("link") if (link.get("rel") or "").lower() == "canonical"),
        *_held(metas, words.url),
        *(_address(article) for article in articles),
    )
    url = url if url is not None and url.startswith(("https://", "http://")) else None
    published = _first_date(_published(tree, articles, metas, words), url, settings)
    headings = [heading for h1 in tree.iter("h1") if (heading := _first(h1.text_content())) is not None]
    heading = headings[0] if len(headings) == 1 and _bare(headings[0]) != _bare(publisher or "") else None
    title = _first(*(article.get("headline") for article in articles), *_held(metas, words.title)) or heading
    if title is None:
        title = _first(*(element.text_content() for element in tree.iter("title")))
    title = None if title is None else _without_site(title, publisher)
    return PageFacts(title, heading, publisher, published, url)


def _first(*values: object) -> str | None:
    for value in values:
        text = normalise_line(value) if isinstance(value, str) else None
        if text is not None:
            return text
    return None


def _metas(tree: HtmlElement) -> dict[str, str]:
    """The first content of each <meta> by its name in small letters; `itemprop` counts on any element."""
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or meta.get("http-equiv")
        content = meta.get("content")
        if name and content and content.strip():
            found.setdefault(name.strip().lower(), content)
    return found


def _held(metas: Mapping[str, str], names: tuple[str, ...]) -> Iterator[str]:
    return (metas[name] for name in names if name in metas)


def _articles(tree: HtmlElement, words: PageWords) -> Iterator[Json]:
    """JSON-LD objects that describe an article; the page itself last."""
    found: list[tuple[bool, Json]] = []
    for script in tree.iter("script"):
        text = script.text_content()
        if (script.get("type") or "").strip().lower() == "application/ld+json" and len(text) <= _MAX_JSON_CHARS:
            try:
                whole = json.loads(text, strict=False)
            except (ValueError, RecursionError):
                continue
            for thing in _objects(whole):
                types = thing.get("@type")
                names = (
                    {types}
                    if isinstance(types, str)
                    else {t for t in types if isinstance(t, str)}
                    if isinstance(types, list)
                    else set()
                )
                if names.intersection(words.article_types):
                    found.append(("WebPage" in names, thing))
    return (thing for _, thing in sorted(found, key=lambda pair: pair[0]))


def _objects(whole: object) -> Iterator[Json]:
    """The objects of a JSON value down to `@graph` and lists, none deeper."""
    waiting = [whole]
    for _ in range(_MAX_OBJECTS):
        if not waiting:
            return
        thing = waiting.pop(0)
        if isinstance(thing, list):
            waiting += thing[:_MAX_OBJECTS]
        elif isinstance(thing, dict):
            yield thing
            waiting += [thing[key] for key in ("@graph", "mainEntity") if key in thing]


def _name(thing: object) -> object:
    if isinstance(thing, list):
        thing = thing[0] if thing else None
    return thing.get("name") if isinstance(thing, dict) else thing


def _address(article: Json) -> object:
    page = article.get("mainEntityOfPage")
    return article.get("url") or (page.get("@id") if isinstance(page, dict) else page)


def _without_site(title: str, publisher: str | None) -> str:
    """A title without the site's name before or after it."""
    if publisher is not None:
        parts = _SEPARATOR.split(title)
        site = _bare(publisher)
        if len(parts) > 1 and _bare(parts[-1]) == site:
            return title[: title.rindex(parts[-1])].rstrip(" |-–—:»«·")
        if len(parts) > 1 and _bare(parts[0]) == site:
            return title[len(parts[0]) :].lstrip(" |-–—:»«·")
        return title
    return _PLAIN_SEPARATOR.split(title)[0]


def _bare(name: str) -> str:
    folded = name.casefold().removeprefix("the ")
    return "".join(character for character in folded if character.isalnum())


def _published(tree: HtmlElement, articles: list[Json], metas: Mapping[str, str], words: PageWords) -> Iterator[object]:
    """What the page declares as its time of publication, the surest first; else what all its <time>s agree on."""
    yield from (article.get("datePublished") for article in articles)
    yield from _held(metas, words.published)
    for element in tree.xpath("//*[@itemprop]"):
        if element.get("itemprop").lower() == "datepublished":
            yield element.get("content") or element.get("datetime")
    times = [time for time in tree.iter("time") if time.get("datetime")]
    for time in times:
        if time.get("pubdate") is not None or "published" in (time.get("class") or ""):
            yield time.get("datetime")
    if len({time.get("datetime")[:10] for time in times}) == 1:
        yield times[0].get("datetime")


def _first_date(values: Iterator[object], url: str | None, settings: CleanSettings) -> date | None:
    """The first value that is a date; else the day in the address."""
    in_url = _URL_DATE.search(url or "")
    for value in chain(values, ["-".join(in_url.groups())] if in_url is not None else []):
        found = parse_published(value, settings.earliest_year, settings.latest_year) if isinstance(value, str) else None
        if found is not None:
            return found
    return None
