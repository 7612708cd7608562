"""Logging in, and the window as those see it who may not do everything."""

from collections.abc import Callable
from dataclasses import replace

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import RegionId
from dispatch_console.domain.roles import Role, Seat
from dispatch_console.services.login import Address, Tls
from dispatch_console.services.rights import Rights
from dispatch_console.support.i18n import tr
from dispatch_console.ui.dialogs.starting_window import StartingWindow
from dispatch_console.ui.login import LoginWindow
from dispatch_console.ui.shell import MainWindow
from dispatch_console.words.text import error_sentence
from tests.ui.shell.stage import TITLE_BAR, WAIT, Seen, Stage, menu_scene


def read_only(stage: Stage) -> Seen:
    yield from _as(stage, Seat("wang.fang", Role.VIEWER))


def limited(stage: Stage) -> Seen:
    yield from _as(stage, Seat("li.wei", Role.DISPATCHER, frozenset({RegionId(1), RegionId(2)})))


def _as(stage: Stage, seat: Seat) -> Seen:
    main = stage.main
    window = MainWindow(replace(main.session, rights=Rights(seat)))
    window.resize(main.width(), main.height() - TITLE_BAR)
    with stage.qtbot.waitSignal(window.hub.loaded, timeout=WAIT):
        window.show()
    window.open_ticket(stage.ticket(visited=True))
    yield f"as-{seat.role}", window
    for action in window.actions_._bar.actions():
        if action.isVisible():
            yield from menu_scene(action.menu(), f"as-{seat.role}-{action.text()}")
    window.messages.hide()
    window.intents.ask_override(
        [stage.ticket(visited=True)], next(iter(main.store.board.engineers)), None
    )
    yield f"as-{seat.role}-told", window
    with stage.qtbot.waitSignal(window.destroyed, timeout=WAIT):
        window.close()


def log_in(stage: Stage) -> Seen:
    address = Address("db.example.org", "dispatch", "li.wei", tls=Tls.VERIFY_FULL)
    window = LoginWindow(address)
    window.show()
    yield "login", window
    window.show_store(False)
    window.refuse(error_sentence(DomainError("database.certificate", server="db.example.org")))
    yield "login-refused", window
    window.show_busy()
    yield "login-busy", window
    window.hide()
    locked = LoginWindow(address, locked=True)
    locked.explain(tr("The console was left alone. Everything is as it was."))
    locked.show()
    yield "login-locked", locked
    locked.hide()
    for gone in (window, locked):
        gone.deleteLater()
    failed = StartingWindow(shared=True)
    failed.show_failure(error_sentence(DomainError("database.nobody_there", server="db:5432")))
    failed.show()
    yield "starting-shared", failed
    failed.hide()
    failed.deleteLater()


LOGIN_SCENES: tuple[Callable[[Stage], Seen], ...] = (read_only, limited, log_in)
