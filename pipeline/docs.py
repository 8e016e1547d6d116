"""spaCy Docs in and out of bytes and of lists. A Doc is scaffolding between stages: it never reaches a published table."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from spacy.tokens import Doc, DocBin
from spacy.vocab import Vocab

_ATTRS = ["TAG", "POS", "MORPH", "LEMMA", "HEAD", "DEP", "SENT_START", "ENT_IOB", "ENT_TYPE"]
_SPELLED: Final[list[int | str]] = ["ORTH", "TAG", "LEMMA", "NORM", "MORPH", "DEP", "ENT_TYPE", "ENT_KB_ID", "ENT_ID"]
_NO_FEATURES = "_"  # how the string store writes a morphology without features; spaCy spells it ""


class _Bin(DocBin):
    """A DocBin that looks up each string of a Doc once instead of nine strings a token; its bytes are the same."""

    def add(self, doc: Doc) -> None:
        """Add a Doc."""
        if len(doc.spans) or not len(doc):
            super().add(doc)
            return
        self.tokens.append(doc.to_array([*self.attrs]))
        self.spaces.append(doc.to_array("SPACY").astype(bool).reshape(-1, 1))
        self.flags.append({"has_unknown_spaces": doc.has_unknown_spaces})
        self.cats.append(doc.cats)
        self.span_groups.append(doc.spans.to_bytes())
        strings, rows = doc.vocab.strings, doc.to_array(_SPELLED)
        for name, column in zip(_SPELLED, rows.T, strict=True):
            spelled = {strings[number] for number in set(column.tolist())}
            self.strings |= {"" if s == _NO_FEATURES else s for s in spelled} if name == "MORPH" else spelled


def encode_doc(doc: Doc) -> bytes:
    """Tokens, spaces, tags, lemmas, heads, labels and sentence starts of a Doc, as bytes."""
    return _Bin(attrs=_ATTRS, docs=[doc]).to_bytes()


def decode_doc(parse: bytes, vocab: Vocab) -> Doc:
    """The Doc that `encode_doc` stored; its strings are added to `vocab`."""
    return next(iter(DocBin().from_bytes(parse).get_docs(vocab)))


def spell_features(doc: Doc, features: Sequence[str]) -> list[list[str]]:
    """One list over tokens for each feature (ORTH, TAG, ...), read at once: a Token costs ten times a list element."""
    if not len(doc):
        return [[] for _ in features]
    strings = doc.vocab.strings
    rows = doc.to_array([*features])
    names = {number: strings[number] for number in np.unique(rows).tolist()}
    return [[names[number] for number in column] for column in rows.T.tolist()]


def read_heads(doc: Doc) -> list[int]:
    """The index of each token's syntactic head; a root's is its own."""
    if not len(doc):
        return []
    return [i + offset for i, offset in enumerate(doc.to_array("HEAD").astype("int64").tolist())]


def read_offsets(doc: Doc, words: Sequence[str]) -> tuple[str, list[int]]:
    """The text of a Doc and where each token starts in it; `words` are the texts of its tokens."""
    spaces = doc.to_array("SPACY").tolist() if len(doc) else []
    start, at = [], 0
    for word, space in zip(words, spaces, strict=True):
        start.append(at)
        at += len(word) + space
    return "".join([word + " " if space else word for word, space in zip(words, spaces, strict=True)]), start
