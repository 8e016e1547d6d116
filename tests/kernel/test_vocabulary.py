"""The vocabulary: closed sets, argument types, and clear errors."""

from pathlib import Path

import pytest

from pipeline.config import project_root
from pipeline.errors import ConfigError
from pipeline.vocabulary import read_vocabulary, vocabulary

SOURCE = project_root() / "configs" / "vocabulary.yaml"


def test_the_design_s_labels_and_predicates() -> None:
    assert len(vocabulary().labels) == 13
    assert len(vocabulary().predicates) == 30


@pytest.mark.parametrize(
    ("predicate", "subject", "patient", "allowed"),
    [
        ("captured", "UNIT", "PERSON", True),
        ("captured", None, "PLACE", True),
        ("captured", "UNIT", None, False),
        ("captured", None, None, False),
        ("attacked", None, "PLACE", True),
        ("attacked", "UNIT", None, True),
        ("attacked", None, None, False),
        ("has_rank", "PERSON", "RANK", True),
        ("has_rank", "PERSON", "ROLE", False),
        ("has_rank", "UNIT", "RANK", False),
        ("alias_of", "UNIT", "UNIT", True),
        ("alias_of", "UNIT", "ORG", False),
        ("commands", None, "UNIT", False),
    ],
)
def test_argument_types(predicate: str, subject: str | None, patient: str | None, allowed: bool) -> None:
    assert vocabulary().predicate(predicate).allows(subject, patient) is allowed


def test_an_unknown_predicate_is_an_error() -> None:
    with pytest.raises(KeyError, match="unknown predicate 'annexed'"):
        vocabulary().predicate("annexed")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("subject: [PERSON], object: [RANK]", "subject: [HUMAN], object: [RANK]", "unknown label 'HUMAN'"),
        ("object: [RANK], functional: true", "object: [RANK], unique: true", "unknown key 'unique'"),
        ("\npolarities:", "\npolarity:", "unknown key 'polarity'"),
        ("UNIT:        {kind: name,", "UNIT:        {kind: noun,", "kind 'noun'"),
    ],
)
def test_a_mistake_names_its_line(tmp_path: Path, old: str, new: str, words: str) -> None:
    text = SOURCE.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "vocabulary.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        read_vocabulary(path)
    assert words in str(caught.value)
    line = text[: text.index(old)].count("\n") + 1 + old.startswith("\n")
    assert caught.value.line == line
