from collections.abc import Callable
from typing import Any

from pipeline.resolve import Knowledge

_HOLDS = """[[Russian|NATIONALITY] forces|GROUP#x] hold [Kurakhove|PLACE#p] in [Ukraine|PLACE], [{}|PLACE#c] said.
> controls x -> p; claimer c"""
_DENIES = """[[Russian|NATIONALITY] forces|GROUP#x] do not hold [Kurakhove|PLACE#p] in [Ukraine|PLACE].
> controls x -> p; denied"""
_AGED = """@{} 2025-01-10
[Ivan Bilyk|PERSON#x], [{}|QUANTITY#q], of [Ukraine|PLACE].
> has_age x -> q; value {}; unit years"""
_ATTACK = """@{} {}
[[Russian|NATIONALITY] forces|GROUP#x] hit [[Ukrainian|NATIONALITY] forces|GROUP#y] near [Kurakhove|PLACE#p].
> attacked x -> y; place p"""


def _relation(made: Any, known: Knowledge, predicate: str, **stories: str) -> dict[str, Any]:
    (row,) = [r for r in made.reconcile(known, None, stories).relations.to_pylist() if r["predicate"] == predicate]
    found: dict[str, Any] = row
    return found


def test_two_independent_articles_agree(known: Knowledge, corpus: Callable[..., Any]) -> None:
    made = corpus("@a 2025-01-10\n" + _HOLDS.format("Moscow"), "@b 2025-01-12\n" + _HOLDS.format("Minsk"))
    row = _relation(made, known, "controls")
    assert (row["status"], row["n_articles"], row["n_independent"], row["n_support"]) == ("agreed", 2, 2, 2)
    assert len(row["claimer_ids"]) == 2
    assert (str(row["first_published"]), str(row["last_published"])) == ("2025-01-10", "2025-01-12")


def test_a_copied_story_counts_once(known: Knowledge, corpus: Callable[..., Any]) -> None:
    made = corpus("@a 2025-01-10\n" + _HOLDS.format("Moscow"), "@b 2025-01-10\n" + _HOLDS.format("Moscow"))
    row = _relation(made, known, "controls", b="a")
    assert (row["status"], row["n_articles"], row["n_independent"]) == ("single_source", 2, 1)


def test_assertion_and_denial_are_one_contested_relation(known: Knowledge, corpus: Callable[..., Any]) -> None:
    made = corpus("@a 2025-01-10\n" + _HOLDS.format("Moscow"), "@b 2025-01-10\n" + _DENIES)
    row = _relation(made, known, "controls")
    assert (row["status"], row["n_support"], row["n_deny"]) == ("contested", 1, 1)
    (conflict,) = made.reconcile(known).conflicts.to_pylist()
    assert conflict["relation_a"] == conflict["relation_b"] == row["relation_id"]


def test_denial_alone(known: Knowledge, corpus: Callable[..., Any]) -> None:
    row = _relation(corpus("@a 2025-01-10\n" + _DENIES), known, "controls")
    assert (row["status"], row["n_support"], row["n_deny"]) == ("denied", 0, 1)


def test_a_relation_never_spans_two_values(known: Knowledge, corpus: Callable[..., Any]) -> None:
    made = corpus(_AGED.format("a", 19, 19), _AGED.format("b", 20, 20), _AGED.format("c", 19, 19))
    rows = [r for r in made.reconcile(known).relations.to_pylist() if r["predicate"] == "has_age"]
    assert sorted((r["value_low"], r["n_articles"]) for r in rows) == [(19.0, 2), (20.0, 1)]


def test_far_events_are_two_relations(known: Knowledge, corpus: Callable[..., Any]) -> None:
    made = corpus(_ATTACK.format("a", "2024-05-10"), _ATTACK.format("b", "2025-01-10"))
    rows = [r for r in made.reconcile(known).relations.to_pylist() if r["predicate"] == "attacked"]
    assert [r["n_articles"] for r in rows] == [1, 1]


def test_a_symmetric_predicate_has_one_order(known: Knowledge, corpus: Callable[..., Any]) -> None:
    made = corpus(
        "@a 2025-01-10\n[Chad|PLACE#x] met [Mali|PLACE#y].\n> met_with x -> y",
        "@b 2025-01-10\n[Mali|PLACE#x] met [Chad|PLACE#y].\n> met_with x -> y",
    )
    assert _relation(made, known, "met_with")["n_articles"] == 2


def test_captives_are_parted_from_their_army(known: Knowledge, corpus: Callable[..., Any]) -> None:
    made = corpus(
        "@a 2025-01-10\n[Kyiv|PLACE#k] took [[Chadian|NATIONALITY] soldiers|GROUP#x].\n> captured k -> x\n\n"
        "[[Chadian|NATIONALITY] soldiers|GROUP#y] ignore drones in [Ukraine|PLACE]."
    )
    links = {row["mention_id"]: row["entity_id"] for row in made.reconcile(known).links.to_pylist()}
    assert links[made.refs["a", "x"]] != links[made.refs["a", "y"]]
