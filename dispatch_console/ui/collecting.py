"""When Python looks for garbage in cycles, and how threads take turns: so that nobody waits.

Almost all objects are freed without such a look. It is taken on the GUI thread alone, from time to
time: Python by itself would take it in whatever thread makes the next object, and a window's timer
that is found unused there ends the program, since Qt deletes it only where it lives.
A full look goes through every object and stops all threads while it does: with a large board for
most of a second. So it waits until people look elsewhere, and what is there to stay is spared.
"""

import gc
import sys

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

LOOK_MS = 100
"""So often is it seen whether there is enough to look through."""

THRESHOLDS = (2_000, 10, 2_000)
"""New objects to a look at the youngest, such looks to one at the next, and to a full one."""

MANY = 30_000
"""Objects that it would take too long to look through: a board just read. Some milliseconds."""

TURN_S = 0.001
"""How long a thread at work keeps the window's waiting; Python's own 5 ms add up."""


def be_considerate(application: QApplication) -> None:
    """Set both for the process; a full look comes when no window of it is active."""
    gc.disable()
    sys.setswitchinterval(TURN_S)
    timer = QTimer(application, interval=LOOK_MS)
    timer.timeout.connect(look)
    timer.start()
    application.applicationStateChanged.connect(_look_at_all)


def spare() -> None:
    """Look no more through what is there now until people look elsewhere; it is freed all the same
    once unused."""
    gc.freeze()


def look() -> None:
    """Look through what is new, if that is neither too little nor too much."""
    counts = gc.get_count()
    due = [count > least for count, least in zip(counts, THRESHOLDS, strict=True)]
    if not due[0]:
        return
    oldest = max(generation for generation, is_due in enumerate(due) if is_due)
    looked_at = range(oldest + 1)
    if counts[0] > MANY or sum(len(gc.get_objects(one)) for one in looked_at) > MANY:
        spare()
    else:
        gc.collect(oldest)


def _look_at_all(state: Qt.ApplicationState) -> None:
    if state is Qt.ApplicationState.ApplicationInactive:
        gc.unfreeze()
        gc.collect()
        gc.freeze()
