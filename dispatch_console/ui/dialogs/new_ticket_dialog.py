"""A new ticket, written while the caller talks: not modal, nothing typed is lost by a failure."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.domain.board import Board
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.place import TimeWindow
from dispatch_console.domain.skill import MAX_LEVEL, MIN_LEVEL, SkillLevel
from dispatch_console.domain.ticket import Channel, Priority
from dispatch_console.services.tickets import NewTicket
from dispatch_console.support.i18n import tr
from dispatch_console.ui import text, theme
from dispatch_console.ui.dialogs.fields import (
    choice,
    line,
    moment,
    number,
    read_moment,
    read_place,
    side_by_side,
)
from dispatch_console.ui.theme.palette import SPACE


class NewTicketDialog(QDialog):
    """`create_wanted(NewTicket)`; the shell answers with `created` or `not_created`."""

    create_wanted = Signal(object)

    def __init__(
        self, board: Board, now: datetime, zone: ZoneInfo, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._zone = zone
        self._giving_up = False
        self.setWindowTitle(tr("New ticket"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(580, 0)
        self._title = line(tr("Title"), tr("what is wrong, in a few words"))
        self._customer = line(tr("Customer"), tr("name"))
        self._phone = line(tr("Phone"), tr("phone"))
        self._address = line(tr("Address"))
        self._place = line(tr("Coordinates"), tr("latitude, longitude, e.g. 31.2304, 121.4737"))
        self._category = _categories(board)
        priorities = {p: text.priority_name(p) for p in Priority}
        self._priority = choice(tr("Priority"), priorities, Priority.P3)
        by_hand = [c for c in Channel if c not in (Channel.IMPORT, Channel.API, Channel.DEVICE)]
        self._channel = choice(tr("Channel"), {c: text.channel_name(c) for c in by_hand})
        skills = {code: text.skill_name(board.skills, code) for code in sorted(board.skills)}
        self._skill = choice(tr("Skill"), {"": tr("no special skill"), **skills})
        self._level = number(tr("Level"), MIN_LEVEL, MAX_LEVEL, MIN_LEVEL)
        self._level.setPrefix(tr("level "))
        self._minutes = number(tr("Duration"), 5, 24 * 60, 60, tr(" min"))
        self._minutes.setSingleStep(15)
        hour = now.astimezone(zone).replace(minute=0)
        self._windowed = QCheckBox(tr("Only between"))
        self._from = moment(tr("Not before"), hour + timedelta(hours=1))
        self._until = moment(tr("Not after"), hour + timedelta(hours=3))
        self._description = QPlainTextEdit()
        self._wrong = QLabel()
        self._create = QPushButton(tr("Create ticket"))
        self._build()

    @property
    def dirty(self) -> bool:
        """Whether something was typed that closing would lose."""
        lines = (self._title, self._customer, self._phone, self._address, self._place)
        typed = any(field.text().strip() for field in lines)
        return typed or bool(self._description.toPlainText().strip())

    def created(self) -> None:
        """The ticket is in the database."""
        self.accept()

    def not_created(self, sentence: str) -> None:
        """It is not; what was typed stays."""
        self._create.setEnabled(True)
        self._complain(sentence)

    def reject(self) -> None:
        """Close; with something typed, only when asked twice. The question is not modal."""
        if not self.dirty or self._giving_up:
            super().reject()
            return
        self._giving_up = True
        self._complain(tr("What you typed is not saved. Press Cancel again to give it up."))

    def _build(self) -> None:
        for field in (self._from, self._until):
            field.setEnabled(False)
            self._windowed.toggled.connect(field.setEnabled)
        self._description.setAccessibleName(tr("Description"))
        self._description.setFixedHeight(72)
        self._description.setTabChangesFocus(True)
        self._wrong.setTextFormat(Qt.TextFormat.PlainText)
        self._wrong.setWordWrap(True)
        theme.dress(self._wrong, role="error")
        self._wrong.hide()
        self._create.setDefault(True)
        theme.dress(self._create, kind="primary")
        buttons = QDialogButtonBox()
        buttons.addButton(self._create, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(QPushButton(tr("Cancel")), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self._submit)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(5 * SPACE, 5 * SPACE, 5 * SPACE, 4 * SPACE)
        layout.setSpacing(3 * SPACE)
        layout.addLayout(self._form())
        layout.addWidget(self._wrong)
        layout.addWidget(buttons)

    def _form(self) -> QFormLayout:
        form = QFormLayout()
        form.setHorizontalSpacing(4 * SPACE)
        form.setVerticalSpacing(2 * SPACE)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(tr("Title"), self._title)
        form.addRow(tr("Customer"), side_by_side(self._customer, self._phone))
        form.addRow(tr("Address"), self._address)
        form.addRow(tr("Coordinates"), self._place)
        form.addRow(tr("Priority"), side_by_side(self._priority, self._channel))
        form.addRow(tr("Category"), self._category)
        form.addRow(tr("Skill"), side_by_side(self._skill, self._level))
        form.addRow(tr("Duration"), self._minutes)
        form.addRow(self._windowed, side_by_side(self._from, self._until))
        form.addRow(tr("Description"), self._description)
        return form

    def _submit(self) -> None:
        self._giving_up = False
        try:
            new = self._read()
        except DomainError as error:
            self._complain(text.error_sentence(error))
            return
        self._wrong.hide()
        self._create.setEnabled(False)
        self.create_wanted.emit(new)

    def _read(self) -> NewTicket:
        """What the form says. Raises `ticket.title`, `place.*`."""
        if not self._title.text().strip():
            self._title.setFocus()
            raise DomainError("ticket.title")
        skill = self._skill.currentData()
        return NewTicket(
            title=self._title.text().strip(),
            priority=Priority(self._priority.currentData()),
            channel=Channel(self._channel.currentData()),
            category=self._category.currentText().strip(),
            description=self._description.toPlainText().strip(),
            customer_name=self._customer.text().strip(),
            phone=self._phone.text().strip(),
            address=self._address.text().strip(),
            location=read_place(self._place.text()),
            skills=(SkillLevel(skill, self._level.value()),) if skill else (),
            duration_s=self._minutes.value() * 60,
            windows=(self._window(),) if self._windowed.isChecked() else (),
        )

    def _window(self) -> TimeWindow:
        return TimeWindow(read_moment(self._from, self._zone), read_moment(self._until, self._zone))

    def _complain(self, sentence: str) -> None:
        self._wrong.setText(sentence)
        self._wrong.show()


def _categories(board: Board) -> QComboBox:
    """Those in use, and any other that is typed."""
    field = QComboBox()
    field.setEditable(True)
    field.setAccessibleName(tr("Category"))
    used = sorted({ticket.category for ticket in board.tickets.values() if ticket.category})
    field.addItems(["", *used])
    return field
