"""Which units can be one."""

import pytest

from pipeline.grammar.units import compare_units, parse_unit
from pipeline.grammar.units.compare import fold_name

SAME = [
    ("Tactical Group No. 84", "84th Tactical Group"),
    ("95th Brigade", "95th Air Assault Brigade Polissia"),
    ("110th Mechanised Brigade", "110th Separate Mechanized Brigade"),
    ("36th Marine Brigade", "36th Naval Infantry Brigade"),
    ("XVIII Airborne Corps", "18th Airborne Corps"),
    ("2nd Brigade Combat Team", "2nd Brigade"),
    ("Golani Brigade", "Israeli Golani Brigade"),
    ("Azov Brigade", "12th Special Purpose Brigade “Azov”"),
    ("95th Brigade “Polissia”", "95th Brigade “Polissya”"),
    ("1st Battalion of the 92nd Brigade", "1st Bn, 92nd Assault Brigade"),
    ("145 Battalion", "145th Battalion"),
    ("1st Battalion “Wolves”", "1st Battalion “Wolves”"),
]
COMPATIBLE = [
    ("the 95th", "95th Air Assault Brigade"),
    ("82nd Airborne", "82nd Airborne Division"),
    ("46th Airmobile Brigade", "46th Air Assault Brigade"),
    ("10th Mountain Brigade", "10th Mountain Assault Brigade"),
    ("1st Battalion", "1st Battalion of the 92nd Brigade"),
    ("2nd Company", "2nd Company"),
    ("24th Brigade “King Danylo”", "24th Brigade “Iron”"),
    ("Azov Brigade", "12th Special Purpose Brigade"),
]
DIFFERENT = [
    ("95th Brigade", "96th Brigade", "numbers differ (95 and 96)"),
    ("95th Brigade", "95th Battalion", "one is a brigade, the other a battalion"),
    ("84th Tactical Group", "84th Battalion Tactical Group", "one is a tactical group"),
    ("Ukrainian 155th Brigade", "Russian 155th Brigade", "different states (Ukraine and Russia)"),
    ("155th Brigade of the Russian Army", "155th Brigade of the Armed Forces of Ukraine", "Russia and Ukraine"),
    ("155th Mechanized Brigade", "155th Marine Brigade", "branches differ (mechanized and marine)"),
    ("3rd Tank Brigade", "3rd Assault Brigade", "branches differ"),
    ("Golani Brigade", "Givati Brigade", "names differ (Golani and Givati)"),
    ("Azov Brigade", "95th Brigade “Polissia”", "names differ"),
    ("1st Battalion, 5th Marines", "1st Battalion, 7th Marines", "belong to different units"),
    ("the 95th", "the 96th", "numbers differ"),
    ("A Company", "B Company", "numbers differ"),
]


def _verdict(first: str, second: str) -> tuple[str, str]:
    a, b = parse_unit(first), parse_unit(second)
    assert a is not None
    assert b is not None
    comparison = compare_units(a, b)
    assert comparison.verdict == compare_units(b, a).verdict
    return comparison.verdict, comparison.reason


@pytest.mark.parametrize(("first", "second"), SAME)
def test_the_same_unit(first: str, second: str) -> None:
    assert _verdict(first, second)[0] == "same"


@pytest.mark.parametrize(("first", "second"), COMPATIBLE)
def test_units_that_can_be_one_but_need_not(first: str, second: str) -> None:
    verdict, reason = _verdict(first, second)
    assert verdict == "compatible"
    assert " can be one unit, but " in reason


@pytest.mark.parametrize(("first", "second", "because"), DIFFERENT)
def test_units_that_are_never_one(first: str, second: str, because: str) -> None:
    verdict, reason = _verdict(first, second)
    assert verdict == "different"
    assert because in reason


def test_names_are_folded_over_transliterations_but_not_into_one_another() -> None:
    assert fold_name("Khortytsia") == fold_name("Hortitsya")
    assert fold_name("Golani") != fold_name("Givati")
    assert fold_name("Азов") == fold_name("азов") != fold_name("Айдар")
