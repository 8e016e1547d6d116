"""Sentences that the parser broke behind a rank's point; docs built by hand, without a model."""

import pytest
from spacy.tokens import Doc
from spacy.vocab import Vocab

from pipeline.annotate.joined import join_sentences

_SHORT = frozenset({"brig", "gen", "sgt"})


def make(words: str, heads: list[int], deps: str, tags: str) -> Doc:
    forms = words.split()
    spaces = [after != "." for after in [*forms[1:], ""]]
    return Doc(Vocab(), words=forms, spaces=spaces, heads=heads, deps=deps.split(), pos=tags.split())


def test_the_name_stands_where_its_rank_stood() -> None:
    doc = make("signed by Brig . Gen. Musa Noor .", [0, 0, 1, 0, 0, 6, 6, 6],
               "ROOT agent pobj punct punct compound ROOT punct", "VERB ADP PROPN PUNCT PROPN PROPN PROPN PUNCT")  # fmt: skip
    joined = join_sentences(doc, _SHORT)
    assert len(list(joined.sents)) == 1
    assert [(t.head.text, t.dep_) for t in joined if t.text in ("Brig", "Gen.", "Noor")] == [
        ("Noor", "compound"),
        ("Noor", "compound"),
        ("by", "pobj"),
    ]


def test_a_title_before_a_clause_is_its_subject() -> None:
    doc = make("Commander , Sgt . Musa Noor spoke", [0, 0, 0, 0, 5, 6, 6],
               "ROOT punct appos punct compound nsubj ROOT", "PROPN PUNCT PROPN PUNCT PROPN PROPN VERB")  # fmt: skip
    joined = join_sentences(doc, _SHORT)
    assert [(t.head.text, t.dep_) for t in joined if t.text in ("Commander", "Noor")] == [
        ("spoke", "nsubj"),
        ("Commander", "appos"),
    ]


@pytest.mark.parametrize(
    ("words", "tags"),
    [
        ("He saw the Gen. He left", "PRON VERB DET PROPN PRON VERB"),  # a pronoun begins a sentence
        ("He saw the fort. Musa left", "PRON VERB DET NOUN PROPN VERB"),  # no rank
    ],
)
def test_other_sentences_stay(words: str, tags: str) -> None:
    doc = make(words, [1, 1, 3, 1, 5, 5], "nsubj ROOT det dobj nsubj ROOT", tags)
    assert len(list(join_sentences(doc, _SHORT).sents)) == 2
