"""Markdown to text: the marks go, the words stay, and so does where they stood."""

import re
from collections.abc import Iterator

import yaml

from pipeline.clean.mapped import Edit, MappedText

_MAX_FRONT_CHARS = 20_000
_FRONT = re.compile(r"\ufeff?---[ \t]{0,9}\r?\n")
_FRONT_END = re.compile(r"^(?:---|\.\.\.)[ \t]{0,9}(?:\r?\n|\Z)", re.MULTILINE)
_PAIR = re.compile(r"^([A-Za-z_-]{1,40}):[ \t]+(\S.*?)[ \t]*\r?$", re.MULTILINE)

_LINE_MARKS = re.compile(
    r"^[ \t]*(?:>[ \t]?){1,9}[ \t]*(?:#{1,6}[ \t]+|[-*+][ \t]+)?"  # quotation, with a heading or list in it
    r"|^[ \t]{0,9}#{1,6}[ \t]+"
    r"|[ \t]{1,9}#{1,6}[ \t]{0,9}$"
    r"|^[ \t]*(?P<item>[-*+])[ \t]+(?=\S)"
    r"|^[ \t]{0,3}(?:=+|-{2,}|(?:[-*_][ \t]*){3,200}|```.*|~~~.*)[ \t]*$"
    r"|^\|?[ \t:|-]{3,500}\|[ \t:|-]*$"
    r"|^[ \t]{0,3}\[[^\]\n^]{1,200}\]:[ \t]*\S.*$",
    re.MULTILINE,
)
_IMAGE = re.compile(r"!\[([^\[\]]{0,1000})\](?:\([^()\n]{0,2000}\)|\[[^\[\]\n]{0,200}\])")
_LINK = re.compile(
    r"\[([^\[\]\n]{1,2000})\](?:\([^()\n]{0,1000}(?:\([^()\n]{0,200}\)[^()\n]{0,1000})?\)|\[[^\[\]\n]{0,200}\])"
)
_SMALL_MARKS = re.compile(
    r"<(?:https?|mailto):[^<>\s]{1,2000}>|\[\^[^\[\]\n]{1,60}\]:?|`+|\\(?=[!-/:-@\[-`{-~])|~~(?=\S)|(?<=\S)~~"
)
_STARS = re.compile(r"(?<!\\)(?:\*+|(?<![^\W_])_+|_+(?![^\W_]))")
_MIN_CAPTION_WORDS = 3  # of an image's alternative text: shorter ones are labels ("logo")
_FILE_NAME = re.compile(r"\.(?:jpe?g|png|gif|webp|svg|avif)$", re.IGNORECASE)


def split_front_matter(text: str) -> tuple[dict[str, str], int]:
    """The front matter's plain values by key in small letters, and where the text after it begins.

    Nothing of the YAML is built but its top-level texts, so tags, anchors and dates have no effect. Front matter that
    is no valid YAML (a colon in an unquoted title) is read line by line.
    """
    start = _FRONT.match(text)
    end = _FRONT_END.search(text, start.end(), start.end() + _MAX_FRONT_CHARS) if start is not None else None
    if start is None or end is None:
        return {}, 0
    front = text[start.end() : end.start()]
    try:
        node = yaml.compose(front, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError, ValueError):
        pairs = {match[1]: match[2].strip("\"'") for match in _PAIR.finditer(front)}
    else:
        if node is not None and not isinstance(node, yaml.MappingNode):
            return {}, 0
        pairs = dict(_plain_pairs(node)) if node is not None else {}
    return {key.casefold(): value for key, value in pairs.items()}, end.end()


def _plain_pairs(node: yaml.MappingNode) -> Iterator[tuple[str, str]]:
    for key, value in node.value:
        is_text = isinstance(key, yaml.ScalarNode) and isinstance(value, yaml.ScalarNode)
        if is_text and value.tag != "tag:yaml.org,2002:null":
            yield str(key.value), str(value.value)


def plain_markdown(source: MappedText) -> MappedText:
    """The words of a text in markdown: headings, lists, quotations, emphasis and links without their marks.

    An image leaves its alternative text as a caption when that is more than a label.
    """
    source = source.edited([(m.start(), m.end(), "• " if m["item"] else "") for m in _LINE_MARKS.finditer(source.text)])
    source = source.edited(list(_image_edits(source.text)))
    for _ in range(2):  # a link around an image, whose words are now plain
        source = source.edited(list(_link_edits(source.text)))
    source = source.edited(_emphasis_edits(source.text))
    return source.edited([(m.start(), m.end(), "") for m in _SMALL_MARKS.finditer(source.text)])


def _image_edits(text: str) -> Iterator[Edit]:
    for match in _IMAGE.finditer(text):
        if len(match[1].split()) >= _MIN_CAPTION_WORDS and not _FILE_NAME.search(match[1]):
            yield match.start(), match.start(1), ""
            yield match.end(1), match.end(), ""
        else:
            yield match.start(), match.end(), ""


def _link_edits(text: str) -> Iterator[Edit]:
    for match in _LINK.finditer(text):
        yield match.start(), match.start(1), ""
        yield match.end(1), match.end(), ""


def _emphasis_edits(text: str) -> list[Edit]:
    """The stars and low lines that open and close something, paragraph by paragraph; a lone one stays."""
    edits: list[Edit] = []
    opened: list[tuple[int, int]] = []
    paragraph_end = 0
    for match in _STARS.finditer(text):
        start, end = match.span()
        if start >= paragraph_end:
            opened.clear()
            found = text.find("\n\n", start)
            paragraph_end = len(text) if found < 0 else found
        opens = end < len(text) and not text[end].isspace()
        closes = start > 0 and not text[start - 1].isspace()
        partner = next((o for o in reversed(opened) if text[o[0]] == text[start]), None) if closes else None
        if partner is not None:
            edits += [(*partner, ""), (start, end, "")]
            opened.remove(partner)
        elif opens:
            opened = [*opened[-4:], (start, end)]
    return sorted(edits)
