"""What training takes from gold beside the spans: the words in which units end."""

from pathlib import Path

from learn.conftest import gold_text

from pipeline.learn.gold import read_gold
from pipeline.learn.train_spans import unit_endings

BODY = """The [Ember Kolonne|UNIT] and the [Basalt Kolonne|UNIT] met the [Dry River Legion|UNIT], the [Ember Kolonne|UNIT] said.
The [Lantern Post|ORG] saw the [Relief Post|UNIT] and [Hill Post|UNIT]; the [Saltpan Cadre|UNIT] and [Red Cadre|UNIT] slept at [Old Cadre|PLACE].
The [Kolonne|UNIT.nominal] left.
"""


def test_words_that_end_two_units_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(gold_text("a", BODY), encoding="utf-8")
    assert unit_endings([read_gold(path)]) == ["kolonne"]
    assert unit_endings([]) == []
