"""Phone numbers however they are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch_console.domain.phone import alike, digits


@pytest.mark.parametrize(
    "written",
    ["13812345678", "138-1234-5678", "+86 138 1234 5678", "0086-13812345678", "（138）1234 5678"],
)
def test_one_mobile_number_has_one_form(written: str) -> None:
    assert digits(written) == "13812345678"


@pytest.mark.parametrize("written", ["021-5888 1234", "+86 21 5888 1234", "(021)58881234"])
def test_one_landline_has_one_form(written: str) -> None:
    assert digits(written) == "2158881234"


def test_nothing_is_like_no_number() -> None:
    assert not alike("", "")
    assert not alike("ext.", "-")


@given(st.text(alphabet="0123456789", min_size=3, max_size=11), st.integers(1, 11))
def test_what_is_typed_so_far_begins_the_number(number: str, typed: int) -> None:
    assert digits(number).startswith(digits(number[:typed]))
