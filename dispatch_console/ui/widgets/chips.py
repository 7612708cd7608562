"""Filter chips: small buttons that hold a choice and show how much is chosen."""

from collections.abc import Callable, Hashable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent, Qt
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from dispatch_console.ui import theme

Options = Callable[[], Sequence[tuple[Hashable, str]]]


class ChoiceChip(QPushButton):
    """A chip that opens a menu of options to tick; `chosen_changed(frozenset of values)`.

    `options` is asked for (value, name) pairs each time the menu opens.
    """

    chosen_changed = Signal(object)

    def __init__(self, name: str, options: Options, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._name = name
        self._options = options
        self._chosen: frozenset[Hashable] = frozenset()
        menu = StayingMenu(self)
        menu.aboutToShow.connect(self._fill)
        self.setMenu(menu)
        theme.dress(self, kind="chip")
        self.setAccessibleName(name)

    @property
    def chosen(self) -> frozenset[Hashable]:
        """The ticked values."""
        return self._chosen

    def set_chosen(self, chosen: frozenset[Hashable]) -> None:
        """Show this choice, without a signal."""
        if chosen == self._chosen:
            return
        self._chosen = chosen
        self.setText(f"{self._name} · {len(chosen)}" if chosen else self._name)
        theme.dress(self, active="true" if chosen else "false")
        self.updateGeometry()

    def _fill(self) -> None:
        menu = self.menu()
        menu.clear()
        for value, name in self._options():
            action = menu.addAction(name.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(value in self._chosen)
            action.setData(value)
            action.toggled.connect(self._toggle)

    def _toggle(self) -> None:
        ticked = frozenset(a.data() for a in self.menu().actions() if a.isChecked())
        self.set_chosen(ticked)
        self.chosen_changed.emit(ticked)


class ToggleChip(QPushButton):
    """A chip that is on or off; `toggled` as of any button."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.setCheckable(True)
        self.toggled.connect(self._show)
        theme.dress(self, kind="chip", plain="true")
        self.setAccessibleName(name)

    def _show(self, on: bool) -> None:
        theme.dress(self, active="true" if on else "false")


class StayingMenu(QMenu):
    """A menu that stays open while its entries are ticked."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        action = self.activeAction()
        if _ticks(action):
            action.trigger()
        else:
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        action = self.activeAction()
        if event.key() == Qt.Key.Key_Space and _ticks(action):
            action.trigger()
        else:
            super().keyPressEvent(event)


def _ticks(action: QAction | None) -> bool:
    return action is not None and action.isCheckable() and action.isEnabled()
