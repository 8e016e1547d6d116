"""Who is meant within an article: cases/referents.txt."""

import itertools

import pytest

from pipeline.annotate import Annotator
from tests.annotate.conftest import lines_of, mentions_of, read_marks


def _blocks() -> list[str]:
    blocks, here = [], ""
    for line in [*lines_of("referents.txt"), ""]:
        if line:
            here = f"{here} {line}".strip()
        elif here:
            blocks.append(here)
            here = ""
    return blocks


BLOCKS = _blocks()


def test_blocks_are_read() -> None:
    assert len(BLOCKS) >= 12


@pytest.mark.parametrize("block", BLOCKS)
def test_referents_are_those_marked(annotator: Annotator, block: str) -> None:
    marked = read_marks(block)
    found = {(m.start, m.end, m.label): m for m in mentions_of(annotator, marked.text)}
    referents = {}
    for start, end, label, _, ref in marked.marks:
        mention = found.get((start, end, label))
        assert mention is not None, f"{marked.text[start:end]!r} was not found"
        if ref == "?":
            assert mention.referent is None, mention.text
        else:
            assert mention.referent is not None, f"{mention.text!r} stays open"
            referents[mention] = (ref, mention.referent)
    pairs = list(itertools.combinations(referents, 2))
    assert pairs or not referents or len(referents) == 1
    for a, b in pairs:
        same = referents[a][0] == referents[b][0]
        assert (referents[a][1] == referents[b][1]) is same, f"{a.text!r} and {b.text!r}"


def test_a_referent_is_the_first_mention_and_its_own(annotator: Annotator) -> None:
    mentions = mentions_of(annotator, "Anna Brandt spoke. Brandt left. She slept.")
    people = [m for m in mentions if m.label == "PERSON"]
    assert [m.text for m in people] == ["Anna Brandt", "Brandt", "She"]
    assert {m.referent for m in people} == {people[0].mention_id}


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("The army said a shell hit the depot before it burned.", "it"),
        ("The army said it seems that the bridge was hit.", "it"),
        ("The 24th Division held the road. They had no water.", "They"),
        ('Two soldiers died. "They came at night," said Bukar Goni.', "They"),
    ],
)
def test_a_body_or_group_is_never_guessed(annotator: Annotator, text: str, word: str) -> None:
    found = [m for m in mentions_of(annotator, text) if m.text == word]
    assert found == []
