"""What a drop over the map means and what is said of it, without the page."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QObject

from dispatch_console.domain.board import Board
from dispatch_console.domain.ids import EngineerId, ShiftId, TicketId
from dispatch_console.services.placing import Broken
from dispatch_console.services.pricing import DropPrice
from dispatch_console.ui.intents import Intents
from dispatch_console.ui.map.dropping import Dropping
from dispatch_console.ui.store import BoardStore
from tests.factories import DAY, NOW, make_engineer, make_shift, make_ticket, make_visit

NINE = DAY + timedelta(hours=1)
ENDS = NINE + timedelta(hours=1)


class Bench:
    """A route of tickets 1 and 2 in shift 1 of engineer 1; ticket 3 is nobody's."""

    def __init__(self, wiring: QObject) -> None:
        first = make_ticket(1, visit=make_visit(1, 1, 1, NINE, 60))
        second = make_ticket(2, visit=make_visit(2, 1, 1, NINE + timedelta(hours=4), 60))
        tickets = (first, second, make_ticket(3))
        staff = (make_engineer(1), make_engineer(2))
        board = Board(
            read_at=NOW,
            tickets={ticket.id: ticket for ticket in tickets},
            engineers={engineer.id: engineer for engineer in staff},
            shifts={ShiftId(1): make_shift(1, 1), ShiftId(2): make_shift(2, 2)},
        )
        self.intents = Intents(wiring)
        self.asked: list[tuple[Any, ...]] = []
        self.said: list[Any] = []
        self.store = BoardStore(board, lambda: NOW, wiring)
        self.dropping = Dropping(self.store, self.intents, ZoneInfo("Asia/Shanghai"), wiring)
        self.intents.assign.connect(lambda *args: self.asked.append(args))
        self.dropping.said.connect(self.said.append)

    def number(self, ticket: int) -> str:
        return self.store.board.tickets[TicketId(ticket)].number


@pytest.fixture
def bench(qapp: object) -> Iterator[Bench]:
    wiring = QObject()
    yield Bench(wiring)
    wiring.deleteLater()


@pytest.mark.parametrize(
    ("engineer", "shift", "after", "start"),
    [
        pytest.param(1, 0, 0, lambda: None, id="an engineer"),
        pytest.param(1, 1, 0, lambda: make_shift(1, 1).start, id="from home"),
        pytest.param(1, 1, 1, lambda: ENDS, id="between two visits"),
        pytest.param(1, 1, 2, lambda: NINE + timedelta(hours=5), id="to home"),
        pytest.param(2, 1, 1, lambda: None, id="another's shift"),
        pytest.param(1, 1, 3, lambda: None, id="a ticket that is not on the route"),
    ],
)
def test_a_leg_means_the_end_of_the_visit_it_comes_from(
    bench: Bench, engineer: int, shift: int, after: int, start: Callable[[], object]
) -> None:
    bench.dropping.drop((3,), engineer, shift, after)
    assert bench.asked == [((3,), engineer, start())]


@pytest.mark.parametrize(("tickets", "engineer"), [((99,), 1), ((3,), 99), ((), 1), ((3,), 0)])
def test_ids_that_nobody_knows_ask_for_nothing(
    bench: Bench, tickets: tuple[int, ...], engineer: int
) -> None:
    bench.dropping.hover(tickets, engineer, 0, 0)
    bench.dropping.drop(tickets, engineer, 0, 0)
    assert (bench.asked, bench.said) == ([], [])


def test_where_it_would_go_is_said_at_once_and_why_not_when_it_is_known(bench: Bench) -> None:
    bench.dropping.hover((3,), 1, 1, 0)
    assert bench.said[-1]["judgement"] == "pending"
    assert bench.said[-1]["lines"] == [f"First, before {bench.number(1)}"]
    broken = (Broken(code="dispatch.no_shift", params={"engineer": "X"}),)
    refused = DropPrice(tickets=(TicketId(3),), engineer_id=EngineerId(1), broken=broken)
    bench.intents.priced.emit(refused)
    assert bench.said[-1]["judgement"] == "refused"
    assert "Not possible" in bench.said[-1]["lines"]


def test_the_price_of_somebody_left_meanwhile_is_not_shown(bench: Bench) -> None:
    bench.dropping.hover((3,), 1, 0, 0)
    bench.dropping.hover((3,), 2, 0, 0)
    count = len(bench.said)
    bench.intents.priced.emit(DropPrice(tickets=(TicketId(3),), engineer_id=EngineerId(1)))
    bench.dropping.hover((3,), 0, 0, 0)
    bench.intents.priced.emit(DropPrice(tickets=(TicketId(3),), engineer_id=EngineerId(2)))
    assert len(bench.said) == count
