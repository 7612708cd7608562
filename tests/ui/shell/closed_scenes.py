"""The window of a ticket that has left the board, each of its tabs in front once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from dispatch_console.domain.cost import Cover
from dispatch_console.domain.cover import cover_of
from dispatch_console.domain.message import Medium
from dispatch_console.domain.requisition import State
from dispatch_console.domain.step import Step
from dispatch_console.domain.ticket import Status
from dispatch_console.domain.ticket_link import LinkKind, TicketLink
from dispatch_console.services.chronicle import Event
from dispatch_console.services.confirming import Waiting
from dispatch_console.services.costing.reckoning import TicketCost
from dispatch_console.services.customers.reading import AssetCard
from dispatch_console.services.lifecycle import Life
from dispatch_console.storage.repositories.surveys import Letter
from dispatch_console.ui.inspector.closed_dialog import ClosedTicketDialog
from tests.factories import NOW, make_ticket
from tests.ui.conversation.talk import conversation
from tests.ui.shell.cost_scenes import LINES
from tests.ui.shell.customers_scenes import CONTRACTS, LIFT, TICKETS, TODAY, US
from tests.ui.shell.lifecycle_scenes import LAID_DOWN
from tests.ui.shell.parts_scenes import choose, requisition, ticket_parts
from tests.ui.shell.satisfaction_scenes import ANSWERED
from tests.ui.shell.sla_scenes import explanation
from tests.ui.shell.stage import CLOSED, LONG, Seen, Stage

RESOLVED = replace(CLOSED, status=Status.RESOLVED)
LETTER = Letter(Medium.EMAIL, "li.wei@grand-hotel-shanghai.example.org", NOW)
STEP = Step(
    ticket_id=CLOSED.id, at=NOW, who="Anna Berg", before=Status.IN_PROGRESS, after=Status.RESOLVED
)


def closed(stage: Stage) -> Seen:
    main = stage.main
    before = main.store.board
    main.store.set_board(replace(before, definitions=LAID_DOWN))
    main.board.closed.opened.emit(CLOSED)
    dialog = stage.found(ClosedTicketDialog)
    yield "closed", dialog
    tabs = dialog.tabs
    # What is shown is given below, not read.
    tabs.blockSignals(True)
    dialog.show_ticket(RESOLVED)
    yield "closed-resolved", dialog
    shown: list[tuple[Any, Callable[[], object]]] = [
        (
            tabs.conversation,
            lambda: tabs.conversation.show_conversation(
                conversation(RESOLVED), "Tester", past=False
            ),
        ),
        (tabs.life, lambda: tabs.life.show_life(_life(), main.store.board)),
        (
            tabs.history,
            lambda: tabs.history.show_events(
                (Event(at=NOW, who="li.wei", what="set_status resolved", why=LONG),),
                main.store.board,
            ),
        ),
        (tabs.parts, lambda: _show_parts(dialog)),
        (tabs.asset, lambda: tabs.asset.show_card(_card())),
        (tabs.sla, lambda: tabs.sla.show_explanation(explanation(RESOLVED))),
        (tabs.costs, lambda: tabs.costs.show_costs(TicketCost(RESOLVED, LINES, Cover()))),
        (
            tabs.satisfaction,
            lambda: tabs.satisfaction.show_survey(ANSWERED, _waits(), may_confirm=True),
        ),
    ]
    for tab, show in shown:
        tabs.setCurrentWidget(tab)
        show()
        yield f"closed-{type(tab).__name__}", dialog
    tabs.satisfaction.show_survey(None, replace(_waits(), letter=LETTER), may_confirm=True)
    yield "closed-unconfirmed", dialog
    dialog.messages.warn(LONG)
    main.intents.gate.close("scene", LONG)
    yield "closed-said", dialog
    main.intents.gate.open("scene")
    dialog.show_ticket(replace(CLOSED, status=Status.REOPENED))
    yield "closed-reopened", dialog
    tabs.blockSignals(False)
    dialog.close()
    main.store.set_board(before)


def left(stage: Stage) -> Seen:
    main = stage.main
    key = stage.ticket(visited=True)
    before = main.store.board
    main.selection.select_tickets([key])
    rest = {one: ticket for one, ticket in before.tickets.items() if one != key}
    main.store.set_board(replace(before, tickets=rest))
    main.selection.select_tickets([])
    main.messages.hide()
    yield "inspector-left", main
    main.store.set_board(before)


def _life() -> Life:
    child = make_ticket(902, parent_id=CLOSED.id, status=Status.CLOSED)
    link = TicketLink(CLOSED.id, make_ticket(3).id, LinkKind.CAUSES, 1)
    return Life(RESOLVED, (STEP,), (link,), {child.id: child, make_ticket(3).id: make_ticket(3)})


def _waits() -> Waiting:
    return Waiting(ticket=RESOLVED, since=NOW, by_itself_at=NOW + timedelta(days=3))


def _card() -> AssetCard:
    cover = cover_of(US, (LIFT,), CONTRACTS, TODAY)
    return AssetCard(line=(LIFT,), cover=cover, tickets=TICKETS[:5])


def _show_parts(dialog: ClosedTicketDialog) -> None:
    panel = dialog.tabs.parts
    rows = [requisition(1, State.HANDED_OUT, 1), requisition(2, State.USED, 2)]
    panel.show_parts(replace(ticket_parts(*rows), ended=True))
    choose(panel.table, 0)


CLOSED_SCENES = (closed, left)
