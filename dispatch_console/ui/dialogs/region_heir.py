"""Delete a region: what stands in it, and which region takes that over."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.domain.board import Board
from dispatch_console.domain.region import Region, Standing
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.dialog import Dialog
from dispatch_console.words import text


class RegionHeirDialog(Dialog):
    """`delete_wanted(RegionId | None)`: the region that takes over, None if nothing has to."""

    delete_wanted = Signal(object)

    def __init__(
        self, board: Board, region: Region, standing: Standing, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Delete a region"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        name = QLabel(text.region_name(region))
        facts = QLabel(_standing(standing))
        for label, role in ((name, "heading"), (facts, "caption")):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            theme.dress(label, role=role)
        self.heir = QComboBox()
        self.heir.setAccessibleName(tr("Taken over by"))
        others = sorted(board.regions.values(), key=lambda one: text.region_name(one).casefold())
        for other in others:
            if other.id != region.id:
                self.heir.addItem(text.region_name(other), other.id)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4 * SPACE, 4 * SPACE, 4 * SPACE, 4 * SPACE)
        layout.setSpacing(3 * SPACE)
        layout.addWidget(name)
        layout.addWidget(facts)
        self._wants_heir = bool(standing)
        if self._wants_heir:
            form = QFormLayout()
            form.addRow(tr("Taken over by"), self.heir)
            layout.addLayout(form)
        layout.addLayout(self._foot())
        self.setMinimumWidth(380)

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(2 * SPACE)
        row.addStretch(1)
        cancel, self.remove = QPushButton(tr("Cancel")), QPushButton(tr("Delete region"))
        self.remove.setEnabled(not self._wants_heir or self.heir.count() > 0)
        cancel.setDefault(True)
        cancel.clicked.connect(self.reject)
        self.remove.clicked.connect(self._delete)
        theme.dress(self.remove, kind="danger")
        row.addWidget(cancel)
        row.addWidget(self.remove)
        return row

    def _delete(self) -> None:
        self.delete_wanted.emit(self.heir.currentData() if self._wants_heir else None)
        self.accept()


def _standing(standing: Standing) -> str:
    if not standing:
        return tr("Nothing stands in this region. It can be undone.")
    return tr(
        "{tickets} open tickets, {engineers} engineers, {shifts} lent shifts and {kept} sites and "
        "rows of the past belong to it. All of them go to the region chosen here, in one step that "
        "can be undone.",
        tickets=standing.tickets,
        engineers=standing.engineers,
        shifts=standing.shifts,
        kept=standing.kept,
    )
