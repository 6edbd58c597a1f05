"""Numbers as people type them."""

from decimal import Decimal

import pytest

from learning.questions.number_reading import readings, vietnamese


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("1822", ["1822"]),
        ("1,5", ["1.5"]),
        ("1.5", ["1.5"]),
        ("-1,5", ["-1.5"]),
        ("\u22121,5", ["-1.5"]),
        ("+3", ["3"]),
        (",5", ["0.5"]),
        ("0,125", ["0.125"]),
        ("007", ["7"]),
        ("1.000", ["1000", "1.000"]),
        ("-12,500", ["-12500", "-12.500"]),
        ("1234.567", ["1234.567"]),
        ("1.500.000", ["1500000"]),
        ("1,500,000", ["1500000"]),
        ("1 500 000", ["1500000"]),
        ("1\u00a0500", ["1500"]),
        ("1.234,5", ["1234.5"]),
        ("1,234.5", ["1234.5"]),
        ("1.234.567,89", ["1234567.89"]),
        ("12.345,678", ["12345.678"]),
    ],
)
def test_a_number_has_these_readings(typed, numbers):
    assert readings(typed) == tuple(map(Decimal, numbers))


@pytest.mark.parametrize(
    "typed",
    [
        *["", "-", ".", ",", "ba", "3 kg", "1.", "1..2", "1,2,3", "1.23.456", "1.234,567,8", "1,234,5", "1.234.5"],
        *["--1", "1e5", "٣", "0.123.456", "1.000,", "nan", "1" * 31],
    ],
)
def test_what_is_no_number_has_no_reading(typed):
    assert readings(typed) == ()


def test_a_number_is_written_with_a_comma():
    assert vietnamese(Decimal("-3.14")) == "-3,14"
    assert vietnamese(Decimal("1E+3")) == "1000"
