"""Long work that only the GUI thread may do, cut so that it never keeps people waiting."""

import math
import time
from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication, QObject, QTimer
from shiboken6 import isValid

SLICE_S = 0.012
"""How long the thread is kept at a time, by all such work together and what else comes between:
less than a frame at 60 Hz."""

LEAST_S = 0.003
"""How long all such work has at least, however much else there is to do."""

AT_ONCE_S = 0.004
"""How long it may take where it is begun: whoever begins it has mostly done something too."""


class Slices(QObject):
    """Draws from one iterator at a time: at once for a slice, the rest between other events.

    Little work is thus done before `run` returns, unless other work had the slice already.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._work: Iterator[object] | None = None

    @property
    def busy(self) -> bool:
        """Whether something is left to do."""
        return self._work is not None

    def run(self, work: Iterator[object]) -> None:
        """Do this piece by piece, and no more of what was begun before."""
        self._work = work
        _turns().take_in(self)

    def stop(self) -> None:
        """Leave the rest undone."""
        self._work = None

    def go_on(self, latest: float) -> None:
        """Work until the moment of `time.perf_counter`, by a step at least."""
        work = self._work
        while work is not None and work is self._work:
            if next(work, self) is self:
                self.stop()
            elif time.perf_counter() > latest:
                return


def finish() -> None:
    """Do at once all that is left to do anywhere: for a picture, which nobody waits for."""
    _turns().finish()


class _Turns(QObject):
    """Whose slice it is: with a timer for each, several of them would make one long wait."""

    def __init__(self, parent: QObject | None) -> None:
        super().__init__(parent)
        self._waiting: list[Slices] = []
        self._left_s, self._ended = 0.0, -math.inf
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._next)

    def take_in(self, slices: Slices) -> None:
        """Let them work in what is left of this turn of the event loop, later with the others."""
        if slices not in self._waiting:
            self._waiting.append(slices)
        rested = not self._timer.isActive() and time.perf_counter() - self._ended > SLICE_S
        if rested:
            self._left_s = AT_ONCE_S
        self._timer.start()
        if rested or self._left_s > 0:
            self._let_work(slices)

    def finish(self) -> None:
        """Let everybody work to the end."""
        while self._timer.isActive():
            self._next()

    def _next(self) -> None:
        between = time.perf_counter() - self._ended
        self._left_s = max(LEAST_S, SLICE_S - between)
        self._waiting = [slices for slices in self._waiting if isValid(slices) and slices.busy]
        if not self._waiting:
            self._timer.stop()
        for slices in tuple(self._waiting):
            self._waiting.remove(slices)
            self._waiting.append(slices)
            self._let_work(slices)
            if self._left_s <= 0:
                return

    def _let_work(self, slices: Slices) -> None:
        begun = time.perf_counter()
        slices.go_on(begun + self._left_s)
        self._ended = time.perf_counter()
        self._left_s -= self._ended - begun


_shared: _Turns | None = None


def _turns() -> _Turns:
    global _shared
    if _shared is None or not isValid(_shared):
        _shared = _Turns(QCoreApplication.instance())
    return _shared
