"""Pattern files: what is read, what is refused and where, what is matched."""

import json
from pathlib import Path
from typing import Any

import pytest
import spacy
from spacy.tokens import Doc

from pipeline.annotate.lexicon import Lexicon, read_lexicon
from pipeline.annotate.patterns import PatternMatcher, read_pattern, read_patterns, repeats_a_repeat
from pipeline.annotate.tokens import read_tokens
from pipeline.config import project_root
from pipeline.errors import ConfigError

UNIT = Path("UNIT.jsonl")


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return read_lexicon(project_root())


def matched(lexicon: Lexicon, text: str, label: str = "UNIT", **pattern: Any) -> list[tuple[str, str]]:
    """Texts and detectors that one pattern finds in a text (tables of states aside)."""
    nlp = spacy.blank("en")
    line = json.dumps({"id": "p", **pattern})
    matcher = PatternMatcher(nlp, lexicon, [read_pattern(Path(f"{label}.jsonl"), 1, line)])
    words = nlp.make_doc(text)
    starts = [i == 0 for i in range(len(words))]
    doc = Doc(nlp.vocab, [t.text for t in words], [bool(t.whitespace_) for t in words], sent_starts=starts)
    found = matcher.find(read_tokens(doc))
    return sorted((text[c.start : c.end], c.detector) for c in found if not c.detector.startswith("table:"))


REFUSED = {
    "no json": ("{", "not valid JSON"),
    "a list": ("[1]", "expected a JSON object"),
    "unknown key": ('{"id": "a", "phrase": "X"}', "unknown key 'phrase'"),
    "no id": ('{"phrases": ["X"]}', "needs an id"),
    "two ways": ('{"id": "a", "phrases": ["X"], "word": "Y1"}', "exactly one of"),
    "no way": ('{"id": "a"}', "exactly one of"),
    "unknown kind": ('{"id": "a", "phrases": ["X"], "kind": "proper"}', "unknown kind 'proper'"),
    "phrases no list": ('{"id": "a", "phrases": "X"}', "phrases: expected a list"),
    "empty phrase": ('{"id": "a", "phrases": [" "]}', "phrases: expected a list"),
    "condition no list": ('{"id": "a", "phrases": ["X"], "if_near": "x"}', "if_near: expected a list"),
    "broken expression": ('{"id": "a", "word": "("}', "word:"),
    "exponential expression": ('{"id": "a", "word": "(a+)+1"}', "a repeated group holds a repetition"),
    "matches anything": ('{"id": "a", "tokens": [{"OP": "*"}]}', "matches any text"),
    "tokens no list": ('{"id": "a", "tokens": "x"}', "expected a list of token descriptions"),
}


@pytest.mark.parametrize(("line", "message"), REFUSED.values(), ids=REFUSED.keys())
def test_a_bad_line_is_refused_with_its_place(line: str, message: str) -> None:
    with pytest.raises(ConfigError, match=r"UNIT\.jsonl:7: ") as caught:
        read_pattern(UNIT, 7, line)
    assert message in caught.value.message


def test_an_unknown_token_attribute_is_refused_with_its_place(lexicon: Lexicon) -> None:
    pattern = read_pattern(UNIT, 3, '{"id": "a", "tokens": [{"COLOUR": "red"}]}')
    with pytest.raises(ConfigError, match=r"UNIT\.jsonl:3: pattern a"):
        PatternMatcher(spacy.blank("en"), lexicon, [pattern])


def test_an_id_used_twice_is_refused(tmp_path: Path) -> None:
    line = '{"id": "a", "phrases": ["X"]}\n'
    (tmp_path / "UNIT.jsonl").write_text(line)
    (tmp_path / "ORG.jsonl").write_text(line)
    with pytest.raises(ConfigError, match=r"UNIT\.jsonl:1: id 'a' is used at .*ORG\.jsonl:1"):
        read_patterns(tmp_path)


def test_a_file_named_after_no_label_is_refused(tmp_path: Path) -> None:
    (tmp_path / "UNITS.jsonl").write_text('{"id": "a", "phrases": ["X"]}')
    with pytest.raises(ConfigError, match="no label is called 'UNITS'"):
        read_patterns(tmp_path)


def test_the_projects_patterns_are_read() -> None:
    patterns = read_patterns(project_root() / "seeds" / "patterns")
    assert {p.label for p in patterns} >= {"UNIT", "ORG", "PLACE", "WEAPON", "PLATFORM", "DOCUMENT"}


def test_a_phrase_is_found_as_written_or_in_any_case(lexicon: Lexicon) -> None:
    text = "the Home Guard and the home guard"
    assert matched(lexicon, text, phrases=["Home Guard"]) == [("Home Guard", "pattern:p")]
    assert len(matched(lexicon, text, phrases=["Home Guard"], ignore_case=True)) == 2


def test_slots_stand_for_states_and_their_adjectives(lexicon: Lexicon) -> None:
    assert matched(lexicon, "Navy of Peru, Navy of the Netherlands, Navy of Cheese", phrases=["Navy of {state}"]) == [
        ("Navy of Peru", "pattern:p"),
        ("Navy of the Netherlands", "pattern:p"),
    ]
    assert matched(lexicon, "the South Korean Navy, the Cheesy Navy", phrases=["{nationality} Navy"]) == [
        ("South Korean Navy", "pattern:p")
    ]


def test_conditions_look_beside_and_into_the_sentence(lexicon: Lexicon) -> None:
    brand = {"phrases": ["Lada"], "label": "PLATFORM"}
    assert matched(lexicon, "in a Lada", **brand, if_before=["a"])
    assert not matched(lexicon, "with Lada", **brand, if_before=["a"])
    assert not matched(lexicon, "Lada Gay", **brand, unless_after=["gay"])
    assert matched(lexicon, "Lada and a gun", **brand, if_near=["gun"])
    assert not matched(lexicon, "Lada and a cat", **brand, if_near=["gun"])


@pytest.mark.parametrize(
    ("text", "found"), [("a BTR-82A burned", "BTR-82A"), ("T-72, burnt", "T-72"), ("(T-72)", "T-72")]
)
def test_a_word_pattern_matches_whole_words_with_a_digit(lexicon: Lexicon, text: str, found: str) -> None:
    assert [t for t, _ in matched(lexicon, text, "PLATFORM", word=r"(?:BTR|T)-\d+[A-Z]?")] == [found]


def test_a_word_pattern_leaves_parts_of_words_alone(lexicon: Lexicon) -> None:
    assert not matched(lexicon, "the AT-72 and T-72bis", "PLATFORM", word=r"T-\d+")


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("(a+)+", True),
        ("(a*b)*", True),
        ("((a+)b){2,}", True),
        ("(a|b)+", False),
        (r"(?:\(+)?", False),
        ("a+b+", False),
    ],
)
def test_repeated_repetitions_are_seen(expression: str, expected: bool) -> None:
    assert repeats_a_repeat(expression) is expected
