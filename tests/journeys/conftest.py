"""Journeys use the same watchful Qt as the tests of `ui`, and a session on a real database."""

from collections.abc import Callable, Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from dispatch_console.planning.host import SolverHost
from dispatch_console.services.context import Context
from dispatch_console.storage.database import Database
from dispatch_console.support.clock import Clock
from dispatch_console.support.settings import Settings
from dispatch_console.ui.background import Background
from dispatch_console.ui.shell import MainWindow, Session
from tests.factories import NOW
from tests.ui.conftest import (  # noqa: F401
    NOISE,
    _english,
    _nothing_left_behind,
    background,
    log_records,
    qapp,
)

OpenWindow = Callable[[], MainWindow]
OpenOn = Callable[[str], MainWindow]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Qt's warnings fail the journeys too."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.qt_log_level_fail("WARNING"))
            item.add_marker(pytest.mark.qt_log_ignore(*NOISE))


@pytest.fixture(autouse=True)
def _own_data_folder(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPATCH_DATA_DIR", str(tmp_path_factory.mktemp("data")))


@pytest.fixture
def clock() -> Clock:
    """What the windows take for now; a journey that goes on for days has a clock of its own."""
    return lambda: NOW


@pytest.fixture
def open_window(database_url: str, open_on: OpenOn) -> OpenWindow:
    """Opens the real window on the test's database, as often as asked; all end with the test."""
    return lambda: open_on(database_url)


@pytest.fixture
def open_on(
    background: Background,  # noqa: F811
    clock: Clock,
    qtbot,
) -> Iterator[OpenOn]:
    """The same for the database at an address."""
    opened: list[MainWindow] = []
    databases: list[Database] = []

    def open_one(url: str) -> MainWindow:
        databases.append(Database.open(url))
        session = Session(
            context=Context(database=databases[-1], user="tester", clock=clock),
            background=background,
            settings=Settings(solve_seconds=2, database_url=url),
            solver=SolverHost(),
            zone=ZoneInfo("Asia/Shanghai"),
        )
        window = MainWindow(session)
        opened.append(window)
        window.show()
        return window

    yield open_one
    for window in opened:
        close(qtbot, window)
    for database in databases:
        database.close()


def close(qtbot, window: MainWindow) -> None:
    """Close as a person does, and wait until nothing of it runs."""
    try:
        if window.isHidden():
            return
    except RuntimeError:
        return
    with qtbot.waitSignal(window.ended, timeout=20_000):
        window.close()
