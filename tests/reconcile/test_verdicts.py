from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.resolve import Knowledge

_FOLDER = Path(__file__).parent / "cases"
_CASES: list[dict[str, Any]] = [
    case
    for name in ("verdicts.yaml", "wars.yaml")
    for case in yaml.safe_load((_FOLDER / name).read_text(encoding="utf-8"))
]


def test_all_cases_are_read() -> None:
    assert len(_CASES) == 84


@pytest.mark.parametrize("case", _CASES, ids=[case["name"] for case in _CASES])
def test_verdict(case: dict[str, Any], known: Knowledge, corpus: Callable[..., Any]) -> None:
    made = corpus(case["a"], case["b"])
    found = made.reconcile(known)
    verdicts = [row for row in found.conflicts.to_pylist() if case.get("of") in (None, row["predicate"])]
    expected = [case["verdict"]] if case["verdict"] else []
    assert sorted({row["verdict"] for row in verdicts}) == expected, [row["reason"] for row in verdicts]
    if "reason" in case:
        assert case["reason"] in verdicts[0]["reason"]
    if "status" in case:
        relations = found.relations.to_pylist()
        assert sorted(row["status"] for row in relations if row["predicate"] == case["of"]) == case["status"]
    if "join" in case:
        links = {row["mention_id"]: row["entity_id"] for row in found.links.to_pylist()}
        ids = {links[made.refs[article, "x"]] for article in ("a", "b")}
        assert (len(ids) == 1) == case["join"]
