"""Each rule of configs/clean/boilerplate.yaml takes what it should, and none takes what looks like it."""

import dataclasses
from pathlib import Path

import pytest
import yaml

from pipeline.clean.boilerplate import find_cuts, keep_lines, line_spans
from pipeline.clean.mapped import MappedText
from pipeline.clean.paragraphs import clean_text
from pipeline.clean.rules import Rules, load_rules
from pipeline.config import project_root
from pipeline.errors import ConfigError

RULES = load_rules(project_root() / "configs" / "clean" / "boilerplate.yaml")
CASES: dict[str, dict[str, list[str]]] = yaml.safe_load(
    (Path(__file__).parent / "boilerplate_cases.yaml").read_text(encoding="utf-8")
)
GONE = [(rule_id, line) for rule_id, case in CASES.items() for line in case["gone"]]
KEPT = [line for case in CASES.values() for line in case["kept"]]
FILLER = [f"The brigade said on day {n} that it had held the northern edge of the town." for n in range(14)]


def only(rule_id: str) -> Rules:
    return dataclasses.replace(
        RULES,
        cuts=tuple(rule for rule in RULES.cuts if rule.rule_id == rule_id),
        drops=tuple(rule for rule in RULES.drops if rule.rule_id == rule_id),
    )


def test_every_rule_has_cases_and_every_case_a_rule() -> None:
    assert list(CASES) == [row["id"] for row in yaml.safe_load(_rules_text())["rules"]]
    assert len(RULES.cuts) + len(RULES.drops) == len(CASES) > 50
    assert all(case["gone"] and case["kept"] for case in CASES.values())


def _rules_text() -> str:
    return (project_root() / "configs" / "clean" / "boilerplate.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(("rule_id", "line"), GONE)
def test_a_rule_takes_its_boilerplate(rule_id: str, line: str) -> None:
    rules = only(rule_id)
    if not rules.cuts:
        assert keep_lines(line, list(line_spans(line)), rules) == []
        return
    if "⟦" not in line:
        pytest.fail("the case does not mark what is cut")
    before, rest = line.split("⟦")
    cut, after = rest.split("⟧")
    text = before + cut + after
    assert "".join(text[start:end] for start, end, _ in find_cuts(text, rules)).strip() == cut.strip()


@pytest.mark.parametrize("line", KEPT)
@pytest.mark.parametrize("place", [0, 7, 14])
def test_no_rule_takes_article_text(line: str, place: int) -> None:
    article = [*FILLER[:place], line, *FILLER[place:]]
    assert clean_text(MappedText.of("\n\n".join(article)), RULES).text.split("\n\n") == article


def test_a_list_of_links_goes_with_its_label() -> None:
    text = "\n".join([*FILLER[:2], "Related:", "– What is the Storm Corps?", "– Kursk, four months on", "", FILLER[3]])
    assert clean_text(MappedText.of(text), RULES).text == "\n\n".join([*FILLER[:2], FILLER[3]])


def test_an_authors_name_goes_with_the_avatar_only() -> None:
    text = "\n\n".join([*FILLER[:2], "author avatar", "Hanna Bergström"])
    assert clean_text(MappedText.of(text), RULES).text == "\n\n".join(FILLER[:2])
    text = "\n\n".join([*FILLER[:2], "author avatar", "The town has fallen."])
    assert clean_text(MappedText.of(text), RULES).text == "\n\n".join([*FILLER[:2], "The town has fallen."])


def test_a_byline_goes_only_near_the_top() -> None:
    byline = "By Hanna Bergström"
    top = clean_text(MappedText.of("\n\n".join([FILLER[0], byline, *FILLER[1:]])), RULES).text
    deep = clean_text(MappedText.of("\n\n".join([*FILLER, byline])), RULES).text
    assert byline not in top
    assert byline in deep


@pytest.mark.parametrize(
    ("yaml_text", "message"),
    [
        ("rules: [{id: a, do: drop}]", "expected a rule with id, do, pattern"),
        ("rules: [{id: a, do: remove, pattern: x}]", "do: expected one of"),
        ("rules: [{id: a, do: drop, pattern: '('}]", "not a regular expression"),
        ("rules: [{id: a, do: drop, pattern: x, where: left}]", "where: expected one of"),
        ("rules: [{id: a, do: drop, pattern: x, max_words: many}]", "max_words: expected int"),
        ("rules: [{id: a, do: drop, pattern: x}, {id: a, do: cut, pattern: y}]", "more than one rule is called"),
    ],
)
def test_a_bad_rule_stops_with_its_name(tmp_path: Path, yaml_text: str, message: str) -> None:
    path = tmp_path / "boilerplate.yaml"
    path.write_text(yaml_text, encoding="utf-8")
    with pytest.raises(ConfigError, match=message) as error:
        load_rules(path)
    assert error.value.line == 1
