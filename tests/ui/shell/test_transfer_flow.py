"""A window's files: its button imports and exports what it shows, and says what came of it."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from dispatch_console.domain.errors import DomainError
from dispatch_console.services.exporting import run
from dispatch_console.services.importing.field import Kind
from dispatch_console.ui.customers.window import CustomersWindow
from dispatch_console.ui.dialogs.import_dialog import ImportDialog
from dispatch_console.ui.shell.customers_flow import CustomersFlow
from dispatch_console.ui.shell.window import MainWindow
from dispatch_console.ui.warehouse.window import WarehouseWindow


def test_the_warehouse_exports_parts_and_says_so(
    main: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch, log_records
) -> None:
    log_records.expect("WarehouseFlow")
    asked: list[tuple[Kind, Path]] = []

    def export(_: object, kind: Kind, path: Path, *, time_zone: str) -> int:
        asked.append((kind, path))
        if path.suffix == ".csv":
            raise DomainError("import.write", file=path.name, reason="full")
        return 7

    monkeypatch.setattr(run, "export", export)
    main.warehouse.show()
    window = main.findChild(WarehouseWindow)
    assert window is not None
    window.files.export_wanted.emit(Kind.PARTS)
    picker = window.findChild(QFileDialog)
    assert picker is not None
    assert picker.defaultSuffix() == "xlsx"
    picker.fileSelected.emit(str(tmp_path / "parts.xlsx"))
    qtbot.waitUntil(lambda: "7 rows written" in window._said.text())
    picker.fileSelected.emit(str(tmp_path / "parts.csv"))
    qtbot.waitUntil(lambda: "parts.csv" in window._said.text())
    picker.reject()
    assert [kind for kind, _ in asked] == [Kind.PARTS, Kind.PARTS]
    window.close()


def test_a_window_imports_what_it_shows(main: MainWindow, qtbot: QtBot, log_records) -> None:
    log_records.expect("unforeseen")
    CustomersFlow(main).show()
    window = main.findChild(CustomersWindow)
    assert window is not None
    names = [action.text() for action in window.files.menu().actions() if action.text()]
    assert names[:4] == [
        "Import sites…",
        "Import contacts…",
        "Import devices…",
        "Import contracts…",
    ]
    window.files.import_wanted.emit(Kind.CONTRACTS)
    dialog = main.findChild(ImportDialog)
    assert dialog is not None
    assert dialog._source._kind.currentText() == "contracts"
    window.files.import_wanted.emit(Kind.DEVICES)
    assert dialog._source._kind.currentText() == "devices"
    dialog.reject()
    window.close()
