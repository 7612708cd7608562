"""Long work that only the GUI thread may do, cut so that it never keeps people waiting."""

import time
from collections.abc import Iterator

from PySide6.QtCore import QObject, QTimer

SLICE_S = 0.012
"""How long the thread is kept at a time: less than a frame at 60 Hz."""


class Slices(QObject):
    """Draws from one iterator at a time: at once for a slice, the rest between other events.

    Little work is thus done before `run` returns.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._work: Iterator[object] | None = None
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._go_on)

    @property
    def busy(self) -> bool:
        """Whether something is left to do."""
        return self._work is not None

    def run(self, work: Iterator[object]) -> None:
        """Do this piece by piece, and no more of what was begun before."""
        self._work = work
        self._timer.start()
        self._go_on()

    def stop(self) -> None:
        """Leave the rest undone."""
        self._work = None
        self._timer.stop()

    def _go_on(self) -> None:
        work, latest = self._work, time.perf_counter() + SLICE_S
        while work is not None and work is self._work:
            if next(work, self) is self:
                self.stop()
            elif time.perf_counter() > latest:
                return
