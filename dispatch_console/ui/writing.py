"""Whether anything may be written from this window now: the one place to ask, and to say no."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton

CONNECTION = "connection"
"""The cause that the server is away."""


class WriteGate(QObject):
    """Open unless somebody gives a reason against it; each `cause` has its own.

    `changed`: another answer, or another reason.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reasons: dict[str, str] = {}

    def close(self, cause: str, reason: str) -> None:
        """Nothing may be written because of `reason`, a sentence, until the cause is gone."""
        if self._reasons.get(cause) != reason:
            self._reasons[cause] = reason
            self.changed.emit()

    def open(self, cause: str) -> None:
        """This cause is gone."""
        if self._reasons.pop(cause, None) is not None:
            self.changed.emit()

    def only(self, cause: str) -> bool:
        """Whether it is closed, and by this cause alone."""
        return self._reasons.keys() == {cause}

    @property
    def reason(self) -> str:
        """Why nothing may be written; empty if it may."""
        return next(iter(self._reasons.values()), "")


def allow(target: QAction | QPushButton, possible: bool, gate: WriteGate) -> None:
    """Enable what writes if it is possible and nothing speaks against writing; else it says why."""
    reason = gate.reason if possible else ""
    target.setEnabled(possible and not reason)
    target.setToolTip(reason)


def bar(menu: QMenu, gate: WriteGate, *reading: QAction) -> QMenu:
    """Disable all of the menu but what only reads, with the reason; nothing while the gate is open.

    Gives the menu back.
    """
    if gate.reason:
        menu.setToolTipsVisible(True)
        for action in menu.actions():
            if action not in reading and not action.isSeparator():
                action.setEnabled(False)
                action.setToolTip(gate.reason)
    return menu
