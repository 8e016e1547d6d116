"""Dates of publication: as written, or none."""

from datetime import date

import pytest

from pipeline.clean.published import parse_published

DAY = date(2025, 1, 11)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025-01-11", DAY),
        (" 2025-01-11T23:59:59-08:00", DAY),
        ("2025-01-11T09:00:00Z", DAY),
        ("2025/1/11 10:00", DAY),
        ("20250111", DAY),
        ("20250111T101500Z", DAY),
        ("11 January 2025", DAY),
        ("11th of January, 2025", DAY),
        ("Sat, 11 Jan 2025 10:00:00 GMT", DAY),
        ("Saturday, 11 January 2025", DAY),
        ("January 11, 2025", DAY),
        ("Jan. 11, 2025, 10:40 p.m. ET", DAY),
        ("Sat Jan 11 10:00:00 2025", DAY),
        ("11.01.2025", DAY),
        ("11.1.2025 17:20", DAY),
        ("13/01/2025", date(2025, 1, 13)),
        ("01/13/2025", date(2025, 1, 13)),
        ("01/01/2025", date(2025, 1, 1)),
        (1736553600, DAY),
        (1736553600000, DAY),
        ("01/11/2025", None),
        ("2025-01", None),
        ("January 2025", None),
        ("2025", None),
        ("11.01.25", None),
        ("2025-02-30", None),
        ("2025-13-01", None),
        ("0026-01-10", None),
        ("9999-01-10", None),
        ("today", None),
        ("3 hours ago", None),
        ("", None),
        ("   ", None),
        (None, None),
        (5, None),
        (10**40, None),
        ("2" * 5000, None),
    ],
)
def test_dates_are_read_as_written(text: str | int | None, expected: date | None) -> None:
    assert parse_published(text, 1900, 2100) == expected
