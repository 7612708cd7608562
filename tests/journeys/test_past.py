"""Looking at the past and taking a plan back, in the real window on a real database."""

import psycopg
from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from dispatch_console.domain.ticket import Priority
from dispatch_console.services import dispatch, priorities, publishing
from dispatch_console.services.context import Context
from dispatch_console.services.past import MINUTE
from dispatch_console.ui.dialogs.plans_dialog import PlansDialog
from tests.factories import NOW, make_ticket
from tests.journeys.conftest import OpenWindow
from tests.services.company import command, found, proposal, ticket
from tests.services.test_undo import TEN

WAIT = 30_000


def test_the_board_of_then_is_shown_while_now_goes_on(
    context: Context, open_window: OpenWindow, qtbot: QtBot
) -> None:
    company = found(context, make_ticket(1), make_ticket(2))
    with psycopg.connect(context.database.url) as connection:
        connection.execute("ALTER TABLE audit DISABLE TRIGGER USER")
        connection.execute("UPDATE audit SET at = %s", [NOW - 90 * MINUTE])
    key = company.tickets[0]
    main = open_window()
    qtbot.waitUntil(lambda: len(main.store.board.tickets) == 2, timeout=WAIT)
    main.intents.ask_assign([key], company.engineers[0], TEN)
    qtbot.waitUntil(lambda: main.store.board.tickets[key].visit is not None, timeout=WAIT)
    main.past.open()
    qtbot.waitUntil(lambda: main.store.past is not None, timeout=WAIT)
    assert main.store.board.tickets[key].visit is None
    main.past_strip.moment_wanted.emit(NOW - 100 * MINUTE)
    qtbot.waitUntil(lambda: not main.store.board.tickets, timeout=WAIT)
    main.past_strip.step_wanted.emit(True)
    qtbot.waitUntil(lambda: len(main.store.board.tickets) == 2, timeout=WAIT)
    assert main.store.past == NOW - 90 * MINUTE
    assert main.past_strip.slider._marks
    priorities.set_priority(context, command(9), [key], Priority.P1)
    qtbot.waitUntil(lambda: main.store.live.tickets[key].priority is Priority.P1, timeout=WAIT)
    assert main.store.board.tickets[key].priority is not Priority.P1
    main.past._escape.activated.emit()
    now = main.store.board.tickets[key]
    assert (now.visit is not None, now.priority) == (True, Priority.P1)


def test_a_published_plan_is_taken_back(
    context: Context, open_window: OpenWindow, qtbot: QtBot
) -> None:
    company = found(context, make_ticket(1), make_ticket(2))
    dispatch.assign(context, command(1), company.tickets[:1], company.engineers[0], TEN)
    publishing.publish(context, command(2), proposal(context))
    second = company.tickets[1]
    assert ticket(context, second).visit is not None
    main = open_window()
    qtbot.waitUntil(lambda: len(main.store.board.tickets) == 2, timeout=WAIT)
    next(a for a in main.findChildren(QAction) if a.text() == "Published plans…").trigger()
    (dialog,) = main.findChildren(PlansDialog)
    qtbot.waitUntil(dialog.revert.isEnabled, timeout=WAIT)
    dialog.revert.click()
    qtbot.waitUntil(lambda: main.store.proposal is not None, timeout=WAIT)
    main.planning.publish()
    qtbot.waitUntil(lambda: main.store.board.tickets[second].visit is None, timeout=WAIT)
    assert ticket(context, company.tickets[0]).visit is not None
