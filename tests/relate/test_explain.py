"""A claim explains itself."""

import pytest

from pipeline.relate import explain_claim, find_claims


@pytest.fixture
def explained(all_cases, nlp, rules, make_article, parse_case):
    def explain(start):
        case = next(c for c in all_cases if c.text.startswith(start))
        article, _ = make_article(case)
        return [explain_claim(claim, article, rules) for claim in find_claims(parse_case(nlp, case), article, rules)]

    return explain


def test_names_sentence_rule_cue_and_claimer(explained):
    (text,) = explained("Bala Tamuno denied that")
    assert text.startswith("captured: 44th Brigade (UNIT) -> Lake Orun (PLACE)")
    assert "»denied«" in text
    assert "»captured«" in text
    assert "verb.capture_place" in text
    assert "denied, certain, actual, because of “denied”" in text
    assert "claimer: Bala Tamuno" in text


def test_names_place_instrument_and_time(explained):
    (text,) = explained("The 44th Brigade attacked the rebels with drones")
    assert "with:    drones (PLATFORM)" in text
    assert "place:   Lake Orun (PLACE)" in text


def test_numbers_show_their_bounds(explained):
    (text,) = explained("Bala Tamuno is 24 years old")
    assert "value:   24 years old: 24 to 24 years" in text


def test_a_noun_phrase_says_so(explained):
    texts = explained("Mali's 35th Brigade")
    assert any("noun phrase" in text for text in texts)


def test_says_what_each_cue_does_and_which_word_makes_the_claimer(explained):
    (text,) = explained("Bala Tamuno ruled out that")
    assert "because of “ruled” (denies it)" in text
    assert "claimer: Bala Tamuno, by “ruled”" in text


def test_a_hedge_is_named(explained):
    (text,) = explained("The rebels may attack")
    assert "“may” (makes it possible)" in text


def test_a_source_behind_the_claim_is_named(explained):
    (text,) = explained("In the army's words")
    assert "claimer: army, by “words”" in text
