"""What the scenes of test_every_window play on, and the people and sentences in them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QWidget
from pytestqt.qtbot import QtBot

from dispatch_console.domain.ids import EngineerId, TicketId
from dispatch_console.domain.ticket import Status
from dispatch_console.services.context import Context
from dispatch_console.ui.background import Background
from dispatch_console.ui.candidates import Candidate
from dispatch_console.ui.inspector.why_words import PricedRow
from dispatch_console.ui.shell import MainWindow
from tests.factories import NOW, make_ticket
from tests.ui.intake.conftest import Known
from tests.ui.shell.conftest import FakeServices

D = TypeVar("D", bound=QWidget)
Seen = Iterator[tuple[str, QWidget]]

WAIT = 10_000
TITLE_BAR = 40
"""What of the screen's height a window's own title takes."""
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


def menu_scene(menu: object, name: str) -> Seen:
    assert isinstance(menu, QMenu)
    menu.popup(QPoint(0, 0))
    yield name, menu
    for action in menu.actions():
        below = action.menu()
        if isinstance(below, QMenu):
            yield from menu_scene(below, f"{name}-{action.text()}")
    menu.close()


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


def dialogs_left(main: MainWindow) -> list[QDialog]:
    """Dialogs that a scene forgot."""
    return [dialog for dialog in main.findChildren(QDialog) if dialog.isVisible()]
