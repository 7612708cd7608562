"""The window while the database is late or away, and back again."""

from collections.abc import Callable
from datetime import timedelta

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu

from dispatch_console.domain.connection import Link
from tests.factories import NOW
from tests.ui.shell.stage import Seen, Stage


def outage(stage: Stage) -> Seen:
    main = stage.main
    watcher = stage.services.watchers[-1]
    main.selection.select_tickets([stage.ticket(visited=True)])
    watcher.on_state(Link.DELAYED)
    stage.wait(lambda: main.hub.link is Link.DELAYED)
    yield "delayed", main
    watcher.on_state(Link.READ_ONLY)
    stage.wait(lambda: main.hub.link is Link.READ_ONLY)
    main.banner.show_link(Link.READ_ONLY, NOW - timedelta(hours=3))
    yield "read-only", main
    main.board._pop_up(QPoint(0, 0))
    yield "read-only-menu", stage.found(QMenu)
    stage.found(QMenu).close()
    watcher.on_state(Link.ONLINE)
    watcher.on_change()
    stage.wait(lambda: main.hub.link is Link.ONLINE)
    yield "back", main
    main.messages.hide()
    main.selection.select_tickets([])


OUTAGE_SCENES: tuple[Callable[[Stage], Seen], ...] = (outage,)
