"""Every dialog and every window besides the main one, one scene after the other.

A scene yields (name, widget to be looked at) for each thing it has brought up, and clears it away.
"""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QMessageBox

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import EngineerId, TicketId
from dispatch_console.services.budgeting import Curve, Option
from dispatch_console.services.rebalancing import Evened, Step
from dispatch_console.ui.budget import BudgetDialog
from dispatch_console.ui.dialogs.assign_dialog import AssignDialog
from dispatch_console.ui.dialogs.import_dialog import ImportDialog
from dispatch_console.ui.dialogs.settings_dialog import SettingsDialog
from dispatch_console.ui.dialogs.shortcuts_dialog import ShortcutsDialog
from dispatch_console.ui.dialogs.starting_window import StartingWindow
from dispatch_console.ui.intake import Draft
from dispatch_console.ui.workload.lend_dialog import LendDialog
from dispatch_console.ui.workload.rebalance_dialog import RebalanceDialog
from tests.factories import make_ticket
from tests.services.importing.files import EXCERPT
from tests.ui.budget.test_dialog import OPTIONS
from tests.ui.intake.conftest import HERE, caller
from tests.ui.shell.stage import CANDIDATES, ENGINEER, LONG, NONE, Seen, Stage, menu_scene


def workload(stage: Stage) -> Seen:
    main = stage.main
    main.workload.show()
    stage.wait(lambda: main.workload.panel.map.engineer is not None)
    yield "workload", main
    main.workload.panel._fail(DomainError("place.coordinates", lat=99, lon=0))
    yield "workload-failed", main
    main.workload_dock.hide()
    board = main.store.board
    lend = LendDialog(board, board.engineers[ENGINEER], main.store.horizon, main.session.zone, main)
    lend.show()
    yield "lend", lend
    lend.close()
    steps = tuple(
        Step(TicketId(n), EngineerId(1), EngineerId(2), 900.0 * n, 0.5, bool(n % 2))
        for n in (1, 2, 4)
    )
    rebalance = RebalanceDialog(
        board,
        lambda price, most, stop: Evened(steps, 2.0, 0.5, 2700.0, NONE),
        stage.background,
        main,
    )
    rebalance.show()
    yield "rebalance-first", rebalance
    rebalance.look.click()
    stage.wait(rebalance.review.isEnabled)
    yield "rebalance", rebalance
    rebalance.reject()


def budget(stage: Stage) -> Seen:
    def search(cap: object, stop: object, tell: Callable[[Option], object]) -> Curve:
        for option in OPTIONS:
            tell(option)
        return Curve(NONE, NONE, OPTIONS)

    dialog = BudgetDialog(search, NONE, stage.background, stage.main)
    dialog.show()
    yield "budget-first", dialog
    stage.wait(dialog.review.isEnabled)
    dialog.engineers.setValue(12)
    yield "budget", dialog
    dialog.reject()


def small_dialogs(stage: Stage) -> Seen:
    main = stage.main
    main.dialogs.settings(lambda _: None)
    settings = stage.found(SettingsDialog)
    stage.wait(lambda: settings._zone.count() > 0)
    yield "settings", settings
    settings._url.setText("postgresql://somebody@server/dispatch")
    settings._not_connected(DomainError("database.lost", server="server"))
    settings._travel.setCurrentIndex(1)
    yield "settings-refused", settings
    settings.close()
    main.actions_._deeds.shortcuts()
    yield "shortcuts", stage.found(ShortcutsDialog)
    stage.found(ShortcutsDialog).close()
    main.calls.intake.form.title.setText("Lift stuck")
    main.dialogs.ask_to_leave(lambda: None)
    yield "leaving", stage.found(QMessageBox)
    stage.found(QMessageBox).close()
    main.calls.intake.show_draft(Draft())
    tickets = [main.store.board.tickets[stage.ticket(visited=False)]]
    for name, candidates in (("waiting", None), ("assign", CANDIDATES), ("nobody", ())):
        dialog = AssignDialog(
            tickets,
            lambda _, then, found=candidates: then(found) if found is not None else None,
            main.session.zone,
            main,
        )
        dialog.show()
        yield f"assign-{name}", dialog
        dialog.close()


def importing(stage: Stage) -> Seen:
    dialog = ImportDialog(
        stage.database, stage.background, stage.main, zone=stage.main.session.zone
    )
    dialog.show()
    yield "import-first", dialog
    dialog.open_file(Path(EXCERPT))
    stage.wait(lambda: dialog._report is not None and not dialog._work.busy)
    yield "import", dialog
    yield from menu_scene(dialog._mapping._menu(), "import-mappings")
    dialog.close()


def intake(stage: Stage) -> Seen:
    main = stage.main
    stage.known.callers = (caller(open=(make_ticket(1),)),)
    main.calls.show()
    window = main.calls.intake
    yield "intake-empty", window
    form = window.form
    form.phone.setText("021 5888")
    stage.wait(lambda: window.callers.topLevelItemCount() > 0)
    form.title.setText("people trapped in the lift, come at once")
    form.place.setText(f"{HERE.lat}, {HERE.lon}")
    stage.wait(lambda: bool(window.offered.list.open_offers))
    stage.wait(lambda: bool(form.proposals["skill"].label.text()))
    yield "intake", window
    form.title.clear()
    window._submit(book=False)
    yield "intake-lacking", window
    window.not_done(LONG)
    yield "intake-failed", window
    window.show_draft(Draft())
    window.hide()


def starting(stage: Stage) -> Seen:
    window = StartingWindow()
    stage.qtbot.addWidget(window)
    window.show()
    yield "starting", window
    window.show_failure(LONG)
    yield "starting-failed", window
    window.hide()


DIALOG_SCENES: tuple[Callable[[Stage], Seen], ...] = (
    workload,
    budget,
    small_dialogs,
    importing,
    intake,
    starting,
)
