"""The log-in window; the same one unlocks a console that was left alone."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.services.login import Address, Login
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.dialogs.fields import line
from dispatch_console.ui.login.address_form import AddressForm
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.dialog import Dialog


class LoginWindow(Dialog):
    """`wanted(Login)`: try this. `cancelled`: not any more. `left`: closed by hand, or, where it
    is `locked`, somebody else wants to log in.

    Whoever tries calls `show_busy`, then `refuse` or closes it. The password leaves the field with
    `wanted` and is kept nowhere here.
    """

    wanted = Signal(object)
    cancelled = Signal()
    left = Signal()

    def __init__(
        self, address: Address, *, locked: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._locked = locked
        self.busy = False
        self.setWindowTitle(tr("Locked") if locked else tr("Log in"))
        self.setWindowIcon(theme.icon("app"))
        self.setFixedWidth(560)
        self._heading = QLabel(self.windowTitle())
        theme.dress(self._heading, role="title")
        self._words = _words()
        self.address = AddressForm()
        self.address.show_address(address)
        self.user, self.password = line(tr("Login")), line(tr("Password"))
        self.user.setText(address.user)
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.remember = QCheckBox(tr("Keep the password in this system's key store"))
        self._store = _words("caption")
        self._outcome = _words("error")
        self._progress = QProgressBar()
        self._progress.setRange(0, 0)
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName(tr("Connecting…"))
        self._go = QPushButton(tr("Unlock console") if locked else tr("Log in"))
        self._go.setDefault(True)
        theme.dress(self._go, kind="primary")
        self._leave = QPushButton(tr("Log out") if locked else tr("Quit"))
        self._build()
        self._go.clicked.connect(self._want)
        self._leave.clicked.connect(self.reject)
        self.show_store(False)
        self.remember.setEnabled(False)
        self._store.hide()
        self._show_busy(False)
        (self.password if address.user else self.user).setFocus()
        if not address.host:
            self.address.host.setFocus()

    def explain(self, sentence: str) -> None:
        """Why it asks."""
        self._words.setText(sentence)
        self._words.setVisible(bool(sentence))
        self.adjustSize()

    def show_store(self, there: bool) -> None:
        """Whether the system has a key store; without one nothing is kept."""
        self.remember.setEnabled(there)
        self._store.setText(
            ""
            if there
            else tr("This system has no key store: the password is asked for at every start.")
        )
        self._store.setHidden(there or self._locked)
        self.adjustSize()

    def show_busy(self) -> None:
        """It is being tried."""
        self._outcome.hide()
        self._show_busy(True)

    def refuse(self, sentence: str) -> None:
        """It did not work, and why; everything but the password stays."""
        self._outcome.setText(sentence)
        self._outcome.setVisible(bool(sentence))
        self._show_busy(False)
        self.password.setFocus()

    @property
    def sentence(self) -> str:
        """Why it did not work; empty if nothing was tried."""
        return "" if self._outcome.isHidden() else self._outcome.text()

    def reject(self) -> None:
        if self.busy:
            self._show_busy(False)
            self.cancelled.emit()
        else:
            self.left.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()
        self.reject()

    # Building

    def _build(self) -> None:
        form = self.address.form
        form.addRow(tr("Login"), self.user)
        form.addRow(tr("Password"), self.password)
        buttons = QHBoxLayout()
        buttons.setSpacing(2 * SPACE)
        buttons.addStretch(1)
        buttons.addWidget(self._leave)
        buttons.addWidget(self._go)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6 * SPACE, 6 * SPACE, 6 * SPACE, 4 * SPACE)
        layout.setSpacing(3 * SPACE)
        for widget in (self._heading, self._words, self.address, self.remember, self._store):
            layout.addWidget(widget)
        for widget in (self._outcome, self._progress):
            layout.addWidget(widget)
        layout.addLayout(buttons)
        self._words.hide()
        self._outcome.hide()
        if self._locked:
            self.remember.hide()
            for row in range(form.rowCount() - 2):
                form.setRowVisible(row, False)

    def _show_busy(self, busy: bool) -> None:
        self.busy = busy
        self._progress.setVisible(busy)
        self.address.setDisabled(busy)
        self.user.setReadOnly(self._locked)
        self._go.setDisabled(busy)
        idle = tr("Log out") if self._locked else tr("Quit")
        self._leave.setText(tr("Cancel") if busy else idle)
        self.adjustSize()

    def _want(self) -> None:
        if self.busy:
            return
        address = replace(self.address.address, user=self.user.text().strip())
        missing = self._missing(address)
        if missing is not None:
            missing.setFocus()
            self._outcome.setText(tr("“{field}” is needed.", field=missing.accessibleName()))
            self._outcome.show()
            self.adjustSize()
            return
        login = Login(address, self.password.text(), self.remember.isChecked())
        self.password.clear()
        self.wanted.emit(login)

    def _missing(self, address: Address) -> QLineEdit | None:
        form = self.address
        given = (
            (form.host, address.host),
            (form.database, address.database),
            (self.user, address.user),
            (self.password, self.password.text()),
        )
        return next((field for field, value in given if not value), None)


def _words(role: str = "") -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    if role:
        theme.dress(label, role=role)
    return label
