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
from dispatch_console.domain.ticket import Ticket
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.dialogs.fields import choice
from dispatch_console.ui.intents import Intents
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.elided_label import ElidedLabel
from dispatch_console.ui.writing import CONNECTION, allow


class Composer(QWidget):
    """One comment; `drafts` keeps what is not sent yet.

    `edited`: words or files were changed by hand. `turned`: it is about another ticket or for other
    readers now, and empty. `send_wanted`: what is there is to be sent.
    """

    edited = Signal()
    turned = Signal()
    send_wanted = Signal()

    def __init__(self, intents: Intents, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._gate = intents.gate
        self.ticket: Ticket | None = None
        self.paths: tuple[Path, ...] = ()
        self._possible = True
        self._remark = ""
        self.words = QPlainTextEdit()
        self.words.setAccessibleName(tr("Comment"))
        self.words.setTabChangesFocus(True)
        self.words.setMinimumHeight(44)
        self._note = ElidedLabel("caption")
        self.public = choice(
            tr("Who may read it"), {False: tr("Internal"), True: tr("To the customer")}
        )
        self.attach, self.send = QPushButton(tr("Attach…")), QPushButton(tr("Send"))
        theme.dress(self.send, kind="primary")
        self.attach.clicked.connect(self._choose_files)
        self.send.clicked.connect(self._send)
        self.words.textChanged.connect(self._edit)
        self.public.currentIndexChanged.connect(self._turn)
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
        column.addWidget(self._note)
        column.addLayout(row)
        self._judge()

    @property
    def for_customer(self) -> bool:
        """Whether the customer may read it."""
        return bool(self.public.currentData())

    @property
    def text(self) -> str:
        """The words as they stand."""
        return self.words.toPlainText()

    def turn_to(self, ticket: Ticket, *, possible: bool) -> None:
        """Write about this ticket from now on, if the user may at all."""
        other = self.ticket is None or self.ticket.id != ticket.id
        self._possible, self.ticket = possible, ticket
        if other:
            self.show_for(public=False)
            self._turn()
        self._judge()

    def show_for(self, *, public: bool) -> None:
        """Write for these readers."""
        self.public.setCurrentIndex(self.public.findData(public))

    def show_words(self, words: str, paths: tuple[Path, ...]) -> None:
        """Put what was kept there; nobody has edited anything thereby."""
        if (words, paths) != (self.text, self.paths):
            self.paths = paths
            self.words.blockSignals(True)
            self.words.setPlainText(words)
            self.words.blockSignals(False)
            self._judge()

    def remark(self, sentence: str) -> None:
        """Say so below the words."""
        self._remark = sentence
        self._judge()

    def add_files(self, paths: tuple[Path, ...]) -> None:
        """Send these along."""
        self.paths = (*self.paths, *paths)
        self._edit()

    def _turn(self) -> None:
        """What stands there belongs to where it was written."""
        self.show_words("", ())
        self.turned.emit()
        self._judge()

    def _edit(self) -> None:
        self._judge()
        self.edited.emit()

    def _send(self) -> None:
        if self.send.isEnabled() and self.ticket is not None:
            self.send_wanted.emit()

    def _choose_files(self) -> None:
        """Another click gives those chosen up again."""
        if self.paths:
            self.paths = ()
            self._edit()
            return
        endings = " ".join(f"*.{ending}" for ending in KINDS)
        dialog = QFileDialog(self, tr("Attach files"), "", f"{tr('Files')} ({endings})")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda found: self.add_files(tuple(map(Path, found))))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _judge(self) -> None:
        files = tr("list.comma").join(path.name for path in self.paths)
        note = " · ".join(part for part in (files, self._remark) if part)
        self._note.say(note)
        self._note.setVisible(bool(note))
        self.words.setPlaceholderText(
            tr("Write to the customer; @name calls on a person or department")
            if self.for_customer
            else tr("Write a comment; @name calls on a person or department")
        )
        self.attach.setText(tr("Remove files") if self.paths else tr("Attach…"))
        self.attach.setEnabled(self._possible)
        self.words.setReadOnly(not self._possible)
        there = bool(self.text.strip() or self.paths)
        if self._gate.only(CONNECTION):
            # It waits on this computer.
            self.send.setEnabled(self._possible and there)
            self.send.setToolTip(tr("It is sent as soon as the server is back."))
        else:
            allow(self.send, self._possible and there, self._gate)
