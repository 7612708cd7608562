"""The bar at the top: which days, which regions, the figures, and the Plan button."""

from datetime import date

from PySide6.QtCore import QDate, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QDateEdit,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from dispatch_console.support.i18n import is_chinese, tr
from dispatch_console.ui import theme
from dispatch_console.ui.presence import PresenceButton
from dispatch_console.ui.shell.horizon import Horizon, Length
from dispatch_console.ui.shell.kpi_strip import KpiStrip
from dispatch_console.ui.store import BoardStore
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.chips import ChoiceChip
from dispatch_console.ui.widgets.quiet_button import quiet_button
from dispatch_console.words import text


class TopBar(QWidget):
    """`horizon_chosen(Horizon)` and `today_wanted`; `command`, `plan` and `budget` are buttons."""

    horizon_chosen = Signal(object)
    today_wanted = Signal()

    def __init__(
        self,
        store: BoardStore,
        strip: KpiStrip,
        presence: PresenceButton,
        horizon: Horizon,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._store, self.presence, self.strip = store, presence, strip
        self._horizon = horizon
        self._lengths = QButtonGroup(self)
        self._day = QDateEdit()
        self._regions = ChoiceChip(tr("Region"), self._region_options)
        self._regions.chosen_changed.connect(lambda chosen: store.set_filter(regions=chosen))
        store.filter_changed.connect(self._show_filter)
        self._show_filter()
        self.plan = QPushButton(theme.icon("plan", theme.current().accent_text), tr("Plan"))
        self.plan.setIconSize(QSize(18, 18))
        self.plan.setToolTip(tr("Compute a plan for the days and regions shown (F9)"))
        theme.dress(self.plan, kind="primary")
        self.command = quiet_button("keyboard", tr("Command bar (Ctrl+K)"))
        self.budget = quiet_button("curve", tr("Plan with at most N changes… (Shift+F9)"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2 * SPACE, SPACE, 2 * SPACE, SPACE)
        layout.setSpacing(2 * SPACE)
        layout.addLayout(self._length_buttons())
        layout.addLayout(self._stepper())
        layout.addWidget(self._regions)
        layout.addStretch(1)
        layout.addWidget(strip)
        layout.addStretch(1)
        layout.addWidget(self.command)
        layout.addWidget(presence)
        layout.addWidget(self.budget)
        layout.addWidget(self.plan)
        for place in range(layout.count()):
            # Without an alignment the lowest item of fixed height would cap the bar's.
            item = layout.itemAt(place)
            if item is not None:
                item.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        theme.dress(self, role="bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.show_horizon(horizon)

    def add(self, widget: QWidget) -> None:
        """Put the widget beside who else is there."""
        layout = self.layout()
        assert isinstance(layout, QHBoxLayout)
        place = layout.indexOf(self.presence)
        layout.insertWidget(place, widget, 0, Qt.AlignmentFlag.AlignVCenter)

    def show_horizon(self, horizon: Horizon) -> None:
        """Show these days as the chosen ones."""
        self._horizon = horizon
        self._lengths.button(int(horizon.length)).setChecked(True)
        self._day.blockSignals(True)
        self._day.setDate(QDate(horizon.first.year, horizon.first.month, horizon.first.day))
        self._day.blockSignals(False)

    def _length_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(0)
        names = {Length.DAY: tr("Day"), Length.THREE_DAYS: tr("3 days"), Length.WEEK: tr("Week")}
        places = ("first", "middle", "last")
        for place, (length, name) in zip(places, names.items(), strict=True):
            button = QToolButton()
            button.setText(name)
            button.setAccessibleName(tr("Show {length}", length=name))
            button.setCheckable(True)
            theme.dress(button, kind="segment", place=place)
            self._lengths.addButton(button, int(length))
            row.addWidget(button)
        self._lengths.idClicked.connect(
            lambda days: self._choose(self._horizon.first, Length(days))
        )
        return row

    def _stepper(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        self._day.setCalendarPopup(True)
        self._day.setDisplayFormat("M月d日 ddd" if is_chinese() else "ddd d MMM")
        self._day.setAccessibleName(tr("First day shown"))
        self._day.setMinimumWidth(112)
        self._day.dateChanged.connect(
            lambda day: self._choose(date(day.year(), day.month(), day.day()), self._horizon.length)
        )
        back = quiet_button("chevron-left", tr("Earlier"))
        back.clicked.connect(lambda: self._move(-1))
        on = quiet_button("chevron-right", tr("Later"))
        on.clicked.connect(lambda: self._move(1))
        now = quiet_button("today", tr("Today"))
        now.clicked.connect(self.today_wanted)
        for widget in (back, self._day, on, now):
            row.addWidget(widget)
        return row

    def _move(self, steps: int) -> None:
        self.horizon_chosen.emit(self._horizon.moved(steps))

    def _choose(self, first: date, length: Length) -> None:
        self.horizon_chosen.emit(Horizon(first, length, self._horizon.zone))

    def _show_filter(self) -> None:
        self._regions.set_chosen(self._store.filter.regions)

    def _region_options(self) -> list[tuple[object, str]]:
        regions = sorted(self._store.board.regions.values(), key=lambda r: r.code)
        return [(region.id, text.region_name(region)) for region in regions]
