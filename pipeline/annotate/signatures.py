"""Who signs a statement: a name in capitals with rank and post behind it, on one line or several.

"EMEKA OBI Colonel Acting Director Army Public Relations": nothing but the case tells where the name ends.
"""

from collections.abc import Iterator, Sequence

from pipeline.annotate.title_words import Title, is_name_word, iter_title_tokens
from pipeline.annotate.tokens import Tokens

_MAX_NAME = 7  # tokens of a name that is signed, hyphens and points included
_OPENERS = frozenset({":", "\n"})


def signed_name(tokens: Tokens, at: int) -> tuple[int, int] | None:
    """The bounds of the name that a title at token `at` in usual case stands right behind, or None.

    The name is in capitals, or has a line of its own.
    """
    if at >= len(tokens) or tokens.text[at].isupper() or not tokens.capital[at]:
        return None
    last = at - 1 if at and (tokens.text[at - 1].isspace() or tokens.text[at - 1] == ",") else at
    is_own_line = last < at and "\n" in tokens.text[last]
    first = last
    floor = tokens.sentence_start(last - 1) if last else 0
    while first > floor and (_is_shouted(tokens, first - 1) or (is_own_line and tokens.capital[first - 1])):
        first -= 1
    is_whole = first == floor or tokens.text[first - 1] in _OPENERS
    return (first, last) if is_whole and 2 <= last - first <= _MAX_NAME else None


def find_signatures(
    tokens: Tokens, titles: Sequence[Title], structured: frozenset[str]
) -> Iterator[tuple[tuple[int, int], list[Title]]]:
    """Names that sign, each with its titles. `structured` are words, in lower case, of things and bodies."""
    by_start = {title.first: title for title in titles}
    in_titles = frozenset(iter_title_tokens(titles))
    for title in titles:
        name = signed_name(tokens, title.first)
        if name is None or not in_titles.isdisjoint(range(*name)):
            continue
        if not structured.isdisjoint(tokens.lower[slice(*name)]):
            continue  # "NIGERIAN ARMY Colonel"
        if title.last not in by_start and is_name_word(tokens, title.last):
            continue
        own = [title]
        at = title.last
        while (following := by_start.get(_past_space(tokens, at))) is not None:
            own.append(following)
            at = following.last
        yield name, own


def _past_space(tokens: Tokens, at: int) -> int:
    return at + 1 if at < len(tokens) and (tokens.text[at].isspace() or tokens.text[at] == ",") else at


def _is_shouted(tokens: Tokens, i: int) -> bool:
    """Whether token `i` can be of a name in capitals: "OBI", "A.", the hyphen of "DANLADI-ZAKKA"."""
    return tokens.text[i] in {"-", "."} or (tokens.text[i][0].isalpha() and tokens.text[i].isupper())
