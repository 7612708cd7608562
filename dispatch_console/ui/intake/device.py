"""Which of the caller's devices it is about, and who pays for the work on it."""

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from dispatch_console.domain.cover import Cover
from dispatch_console.domain.ids import AssetId
from dispatch_console.services.intake import Caller
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.elided_label import ElidedLabel
from dispatch_console.words.customers import cover_words, device_names


class DeviceField(QWidget):
    """`edited`: another device was chosen by hand. `offers(bool)`: whether there is any choice;
    there is none until a customer with devices calls."""

    edited = Signal()
    offers = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._covers: Mapping[AssetId | None, Cover] = {}
        self.box, self.cover = QComboBox(), ElidedLabel("caption")
        self.box.setAccessibleName(tr("Device"))
        self.box.setMinimumContentsLength(14)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2 * SPACE)
        layout.addWidget(self.box, 1)
        layout.addWidget(self.cover, 1)
        self.box.currentIndexChanged.connect(self._tell)
        self.box.activated.connect(lambda _: self.edited.emit())
        self.forget()

    @property
    def asset(self) -> AssetId | None:
        """The device chosen."""
        return self.box.currentData()

    @property
    def name(self) -> str:
        """What it is called."""
        return self.box.currentText() if self.asset is not None else ""

    def show_caller(self, caller: Caller) -> None:
        """Offer this customer's devices, none of them chosen."""
        self._covers = caller.covers
        self._fill(device_names(caller.assets))

    def show_chosen(self, asset: AssetId | None, name: str) -> None:
        """Choose this device, known only by its name if it is not among those offered."""
        at = self.box.findData(asset)
        if asset is not None and at < 0:
            self._covers = {}
            self._fill({asset: name})
            at = self.box.findData(asset)
        self.box.setCurrentIndex(max(0, at))
        self._tell()

    def forget(self) -> None:
        """Somebody else is calling: what was offered is not theirs."""
        self._covers = {}
        self._fill({})

    def _fill(self, offered: Mapping[AssetId, str]) -> None:
        self.box.blockSignals(True)
        self.box.clear()
        self.box.addItem(tr("none in particular"), None)
        for key, name in offered.items():
            self.box.addItem(name, key)
        self.box.blockSignals(False)
        self._tell()
        self.offers.emit(bool(offered))

    def _tell(self) -> None:
        cover = self._covers.get(self.asset)
        self.cover.say("" if cover is None else cover_words(cover))
        theme.dress(
            self.cover, role="error" if cover is not None and not cover.shares else "caption"
        )
