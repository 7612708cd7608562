"""How a window ends: watcher and solver are stopped off the GUI thread, then nothing is left."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from dispatch_console.ui.background import Background
from dispatch_console.ui.change_hub import ChangeHub
from dispatch_console.ui.solver_bridge import SolverBridge


class Ending(QObject):
    """`begun` once ending was asked for, `over` when no thread or process of the window is left."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.begun = self.over = False
        self._left = 0
        self._then: Callable[[], None] = lambda: None
        self._background: Background | None = None

    def begin(
        self,
        hub: ChangeHub,
        solver: SolverBridge,
        background: Background,
        then: Callable[[], None],
    ) -> None:
        """Stop both; `then` runs when they are gone. Asking twice changes nothing."""
        if self.begun:
            return
        self.begun = True
        self._background, self._then = background, then
        self._left = 2
        watcher = hub.detach()
        if watcher is None:
            self._one_gone()
        else:
            background.free(watcher.stop, lambda _: self._one_gone())
        solver.stopped.connect(self._one_gone)
        solver.stop()

    def _one_gone(self) -> None:
        self._left -= 1
        if self._left == 0 and self._background is not None:
            self._background.close()
            self.over = True
            self._then()
