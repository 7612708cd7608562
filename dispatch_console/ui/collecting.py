"""When Python looks for garbage in cycles, and how threads take turns: so that nobody waits.

A full collection goes through every object and stops all threads while it does: with a large board
for most of a second. Almost all objects are freed without one, so it waits until people look
elsewhere, and what is there to stay is spared from it.
"""

import gc
import sys

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

THRESHOLDS = (2_000, 10, 2_000)
"""New objects to a collection of the youngest, such collections to the next, and to a full one."""

TURN_S = 0.001
"""How long a thread at work keeps the window's waiting; Python's own 5 ms add up."""


def be_considerate(application: QApplication) -> None:
    """Set both for the process; a full collection comes when no window of it is active."""
    gc.set_threshold(*THRESHOLDS)
    sys.setswitchinterval(TURN_S)
    application.applicationStateChanged.connect(_collect)


def spare() -> None:
    """Look no more through what is there now; it is freed all the same once unused."""
    gc.freeze()


def _collect(state: Qt.ApplicationState) -> None:
    if state is Qt.ApplicationState.ApplicationInactive:
        gc.collect()
