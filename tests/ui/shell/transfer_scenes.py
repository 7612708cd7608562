"""Files of devices in the import window, and the board with queues and custom fields."""

import tempfile
from dataclasses import replace
from pathlib import Path

from dispatch_console.domain.definitions import Definitions
from dispatch_console.domain.ids import QueueId
from dispatch_console.services.importing.field import Kind
from dispatch_console.ui.board.columns_dialog import ColumnsDialog
from dispatch_console.ui.board.rows import Column
from dispatch_console.ui.customers.window import CustomersWindow
from dispatch_console.ui.dialogs.import_dialog import ImportDialog
from dispatch_console.ui.widgets.files_button import FilesButton
from tests.ui.board.test_fields import FIELDS, QUEUES
from tests.ui.shell.stage import Seen, Stage, menu_scene

DEVICES = """id,name,customer,parent,model,serial,installed on,status,meters,readings
1,Lift 1,Hotel at the Bund,,ELENESSA-1050,M-1,1998-03-04,in service,Trips,"120,400"
2,Door drive,Hotel at the Bund,1,DR,D-1,soon,in service,,
3,Chiller,,,VRV,V-9,2020-01-01,retired,,
4,Copier,Mill & Sons,no such device,iR,C-2,2024-05-06,in service,,
"""


def devices_file(stage: Stage) -> Seen:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "devices.csv"
        path.write_text(DEVICES, encoding="utf-8")
        dialog = ImportDialog(
            stage.database, stage.background, stage.main, zone=stage.main.session.zone
        )
        dialog.show()
        dialog.open_file(path, Kind.DEVICES)
        stage.wait(lambda: dialog._report is not None and not dialog._work.busy)
        yield "import-devices", dialog
        dialog._preview._tabs.setCurrentIndex(1)
        yield "import-devices-issues", dialog
        dialog.close()


def files_menu(stage: Stage) -> Seen:
    window = CustomersWindow(stage.main.intents, stage.main.session.zone, stage.main)
    window.show()
    yield from menu_scene(window.findChild(FilesButton).menu(), "files-menu")  # type: ignore[union-attr]
    window.close()


def board_fields(stage: Stage) -> Seen:
    main = stage.main
    board, store = main.board, main.store
    before, columns = store.board, board.table.columns()
    customs = ((("access", "badge"), ("floor", "12")), (("floor", "-1"), ("ready", "2026-03-04")))
    tickets = {
        key: replace(one, queue_id=QueueId(1 + n % 2), custom=customs[n % 2])
        for n, (key, one) in enumerate(before.tickets.items())
    }
    store.set_board(
        replace(before, tickets=tickets, definitions=Definitions(fields=FIELDS), queues=QUEUES)
    )
    board.table.show_columns([Column.NUMBER, Column.QUEUE, "custom.floor", "custom.access"])
    board.group_by("custom.floor")
    store.set_filter(text="floor<13", queues=frozenset({QueueId(1), QueueId(2)}))
    yield "board-fields", main
    board.arrange_columns()
    dialog = stage.found(ColumnsDialog)
    yield "columns-fields", dialog
    dialog.close()
    board.filters.clear()
    board.group_by("")
    board.table.show_columns(columns)
    store.set_board(before)


TRANSFER_SCENES = (devices_file, files_menu, board_fields)
