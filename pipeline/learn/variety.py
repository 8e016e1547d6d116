"""How varied the gold corpus is: what one part shares with another of names and of turns of phrase.

A part that repeats another's names or sentences measures memory. Names are compared without regard to case; a sentence
template is a sentence with each outermost mention replaced by its label and each number by 0.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.annotate.spans import NAME_LABELS
from pipeline.learn.gold import GoldArticle

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class Shared:
    """Of `n` different things of a part `n_known` stand in the other part, too."""

    n: int
    n_known: int

    @property
    def share(self) -> float:
        """`n_known` of `n`, 0 to 1; 0 when there is nothing."""
        return self.n_known / self.n if self.n else 0.0


def shared_names(part: Sequence[GoldArticle], other: Sequence[GoldArticle]) -> dict[str, Shared]:
    """By label the different names of `part`, and how many of them `other` has with the same label."""
    mine, theirs = _names(part), _names(other)
    return {label: Shared(len(mine[label]), len(mine[label] & theirs[label])) for label in sorted(NAME_LABELS)}


def shared_templates(part: Sequence[GoldArticle], other: Sequence[GoldArticle]) -> Shared:
    """The different sentence templates of `part` with a word outside its mentions, and how many of them `other` has."""
    mine, theirs = set(_templates(part)), set(_templates(other))
    return Shared(len(mine), len(mine & theirs))


def repeated_templates(part: Sequence[GoldArticle]) -> Shared:
    """The sentences of `part` with a word outside their mentions, and how many of them repeat an earlier template."""
    templates = list(_templates(part))
    return Shared(len(templates), len(templates) - len(set(templates)))


def sources(part: Sequence[GoldArticle]) -> dict[str, int]:
    """How many articles, words, events, publishers, styles and annotators a part has."""
    return {
        "articles": len(part),
        "words": sum(len(gold.text.split()) for gold in part),
        "events": len({gold.event for gold in part}),
        "publishers": len({gold.publisher for gold in part}),
        "styles": len({gold.style for gold in part}),
        "annotators": len({gold.annotator for gold in part}),
    }


def _names(part: Sequence[GoldArticle]) -> dict[str, set[str]]:
    named: dict[str, set[str]] = {label: set() for label in NAME_LABELS}
    for gold in part:
        for mention in gold.mentions:
            if mention.kind == "name" and mention.label in NAME_LABELS:
                named[mention.label].add(mention.text.casefold())
    return named


def _templates(part: Sequence[GoldArticle]) -> Iterator[str]:
    for gold in part:
        for start, end in gold.sentences:
            template = _template(gold, start, end)
            if _WORD.search(re.sub(r"<[A-Z]+>", "", template)):
                yield template


def _template(gold: GoldArticle, start: int, end: int) -> str:
    pieces, at = [], start
    inside = [m for m in gold.mentions if start <= m.start and m.end <= end]
    for mention in sorted(inside, key=lambda m: (m.start, -m.end)):
        if mention.start >= at:
            pieces += [gold.text[at : mention.start].casefold(), f"<{mention.label}>"]
            at = mention.end
    return _NUMBER.sub("0", "".join([*pieces, gold.text[at:end].casefold()]))
