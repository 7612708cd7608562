"""The window of departments: the list at the left, the one chosen at the right."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.domain.ids import QueueId
from dispatch_console.domain.queue import Queue
from dispatch_console.services.departments import Departments
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.departments.form import QueueForm
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.dialog import Dialog
from dispatch_console.ui.widgets.label import label
from dispatch_console.words.text import queue_name

NEW = Queue(id=QueueId(0), code="")


class DepartmentsWindow(Dialog):
    """`save_wanted(base or None, Queue)`."""

    save_wanted = Signal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Departments"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(860, 620)
        self._found = Departments((), {})
        self._base: Queue | None = None
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Departments"))
        self.new, self.save = QPushButton(tr("New department")), QPushButton(tr("Save"))
        self.discard = QPushButton(tr("Discard changes"))
        close = QPushButton(tr("Close"))
        theme.dress(self.save, kind="primary")
        self._outcome, self.form = label("caption", wraps=True), QueueForm()
        sheet = QScrollArea()
        sheet.setWidgetResizable(True)
        sheet.setWidget(self.form)
        left = QVBoxLayout()
        left.addWidget(self.list, 1)
        left.addWidget(self.new)
        foot = QHBoxLayout()
        foot.setSpacing(2 * SPACE)
        foot.addWidget(self._outcome, 1)
        for button in (close, self.discard, self.save):
            foot.addWidget(button)
        right = QVBoxLayout()
        right.setSpacing(3 * SPACE)
        right.addWidget(sheet, 1)
        right.addLayout(foot)
        row = QHBoxLayout(self)
        row.setContentsMargins(4 * SPACE, 4 * SPACE, 4 * SPACE, 4 * SPACE)
        row.setSpacing(4 * SPACE)
        row.addLayout(left, 1)
        row.addLayout(right, 3)
        self.list.currentRowChanged.connect(self._choose)
        self.new.clicked.connect(self._begin_new)
        self.discard.clicked.connect(lambda: self._show(self._base))
        self.save.clicked.connect(self._save)
        self.form.edited.connect(lambda: self._let(dirty=True))
        close.clicked.connect(self.reject)
        self._show(None)

    def show_departments(self, found: Departments) -> None:
        """These are there now; the one that was shown is shown again."""
        code = self.form.code.text().strip().lower()
        self._found = found
        self.list.blockSignals(True)
        self.list.clear()
        for queue in found.queues:
            name = queue_name(queue)
            shown = name if queue.active else tr("{name} (takes no tickets)", name=name)
            self.list.addItem(shown)
        self.list.blockSignals(False)
        codes = [queue.code for queue in found.queues]
        row = codes.index(code) if code in codes else 0
        self.list.setCurrentRow(row)
        self._choose(row)

    def show_outcome(self, sentence: str, *, failed: bool = False) -> None:
        """How it went."""
        theme.dress(self._outcome, role="error" if failed else "caption")
        self._outcome.setText(sentence)

    def _choose(self, row: int) -> None:
        self._show(self._found.queues[row] if 0 <= row < len(self._found.queues) else None)

    def _begin_new(self) -> None:
        self.list.setCurrentRow(-1)
        self._show(None)
        self.form.code.setFocus()

    def _show(self, queue: Queue | None) -> None:
        self._base = queue
        self.form.show_queue(queue or NEW, self._found.people)
        self._let(dirty=False)

    def _let(self, *, dirty: bool) -> None:
        self.save.setEnabled(dirty)
        self.discard.setEnabled(dirty)
        self.list.setEnabled(not dirty)
        self.new.setEnabled(not dirty)
        if dirty:
            self.show_outcome("")

    def _save(self) -> None:
        self.save_wanted.emit(self._base, self.form.queue(self._base or NEW))
