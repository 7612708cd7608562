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

ENOUGH = 2_000
"""New objects that are worth a look."""

LOOKS = 5
"""Every so many looks at what is new, what those before left is looked through as well."""

MANY = 30_000
"""Objects that it would take too long to look through: a board just read. Some milliseconds."""

TURN_S = 0.00005
"""How long a thread at work keeps the window's waiting; Python's own 5 ms add up: painting a table
asks the model hundreds of times, and may have to wait each time."""


class Looker(QTimer):
    """Looks through what is new, if that is neither too little nor too much.

    How much that is it reckons: to list the objects would hand out tuples that other threads have
    not finished making, and those threads would fail.
    """

    def __init__(self, application: QApplication) -> None:
        super().__init__(application, interval=LOOK_MS)
        self._older: list[int] = []
        self.timeout.connect(self.look)

    def look(self) -> None:
        """Take one look, or spare what there is."""
        new = gc.get_count()[0]
        if new <= ENOUGH:
            return
        self._older.append(new)
        also_older = len(self._older) > LOOKS
        if new > MANY or (also_older and sum(self._older) > MANY):
            spare()
        else:
            gc.collect(1 if also_older else 0)
        if also_older or new > MANY:
            self._older.clear()


def be_considerate(application: QApplication) -> None:
    """Set both for the process; a full look comes when no window of it is active."""
    gc.disable()
    sys.setswitchinterval(TURN_S)
    Looker(application).start()
    application.applicationStateChanged.connect(_look_at_all)


def spare() -> None:
    """Look no more through what is there now until people look elsewhere; it is freed all the same
    once unused."""
    gc.freeze()


def _look_at_all(state: Qt.ApplicationState) -> None:
    if state is Qt.ApplicationState.ApplicationInactive:
        gc.unfreeze()
        gc.collect()
        gc.freeze()
