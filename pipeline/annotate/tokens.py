"""The parse of one article as plain lists: one look-up a token and a feature instead of one object.

Every layer of recognition reads these lists; a spaCy Token costs ten times a list element.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Doc


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
    strings = doc.vocab.strings
    features = doc.to_array(["TAG", "POS", "DEP", "HEAD", "ORTH", "SPACY"])
    names: dict[int, str] = {}

    def spell(column: int) -> list[str]:
        out = []
        for number in features[:, column].tolist():
            name = names.get(number)
            if name is None:
                name = names[number] = strings[number]
            out.append(name)
        return out

    # Token objects are dear: words and offsets come from the same array.
    text = spell(4) if len(features) else []
    spaces = features[:, 5].tolist() if len(text) else []
    start, at = [], 0
    for word, space in zip(text, spaces, strict=True):
        start.append(at)
        at += len(word) + bool(space)
    source = "".join(word + " " if space else word for word, space in zip(text, spaces, strict=True))
    heads = features[:, 3].astype("int64").tolist() if len(text) else []
    head = [i + offset for i, offset in enumerate(heads)]
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
        tag=spell(0),
        pos=spell(1),
        dep=spell(2),
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
            for i in range(a, b):
                h = head[i]
                if left[i] < left[h]:
                    left[h] = left[i]
                    changed = True
                if right[i] > right[h]:
                    right[h] = right[i]
                    changed = True
            for i in range(b - 1, a - 1, -1):
                h = head[i]
                if left[i] < left[h]:
                    left[h] = left[i]
                    changed = True
                if right[i] > right[h]:
                    right[h] = right[i]
                    changed = True
    return left, right
