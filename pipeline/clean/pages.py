"""Web pages: the main text, and what the page says of itself. No page is trusted: not its size, depth or markup."""

import logging
import re
from collections.abc import Iterator
from copy import deepcopy

import trafilatura
from lxml import etree
from lxml.etree import SubElement
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from pipeline.clean.characters import normalise_line
from pipeline.clean.decode import decode_text
from pipeline.clean.mapped import MappedText
from pipeline.clean.markup import without_tags
from pipeline.clean.page_facts import PageFacts, PageWords, page_facts, page_words
from pipeline.clean.settings import CleanSettings
from pipeline.clean.source import NotTakenError, Source
from pipeline.config import project_root

_LOG = logging.getLogger(__name__)
_CHARSET = re.compile(rb"<meta[^>]{1,200}?charset\s*=\s*[\"']?([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_HEAD_BYTES = 4_096
_LATIN = {"iso-8859-1", "latin-1", "latin1", "iso8859-1", "us-ascii", "ascii", "windows-1252"}
_LAYOUT_CHARS = 400  # of one table cell, by which a table is known to lay out the page
_MIN_SHARE = 0.5  # of the plain paragraphs' length, below which the extractor has lost the text
_MAX_HEADLINE_LINE = 12
_BREAK_PARENTS = ("div", "p", "td", "section", "article", "main", "body", "center")
_INLINE = (
    "a",
    "b",
    "i",
    "u",
    "s",
    "em",
    "strong",
    "span",
    "font",
    "small",
    "big",
    "sub",
    "sup",
    "abbr",
    "cite",
    "q",
    "mark",
)
_BARE_BREAKS = 4  # line breaks in one element, by which text without paragraphs is known


def read_page(raw: bytes, settings: CleanSettings) -> Source:
    """Main text, title, publisher, date and address of a web page. Raises NotTakenError where there is none."""
    if len(raw) > settings.max_page_bytes:
        raise NotTakenError(
            "too_long", f"a page of {len(raw)} bytes, more than {settings.max_page_bytes} (clean.max_page_bytes)"
        )
    html = _decode_page(raw)
    if html is None:
        raise NotTakenError("binary", "the bytes are no text in UTF-8, UTF-16 or Windows-1252")
    words = page_words(project_root() / settings.rules_folder / "pages.yaml")
    tree, is_whole = _parse(html)
    if tree is None:
        raise NotTakenError("empty", "the page holds no elements")
    facts = page_facts(tree, words, settings)
    lines = _main_lines(tree, words) if is_whole else without_tags(MappedText.of(html)).text.splitlines()
    lines = _from_headline(lines, facts)
    return Source(
        MappedText.of("\n".join(lines)), facts.title, facts.published, facts.publisher, facts.url, has_offsets=False
    )


def _decode_page(raw: bytes) -> str | None:
    """The page as text: a mark first, then what it says of itself, then as any file."""
    declared = _CHARSET.search(raw[:_HEAD_BYTES])
    if declared is not None and not raw.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        name = declared[1].decode("ascii").lower()
        try:
            return raw.decode("cp1252" if name in _LATIN else name)
        except (LookupError, UnicodeError, ValueError):
            _LOG.debug("the page is not in %s, as it says", name)
    return decode_text(raw)


def _parse(html: str) -> tuple[HtmlElement | None, bool]:
    """The tree of a page, and whether all of the page is in it: elements nested too deep are cut off."""
    parser = HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        tree = document_fromstring(html.replace("\x00", "").encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError):
        return None, False
    return tree, not any("xcessive depth" in entry.message for entry in parser.error_log)


def _main_lines(tree: HtmlElement, words: PageWords) -> list[str]:
    plain = list(_plain_lines(tree, words))
    found = _extract(_prepared(tree))
    if found is None or len(found) < _MIN_SHARE * sum(len(line) for line in plain if len(line.split()) > 12):
        return plain
    return [f"• {line[2:]}" if line.startswith("- ") else line for line in found.splitlines()]


def _extract(tree: HtmlElement) -> str | None:
    try:
        return trafilatura.extract(
            tree,
            output_format="txt",
            include_comments=False,
            include_tables=True,
            favor_recall=True,
            with_metadata=False,
        )
    except Exception as error:  # whatever a strange page does to a third-party extractor, the plain text is left
        _LOG.warning("the extractor failed (%s: %s); plain text is taken", type(error).__name__, error)
        return None


def _prepared(tree: HtmlElement) -> HtmlElement:
    """A copy in which captions are paragraphs, layout tables are divisions, and line breaks part paragraphs."""
    tree = deepcopy(tree)
    for table in list(tree.iter("table")):
        if _is_link_list(table):
            table.drop_tree()
        elif any(len(cell.text_content()) > _LAYOUT_CHARS for cell in table.iter("td")):
            for part in [table, *_own_parts(table)]:
                part.tag = "div"
    for figure in list(tree.iter("figure")):
        captions = " ".join(caption.text_content() for caption in figure.iter("figcaption")).strip()
        if captions and next(figure.iter("table", "p", "blockquote"), None) is None:
            tail = figure.tail
            figure.clear()
            figure.tag, figure.text, figure.tail = "p", captions, tail
    for parent in list(dict.fromkeys(br.getparent() for br in tree.iter("br"))):
        _split_at_breaks(parent)
    return tree


def _is_link_list(table: HtmlElement) -> bool:
    """A small table whose words are mostly links leads elsewhere."""
    length = len(table.text_content().strip())
    links = [len(link.text_content().strip()) for link in table.iter("a")]
    return len(links) > 1 and length <= _LAYOUT_CHARS and sum(links) > length / 2


def _own_parts(table: HtmlElement) -> Iterator[HtmlElement]:
    """Rows and cells of a table, not those of tables inside it."""
    for child in table:
        if child.tag in ("tbody", "thead", "tfoot", "tr", "td", "th"):
            yield child
            if child.tag not in ("td", "th"):
                yield from _own_parts(child)


def _split_at_breaks(parent: HtmlElement) -> None:
    """An element whose text is parted by many line breaks becomes a division with a paragraph for each part."""
    children = list(parent)
    if sum(child.tag == "br" for child in children) < _BARE_BREAKS or parent.tag not in _BREAK_PARENTS:
        return
    paragraph = SubElement(parent, "p")
    paragraph.text, parent.text = parent.text, None
    for child in children:
        tail, child.tail = child.tail, None
        is_inline = child.tag in _INLINE
        if is_inline:
            paragraph.append(child)
            child.tail = tail
            continue
        parent.remove(child) if child.tag == "br" else parent.append(child)
        paragraph = SubElement(parent, "p")
        paragraph.text = tail
    if parent.tag == "p":
        parent.tag = "div"


def _plain_lines(tree: HtmlElement, words: PageWords) -> Iterator[str]:
    """The text of a page, one paragraph a line, without what never is article text."""
    line: list[str] = []
    for _, text, is_break in _walk(tree, words):
        if is_break and line:
            joined = " ".join("".join(line).split())
            if joined:
                yield joined
            line = []
        if text:
            line.append(text)
    joined = " ".join("".join(line).split())
    if joined:
        yield joined


def _walk(tree: HtmlElement, words: PageWords) -> Iterator[tuple[HtmlElement, str, bool]]:
    """Elements as they begin and end, without recursion, since pages may be deep. A skipped one skips its children."""
    skipped: HtmlElement | None = None
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        is_block = element.tag in words.block_tags
        if event == "start" and skipped is None:
            if element.tag in words.furniture_tags or element.get("role") in words.furniture_roles:
                skipped = element
            else:
                yield element, element.text or "", is_block
        elif event == "end":
            if skipped is None:
                yield element, element.tail or "", is_block
            elif element is skipped:
                skipped = None
                yield element, element.tail or "", True


def _from_headline(lines: list[str], facts: PageFacts) -> list[str]:
    """The lines from the headline on; it is put first where the main text begins below it."""
    headlines = [headline for headline in (facts.title, facts.heading) if headline is not None]
    wanted = {_key(headline) for headline in headlines}
    for n, line in enumerate(lines[:_MAX_HEADLINE_LINE]):
        if _key(line) in wanted:
            return lines[n:]
    return [*headlines[-1:], *lines]


def _key(line: str) -> str:
    return "".join(c for c in (normalise_line(line) or "").casefold() if c.isalnum())
