"""The data files of the unit grammar are checked when they are read."""

import shutil
from pathlib import Path

import pytest

from pipeline.config import project_root
from pipeline.errors import ConfigError
from pipeline.grammar.units.lexicon import lexicon


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(project_root() / "configs" / "grammar", tmp_path / "grammar"))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("  brigade:  ", "  brigade_x:  ", "does not end with an echelon"),
        ("{rank: 60, forms: [brigada]", "{rank: 60, colour: red, forms: [brigada]", "unknown key 'colour'"),
        ("{rank: 60, forms: [brigada]", "{rank: 60, forms: [battalion]", "'battalion' is also a form of 'battalion'"),
        ("  tank: [tanks, panzer]", "  tank: [tanks, marine infantry]", "'marine infantry' is also a form of"),
        ("  OTB: separate tank battalion", "  OTB: separate tank", "does not end with an echelon"),
        ("  - [tank, armored, armored cavalry]", "  - [tank, dragons]", "'dragons' is not a branch"),
        ("directions:", "directons:", "unknown key 'directons'"),
        ("named: any, number_after: true}\n", "named: sometimes, number_after: true}\n", "named is 'sometimes'"),
        ('day_prepositions: ["on", by', "day_prepositions: [on, by", "True is not a word"),
    ],
)
def test_a_wrong_entry_is_named_with_its_place(folder: Path, old: str, new: str, message: str) -> None:
    path = folder / "units.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(ConfigError, match=r"units\.yaml") as error:
        lexicon(folder)
    assert message in str(error.value)


def test_a_new_form_is_understood_without_code(folder: Path) -> None:
    path = folder / "units.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("  tank: [tanks, panzer]", "  tank: [tanks, panzer, pancerna]"), encoding="utf-8")
    assert lexicon(folder).canonical_branch(["pancerna"]) == "tank"
    assert lexicon().canonical_branch(["pancerna"]) == "pancerna"
