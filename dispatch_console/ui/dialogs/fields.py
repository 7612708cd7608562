"""Fields and feet of forms; each field has the name a screen reader says."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import QDate, QDateTime, Qt, QTime, QTimer, QTimeZone
from PySide6.QtWidgets import (
    QComboBox,
    QDateTimeEdit,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QWidget,
)

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.place import Location
from dispatch_console.domain.ticket import LONGEST_TITLE
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.elided_combo import ElidedCombo

_PAIR = re.compile(r"\s*(-?\d+(?:\.\d+)?)\s*[,，;\s]\s*(-?\d+(?:\.\d+)?)\s*")


def line(name: str, placeholder: str = "") -> QLineEdit:
    """A line of text."""
    field = QLineEdit()
    field.setAccessibleName(name)
    field.setPlaceholderText(placeholder)
    return field


def title_line(placeholder: str, refused: Callable[[DomainError], object]) -> QLineEdit:
    """A line for a ticket's title, which takes no more than a title may have and then says so."""
    field = line(tr("Title"), placeholder)
    field.setMaxLength(LONGEST_TITLE)

    def say() -> None:
        refused(DomainError("ticket.title_long"))

    # Not before the form has heard of the edit, which takes back what was said before.
    field.inputRejected.connect(lambda: QTimer.singleShot(0, field, say))
    return field


class _Choice(ElidedCombo):
    """Gives back the values put in: of a `StrEnum` Qt keeps the plain text."""

    def __init__(self, values: Iterable[object]) -> None:
        super().__init__()
        self._enums = {value.value: value for value in values if isinstance(value, StrEnum)}

    def currentData(self, role: int = Qt.ItemDataRole.UserRole) -> Any:  # noqa: N802
        kept = super().currentData(role)
        return self._enums.get(kept, kept) if isinstance(kept, str) else kept


def choice(name: str, options: Mapping[Any, str], chosen: object = None) -> QComboBox:
    """One of the options, by value; the first if `chosen` is none of them."""
    values = list(options)
    field = _Choice(values)
    field.setAccessibleName(name)
    field.addItems(list(options.values()))
    for index, value in enumerate(values):
        field.setItemData(index, value)
    field.setCurrentIndex(values.index(chosen) if chosen in values else 0)
    return field


def number(name: str, least: int, most: int, value: int, unit: str = "") -> QSpinBox:
    """A whole number with its unit."""
    field = QSpinBox()
    # The style sheet's padding does not reach the text of a spin box.
    field.lineEdit().setTextMargins(2 * SPACE - 2, 0, 0, 0)
    field.setAccessibleName(name)
    field.setRange(least, most)
    field.setValue(value)
    field.setSuffix(unit)
    return field


def moment(name: str, start: datetime) -> QDateTimeEdit:
    """Day and time as the wall clock of `start`'s zone shows them."""
    field = QDateTimeEdit()
    # The wall clock is kept as if it were UTC: Qt would else bend times at the system's own zone.
    field.setTimeZone(QTimeZone.utc())
    field.setAccessibleName(name)
    field.setCalendarPopup(True)
    field.setDisplayFormat("yyyy-MM-dd HH:mm")
    show_moment(field, start)
    return field


def show_moment(field: QDateTimeEdit, at: datetime) -> None:
    """Day and time as the wall clock of `at`'s zone shows them."""
    day, clock = QDate(at.year, at.month, at.day), QTime(at.hour, at.minute)
    field.setDateTime(QDateTime(day, clock, QTimeZone.utc()))


def read_moment(field: QDateTimeEdit, zone: ZoneInfo) -> datetime:
    """The moment shown, taken as wall clock in `zone`."""
    day, clock = field.date(), field.time()
    wall = datetime(day.year(), day.month(), day.day(), clock.hour(), clock.minute(), tzinfo=zone)
    return wall.astimezone(UTC)


def read_place(typed: str) -> Location | None:
    """A place from "latitude, longitude"; None from nothing.

    Raises `place.unreadable`, and `place.coordinates` outside the earth.
    """
    if not typed.strip():
        return None
    found = _PAIR.fullmatch(typed)
    if found is None:
        raise DomainError("place.unreadable", typed=typed.strip())
    return Location(float(found[1]), float(found[2]))


def side_by_side(*fields: QWidget) -> QHBoxLayout:
    """Fields in one row of a form, equally wide."""
    row = QHBoxLayout()
    row.setSpacing(2 * SPACE)
    for field in fields:
        row.addWidget(field, 1)
    return row


def grown(form: QWidget) -> None:
    """Make the form as high as its sentences need at its width, however they wrap."""
    layout = form.layout()
    if layout is not None:
        layout.activate()
        high = max(layout.totalHeightForWidth(form.width()), layout.totalMinimumSize().height())
        form.resize(form.width(), max(form.height(), high))


def foot(*buttons: QPushButton) -> QHBoxLayout:
    """Buttons at the right of a dialog's foot, the last of them what it is for."""
    row = QHBoxLayout()
    row.setSpacing(2 * SPACE)
    row.addStretch(1)
    theme.dress(buttons[-1], kind="primary")
    for button in buttons:
        row.addWidget(button)
    return row
