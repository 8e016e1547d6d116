"""Near-copies: one story printed by several papers, under another title, with a new lead or without its tail.

Shingles are hashes of some words in a row. Every eighth hash value, whatever the text (a scaled MinHash; Pierce et
al., "Large-scale sequence comparisons with sourmash", 2019), and each text's smallest ones (a bottom sketch; Broder,
"On the resemblance and containment of documents", 1997) serve to find pairs that may be near-copies; whether they are
is then told from all their shingles. Two articles share a group when a chain of such pairs joins them.
"""

import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO
from zlib import crc32

import numpy as np
import numpy.typing as npt

from pipeline.clean.settings import CleanSettings

Hashes = npt.NDArray[np.uint32]
Rows = npt.NDArray[np.int64]

_SAMPLING = 8  # one hash value in so many serves to find pairs
_SMALLEST = 8  # so many smallest ones serve too, for the sake of short texts
_NEIGHBOURS = 3  # articles next to it, in order of doc_id, that an article is paired with for each shingle they share
_MIN_SAMPLED_SHARE = 0.5  # of the threshold, that the sampled hashes must reach for a pair to be looked at
_WORD = re.compile(r"[^\W_]+")
_MIX = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class Overlap:
    """Shingles that two articles share, and how many the shorter and the longer have."""

    n_shared: int
    n_shorter: int
    n_longer: int

    @property
    def containment(self) -> float:
        """Shared shingles among those of the shorter article."""
        return self.n_shared / max(1, self.n_shorter)

    def is_near_copy(self, settings: CleanSettings) -> bool:
        """Whether the two are one story. Equal texts are, however short."""
        if self.n_shared == self.n_longer:
            return True
        if self.n_shared < settings.min_shared_shingles:
            return False
        is_comparable = self.n_longer <= settings.max_length_ratio * self.n_shorter
        return is_comparable and self.containment >= settings.min_containment


def group_syndication(articles: Iterable[tuple[str, str]], settings: CleanSettings) -> dict[str, str]:
    """For each doc_id the smallest doc_id of its group; an article without a near-copy is its own group.

    The order of the articles does not matter, and an article that is nobody's near-copy changes no other's group.
    An article takes about a kilobyte of memory; its shingles wait in a temporary file.
    """
    with tempfile.TemporaryFile() as spill:
        shelf = _shelve(articles, settings.shingle_words, spill)
        groups = list(range(len(shelf.doc_ids)))
        for a, b in _candidates(shelf, settings):
            root_a, root_b = _root(groups, a), _root(groups, b)
            if root_a != root_b and overlap(shelf.shingles(a), shelf.shingles(b)).is_near_copy(settings):
                groups[max(root_a, root_b)] = min(root_a, root_b)
        return {doc_id: shelf.doc_ids[_root(groups, n)] for n, doc_id in enumerate(shelf.doc_ids)}


def shingle_hashes(text: str, n_words: int) -> Hashes:
    """The distinct hashes of all runs of `n_words` words, sorted; case and punctuation do not count."""
    words = [crc32(word.encode("utf-8", "surrogatepass")) for word in _WORD.findall(text.casefold())]
    size = min(n_words, len(words))
    if size == 0:
        return np.empty(0, np.uint32)
    numbers = np.array(words, np.uint64)
    rolled = np.zeros(len(words) - size + 1, np.uint64)
    for n in range(size):
        rolled = (rolled ^ numbers[n : n + len(rolled)]) * _MIX
        rolled ^= rolled >> np.uint64(29)
    return np.unique((rolled >> np.uint64(32)).astype(np.uint32))


def overlap(a: Hashes, b: Hashes) -> Overlap:
    """What two sorted sets of hashes share."""
    shorter, longer = sorted((len(a), len(b)))
    return Overlap(len(np.intersect1d(a, b, assume_unique=True)), shorter, longer)


@dataclass(frozen=True, slots=True)
class _Shelf:
    """Articles in order of doc_id: their sampled hashes in memory, all their hashes in a file."""

    doc_ids: list[str]
    sampled: Hashes
    owners: Rows
    spill: IO[bytes]
    starts: Rows
    lengths: Rows

    def shingles(self, row: int) -> Hashes:
        """All hashes of an article."""
        self.spill.seek(int(self.starts[row]) * 4)
        return np.frombuffer(self.spill.read(int(self.lengths[row]) * 4), np.uint32)


def _shelve(articles: Iterable[tuple[str, str]], shingle_words: int, spill: IO[bytes]) -> _Shelf:
    places: dict[str, tuple[int, int]] = {}
    samples: dict[str, Hashes] = {}
    at = 0
    for doc_id, text in articles:
        if doc_id in places:
            continue
        hashes = shingle_hashes(text, shingle_words)
        spill.write(hashes.tobytes())
        places[doc_id] = (at, len(hashes))
        samples[doc_id] = hashes[(hashes % _SAMPLING == 0) | (np.arange(len(hashes)) < _SMALLEST)]
        at += len(hashes)
    doc_ids = sorted(places)
    sizes = [len(samples[doc_id]) for doc_id in doc_ids]
    return _Shelf(
        doc_ids,
        np.concatenate([np.empty(0, np.uint32), *(samples[doc_id] for doc_id in doc_ids)]),
        np.repeat(np.arange(len(doc_ids)), sizes),
        spill,
        np.array([places[doc_id][0] for doc_id in doc_ids], np.int64),
        np.array([places[doc_id][1] for doc_id in doc_ids], np.int64),
    )


def _candidates(shelf: _Shelf, settings: CleanSettings) -> Iterator[tuple[int, int]]:
    """Pairs of rows whose sampled hashes overlap enough to be worth a look."""
    n = len(shelf.doc_ids)
    order = np.lexsort((shelf.owners, shelf.sampled))
    sampled, owners = shelf.sampled[order], shelf.owners[order]
    neighbours = []
    for distance in range(1, _NEIGHBOURS + 1):
        shared = sampled[:-distance] == sampled[distance:]
        neighbours.append(owners[:-distance][shared] * n + owners[distance:][shared])
    pairs, counts = _counted(neighbours)
    sizes = np.bincount(shelf.owners, minlength=n)
    first, second = pairs // max(1, n), pairs % max(1, n)
    smaller = np.minimum(sizes[first], sizes[second])
    wanted = _MIN_SAMPLED_SHARE * settings.min_containment
    for a, b in zip(*(rows[counts >= wanted * smaller] for rows in (first, second)), strict=True):
        yield int(a), int(b)


def _counted(parts: list[Rows]) -> tuple[Rows, Rows]:
    """The distinct numbers, and how often each stands there. Empties the list, so that they are in memory but once."""
    numbers = np.empty(sum(map(len, parts)), np.int64)
    at = 0
    while parts:
        part = parts.pop()
        numbers[at : at + len(part)] = part
        at += len(part)
    numbers.sort()
    starts = np.flatnonzero(np.concatenate([[True], numbers[1:] != numbers[:-1]])) if len(numbers) else numbers
    return numbers[starts], np.diff(starts, append=len(numbers))


def _root(groups: list[int], row: int) -> int:
    while groups[row] != row:
        groups[row] = groups[groups[row]]
        row = groups[row]
    return row
