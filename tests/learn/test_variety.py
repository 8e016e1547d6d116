"""The variety of a gold corpus: names and sentence templates that two parts share."""

from pathlib import Path

from learn.conftest import gold_text

from pipeline.learn.gold import GoldArticle, read_gold
from pipeline.learn.variety import Shared, repeated_templates, shared_names, shared_templates, sources

TRAIN = """[Colonel|RANK] [Bala Tamuno|PERSON] left [Gorvan|PLACE] on [Monday|DATE].
The [14th Brigade|UNIT] took [two|QUANTITY] hills near [Terek|PLACE].
The [[9th|UNIT.name] men|GROUP] slept.
"""
TEST = """[Major|RANK] [Ivo Danek|PERSON] left [GORVAN|PLACE] on [Friday|DATE].
[Orun|PLACE].
The [3rd Brigade|UNIT] lost [four|QUANTITY] men near [Terek|PLACE] and 17,500 rounds.
The [3rd Brigade|UNIT] lost [six|QUANTITY] men near [Ludvin|PLACE] and 9 rounds.
The [crew|GROUP] slept.
"""


def part(folder: Path, name: str, body: str) -> list[GoldArticle]:
    path = folder / f"{name}.txt"
    path.write_text(gold_text(name, body), encoding="utf-8")
    return [read_gold(path)]


def test_names_and_templates_that_two_parts_share(tmp_path: Path) -> None:
    train, test = part(tmp_path, "train-1", TRAIN), part(tmp_path, "test-1", TEST)
    assert shared_names(test, train) == {
        "ORG": Shared(0, 0), "PERSON": Shared(1, 0), "PLACE": Shared(4, 2), "UNIT": Shared(1, 0),
    }  # fmt: skip
    assert shared_templates(test, train) == Shared(3, 2)  # "<RANK> <PERSON> left ...", "the <GROUP> slept."
    assert repeated_templates(test) == Shared(4, 1)
    assert repeated_templates(train) == Shared(3, 0)
    assert (Shared(4, 2).share, Shared(0, 0).share) == (0.5, 0.0)


def test_what_a_part_holds(tmp_path: Path) -> None:
    golds = part(tmp_path, "a", TRAIN) + part(tmp_path, "b", TEST)
    assert sources(golds) | {"words": 0} == {
        "articles": 2, "words": 0, "events": 2, "publishers": 1, "styles": 1, "annotators": 1,
    }  # fmt: skip
