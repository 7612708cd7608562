"""What may be kept as a part."""

from dataclasses import replace
from decimal import Decimal

import pytest

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import PartId
from dispatch_console.domain.part import MOST, Part, checked

FUSE = Part(id=PartId(1), number="F-10", name_en="Fuse", cost=Decimal("2.5"))


def test_a_part_with_number_name_cost_and_currency_is_kept_as_it_is() -> None:
    assert checked(FUSE) is FUSE


@pytest.mark.parametrize("code", ["", "CN", "CNYY", "cny", "A1B", "人民币", "C Y"])
def test_what_is_no_code_of_a_currency_is_refused_here_as_everywhere(code: str) -> None:
    with pytest.raises(DomainError, match=r"part\.currency"):
        checked(replace(FUSE, currency=code))


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("number", " ", "number"),
        ("name_en", "", "name"),
        ("cost", Decimal(-1), "cost"),
        ("cost", Decimal("NaN"), "cost"),
        ("cost", MOST, "cost"),
    ],
)
def test_the_rest_is_looked_at_too(field: str, value: object, code: str) -> None:
    with pytest.raises(DomainError, match=rf"part\.{code}"):
        checked(replace(FUSE, **{field: value}))  # pyright: ignore[reportArgumentType]
