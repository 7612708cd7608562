"""Every state of the main window and every menu of it, one scene after the other.

A scene yields (name, widget to be looked at) for each thing it has brought up, and clears it away.
"""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QPoint
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QInputDialog, QMenu

from dispatch_console.domain.board import Board
from dispatch_console.domain.connection import Link
from dispatch_console.domain.presence import Attention, Presence
from dispatch_console.ui.board.columns_dialog import ColumnsDialog
from dispatch_console.ui.board.table import ROW_HEIGHT
from dispatch_console.ui.timeline.menu import visit_menu
from dispatch_console.ui.widgets.engineer_menu import engineer_menu
from tests.factories import NOW
from tests.services.test_review import opened
from tests.ui.board.hovering import hover, leave
from tests.ui.shell.bar_scenes import BAR_SCENES
from tests.ui.shell.outage_scenes import OUTAGE_SCENES
from tests.ui.shell.stage import CANDIDATES, CLOSED, ENGINEER, LONG, PRICED, Seen, Stage, menu_scene


def at_rest(stage: Stage) -> Seen:
    yield "main", stage.main


def menus_of_the_bar(stage: Stage) -> Seen:
    for action in stage.main.actions_._bar.actions():
        if action.isVisible():
            yield from menu_scene(action.menu(), f"menu-{action.text()}")


def presence(stage: Stage) -> Seen:
    main, ticket = stage.main, stage.ticket(visited=True)
    main.store.set_others(
        (
            Presence(1, "Anna Berg", NOW, Attention(ticket, edits=True)),
            Presence(2, "王芳", NOW, Attention(ticket)),
            Presence(3, "Tom & Hill <b>", NOW),
            Presence(4, "Li Wei", NOW),
        )
    )
    main.selection.select_tickets([ticket])
    yield "presence", main
    yield from menu_scene(main.top_bar.presence.open(), "presence-list")
    main.selection.select_tickets([])
    main.store.set_others(())


def not_backed_up(stage: Stage) -> Seen:
    stage.main.status.show_backup("There is no room left in /backups.")
    yield "not-backed-up", stage.main
    stage.main.status.show_backup("")


def empty_board(stage: Stage) -> Seen:
    store = stage.main.store
    board = store.board
    store.set_board(Board(read_at=NOW))
    stage.main.board.set_loading(True)
    yield "loading", stage.main
    stage.main.board.set_loading(False)
    stage.main.workload.show()
    yield "nothing", stage.main
    stage.main.workload_dock.hide()
    store.set_board(board)


def board_views(stage: Stage) -> Seen:
    board = stage.main.board
    board.show_kanban(True)
    yield "kanban", stage.main
    board.show_kanban(False)
    hover(board.table, QPoint(60, 5 * ROW_HEIGHT))
    yield "row-hovered", stage.main
    leave(board.table)
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
    yield from menu_scene(board.table.column_menu(), "column-menu")
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
    customers = frozenset((main.store.board.tickets[stage.ticket(visited=True)].customer_name,))
    main.store.set_filter(
        customers=customers,
        engineers=frozenset((ENGINEER,)),
        skills=frozenset(main.store.board.skills),
    )
    for chip in board.filters._chips.values():
        yield from menu_scene(chip.menu(), f"chip-{chip.text()}")
    board.filters.clear()
    board.arrange_columns()
    yield "columns", stage.found(ColumnsDialog)
    stage.found(ColumnsDialog).close()


def timeline_menus(stage: Stage) -> Seen:
    main = stage.main
    shown = (main.store, main.intents)
    chosen = (stage.ticket(visited=True),)
    yield from menu_scene(visit_menu(main.timeline.canvas, *shown, chosen), "visit-menu")
    about = engineer_menu(main, main.store.board, main.intents, ENGINEER, off=True)
    yield from menu_scene(about, "engineer-menu")


def notices(stage: Stage) -> Seen:
    messages = stage.main.messages
    messages.done(LONG)
    yield "done", stage.main
    messages.warn(LONG, "Apply now", lambda: None)
    yield "warned", stage.main
    messages.fail(LONG, "Try again", lambda: None)
    stage.main.status.show_link(Link.READ_ONLY, NOW)
    stage.main.status.show_busy(True)
    yield "offline", stage.main
    messages.hide()
    stage.main.status.show_link(Link.ONLINE, NOW)
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
    panel.tabs.setCurrentIndex(0)


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
    main.show_moves()
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


WINDOW_SCENES: tuple[Callable[[Stage], Seen], ...] = (
    *OUTAGE_SCENES,
    at_rest,
    presence,
    not_backed_up,
    menus_of_the_bar,
    empty_board,
    board_views,
    board_menus,
    timeline_menus,
    notices,
    inspector,
    planning,
    command_bar,
    *BAR_SCENES,
)
