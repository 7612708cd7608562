"""Phone numbers however they are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch_console.domain.phone import alike, alike_nearby, digits, local


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


@given(
    st.sampled_from(["", "0", "+86", "+86 ", "0086 "]),
    st.text(alphabet="123456789", min_size=1, max_size=1),
    st.text(alphabet="0123456789", min_size=3, max_size=10),
    st.integers(1, 11),
)
def test_what_is_typed_so_far_begins_the_number(
    code: str, first: str, rest: str, typed: int
) -> None:
    number = first + rest
    assert digits(code + number).startswith(digits(code + number[:typed]))
    assert digits(code + number) == digits(number)


@pytest.mark.parametrize(
    ("written", "next_door"),
    [
        ("021-5888 1234", "58881234"),
        ("010 8888 1234", "88881234"),
        ("0512-6288 123", "6288123"),
        ("58881234", "58881234"),
        ("138 1234 5678", "13812345678"),
    ],
)
def test_next_door_a_fixed_line_goes_without_its_area_code(written: str, next_door: str) -> None:
    assert local(written) == next_door


def test_two_lines_that_differ_by_area_alone_are_not_the_same() -> None:
    assert alike_nearby("021-5888 1234", "5888 1234")
    assert not alike_nearby("021-5888 1234", "025-5888 1234")
    assert not alike_nearby("", "")
