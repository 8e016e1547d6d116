"""Who speaks in an interview, and where it ends; quotations over paragraphs that are not opened anew."""

import pytest

from pipeline.learn.gold import GoldMention
from tests.relate.conftest import Case

_NAMED = {
    "Ousmane Barry": ("PERSON", "o"),
    "Rita Sow": ("PERSON", "s"),
    "Palma": ("PLACE", "p"),
    "Gao": ("PLACE", "g"),
    "The rebels": ("GROUP", "r"),
}

_QUESTIONS = [
    "Ousmane Barry was a medic.",
    "Q: What happened?",
    "A: The rebels captured Palma.",
    "Q: And then?",
    "A: I left.",
]


def _case(paragraphs: list[str]) -> Case:
    text = "\n\n".join(paragraphs)
    sentences, mentions, at = [], [], 0
    for paragraph in paragraphs:
        sentences.append((at, at + len(paragraph)))
        at += len(paragraph) + 2
    for name, (label, ref) in _NAMED.items():
        start = text.find(name)
        while start >= 0:
            first = start + 4 if name.startswith("The ") else start
            end = start + len(name)
            mentions.append(GoldMention(first, end, label, "name", ref, text[first:end]))
            start = text.find(name, end)
    return Case("interview", text, tuple(sentences), tuple(sorted(mentions, key=lambda m: m.start)), ())


def _claimers(claims_of, paragraphs: list[str]) -> dict[str, str | None]:
    case = _case(paragraphs)
    claims, refs = claims_of(case)
    captures = [c for c in claims if c.predicate == "captured"]
    return {refs[c.object_mention_id]: refs.get(c.claimer_mention_id) for c in captures}


def test_answers_are_those_of_the_only_person_named_before(claims_of):
    assert _claimers(claims_of, _QUESTIONS) == {"p": "o"}


def test_of_two_people_named_before_nobody_is_guessed(claims_of):
    assert _claimers(claims_of, ["Rita Sow met Ousmane Barry.", *_QUESTIONS[1:]]) == {"p": None}


_ASKED = [
    "Ousmane Barry was a medic.",
    "What happened to you?",
    "The rebels captured Palma.",
    "And then?",
    "I left.",
    "Where did you go?",
    "We went home.",
]


def test_questions_that_are_paragraphs_need_no_labels(claims_of):
    assert _claimers(claims_of, _ASKED) == {"p": "o"}


def test_notes_in_brackets_are_no_answers(claims_of):
    noted = [*_ASKED[:3], "(The rebels captured Gao later.)", *_ASKED[3:]]
    assert _claimers(claims_of, noted) == {"p": "o", "g": None}


def test_two_questions_make_no_interview(claims_of):
    assert _claimers(claims_of, _ASKED[:5]) == {"p": None}


def test_questions_that_ask_nobody_make_no_interview(claims_of):
    asked = [p.replace("to you", "").replace("did you", "did they") for p in _ASKED]
    assert _claimers(claims_of, asked) == {"p": None}


def test_an_interview_ends_where_nobody_says_i(claims_of):
    assert _claimers(claims_of, [*_QUESTIONS, "The rebels captured Gao on Monday."]) == {"p": "o", "g": None}


@pytest.mark.parametrize(
    ("last", "claimer"),
    [('The rebels captured Palma."', "o"), ("The rebels captured Palma.", None)],
)
def test_a_quotation_goes_on_over_paragraphs_only_where_it_is_closed(claims_of, last, claimer):
    paragraphs = ['"It was dark," said Ousmane Barry.', '"Nobody slept.', "It rained.", last]
    assert _claimers(claims_of, paragraphs) == {"p": claimer}
