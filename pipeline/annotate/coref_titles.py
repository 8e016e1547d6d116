"""People by rank and post: what stands beside a name tells whom "the general", "the mayor", "the officer" mean later.

Word lists: configs/annotate/coref.yaml (short_ranks, two_word_ranks, commissioned, enlisted, past_posts).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.annotate.coref_names import CorefWords
from pipeline.annotate.spans import Candidate
from pipeline.annotate.tokens import Tokens

_TITLES = frozenset({"RANK", "ROLE"})
_BEFORE_TITLE = frozenset({"DET", "ADJ", "PRON", "PROPN", "PART"})
_MAX_GAP = 5  # tokens between a name's comma and the post behind it: ", a former deputy"
_MAX_OF = 10  # tokens of "commander of the 3rd Brigade" that tell which post it is


@dataclass
class Titles:
    """What is told of somebody named: heads of ranks and posts ("general", "mayor"), all words of these, the age."""

    heads: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    ages: set[str] = field(default_factory=set)


def find_titles(tokens: Tokens, mentions: Sequence[Candidate], words: CorefWords) -> dict[int, Titles]:
    """Titles of the people named, by index of the mention."""
    starts = {m.first: m for m in mentions if m.label in _TITLES}
    ends = {m.last: m for m in mentions if m.label in _TITLES}
    people = {m.first for m in mentions if m.label == "PERSON" and m.kind == "name"}
    behind = {at: title for at, title in starts.items() if title.last not in people}  # not of the next name
    found: dict[int, Titles] = {}
    for n, mention in enumerate(mentions):
        if mention.label == "PERSON" and mention.kind == "name":
            titles = Titles()
            for title in _beside(tokens, mention, behind, ends):
                _add(tokens, title, titles, words)
            titles.ages |= _age_behind(tokens, mention)
            if titles.heads or titles.ages:
                found[n] = titles
    return found


def _beside(
    tokens: Tokens, name: Candidate, behind: Mapping[int, Candidate], ends: Mapping[int, Candidate]
) -> Iterator[Candidate]:
    """Ranks and posts right before a name, behind its comma, and those with which it stands in apposition."""
    at = name.first
    if at - 1 in ends and tokens.text[at - 1] == ",":
        at -= 1  # "the minister, Rustem Umerov": a post alone before the comma is read below
    while (title := ends.get(at)) is not None and title.first < at:
        yield title
        at = title.first
    if tokens.dep[name.head] == "appos":
        yield from (t for t in behind.values() if t.head == tokens.head[name.head])
    at = name.last
    if at + 2 < len(tokens) and tokens.text[at] == "," and tokens.text[at + 1].isdigit() and tokens.text[at + 2] == ",":
        at += 2
    if at < len(tokens) and tokens.text[at] == ",":
        for i in range(at + 1, min(at + 1 + _MAX_GAP, len(tokens))):
            if (title := behind.get(i)) is not None:
                yield title
                return
            if tokens.pos[i] not in _BEFORE_TITLE:
                return


def _add(tokens: Tokens, title: Candidate, titles: Titles, words: CorefWords) -> None:
    """Note a title, unless it is one of the past."""
    first = title.first
    while first > tokens.sentence_start(title.first) and tokens.pos[first - 1] in {"ADJ", "NOUN", "PROPN"}:
        first -= 1
    around = set(tokens.lower[max(first - 1, 0) : title.last])
    if around & words.lists["past_posts"]:
        return
    titles.heads |= title_heads(tokens, title, words)
    last = title.last
    if last < len(tokens) and tokens.lower[last] in {"of", "for", "in", "at"}:
        end = min(last + _MAX_OF, tokens.sentence_bounds[tokens.sentence[title.first]][1])
        last = next((i for i in range(last, end) if tokens.text[i] in {",", ".", ";"}), end)
    titles.words |= {*tokens.lower[title.first : last], *titles.heads}


def title_heads(tokens: Tokens, title: Candidate, words: CorefWords) -> set[str]:
    """The words by which the holder of a rank or post is called later: "Lt. Gen." general, "deputy mayor" deputy."""
    pieces = [p for word in tokens.lower[title.first : title.last] for p in re.split(r"[.\s-]+", word) if p]
    pieces = [words.short_ranks.get(piece, piece) for piece in pieces]
    if not pieces:
        return set()
    if " ".join(pieces[-2:]) in words.lists["two_word_ranks"]:
        return {" ".join(pieces[-2:])}
    if title.label == "ROLE":
        head = str(tokens.doc[title.head].lemma_).lower()
        return {"deputy"} if pieces[0] in {"deputy", "vice", "assistant"} else {head}
    heads = {pieces[-1]}
    return heads | {"brigadier"} if pieces[-2:] == ["brigadier", "general"] else heads


def _age_behind(tokens: Tokens, name: Candidate) -> set[str]:
    """ "Musa Lawal, 38," and "Musa Lawal (38)": the age of somebody named."""
    at = name.last
    if at + 2 >= len(tokens) or tokens.text[at] not in {",", "("} or not tokens.text[at + 1].isdigit():
        return set()
    return (
        {tokens.text[at + 1]} if tokens.text[at + 2] in {",", ")", ".", ";"} and len(tokens.text[at + 1]) < 3 else set()
    )


def fits_title(tokens: Tokens, mention: Candidate, titles: Titles, words: CorefWords) -> bool:
    """Whether a description ("the general", "the officer", "the mayor of Kherson") fits what is told of somebody."""
    inside = [w for w in tokens.lower[mention.first : mention.last] if w not in words.lists["loose_modifiers"]]
    key = " ".join(inside[-2:])
    head = key if key in words.lists["two_word_ranks"] else str(tokens.doc[mention.head].lemma_).lower()
    if mention.last < len(tokens) and tokens.lower[mention.last] == "of" and tokens.head[mention.last] == mention.head:
        behind = tokens.lower[mention.last + 1 : tokens.right[mention.head]]
        if not any(w in titles.words for w in behind if w not in {"the", "a", "of"}):
            return False
    if head in titles.heads:
        return all(w in titles.words or w == head or w in head.split() or w.endswith("year-old") for w in inside)
    if len(inside) > 1:
        return False
    lists = words.lists
    is_officer = head == "officer" and bool(titles.heads & lists["commissioned"])
    return is_officer or (head == "soldier" and bool(titles.heads & lists["enlisted"]))
