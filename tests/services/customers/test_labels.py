"""What stands on labels, and how they lie on a sheet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch_console.domain.asset import Asset
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import AssetId, CustomerId
from dispatch_console.services.customers.labels import (
    A4_MM,
    SHEETS,
    Label,
    Sheet,
    label,
    link,
    pages,
)
from dispatch_console.services.customers.reading import Directory


@pytest.mark.parametrize(
    ("base", "content"),
    [
        ("", "AB12"),
        ("https://x.example/asset", "https://x.example/asset/AB12"),
        (" https://x.example/asset/ ", "https://x.example/asset/AB12"),
    ],
)
def test_the_code_is_put_behind_the_address(base: str, content: str) -> None:
    assert link(base, "AB12") == content


@pytest.mark.parametrize(
    "base", ["x", "ftp://x", "https://", "https://a b", "http://[", "javascript:1"]
)
def test_what_is_no_address_of_the_web_is_refused(base: str) -> None:
    with pytest.raises(DomainError, match=r"labels\.address"):
        link(base, "AB12")


def test_a_label_says_only_what_is_known() -> None:
    asset = Asset(id=AssetId(1), customer_id=CustomerId(1), name="Lift", code="AB12")
    assert label(asset, Directory(), "") == Label("AB12", ("Lift", "AB12"))


@given(st.sampled_from(SHEETS), st.integers(0, 80), st.integers(0, 23))
def test_every_label_is_printed_once_on_the_page_and_none_on_a_used_place(
    one: Sheet, count: int, skipped: int
) -> None:
    skipped %= one.count
    labels = [Label(str(number), ()) for number in range(count)]
    printed = list(pages(labels, one, skipped))
    assert [held for page in printed for _, held in page] == labels
    assert all(len({place for place, _ in page}) == len(page) for page in printed)
    if printed:
        assert printed[0][0][0] == skipped
    for place in range(one.count):
        left, top = one.corner(place)
        assert left >= 0
        assert top >= 0
        assert left + one.width <= A4_MM[0] + 1e-6
        assert top + one.height <= A4_MM[1] + 1e-6
