"""The console's own database is backed up while it runs, and a failure is told at the bottom."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel

from dispatch_console.app import daily
from dispatch_console.app.desktop import Desktop
from dispatch_console.app.session import Connection
from dispatch_console.services.backups import ENDING
from dispatch_console.storage.database import Database
from tests.journeys.test_start import WAIT, started  # noqa: F401

Open = Callable[[], Connection]


class RunningServer:
    """Stands for the embedded server, which the tests' cluster is run instead of."""

    taken_over = 0

    def close(self) -> None:
        """Let it run on."""


@pytest.fixture
def embedded(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Open:
    monkeypatch.setattr(daily, "FIRST_MS", 0)
    return lambda: Connection(Database.open(database_url), RunningServer())  # pyright: ignore


def mark_of(desktop: Desktop) -> QLabel:
    """What says at the bottom of the window that there is no backup."""
    assert desktop.window is not None
    return desktop.window.status._backup


def daily_of(desktop: Desktop) -> daily.DailyBackup | None:
    """The daily backup that this console makes."""
    assert desktop.caretaker is not None
    return desktop.caretaker.daily


def test_a_backup_is_made_without_being_asked_for(
    qtbot,
    started: Callable[[Open], Desktop],  # noqa: F811
    embedded: Open,
    tmp_path: Path,
    monkeypatch,
) -> None:
    monkeypatch.setenv("DISPATCH_BACKUP_DIR", str(tmp_path / "there"))
    desktop = started(embedded)
    qtbot.waitUntil(lambda: any((tmp_path / "there").glob(f"daily-*{ENDING}")), timeout=WAIT)
    qtbot.waitUntil(lambda: desktop.window is not None and desktop.window.whole, timeout=WAIT)
    assert mark_of(desktop).isHidden()


def test_a_failure_is_told_at_the_bottom_and_goes_with_the_next_backup(
    qtbot,
    started: Callable[[Open], Desktop],  # noqa: F811
    embedded: Open,
    tmp_path: Path,
    monkeypatch,
    log_records,
) -> None:
    log_records.expect("no daily backup")
    folder = tmp_path / "there"
    folder.touch()
    monkeypatch.setenv("DISPATCH_BACKUP_DIR", str(folder))
    desktop = started(embedded)
    qtbot.waitUntil(lambda: desktop.window is not None and desktop.window.whole, timeout=WAIT)
    mark, backup = mark_of(desktop), daily_of(desktop)
    assert backup is not None
    backup.look()
    qtbot.waitUntil(lambda: not mark.isHidden(), timeout=WAIT)
    assert str(folder) in mark.toolTip()
    folder.unlink()
    backup.look()
    qtbot.waitUntil(mark.isHidden, timeout=WAIT)


def test_switched_off_or_on_a_shared_server_there_is_none(
    qtbot,
    started: Callable[[Open], Desktop],  # noqa: F811
    embedded: Open,
    database_url: str,
    monkeypatch,
) -> None:
    shared = started(lambda: Connection(Database.open(database_url), None))
    qtbot.waitUntil(lambda: shared.window is not None and shared.window.whole, timeout=WAIT)
    assert daily_of(shared) is None
    monkeypatch.setenv("DISPATCH_DAILY_BACKUP", "off")
    off = started(embedded)
    qtbot.waitUntil(lambda: off.window is not None and off.window.whole, timeout=WAIT)
    assert daily_of(off) is None


def test_a_database_that_was_taken_over_is_told_of(
    qtbot,
    started: Callable[[Open], Desktop],  # noqa: F811
    embedded: Open,
    monkeypatch,
) -> None:
    monkeypatch.setattr(RunningServer, "taken_over", 16)
    desktop = started(embedded)
    qtbot.waitUntil(lambda: desktop.window is not None and desktop.window.whole, timeout=WAIT)
    assert desktop.window is not None
    assert "PostgreSQL 16" in desktop.window.messages.sentence
