"""The parse of one article as plain lists: one look-up a token and a feature instead of one object.

Every layer of recognition reads these lists; a spaCy Token costs ten times a list element.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from spacy.tokens import Doc

from pipeline.docs import read_heads, read_offsets, spell_features

_MAX_HEADLINE = 30  # tokens


@dataclass(frozen=True, slots=True)
class Tokens:
    """Features by token index. `source` is the whole text (Doc.text is put together anew at every call); `start` and
    `end` are offsets in it; `sentence` counts from 0.

    `head` is the index of the syntactic head (its own at a root), `left` and `right` the bounds [left, right) of the
    subtree. `capital` says that the first letter is upper-case; `after_space` that a space or break stands before.
    """

    doc: Doc
    source: str
    text: list[str]
    lower: list[str]
    start: list[int]
    end: list[int]
    tag: list[str]
    pos: list[str]
    dep: list[str]
    head: list[int]
    left: list[int]
    right: list[int]
    sentence: list[int]
    sentence_bounds: list[tuple[int, int]]
    capital: list[bool]

    def __len__(self) -> int:
        return len(self.text)

    def at(self, start: int, end: int) -> tuple[int, int] | None:
        """Token bounds [first, last) of the characters [start, end), or None when they cut a token."""
        first, last = self.touching(start, end)
        if first < last and self.start[first] == start and self.end[last - 1] == end:
            return first, last
        return None

    def touching(self, start: int, end: int) -> tuple[int, int]:
        """Token bounds [first, last) of all tokens that share a character with [start, end)."""
        first = _first_ending_after(self.end, start)
        last = first
        while last < len(self.text) and self.start[last] < end:
            last += 1
        return first, last

    def children(self, i: int) -> Iterator[int]:
        """Indices of the syntactic children of token `i`, in order."""
        for j in range(self.left[i], self.right[i]):
            if self.head[j] == i and j != i:
                yield j

    def sentence_start(self, i: int) -> int:
        """Index of the first token of the sentence of token `i`."""
        return self.sentence_bounds[self.sentence[i]][0]


def headline_end(tokens: Tokens) -> int:
    """The token behind the headline: a first line without a full stop, with a text behind it. 0 where there is none."""
    end = tokens.source.find("\n")
    if end <= 0 or not tokens.source[end:].strip():
        return 0
    _, last = tokens.touching(0, end)
    while last and tokens.text[last - 1].isspace():
        last -= 1
    return last if 0 < last <= _MAX_HEADLINE and tokens.text[last - 1] not in {".", ":"} else 0


def _first_ending_after(ends: list[int], offset: int) -> int:
    low, high = 0, len(ends)
    while low < high:
        middle = (low + high) // 2
        if ends[middle] > offset:
            high = middle
        else:
            low = middle + 1
    return low


def read_tokens(doc: Doc) -> Tokens:
    """The lists of a parsed Doc."""
    text, tag, pos, dep = spell_features(doc, ["ORTH", "TAG", "POS", "DEP"])
    head, (source, start) = read_heads(doc), read_offsets(doc, text)
    bounds = [(sentence.start, sentence.end) for sentence in doc.sents] if len(text) else []
    sentence = [n for n, (a, b) in enumerate(bounds) for _ in range(a, b)]
    left, right = _subtrees(head, bounds)
    return Tokens(
        doc=doc,
        source=source,
        text=text,
        lower=[word.lower() for word in text],
        start=start,
        end=[a + len(word) for a, word in zip(start, text, strict=True)],
        tag=tag,
        pos=pos,
        dep=dep,
        head=head,
        left=left,
        right=right,
        sentence=sentence,
        sentence_bounds=bounds,
        capital=[word[0].isupper() for word in text],
    )


def _subtrees(head: list[int], bounds: list[tuple[int, int]]) -> tuple[list[int], list[int]]:
    """Bounds of every subtree: each token hands its bounds to its head until nothing changes (trees are shallow)."""
    left, right = list(range(len(head))), list(range(1, len(head) + 1))
    for a, b in bounds:
        changed = True
        rounds = 0
        while changed and rounds <= b - a:
            changed = False
            rounds += 1
            for i in chain(range(a, b), range(b - 1, a - 1, -1)):
                h = head[i]
                if left[i] < left[h]:
                    left[h] = left[i]
                    changed = True
                if right[i] > right[h]:
                    right[h] = right[i]
                    changed = True
    return left, right
