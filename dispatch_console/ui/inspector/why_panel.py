"""Why nobody has the ticket and what would change that, or why this one has it and who else could.

Each change with its price; results come in one by one.
"""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QProgressBar,
    QStackedWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.inspector.priced_list import PricedList
from dispatch_console.ui.inspector.why_words import PricedRow
from dispatch_console.ui.reasons import listed
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.elided_label import ElidedLabel
from dispatch_console.ui.widgets.quiet_button import quiet_button
from dispatch_console.ui.widgets.tips import plain_tip

ROOMY = 150
"""From this height on, in pixels, the chosen change is told by term below the list."""


class WhyPanel(QWidget):
    """`taken(place)`: the change at that place of those shown, in the order they were added.

    `stop_wanted` while more is searched for, `again_wanted` once that was stopped or went wrong.
    """

    taken = Signal(int)
    stop_wanted = Signal()
    again_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Why"))
        self._said = QLabel()
        self._said.setTextFormat(Qt.TextFormat.PlainText)
        self._said.setWordWrap(True)
        self._said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._state = QLabel()
        self._state.setTextFormat(Qt.TextFormat.PlainText)
        theme.dress(self._state, role="caption")
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setFixedWidth(60)
        self._bar.setAccessibleName(tr("Progress of the search"))
        self._each = quiet_button("engineer", tr("What keeps each engineer away"))
        self._each.setCheckable(True)
        self._each.toggled.connect(self._show_list)
        self._stop = quiet_button("stop", tr("Stop"))
        self._stop.clicked.connect(self.stop_wanted)
        self._again = quiet_button("refresh", tr("Search again"))
        self._again.clicked.connect(self.again_wanted)
        self.priced = PricedList()
        self.priced.taken.connect(self.taken)
        self.priced.pointed.connect(self._show_detail)
        self._detail = ElidedLabel("caption")
        self._detail.setContentsMargins(2 * SPACE, 0, 2 * SPACE, 0)
        self._engineers = _engineer_list()
        self._lists = QStackedWidget()
        self._lists.addWidget(self.priced)
        self._lists.addWidget(self._engineers)
        head = QHBoxLayout()
        head.setContentsMargins(2 * SPACE, SPACE, 2 * SPACE, SPACE)
        head.setSpacing(SPACE)
        head.addWidget(self._said, 1)
        for widget in (self._state, self._bar, self._each, self._stop, self._again):
            head.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self._lists, 1)
        layout.addWidget(self._detail)
        theme.dress(self, role="panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.show_asking()

    def show_asking(self) -> None:
        """A question has been asked."""
        self.priced.empty()
        self._say(tr("Looking for the reasons…"))
        self._set_search(running=True)

    def show_why_not(self, sentence: str, obstacles: Sequence[tuple[str, str]]) -> None:
        """Why nobody has it; `obstacles` are names and what keeps them away."""
        self._say(sentence)
        self.priced.setAccessibleName(tr("What would give it a visit"))
        self._each.setVisible(bool(obstacles))
        self._engineers.addTopLevelItems([_obstacle(*pair) for pair in obstacles])

    def show_why_here(self, sentence: str, rows: Sequence[PricedRow]) -> None:
        """Who has it, and the other places."""
        self._say(sentence)
        self.priced.setAccessibleName(tr("Other places, with what each would change"))
        for row in rows:
            self.priced.add(row)
        self._set_search(running=False)

    def show_searching(self) -> None:
        """More changes are being tried, each by planning anew."""
        self._state.setText(tr("{count} found", count=len(self.priced.rows)))
        self._set_search(running=True)

    def add(self, row: PricedRow) -> None:
        """One more change that would give it a visit."""
        self.priced.add(row)
        self._state.setText(tr("{count} found", count=len(self.priced.rows)))

    def show_searched(self, *, stopped: bool) -> None:
        """No more changes will come."""
        count = len(self.priced.rows)
        if stopped:
            self._state.setText(tr("Stopped: {count} found", count=count))
        else:
            self._state.setText(
                tr("{count} found", count=count) if count else tr("No single change would do it")
            )
        self._set_search(running=False, again=True)

    def show_failure(self, sentence: str, *, again: bool) -> None:
        """There is no answer, and why; with `again` it may be worth another try."""
        self.priced.empty()
        self._say(sentence)
        self._set_search(running=False, again=again)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def _show_detail(self, row: PricedRow | None) -> None:
        """The chosen change by term, and what stands against it."""
        about = () if row is None else (*row.about, row.note)
        self._detail.say(listed(part for part in about if part))
        self._make_room()

    def _make_room(self) -> None:
        """Where there is little room the rows need it more; the tool tips say the same."""
        self._detail.setVisible(bool(self._detail.words) and self.height() >= ROOMY)

    def _say(self, sentence: str) -> None:
        self._said.setText(sentence)
        self._said.setAccessibleName(sentence)
        self._state.clear()
        self._engineers.clear()
        self._each.setChecked(False)
        self._each.hide()

    def _set_search(self, *, running: bool, again: bool = False) -> None:
        self._bar.setVisible(running)
        self._stop.setVisible(running)
        self._again.setVisible(again)
        self._state.setVisible(bool(self._state.text()))

    def _show_list(self, engineers: bool) -> None:
        self._lists.setCurrentWidget(self._engineers if engineers else self.priced)


def _engineer_list() -> QTreeWidget:
    made = QTreeWidget()
    made.setAccessibleName(tr("What keeps each engineer away"))
    made.setHeaderLabels([tr("Engineer"), tr("Why not")])
    made.setRootIsDecorated(False)
    made.setAlternatingRowColors(True)
    made.header().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
    return made


def _obstacle(name: str, words: str) -> QTreeWidgetItem:
    item = QTreeWidgetItem([name, words])
    item.setToolTip(1, plain_tip(words))
    return item
