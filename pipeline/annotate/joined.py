"""Sentences that the parser broke behind the point of a rank, made one again: "signed by Brig. Gen. | Musa Noor, who".

The parser keeps to sentence starts that it is given, but where it finds no head for the name it begins a sentence of its
own. What the rank was in its clause, the name is.
"""

from collections.abc import Collection
from typing import Any

import numpy as np
from spacy.tokens import Doc, Token

_NOMINAL = frozenset({"NOUN", "PROPN", "NUM", "X"})
_NAME_PARTS = frozenset({"compound", "nmod", "amod", "punct", "flat"})
_MAX_NAME = 6  # words from the first of a name to its head


def join_sentences(doc: Doc, short: Collection[str]) -> Doc:
    """The doc with broken sentences joined; `short` are words, in lower case, after whose point no sentence starts."""
    breaks = [t.i for t in doc if t.i > 1 and t.is_sent_start and _is_broken(doc, t.i, short)]
    if not breaks:
        return doc
    heads = {t.i: (t.head.i, t.dep) for t in doc}
    for at in breaks:
        joined = dict(heads)
        _join(doc, at, joined, short)
        heads = joined if _is_forest(joined) else heads
    array: Any = np.array([[(heads[t.i][0] - t.i) % 2**64, heads[t.i][1]] for t in doc], dtype="uint64")
    return doc.from_array(["HEAD", "DEP"], array)


def _is_broken(doc: Doc, at: int, short: Collection[str]) -> bool:
    """Whether the sentence at token `at` begins inside "Brig. Gen. Noor"."""
    before = doc[at - 1]
    if before.text == ".":
        word = doc[at - 2].text.lower() if not doc[at - 2].whitespace_ else ""
    else:
        word = before.text.lower().rstrip(".") if before.text.endswith(".") else ""
    return word in short and doc[at].pos_ == "PROPN" and doc[at].text[0].isupper()


def _join(doc: Doc, at: int, heads: dict[int, tuple[int, int]], short: Collection[str]) -> None:
    """Hang what stands before token `at` and the sentence there on each other, by the rank and the head of the name."""
    compound, appos = (doc.vocab.strings.add(dep) for dep in ("compound", "appos"))
    ranks = _ranks_before(doc, at, short)
    name = _head_of_name(doc[at]).i
    first, later = _root(ranks[0], heads), _root(name, heads)
    if first == later:
        return
    place = next((heads[r] for r in ranks if doc[r].dep_ not in ("punct", "compound")), (first, appos))
    is_within = first not in ranks
    if is_within and name == later:
        heads[name] = place
    elif doc[first].pos_ not in _NOMINAL:
        return  # two clauses
    elif is_within:
        heads[first], heads[name] = heads[name], place
    for rank in ranks:
        heads[rank] = (name, compound)


def _ranks_before(doc: Doc, at: int, short: Collection[str]) -> list[int]:
    """The words of the rank right before token `at`, the nearest first."""
    found = []
    i = at - 1
    while i >= 0 and (doc[i].text == "." or doc[i].text.lower().rstrip(".") in short):
        if doc[i].text != ".":
            found.append(i)
        i -= 1
    return found


def _head_of_name(token: Token) -> Token:
    for _ in range(_MAX_NAME):
        if token.dep_ not in _NAME_PARTS or token.head.i <= token.i:
            break
        token = token.head
    return token


def _is_forest(heads: dict[int, tuple[int, int]]) -> bool:
    """Whether every word hangs, over others, on one that hangs on itself."""
    sound: set[int] = set()
    for at in heads:
        path: list[int] = []
        while at not in sound and heads[at][0] != at:
            if len(path) > len(heads):
                return False
            path.append(at)
            at = heads[at][0]
        sound.update(path, (at,))
    return True


def _root(at: int, heads: dict[int, tuple[int, int]]) -> int:
    while heads[at][0] != at:
        at = heads[at][0]
    return at
