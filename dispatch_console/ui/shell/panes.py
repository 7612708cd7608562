"""F6: from one part of the window to the next, so that nobody has to tab through all of one."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget


def step(panes: Sequence[QWidget], steps: int) -> None:
    """Give the keyboard to the pane so many places on, round and round; those not in sight are
    passed over."""
    seen = [pane for pane in panes if not pane.visibleRegion().isEmpty()]
    if not seen:
        return
    focus = QApplication.focusWidget()
    here = next((n for n, pane in enumerate(seen) if _holds(pane, focus)), None)
    start = (-1 if steps > 0 else 0) if here is None else here
    _point(seen[(start + steps) % len(seen)]).setFocus(Qt.FocusReason.ShortcutFocusReason)


def _holds(pane: QWidget, focus: QWidget | None) -> bool:
    return focus is not None and (pane is focus or pane.isAncestorOf(focus))


def _point(pane: QWidget) -> QWidget:
    """The point of a pane: as it says itself, else what scrolls, else what comes first."""
    if pane.focusPolicy() != Qt.FocusPolicy.NoFocus or pane.focusProxy() is not None:
        return pane
    inside = [
        widget
        for widget in pane.findChildren(QWidget)
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    lists = [widget for widget in inside if isinstance(widget, QAbstractScrollArea)]
    return next(iter((*lists, *inside)), pane)
