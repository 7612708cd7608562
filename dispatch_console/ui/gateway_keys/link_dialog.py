"""A key as it is shown, once: the engineer's link with its QR code, or the program's secret."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.dialogs.fields import line
from dispatch_console.ui.qr_code import QrCode
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.dialog import Dialog
from dispatch_console.ui.widgets.label import label

SIDE = 280
"""Pixels of the code: a phone reads it from the screen at arm's length."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What is handed over: `secret` is a link (with a code, where it can be opened) or a key."""

    title: str
    about: str
    secret: str
    has_code: bool = False
    lacking: str = ""


class LinkDialog(Dialog):
    """`print_wanted(Shown)`: as a sheet to be handed over."""

    print_wanted = Signal(object)

    def __init__(self, shown: Shown, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(shown.title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(560)
        self.secret = line(tr("Access link") if shown.has_code else tr("Access key"))
        self.secret.setReadOnly(True)
        self.secret.setText(shown.secret)
        self.copy = QPushButton(tr("Copy"))
        theme.dress(self.copy, kind="primary")
        self.copy.clicked.connect(self._copy)
        self._said = label("caption", wraps=True)
        sheet, close = QPushButton(tr("Save as PDF…")), QPushButton(tr("Close"))
        self.sheet = sheet
        sheet.setVisible(shown.has_code)
        sheet.clicked.connect(lambda: self.print_wanted.emit(shown))
        close.clicked.connect(self.reject)
        self.copy.setDefault(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4 * SPACE, 4 * SPACE, 4 * SPACE, 4 * SPACE)
        layout.setSpacing(3 * SPACE)
        layout.addWidget(label("heading", shown.title, wraps=True))
        layout.addWidget(label("caption", shown.about, wraps=True))
        if shown.lacking:
            layout.addWidget(label("error", shown.lacking, wraps=True))
        if shown.has_code:
            name = tr("QR code of the link")
            code = QrCode(shown.secret, name, SIDE)
            layout.addWidget(code, 0, Qt.AlignmentFlag.AlignHCenter)
        row = QHBoxLayout()
        row.setSpacing(2 * SPACE)
        row.addWidget(self.secret, 1)
        row.addWidget(self.copy)
        layout.addLayout(row)
        foot = QHBoxLayout()
        foot.setSpacing(2 * SPACE)
        foot.addWidget(self._said, 1)
        foot.addWidget(sheet)
        foot.addWidget(close)
        layout.addLayout(foot)

    def say(self, sentence: str, *, failed: bool = False) -> None:
        """How it went."""
        theme.dress(self._said, role="error" if failed else "caption")
        self._said.setText(sentence)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.secret.text())
        self.say(tr("Copied."))
