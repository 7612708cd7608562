"""The window while the database is late or away, and back again."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu

from dispatch_console.domain.connection import Link
from dispatch_console.domain.errors import DomainError
from dispatch_console.services import ticket_timeline
from dispatch_console.services.drafts.shelf import Kept, Kind, State
from dispatch_console.ui.dialogs.drafts_dialog import DraftsDialog
from dispatch_console.ui.dialogs.run_sheets_dialog import RunSheetsDialog
from dispatch_console.ui.intake import Draft
from dispatch_console.ui.intake.kept import plain
from tests.factories import NOW
from tests.ui.shell.stage import LONG, Seen, Stage


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
    with pytest.MonkeyPatch.context() as patched:
        asked: list[object] = []

        def away(*given: object) -> None:
            asked.append(given)
            raise DomainError("database.busy", server="test server")

        patched.setattr(ticket_timeline, "read", away)
        main.inspector.show_conversation()
        stage.wait(lambda: bool(asked))
        stage.settle()
        yield "read-only-comment", main
        main.inspector.tabs.setCurrentIndex(0)
    main.board._pop_up(QPoint(0, 0))
    yield "read-only-menu", stage.found(QMenu)
    stage.found(QMenu).close()
    watcher.on_state(Link.ONLINE)
    watcher.on_change()
    stage.wait(lambda: main.hub.link is Link.ONLINE)
    yield "back", main
    main.messages.hide()
    main.selection.select_tickets([])


def drafts(stage: Stage) -> Seen:
    keeper = stage.main.keeper
    form = plain(Draft(title=LONG, customer_name="王芳", phone="138 0000 1111"))
    outcome = "Ticket T-00012 created, but the visit promised is not possible any more: " + LONG
    for number, (kind, state, fields, became) in enumerate(
        (
            (Kind.CALL, State.TYPED, {"form": form, "booking": None}, ""),
            (Kind.EDIT, State.TYPED, {"ticket": 1, "number": "T-00001"}, ""),
            (Kind.CALL, State.REFUSED, {"form": form, "booking": None}, LONG),
            (Kind.CALL, State.DONE, {"form": form, "booking": None}, outcome),
            (Kind.NOTE, State.DONE, {"ticket": 1, "number": "T-00001", "note": LONG}, "ok"),
            (
                Kind.COMMENT,
                State.TYPED,
                {"ticket": 1, "number": "T-00001", "public": True, "words": LONG, "paths": []},
                "",
            ),
        )
    ):
        at = NOW + timedelta(minutes=number)
        keeper.keep(
            Kept(
                id=UUID(int=number),
                command=UUID(int=number),
                kind=kind,
                state=state,
                at=at,
                fields=fields,
                outcome=became,
            )
        )
    stage.main.drafts.show()
    dialog = stage.found(DraftsDialog)
    yield "drafts", dialog
    dialog.delete.click()
    yield "drafts-delete", dialog
    dialog.close()
    stage.main.banner.show_link(Link.READ_ONLY, NOW)
    stage.main.drafts._button.setText("Waiting: 2")
    stage.main.drafts._button.show()
    yield "read-only-waiting", stage.main
    stage.main.banner.show_link(Link.ONLINE, NOW)
    for draft in keeper.drafts:
        keeper.drop(draft.id)


def run_sheets(stage: Stage) -> Seen:
    stage.main.run_sheets.ask()
    dialog = stage.found(RunSheetsDialog)
    yield "run-sheets", dialog
    dialog.close()


OUTAGE_SCENES: tuple[Callable[[Stage], Seen], ...] = (outage, drafts, run_sheets)
