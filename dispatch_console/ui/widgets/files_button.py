"""A button whose menu imports and exports what its window shows."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from dispatch_console.services.importing.field import Kind
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme


class FilesButton(QPushButton):
    """`import_wanted(Kind)`, `export_wanted(Kind)`."""

    import_wanted = Signal(object)
    export_wanted = Signal(object)

    def __init__(self, kinds: Sequence[Kind], parent: QWidget | None = None) -> None:
        super().__init__(theme.icon("export"), tr("Files"), parent)
        self.setToolTip(tr("Import and export as CSV or Excel"))
        menu = QMenu(self)
        for signal, verb in ((self.import_wanted, "import"), (self.export_wanted, "export")):
            for kind in kinds:
                name = tr(f"files.{verb}.{kind.value}")
                menu.addAction(name, lambda s=signal, k=kind: s.emit(k))
            menu.addSeparator()
        self.setMenu(menu)
