import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from dispatch_console.domain.board import Board
from dispatch_console.domain.plan import PlannedVisit, planned
from dispatch_console.support.i18n import language
from dispatch_console.ui.map.export import write_map_html
from tests.factories import NOW, make_engineer, make_ticket

HOSTILE = "<img src=x onerror=alert(1)>`${alert(2)}{{ 7*7 }}</script>"


def visits_of(board: Board) -> dict:
    found = {key: planned(ticket) for key, ticket in board.tickets.items()}
    return {key: visit for key, visit in found.items() if isinstance(visit, PlannedVisit)}


def exported(board: Board, path: Path, code: str = "en") -> str:
    write_map_html(board, visits_of(board), path, code)
    return path.read_text(encoding="utf-8")


def test_the_file_needs_nothing_beside_it(board: Board, tmp_path: Path) -> None:
    page = exported(board, tmp_path / "map.html")
    sources = re.findall(r"(?:src|href)=\"([^\"]{0,30})", page)
    assert sources
    assert all(source.startswith("data:") for source in sources)
    assert not re.findall(r"https?:", page)


def test_every_engineer_is_a_layer(board: Board, tmp_path: Path) -> None:
    page = exported(board, tmp_path / "map.html")
    for engineer in board.engineers.values():
        assert json.dumps(engineer.name)[1:-1] in page


def test_text_from_outside_stays_text(tmp_path: Path) -> None:
    ticket = replace(make_ticket(1), title=HOSTILE, number=HOSTILE)
    engineer = make_engineer(1, name=HOSTILE, team=HOSTILE)
    board = Board(read_at=NOW, tickets={ticket.id: ticket}, engineers={engineer.id: engineer})
    page = exported(board, tmp_path / "map.html")
    assert "<img" not in page
    assert page.count("</script>") == len(re.findall(r"<script", page))


@pytest.mark.parametrize(("code", "word"), [("en", "Regions"), ("zh_CN", "区域")])
def test_the_file_speaks_the_language_asked_for(
    board: Board, tmp_path: Path, code: str, word: str
) -> None:
    before = language()
    page = exported(board, tmp_path / "map.html", code)
    assert json.dumps(word)[1:-1] in page
    assert language() == before


def test_an_empty_board_makes_a_file(tmp_path: Path) -> None:
    assert "L.map" in exported(Board(read_at=NOW), tmp_path / "map.html")
