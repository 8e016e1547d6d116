"""Headings in capitals are read as their words are usually written; the text and all offsets stay."""

import pytest

from pipeline.annotate import Annotator
from tests.annotate.conftest import mentions_of

TEXT = "TROOPS KILL 12 BANDITS IN ZAMFARA, RECOVER ARMS\n\nTroops have killed 12 bandits in Zamfara State, it said."


@pytest.mark.parametrize(
    ("text", "label", "expected"),
    [
        (TEXT, "GROUP", ["TROOPS", "12 BANDITS", "Troops", "12 bandits"]),
        (TEXT, "WEAPON", ["ARMS"]),
        (TEXT, "PLACE", ["ZAMFARA", "Zamfara State"]),
        ("ISRAELI STRIKE KILLS NINE\n\nIt hit a house.", "NATIONALITY", ["ISRAELI"]),
        ("RSF SHELLS A MARKET\n\nThe RSF shelled it.", "UNIT", ["RSF", "RSF"]),
        ("The RSF said that an IED hit NATO troops.", "WEAPON", ["IED"]),
    ],
)
def test_mentions_of_headings(annotator: Annotator, text: str, label: str, expected: list[str]) -> None:
    found = [m for m in mentions_of(annotator, text) if m.label == label]
    assert [m.text for m in found] == expected
    assert [text[m.start : m.end] for m in found] == expected
