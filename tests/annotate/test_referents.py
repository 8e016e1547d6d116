"""Who is meant within an article: cases/referents.txt, cases/successions.txt."""

import itertools

import pytest

from pipeline.annotate import Annotator
from pipeline.records import Mention
from tests.annotate.conftest import lines_of, mentions_of, read_marks


def _blocks() -> list[str]:
    blocks, here = [], ""
    for line in [*lines_of("referents.txt"), "", *lines_of("successions.txt"), ""]:
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
        ("The Brigade of Guards met the 24th Division. Its commander spoke.", "Its"),
        ("Troops left Goma and went to Bukavu. The rebels stormed it.", "it"),
        ("A tank stood in Goma. The rebels captured it.", "it"),
        ("Congo has lost Goma. Everybody took it hard.", "it"),
        ("Soldiers shot herders, and five of them died.", "them"),
        ("The frigate was hit. Its commander was killed.", "Its"),
        ("The 24th Division moved. Its windows were open.", "Its"),
        ("Ivan Moroz met Anna Brandt. Both left.", "Both"),
        ("Three soldiers died. The pair of tanks burned.", "pair"),
        ("Two prisoners and two sailors were flown to Kyiv. The two will be questioned.", "two"),
        ("Three soldiers died. The pair left.", "pair"),
        ("The 24th Division moved. The mission was secret.", "mission"),
        ("UNIFIL and MINUSMA left. The mission was over.", "mission"),
        ("Ivan Moroz, Karl Bauer and Fred Mott left. The latter laughed.", "latter"),
    ],
)
def test_a_body_or_group_is_never_guessed(annotator: Annotator, text: str, word: str) -> None:
    found = [m for m in mentions_of(annotator, text) if m.text == word and m.label != "QUANTITY"]
    assert found == []


@pytest.mark.parametrize(
    ("headline", "lede"),
    [
        ("Two soldiers killed in Borno ambush", "Two soldiers"),
        ("2 soldiers killed in Borno ambush", "Two soldiers"),
        ("Soldier killed in Borno ambush", "A soldier"),
        ("Eleven soldiers killed in Borno ambush", "At least 11 soldiers"),
        ("Four cops killed in Borno ambush", "Four policemen"),
        ("Gunmen kill judge", "Gunmen"),
        ("Troops kill judge", "Troops of the 5th Brigade"),
    ],
)
def test_the_lede_tells_of_whom_the_headline_told(annotator: Annotator, headline: str, lede: str) -> None:
    first, again = _first_people(
        annotator, headline, f"{lede} were on the road near Gwoza on Monday, the governor said."
    )
    assert again.referent == first.mention_id


@pytest.mark.parametrize(
    ("headline", "lede"),
    [
        ("Two soldiers killed in Borno ambush", "Three soldiers"),
        ("Russian soldier killed in Borno ambush", "A Ukrainian soldier"),
        ("Two soldiers killed in Borno ambush", "Two other soldiers"),
        ("Field commanders meet in Borno", "Army commanders"),
        ("Two soldiers killed in Borno ambush.", "Two soldiers"),
    ],
)
def test_the_lede_may_tell_of_others(annotator: Annotator, headline: str, lede: str) -> None:
    first, again = _first_people(
        annotator, headline, f"{lede} were on the road near Gwoza on Monday, the governor said."
    )
    assert again.referent != first.mention_id


def _first_people(annotator: Annotator, headline: str, text: str) -> tuple[Mention, Mention]:
    """The first people of a headline, and of the text below it."""
    people = [m for m in mentions_of(annotator, f"{headline}\n\n{text}") if m.label in {"PERSON", "GROUP"}]
    return people[0], next(m for m in people if m.start > len(headline))


def test_a_force_is_not_the_two_of_the_headline(annotator: Annotator) -> None:
    text = (
        "Malian soldiers captured near Gao\n\nTwo Malian soldiers were captured near Gao on Monday. Thousands of people fled. "
        "Analysts say that Malian soldiers avoid the road. Malian soldiers hold the town."
    )
    headline, two, *later = [m for m in mentions_of(annotator, text) if m.text.endswith("Malian soldiers")]
    assert headline.referent == two.referent
    assert len({m.referent for m in later}) == 1
    assert later[0].referent != two.referent


def test_a_thing_is_not_the_body_that_hit_it(annotator: Annotator) -> None:
    text = "The Israeli military said it had hit the missile before it crossed the border."
    its = [m.start for m in mentions_of(annotator, text) if m.text == "it"]
    assert its == [text.index("it had")]


def test_what_they_were_does_not_hang_in_the_air(annotator: Annotator) -> None:
    mentions = mentions_of(annotator, 'Two guards died. "They were brave men," a nurse said.')
    known = {m.mention_id for m in mentions}
    assert [m.text for m in mentions if m.referent is not None and m.referent not in known] == []
    assert "brave men" in {m.text for m in mentions}
