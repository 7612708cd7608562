"""The line above the map with drive-time areas: from where, how long, and what lies within."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QFrame, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from dispatch_console.domain.ids import EngineerId
from dispatch_console.services.reach import MINUTES
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.elided_label import ElidedLabel
from dispatch_console.ui.widgets.flow_layout import FlowLayout
from dispatch_console.ui.widgets.quiet_button import quiet_button


class ReachBar(QFrame):
    """`select_wanted(bool)`: the tickets within, or only the unassigned ones.

    `leave_wanted`: Esc, a step back.
    """

    from_selection = Signal()
    pick_wanted = Signal()
    minutes_chosen = Signal(int)
    select_wanted = Signal(bool)
    engineer_chosen = Signal(object)
    close_wanted = Signal()
    leave_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.note, self.within = QLabel(), ElidedLabel()
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.note.setWordWrap(True)
        self.minutes = QComboBox()
        self.minutes.setAccessibleName(tr("Travel time"))
        for minutes in MINUTES:
            self.minutes.addItem(tr("map.minutes", n=minutes), minutes)
        self.minutes.setCurrentIndex(MINUTES.index(30))
        self.minutes.currentIndexChanged.connect(lambda _: self.minutes_chosen.emit(self.chosen))
        start, begin = self._menu_button(tr("map.reach.from"), tr("Start from"))
        self.origin = self._action(begin, tr("From the selection"), self.from_selection.emit)
        self.pick = self._action(begin, tr("From a place…"), self.pick_wanted.emit)
        select, choose = self._menu_button(tr("Select"), tr("Select"))
        self.unassigned = self._action(
            choose, tr("Select unassigned"), lambda: self.select_wanted.emit(True)
        )
        self.tickets = self._action(
            choose, tr("Select tickets"), lambda: self.select_wanted.emit(False)
        )
        self.engineers = choose.addMenu(tr("Engineers"))
        self.close_button = close = quiet_button("close", tr("Close drive-time areas"))
        close.clicked.connect(self.close_wanted)
        face = QWidget()
        flow = FlowLayout(face, SPACE)
        for part in (self.minutes, start, select, close):
            flow.addWidget(part)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * SPACE, SPACE, 2 * SPACE, SPACE)
        layout.setSpacing(SPACE)
        for part in (face, self.within, self.note):
            layout.addWidget(part)
        leave = QShortcut(QKeySequence("Esc"), self, self.leave_wanted.emit)
        leave.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.say("")
        self.show_within("", 0, 0, ())

    @property
    def chosen(self) -> int:
        """Minutes of travel."""
        return self.minutes.currentData()

    def say(self, words: str, *, warning: bool = False) -> None:
        """From where and by which times, or what to do."""
        palette = theme.current()
        self.note.setText(words)
        colour = palette.warning if warning else palette.muted
        colour = theme.legible(colour, palette.window, palette.panel, text=palette.text)
        self.note.setStyleSheet(f"color: {colour};")
        self.note.setVisible(bool(words))

    def show_within(
        self, words: str, unassigned: int, tickets: int, staff: Sequence[tuple[EngineerId, str]]
    ) -> None:
        """What lies within; who of the engineers, by name."""
        self.within.say(words)
        self.within.setVisible(bool(words))
        self.unassigned.setEnabled(unassigned > 0)
        self.tickets.setEnabled(tickets > 0)
        self.engineers.setEnabled(bool(staff))
        self.engineers.clear()
        for key, name in staff:
            self._action(
                self.engineers,
                name.replace("&", "&&"),
                lambda key=key: self.engineer_chosen.emit(key),
            )

    @staticmethod
    def _menu_button(name: str, meaning: str) -> tuple[QPushButton, QMenu]:
        button = QPushButton(name)
        button.setToolTip(meaning)
        button.setAccessibleName(meaning)
        menu = QMenu(button)
        button.setMenu(menu)
        return button, menu

    @staticmethod
    def _action(menu: QMenu, name: str, deed: Callable[[], object]) -> QAction:
        action = menu.addAction(name)
        action.triggered.connect(lambda: deed())
        return action
