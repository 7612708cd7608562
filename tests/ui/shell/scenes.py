"""Every window, dialog, menu and state of a panel, one scene after the other on one main window.

A scene yields (name, widget to be looked at) for each thing it has brought up, and clears it away.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QPoint
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QDialog, QInputDialog, QMenu, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from dispatch_console.domain.board import Board
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import EngineerId, TicketId
from dispatch_console.domain.ticket import Status
from dispatch_console.services.budgeting import Curve, Option
from dispatch_console.services.context import Context
from dispatch_console.services.rebalancing import Evened, Step
from dispatch_console.ui.background import Background
from dispatch_console.ui.board.columns_dialog import ColumnsDialog
from dispatch_console.ui.budget import BudgetDialog
from dispatch_console.ui.candidates import Candidate
from dispatch_console.ui.dialogs.assign_dialog import AssignDialog
from dispatch_console.ui.dialogs.import_dialog import ImportDialog
from dispatch_console.ui.dialogs.settings_dialog import SettingsDialog
from dispatch_console.ui.dialogs.shortcuts_dialog import ShortcutsDialog
from dispatch_console.ui.dialogs.starting_window import StartingWindow
from dispatch_console.ui.inspector.closed_dialog import ClosedTicketDialog
from dispatch_console.ui.inspector.why_words import PricedRow
from dispatch_console.ui.intake import Draft
from dispatch_console.ui.shell import MainWindow
from dispatch_console.ui.timeline.menu import visit_menu
from dispatch_console.ui.widgets.engineer_menu import engineer_menu
from dispatch_console.ui.workload.lend_dialog import LendDialog
from dispatch_console.ui.workload.rebalance_dialog import RebalanceDialog
from tests.factories import NOW, make_ticket
from tests.services.importing.files import EXCERPT
from tests.services.test_review import opened
from tests.ui.budget.test_dialog import OPTIONS
from tests.ui.intake.conftest import HERE, Known, caller
from tests.ui.shell.conftest import FakeServices

D = TypeVar("D", bound=QWidget)
Seen = Iterator[tuple[str, QWidget]]

WAIT = 10_000
NONE: Any = None
ENGINEER = EngineerId(1)
CLOSED = make_ticket(
    901,
    status=Status.CLOSED,
    title="Pump in the cellar leaks at the upper seal, water on the floor",
    description="The caretaker has shut the valve. Bring seals of 40 and 50 mm.",
)
LONG = (
    "The ticket cannot be given to Anna Berg: the visit would end after the engineer's overtime,"
    " and the customer's time window is over before anybody could be there."
)


@dataclass(frozen=True, slots=True)
class Stage:
    """What the scenes play on."""

    main: MainWindow
    services: FakeServices
    known: Known
    database: Context
    background: Background
    qtbot: QtBot

    def settle(self) -> None:
        """Let what was asked for be laid out."""
        for _ in range(3):
            QApplication.processEvents()

    def wait(self, until: Callable[[], bool]) -> None:
        """Until something off this thread has come about."""
        self.qtbot.waitUntil(until, timeout=WAIT)

    def found(self, kind: type[D]) -> D:
        """The one shown of a kind."""
        (shown,) = (w for w in self.main.findChildren(kind) if w.isVisible())
        return shown

    def ticket(self, *, visited: bool) -> TicketId:
        """A ticket of the board with a visit, or one without that can be given one."""
        tickets = self.main.store.board.tickets.values()
        return next(t.id for t in tickets if (t.visit is not None) is visited)


def at_rest(stage: Stage) -> Seen:
    yield "main", stage.main


def menus_of_the_bar(stage: Stage) -> Seen:
    for action in stage.main.actions_._bar.actions():
        yield from _menu(action.menu(), f"menu-{action.text()}")


def _menu(menu: object, name: str) -> Seen:
    assert isinstance(menu, QMenu)
    menu.popup(QPoint(0, 0))
    yield name, menu
    for action in menu.actions():
        below = action.menu()
        if isinstance(below, QMenu):
            yield from _menu(below, f"{name}-{action.text()}")
    menu.close()


def empty_board(stage: Stage) -> Seen:
    store = stage.main.store
    board = store.board
    store.set_board(Board(read_at=NOW))
    stage.main.board.set_loading(True)
    yield "loading", stage.main
    stage.main.board.set_loading(False)
    stage.main.workload.show()
    yield "nothing", stage.main
    stage.main.workload.hide()
    store.set_board(board)


def board_views(stage: Stage) -> Seen:
    board = stage.main.board
    board.show_kanban(True)
    yield "kanban", stage.main
    board.show_kanban(False)
    board.group_by("skill")
    yield "grouped", stage.main
    board.group_by("")
    stage.main.store.set_filter(text="no ticket has these words")
    yield "no-match", stage.main
    stage.services.closed = (CLOSED,)
    stage.main.store.set_filter(text="pump")
    stage.wait(lambda: bool(board.closed.numbers))
    yield "closed-found", stage.main
    board.filters.clear()
    stage.main.store.set_filter(unassigned_only=True, priorities=frozenset((1, 2)))
    yield "filtered", stage.main
    board.filters.clear()


def board_menus(stage: Stage) -> Seen:
    main, board = stage.main, stage.main.board
    for visited in (True, False):
        main.selection.select_tickets([stage.ticket(visited=visited)])
        board._pop_up(QPoint(0, 0))
        yield f"ticket-menu-{visited}", stage.found(QMenu)
        stage.found(QMenu).close()
    yield from _menu(board.table.column_menu(), "column-menu")
    board.views.save("Morning & late shift, all of the northern regions")
    board.views.pop_up()
    yield "views-menu", board.views.menu()
    board.views.menu().close()
    yield "long-view-name", main
    board.views._ask("New view", "", lambda name: None)
    asked = stage.found(QInputDialog)
    yield "view-name", asked
    asked.close()
    board.views.remove()
    for chip in board.filters._chips.values():
        yield from _menu(chip.menu(), f"chip-{chip.text()}")
    board.arrange_columns()
    yield "columns", stage.found(ColumnsDialog)
    stage.found(ColumnsDialog).close()


def timeline_menus(stage: Stage) -> Seen:
    main = stage.main
    shown = (main.store, main.intents)
    chosen = (stage.ticket(visited=True),)
    yield from _menu(visit_menu(main.timeline.canvas, *shown, chosen), "visit-menu")
    about = engineer_menu(main, main.store.board, main.intents, ENGINEER, off=True)
    yield from _menu(about, "engineer-menu")


def notices(stage: Stage) -> Seen:
    messages = stage.main.messages
    messages.done(LONG)
    yield "done", stage.main
    messages.warn(LONG, "Apply now", lambda: None)
    yield "warned", stage.main
    messages.fail(LONG, "Try again", lambda: None)
    stage.main.status.show_online(False, NOW)
    stage.main.status.show_busy(True)
    yield "offline", stage.main
    messages.hide()
    stage.main.status.show_online(True, NOW)
    stage.main.status.show_busy(False)


def inspector(stage: Stage) -> Seen:
    main = stage.main
    panel = main.inspector
    main.selection.select_tickets([stage.ticket(visited=True)])
    yield "ticket-with-visit", main
    main.selection.select_tickets([stage.ticket(visited=False)])
    yield "ticket", main
    panel.candidates_wanted.disconnect()
    panel.show_candidates()
    panel.why.show_asking()
    yield "comparing", main
    ticket = panel.ticket
    assert ticket is not None
    panel.set_candidates(ticket.id, CANDIDATES)
    panel.why.show_why_not(LONG, [("Anna Berg", LONG), ("李伟", LONG)])
    for row in PRICED:
        panel.why.add(row)
    panel.why.show_searched(stopped=True)
    yield "why-not", main
    panel.why._each.setChecked(True)
    yield "obstacles", main
    panel.why.show_why_here(LONG, PRICED)
    yield "why-here", main
    panel.why.show_failure(LONG, again=True)
    panel.set_candidates(ticket.id, ())
    yield "no-candidates", main
    nowhere = replace(ticket, location=None)
    store = main.store
    board = store.board
    store.set_board(replace(board, tickets={**board.tickets, ticket.id: nowhere}))
    yield "no-place", main
    store.set_board(board)
    panel._tabs.setCurrentIndex(0)


CANDIDATES = (
    Candidate(engineer_id=EngineerId(1), name="Anna Berg 1", start=NOW, travel_s=-900, late=0),
    Candidate(engineer_id=EngineerId(2), name="王芳 2", start=NOW, travel_s=75 * 60, late=12),
    Candidate(
        engineer_id=EngineerId(3),
        name="Tom Hill 3",
        start=None,
        travel_s=0,
        late=0,
        reasons=(LONG,),
    ),
)

PRICED = [
    PricedRow(
        words="T-00003: let it start up to 20 min after its time window, by Anna Berg in overtime",
        price=price,
        travel_s=600,
        late=1,
        moved=2,
        about=("Travel +600", "Overtime +3,600"),
        note=LONG,
    )
    for price in (-12_345.0, 50.0, 1_234_567.0)
]


def planning(stage: Stage) -> Seen:
    main = stage.main
    main.plan_bar.show_solving("Finding who takes over from Anna Berg and what it changes…")
    yield "solving", main
    main.plan_bar.show_ending("Ending, and working out what has been found so far…")
    yield "ending", main
    before = main.store.board
    review = opened(keep=0.5)
    main.store.set_board(review.case.board)
    main.store.set_review(review)
    main.plan_bar.show_review(review.proposal, review)
    main._show_moves()
    yield "review", main
    first = main.moves.topLevelItem(0)
    assert first is not None
    main.moves.setCurrentItem(first)
    main.moves.contextMenuEvent(
        QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(0, 0), QPoint(0, 0))
    )
    yield "moves-menu", stage.found(QMenu)
    stage.found(QMenu).close()
    main.planning.desk.decide_all(accept=False)
    stage.wait(lambda: not main.planning.desk.busy)
    yield "all-rejected", main
    main.planning.discard()
    main.store.set_board(before)


def workload(stage: Stage) -> Seen:
    main = stage.main
    main.workload.show()
    stage.wait(lambda: main.workload.panel.map.engineer is not None)
    yield "workload", main
    main.workload.panel._fail(DomainError("place.coordinates", lat=99, lon=0))
    yield "workload-failed", main
    main.workload.hide()
    board = main.store.board
    lend = LendDialog(
        board, board.engineers[ENGINEER], main.store.horizon, main._session.zone, main
    )
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
    def search(stop: object, tell: Callable[[Option], object]) -> Curve:
        for option in OPTIONS:
            tell(option)
        return Curve(NONE, NONE, OPTIONS)

    dialog = BudgetDialog(search, NONE, stage.background, stage.main)
    dialog.show()
    yield "budget-first", dialog
    stage.wait(dialog.review.isEnabled)
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
    main.board.closed.opened.emit(CLOSED)
    yield "closed", stage.found(ClosedTicketDialog)
    stage.found(ClosedTicketDialog).close()
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
            main._session.zone,
            main,
        )
        dialog.show()
        yield f"assign-{name}", dialog
        dialog.close()


def importing(stage: Stage) -> Seen:
    dialog = ImportDialog(
        stage.database, stage.background, stage.main, zone=stage.main._session.zone
    )
    dialog.show()
    yield "import-first", dialog
    dialog.open_file(Path(EXCERPT))
    stage.wait(lambda: dialog._report is not None and not dialog._work.busy)
    yield "import", dialog
    yield from _menu(dialog._mapping._menu(), "import-mappings")
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


def command_bar(stage: Stage) -> Seen:
    main = stage.main
    main.command_bar.open()
    popup = main.command_bar.popup
    yield "command", main
    for name, sentence in (
        ("assign", "assign T-00003 to Anna Berg 14:00 pin"),
        ("unclear", "assign T-00003 to Anna"),
        ("not-understood", "brew some coffee"),
    ):
        popup.say(sentence)
        yield f"command-{name}", main
    popup.vanish()


def starting(stage: Stage) -> Seen:
    window = StartingWindow()
    stage.qtbot.addWidget(window)
    window.show()
    yield "starting", window
    window.show_failure(LONG)
    yield "starting-failed", window
    window.hide()


SCENES: tuple[Callable[[Stage], Seen], ...] = (
    at_rest,
    menus_of_the_bar,
    empty_board,
    board_views,
    board_menus,
    timeline_menus,
    notices,
    inspector,
    planning,
    workload,
    budget,
    small_dialogs,
    importing,
    intake,
    command_bar,
    starting,
)


def dialogs_left(main: MainWindow) -> list[QDialog]:
    """Dialogs that a scene forgot."""
    return [dialog for dialog in main.findChildren(QDialog) if dialog.isVisible()]
