"""Fields of the forms for customers and what belongs to them."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QListWidget, QListWidgetItem, QPlainTextEdit, QWidget

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.numbers import decimal_of
from dispatch_console.domain.place import Location
from dispatch_console.ui.dialogs import fields

TEXT_PX, LIST_PX = 56, 92
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Field:
    """One line of a form; `read` gives its value, or raises what is wrong with it."""

    name: str
    caption: str
    widget: QWidget
    read: Callable[[], Any]


def line(name: str, caption: str, value: str, placeholder: str = "") -> Field:
    """A line of text."""
    widget = fields.line(caption, placeholder)
    widget.setText(value)
    return Field(name, caption, widget, lambda: widget.text().strip())


def words(name: str, caption: str, value: str) -> Field:
    """Several lines of text."""
    widget = QPlainTextEdit(value)
    widget.setAccessibleName(caption)
    widget.setFixedHeight(TEXT_PX)
    widget.setTabChangesFocus(True)
    return Field(name, caption, widget, lambda: widget.toPlainText().strip())


def choice(name: str, caption: str, options: Mapping[Any, str], value: object) -> Field:
    """One of several; names are shown."""
    widget = fields.choice(caption, options, value)
    widget.setMinimumContentsLength(12)
    return Field(name, caption, widget, widget.currentData)


def check(name: str, caption: str, value: bool) -> Field:
    """Yes or no; the caption stands beside the box."""
    widget = QCheckBox(caption)
    widget.setChecked(value)
    return Field(name, "", widget, widget.isChecked)


def whole(name: str, caption: str, span: tuple[int, int], value: int, unit: str = "") -> Field:
    """A whole number."""
    widget = fields.number(caption, *span, value, unit)
    return Field(name, caption, widget, widget.value)


def day(name: str, caption: str, value: date | None) -> Field:
    """A day, or none. Its `read` raises `customers.day`."""
    widget = fields.line(caption, "2026-12-31")
    widget.setText("" if value is None else value.isoformat())
    return Field(name, caption, widget, lambda: read_day(widget.text()))


def amount(name: str, caption: str, value: Decimal | None) -> Field:
    """A number with decimals, or none. Its `read` raises `customers.amount`."""
    widget = fields.line(caption)
    widget.setText("" if value is None else f"{value:f}")
    return Field(name, caption, widget, lambda: read_amount(widget.text()))


def place(name: str, caption: str, value: Location | None) -> Field:
    """Coordinates, or none."""
    widget = fields.line(caption, "31.2304, 121.4737")
    widget.setText("" if value is None else f"{value.lat:.6f}, {value.lon:.6f}")

    def read() -> Location | None:
        typed = fields.read_place(widget.text())
        # Untouched, it is what it was to the last digit.
        shown = "" if value is None else f"{value.lat:.6f}, {value.lon:.6f}"
        return value if widget.text() == shown else typed

    return Field(name, caption, widget, read)


def several(name: str, caption: str, options: Mapping[Any, str], chosen: Iterable[Any]) -> Field:
    """Any of several."""
    widget, held = QListWidget(), frozenset(chosen)
    widget.setAccessibleName(caption)
    widget.setFixedHeight(LIST_PX)
    for value, shown in options.items():
        item = QListWidgetItem(shown, widget)
        item.setData(Qt.ItemDataRole.UserRole, value)
        item.setCheckState(Qt.CheckState.Checked if value in held else Qt.CheckState.Unchecked)

    def read() -> tuple[Any, ...]:
        items = [widget.item(row) for row in range(widget.count())]
        ticked = [item for item in items if item.checkState() is Qt.CheckState.Checked]
        return tuple(item.data(Qt.ItemDataRole.UserRole) for item in ticked)

    return Field(name, caption, widget, read)


def read_day(typed: str) -> date | None:
    """A day as it is typed; None from nothing. Raises `customers.day`."""
    given = typed.strip()
    if not given:
        return None
    try:
        if not _DAY.fullmatch(given):
            raise ValueError
        return date.fromisoformat(given)
    except ValueError:
        raise DomainError("customers.day", typed=given) from None


def read_amount(typed: str) -> Decimal | None:
    """A number as it is typed; None from nothing. Raises `customers.amount`."""
    if not typed.strip():
        return None
    try:
        value = decimal_of(typed)
    except ValueError:
        raise DomainError("customers.amount", typed=typed.strip()) from None
    if not value.is_finite() or abs(value) >= 10**15:
        raise DomainError("customers.amount", typed=typed.strip())
    return value
