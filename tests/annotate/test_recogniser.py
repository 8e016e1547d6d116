"""What a recogniser proposes is weighed by the same policy whichever it is; here a test sets what it saw."""

import logging
from dataclasses import replace
from pathlib import Path

import pytest
from annotate.conftest import article
from spacy.tokens import Doc, Span

from pipeline.annotate import AnnotateSettings, Annotator
from pipeline.annotate.recogniser import without_missing_recogniser


def names_seen(annotator: Annotator, text: str, name: str, label: str) -> set[tuple[str, str]]:
    """The names found when the recogniser sees just one, with that label."""
    given = article(text)
    (doc,) = annotator.parse([given])
    doc.set_ents([span_of(doc, name, label)])
    return {(m.text, m.label) for m in annotator.annotate_doc(doc, given).mentions or () if m.kind == "name"}


def span_of(doc: Doc, name: str, label: str) -> Span:
    start = doc.text.index(name)
    span = doc.char_span(start, start + len(name), label)
    assert span is not None
    return span


@pytest.mark.parametrize(
    ("text", "name", "seen_as", "label"),
    [
        ("The road is cut, a teacher told Mekong Tribune by telephone.", "Mekong Tribune", "UNIT", "ORG"),
        ("The road was cleared by Saraya Hamza on Monday.", "Saraya Hamza", "UNIT", "ORG"),
        ("The road was cleared by the Lantern Detachments on Monday.", "Lantern Detachments", "UNIT", "UNIT"),
        ("The road to Kesh Varun was cleared on Monday.", "Kesh Varun", "PLACE", "PLACE"),
    ],
)
def test_a_unit_without_a_word_for_one_is_an_organisation(
    annotator: Annotator, text: str, name: str, seen_as: str, label: str
) -> None:
    assert (name, label) in names_seen(annotator, text, name, seen_as)


def test_a_recogniser_not_trained_yet_is_told_and_left_out(
    settings: AnnotateSettings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    wanted = replace(settings, recogniser="models/recogniser")
    with caplog.at_level(logging.WARNING):
        assert without_missing_recogniser(wanted, tmp_path) == settings
    assert "make outputs" in caplog.text
    caplog.clear()
    (tmp_path / "models" / "recogniser").mkdir(parents=True)
    assert without_missing_recogniser(wanted, tmp_path) == wanted
    assert caplog.text == ""


def test_an_event_does_not_hide_the_town_in_its_name(annotator: Annotator) -> None:
    text = "Officials in Kesh Varun spoke of relief.\n\nThe Kesh Varun Offensive began in May, they said."
    given = article(text)
    (doc,) = annotator.parse([given])
    doc.set_ents([span_of(doc, "Kesh Varun", "PLACE"), span_of(doc, "Kesh Varun Offensive", "EVENT")])
    found = [(m.text, m.start) for m in annotator.annotate_doc(doc, given).mentions or () if m.label == "PLACE"]
    assert found == [("Kesh Varun", 13), ("Kesh Varun", text.index("Kesh Varun Offensive"))]


@pytest.mark.parametrize(
    ("name", "is_place"), [("Russo-Ukrainian", False), ("Anglo-Afghan", False), ("Sar-e Pol", True)]
)
def test_two_nationalities_in_one_word_name_no_place(annotator: Annotator, name: str, is_place: bool) -> None:
    found = names_seen(annotator, f"He wrote a book on the {name} war of his time.", name, "PLACE")
    assert ((name, "PLACE") in found) == is_place


@pytest.mark.parametrize(
    ("text", "seen", "places"),
    [
        ("They moved from Aroma towards Wagar on Monday.", "Aroma towards Wagar", {"Aroma", "Wagar"}),
        ("Two men were captured in Ethiopia Kassala clash.", "Ethiopia Kassala", {"Ethiopia", "Kassala"}),
        ("They crossed the Mali Plateau on Monday.", "Mali Plateau", {"Mali Plateau"}),
    ],
)
def test_two_places_taken_for_one_are_parted(annotator: Annotator, text: str, seen: str, places: set[str]) -> None:
    assert names_seen(annotator, text, seen, "PLACE") == {(place, "PLACE") for place in places}


def test_a_heading_does_not_hide_a_town(annotator: Annotator) -> None:
    given = article("He served in Kadugli.\n\nThe Kadugli Offensive\n\nMen in Kadugli said so.")
    (doc,) = annotator.parse([given])
    doc.set_ents([span_of(doc, "Kadugli", "PLACE")])
    found = [m.text for m in annotator.annotate_doc(doc, given).mentions or () if m.label == "PLACE"]
    assert found == ["Kadugli"] * 3
