"""A board full of hostile text: shown as text everywhere, and the window stays as it is."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle

import pytest
from PySide6 import QtGui
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QLabel,
    QMessageBox,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from dispatch_console.domain.board import Board
from dispatch_console.domain.skill import Skill
from dispatch_console.support.storable import storable
from dispatch_console.ui.dialogs.ticket_dialog import TicketDialog
from dispatch_console.ui.shell import MainWindow
from tests.factories import make_board
from tests.faults.hostile import TEXTS
from tests.ui.shell.conftest import FakeServices

FIELDS = ("title", "description", "customer_name", "phone", "address")
SMALL_SCREEN = 1366
LONGEST = 5000
LONGEST_NAME = 300
TAGS = ("<img", "<script", "<svg", "<a ", "<b>")


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


def taken_for_markup(window: QWidget) -> list[str]:
    """Words with a tag of ours that something in the window would read as markup."""
    return [
        f"{type(widget).__name__}: {text[:80]}"
        for widget in (window, *window.findChildren(QWidget))
        for text in _markup(widget)
        if any(tag in text for tag in TAGS)
    ]


def _markup(widget: QWidget) -> Iterator[str]:
    automatic = Qt.TextFormat.AutoText
    tips = (widget.toolTip(), widget.statusTip(), widget.whatsThis())
    yield from filter(_may_be_markup, tips)
    if isinstance(widget, QLabel | QMessageBox):
        format_ = widget.textFormat()
        rich = format_ in (Qt.TextFormat.RichText, Qt.TextFormat.MarkdownText)
        if rich or (format_ is automatic and _may_be_markup(widget.text())):
            yield widget.text()
    if isinstance(widget, QTextEdit) and widget.acceptRichText():
        yield widget.toPlainText()
    if isinstance(widget, QAbstractItemView) and widget.model() is not None:
        yield from filter(_may_be_markup, _tips(widget, QModelIndex()))


def _may_be_markup(text: str) -> bool:
    """What Qt goes by where nobody says what a text is."""
    return QtGui.Qt.mightBeRichText(text)  # pyright: ignore[reportAttributeAccessIssue]


def _tips(view: QAbstractItemView, parent: QModelIndex) -> Iterator[str]:
    model = view.model()
    for row in range(model.rowCount(parent)):
        for column in range(model.columnCount(parent)):
            index = model.index(row, column, parent)
            yield str(index.data(Qt.ItemDataRole.ToolTipRole) or "")
            if column == 0:
                yield from _tips(view, index)


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
