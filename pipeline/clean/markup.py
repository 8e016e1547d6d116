"""Tags of HTML that stand in text: in feeds, in markdown, in pages too strange to be parsed."""

import re

from pipeline.clean.mapped import MappedText

_BLOCK = (
    "address|article|aside|blockquote|br|caption|center|dd|details|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]"
    "|header|hr|li|main|nav|ol|p|pre|section|summary|table|tbody|td|tfoot|th|thead|tr|ul|title|option"
)
_INLINE = (
    "a|abbr|b|bdi|bdo|big|cite|code|data|del|dfn|em|font|i|iframe|img|ins|kbd|label|mark|meta|link|picture|q|s|small|source"
    "|span|strike|strong|sub|sup|time|tt|u|video|audio|wbr|body|html|head|button|input|path|g"
)
_HIDDEN = ("script", "style", "noscript", "template", "svg")
_ENDS = {"!--": re.compile("-->")} | {name: re.compile(rf"</{name}[^<>]*>", re.IGNORECASE) for name in _HIDDEN}
_TAG = re.compile(
    rf"<(?:(?P<hidden>!--)|/?(?P<block>{_BLOCK})(?:[\s/][^<>]*)?>|(?P<start>{'|'.join(_HIDDEN)})(?:\s[^<>]*)?>"
    rf"|/?(?:{_INLINE}|{'|'.join(_HIDDEN)})(?:[\s/][^<>]*)?>)",
    re.IGNORECASE,
)


def without_tags(source: MappedText) -> MappedText:
    """The text without HTML tags, comments and scripts; a tag that parts blocks leaves a line break.

    Only the names of HTML are tags: "<90 km" stays.
    """
    text = source.text
    if "<" not in text or ">" not in text:
        return source
    edits: list[tuple[int, int, str]] = []
    unclosed: set[str] = set()  # what is not closed once is not closed later: each is sought through the text but once
    at = 0
    while (match := _TAG.search(text, at)) is not None:
        at = match.end()
        name = (match["hidden"] or match["start"] or "").lower()
        if name and name not in unclosed:
            end = _ENDS[name].search(text, at)
            if end is None:
                unclosed.add(name)
            else:
                at = end.end()
        if name != "!--" or name not in unclosed:
            edits.append((match.start(), at, "\n" if match["block"] else ""))
    return source.edited(edits)
