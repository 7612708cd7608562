"""A day that is not like every week: closed, closed for a part, or with hours of its own."""

from collections.abc import Mapping, Sequence
from typing import Any

from dispatch_console.support.i18n import tr
from dispatch_console.ui.dialogs.fields import choice, line
from dispatch_console.ui.sla.row_pane import Row, RowForm
from dispatch_console.ui.sla.sheet import words_listed

BLANK: Row = {"date": ""}
"""A closed day that says not yet which."""

OWN = "own"
"""Marks a row of `special` among those of `closed`; not in documents."""


def day_words(row: Row) -> Sequence[str]:
    """The cells of its row."""
    hours = ", ".join(row.get("hours", ()))
    if OWN in row:
        said = hours or tr("closed all day")
    else:
        said = tr("closed {hours}", hours=hours) if hours else tr("closed")
    last = row.get("to", "")
    days = row.get("date") or f"{row.get('from', '')} – {last}".strip(" –")
    return days, said, row.get("name", "")


class DayForm(RowForm):
    """An entry of `closed` or, marked by `OWN`, of `special`."""

    def __init__(self) -> None:
        super().__init__()
        self._quiet = False
        kinds = {False: tr("closed, or closed for these hours"), True: tr("open at these hours")}
        self.kind = choice(tr("What"), kinds)
        self.first = line(tr("From day"), "2026-12-24, 12-25, 2026-09-07T15:00")
        self.last = line(tr("To day"), tr("empty: that day alone"))
        self.hours = line(tr("Opening hours"), tr("empty: the whole day; else 12:00-24:00"))
        self.name = line(tr("Name"))
        self.add(tr("From day"), self.first, "date", "from", "")
        self.add(tr("To day"), self.last, "to")
        self.add(tr("What"), self.kind, "kind")
        self.add(tr("Opening hours"), self.hours, "hours")
        self.add(tr("Name"), self.name, "name")
        self.kind.currentIndexChanged.connect(self._tell)
        for field in (self.first, self.last, self.hours, self.name):
            field.textEdited.connect(self._tell)
        self.show_row(BLANK)

    def show_row(self, row: Row) -> None:
        self._quiet = True
        self.kind.setCurrentIndex(int(OWN in row))
        self.first.setText(row.get("date") or row.get("from", ""))
        self.last.setText(row.get("to", ""))
        self.hours.setText(", ".join(row.get("hours", ())))
        self.name.setText(row.get("name", ""))
        self._fit()
        self._quiet = False

    @property
    def row(self) -> Row:
        first, last = self.first.text().strip(), self.last.text().strip()
        name, hours = self.name.text().strip(), words_listed(self.hours.text())
        named: Mapping[str, Any] = {"name": name} if name else {}
        if self.kind.currentData():
            return {"date": first, "hours": hours, OWN: True, **named}
        found = {"from": first, "to": last} if last else {"date": first}
        return found | ({"hours": hours} if hours and not last else {}) | named

    def _tell(self) -> None:
        if not self._quiet:
            self._fit()
            self.edited.emit()

    def _fit(self) -> None:
        own = self.kind.currentData()
        self.last.setEnabled(not own)
        self.hours.setEnabled(own or not self.last.text().strip())
