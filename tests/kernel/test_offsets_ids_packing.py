"""Offsets, ids and packing."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ids import content_id, fingerprint
from pipeline.offsets import OffsetMap
from pipeline.packing import pack_records, unpack_any, unpack_records
from pipeline.records import Article, Claim, Dropped, Mention

MAP = OffsetMap(((0, 5, 10, 5), (7, 1, 15, 3), (8, 4, 18, 4)))  # 5 and 6 were put in; 7 was repaired from three


@pytest.mark.parametrize(
    ("span", "raw"),
    [
        ((0, 5), (10, 15)),
        ((1, 3), (11, 13)),
        ((7, 8), (15, 18)),
        ((4, 9), (14, 19)),
        ((5, 6), None),
        ((4, 6), None),
        ((11, 13), None),
        ((3, 3), None),
    ],
)
def test_offsets_lead_back_to_the_input(span: tuple[int, int], raw: tuple[int, int] | None) -> None:
    assert MAP.to_raw(*span) == raw


def test_flat_offsets_come_back() -> None:
    assert OffsetMap.from_flat(MAP.flat()) == MAP
    with pytest.raises(ValueError, match=r"shorter|longer"):
        OffsetMap.from_flat([1, 2, 3])


@given(st.lists(st.text(), min_size=1), st.lists(st.text(), min_size=1))
def test_ids_differ_when_parts_differ(a: list[str], b: list[str]) -> None:
    assert (content_id("x", *a) == content_id("x", *b)) is (a == b)
    assert (fingerprint(*a) == fingerprint(*b)) is (a == b)


def test_an_id_has_80_bits() -> None:
    assert len(content_id("m", "a", 1, None, date(2025, 1, 9)).removeprefix("m_")) * 4 == 80


ARTICLE = Article("d_1", "a.txt", "text", "en", "00", 1, published=date(2025, 1, 10), offsets=MAP)
MENTION = Mention("m_1", "d_1", 0, 4, "text", "DATE", "nominal", "dates", 0, 4, time_start=date(2025, 1, 9))
CLAIM = Claim("c_1", "d_1", "captured", "r", 0, 4, "text", value_low=1.5, matched=((0, 2), (3, 4)))


def test_records_come_back() -> None:
    mixed = (ARTICLE, Dropped("b.txt", "empty", "holds nothing"))
    assert unpack_any(pack_records(mixed)) == mixed
    assert unpack_records(pack_records((MENTION,), b"parse"), Mention) == ((MENTION,), b"parse")
    assert unpack_records(pack_records((CLAIM,)), Claim) == ((CLAIM,), None)


def test_a_wrong_kind_is_an_error() -> None:
    with pytest.raises(TypeError, match="expected Claim, found Mention"):
        unpack_records(pack_records((MENTION,)), Claim)
