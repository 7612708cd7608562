"""Run sheets: who goes where in which order, from the board alone, and on paper."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pytestqt.qtbot import QtBot

from dispatch_console.domain.board import Board
from dispatch_console.domain.connection import Link
from dispatch_console.domain.errors import DomainError
from dispatch_console.services.run_sheets import run_sheets
from dispatch_console.ui.run_sheet_pdf import page, write_pdf
from dispatch_console.ui.shell import MainWindow
from tests.factories import DAY, NOW, make_board, make_engineer, make_shift, make_ticket, make_visit
from tests.ui.shell.conftest import (  # noqa: F401
    FakeServices,
    main,
    services,
    session,
)

ZONE = ZoneInfo("Asia/Shanghai")


def small_board() -> Board:
    """One engineer with two visits on the first day and one on the next, read in any order."""
    starts = {1: DAY + timedelta(hours=5), 2: DAY + timedelta(hours=2), 3: DAY + timedelta(days=1)}
    tickets = {
        number: replace(
            make_ticket(number, title=f"<b>Job</b> {number} & more", description="Ring\ntwice"),
            customer_name="Tom <i>Hill</i>",
            phone="021 555",
            address="1 & 2 Road",
            visit=make_visit(number, 1, 1, start, 60),
        )
        for number, start in starts.items()
    }
    engineer, shift = make_engineer(1), make_shift(1, 1)
    return Board(
        read_at=NOW,
        tickets={t.id: t for t in tickets.values()},
        engineers={engineer.id: engineer},
        shifts={shift.id: shift},
    )


def test_a_sheet_has_the_visits_of_its_day_in_order() -> None:
    board = small_board()
    days = [DAY.date(), DAY.date() + timedelta(days=1), DAY.date() + timedelta(days=2)]
    first, second = run_sheets(board, board.engineers, days, ZONE)
    assert [stop.ticket.id for stop in first.stops] == [2, 1]
    assert [stop.ticket.id for stop in second.stops] == [3]
    assert first.shift is not None
    assert second.shift is None


def test_a_visit_belongs_to_the_day_of_the_zone() -> None:
    board = small_board()
    late = DAY + timedelta(hours=17)  # one in the morning of the next day in Shanghai
    ticket = replace(next(iter(board.tickets.values())), visit=make_visit(1, 1, 1, late, 60))
    board = replace(board, tickets={ticket.id: ticket})
    days = [DAY.date(), DAY.date() + timedelta(days=1)]
    (sheet,) = run_sheets(board, board.engineers, days, ZONE)
    assert sheet.day == days[1]


def test_what_people_typed_is_text_on_the_sheet() -> None:
    board = small_board()
    said = page(board, run_sheets(board, board.engineers, [DAY.date()], ZONE), ZONE)
    assert "<b>Job" not in said
    assert "&lt;b&gt;Job&lt;/b&gt; 1 &amp; more" in said
    assert "Ring<br>twice" in said
    for words in ("021 555", "1 &amp; 2 Road", "10:00–11:00"):
        assert words in said


def test_all_sheets_are_written_without_the_server(
    main: MainWindow,  # noqa: F811
    services: FakeServices,  # noqa: F811
    qtbot: QtBot,
    tmp_path: Path,
) -> None:
    services.watchers[0].on_state(Link.READ_ONLY)
    qtbot.waitUntil(lambda: main.hub.link is Link.READ_ONLY)
    board = main.store.board
    path = tmp_path / "派工单.pdf"
    main.run_sheets.write(tuple(board.engineers), [DAY.date()], path)
    qtbot.waitUntil(lambda: str(path) in main.messages.sentence, timeout=60_000)
    content = path.read_bytes()
    assert content.startswith(b"%PDF")
    served = {t.visit.engineer_id for t in board.tickets.values() if t.visit}
    pages = len(re.findall(rb"/Type\s*/Page\b", content))
    assert pages >= len(served)


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    board = make_board()
    sheets = run_sheets(board, board.engineers, [DAY.date()], ZONE)
    with pytest.raises(DomainError, match=r"pdf\.unwritable"):
        write_pdf(board, sheets, tmp_path / "no such folder" / "a.pdf", ZONE)
