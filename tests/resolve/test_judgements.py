from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import ConfigError
from pipeline.judgements import Judgements, read_judgements
from pipeline.resolve import Knowledge

_HEAD = "# a comment\nverdict,a,b,label,note\n"
_TWO_SPELLINGS = (
    "[President|ROLE] [Volodymyr Zelenskyy|PERSON#x] of [Ukraine|PLACE] spoke.",
    "[Volodymyr Zelensky|PERSON#x] thanked [Ukraine|PLACE].",
)
_TWO_PEOPLE = ("[Ivan Bilyk|PERSON#x] left [Ukraine|PLACE].", "[Taras Melnyk|PERSON#x] left [Ukraine|PLACE].")


def _read(folder: Path, rows: str) -> Judgements:
    path = folder / "judgements.csv"
    path.write_text(_HEAD + rows, encoding="utf-8")
    return read_judgements(path)


def _are_one(made: Any, known: Knowledge, judgements: Judgements) -> bool:
    links = {row["mention_id"]: row["entity_id"] for row in made.resolve(known, judgements).links.to_pylist()}
    return bool(links[made.refs["a0", "x"]] == links[made.refs["a1", "x"]])


def test_a_missing_file_holds_no_judgement(tmp_path: Path) -> None:
    assert read_judgements(tmp_path / "none.csv").rows == ()


def test_the_project_file_can_be_read() -> None:
    from pipeline.config import project_root

    assert read_judgements(project_root() / "seeds" / "judgements.csv").path.is_file()


@pytest.mark.parametrize(
    ("rows", "line", "message"),
    [
        ("equal,a,b,,\n", 3, "verdict 'equal'"),
        ("same,a,,,\n", 3, "must both hold"),
        ("same,a,b,TANK,\n", 3, "unknown label 'TANK'"),
        ("same,a,b\n", 3, "expected 5 columns"),
        ("same,Kyiv, KYIV,,\n", 3, "compared with itself"),
        ("same,a,b,,\ndifferent,B,A,,\n", 4, "the same by line 3"),
        ("same,a,b,,\nsame,b,c,,\ndifferent,a,c,,\n", 5, "3, 4"),
        ("same,a,b,,\nsame,b,c,,\nsame,c,a,,\nunsure,a,c,,\n", 6, "the same by line 5"),
        ("different,a,b,,\nunsure,b,a,,\n", 4, "different in line 3"),
    ],
)
def test_bad_rows_and_contradictions_name_their_lines(tmp_path: Path, rows: str, line: int, message: str) -> None:
    with pytest.raises(ConfigError, match=message) as caught:
        _read(tmp_path, rows)
    assert caught.value.line == line


def test_a_wrong_header_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "judgements.csv"
    path.write_text("a,b\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="expected the header"):
        read_judgements(path)


def test_a_cycle_of_same_is_no_contradiction(tmp_path: Path) -> None:
    found = _read(tmp_path, "same,a,b,,\nsame,b,c,,\nsame,c,a,,\n")
    assert {found.group(handle) for handle in "abc"} == {"a"}


def test_same_joins_and_different_parts(tmp_path: Path, corpus: Callable[..., Any], known: Knowledge) -> None:
    spellings, people = corpus(*_TWO_SPELLINGS), corpus(*_TWO_PEOPLE)
    assert _are_one(spellings, known, Judgements())
    assert not _are_one(
        spellings, known, _read(tmp_path, "different,Volodymyr Zelenskyy,Volodymyr Zelensky,,two men\n")
    )
    assert not _are_one(people, known, Judgements())
    assert _are_one(people, known, _read(tmp_path, 'same,Ivan Bilyk,Taras Melnyk,PERSON,"one man, two names"\n'))


def test_unsure_keeps_apart(tmp_path: Path, corpus: Callable[..., Any], known: Knowledge) -> None:
    spellings = corpus(*_TWO_SPELLINGS)
    assert not _are_one(spellings, known, _read(tmp_path, "unsure,Volodymyr Zelenskyy,Volodymyr Zelensky,,\n"))


def test_a_label_narrows_names(tmp_path: Path, corpus: Callable[..., Any], known: Knowledge) -> None:
    people = corpus(*_TWO_PEOPLE)
    judgements = _read(tmp_path, "same,Ivan Bilyk,Taras Melnyk,PLACE,\n")
    assert not _are_one(people, known, judgements)
    assert people.resolve(known, judgements).unknown_judgements == tuple(
        f"{tmp_path.name}/judgements.csv:3: {name!r} is in no article now; the row is kept"
        for name in ("Ivan Bilyk", "Taras Melnyk")
    )


def test_ids_of_unnamed_people_can_be_judged(tmp_path: Path, corpus: Callable[..., Any], known: Knowledge) -> None:
    made = corpus(
        "A [sniper|PERSON.nominal#x] left [Ukraine|PLACE].", "A [sniper|PERSON.nominal#x] came to [Ukraine|PLACE]."
    )
    links = {row["mention_id"]: row["entity_id"] for row in made.resolve(known).links.to_pylist()}
    ids = [links[made.refs[article, "x"]] for article in ("a0", "a1")]
    assert ids[0] != ids[1]
    assert _are_one(made, known, _read(tmp_path, f"same,{ids[0]},{ids[1]},,\n"))


def test_an_unknown_id_is_kept_and_reported(tmp_path: Path, corpus: Callable[..., Any], known: Knowledge) -> None:
    made = corpus(*_TWO_PEOPLE)
    unknown = "e_00000000000000000000"
    found = made.resolve(known, _read(tmp_path, f"same,{unknown},Ivan Bilyk,,\n"))
    assert len(found.unknown_judgements) == 1
    assert f"judgements.csv:3: {unknown!r} is in no article now" in found.unknown_judgements[0]
    assert found.entities.equals(made.resolve(known).entities)


def test_a_merge_by_judgement_says_so(tmp_path: Path, corpus: Callable[..., Any], known: Knowledge) -> None:
    found = corpus(*_TWO_PEOPLE).resolve(known, _read(tmp_path, "same,Ivan Bilyk,Taras Melnyk,,seen on video\n"))
    merges = [row for row in found.merges.to_pylist() if row["rule"] == "judgement"]
    assert [(row["score"], "line 3" in row["reason"], "seen on video" in row["reason"]) for row in merges] == [
        (1.0, True, True)
    ]


_NAMESAKES = (
    "[Ivan Bilyk|PERSON#x] left [Ukraine|PLACE]. [Bilyk|PERSON#x] is a farmer.",
    "[Ivan Bilyk|PERSON#x] spoke in [Ukraine|PLACE].",
    "[Ivan Bilyk|PERSON#x] sang in [Ukraine|PLACE].",
)


def _entities(made: Any, known: Knowledge, judgements: Judgements) -> list[str]:
    links = {row["mention_id"]: row["entity_id"] for row in made.resolve(known, judgements).links.to_pylist()}
    return [links[made.refs[f"a{n}", "x"]] for n in range(3)]


def test_a_mention_parts_namesakes(tmp_path: Path, corpus: Callable[..., Any], known: Knowledge) -> None:
    made = corpus(*_NAMESAKES)
    one, _, other = (made.refs[f"a{n}", "x"] for n in range(3))
    together = _entities(made, known, Judgements())
    assert len(set(together)) == 1
    parted = _entities(made, known, _read(tmp_path, f"different,{together[0]},{other},,a singer\n"))
    assert parted[:2] == together[:2]
    assert parted[2] != together[2]
    assert _entities(made, known, _read(tmp_path, f"different,{one},{other},,\n")) == parted
    assert _entities(made, known, _read(tmp_path, f"unsure,{one},{other},,\n")) == parted


def test_the_whole_article_goes_along(tmp_path: Path, corpus: Callable[..., Any], known: Knowledge) -> None:
    made = corpus(*_NAMESAKES)
    farmer, speaker = (made.refs[f"a{n}", "x"] for n in range(2))
    found = made.resolve(known, _read(tmp_path, f"different,{speaker},{farmer},,\n"))
    counts = {row["n_mentions"] for row in found.entities.to_pylist() if row["label"] == "PERSON"}
    assert counts == {2}


def test_same_takes_another_mention_along(tmp_path: Path, corpus: Callable[..., Any], known: Knowledge) -> None:
    made = corpus(*_NAMESAKES)
    a, b, c = (made.refs[f"a{n}", "x"] for n in range(3))
    found = _entities(made, known, _read(tmp_path, f"different,{a},{b},,\nsame,{b},{c},,\n"))
    assert found[0] != found[1] == found[2]


def test_mentions_join_entities(tmp_path: Path, corpus: Callable[..., Any], known: Knowledge) -> None:
    made = corpus(*_TWO_PEOPLE)
    a, b = (made.refs[f"a{n}", "x"] for n in range(2))
    found = made.resolve(known, _read(tmp_path, f"same,{a},{b},,seen on video\n"))
    links = {row["mention_id"]: row["entity_id"] for row in found.links.to_pylist()}
    assert links[a] == links[b]
    merges = [row for row in found.merges.to_pylist() if row["rule"] == "judgement"]
    assert [(row["name_a"], row["name_b"]) for row in merges] == [(f"Ivan Bilyk [{a}]", f"Taras Melnyk [{b}]")]


def test_judgements_of_mentions_that_undo_one_another_name_their_line(
    tmp_path: Path, corpus: Callable[..., Any], known: Knowledge
) -> None:
    made = corpus(*_TWO_PEOPLE)
    a, b = (made.refs[f"a{n}", "x"] for n in range(2))
    entity = {r["mention_id"]: r["entity_id"] for r in made.resolve(known).links.to_pylist()}[a]
    with pytest.raises(ConfigError, match="other lines make them the same") as caught:
        made.resolve(known, _read(tmp_path, f"same,{a},{b},,\ndifferent,{entity},{b},,\n"))
    assert caught.value.line == 4


def test_an_unknown_mention_is_kept_and_reported(tmp_path: Path, corpus: Callable[..., Any], known: Knowledge) -> None:
    made = corpus(*_TWO_PEOPLE)
    found = made.resolve(known, _read(tmp_path, f"different,m_{'0' * 20},{made.refs['a0', 'x']},,\n"))
    assert len(found.unknown_judgements) == 1
    assert f"'m_{'0' * 20}' is in no article now" in found.unknown_judgements[0]


def test_taking_a_judgement_of_mentions_back_restores_all(
    tmp_path: Path, corpus: Callable[..., Any], known: Knowledge
) -> None:
    made = corpus(*_NAMESAKES)
    before = made.resolve(known, Judgements())
    a, b = (made.refs[f"a{n}", "x"] for n in range(2))
    during = made.resolve(known, _read(tmp_path, f"different,{a},{b},,\n"))
    after = made.resolve(known, _read(tmp_path, ""))
    assert not during.links.equals(before.links)
    assert after.links.equals(before.links)
    assert after.entities.equals(before.entities)
    assert after.merges.equals(before.merges)


def test_namesakes_that_were_parted_by_themselves_can_be_joined_by_id(
    tmp_path: Path, corpus: Callable[..., Any], known: Knowledge
) -> None:
    made = corpus(
        "[Ivan Bilyk|PERSON#x], a [general|RANK] aged [61|QUANTITY], left [Ukraine|PLACE].",
        "[Ivan Bilyk|PERSON#x], a [student|ROLE] aged [19|QUANTITY], left [Ukraine|PLACE].",
    )
    a, b = (made.refs[f"a{n}", "x"] for n in range(2))
    before = made.resolve(known)
    entity = {row["mention_id"]: row["entity_id"] for row in before.links.to_pylist()}
    assert entity[a] != entity[b]
    found = made.resolve(known, _read(tmp_path, f"same,{entity[a]},{entity[b]},,\n"))
    links = {row["mention_id"]: row["entity_id"] for row in found.links.to_pylist()}
    assert links[a] == links[b]
    assert found.unknown_judgements == ()
