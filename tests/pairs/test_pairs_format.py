"""The form of the test bed of article pairs (tests/pairs/*.yaml). It says nothing about how well sitrep does on them.

Events, outlets and people are invented, even where a war, an army or a town is real.

How to read a pair
* A mention is "article: exact text", or "article: exact text @n" for its n-th occurrence (the first where no n is
  given). Occurrences are counted case-sensitively, left to right, as whole words: "Dzyhar @2" also counts the one
  in "Ivan Dzyhar".
* `same` lists sets of mentions that share one entity; `different` lists pairs that must not share one.
* In `verdicts`, `a` and `b` say enough to pick one claim each: subject, object, claimer (mentions; any mention of the
  same entity in that article will do), value, low, high, kind (value_kind), polarity. The article of a claim is that
  of its mentions, else that of the side. `predicate_b` is b's predicate where it differs.
* `not_comparable` is met by such a row in `conflicts` and equally by no row; `same` also by both claims standing in
  one relation.
* `also` (optional) names verdicts that an expert would accept instead of `verdict`: count strictly and leniently.
  Wherever `conflicts` is neither in `verdict` nor in `also`, answering it is a false conflict.
* `syndicated` (optional): whether the two articles must share a syndication group.
* In `relations`, `n_independent` is optional.
"""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

HERE = Path(__file__).parent
VOCABULARY: dict[str, Any] = yaml.safe_load(
    (HERE.parents[1] / "configs" / "vocabulary.yaml").read_text(encoding="utf-8")
)
PAIRS: list[dict[str, Any]] = [
    pair for path in sorted(HERE.glob("*.yaml")) for pair in yaml.safe_load(path.read_text(encoding="utf-8"))
]
MENTION = re.compile(r"(?P<article>[ab]): (?P<text>.+?)(?: @(?P<nth>[1-9]\d*))?")
SIDE_KEYS = {"subject", "object", "claimer", "value", "low", "high", "kind", "polarity"}
by_id = pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: str(pair["id"]))


def find_mention(pair: dict[str, Any], mention: str) -> tuple[str, int, int]:
    """The article's name and the offsets of a mention; ValueError where it does not occur."""
    match = MENTION.fullmatch(mention)
    if match is None:
        raise ValueError(f"{pair['id']}: not a mention: {mention!r}")
    text = next(article["text"] for article in pair["articles"] if article["name"] == match["article"])
    found = list(re.finditer(rf"(?<!\w){re.escape(match['text'])}(?!\w)", text))
    nth = int(match["nth"] or 1)
    if len(found) < nth:
        raise ValueError(f"{pair['id']}: {mention!r} occurs {len(found)} times")
    return match["article"], found[nth - 1].start(), found[nth - 1].end()


def mentions_of(pair: dict[str, Any]) -> list[str]:
    """Every mention string of a pair, from all its expectations."""
    out = [mention for key in ("same", "different") for group in pair.get(key, []) for mention in group]
    sides = [verdict[side] for verdict in pair.get("verdicts", []) for side in ("a", "b")]
    for side in [*sides, *pair.get("relations", [])]:
        out += [side[key] for key in ("subject", "object", "claimer") if key in side]
    return out


def test_ids_are_unique() -> None:
    ids = [pair["id"] for pair in PAIRS]
    assert len(ids) == len(set(ids))


def test_at_least_sixty_pairs() -> None:
    assert len(PAIRS) >= 60


def test_hard_negatives_are_the_majority() -> None:
    assert sum(pair["hard_negative"] for pair in PAIRS) > len(PAIRS) / 2


def test_every_verdict_is_expected_somewhere() -> None:
    assert {verdict["verdict"] for pair in PAIRS for verdict in pair.get("verdicts", [])} == set(VOCABULARY["verdicts"])


def test_every_status_is_expected_somewhere() -> None:
    assert {relation["status"] for pair in PAIRS for relation in pair.get("relations", [])} == set(
        VOCABULARY["statuses"]
    )


@by_id
def test_pair_is_well_formed(pair: dict[str, Any]) -> None:
    keys = {"id", "about", "hard_negative", "articles", "same", "different", "verdicts", "relations", "syndicated"}
    assert set(pair) <= keys
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", pair["id"])
    assert pair["about"].endswith(".")
    assert isinstance(pair["hard_negative"], bool)
    assert isinstance(pair.get("syndicated", False), bool)
    assert [article["name"] for article in pair["articles"]] == ["a", "b"]
    for article in pair["articles"]:
        assert set(article) == {"name", "published", "publisher", "text"}
        assert article["published"] is None or type(article["published"]) is date
        assert article["publisher"].strip()
        assert article["text"].strip()
    assert any(pair.get(key) for key in ("same", "different", "verdicts", "relations"))


@by_id
def test_every_mention_occurs(pair: dict[str, Any]) -> None:
    for mention in mentions_of(pair):
        find_mention(pair, mention)


@by_id
def test_same_and_different_do_not_contradict(pair: dict[str, Any]) -> None:
    groups = [{find_mention(pair, mention) for mention in group} for group in pair.get("same", [])]
    merged: list[set[tuple[str, int, int]]] = []
    for group in groups:
        touching = [other for other in merged if other & group]
        merged = [other for other in merged if not other & group] + [group.union(*touching)]
    assert all(len(group) >= 2 for group in groups)
    for mentions in pair.get("different", []):
        one, other = (find_mention(pair, mention) for mention in mentions)
        assert one != other
        assert not any(one in group and other in group for group in merged)


@by_id
def test_verdicts_are_from_the_vocabulary(pair: dict[str, Any]) -> None:
    for verdict in pair.get("verdicts", []):
        assert set(verdict) <= {"predicate", "predicate_b", "a", "b", "verdict", "also", "why"}
        assert verdict["predicate"] in VOCABULARY["predicates"]
        assert verdict.get("predicate_b", verdict["predicate"]) in VOCABULARY["predicates"]
        assert {verdict["verdict"], *verdict.get("also", [])} <= set(VOCABULARY["verdicts"])
        assert verdict["verdict"] not in verdict.get("also", [])
        assert verdict["why"].endswith(".")
        for side in (verdict["a"], verdict["b"]):
            assert side
            assert set(side) <= SIDE_KEYS
            assert side.get("polarity", "asserted") in VOCABULARY["polarities"]
            assert side.get("kind", "killed") in VOCABULARY["value_kinds"]


@by_id
def test_relations_are_from_the_vocabulary(pair: dict[str, Any]) -> None:
    for relation in pair.get("relations", []):
        assert set(relation) <= {"predicate", "subject", "object", "status", "n_independent"}
        assert relation["predicate"] in VOCABULARY["predicates"]
        assert relation["status"] in VOCABULARY["statuses"]
