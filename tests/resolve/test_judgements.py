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
    assert people.resolve(known, judgements).unknown_judgements == ("Ivan Bilyk", "Taras Melnyk")


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
    assert found.unknown_judgements == (unknown,)
    assert found.entities.equals(made.resolve(known).entities)


def test_a_merge_by_judgement_says_so(tmp_path: Path, corpus: Callable[..., Any], known: Knowledge) -> None:
    found = corpus(*_TWO_PEOPLE).resolve(known, _read(tmp_path, "same,Ivan Bilyk,Taras Melnyk,,seen on video\n"))
    merges = [row for row in found.merges.to_pylist() if row["rule"] == "judgement"]
    assert [(row["score"], "line 3" in row["reason"], "seen on video" in row["reason"]) for row in merges] == [
        (1.0, True, True)
    ]
