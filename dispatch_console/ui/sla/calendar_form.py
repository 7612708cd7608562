"""A calendar: hours of the week, breaks, holidays, days of their own, and the rules about them."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import available_timezones

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QPushButton, QTabWidget, QWidget

from dispatch_console.domain.worktime.calendar import WEEKDAYS, Cut, Unknown
from dispatch_console.services.sla.names import Names
from dispatch_console.support.i18n import language, tr
from dispatch_console.ui.dialogs.fields import choice, line
from dispatch_console.ui.sla import closed_form, holiday_form
from dispatch_console.ui.sla.closed_form import OWN, DayForm, day_words
from dispatch_console.ui.sla.holiday_form import HolidayForm, holiday_words
from dispatch_console.ui.sla.row_pane import RowPane
from dispatch_console.ui.sla.sheet import Sheet, scrolled, words_listed
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.label import label

WORKDAYS = WEEKDAYS[:5]


class CalendarForm(QTabWidget):
    """`document` is the calendar as docs/sla.md has it. `edited`: by hand."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._quiet = False
        self.code, self.name = line(tr("Code"), "berlin-office"), line(tr("Name"))
        self.zone = choice(tr("Time zone"), {zone: zone for zone in sorted(available_timezones())})
        self.hours = {day: line(tr("{day}: hours", day=day_name(day))) for day in WEEKDAYS}
        self.breaks = {day: line(tr("{day}: breaks", day=day_name(day))) for day in WEEKDAYS}
        self.spread = QPushButton(tr("Monday's hours for Tuesday to Friday"))
        self.holidays = RowPane(
            tr("Public holidays"),
            (tr("Country"), tr("Part of the country"), tr("Worked all the same")),
            HolidayForm(),
            holiday_words,
            holiday_form.BLANK,
            tr("Add country"),
        )
        self.days = RowPane(
            tr("Days of their own"),
            (tr("Days"), tr("What"), tr("Name")),
            DayForm(),
            day_words,
            closed_form.BLANK,
            tr("Add days"),
        )
        self.day = line(tr("A day of a target is"), "8h")
        self.make_up = choice(tr("Make-up days are like"), {d: day_name(d) for d in WEEKDAYS})
        self.cut = choice(
            tr("Days off end"),
            {Cut.MIDNIGHT: tr("at midnight"), Cut.SHIFT: tr("with the shift begun before")},
        )
        self.unknown = choice(
            tr("Years whose holidays nobody knows"),
            {Unknown.REFUSE: tr("give no deadline"), Unknown.WEEKLY: tr("count by the week alone")},
        )
        self._week, self._rules = Sheet(), Sheet()
        self._lay_out()
        for field in self._lines():
            field.textEdited.connect(self._tell)
        for box in (self.zone, self.make_up, self.cut, self.unknown):
            box.currentIndexChanged.connect(self._tell)
        for pane in (self.holidays, self.days):
            pane.edited.connect(self._tell)
        self.spread.clicked.connect(self._spread)

    def offer(self, names: Names) -> None:
        """The countries whose holidays are known."""
        form = self.holidays.form
        assert isinstance(form, HolidayForm)
        self._quiet = True
        form.offer(names.countries)
        self._quiet = False

    def show_document(self, code: str, document: Mapping[str, Any], *, new: bool) -> None:
        """Fill the form with what `calendar_document` writes; a code that is kept stays."""
        self._quiet = True
        self.unmark()
        self.code.setText(code)
        self.code.setReadOnly(not new)
        self.name.setText(document["name"])
        self.zone.setCurrentIndex(self.zone.findData(document["zone"]))
        for day in WEEKDAYS:
            self.hours[day].setText(", ".join(document["week"].get(day, ())))
            self.breaks[day].setText(", ".join(document["breaks"].get(day, ())))
        self.holidays.show_rows(document["holidays"])
        special = [{**one, OWN: True} for one in document["special"]]
        self.days.show_rows([*document["closed"], *special])
        self.day.setText(document.get("day", ""))
        self.make_up.setCurrentIndex(self.make_up.findData(document["make_up_day"]))
        self.cut.setCurrentIndex(self.cut.findData(document["days_off_end_at"]))
        self.unknown.setCurrentIndex(self.unknown.findData(document["unknown_years"]))
        self._quiet = False

    @property
    def document(self) -> dict[str, Any]:
        """As the form says, checked by nobody."""
        day = self.day.text().strip()
        rows = self.days.rows
        return {
            "name": self.name.text().strip(),
            "zone": self.zone.currentData(),
            "week": _spans(self.hours),
            "breaks": _spans(self.breaks),
            "holidays": self.holidays.rows,
            "closed": [row for row in rows if OWN not in row],
            "special": [_bare(row) for row in rows if OWN in row],
            "make_up_day": self.make_up.currentData(),
            "days_off_end_at": self.cut.currentData(),
            "unknown_years": self.unknown.currentData(),
        } | ({"day": day} if day else {})

    def unmark(self) -> None:
        """Nothing is wrong."""
        for sheet in (self._week, self._rules, self.holidays.form, self.days.form):
            sheet.unmark()

    def mark(self, path: str, why: str) -> bool:
        """Say it at the field of that path, and show the field; whether there is one."""
        part = path.split("[")[0]
        if part == "holidays":
            at, found = 1, self.holidays.mark(path.removeprefix(part), why)
        elif part in ("closed", "special"):
            at, found = 2, self._mark_day(part, path.removeprefix(part), why)
        elif self._rules.mark(path, why):
            at, found = 3, True
        else:
            at, found = 0, self._week.mark(path, why)
        if found:
            self.setCurrentIndex(at)
        return found

    def _mark_day(self, part: str, inside: str, why: str) -> bool:
        """Documents have two lists, the table one: the row's number there."""
        number, closing, rest = inside.removeprefix("[").partition("]")
        rows = [at for at, row in enumerate(self.days.rows) if (OWN in row) == (part == "special")]
        if not (closing and number.isdigit() and int(number) < len(rows)):
            return False
        return self.days.mark(f"[{rows[int(number)]}]{rest}", why)

    def _lay_out(self) -> None:
        week, rules = self._week, self._rules
        week.add(tr("Code"), self.code, "code")
        week.add(tr("Name"), self.name, "name")
        week.add(tr("Time zone"), self.zone, "zone")
        for day in WEEKDAYS:
            pair = QWidget()
            grid = QGridLayout(pair)
            grid.setContentsMargins(0, 0, 0, 0)
            grid.setHorizontalSpacing(2 * SPACE)
            self.hours[day].setPlaceholderText(tr("closed"))
            self.breaks[day].setPlaceholderText(tr("no break"))
            for column, (field, share) in enumerate(((self.hours[day], 3), (self.breaks[day], 2))):
                grid.addWidget(field, 0, column)
                grid.setColumnStretch(column, share)
            week.add(day_name(day), pair, f"week.{day}", f"breaks.{day}")
        week.add("", self.spread, "week", "breaks")
        said = tr("Hours, then breaks: 09:00-12:00, 13:00-18:00. A night shift: 22:00-06:00.")
        week.form.addRow(label("caption", said, wraps=True))
        rules.add(tr("A day of a target is"), self.day, "day")
        rules.add(tr("Make-up days are like"), self.make_up, "make_up_day")
        rules.add(tr("Days off end"), self.cut, "days_off_end_at")
        rules.add(tr("Years whose holidays nobody knows"), self.unknown, "unknown_years")
        self.addTab(scrolled(week), tr("Week"))
        self.addTab(self.holidays, tr("Public holidays"))
        self.addTab(self.days, tr("Days of their own"))
        self.addTab(scrolled(rules), tr("Rules"))

    def _lines(self) -> tuple[QLineEdit, ...]:
        week = (*self.hours.values(), *self.breaks.values())
        return (self.code, self.name, self.day, *week)

    def _spread(self) -> None:
        for fields in (self.hours, self.breaks):
            for day in WORKDAYS[1:]:
                fields[day].setText(fields[WORKDAYS[0]].text())
        self._tell()

    def _tell(self) -> None:
        if not self._quiet:
            self.edited.emit()


def day_name(day: str) -> str:
    """The weekday in the current language."""
    return QLocale(language()).dayName(WEEKDAYS.index(day) + 1)


def _spans(fields: Mapping[str, QLineEdit]) -> dict[str, list[str]]:
    found = {day: words_listed(field.text()) for day, field in fields.items()}
    return {day: spans for day, spans in found.items() if spans}


def _bare(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != OWN}
