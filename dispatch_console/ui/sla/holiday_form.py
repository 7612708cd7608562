"""Whose public holidays a calendar keeps: a country's, by the library of holidays."""

from collections.abc import Mapping, Sequence
from functools import cache

from PySide6.QtWidgets import QCheckBox, QComboBox

from dispatch_console.support.i18n import language, tr
from dispatch_console.ui.dialogs.fields import choice, line
from dispatch_console.ui.sla.row_pane import Row, RowForm
from dispatch_console.ui.sla.sheet import words_listed

BLANK: Row = {
    "country": "CN",
    "subdivision": "",
    "categories": [],
    "observed": True,
    "make_up_days": True,
    "except": [],
}


@cache
def _territories(code: str) -> Mapping[str, str]:
    from babel import Locale

    return Locale.parse(code).territories


def country_name(country: str) -> str:
    """The country in the current language, with its code."""
    name = _territories(language()).get(country, "")
    return f"{name} ({country})" if name else country


def holiday_words(row: Row) -> Sequence[str]:
    """The cells of its row."""
    exempt = tr("list.comma").join(row["except"])
    return country_name(row["country"]), row["subdivision"], exempt


class HolidayForm(RowForm):
    """An entry of `holidays` as the document has it."""

    def __init__(self) -> None:
        super().__init__()
        self._quiet = False
        self._parts: Mapping[str, tuple[str, ...]] = {}
        self.country = choice(tr("Country"), {})
        self.subdivision = choice(tr("Part of the country"), {})
        self.categories = line(tr("Categories"), "public, bank")
        self.observed = QCheckBox(tr("also on the days they are moved to"))
        self.make_up = QCheckBox(tr("weekends worked to make up for them (China)"))
        self.exempt = line(tr("Worked all the same"), "2026-10-01, 2026-10-02")
        self.add(tr("Country"), self.country, "country", "")
        self.add(tr("Part of the country"), self.subdivision, "subdivision")
        self.add(tr("Categories"), self.categories, "categories")
        self.add(tr("Worked all the same"), self.exempt, "except")
        self.add("", self.observed, "observed")
        self.add("", self.make_up, "make_up_days")
        self.country.currentIndexChanged.connect(self._fit)
        self.subdivision.currentIndexChanged.connect(self._tell)
        for field in (self.categories, self.exempt):
            field.textEdited.connect(self._tell)
        for box in (self.observed, self.make_up):
            box.toggled.connect(self._tell)

    def offer(self, countries: Mapping[str, tuple[str, ...]]) -> None:
        """The countries whose holidays are known, with their parts."""
        row = self.row if self.country.count() else BLANK
        self._parts = countries
        self._quiet = True
        self.country.clear()
        for name, code in sorted((country_name(code), code) for code in countries):
            self.country.addItem(name, code)
        self.show_row(row)

    def show_row(self, row: Row) -> None:
        self._quiet = True
        _choose(self.country, row["country"], country_name(row["country"]))
        self._fit()
        self._quiet = True
        _choose(self.subdivision, row["subdivision"], row["subdivision"])
        self.categories.setText(", ".join(row["categories"]))
        self.observed.setChecked(row["observed"])
        self.make_up.setChecked(row["make_up_days"])
        self.exempt.setText(", ".join(row["except"]))
        self.exempt.setCursorPosition(0)
        self._quiet = False

    @property
    def row(self) -> Row:
        return {
            "country": self.country.currentData() or "",
            "subdivision": self.subdivision.currentData() or "",
            "categories": words_listed(self.categories.text()),
            "observed": self.observed.isChecked(),
            "make_up_days": self.make_up.isChecked(),
            "except": words_listed(self.exempt.text()),
        }

    def _fit(self) -> None:
        """The parts of that country; none of another's stays chosen."""
        country, quiet = self.country.currentData(), self._quiet
        self._quiet = True
        self.subdivision.clear()
        self.subdivision.addItem(tr("the whole country"), "")
        for part in self._parts.get(country or "", ()):
            self.subdivision.addItem(part, part)
        self._quiet = quiet
        self._tell()

    def _tell(self) -> None:
        if not self._quiet:
            self.edited.emit()


def _choose(box: QComboBox, value: str, name: str) -> None:
    """That one, offered though nobody knows it."""
    if box.findData(value) < 0:
        box.addItem(name, value)
    box.setCurrentIndex(box.findData(value))
