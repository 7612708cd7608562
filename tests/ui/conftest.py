"""Qt in tests: dressed, without a display; warnings, stray records and leftovers fail a test."""

import gc
import logging
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtWidgets import QApplication

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from dispatch_console.support.i18n import set_language
from dispatch_console.ui import slices, theme
from dispatch_console.ui.background import Background
from dispatch_console.ui.map.scheme import prepare_environment, register

prepare_environment()
register()

NOISE = (
    "This plugin does not support propagateSizeHints",
    "This plugin does not support raise()",
    "This plugin does not support grabbing the keyboard",
    "QRhiGles2: Failed to create",
    "Failed to create RHI for backend",
    "GPUInfo not initialized on GpuInfoUpdate",
    "Sandboxing disabled by user",
    "Path override failed for key",
)
"""What Qt says about a machine without a screen or graphics card, whatever the program does."""

KEPT_PROCESSES = ("QtWebEngineProcess", "postgres")
"""Children that serve a whole test run."""

PATIENCE_S = 3.0


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Qt's warnings fail the tests of this folder."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.qt_log_level_fail("WARNING"))
            item.add_marker(pytest.mark.qt_log_ignore(*NOISE))


@pytest.fixture(scope="session")
def qapp(qapp_args: list[str]) -> QApplication:
    """The application, dressed in the light theme."""
    app = QApplication.instance() or QApplication(qapp_args)
    assert isinstance(app, QApplication)
    app.setQuitOnLastWindowClosed(False)
    theme.apply(app, "light")
    return app


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    set_language("en")
    yield
    set_language("en")


@pytest.fixture(autouse=True)
def _garbage_is_left_to_this_thread() -> Iterator[None]:
    """As in the program (see `ui.collecting`): a thread of a test must not delete Qt's objects."""
    gc.disable()
    yield
    gc.enable()


@pytest.fixture(autouse=True)
def _work_is_done_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not in slices by the clock: what a test sees must not depend on how busy the machine is."""
    monkeypatch.setattr(slices, "AT_ONCE_S", 60.0)
    monkeypatch.setattr(slices, "SLICE_S", 60.0)


class StrayRecords(logging.Handler):
    """Warnings and errors that no test said it expects."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []
        self.expected: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)

    def expect(self, words: str) -> None:
        """A record with these words is no surprise in this test."""
        self.expected.append(words)

    @property
    def stray(self) -> list[str]:
        told = [f"{r.levelname} {r.name}: {r.getMessage()}" for r in self.records]
        return [line for line in told if not any(words in line for words in self.expected)]


@pytest.fixture(autouse=True)
def log_records() -> Iterator[StrayRecords]:
    """Fails the test on unexpected records; `log_records.expect(words)` expects one."""
    handler = StrayRecords()
    logging.getLogger().addHandler(handler)
    yield handler
    logging.getLogger().removeHandler(handler)
    assert not handler.stray, "unexpected log records:\n" + "\n".join(handler.stray)


@pytest.fixture(autouse=True)
def _nothing_left_behind(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[None]:
    """Threads, child processes and running timers of windows must end with the test."""
    threads = set(threading.enumerate())
    children = set(_children())
    timers = set(_timers())
    yield
    deadline = time.monotonic() + PATIENCE_S
    while True:
        _run_deletions()
        left = [
            *(f"thread {t.name}" for t in threading.enumerate() if t not in threads),
            *(f"process {p.pid} {_name(p)}" for p in set(_children()) - children),
            *(f"timer of {type(t.parent()).__name__}" for t in _timers() if t not in timers),
        ]
        if not left or time.monotonic() > deadline:
            break
        time.sleep(0.02)
    assert not left, "left behind: " + ", ".join(left)


@pytest.fixture
def background(qapp: QApplication) -> Iterator[Background]:
    """Threads that end with the test."""
    made = Background()
    yield made
    made.close()


def _children() -> list[psutil.Process]:
    found = psutil.Process().children(recursive=True)
    return [child for child in found if not _name(child).startswith(KEPT_PROCESSES)]


def _name(process: psutil.Process) -> str:
    try:
        return process.name()
    except psutil.NoSuchProcess:
        return ""


def _timers() -> list[QTimer]:
    return [
        timer
        for widget in QApplication.topLevelWidgets()
        for timer in widget.findChildren(QTimer)
        if timer.isActive()
    ]


def _run_deletions() -> None:
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QCoreApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
