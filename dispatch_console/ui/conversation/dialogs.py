"""Handing over, asking for help, and the words for an answer or a return."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFormLayout,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.domain.ids import QueueId
from dispatch_console.domain.queue import Queue
from dispatch_console.services.ticket_timeline import Conversation
from dispatch_console.support.clock import Clock
from dispatch_console.support.i18n import tr
from dispatch_console.ui.dialogs.fields import choice, foot, moment, read_moment
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.dialog import Dialog
from dispatch_console.ui.widgets.label import label
from dispatch_console.words.text import queue_name

WIDTH = 460


class WordsDialog(Dialog):
    """A title, a sentence and a field; `given(str)` with what was written. Stays until `accept`,
    so that nothing is lost where it could not be taken."""

    given = Signal(str)

    def __init__(self, title: str, sentence: str, deed: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(WIDTH)
        self.words = _words_field(title)
        self._failure, self.ok = label("error", wraps=True), QPushButton(deed)
        self._failure.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(4 * SPACE, 4 * SPACE, 4 * SPACE, 4 * SPACE)
        column.setSpacing(3 * SPACE)
        column.addWidget(label("", sentence, wraps=True))
        column.addWidget(self.words, 1)
        column.addWidget(self._failure)
        cancel = QPushButton(tr("Cancel"))
        cancel.clicked.connect(self.reject)
        self.ok.setDefault(True)
        column.addLayout(foot(cancel, self.ok))
        self.ok.clicked.connect(lambda: self.given.emit(self.words.toPlainText()))
        self.words.textChanged.connect(self._judge)
        self._judge()

    def show_failure(self, sentence: str) -> None:
        """It was not taken."""
        self._failure.setText(sentence)
        self._failure.show()
        self._judge()

    def _judge(self) -> None:
        self.ok.setEnabled(bool(self.words.toPlainText().strip()))


class HandOverDialog(WordsDialog):
    """`chosen(QueueId, owner, reason)`."""

    chosen = Signal(object, str, str)

    def __init__(self, it: Conversation, parent: QWidget | None = None) -> None:
        super().__init__(
            tr("Hand over {number}", number=it.ticket.number),
            tr("The department hears of it, and takes the ticket over or returns it."),
            tr("Hand over"),
            parent,
        )
        self._queues = {
            queue.id: queue
            for queue in it.queues
            if queue.active and queue.id != it.ticket.queue_id
        }
        self.queue = choice(
            tr("To the department"), {key: queue_name(one) for key, one in self._queues.items()}
        )
        self.owner = choice(tr("Owner"), {})
        self.words.setPlaceholderText(tr("Why, and what they need to know"))
        _insert_rows(self, ((tr("To the department"), self.queue), (tr("Owner"), self.owner)))
        self.queue.currentIndexChanged.connect(self._queue_chosen)
        self.given.connect(self._choose)
        self._queue_chosen()

    def _queue_chosen(self) -> None:
        queue: Queue | None = self._queues.get(self.queue.currentData())
        self.owner.clear()
        default = queue.owner if queue is not None and queue.owner else tr("nobody")
        self.owner.addItem(tr("As the department has it ({name})", name=default), "")
        for member in queue.members if queue is not None else ():
            self.owner.addItem(member, member)

    def _choose(self, reason: str) -> None:
        queue = self.queue.currentData()
        if queue is not None:
            self.chosen.emit(QueueId(queue), self.owner.currentData() or "", reason)


class HelpDialog(WordsDialog):
    """`asked(QueueId or None, login, due or None, question)`."""

    asked = Signal(object, str, object, str)

    def __init__(
        self, it: Conversation, clock: Clock, zone: ZoneInfo, parent: QWidget | None = None
    ) -> None:
        super().__init__(
            tr("Ask for help with {number}", number=it.ticket.number),
            tr("The ticket stays whose it is; the answer comes into its conversation."),
            tr("Ask"),
            parent,
        )
        whom: dict[object, str] = {
            ("queue", queue.id): queue_name(queue) for queue in it.queues if queue.active
        }
        whom |= {("login", login): login for login in it.logins}
        self.whom = choice(tr("Whom"), whom)
        self.by = QCheckBox(tr("An answer is needed by"))
        self._zone = zone
        self.due = moment(
            tr("An answer is needed by"), clock().astimezone(zone) + timedelta(hours=4)
        )
        self.due.setEnabled(False)
        self.by.toggled.connect(self.due.setEnabled)
        self.words.setPlaceholderText(tr("What you need to know"))
        _insert_rows(self, ((tr("Whom"), self.whom), (self.by, self.due)))
        self.given.connect(self._ask)

    def _ask(self, question: str) -> None:
        kind, key = self.whom.currentData()
        due = read_moment(self.due, self._zone) if self.by.isChecked() else None
        queue = QueueId(key) if kind == "queue" else None
        self.asked.emit(queue, "" if kind == "queue" else key, due, question)


def _words_field(name: str) -> QPlainTextEdit:
    field = QPlainTextEdit()
    field.setAccessibleName(name)
    field.setTabChangesFocus(True)
    field.setMinimumHeight(80)
    return field


def _insert_rows(dialog: QDialog, rows: "tuple[tuple[str | QWidget, QWidget], ...]") -> None:
    """A form below the sentence."""
    form = QFormLayout()
    form.setHorizontalSpacing(3 * SPACE)
    form.setVerticalSpacing(2 * SPACE)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    for name, field in rows:
        form.addRow(name, field)  # pyright: ignore[reportArgumentType, reportCallIssue]
    layout = dialog.layout()
    assert isinstance(layout, QVBoxLayout)
    layout.insertLayout(1, form)
