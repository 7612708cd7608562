"""The drop-down of saved views above the board."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QInputDialog, QMenu, QPushButton, QSizePolicy, QWidget

from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.store import BoardStore
from dispatch_console.ui.views import SavedView, Shelf

WIDEST = 150


class ViewPicker(QPushButton):
    """Shows the view in use, with a star once something differs from it.

    `view_wanted(SavedView)`: show it. `now` says how the board looks at present; `look_changed` is
    to be called when that may have changed.
    """

    view_wanted = Signal(object)

    def __init__(
        self,
        shelf: Shelf,
        store: BoardStore,
        now: Callable[[], SavedView],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._shelf, self._store, self._now = shelf, store, now
        self._chosen = ""
        self.setMenu(QMenu(self))
        self.menu().aboutToShow.connect(self._fill)
        self.setToolTip(tr("Saved views (Ctrl+Shift+V; F7 and Shift+F7 step through them)"))
        self.setMaximumWidth(WIDEST)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setProperty("elides", True)
        theme.dress(self, kind="chip")
        store.filter_changed.connect(self.look_changed)
        self.look_changed()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the saved views, in order."""
        return self._shelf.names

    def set_shelf(self, shelf: Shelf) -> None:
        """Offer these views from now on."""
        self._shelf = shelf
        self._chosen = next((n for n in shelf.names if self._fits(n)), "")
        self.look_changed()

    def dump(self) -> str:
        """The views as text to be kept."""
        return self._shelf.dump()

    def choose(self, name: str) -> None:
        """Show the view of that name."""
        view = self._shelf.get(name)
        if view is not None:
            self._chosen = name
            self.view_wanted.emit(view)
            self.look_changed()

    def step(self, steps: int) -> None:
        """The view so many places on, round and round."""
        names = self._shelf.names
        if names:
            place = names.index(self._chosen) if self._chosen in names else -1 if steps > 0 else 0
            self.choose(names[(place + steps) % len(names)])

    def pop_up(self) -> None:
        """Open the drop-down, for the keyboard."""
        self._fill()
        self.menu().popup(self.mapToGlobal(QPoint(0, self.height())))
        first = next(iter(self.menu().actions()), None)
        if first is not None:
            self.menu().setActiveAction(first)

    def look_changed(self) -> None:
        """The board may look otherwise than the chosen view says."""
        name = self._chosen or tr("Views")
        star = "" if not self._chosen or self._fits(self._chosen) else " *"
        room = WIDEST - 40
        shown = self.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, room) + star
        self.setText(shown.replace("&", "&&"))
        self.setAccessibleName(tr("Saved view: {name}", name=name + star))

    def save(self, name: str) -> None:
        """Keep how the board looks now under this name; one of that name is replaced."""
        if name.strip():
            self._shelf.put(replace(self._now(), name=name.strip()))
            self._chosen = name.strip()
            self.look_changed()

    def rename(self, name: str) -> None:
        """Call the chosen view so, unless another one is called so."""
        self._shelf.rename(self._chosen, name.strip())
        if name.strip() in self._shelf.names:
            self._chosen = name.strip()
        self.look_changed()

    def remove(self) -> None:
        """Forget the chosen view; the board stays as it looks."""
        self._shelf.remove(self._chosen)
        self._chosen = ""
        self.look_changed()

    def _fits(self, name: str) -> bool:
        view = self._shelf.get(name)
        return view is not None and view.like(self._now())

    def _fill(self) -> None:
        menu, chosen = self.menu(), self._chosen
        menu.clear()
        for name in self._shelf.names:
            action = menu.addAction(name.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(name == chosen)
            action.triggered.connect(lambda _=False, name=name: self.choose(name))
        menu.addSeparator()
        menu.addAction(tr("Save as new view…"), lambda: self._ask(tr("New view"), "", self.save))
        if chosen:
            shown = chosen.replace("&", "&&")
            update = menu.addAction(tr("Update “{name}”", name=shown), lambda: self.save(chosen))
            update.setEnabled(not self._fits(chosen))
            menu.addAction(
                tr("Rename “{name}”…", name=shown),
                lambda: self._ask(tr("Rename view"), chosen, self.rename),
            )
            menu.addAction(tr("Delete “{name}”", name=shown), self.remove)

    def _ask(self, title: str, name: str, then: Callable[[str], None]) -> None:
        """A name, without stopping the window."""
        question = QInputDialog(self)
        question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        question.setModal(False)
        question.setWindowTitle(title)
        question.setLabelText(tr("Name of the view"))
        question.setTextValue(name)
        question.setOkButtonText(tr("Save"))
        question.setCancelButtonText(tr("Cancel"))
        question.textValueSelected.connect(then)
        question.show()
