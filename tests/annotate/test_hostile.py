"""Odd and hostile text: no crash, true offsets, time that grows with length."""

from dataclasses import replace

import pytest
from growth import assert_in_proportion
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from spacy.tokens import Doc

from pipeline.annotate import AnnotateSettings, Annotator
from pipeline.annotate.base import cut_text, find_pipeline, make_doc
from pipeline.annotate.task import AnnotateTask
from pipeline.config import project_root
from pipeline.errors import ConfigError
from pipeline.packing import unpack_records
from pipeline.records import Article, Mention
from tests.annotate.conftest import article, mentions_of

PIECES = [
    "Colonel Anna Brandt", "the 95th Brigade", "Kursk region", "SBU", "two soldiers", "one of the", "(", ")", '"', "“",
    "”", "’s", ",", ".", "\n\n", "\n", " ", "\u00a0", "\u200b", "é", "e\u0301", "🔴", "-", "No.", "84", "he said",
    "on 9 January", "U.S.", "a.k.a.", "THE", "alias", "of the", "…", "Al-", "[", "]", "|", "\t", "№", "O'Neil",
    "100,000", "\u202e", "العربية", "北京", "and", "in", "Azov",
]  # fmt: skip
PARAGRAPHS = "Soldiers of the 95th Brigade met Colonel Anna Brandt in Kyiv. She left on 9 January.\n\n"


def assert_true(text: str, annotator: Annotator) -> None:
    mentions = mentions_of(annotator, text)
    ids = {m.mention_id for m in mentions}
    assert len(ids) == len(mentions)
    for m in mentions:
        assert text[m.start : m.end] == m.text
        assert m.text.strip() == m.text != ""
        assert m.sentence_start <= m.start < m.end <= m.sentence_end
        assert m.referent is None or m.referent in ids


@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=40), st.sampled_from(["", " "]))
def test_offsets_are_true_on_odd_text(annotator: Annotator, pieces: list[str], gap: str) -> None:
    assert_true(gap.join(pieces), annotator)


@hypothesis_settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_offsets_are_true_on_any_text(annotator: Annotator, text: str) -> None:
    assert_true(text, annotator)


HOSTILE = {
    "empty": "",
    "spaces": " \n \n\n ",
    "null bytes": "a\x00b \x00 Kyiv",
    "a word without end": "a" * 50_000,
    "brackets": "(" * 5_000,
    "quotes": '"' * 5_000,
    "capitals": "Anna " * 3_000,
    "one of the one of the": "one of the " * 1_500,
    "alias": "Anna alias " * 1_500,
    "digits": "9" * 20_000,
    "hyphens": "T-" * 10_000,
    "commas": "the 1st, " * 1_500,
    "line breaks": "\n" * 20_000,
    "acronyms": "Aa Bb (AB) " * 1_000,
    "of the": "Ministry of the " * 1_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_is_survived_in_proportion_to_its_length(annotator: Annotator, text: str) -> None:
    assert_true(text, annotator)
    assert_in_proportion(lambda n: mentions_of(annotator, text[:n]), len(text))


def test_a_sentence_without_end_is_cut(annotator: Annotator, settings: AnnotateSettings) -> None:
    (doc,) = annotator.parse([replace_text("word " * 1_000)])
    longest = max(len(sentence) for sentence in doc.sents)
    assert longest <= settings.max_sentence_tokens


def test_a_long_article_is_parsed_in_pieces_with_true_offsets(annotator: Annotator) -> None:
    small = Annotator.__new__(Annotator)
    small.__dict__.update(annotator.__dict__)
    small.__dict__["_settings"] = replace(annotator._settings, max_chunk_chars=200)
    text = PARAGRAPHS * 5
    whole = [(m.start, m.end, m.label) for m in mentions_of(annotator, text)]
    pieces = [(m.start, m.end, m.label) for m in mentions_of(small, text)]
    assert len(whole) >= 25
    assert pieces == whole


def replace_text(text: str):  # type: ignore[no-untyped-def]
    from tests.annotate.conftest import article

    return article(text)


@pytest.mark.parametrize("text", ["a\n\nb c", "abc", "", "x. y. z. " * 20, "a" * 100])
def test_pieces_cover_a_text(text: str) -> None:
    pieces = cut_text(text, 10)
    assert "".join(text[a:b] for a, b in pieces) == text
    assert all(b - a <= 10 for a, b in pieces)


def test_paragraphs_end_sentences(annotator: Annotator) -> None:
    (doc,) = annotator.parse(
        [replace_text("First captured soldiers\nOn Saturday he came\n\nSecurity Service of Ukraine\n\nHe left.")]
    )
    assert [s.text.strip() for s in doc.sents] == [
        "First captured soldiers", "On Saturday he came", "Security Service of Ukraine", "He left.",
    ]  # fmt: skip


def test_a_long_word_is_tokenised_whole(annotator: Annotator, settings: AnnotateSettings) -> None:
    text = f"a {'(' * 2_000} b"
    assert make_doc(annotator._nlp, text, settings).text == text


def test_an_unknown_pipeline_is_refused() -> None:
    with pytest.raises(ConfigError, match="no spaCy pipeline 'no_such_pipeline'"):
        find_pipeline("no_such_pipeline", project_root())


def test_an_article_that_breaks_a_rule_stops_no_other(
    annotator: Annotator, settings: AnnotateSettings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    whole = Annotator.annotate_doc

    def break_on_first(self: Annotator, doc: Doc, given: Article) -> Article:
        return whole(self, doc, given) if given.path == "good.txt" else given.no_such_field  # type: ignore[attr-defined]

    monkeypatch.setattr("pipeline.annotate.task.load_annotator", lambda *_: annotator)
    monkeypatch.setattr(Annotator, "annotate_doc", break_on_first)
    bad, good = (replace(article("Rebels left Orun."), path=path) for path in ("bad.txt", "good.txt"))
    (none, parse), (some, same) = (
        unpack_records(packed, Mention) for packed in AnnotateTask(settings).load()([bad, good])
    )
    assert (none, bool(some), parse) == ((), True, same)
    assert "bad.txt: no mentions, since a rule failed on it (AttributeError" in caplog.text
