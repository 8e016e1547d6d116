import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.resolve import Knowledge
from pipeline.resolve.place import distance_km

_CASES = yaml.safe_load((Path(__file__).parent / "cases" / "places.yaml").read_text(encoding="utf-8"))
_NEAR_KM = 161


def _marked(text: str) -> str:
    text = re.sub(r"\[\[(.+?)\]\]", r"<\1|PLACE#x>", text)
    text = re.sub(r"\[(.+?)\]", r"[\1|PLACE]", text)
    return re.sub(r"\{(.+?)\}", r"[\1|NATIONALITY]", text).replace("<", "[").replace(">", "]")


def test_the_ids_are_unique() -> None:
    assert len({case["id"] for case in _CASES}) == len(_CASES) >= 75


@pytest.mark.parametrize("case", _CASES, ids=[case["id"] for case in _CASES])
def test_a_place_lies_where_the_article_means_it(
    case: dict[str, Any], known: Knowledge, corpus: Callable[..., Any]
) -> None:
    made = corpus(_marked(case["text"]))
    found = made.resolve(known)
    entity_of = {row["mention_id"]: row["entity_id"] for row in found.links.to_pylist()}
    rows = {row["entity_id"]: row for row in found.entities.to_pylist()}
    row = rows[entity_of[made.refs["a0", "x"]]]
    assert row["geo_precision"] == case["precision"]
    if case["at"] is None:
        assert (row["lat"], row["lon"], row["gazetteer_id"]) == (None, None, None)
        assert row["geo_reason"]
    else:
        distance = distance_km((row["lat"], row["lon"]), tuple(case["at"]))
        assert distance is not None
        assert distance <= _NEAR_KM
    if case["at"] is not None:
        assert (row["gazetteer_id"] is None) == case.get("not_id", False)
