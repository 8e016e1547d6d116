"""The rule files: read, checked, and wrong in every way with file and line."""

import re
import shutil

import pytest

from pipeline.config import pipeline_section, project_root
from pipeline.errors import ConfigError
from pipeline.relate import RelateSettings, load_rules
from pipeline.relate.rules import Cues, Reporting
from pipeline.vocabulary import vocabulary

FOLDER = "configs/relate"


@pytest.fixture
def project(tmp_path):
    shutil.copytree(project_root() / FOLDER, tmp_path / FOLDER)
    return tmp_path


def settings():
    return pipeline_section("relate", RelateSettings)


def add(project, name, text):
    path = project / FOLDER / name
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")
    return path


def test_rules_cover_the_predicates_that_events_can_say():
    rules = load_rules(settings(), project_root())
    said = {t.frame_class.predicate for found in (*rules.verbs.values(), *rules.nouns.values()) for t in found}
    by_other_rules = {"has_nationality", "located_in", "alias_of", "has_age", "has_losses"}
    assert set(vocabulary().predicates) - said - by_other_rules == set()


def test_a_new_verb_is_one_line(project):
    path = project / FOLDER / "verbs.yaml"
    text = path.read_text(encoding="utf-8")
    assert "- zorch" not in text
    path.write_text(text.replace("    - nab\n", "    - nab\n    - zorch\n", 1), encoding="utf-8")
    assert load_rules(settings(), project).verbs["zorch"][0].frame_class.predicate == "captured"


WRONG = {
    "unknown key": "\nbad:\n  predicate: captured\n  frame: {subject: [agent]}\n  verbs: [zap]\n  color: red\n",
    "unknown predicate": "\nbad:\n  predicate: eaten\n  frame: {subject: [agent]}\n  verbs: [zap]\n",
    "unknown label": "\nbad:\n  predicate: captured\n  frame: {}\n  labels: {object: [X]}\n  verbs: [a]\n",
    "unknown role": "\nbad:\n  predicate: captured\n  frame: {victim: [agent]}\n  verbs: [zap]\n",
    "unknown kind": "\nbad:\n  predicate: has_losses\n  frame: {subject: [agent]}\n  kind: bored\n  verbs: [zap]\n",
    "no verbs": "\nbad:\n  predicate: captured\n  frame: {subject: [agent]}\n",
    "truth value for a word": "\nbad:\n  predicate: captured\n  frame: {object: [on]}\n  verbs: [zap]\n",
    "empty entry": "\nbad:\n  predicate: captured\n  frame: {subject: [agent]}\n  verbs: ['']\n",
}


@pytest.mark.parametrize("text", WRONG.values(), ids=WRONG.keys())
def test_a_wrong_class_stops_with_file_and_line(project, text):
    path = add(project, "verbs.yaml", text)
    with pytest.raises(ConfigError) as caught:
        load_rules(settings(), project)
    assert caught.value.path == path
    first_line = path.read_text(encoding="utf-8").split("\n").index("bad:") + 1
    assert caught.value.line is not None
    assert caught.value.line >= first_line


def test_a_wrong_effect_stops(project):
    path = project / FOLDER / "cues.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("polarity: flip", "mood: flip", 1), encoding="utf-8")
    with pytest.raises(ConfigError, match="mood"):
        load_rules(settings(), project)


def test_an_unknown_reporting_list_stops(project):
    add(project, "reporting.yaml", "\nwhispering: [hiss]\n")
    with pytest.raises(ConfigError, match="whispering"):
        load_rules(settings(), project)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("\nphrases:\n", "\nfrases: {}\nphrases:\n", "unknown key 'frases'"),
        ("  aging: [be, turn]", "  aging: [be, no]", "aging: expected a list of words"),
        ("  times_of_posts: [until then,", "  times_of_posts: [2,", "times_of_posts: expected a list of words"),
    ],
)
def test_a_wrong_list_of_structure_stops_with_its_line(project, old, new, message):
    path = project / FOLDER / "structure.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ConfigError, match=message) as caught:
        load_rules(settings(), project)
    assert caught.value.line is not None


def test_every_list_of_words_is_read():
    rules = load_rules(settings(), project_root())
    code = "\n".join(path.read_text(encoding="utf-8") for path in (project_root() / "pipeline/relate").glob("*.py"))
    read = set(re.findall(r"[\"']([a-z_]+)[\"']", code)) | set(re.findall(r"\.([a-z_]+)\b", code))
    triggers = [t.frame_class for found in (*rules.verbs.values(), *rules.nouns.values()) for t in found]
    read |= {name for frame in triggers for name in (frame.agents, frame.behind) if name is not None}
    kept = {
        *rules.structure.sets,
        *rules.structure.phrases,
        *Reporting.__dataclass_fields__,
        *Cues.__dataclass_fields__,
    }
    assert len(kept) > 150
    assert sorted(kept - read) == []


def test_a_missing_file_stops(project):
    (project / FOLDER / "nouns.yaml").unlink()
    with pytest.raises(ConfigError, match=r"nouns\.yaml"):
        load_rules(settings(), project)
