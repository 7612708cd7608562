"""The settings of the gateway that the console runs for its own database."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QFormLayout, QWidget

from dispatch_console.support.i18n import tr
from dispatch_console.support.settings import Settings
from dispatch_console.ui.dialogs.fields import choice, line, number
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.label import label


class WebPage(QWidget):
    """A form over the part of `Settings` that says whether and where a gateway runs."""

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        runs = {
            "off": tr("Not from this console"),
            "on": tr("As long as this console is open"),
        }
        self.runs = choice(tr("Run the gateway"), runs, settings.gateway)
        self.host = line(tr("Listen at"), "127.0.0.1")
        self.host.setText(settings.gateway_host)
        self.port = number(tr("Port"), 1, 65_535, settings.gateway_port)
        self.runs.currentIndexChanged.connect(self._allow)
        form = QFormLayout(self)
        form.setContentsMargins(0, 4 * SPACE, 0, 0)
        form.setHorizontalSpacing(4 * SPACE)
        form.setVerticalSpacing(3 * SPACE)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for field in (self.runs, self.host, self.port):
            form.addRow(field.accessibleName(), field)
        form.addRow("", label("caption", tr("gateway.settings_about"), wraps=True))
        self._allow()

    def values(self) -> Mapping[str, Any]:
        """The settings as they stand in the form, by their names in `Settings`."""
        return {
            "gateway": self.runs.currentData(),
            "gateway_host": self.host.text().strip() or "127.0.0.1",
            "gateway_port": self.port.value(),
        }

    def _allow(self) -> None:
        on = self.runs.currentData() == "on"
        self.host.setEnabled(on)
        self.port.setEnabled(on)
