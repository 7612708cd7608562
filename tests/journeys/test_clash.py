"""Others change the plan while it is reviewed: what holds is published, the clash comes up anew."""

from dataclasses import replace

from PySide6.QtWidgets import QLabel

from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.ticket import Status
from dispatch_console.services import dispatch
from dispatch_console.services.context import Context
from dispatch_console.services.review import Review
from dispatch_console.ui.shell import MainWindow
from tests.factories import make_ticket
from tests.journeys.conftest import OpenWindow
from tests.services.company import command, found, ticket, violations

WAIT = 60_000


def reviewed(qtbot, window: MainWindow) -> Review:
    qtbot.waitUntil(lambda: window.store.review is not None, timeout=WAIT)
    assert window.store.review is not None
    return window.store.review


def lengthened(ctx: Context, key: TicketId) -> None:
    with ctx.database.unit(user="chen") as unit:
        unit.tickets.update([replace(ticket(ctx, key), duration_s=5400)])
        unit.commit()


def test_only_the_clash_is_planned_again_and_shown_with_who_did_what(
    qtbot, context: Context, open_window: OpenWindow
) -> None:
    company = found(context, *(make_ticket(n) for n in range(1, 9)), engineers=4)
    window = open_window()
    qtbot.waitUntil(lambda: len(window.store.board.tickets) == 8, timeout=WAIT)
    window.planning.plan()
    first = reviewed(qtbot, window)
    assert len(first.proposal.moves) == 8

    key = company.tickets[0]
    lengthened(context, key)
    dispatch.set_status(
        replace(context, user="chen"), command(1), [company.tickets[7]], Status.CANCELLED
    )
    window.planning.publish()
    qtbot.waitUntil(lambda: window.store.review not in (None, first), timeout=WAIT)
    second = reviewed(qtbot, window)
    moved = {move.ticket_id for move in second.proposal.moves}
    assert key in moved
    assert company.tickets[7] not in moved
    assert second.case.meanwhile is not None
    assert second.case.meanwhile.kept >= 1
    said = "\n".join(label.text() for label in window.plan_bar.findChildren(QLabel))
    assert f"{second.case.meanwhile.kept} changes are published" in said
    assert f"chen: {ticket(context, key).number}" in said
    assert "1 h 30 min" in said or "1:30" in said
    assert not window.planning.idle

    # Changed once more meanwhile: the same again, until nothing is left to decide.
    dispatch.set_status(replace(context, user="chen"), command(2), [key], Status.CANCELLED)
    window.planning.publish()
    qtbot.waitUntil(lambda: window.store.review is not second, timeout=WAIT)
    qtbot.waitUntil(lambda: window.planning.idle or window.store.review is not None, timeout=WAIT)
    assert ticket(context, key).visit is None
    assert violations(context) == ()


def test_without_a_clash_nothing_is_asked(qtbot, context: Context, open_window: OpenWindow) -> None:
    found(context, *(make_ticket(n) for n in range(1, 5)))
    window = open_window()
    qtbot.waitUntil(lambda: len(window.store.board.tickets) == 4, timeout=WAIT)
    window.planning.plan()
    reviewed(qtbot, window)
    with qtbot.waitSignal(window.planning.published, timeout=WAIT):
        window.planning.publish()
    assert window.planning.idle
    assert window.store.review is None
    assert "Plan published" in window.messages.sentence
