"""The server's part of a log-in: where it is and how the connection is encrypted."""

from dataclasses import replace

from PySide6.QtWidgets import QFileDialog, QFormLayout, QHBoxLayout, QPushButton, QWidget

from dispatch_console.services.login import DEFAULT_PORT, Address, Tls
from dispatch_console.support.i18n import tr
from dispatch_console.ui.dialogs.fields import choice, line, number
from dispatch_console.ui.theme.palette import SPACE

_CHECKED = (Tls.VERIFY_CA, Tls.VERIFY_FULL)


class AddressForm(QWidget):
    """The fields as an `Address`; what they do not show of one stays as it was."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._given = Address("", "")
        self.host = line(tr("Server"), "db.example.org")
        self.port = number(tr("Port"), 1, 65535, DEFAULT_PORT)
        self.database = line(tr("Database name"), "dispatch")
        self.tls = choice(
            tr("Encryption"),
            {
                Tls.VERIFY_FULL: tr("Always; certificate and name are checked"),
                Tls.VERIFY_CA: tr("Always; only the certificate is checked"),
                Tls.REQUIRE: tr("Always; the server is not checked"),
                Tls.PREFER: tr("If the server offers it"),
                Tls.DISABLE: tr("Not encrypted"),
            },
        )
        self.authority = line(tr("CA file"), tr("the usual one of this computer"))
        self.browse = QPushButton(tr("Choose…"))
        self.browse.setAccessibleName(tr("Choose the CA file"))
        self.browse.clicked.connect(self._browse)
        self.tls.currentIndexChanged.connect(self._show_authority)
        where, trust = QHBoxLayout(), QHBoxLayout()
        for row in (where, trust):
            row.setSpacing(2 * SPACE)
        where.addWidget(self.host, 1)
        where.addWidget(self.port)
        trust.addWidget(self.authority, 1)
        trust.addWidget(self.browse)
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(4 * SPACE)
        form.setVerticalSpacing(3 * SPACE)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(tr("Server"), where)
        form.addRow(tr("Database name"), self.database)
        form.addRow(tr("Encryption"), self.tls)
        form.addRow(tr("CA file"), trust)
        self.form = form
        self.show_address(self._given)

    @property
    def address(self) -> Address:
        """What the fields say, without a user."""
        tls = Tls(self.tls.currentData())
        return replace(
            self._given,
            host=self.host.text().strip(),
            port=self.port.value(),
            database=self.database.text().strip(),
            tls=tls,
            authority=self.authority.text().strip() if tls in _CHECKED else "",
        )

    def show_address(self, address: Address) -> None:
        """Fill the fields."""
        self._given = address
        self.host.setText(address.host)
        self.port.setValue(address.port)
        self.database.setText(address.database)
        self.tls.setCurrentIndex(self.tls.findData(address.tls))
        self.authority.setText(address.authority)
        self._show_authority()

    def _show_authority(self) -> None:
        checked = self.tls.currentData() in _CHECKED
        self.authority.setEnabled(checked)
        self.browse.setEnabled(checked)

    def _browse(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self, tr("CA file"), self.authority.text(), tr("Certificates (*.crt *.pem *.cer)")
        )
        if name:
            self.authority.setText(name)
