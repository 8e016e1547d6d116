"""The remembering ruler sets what spaCy's own sets, word for word."""

import pytest
import spacy
from annotate.conftest import article
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.pipeline import AttributeRuler
from spacy.tokens import Doc

from pipeline.annotate import AnnotateSettings, Annotator
from pipeline.annotate.attributes import RememberingRuler
from pipeline.annotate.base import find_pipeline
from pipeline.config import pipeline_section, project_root

_RULES = [
    {"patterns": [[{"TAG": "NN"}]], "attrs": {"POS": "NOUN", "MORPH": "Number=Sing"}},
    {"patterns": [[{"TAG": "VB"}], [{"TAG": "VBD", "DEP": "aux"}]], "attrs": {"POS": "AUX"}},
    {"patterns": [[{"TAG": "VB", "LOWER": {"IN": ["got", "let"]}}]], "attrs": {"POS": "VERB", "LEMMA": "get"}},
    {"patterns": [[{"LOWER": {"REGEX": "^n.t$"}}]], "attrs": {"LEMMA": "not"}},
    {"patterns": [[{"LOWER": "got"}, {"LOWER": "ta"}]], "attrs": {"LEMMA": "to"}, "index": -1},
    {"patterns": [[{"IS_SPACE": True}]], "attrs": {"TAG": "_SP", "POS": "SPACE"}},
    {"patterns": [[{"LOWER": "ta", "TAG": "NN"}]], "attrs": {"LEMMA": "ta"}},
]
_WORD = st.sampled_from(["got", "Got", "ta", "let", "not", "not", "River", "\n"])
_WORDS = st.lists(st.tuples(_WORD, st.sampled_from(["NN", "VB", "VBD"]), st.sampled_from(["aux", "ROOT"])), max_size=12)


def told(doc: Doc) -> list[tuple[str, str, str, str]]:
    """What a ruler may set, of each word."""
    return [(t.pos_, str(t.morph), t.lemma_, t.tag_) for t in doc]


@settings(max_examples=200, deadline=None)
@given(st.lists(_WORDS, max_size=3))
def test_sets_what_the_ruler_of_spacy_sets(texts: list[list[tuple[str, str, str]]]) -> None:
    nlp = spacy.blank("en")
    plain, remembering = AttributeRuler(nlp.vocab), RememberingRuler(nlp.vocab)
    plain.add_patterns(_RULES)
    remembering.add_patterns(_RULES)
    for words in texts:
        columns = [list(column) for column in zip(*words, strict=True)] or [[], [], []]
        docs = [Doc(nlp.vocab, words=columns[0], tags=columns[1], deps=columns[2]) for _ in range(2)]
        assert told(plain(docs[0])) == told(remembering(docs[1]))


@pytest.mark.filterwarnings("ignore:.*W095")
def test_the_base_pipeline_tags_as_it_did(annotator: Annotator) -> None:
    text = (
        "There's no such thing as a lull, he said; they're gonna hold, y'all.\nThat brigade, which hadn't fought before, "
        "was there while those who'd been hurt got out. It ain't over: nothin' is.\n\nWho's to say that the 3rd won't?"
    )
    stock = spacy.load(find_pipeline(pipeline_section("annotate", AnnotateSettings).base_pipeline, project_root()))
    given = article(text)
    (doc,) = annotator.parse([given])
    same = Doc(
        stock.vocab,
        words=[t.text for t in doc],
        spaces=[bool(t.whitespace_) for t in doc],
        tags=[t.tag_ for t in doc],
        deps=[t.dep_ for t in doc],
        heads=[t.head.i for t in doc],
    )
    assert told(stock.get_pipe("lemmatizer")(stock.get_pipe("attribute_ruler")(same))) == told(doc)
