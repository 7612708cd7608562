"""What is made every day, and what of it is kept."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch_console.domain.errors import DomainError
from dispatch_console.services.backups import DAYS, WEEKS, found, make_daily, to_keep
from dispatch_console.storage.file_lock import FileLock

moments = st.lists(
    st.integers(0, 150 * 24 * 60).map(
        lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    ),
    max_size=60,
)


@given(made=moments)
def test_the_newest_stays_and_never_more_than_a_week_and_a_month_need(made: list[datetime]) -> None:
    kept = to_keep(made, UTC)
    assert kept <= set(made)
    assert len(kept) <= DAYS + WEEKS
    assert not made or max(made) in kept
    assert to_keep(kept, UTC) == kept


def test_of_a_daily_habit_seven_days_and_four_weeks_stay() -> None:
    last = datetime(2026, 3, 29, 12, tzinfo=UTC)  # a Sunday
    kept = to_keep([last - timedelta(days=n) for n in range(60)], UTC)
    assert sorted(moment.date() for moment in kept) == [
        date(2026, 3, 8),
        date(2026, 3, 15),
        date(2026, 3, 22),
        *(date(2026, 3, 23 + n) for n in range(7)),
    ]


def daily(url: str, where: Path, now: datetime) -> Path | None:
    return make_daily(url, where, by="Li", now=now, zone=UTC, cancelled=lambda: False)


def test_one_is_made_when_the_last_is_older_than_a_day(database_url: str, tmp_path: Path) -> None:
    where = tmp_path / "backups"
    now = datetime.now(UTC)
    first = daily(database_url, where, now)
    assert first is not None
    assert daily(database_url, where, now + timedelta(hours=23)) is None
    (where / ".daily-killed.part").touch()
    second = daily(database_url, where, now + timedelta(hours=25))
    assert second is not None
    assert {path.name for path in where.iterdir()} <= {first.name, second.name, ".lock"}
    assert second in [file.path for file in found(where)]


def test_while_another_console_is_at_it_nothing_is_made(database_url: str, tmp_path: Path) -> None:
    other = FileLock(tmp_path / ".lock")
    assert other.take()
    assert daily(database_url, tmp_path, datetime.now(UTC)) is None
    other.close()


def test_a_folder_that_cannot_be_made_is_named(database_url: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DomainError, match=r"file\.unwritable"):
        daily(database_url, tmp_path / "file", datetime.now(UTC))
