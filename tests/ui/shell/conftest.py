"""A window on a make-believe database: services answer from memory, the map is a plain widget."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from dispatch_console.domain.board import Board, BoardPatch
from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.connection import Link
from dispatch_console.domain.notice import Notice
from dispatch_console.domain.presence import Attention, Presence
from dispatch_console.domain.ticket import Ticket
from dispatch_console.planning.host import SolverHost
from dispatch_console.services.alarms import Alarms
from dispatch_console.services.context import Context
from dispatch_console.services.searching import ClosedTickets
from dispatch_console.support.settings import Settings
from dispatch_console.ui import change_hub
from dispatch_console.ui.background import Background
from dispatch_console.ui.bar.popup import BarPopup
from dispatch_console.ui.map.tools import MapTools
from dispatch_console.ui.shell import (
    MainWindow,
    Session,
    alarms_flow,
    closed_search,
    commands,
    furnishing,
    knowledge_flow,
    notices_flow,
)
from tests.factories import NOW, make_board


class FakeWatcher:
    """Stirs only when a test says so."""

    made: list["FakeWatcher"]

    def __init__(self, url: str, *, user: str) -> None:
        self.stopped = False
        self.attention = Attention()
        self.on_change: Callable[[], None] = lambda: None
        self.on_state: Callable[[Link], None] = lambda link: None
        self.on_clock: Callable[[timedelta], None] = lambda ahead: None
        self.tried = 0
        self.made.append(self)

    def start(
        self,
        on_change: Callable[[], None],
        on_state: Callable[[Link], None],
        on_presence: Callable[[tuple[Presence, ...]], None],
        on_clock: Callable[[timedelta], None],
    ) -> None:
        self.on_change, self.on_state, self.on_clock = on_change, on_state, on_clock

    def try_now(self) -> None:
        self.tried += 1

    def attend(self, attention: Attention) -> None:
        self.attention = attention

    def stop(self) -> None:
        self.stopped = True


@dataclass
class FakeServices:
    """What the services are asked, and what they answer: a value, or an exception to raise."""

    board: Board | Exception = field(default_factory=lambda: make_board(30, 6))
    patches: list[BoardPatch | Exception] = field(default_factory=list)
    calls: list[tuple[str, tuple[Any, ...]]] = field(default_factory=list)
    refusal: Exception | None = None
    closed: tuple[Ticket, ...] = ()
    notices: tuple[Notice, ...] = ()
    alarms: Alarms = field(default_factory=Alarms)
    watchers: list[FakeWatcher] = field(default_factory=list)

    def load(self, ctx: Context) -> Board:
        return _given(self.board)

    def read_changes(self, ctx: Context, cursor: str) -> BoardPatch:
        return _given(self.patches.pop(0) if self.patches else BoardPatch(read_at=NOW, cursor="1"))

    def closed_tickets(self, ctx: Context, text: str) -> ClosedTickets:
        return ClosedTickets(text, self.closed)

    def command(self, name: str) -> Callable[..., ChangeSet]:
        def run(ctx: Context, command_id: object, *asked: object, **how: object) -> ChangeSet:
            chosen = {key: value for key, value in how.items() if value}
            self.calls.append((name, (*asked, chosen) if chosen else asked))
            if self.refusal is not None:
                raise self.refusal
            return ChangeSet()

        return run


def _given(answer: Any) -> Any:
    if isinstance(answer, Exception):
        raise answer
    return answer


class PlainMap(QWidget):
    """Takes what the map takes; `sent` is what its page would be told."""

    def __init__(self, store: Any, selection: Any, *shared: object, **more: object) -> None:
        super().__init__()
        self.sent: list[Any] = []
        self.tools = MapTools(self, store, selection, self.sent.append, dict)
        self.tools.background = cast("Background", more["background"])
        self.draw_lasso = partial(self.sent.append, "lasso")
        self.zoom_to_all = partial(self.sent.append, "all")
        self.zoom_to_selection = partial(self.sent.append, "selection")
        self.select_all_in_view = partial(self.sent.append, "in view")
        self.show_legend = partial(self.sent.append, "legend")

    def once_live(self, deed: Callable[[], object]) -> None:
        deed()


@pytest.fixture
def services(monkeypatch: pytest.MonkeyPatch) -> FakeServices:
    fake = FakeServices()
    FakeWatcher.made = fake.watchers
    monkeypatch.setattr(change_hub, "Watcher", FakeWatcher)
    monkeypatch.setattr(change_hub.boards, "load", fake.load)
    monkeypatch.setattr(change_hub.boards, "read_changes", fake.read_changes)
    monkeypatch.setattr(furnishing, "MapPanel", PlainMap)
    for name in ("assign", "unassign", "set_lock", "set_status"):
        monkeypatch.setattr(commands.dispatch, name, fake.command(name))
    monkeypatch.setattr(commands.priorities, "set_priority", fake.command("set_priority"))
    monkeypatch.setattr(notices_flow.notices, "read", lambda ctx: fake.notices)
    monkeypatch.setattr(alarms_flow.alarms, "read", lambda ctx: fake.alarms)
    monkeypatch.setattr(notices_flow.help_due, "asked_of_me", lambda ctx: ())
    monkeypatch.setattr(closed_search, "closed_tickets", fake.closed_tickets)
    monkeypatch.setattr(knowledge_flow.finding, "suggest", lambda *asked: ())
    monkeypatch.setattr(knowledge_flow.using, "said_at", lambda *asked: {})
    return fake


@pytest.fixture
def session(background: Background, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Session:
    monkeypatch.setenv("DISPATCH_DATA_DIR", str(tmp_path))
    database: Any = SimpleNamespace(url="", server="test server")
    return Session(
        context=Context(database=database, user="Tester", clock=lambda: NOW),
        background=background,
        settings=Settings(solve_seconds=1),
        solver=SolverHost(),
        zone=ZoneInfo("Asia/Shanghai"),
    )


@pytest.fixture
def main(qtbot: QtBot, session: Session, services: FakeServices) -> Iterator[MainWindow]:
    """A shown window whose board has been read; ended in good order afterwards."""
    made = MainWindow(session)
    made.resize(1366, 768)
    with qtbot.waitSignal(made.hub.loaded):
        made.show()
    yield made
    with qtbot.waitSignal(made.destroyed, timeout=10_000):
        made.close()


Say = Callable[[str], BarPopup]


@pytest.fixture
def say(main: MainWindow) -> Say:
    """Opens the bar and types a sentence."""

    def type_in(sentence: str) -> BarPopup:
        main.command_bar.open()
        popup = main.command_bar.popup
        popup.line.setText(sentence)
        popup.edited.emit(sentence)
        return popup

    return type_in


def enter(popup: BarPopup, qtbot: QtBot) -> None:
    """Have the bar do what was typed."""
    qtbot.keyClick(popup.line, Qt.Key.Key_Return)
