"""The scorer of claims: matching, counts, attributes, baseline."""

from datetime import date

import pytest

from pipeline.learn.score_claims import ScoredClaim, cooccurrence_claims, score_claims, show_scores
from pipeline.vocabulary import vocabulary


def claim(subject="u", obj="g", predicate="captured", **changes):
    return ScoredClaim("d", changes.pop("sentence_start", 0), "quote", predicate, subject, obj, **changes)


def score(gold, predicted):
    return score_claims(gold, predicted, vocabulary())


def counts(scores):
    total = scores.total
    return total.right, total.false, total.missed, total.repeated


def test_equal_claims_are_right():
    scores = score([claim()], [claim()])
    assert counts(scores) == (1, 0, 0, 0)
    assert scores.total.f1 == 1


def test_other_arguments_are_false_and_missed():
    assert counts(score([claim()], [claim(obj="h")])) == (0, 1, 1, 0)


def test_agent_and_patient_exchanged_is_wrong():
    assert counts(score([claim("u", "g")], [claim("g", "u")])) == (0, 1, 1, 0)


def test_order_means_nothing_for_symmetric_predicates():
    assert counts(score([claim("u", "g", "fights_against")], [claim("g", "u", "fights_against")])) == (1, 0, 0, 0)


def test_another_article_never_matches():
    other = ScoredClaim("e", 0, "quote", "captured", "u", "g")
    assert counts(score([claim()], [other])) == (0, 1, 1, 0)


def test_a_claim_said_again_is_repeated_not_false():
    assert counts(score([claim()], [claim(), claim(sentence_start=50)])) == (1, 0, 0, 1)


def test_a_denial_matches_the_denial():
    gold = [claim(claimer="a"), claim(polarity="denied", claimer="b")]
    scores = score(gold, list(reversed(gold)))
    assert counts(scores) == (2, 0, 0, 0)
    assert scores.attributes["polarity"] == [2, 2, 1, 1]


@pytest.mark.parametrize(
    ("attribute", "gold", "found", "right"),
    [
        ("polarity", {"polarity": "denied"}, {}, 0),
        ("certainty", {"certainty": "possible"}, {"certainty": "possible"}, 1),
        ("realis", {"realis": "planned"}, {}, 0),
        ("claimer", {"claimer": "a"}, {"claimer": "b"}, 0),
        ("place", {"place": "p"}, {"place": "p"}, 1),
        ("time", {"time": (date(2024, 1, 1), date(2024, 1, 1))}, {"time": (date(2024, 1, 1), date(2024, 1, 2))}, 0),
        ("time", {"time_word": "d"}, {"time_word": "d", "time": (date(2024, 1, 1), date(2024, 1, 2))}, 1),
        ("time", {}, {"time_word": "d"}, 0),
        ("value", {"value": (400.0, 500.0), "kind": "killed"}, {"value": (400.0, 500.0), "kind": "wounded"}, 0),
    ],
)
def test_attributes_are_counted_apart(attribute, gold, found, right):
    scores = score([claim(**gold)], [claim(**found)])
    assert counts(scores) == (1, 0, 0, 0)
    assert scores.attributes[attribute][:2] == [right, 1]
    assert any(line.startswith(f"WRONG {attribute}") for line in scores.errors) == (not right)


def test_values_count_only_where_gold_states_one():
    assert score([claim()], [claim(value=(1.0, 1.0))]).attributes["value"] == [0, 0, 0, 0]


def test_nothing_predicted_and_nothing_expected_is_perfect():
    assert score([], []).total.f1 == 1
    assert score([claim()], []).total.f1 == 0


def test_baseline_pairs_referents_of_a_sentence_once():
    sentences = [("d", 0, "quote", [("u", "UNIT"), ("p", "PLACE"), ("u", "UNIT")])]
    found = cooccurrence_claims(sentences, {("UNIT", "PLACE"): "present_in"})
    assert [(c.predicate, c.subject, c.object) for c in found] == [("present_in", "u", "p")]


def test_the_table_names_predicates_and_attributes():
    text = show_scores(score([claim()], [claim(obj="h")]))
    assert "captured" in text
    assert "ALL" in text
    assert "polarity" in text
