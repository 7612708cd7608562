"""The form of a step: just what it needs."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.domain.board import Board
from dispatch_console.domain.ticket import HoldReason, Status, Ticket
from dispatch_console.domain.workflow import CUSTOM, Given, Need, Transition, asked_fields
from dispatch_console.support.i18n import pick, tr
from dispatch_console.ui.dialogs.fields import (
    choice,
    foot,
    grown,
    line,
    moment,
    read_moment,
)
from dispatch_console.ui.lifecycle.custom_editors import CustomRows
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.dialog import Dialog
from dispatch_console.ui.widgets.label import label
from dispatch_console.ui.widgets.signature_pad import SignatureField
from dispatch_console.words.lifecycle import hold_name, need_name, step_name

WIDTH = 460

WIDE = 580
"""With a field to sign on."""


class StepDialog(Dialog):
    """What is said with a step of the tickets. `given(Given, occurred at | None)`.

    Answer with `accept`, or `refused` where it was not taken.
    """

    given = Signal(object, object)

    def __init__(
        self,
        board: Board,
        tickets: Sequence[Ticket],
        steps: Sequence[Transition],
        zone: ZoneInfo,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._board, self._zone = board, zone
        self.setMinimumWidth(WIDTH)
        first = tickets[0]
        self.setWindowTitle(step_name(steps[0].after))
        fields = board.definitions.fields_of(first.type)
        names = dict.fromkeys(name for step in steps for name in asked_fields(step, fields))
        self.lines: dict[str, QLineEdit] = {}
        self.hold: QComboBox | None = None
        self.reason: QComboBox | None = None
        self.signature: SignatureField | None = None
        self.custom = CustomRows(board, self)
        form = QFormLayout()
        form.setHorizontalSpacing(3 * SPACE)
        form.setVerticalSpacing(2 * SPACE)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        if Need.HOLD_REASON in names or steps[0].after is Status.ON_HOLD:
            self.hold = choice(tr("What it waits for"), {one: hold_name(one) for one in HoldReason})
            form.addRow(tr("What it waits for"), self.hold)
        for name in names:
            if name != Need.HOLD_REASON and not name.startswith(CUSTOM):
                caption = need_name(name, board.definitions)
                self.lines[name] = line(caption)
                self.lines[name].setText(getattr(first, name))
                form.addRow(caption, self.lines[name])
        wanted = [one for one in fields if CUSTOM + one.code in names]
        self.custom.fill(form, form.rowCount(), wanted, dict(first.custom))
        if any(step.reason for step in steps):
            self.reason = self._reasons(steps)
            form.addRow(tr("Reason"), self.reason)
        if any(step.signature for step in steps):
            self.signature = SignatureField()
            form.addRow(tr("Signature"), self.signature)
            self.setMinimumWidth(WIDE)
        self.earlier = QCheckBox(tr("It happened at"))
        self.at = moment(tr("It happened at"), board.read_at.astimezone(zone))
        self.at.setEnabled(False)
        self.earlier.toggled.connect(self.at.setEnabled)
        form.addRow(self.earlier, self.at)
        self._build(tickets, form)

    def refused(self, sentence: str) -> None:
        """The step was not taken; everything typed is still there."""
        self.said.setText(sentence)
        self.said.setVisible(bool(sentence))
        grown(self)
        self.take.setEnabled(True)

    def _build(self, tickets: Sequence[Ticket], form: QFormLayout) -> None:
        head = label("heading", wraps=True)
        only = f"{tickets[0].whole_number}  {tickets[0].title}"
        head.setText(only if len(tickets) == 1 else tr("{count} tickets", count=len(tickets)))
        self.said = label("error", wraps=True)
        self.said.hide()
        self.take, cancel = QPushButton(self.windowTitle()), QPushButton(tr("Cancel"))
        column = QVBoxLayout(self)
        column.setContentsMargins(4 * SPACE, 4 * SPACE, 4 * SPACE, 4 * SPACE)
        column.setSpacing(3 * SPACE)
        column.addWidget(head)
        column.addLayout(form)
        column.addWidget(self.said)
        column.addStretch(1)
        column.addLayout(foot(cancel, self.take))
        self.take.setDefault(True)
        self.take.clicked.connect(self._take)
        cancel.clicked.connect(self.reject)

    def _reasons(self, steps: Sequence[Transition]) -> QComboBox:
        """The usual ones, and whatever else is typed."""
        box = QComboBox()
        box.setAccessibleName(tr("Reason"))
        box.setEditable(True)
        usual = dict.fromkeys(one for step in steps for one in step.reasons)
        for reason in usual:
            box.addItem(pick(reason.name_en, reason.name_zh))
        box.setCurrentIndex(-1)
        written = box.lineEdit()
        if written is not None:
            written.setMaxLength(300)
            written.setPlaceholderText(tr("choose or write why"))
        return box

    def _take(self) -> None:
        self.refused("")
        self.take.setEnabled(False)
        said = Given(
            reason=self.reason.currentText().strip() if self.reason else "",
            signature=self.signature.signature() if self.signature else None,
            hold_reason=self.hold.currentData() if self.hold else HoldReason.NONE,
            fields={name: field.text().strip() for name, field in self.lines.items()},
            custom=self.custom.said,
        )
        at = read_moment(self.at, self._zone) if self.earlier.isChecked() else None
        self.given.emit(said, at)
