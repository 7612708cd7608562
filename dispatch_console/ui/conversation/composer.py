"""Where a comment is written, for the house or for the customer, with its files."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.domain.attachment import KINDS
from dispatch_console.domain.ids import TicketId
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.dialogs.fields import choice
from dispatch_console.ui.intents import Intents
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.elided_label import ElidedLabel
from dispatch_console.ui.writing import allow


class Composer(QWidget):
    """`send_wanted(words, public, paths)`. What is typed stays with its ticket until it is sent."""

    send_wanted = Signal(str, bool, object)

    def __init__(self, intents: Intents, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._gate = intents.gate
        self._ticket: TicketId | None = None
        self._drafts: dict[TicketId, str] = {}
        self._paths: dict[TicketId, tuple[Path, ...]] = {}
        self._possible = True
        self.words = QPlainTextEdit()
        self.words.setAccessibleName(tr("Comment"))
        self.words.setPlaceholderText(tr("Write a comment; @name calls on a person or department"))
        self.words.setTabChangesFocus(True)
        self.words.setMinimumHeight(44)
        self._files = ElidedLabel("caption")
        self.public = choice(
            tr("Who may read it"), {False: tr("Internal"), True: tr("To the customer")}
        )
        self.attach, self.send = QPushButton(tr("Attach…")), QPushButton(tr("Send"))
        theme.dress(self.send, kind="primary")
        self.attach.clicked.connect(self._choose_files)
        self.send.clicked.connect(self._send)
        self.words.textChanged.connect(self._judge)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self.words, self._send)
        intents.gate.changed.connect(self._judge)
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addWidget(self.public, 1)
        row.addWidget(self.attach)
        row.addWidget(self.send)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addWidget(self.words, 1)
        column.addWidget(self._files)
        column.addLayout(row)
        self._judge()

    @property
    def ticket(self) -> TicketId | None:
        """The ticket written about."""
        return self._ticket

    def turn_to(self, ticket: TicketId, *, possible: bool) -> None:
        """Write about this ticket from now on, if the user may at all."""
        self._possible = possible
        if ticket != self._ticket:
            self._ticket = ticket
            self.words.setPlainText(self._drafts.get(ticket, ""))
            self.public.setCurrentIndex(0)
        self._judge()

    def add_files(self, paths: tuple[Path, ...]) -> None:
        """Send these along."""
        if self._ticket is not None:
            self._paths[self._ticket] = (*self._paths.get(self._ticket, ()), *paths)
        self._judge()

    def sent(self, ticket: TicketId) -> None:
        """What was written about the ticket is on record and needed no more."""
        self._drafts.pop(ticket, None)
        self._paths.pop(ticket, None)
        if ticket == self._ticket:
            self.words.clear()
            self.public.setCurrentIndex(0)
        self._judge()

    def _send(self) -> None:
        if self.send.isEnabled() and self._ticket is not None:
            paths = self._paths.get(self._ticket, ())
            self.send_wanted.emit(self.words.toPlainText(), self.public.currentData(), paths)

    def _choose_files(self) -> None:
        """Another click gives those chosen up again."""
        if self._ticket is not None and self._paths.pop(self._ticket, None):
            self._judge()
            return
        endings = " ".join(f"*.{ending}" for ending in KINDS)
        dialog = QFileDialog(self, tr("Attach files"), "", f"{tr('Files')} ({endings})")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda found: self.add_files(tuple(map(Path, found))))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _judge(self) -> None:
        words = self.words.toPlainText()
        paths = self._paths.get(self._ticket, ()) if self._ticket is not None else ()
        if self._ticket is not None:
            self._drafts[self._ticket] = words
        self._files.say(tr("list.comma").join(path.name for path in paths))
        self._files.setVisible(bool(paths))
        self.attach.setText(tr("Remove files") if paths else tr("Attach…"))
        self.attach.setEnabled(self._possible)
        self.words.setReadOnly(not self._possible)
        allow(self.send, self._possible and bool(words.strip() or paths), self._gate)
