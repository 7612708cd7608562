"""Wrong passwords make the next attempt wait, longer each time, over restarts too."""

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch_console.domain.errors import DomainError
from dispatch_console.services import patience
from tests.factories import NOW

NAME = "li@db:5432/dispatch"


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPATCH_DATA_DIR", str(tmp_path))


def fail(times: int) -> None:
    for _ in range(times):
        patience.failed(NAME, NOW)


def test_the_first_failures_cost_nothing_and_the_fifth_does() -> None:
    fail(patience.FREE - 1)
    patience.require(NAME, NOW)
    fail(1)
    with pytest.raises(DomainError, match=r"login\.wait") as refused:
        patience.require(NAME, NOW)
    assert refused.value.params["minutes"] == 1
    patience.require(NAME, NOW + patience.FIRST)


def test_it_counts_for_this_login_alone_and_ends_with_the_right_password() -> None:
    fail(8)
    patience.require("wang@db:5432/dispatch", NOW)
    patience.passed(NAME)
    patience.require(NAME, NOW)


def test_a_clock_set_back_does_not_shorten_the_wait() -> None:
    fail(9)
    with pytest.raises(DomainError, match=r"login\.wait"):
        patience.require(NAME, NOW - timedelta(days=300))


def test_the_file_names_no_login_and_a_broken_one_is_as_none(tmp_path: Path) -> None:
    fail(6)
    file = tmp_path / "logins.json"
    assert "li" not in file.read_text()
    for broken in ("", "[]", '{"x": 3}', '{"x": ["a", "b"]}'):
        file.write_text(broken)
        patience.require(NAME, NOW)
        fail(1)


def test_what_failed_long_ago_is_forgotten() -> None:
    fail(7)
    later = NOW + patience.FORGOTTEN
    patience.failed("wang@db", later)
    patience.failed(NAME, later)
    patience.require(NAME, later)


@given(st.integers(0, 10_000))
def test_the_wait_never_gets_shorter_and_has_an_end(failures: int) -> None:
    assert patience.wait_after(failures) <= patience.wait_after(failures + 1) <= patience.LONGEST
