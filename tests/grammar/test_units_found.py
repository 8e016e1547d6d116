"""Units in context, over many armies, and sentences that hold none (tests/grammar/cases)."""

import re
from pathlib import Path

import pytest

from pipeline.grammar.units import find_units, format_unit, parse_unit

CASES = Path(__file__).parent / "cases"
_MARK = re.compile(r"\[([^\[\]|]+)\|([^\[\]]+)\]")


def _rows(name: str) -> list[tuple[str, str]]:
    lines = (CASES / name).read_text(encoding="utf-8").splitlines()
    pairs = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [(first, second) for first, second in pairs]


FOUND, ABSENT = _rows("units_found.tsv"), _rows("units_absent.tsv")


def read_marked(marked: str) -> tuple[str, list[tuple[int, int, str]]]:
    """The plain sentence, and the spans with their printed units."""
    plain, at = "", 0
    spans = []
    for match in _MARK.finditer(marked):
        plain += marked[at : match.start()]
        spans.append((len(plain), len(plain) + len(match[1]), match[2]))
        plain += match[1]
        at = match.end()
    return plain + marked[at:], spans


def test_the_case_files_are_whole() -> None:
    assert sum(len(read_marked(marked)[1]) for _, marked in FOUND) >= 230
    assert len({army for army, _ in FOUND} - {"Headline", "Digest", "Ellipsis"}) >= 30
    assert len(ABSENT) >= 115


@pytest.mark.parametrize(("army", "marked"), FOUND, ids=[f"{i}-{army}" for i, (army, _) in enumerate(FOUND)])
def test_finds_units_with_their_extent_and_parts(army: str, marked: str) -> None:
    text, expected = read_marked(marked)
    found = [(span.start, span.end, format_unit(span.unit)) for span in find_units(text)]
    assert found == expected, [text[start:end] for start, end, _ in found]


@pytest.mark.parametrize(("army", "marked"), FOUND, ids=[f"{i}-{army}" for i, (army, _) in enumerate(FOUND)])
def test_printing_and_parsing_gives_the_same_unit(army: str, marked: str) -> None:
    text, _ = read_marked(marked)
    spans = find_units(text)
    assert [parse_unit(format_unit(span.unit)) for span in spans] == [span.unit for span in spans]


@pytest.mark.parametrize(("reason", "text"), ABSENT, ids=[f"{i}-{why}" for i, (why, _) in enumerate(ABSENT)])
def test_finds_nothing_where_no_unit_is(reason: str, text: str) -> None:
    assert [text[span.start : span.end] for span in find_units(text)] == []


@pytest.mark.parametrize(
    ("text", "rule_ids"),
    [
        ("the 17th and 95th brigades", ["list", "numbered"]),
        ("3 Armoured Division left", ["cardinal"]),
        ("the XVIII Airborne Corps left", ["roman"]),
        ("the Third Army left", ["spelled"]),
        ("No. 617 Squadron left", ["signed"]),
        ("2/7 Marines left", ["slash"]),
        ("Bravo Company left", ["letter"]),
        ("Task Force 58 left", ["after"]),
        ("the Golani Brigade left", ["named"]),
        ("the Presidential Guard left", ["known"]),
        ("soldiers of 55 XRG left", ["acronym"]),
        ("soldiers of the 95th left", ["ellipsis_of"]),
        ("the 95th left", ["ellipsis"]),
        ("soldiers of the 95th anniversary tour", []),
    ],
)
def test_names_the_rule_that_found_a_unit(text: str, rule_ids: list[str]) -> None:
    assert [span.rule_id for span in find_units(text)] == rule_ids


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Ukraine's 95th Brigade", "UA"),
        ("the North Korean 91st Corps", "KP"),
        ("the U.S. 5th Fleet", "US"),
        ("the 5th Brigade of Sudan", "SD"),
        ("the 84th Tactical Group of Ukraine's Special Operations Forces", "UA"),
        ("the 95th Brigade in Ukraine", None),
        ("Kyiv's 95th Brigade", None),
    ],
)
def test_reads_the_state_beside_a_unit(text: str, country: str | None) -> None:
    assert [span.unit.country for span in find_units(text)] == [country]


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("the 95th", "95th"),
        ("95", "95th"),
        ("No. 84", "84th"),
        ("95th air assault brigade", "95th Air Assault Brigade"),
        ("golani brigade", None),
        ("95TH AIR ASSAULT BRIGADE POLISSIA", None),
        (
            "The 84th Tactical Group of the Special Operations Forces",
            "84th Tactical Group of the Special Operations Forces",
        ),
        ("1st Battalion, 5th Marines", "1st Battalion of the 5th Marines"),
        ("Ukrainian 95th Brigade", "Ukrainian 95th Brigade"),
        ("47th Mechanized", "47th Mechanized"),
        ("Armed Forces of Ukraine", None),
        ("President Zelensky visited the 95th Brigade", None),
        ("the 95th Brigade attacked", None),
        ("2025-01-10", None),
        ("", None),
        ("95th " * 100, None),
    ],
)
def test_parses_a_mention_or_says_that_it_is_none(text: str, printed: str | None) -> None:
    unit = parse_unit(text)
    assert (None if unit is None else format_unit(unit)) == printed


@pytest.mark.parametrize(
    "forms",
    [
        (
            "95th Brigade",
            "95-th Brigade",
            "XCV Brigade",
            "No. 95 Brigade",
            "#95 Brigade",
            "Ninety-fifth Brigade",
            "Brigade 95",
        ),
        (
            "3rd Armoured Division",
            "3 Armored Division",
            "Third Armoured Division",
            "3rd Armd Div",
            "III Armoured Division",
        ),
        ("47th Mechanised Brigade", "47th Mechanized Bde", "47 Mech Brigade"),
        ("93rd Separate Mechanized Brigade", "93 OMBr", "93rd ombr"),
        ("36th Marine Brigade", "36th Naval Infantry Brigade"),
        ("84th Tactical Group", "Tactical Group No. 84", "Tactical Group 84", "TG-84"),
        ("22nd Spetsnaz Brigade", "22nd Special Purpose Brigade"),
    ],
)
def test_reads_one_unit_from_all_its_spellings(forms: tuple[str, ...]) -> None:
    units = {parse_unit(form) for form in forms}
    assert len(units) == 1
    assert None not in units
