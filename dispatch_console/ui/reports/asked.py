"""What a report is about: the period, what it is grouped by, and the filters."""

from collections.abc import Mapping
from datetime import date

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import QComboBox, QDateEdit, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from dispatch_console.insight.reports.facts import Dimension, Facts, Key
from dispatch_console.insight.reports.period import Period, Preset, period_of
from dispatch_console.insight.reports.report import Query
from dispatch_console.support.i18n import language, tr
from dispatch_console.ui.dialogs import fields
from dispatch_console.ui.reports.words import key_name
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.elided_combo import ElidedCombo
from dispatch_console.ui.widgets.label import label

FREE = "free"
FILTERS = tuple(by for by in Dimension if by is not Dimension.TIME)
LONGEST_NAME = 40


class Asked(QWidget):
    """`changed()` when another report is wanted; `query` says which, or raises `report.…`."""

    changed = Signal()

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        periods = {preset: tr(f"period.{preset.value}") for preset in Preset}
        self.period = fields.choice(
            tr("Period"), {**periods, FREE: tr("From … to …")}, Preset.MONTH_OF_DAYS
        )
        self.first, self.last = _day(tr("First day")), _day(tr("Last day"))
        self.group = fields.choice(
            tr("Grouped by"), {by: tr(f"group_by.{by.value}") for by in Dimension}
        )
        self.filters = {by: _filter(tr(f"group.{by.value}")) for by in FILTERS}
        self._lay_out()
        self._show_days(period_of(Preset.MONTH_OF_DAYS, today))
        self.period.currentIndexChanged.connect(self._choose_period)
        self.group.currentIndexChanged.connect(lambda _: self.changed.emit())
        for day in (self.first, self.last):
            day.dateChanged.connect(self._choose_days)
        for one in self.filters.values():
            one.currentIndexChanged.connect(lambda _: self.changed.emit())

    @property
    def days(self) -> Period:
        """The days chosen. Raises as `Period`."""
        return Period(_date(self.first), _date(self.last))

    @property
    def query(self) -> Query:
        """The whole of it. Raises as `Period`."""
        chosen = {
            by: box.currentData() for by, box in self.filters.items() if box.currentIndex() > 0
        }
        return Query(self.days, self.group.currentData(), chosen)

    def show_names(self, facts: Facts) -> None:
        """The groups that the tickets of these facts are of; what is chosen stays."""
        for by, box in self.filters.items():
            keys: set[Key] = {getattr(one, by.value) for one in facts.tickets}
            if by in (Dimension.REGION, Dimension.ENGINEER):
                keys |= {getattr(one, by.value) for one in facts.duties}
            named = {key: key_name(facts.names, by, key, language()) for key in keys}
            self._offer(by, box, named)

    def _offer(self, by: Dimension, box: QComboBox, named: Mapping[Key, str]) -> None:
        kept, has = box.currentData(), box.currentIndex() > 0
        shown = box.currentText()
        box.blockSignals(True)
        box.clear()
        box.addItem(tr(f"group_all.{by.value}"), None)
        options = dict(sorted(named.items(), key=lambda one: (one[1] == "–", one[1].casefold())))
        if has and kept not in options:
            options[kept] = shown
        for place, (key, name) in enumerate(options.items(), 1):
            short = name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME]}…"
            box.addItem(tr("none") if name == "–" else short)
            box.setItemData(place, key)
            if has and key == kept:
                box.setCurrentIndex(place)
        box.blockSignals(False)

    def _choose_period(self) -> None:
        preset = self.period.currentData()
        if isinstance(preset, Preset):
            self._show_days(period_of(preset, self._today))
        self.changed.emit()

    def _choose_days(self) -> None:
        """Other days than those of a preset."""
        self.period.blockSignals(True)
        self.period.setCurrentIndex(self.period.findData(FREE))
        self.period.blockSignals(False)
        self.changed.emit()

    def _show_days(self, period: Period) -> None:
        for field, day in ((self.first, period.first), (self.last, period.last)):
            field.blockSignals(True)
            field.setDate(QDate(day.year, day.month, day.day))
            field.blockSignals(False)

    def _lay_out(self) -> None:
        upper, lower = QHBoxLayout(), QHBoxLayout()
        until: QLabel = label("caption", "–")
        for widget in (self.period, self.first, until, self.last):
            upper.addWidget(widget)
        upper.addSpacing(4 * SPACE)
        upper.addWidget(self.group)
        upper.addStretch(1)
        for box in self.filters.values():
            lower.addWidget(box, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2 * SPACE)
        for row in (upper, lower):
            row.setSpacing(2 * SPACE)
            layout.addLayout(row)
        self.head = upper


def _day(name: str) -> QDateEdit:
    field = QDateEdit()
    field.setAccessibleName(name)
    field.setCalendarPopup(True)
    field.setDisplayFormat("yyyy-MM-dd")
    # One report for a date typed, not one for each of its digits.
    field.setKeyboardTracking(False)
    return field


def _date(field: QDateEdit) -> date:
    shown = field.date()
    return date(shown.year(), shown.month(), shown.day())


def _filter(name: str) -> ElidedCombo:
    box = ElidedCombo()
    box.setAccessibleName(name)
    box.setMinimumContentsLength(8)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    return box
