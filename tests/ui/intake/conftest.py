"""The intake window on a board of a week, with a make-believe database behind it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from pytestqt.qtbot import QtBot

from dispatch_console.domain.customer import Customer, Site
from dispatch_console.domain.ids import CustomerId, ShiftId, SiteId
from dispatch_console.domain.likeness import Call, Likeness, likely
from dispatch_console.domain.place import Location
from dispatch_console.domain.plan import NO_FIGURES, Proposal
from dispatch_console.domain.ticket import Ticket
from dispatch_console.services.context import Context
from dispatch_console.services.intake import Caller
from dispatch_console.ui.background import Background
from dispatch_console.ui.intake import IntakeWindow, asking
from dispatch_console.ui.store import BoardStore
from tests.factories import NOW, make_board, make_shift

ZONE = ZoneInfo("Asia/Shanghai")
HERE = Location(31.14, 121.34)
HOTEL = Customer(id=CustomerId(5), name="Hotel", phone="021-5888 1234")
BUND = Site(id=SiteId(7), name="Hotel, Bund", address="1 Bund", customer_id=HOTEL.id, location=HERE)


@dataclass
class Known:
    """What the database answers; an exception is raised."""

    callers: tuple[Caller, ...] | Exception = ()
    typed: list[str] = field(default_factory=list)
    lost: Exception | None = None

    def find(self, ctx: Context, typed: str) -> tuple[Caller, ...]:
        self.typed.append(typed)
        if isinstance(self.callers, Exception):
            raise self.callers
        return self.callers if typed else ()

    def alike(
        self, ctx: Context, call: Call, tickets: Iterable[Ticket], now: datetime
    ) -> tuple[Likeness, ...]:
        if self.lost is not None:
            raise self.lost
        return likely(call, tickets, now)


def caller(**more: object) -> Caller:
    given: dict[str, object] = {
        "name": HOTEL.name,
        "phone": HOTEL.phone,
        "customer": HOTEL,
        "sites": (BUND,),
    }
    return Caller(**(given | more))  # pyright: ignore[reportArgumentType]


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> Known:
    fake = Known()
    monkeypatch.setattr(asking, "callers", fake.find)
    monkeypatch.setattr(asking, "likely_duplicates", fake.alike)
    return fake


@pytest.fixture
def store() -> BoardStore:
    board = make_board(20, 6)
    shifts = dict(board.shifts)
    for day in range(1, 5):
        for engineer in range(1, 7):
            key = ShiftId(100 * day + engineer)
            shifts[key] = make_shift(key, engineer, day=day)
    return BoardStore(replace(board, shifts=shifts), lambda: NOW)


@pytest.fixture
def open_intake(
    qtbot: QtBot, background: Background, store: BoardStore, known: Known
) -> Iterator[Callable[[], IntakeWindow]]:
    """Opens the window, as often as asked."""
    opened: list[IntakeWindow] = []
    database: Any = SimpleNamespace(url="")

    def open_one() -> IntakeWindow:
        context = Context(database=database, user="Tester", clock=lambda: NOW)
        made = IntakeWindow(context, background, store, ZONE)
        opened.append(made)
        made.resize(made.sizeHint())
        made.show()
        return made

    yield open_one
    for window in opened:
        window.hide()
        window.deleteLater()


@pytest.fixture
def intake(open_intake: Callable[[], IntakeWindow]) -> IntakeWindow:
    return open_intake()


@pytest.fixture
def proposal() -> Proposal:
    """One that changes nothing."""
    return Proposal(
        id=UUID(int=1),
        made_at=NOW,
        visits={},
        base={},
        moves=(),
        before=NO_FIGURES,
        after=NO_FIGURES,
    )
