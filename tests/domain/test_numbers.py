"""A number that is typed is understood as it was meant, or refused: never as another one."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch_console.domain.numbers import decimal_of


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        *(("12", "12"), ("1.5", "1.5"), ("1,5", "1.5"), ("0,75", "0.75"), (",5", "0.5")),
        *(("1,250", "1250"), ("12,500.00", "12500.00"), ("1,234,567", "1234567")),
        *(("1.250,5", "1250.5"), ("1.234.567", "1234567"), ("1.234.567,8", "1234567.8")),
        *(("1 250,5", "1250.5"), ("1 250", "1250"), ("3.125", "3.125"), ("12,3456", "12.3456")),
        *(("１２．５", "12.5"), ("１，２５０", "1250"), ("−3", "-3"), ("-1,250.5", "-1250.5")),
        *(("1e3", "1E+3"), ("5.", "5"), ("+7", "7"), ("-0", "-0")),
    ],
)
def test_what_was_typed_is_that_number(typed: str, number: str) -> None:
    assert decimal_of(typed) == Decimal(number)


@pytest.mark.parametrize(
    "typed",
    [
        *("", " ", "x", "1.2.3", "1,2,3", "1,25,000", "1,250,5", "1.250.5", "1,2.5", "1_000"),
        *("NaN", "Infinity", "--1", "1-", "0x10", "½x", ".", ",", "1e", "1e9999", "12 kg", "\0"),
    ],
)
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 it says no more than that
        decimal_of(typed)


@given(st.decimals(-(10**9), 10**9, places=2))
def test_a_number_is_the_same_however_it_is_written(number: Decimal) -> None:
    english = f"{number:,}"
    german = english.replace(",", "x").replace(".", ",").replace("x", ".")
    for written in (str(number), english, german, english.replace(",", " ")):
        assert decimal_of(written) == number
