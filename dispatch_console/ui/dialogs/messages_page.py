"""The settings of messages: the mail server, the WeCom robot, the secret that signs webhooks."""

import logging
from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QFormLayout, QLineEdit, QWidget

from dispatch_console.services import keys
from dispatch_console.services.delivering.routes import WEBHOOK_SECRET, mail_key
from dispatch_console.support.i18n import tr
from dispatch_console.support.settings import Settings
from dispatch_console.ui.background import Background
from dispatch_console.ui.dialogs.fields import choice, line, number
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.label import label

log = logging.getLogger(__name__)


class MessagesPage(QWidget):
    """A form over the part of `Settings` by which messages go out from this computer."""

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._host = line(tr("Mail server"), tr("none: mails wait"))
        self._port = number(tr("Port"), 1, 65_535, settings.smtp_port)
        self._security = choice(
            tr("Encryption"),
            {"starttls": "STARTTLS", "tls": "TLS", "none": tr("none")},
            settings.smtp_security,
        )
        self._user = line(tr("User name"))
        self._password = _secret(tr("Password"))
        self._sender = line(tr("Sender"), "service@example.com")
        self._robot = line(tr("WeCom group robot"), "https://")
        self._signing = _secret(tr("Secret for webhooks"))
        for field, value in (
            (self._host, settings.smtp_host),
            (self._user, settings.smtp_user),
            (self._sender, settings.smtp_sender),
            (self._robot, settings.wecom_robot),
        ):
            field.setText(value)
        form = QFormLayout(self)
        form.setContentsMargins(0, 4 * SPACE, 0, 0)
        form.setHorizontalSpacing(4 * SPACE)
        form.setVerticalSpacing(3 * SPACE)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for field in (
            *(self._host, self._port, self._security, self._user, self._password),
            *(self._sender, self._robot, self._signing),
        ):
            form.addRow(field.accessibleName(), field)
        hint = tr(
            "Passwords and secrets are kept in the key store of the system. Where there is none,"
            " set DISPATCH_SMTP_PASSWORD and DISPATCH_WEBHOOK_SECRET."
        )
        form.addRow("", label("caption", hint, wraps=True))

    def values(self) -> Mapping[str, Any]:
        """The settings as they stand in the form, by their names in `Settings`."""
        return {
            "smtp_host": self._host.text().strip(),
            "smtp_port": self._port.value(),
            "smtp_security": self._security.currentData(),
            "smtp_user": self._user.text().strip(),
            "smtp_sender": self._sender.text().strip(),
            "wecom_robot": self._robot.text().strip(),
        }

    def keep_secrets(self, settings: Settings, background: Background) -> None:
        """Put what was typed into the key store; fields left empty change nothing."""
        password, signing = self._password.text(), self._signing.text()

        def keep() -> None:
            for name, given in ((mail_key(settings), password), (WEBHOOK_SECRET, signing)):
                if given and not keys.keep(name, given):
                    log.warning("the key store did not keep %s", name)

        background.free(keep, lambda _: None)


def _secret(name: str) -> QLineEdit:
    field = line(name, tr("unchanged"))
    field.setEchoMode(QLineEdit.EchoMode.Password)
    return field
