"""The timeline with its bar of buttons: what the window docks."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.domain.ids import EngineerId
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.intents import Intents
from dispatch_console.ui.selection import Selection
from dispatch_console.ui.store import BoardStore
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.timeline.canvas import TimelineCanvas
from dispatch_console.ui.timeline.lines import Grouping, Sorting
from dispatch_console.ui.timeline.zoom import Zoom, is_longer
from dispatch_console.ui.widgets.empty_state import EmptyState
from dispatch_console.ui.widgets.quiet_button import quiet_button


class TimelinePanel(QWidget):
    """Engineers × time over the store's horizon, in `zone`; selection and intents are shared.

    `import_wanted`: of engineers, by the button of the empty timeline.
    """

    import_wanted = Signal()

    def __init__(
        self,
        store: BoardStore,
        selection: Selection,
        intents: Intents,
        zone: ZoneInfo,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._store, self._selection = store, selection
        self.canvas = TimelineCanvas(store, selection, intents, zone)
        self._empty = EmptyState("engineer")
        self._zooms = QButtonGroup(self)
        self._stack = QStackedLayout()
        self._stack.addWidget(self.canvas)
        self._stack.addWidget(self._empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._bar())
        layout.addLayout(self._stack, 1)
        self.canvas.zoomed.connect(self._mark_zoom)
        store.reset.connect(self._show_state)
        store.changed.connect(self._show_state)
        store.horizon_changed.connect(self._fit_zooms)
        self._show_state()
        self._fit_zooms()

    def show_engineer(self, engineer: EngineerId) -> None:
        """Choose the engineer and scroll their row into sight."""
        self._selection.select_engineer(engineer)
        self.canvas.reveal_row(engineer)

    def _show_state(self) -> None:
        if self._store.board.engineers:
            self._stack.setCurrentWidget(self.canvas)
            return
        if self._store.past is not None:
            self._empty.say(tr("No engineers yet at that time"), tr("Choose a later minute above."))
            self._empty.offer()
        else:
            self._empty.say(
                tr("No engineers yet"),
                tr("Import engineers and their shifts to plan their days here."),
            )
            self._empty.offer((tr("Import engineers…"), self.import_wanted.emit))
        self._stack.setCurrentWidget(self._empty)

    def _bar(self) -> QWidget:
        bar = QWidget()
        theme.dress(bar, role="bar")
        bar.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(bar)
        row.setContentsMargins(2 * SPACE, SPACE, 2 * SPACE, SPACE)
        row.setSpacing(SPACE)
        row.addLayout(self._zoom_buttons())
        out = quiet_button("zoom-out", tr("Zoom out (−)"))
        out.clicked.connect(lambda: self.canvas.zoom_by(-1))
        row.addWidget(out)
        closer = quiet_button("zoom-in", tr("Zoom in (+)"))
        closer.clicked.connect(lambda: self.canvas.zoom_by(1))
        row.addWidget(closer)
        now = quiet_button("today", tr("Scroll to now (Home)"))
        now.clicked.connect(self.canvas.show_now)
        row.addWidget(now)
        row.addStretch(1)
        row.addWidget(self._grouping())
        row.addWidget(self._sorting())
        dense = quiet_button("table", tr("Compact rows"))
        dense.setCheckable(True)
        dense.toggled.connect(lambda on: self.canvas.arrange(compact=on))
        row.addWidget(dense)
        return bar

    def _zoom_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(0)
        names = {
            Zoom.HOUR: tr("Hours"),
            Zoom.DAY: tr("Day"),
            Zoom.THREE_DAYS: tr("3 days"),
            Zoom.WEEK: tr("Week"),
        }
        for number, (zoom, name) in enumerate(names.items()):
            button = QToolButton()
            button.setText(name)
            button.setCheckable(True)
            place = {0: "first", len(names) - 1: "last"}.get(number, "middle")
            theme.dress(button, kind="segment", place=place)
            button.setProperty("zoom", zoom)
            button.clicked.connect(lambda _=False, zoom=zoom: self.canvas.set_zoom(zoom))
            self._zooms.addButton(button)
            row.addWidget(button)
        self._mark_zoom(self.canvas.zoom)
        return row

    def _fit_zooms(self) -> None:
        """Only steps that show something else than those before them."""
        start, end = self._store.horizon
        length = round((end - start).total_seconds())
        for button in self._zooms.buttons():
            longer = is_longer(button.property("zoom"), length)
            button.setEnabled(not longer)
            button.setToolTip(tr("Fewer days are shown: choose more at the top.") if longer else "")

    def _mark_zoom(self, zoom: Zoom | None) -> None:
        """Press the button of the step in force; none after free zooming."""
        self._zooms.setExclusive(False)
        for button in self._zooms.buttons():
            button.setChecked(button.property("zoom") == zoom)
        self._zooms.setExclusive(zoom is not None)

    def _grouping(self) -> QComboBox:
        choices = {
            Grouping.REGION: tr("By region"),
            Grouping.TEAM: tr("By team"),
            Grouping.NONE: tr("Ungrouped"),
        }
        box = self._choice(tr("Group rows"), choices)
        # Qt gives an enum of strings back as a plain string.
        box.activated.connect(lambda i: self.canvas.arrange(grouping=Grouping(box.itemData(i))))
        return box

    def _sorting(self) -> QComboBox:
        choices = {Sorting.NAME: tr("Name A–Z"), Sorting.LOAD: tr("Most loaded")}
        box = self._choice(tr("Sort rows"), choices)
        box.activated.connect(lambda i: self.canvas.arrange(sorting=Sorting(box.itemData(i))))
        return box

    @staticmethod
    def _choice(name: str, choices: Mapping[Any, str]) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(name)
        box.setToolTip(name)
        for value, label in choices.items():
            box.addItem(label, value)
        return box
