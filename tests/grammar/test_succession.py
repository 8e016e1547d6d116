"""Who follows whom: the cues are checked when they are read, and found where they begin."""

from pathlib import Path

import pytest

from pipeline.errors import ConfigError
from pipeline.grammar.phrases import Phrases
from pipeline.grammar.succession import succession_cues


@pytest.mark.parametrize(
    ("said", "length"),
    [
        ("replacing Colonel X", 1),
        ("in the stead of Colonel X", 4),
        ("took over from Colonel X", 3),
        ("took over the brigade", 0),
        ("in place", 0),
        ("to replace Colonel X", 0),
    ],
)
def test_what_stands_before_who_had_the_post(said: str, length: int) -> None:
    assert succession_cues().before_predecessor.length(said.lower().split(), 0) == length


def test_the_longest_phrase_counts() -> None:
    assert Phrases(["took over", "took over from", "took"]).length(["took", "over", "from"], 0) == 3


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("taking_place: [takes, took]", "", "key 'taking_place' is missing"),
        ("taking_place:", "taking_plaice: [x]\ntaking_place:", "unknown key 'taking_plaice'"),
        ("[takes, took]", "[takes, 3]", "taking_place: expected a list of words or phrases"),
        ("[takes, took]", "took", "taking_place: expected a list of words or phrases"),
    ],
)
def test_a_wrong_entry_is_named_with_its_place(tmp_path: Path, old: str, new: str, message: str) -> None:
    text = Path("configs/grammar/succession.yaml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "succession.yaml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(ConfigError, match=r"succession\.yaml") as error:
        succession_cues(path)
    assert message in str(error.value)
