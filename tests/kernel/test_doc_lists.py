"""Docs as bytes and as lists: the same as spaCy's own slower ways."""

import pytest
from spacy.tokens import Doc, DocBin, Span
from spacy.vocab import Vocab

from pipeline.docs import decode_doc, encode_doc, read_heads, read_offsets, spell_features

_ATTRS = ["TAG", "POS", "MORPH", "LEMMA", "HEAD", "DEP", "SENT_START", "ENT_IOB", "ENT_TYPE"]


def _doc(words: tuple[str, ...]) -> Doc:
    n = len(words)
    doc = Doc(
        Vocab(),
        words=[*words],
        spaces=[i % 2 == 0 for i in range(n)],
        tags=["NNS"] * n,
        pos=["NOUN"] * n,
        morphs=["Number=Plur" if i % 2 else "" for i in range(n)],
        lemmas=[word.lower() for word in words],
        heads=[min(i + 1, n - 1) for i in range(n)],
        deps=["dep" if i + 1 < n else "ROOT" for i in range(n)],
    )
    if n > 2:
        doc.ents = [Span(doc, 0, 2, label="UNIT")]
    return doc


@pytest.mark.parametrize("words", [(), ("Soldiers",), ("Élite", "Troops", "_", "\n\n", "19th", "_")])
def test_the_bytes_are_those_of_a_doc_bin(words: tuple[str, ...]) -> None:
    doc = _doc(words)
    assert encode_doc(doc) == DocBin(attrs=_ATTRS, docs=[doc]).to_bytes()


@pytest.mark.parametrize("words", [(), ("Soldiers",), ("Élite", "Troops", "_", "\n\n", "19th", "_")])
def test_lists_hold_what_the_tokens_hold(words: tuple[str, ...]) -> None:
    doc = decode_doc(encode_doc(_doc(words)), Vocab())
    texts, tags, parts, lemmas, deps = spell_features(doc, ["ORTH", "TAG", "POS", "LEMMA", "DEP"])
    assert texts == list(words)
    assert (tags, parts) == ([t.tag_ for t in doc], [t.pos_ for t in doc])
    assert (lemmas, deps) == ([t.lemma_ for t in doc], [t.dep_ for t in doc])
    assert read_heads(doc) == [t.head.i for t in doc]
    assert read_offsets(doc, texts) == (doc.text, [t.idx for t in doc])
