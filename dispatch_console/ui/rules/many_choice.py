"""A button that shows what is chosen of many, and a menu to choose it from."""

from collections.abc import Iterable, Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from dispatch_console.support.i18n import tr
from dispatch_console.ui.widgets.menu_choice import MenuChoice

SHOWN = 3


class ManyChoice(MenuChoice):
    """`changed`: something else is chosen. Nothing chosen reads as `any_words`."""

    changed = Signal()

    def __init__(
        self,
        name: str,
        options: Mapping[str, str],
        any_words: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._name, self._any = name, any_words
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        menu = QMenu(self)
        self._actions = {}
        for value, words in options.items():
            action = menu.addAction(words)
            action.setCheckable(True)
            action.toggled.connect(self._show)
            self._actions[value] = action
        self.setMenu(menu)
        self._show()

    @property
    def chosen(self) -> tuple[str, ...]:
        """The values ticked, in the order of the menu."""
        return tuple(value for value, action in self._actions.items() if action.isChecked())

    def choose(self, values: Iterable[str]) -> None:
        """Tick just these."""
        wanted = set(values)
        for value, action in self._actions.items():
            action.setChecked(value in wanted)

    def _show(self) -> None:
        words = [self._actions[value].text() for value in self.chosen]
        shown = tr("list.comma").join(words[:SHOWN]) if words else self._any
        if len(words) > SHOWN:
            shown = tr("{some} and {count} more", some=shown, count=len(words) - SHOWN)
        self.setText(shown)
        self.setAccessibleName(f"{self._name}: {shown}")
        self.changed.emit()
