"""Every menu by the keyboard: a letter for each entry, none twice, in both languages."""

import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from dispatch_console.domain.plan import MoveKind
from dispatch_console.support.i18n import set_language, tr
from dispatch_console.ui.board.menu import ticket_menu
from dispatch_console.ui.shell import MainWindow, Session
from dispatch_console.ui.shell.moves_menu import moves_menu
from dispatch_console.ui.timeline.menu import visit_menu
from dispatch_console.ui.widgets.engineer_menu import engineer_menu
from dispatch_console.words import text
from tests.ui.shell.conftest import FakeServices
from tests.ui.shell.stage import ENGINEER


@pytest.fixture(params=["en", "zh_CN"])
def main(
    request: pytest.FixtureRequest, qtbot: QtBot, session: Session, services: FakeServices
) -> Iterator[MainWindow]:
    """The window in either language."""
    set_language(request.param)
    made = MainWindow(session)
    with qtbot.waitSignal(made.hub.loaded):
        made.show()
    yield made
    with qtbot.waitSignal(made.destroyed, timeout=10_000):
        made.close()
    set_language("en")


def faults(menu: QMenu, path: str) -> Iterator[str]:
    """Entries without a letter, or with one that another has; of the menus below it, too."""
    menu.popup(QPoint(0, 0))
    entries = [one for one in menu.actions() if one.isVisible() and not one.isSeparator()]
    seen: set[str] = set()
    for one in entries:
        found = re.search(r"&([A-Za-z0-9])", one.text().replace("&&", ""))
        letter = found[1].upper() if found else ""
        if not letter or letter in seen:
            yield f"{path}: {one.text()}"
        seen.add(letter)
    for one in entries:
        below = one.menu()
        if isinstance(below, QMenu):
            yield from faults(below, f"{path} › {text.without_mnemonic(one.text())}")
    menu.close()


def test_every_entry_of_the_bar_has_a_letter_of_its_own(main: MainWindow) -> None:
    tops = [top for top in main.actions_._bar.actions() if top.isVisible()]
    found = [QKeySequence.mnemonic(top.text()).toString() for top in tops]
    assert len(set(found)) == len(tops)
    assert "" not in found
    assert [
        fault
        for top in tops
        if isinstance(menu := top.menu(), QMenu)
        for fault in faults(menu, text.without_mnemonic(top.text()))
    ] == []


def test_every_entry_of_the_menus_at_hand_has_one_too(main: MainWindow) -> None:
    tickets = main.store.board.tickets
    visited = next(t.id for t in tickets.values() if t.visit)
    waiting = next(t.id for t in tickets.values() if not t.visit)
    shared = (main.store, main.intents)
    menus = {
        "visit": visit_menu(main, *shared, (visited,)),
        "ticket": ticket_menu(main, *shared, (visited,)),
        "waiting": ticket_menu(main, *shared, (waiting,)),
        "engineer": engineer_menu(main, main.store.board, main.intents, ENGINEER, off=True),
        "moves": moves_menu(main, main.moves._deeds, True, MoveKind.RETIME),
    }
    assert [fault for name, menu in menus.items() for fault in faults(menu, name)] == []


def test_a_letter_does_what_its_entry_says(main: MainWindow, qtbot: QtBot) -> None:
    menu = next(
        menu
        for top in main.actions_._bar.actions()
        if isinstance(menu := top.menu(), QMenu) and "&V" in top.text()
    )
    menu.popup(QPoint(0, 0))
    kanban = next(one for one in menu.actions() if tr("Kanban") in one.text().replace("&", ""))
    (key,) = re.findall(r"&([A-Z])", kanban.text().upper())
    qtbot.keyClick(menu, Qt.Key(ord(key)))
    assert main.board.state()[0]
    assert kanban.text() == tr("Kanban")
