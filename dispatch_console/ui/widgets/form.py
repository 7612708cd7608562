"""A small form that asks what some work needs to know, and stays until a service has done it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Any, Protocol
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateTimeEdit,
    QFormLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.numbers import decimal_of
from dispatch_console.services.context import Context
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.dialogs import fields
from dispatch_console.ui.dialogs.fields import foot
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.dialog import Dialog
from dispatch_console.ui.widgets.label import label
from dispatch_console.words import text

Values = Mapping[str, Any]
"""What was entered, by the fields' keys."""

Send = Callable[[Values, Callable[[], None], Callable[[Exception], None]], None]
"""Does what the form is for, and calls the first when it is done, else the second."""


_ANY_WIDTH = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
"""Names of parts are long."""


class Kind(Enum):
    """What a field takes, and what it gives."""

    TEXT = "text"
    AREA = "area"
    NUMBER = "number"
    """A Decimal; None from nothing, where that is allowed."""
    CHOICE = "choice"
    MOMENT = "moment"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class Field:
    """One field; `needed`: a number must be given."""

    key: str
    name: str
    kind: Kind = Kind.TEXT
    value: Any = None
    options: Mapping[Any, str] = field(default_factory=dict)
    hint: str = ""
    needed: bool = True


class Write(Protocol):
    """`shell.Commands.run`: write off the GUI thread, then say how it went."""

    def __call__(
        self,
        work: Callable[[Context], ChangeSet],
        done: Callable[[ChangeSet], None],
        failed: Callable[[Exception], None],
    ) -> None: ...


@dataclass(frozen=True, slots=True)
class Form:
    """What is asked, and the service that takes the answers; `destroys`: something is gone then.

    The command of `work` is made once for an answer: a try after a lost connection is the same one.
    """

    title: str
    about: str
    fields: Sequence[Field]
    verb: str
    work: Callable[[Context, UUID, Values], ChangeSet]
    destroys: bool = False


class FormDialog(Dialog):
    """Asks for its fields and sends them; a refusal is shown below, and nothing typed is lost."""

    def __init__(
        self,
        title: str,
        about: str,
        asked: Sequence[Field],
        verb: str,
        send: Send,
        zone: ZoneInfo,
        parent: QWidget | None = None,
        *,
        destroys: bool = False,
    ) -> None:
        super().__init__(parent)
        self._asked, self._send, self._zone = tuple(asked), send, zone
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(560)
        self.fields = {one.key: _widget(one, zone) for one in asked}
        self._error = label("error", wraps=True)
        self._error.hide()
        form = QFormLayout()
        form.setHorizontalSpacing(4 * SPACE)
        form.setVerticalSpacing(2 * SPACE)
        for one in asked:
            widget = self.fields[one.key]
            if one.kind is Kind.FLAG:
                form.setWidget(form.rowCount(), QFormLayout.ItemRole.FieldRole, widget)
            else:
                caption = label("", one.name)
                caption.setBuddy(widget)
                form.addRow(caption, widget)
        self.do = QPushButton(verb)
        self.do.setDefault(True)
        self.do.clicked.connect(self._submit)
        leave = QPushButton(tr("Cancel"))
        leave.clicked.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4 * SPACE, 4 * SPACE, 4 * SPACE, 4 * SPACE)
        layout.setSpacing(3 * SPACE)
        if about:
            layout.addWidget(label("caption", about, wraps=True))
        layout.addLayout(form)
        layout.addWidget(self._error)
        layout.addLayout(foot(leave, self.do))
        if destroys:
            theme.dress(self.do, kind="danger")
            self.do.setDefault(False)
            if not asked:
                leave.setFocus()

    def _submit(self) -> None:
        try:
            values = {one.key: self._value(one) for one in self._asked}
        except DomainError as error:
            self.refuse(error)
            return
        self._error.hide()
        self.do.setEnabled(False)
        self._send(values, self.accept, self.refuse)

    def refuse(self, error: Exception) -> None:
        """Say why not; everything typed stays."""
        self.do.setEnabled(True)
        self._error.setText(text.error_sentence(error))
        self._error.show()
        self.adjustSize()

    def _value(self, one: Field) -> Any:
        widget = self.fields[one.key]
        if isinstance(widget, QLineEdit):
            typed = widget.text().strip()
            return _decimal(typed, one) if one.kind is Kind.NUMBER else typed
        if isinstance(widget, QPlainTextEdit):
            return widget.toPlainText()
        if isinstance(widget, QComboBox):
            return widget.currentData()
        if isinstance(widget, QDateTimeEdit):
            return fields.read_moment(widget, self._zone)
        assert isinstance(widget, QCheckBox)
        return widget.isChecked()


def open_form(
    form: Form, zone: ZoneInfo, write: Write, parent: QWidget, done: Callable[[], None]
) -> FormDialog:
    """Open a form; it closes once its service has done its work, else it says why not."""

    def send(
        values: Values, accept: Callable[[], None], refuse: Callable[[Exception], None]
    ) -> None:
        command = uuid4()

        def succeed(_: ChangeSet) -> None:
            accept()
            done()

        write(lambda ctx: form.work(ctx, command, values), succeed, refuse)

    made = FormDialog(
        form.title, form.about, form.fields, form.verb, send, zone, parent, destroys=form.destroys
    )
    made.open()
    return made


def _decimal(typed: str, one: Field) -> Decimal | None:
    if not typed and not one.needed:
        return None
    try:
        return decimal_of(typed)
    except ValueError:
        raise DomainError("form.number", name=one.name, typed=typed) from None


def _widget(one: Field, zone: ZoneInfo) -> QWidget:
    match one.kind:
        case Kind.TEXT | Kind.NUMBER:
            made = fields.line(one.name, one.hint)
            made.setText("" if one.value is None else str(one.value))
            return made
        case Kind.AREA:
            area = QPlainTextEdit("" if one.value is None else str(one.value))
            area.setAccessibleName(one.name)
            area.setPlaceholderText(one.hint)
            area.setTabChangesFocus(True)
            area.setFixedHeight(84)
            return area
        case Kind.CHOICE:
            made = fields.choice(one.name, one.options, one.value)
            made.setSizeAdjustPolicy(_ANY_WIDTH)
            return made
        case Kind.MOMENT:
            assert isinstance(one.value, datetime)
            return fields.moment(one.name, one.value.astimezone(zone))
        case Kind.FLAG:
            flag = QCheckBox(one.name)
            flag.setChecked(bool(one.value))
            return flag
