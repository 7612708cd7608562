"""The command line in this process: settings of its own, and nothing of a run left behind."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from dispatch_console.support.i18n import language, set_language


@pytest.fixture(autouse=True)
def own_settings(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of the test's own, English, and none of the settings of whoever runs it."""
    folder = tmp_path_factory.mktemp("data")
    for name in ("DATABASE_URL", "SOLVE_SECONDS", "TIME_ZONE", "THEME", "USER", "TILE_URL"):
        monkeypatch.delenv(f"DISPATCH_{name}", raising=False)
    monkeypatch.setenv("DISPATCH_DATA_DIR", str(folder))
    monkeypatch.setenv("DISPATCH_LANGUAGE", "en")
    return folder


@pytest.fixture(autouse=True)
def _leave_no_trace() -> Iterator[None]:
    """Language, log handlers and the way of warnings are as they were before."""
    spoken, root = language(), logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    set_language(spoken)
    logging.captureWarnings(False)
    root.setLevel(level)
    for handler in [handler for handler in root.handlers if handler not in handlers]:
        root.removeHandler(handler)
        handler.close()
