"""Editing a ticket: what it says, where and when, and what it takes."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.domain.board import Board
from dispatch_console.domain.custom import merged
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.place import Location
from dispatch_console.domain.ticket import CustomValue, Ticket
from dispatch_console.services.editing import changes, value_of, with_values
from dispatch_console.services.tickets import region_at
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.dialogs.due_field import DueField
from dispatch_console.ui.dialogs.fields import (
    choice,
    foot,
    line,
    number,
    read_place,
    side_by_side,
    title_line,
)
from dispatch_console.ui.dialogs.rows import skills_field, windows_field
from dispatch_console.ui.lifecycle.custom_editors import CustomRows
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.dialog import Dialog
from dispatch_console.words import text
from dispatch_console.words.field_names import field_name
from dispatch_console.words.lifecycle import refusal_words, types_of

DESCRIPTION_PX = 84
AUTOMATIC = 0
"""The choice of region that follows the place."""


class TicketDialog(Dialog):
    """`save_wanted(base, wanted)`: the ticket as it was read, and as it is to be.

    Answer with `saved`, `refused` or, where somebody else changed the same fields, `clash`.
    """

    save_wanted = Signal(object, object)

    def __init__(
        self, board: Board, ticket: Ticket, zone: ZoneInfo, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._board, self._base, self._zone = board, ticket, zone
        self.setWindowTitle(tr("Edit ticket {number}", number=ticket.number))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(640, 720)
        self.title = title_line("", lambda fault: self._say(text.error_sentence(fault)))
        self.description = QPlainTextEdit()
        self.customer = line(tr("Customer"), tr("Name"))
        self.phone = line(tr("Phone"), tr("Phone"))
        self.address = line(tr("Address"))
        self.place = line(tr("Coordinates"), "31.2304, 121.4737")
        regions = {key: text.region_name(area) for key, area in board.regions.items()}
        self.region = choice(tr("Region"), {AUTOMATIC: tr("by its place"), **regions})
        self.type = choice(tr("Type"), types_of(board.definitions, ticket.type), ticket.type)
        self.custom = CustomRows(board, self)
        self.category = QComboBox()
        self.minutes = number(tr("Duration"), 1, 7 * 24 * 60, 60, tr(" min"))
        self.skills = skills_field(board)
        self.windows = windows_field(zone, board.read_at)
        self.response, self.resolution = (
            DueField(tr("Response due"), board.read_at, zone),
            DueField(tr("Resolution due"), board.read_at, zone),
        )
        self.others = QLabel()
        self.said, self.mine, self.theirs = QLabel(), QPushButton(), QPushButton()
        self.save, self.cancel = QPushButton(tr("Save")), QPushButton(tr("Cancel"))
        self._clashing: tuple[Ticket, tuple[str, ...]] | None = None
        self._build()
        self._show(ticket)

    @property
    def wanted(self) -> Ticket:
        """The ticket as the fields say. Raises ``place.…`` and ``field.…``."""
        base, place = self._base, read_place(self.place.text())
        if base.location is not None and self.place.text() == _coordinates(base):
            place = base.location
        return self._with_place(place)

    def _with_place(self, place: Location | None) -> Ticket:
        base = self._base
        chosen = self.region.currentData()
        region = chosen if chosen != AUTOMATIC else region_at(self._board.regions, place)
        if chosen == AUTOMATIC and place == base.location:
            region = base.region_id
        return replace(
            base,
            title=self.title.text().strip(),
            description=self.description.toPlainText(),
            customer_name=self.customer.text().strip(),
            phone=self.phone.text().strip(),
            address=self.address.text().strip(),
            location=place,
            region_id=region,
            type=self.type.currentData() or base.type,
            custom=self._custom(),
            category=self._category(),
            skills=self._kept("skills", self.skills.values),
            duration_s=self._duration(),
            windows=self._kept("windows", self.windows.values),
            response_due=self.response.read(base.response_due),
            resolution_due=self.resolution.read(base.resolution_due),
        )

    @property
    def typed(self) -> Ticket | None:
        """What is typed and not saved, as far as it can be read; None if nothing is."""
        try:
            wanted = self.wanted
        except DomainError:  # a place or a custom value half typed
            try:
                wanted = self._with_place(self._base.location)
            except DomainError:
                return None
        return wanted if changes(self._base, wanted) else None

    @property
    def base(self) -> Ticket:
        """The ticket as it was read."""
        return self._base

    def take_up(self, typed: Ticket, sentence: str) -> None:
        """Go on with what was typed earlier; `sentence` says so."""
        self._show(typed)
        self._say(sentence)

    def show_others(self, sentence: str) -> None:
        """Who else has the ticket before them; nothing is kept from being saved by it."""
        self.others.setText(sentence)
        self.others.setVisible(bool(sentence))

    def saved(self) -> None:
        """It is written."""
        self.accept()

    def refused(self, sentence: str) -> None:
        """It is not written; everything typed is still there."""
        self._busy(False)
        self._say(sentence)

    def clash(self, now: Ticket, fields: tuple[str, ...], sentence: str) -> None:
        """Somebody has changed these `fields` too; the ticket is `now` what they made of it."""
        self._busy(False)
        self._clashing = (now, fields)
        self._say(sentence, choose=True)
        self.mine.setFocus()

    def reject(self) -> None:
        """Esc closes only what holds nothing unsaved."""
        if self._clashing is None and self.isVisible() and self._changed() and not self._asked:
            self._asked = True
            self._say(tr("There are changes not saved yet. Cancel again to drop them."))
            return
        super().reject()

    # Building

    def _build(self) -> None:
        self._asked = False
        self.description.setAccessibleName(tr("Description"))
        self.description.setFixedHeight(DESCRIPTION_PX)
        self.description.setTabChangesFocus(True)
        self.category.setEditable(True)
        self.category.setAccessibleName(tr("Category"))
        used = {t.category for t in self._board.tickets.values() if t.category}
        for code in ("", *sorted({*text.CATEGORIES, *used})):
            self.category.addItem(text.category_name(code) if code else "", code)
        self.minutes.setSingleStep(15)
        sheet = QWidget()
        theme.dress(sheet, role="panel")
        form = QFormLayout(sheet)
        form.setContentsMargins(4 * SPACE, 3 * SPACE, 4 * SPACE, 3 * SPACE)
        form.setHorizontalSpacing(3 * SPACE)
        form.setVerticalSpacing(2 * SPACE)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        rows: tuple[tuple[str, QWidget | QHBoxLayout], ...] = (
            (tr("Title"), self.title),
            (tr("Description"), self.description),
            (tr("Customer"), side_by_side(self.customer, self.phone)),
            (tr("Address"), self.address),
            (tr("Coordinates"), side_by_side(self.place, self.region)),
            (tr("Type"), self.type),
            (tr("Category"), self.category),
            (tr("Duration"), self.minutes),
            (tr("Skills"), self.skills),
            (tr("Windows"), self.windows),
            (tr("Response due"), self.response),
            (tr("Resolution due"), self.resolution),
        )
        for name, field in rows:
            form.addRow(name, field)
        self._form = form
        self.type.currentIndexChanged.connect(lambda: self._show_custom(dict(self._said_before())))
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(sheet)
        area.setAccessibleName(tr("Ticket"))
        self.others.setTextFormat(Qt.TextFormat.PlainText)
        self.others.setWordWrap(True)
        self.others.setContentsMargins(4 * SPACE, 3 * SPACE, 4 * SPACE, 0)
        theme.dress(self.others, role="caption")
        self.show_others("")
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.said.setWordWrap(True)
        theme.dress(self.said, role="error")
        for button, name, deed in (
            (self.mine, tr("Keep mine"), partial(self._settle, True)),
            (self.theirs, tr("Take theirs"), partial(self._settle, False)),
        ):
            button.setText(name)
            button.clicked.connect(deed)
        answer = QHBoxLayout()
        answer.setContentsMargins(4 * SPACE, 0, 4 * SPACE, 0)
        answer.setSpacing(2 * SPACE)
        answer.addWidget(self.said, 1)
        answer.addWidget(self.theirs)
        answer.addWidget(self.mine)
        buttons = foot(self.cancel, self.save)
        buttons.setContentsMargins(4 * SPACE, 2 * SPACE, 4 * SPACE, 4 * SPACE)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * SPACE)
        column.addWidget(self.others)
        column.addWidget(area, 1)
        column.addLayout(answer)
        column.addLayout(buttons)
        self.save.setDefault(True)
        self.save.clicked.connect(self._save)
        self.cancel.clicked.connect(self.reject)
        QShortcut(QKeySequence("Ctrl+Return"), self, self._save)
        self._say("")

    def _show(self, ticket: Ticket) -> None:
        for field, words in (
            (self.title, ticket.title),
            (self.customer, ticket.customer_name),
            (self.phone, ticket.phone),
            (self.address, ticket.address),
            (self.place, _coordinates(ticket)),
        ):
            field.setText(words)
            field.setCursorPosition(0)
        self.description.setPlainText(ticket.description)
        by_place = region_at(self._board.regions, ticket.location)
        shown = AUTOMATIC if ticket.region_id == by_place else ticket.region_id
        self.region.setCurrentIndex(max(0, self.region.findData(shown)))
        index = self.category.findData(ticket.category)
        self.category.setCurrentIndex(index)
        if index < 0:
            self.category.setEditText(ticket.category)
        if self.type.findData(ticket.type) < 0:
            self.type.addItem(ticket.type, ticket.type)
        self.type.setCurrentIndex(self.type.findData(ticket.type))
        self._show_custom(dict(ticket.custom))
        self.minutes.setValue(round(ticket.duration_s / 60))
        self.skills.show_values(ticket.skills)
        self.windows.show_values(ticket.windows)
        self.response.show_due(ticket.response_due)
        self.resolution.show_due(ticket.resolution_due)

    # Saving

    def _save(self) -> None:
        try:
            wanted = self.wanted
        except DomainError as fault:
            self._say(refusal_words(fault, self._board.definitions))
            if fault.code.startswith("place."):
                self.place.setFocus()
            return
        if not changes(self._base, wanted):
            self.accept()
            return
        self._busy(True)
        self._say("")
        self.save_wanted.emit(self._base, wanted)

    def _settle(self, mine: bool) -> None:
        """Go on from the ticket as it is now, with one's own words or theirs where they clash."""
        if self._clashing is None:
            return
        (now, fields), wanted = self._clashing, self.wanted
        own: Mapping[str, Any] = changes(self._base, wanted)
        kept = {name: value for name, value in own.items() if mine or name not in fields}
        self._clashing = None
        self._base = now
        self._show(with_values(now, kept))
        self._say("")
        if kept:
            self._save()
        else:
            self.accept()

    def _changed(self) -> bool:
        try:
            return bool(changes(self._base, self.wanted))
        except DomainError:
            return True

    def _busy(self, busy: bool) -> None:
        self.save.setDisabled(busy)

    def _say(self, sentence: str, *, choose: bool = False) -> None:
        self.said.setText(sentence)
        self.said.setVisible(bool(sentence))
        self.mine.setVisible(choose)
        self.theirs.setVisible(choose)
        self.save.setDisabled(choose)

    def _show_custom(self, values: Mapping[str, object]) -> None:
        """The custom fields of the type chosen, below it."""
        at = self._form.getWidgetPosition(self.type)[0] + 1  # pyright: ignore[reportIndexIssue]
        fields = self._board.definitions.fields_of(self.type.currentData() or "")
        self.custom.fill(self._form, at, fields, values)

    def _said_before(self) -> Mapping[str, object]:
        return {**dict(self._base.custom), **self.custom.said}

    def _custom(self) -> tuple[tuple[str, CustomValue], ...]:
        """What is typed, beside what the ticket has of other types' fields.

        Raises what `domain.custom.merged` raises.
        """
        fields = self._board.definitions.fields_of(self.type.currentData() or "")
        return merged(fields, self._base.custom, self.custom.said)

    def _category(self) -> str:
        typed = self.category.currentText().strip()
        index = self.category.findText(typed)
        return typed if index < 0 else self.category.itemData(index)

    def _duration(self) -> int:
        """Seconds; those that the minutes shown leave out stay."""
        base = self._base.duration_s
        shown = self.minutes.value()
        return base if shown == max(1, round(base / 60)) else 60 * shown

    def _kept(self, field: str, values: tuple[Any, ...]) -> tuple[Any, ...]:
        """What fields without seconds show may be the value itself."""
        before = getattr(self._base, field)
        return before if _to_the_minute(before) == _to_the_minute(values) else values


def clash_sentence(
    error: DomainError, now: Ticket, wanted: Ticket, shown: Callable[[str, Any], str]
) -> str:
    """Who changed what, with both values; `shown` tells a field's value in words."""
    names = [name for name in error.params["fields"] if field_name(name)]  # pyright: ignore
    lines = [
        tr(
            "{field}: {theirs} (yours: {mine})",
            field=field_name(name),
            theirs=shown(name, value_of(now, name)),
            mine=shown(name, value_of(wanted, name)),
        )
        for name in names
    ]
    return "\n".join((text.error_sentence(error), *lines))


def _coordinates(ticket: Ticket) -> str:
    place = ticket.location
    return f"{place.lat:.5f}, {place.lon:.5f}" if place else ""


def _to_the_minute(values: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(
        tuple(at.replace(second=0, microsecond=0) for at in (value.start, value.end))
        if hasattr(value, "start")
        else value
        for value in values
    )
