"""The solver process as Qt sees it: one solve at a time, its events as GUI-thread signals."""

import logging
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot

from dispatch_console.domain.errors import DomainError
from dispatch_console.planning.host import Running, SolverHost
from dispatch_console.planning.messages import Event, Failed, Finished, Improved, Solve, Started
from dispatch_console.ui.background import Background

log = logging.getLogger(__name__)


class SolverBridge(QObject):
    """`started(Started)`, `improved(Improved)`, then `finished(Finished)` or `failed(Failed)`.

    `stopped` answers `stop`: no process is left.
    """

    started = Signal(object)
    improved = Signal(object)
    finished = Signal(object)
    failed = Signal(object)
    stopped = Signal()
    _heard = Signal(int, object)

    def __init__(
        self, host: SolverHost, background: Background, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._host, self._background = host, background
        self._running: Running | None = None
        self._turn = 0
        self._busy = self._starting = self._cancelled = self._stopping = False
        self._heard.connect(self._tell)

    @property
    def busy(self) -> bool:
        """Whether a solve is under way."""
        return self._busy

    def solve(self, command: Solve) -> None:
        """Start a solve; the one before must have ended."""
        self._turn += 1
        self._busy = self._starting = True
        self._cancelled = False
        turn = self._turn
        self._background.free(
            lambda: self._host.solve(command, lambda event: self._heard.emit(turn, event)),
            self._begun,
            self._not_begun,
        )

    def cancel(self) -> None:
        """Ask it to end soon with the best plan so far; `finished` follows."""
        self._cancelled = True
        if self._running is not None:
            self._background.free(self._running.cancel, lambda _: None)

    def stop(self) -> None:
        """End it, by force if need be, without waiting here; nothing is told but `stopped`."""
        self._turn += 1
        self._busy, self._stopping = False, True
        if not self._starting:
            self._end(self._say_stopped)

    def _begun(self, running: Running) -> None:
        self._starting = False
        self._running = running
        if self._stopping:
            self._end(self._say_stopped)
        elif not self._busy:  # it finished before this was told that it had begun
            self._end()
        elif self._cancelled:
            self.cancel()

    def _not_begun(self, error: Exception) -> None:
        self._busy = self._starting = False
        if self._stopping:
            self._say_stopped()
            return
        if isinstance(error, DomainError):
            self.failed.emit(Failed(error.code, error.params))
        else:
            log.error("the solver could not be started", exc_info=error)
            self.failed.emit(Failed("error.unforeseen", {}, repr(error)))

    def _say_stopped(self) -> None:
        self._stopping = False
        self.stopped.emit()

    @Slot(int, object)
    def _tell(self, turn: int, event: Event) -> None:
        if turn != self._turn:
            return
        match event:
            case Started():
                self.started.emit(event)
            case Improved():
                self.improved.emit(event)
            case Finished():
                self._end()
                self.finished.emit(event)
            case Failed():
                self._end()
                self.failed.emit(event)

    def _end(self, then: Callable[[], None] = lambda: None) -> None:
        """Make sure that the process is gone, off this thread."""
        running, self._running = self._running, None
        self._busy = False
        if running is None:
            then()
        else:
            self._background.free(running.stop, lambda _: then())
