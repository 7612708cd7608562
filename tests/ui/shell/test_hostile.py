"""A board full of hostile text: shown as text everywhere, and the window stays as it is."""

from dataclasses import replace
from itertools import cycle

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from dispatch_console.domain.board import Board
from dispatch_console.domain.skill import Skill
from dispatch_console.support.storable import storable
from dispatch_console.ui.dialogs.ticket_dialog import TicketDialog
from dispatch_console.ui.shell import MainWindow
from tests.factories import make_board
from tests.faults.hostile import TEXTS
from tests.markup import taken_for_markup
from tests.ui.shell.conftest import FakeServices

FIELDS = ("title", "description", "customer_name", "phone", "address")
SMALL_SCREEN = 1366
LONGEST = 5000
LONGEST_NAME = 300


def hostile_board() -> Board:
    """Every text in every field of a ticket once; people, regions and skills named likewise."""
    texts = [storable(text)[:LONGEST] for text in TEXTS.values()]
    # Names and categories come from lists and files that do not let long ones pass.
    named = cycle(text for text in texts if len(text) < LONGEST_NAME)
    board = make_board(len(texts), 6, 2)
    tickets = {
        key: replace(
            ticket,
            **{name: texts[(n + 5 * place) % len(texts)] for place, name in enumerate(FIELDS)},
            category=next(named),
        )
        for n, (key, ticket) in enumerate(board.tickets.items())
    }
    return replace(
        board,
        tickets=tickets,
        engineers={
            key: replace(one, name=next(named), team=next(named))
            for key, one in board.engineers.items()
        },
        regions={
            key: replace(one, name_en=next(named), name_zh=next(named))
            for key, one in board.regions.items()
        },
        skills={code: Skill(code, next(named), next(named)) for code in board.skills},
    )


@pytest.fixture
def services(services: FakeServices) -> FakeServices:
    """Those of the folder, with such a board."""
    services.board = hostile_board()
    return services


def test_a_label_that_would_read_markup_is_found(qtbot: QtBot) -> None:
    label = QLabel(TEXTS["html"])
    qtbot.addWidget(label)
    assert taken_for_markup(label)
    label.setTextFormat(Qt.TextFormat.PlainText)
    assert taken_for_markup(label) == []
    label.setToolTip(TEXTS["html"])
    assert taken_for_markup(label)


def test_the_window_shows_hostile_text_as_text(main: MainWindow) -> None:
    for key in main.store.board.tickets:
        main.selection.select_tickets([key])
        QApplication.processEvents()
    assert taken_for_markup(main) == []
    main.selection.select_tickets(list(main.store.board.tickets))
    for name in ("html", "sql like", "template", "right to left", "one long word"):
        main.store.set_filter(text=TEXTS[name])
        QApplication.processEvents()
    assert main.minimumSizeHint().width() <= SMALL_SCREEN


def test_the_form_shows_hostile_text_as_text(main: MainWindow) -> None:
    board = main.store.board
    for ticket in board.tickets.values():
        dialog = TicketDialog(board, ticket, main.session.zone, main)
        dialog.show()
        assert taken_for_markup(dialog) == []
        dialog.reject()
