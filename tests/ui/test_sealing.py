"""A console that is open seals the audit trail by itself, batch after batch."""

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from dispatch_console.domain.board import Board
from dispatch_console.services import sealing
from dispatch_console.services.context import Context
from dispatch_console.ui import change_hub
from dispatch_console.ui.background import Background
from dispatch_console.ui.store import BoardStore
from tests.factories import NOW
from tests.storage.people import settle


def test_the_trail_is_sealed_while_the_console_watches(
    context: Context, background: Background, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (sealing, change_hub):
        monkeypatch.setattr(module, "BATCH", 2)
    monkeypatch.setattr(change_hub, "SEAL_MS", 20)
    settle(context.database)
    parent = QObject()
    store = BoardStore(Board(read_at=NOW), context.clock, parent)
    hub = change_hub.ChangeHub(context, background, store, parent)
    hub.start()

    def all_sealed() -> bool:
        verdict = sealing.verify(context)
        return verdict.broken is None and verdict.rows > 0 and verdict.unsealed == 0

    qtbot.waitUntil(all_sealed, timeout=30_000)
    watcher = hub.detach()
    assert watcher is not None
    watcher.stop()
