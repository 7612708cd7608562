"""Hostile text typed into the command bar and the settings, and printed on run sheets."""

from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from dispatch_console.domain.board import Board
from dispatch_console.services.run_sheets import run_sheets
from dispatch_console.support.settings import Settings, read, save
from dispatch_console.support.storable import storable
from dispatch_console.ui.bar.lexicon import Known, Lexicon
from dispatch_console.ui.bar.parse import parse
from dispatch_console.ui.bar.popup import LONGEST
from dispatch_console.ui.run_sheet_pdf import page
from tests.factories import DAY, NOW, make_board, make_engineer, make_shift, make_ticket, make_visit
from tests.faults.hostile import TEXTS
from tests.faults.reader import Reader

ZONE = ZoneInfo("Asia/Shanghai")
BOARD = make_board(12, 5)
LEXICON = Lexicon(BOARD)
every_text = pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)


@every_text
def test_settings_are_kept_or_refused_in_words(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPATCH_DATA_DIR", str(tmp_path))
    wanted = Settings(user=text, tile_attribution=text, tile_url=text, backup_dir=text)
    save(wanted)
    found = read()
    assert found.user == storable(text)
    assert [path.name for path in tmp_path.iterdir()] == ["settings.json"]


@every_text
def test_the_command_bar_reads_it_or_says_what_is_unclear(text: str) -> None:
    known = Known(board=BOARD, day=DAY.date(), today=DAY.date(), zone=ZONE, views=(text,))
    for sentence in (text, f"assign {text} to {text}", f"把{text}派给{text}", f"find {text}"):
        assert parse(sentence[:LONGEST], LEXICON, known)


@every_text
@pytest.mark.usefixtures("qapp")
def test_run_sheets_show_it_literally_and_load_nothing(text: str) -> None:
    fields = ("title", "description", "customer_name", "address", "phone", "number")
    ticket = replace(
        make_ticket(1),
        **{name: f"{name}<{text[:400]}" for name in fields},
        visit=make_visit(1, 1, 1, DAY, 60),
    )
    engineer, shift = make_engineer(1, name=f"name<{text[:400]}"), make_shift(1, 1)
    board = Board(
        read_at=NOW,
        tickets={ticket.id: ticket},
        engineers={engineer.id: engineer},
        shifts={shift.id: shift},
    )
    document = Reader()
    document.setHtml(page(board, run_sheets(board, board.engineers, [DAY.date()], ZONE), ZONE))
    shown = document.toPlainText()
    document.size()  # lays it out, which is when pictures would be loaded
    assert document.loaded == []
    for name in ("title", "customer_name", "address", "name"):
        assert f"{name}<" in shown
