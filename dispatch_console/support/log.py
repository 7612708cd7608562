"""Where records go: a rotating file in the data folder, and warnings to the terminal if asked."""

import logging
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path

from dispatch_console.support.settings import data_dir

_FORMAT = "%(asctime)s %(levelname)s %(name)s [%(threadName)s] %(message)s"


def log_file() -> Path:
    """The current log file."""
    return data_dir() / "logs" / "console.log"


def start_logging(*, verbose: bool = False) -> None:
    """Log to the file; with `verbose` to the terminal too. No folder, no file, but no failure.

    A second call changes nothing but the terminal's level.
    """
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    if not any(isinstance(handler, RotatingFileHandler) for handler in root.handlers):
        root.addHandler(_file_handler() or logging.NullHandler())
    if verbose and not any(type(handler) is logging.StreamHandler for handler in root.handlers):
        terminal = logging.StreamHandler(sys.stderr)
        terminal.setFormatter(logging.Formatter(_FORMAT))
        root.addHandler(terminal)


class _File(RotatingFileHandler):
    """A log that a full disk does not make talk to the terminal."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        """Lose the record."""


def _file_handler() -> RotatingFileHandler | None:
    try:
        path = log_file()
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = _File(
            path, maxBytes=2_000_000, backupCount=5, encoding="utf-8", errors="backslashreplace"
        )
    except OSError:
        return None
    handler.setFormatter(logging.Formatter(_FORMAT))
    return handler
