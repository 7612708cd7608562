"""The workload panel: what it shows, chooses and asks for; nothing clipped in either language."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QImage
from PySide6.QtWidgets import QLabel, QMenu, QToolButton

from dispatch_console.domain.board import Board
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import EngineerId, RegionId
from dispatch_console.domain.plan import Proposal, moves, planned
from dispatch_console.services.planning import figures
from dispatch_console.support.i18n import set_language
from dispatch_console.ui import theme
from dispatch_console.ui.background import Background
from dispatch_console.ui.theme.palette import DARK, LIGHT, Palette
from dispatch_console.ui.workload.grid import HEAD_PX, ROW_PX, Grid
from dispatch_console.ui.workload.ink import contrast, tone
from dispatch_console.ui.workload.painter import Painter
from dispatch_console.ui.workload.sheet import Cell, Kind
from dispatch_console.ui.workload.words import figure
from tests.factories import NOW, make_board
from tests.ui.conftest import StrayRecords
from tests.ui.workload.bench import Bench

MONDAY = date(2026, 3, 2)
KEY = Qt.Key


@pytest.fixture
def bench(qtbot, background: Background) -> Bench:
    made = Bench(qtbot, make_board(60, 12), background)
    made.show(qtbot)
    return made


def test_it_reads_only_while_it_is_seen(qtbot, background: Background) -> None:
    made = Bench(qtbot, make_board(9, 3), background)
    made.store.set_board(make_board(9, 3))
    qtbot.wait(300)
    assert made.asked == []
    made.show(qtbot)
    assert made.asked == [MONDAY]


def test_engineers_stand_under_their_regions_with_a_column_for_each_day_week_and_month(
    bench: Bench,
) -> None:
    sheet = bench.panel.map._sheet
    assert [row.name for row in sheet.rows if row.engineer is None] == [
        "Region 1",
        "Region 2",
        "Region 3",
    ]
    assert len([row for row in sheet.rows if row.engineer is not None]) == 12
    assert [column.kind for column in sheet.columns] == [Kind.DAY] * 7 + [Kind.WEEK, Kind.MONTH]


def test_a_chosen_cell_chooses_the_engineer_and_the_tickets_of_that_day(bench: Bench) -> None:
    bench.key(KEY.Key_Down)
    engineer = bench.panel.map.engineer
    board = bench.store.board
    theirs = {t.id for t in board.tickets.values() if t.visit and t.visit.engineer_id == engineer}
    assert bench.selection.engineer == engineer
    assert set(bench.selection.tickets) == theirs
    bench.key(KEY.Key_Right)
    assert bench.selection.tickets == ()


def test_the_keys_reach_every_row_and_column_and_skip_headings(bench: Bench) -> None:
    seen = set()
    bench.key(KEY.Key_Home)
    for _ in range(20):
        seen.add(bench.panel.map.engineer)
        bench.key(KEY.Key_Down)
    assert seen == set(bench.store.board.engineers)
    for _ in range(12):
        bench.key(KEY.Key_Right)
    assert bench.panel.map._column == 8
    bench.key(KEY.Key_PageUp)
    bench.key(KEY.Key_End)
    assert bench.panel.map._row == len(bench.panel.map._sheet.rows) - 1


def test_a_click_goes_where_it_points(bench: Bench, qtbot) -> None:
    grid = bench.panel.map.grid
    left, top, width, height = grid.cell(2, 0)
    view = bench.panel.map.viewport()
    place = QRect(left, top, width, height).center()
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=place)
    assert bench.selection.engineer == bench.panel.map._sheet.rows[2].engineer
    assert bench.selection.tickets


def test_return_opens_the_first_ticket(bench: Bench) -> None:
    opened: list[object] = []
    bench.intents.open_ticket.connect(opened.append)
    bench.key(KEY.Key_Down)
    bench.key(KEY.Key_Return)
    assert opened == [bench.selection.tickets[0]]


def test_the_current_cell_is_told_in_words(bench: Bench) -> None:
    bench.key(KEY.Key_Down)
    said = bench.panel.map.accessibleDescription()
    assert "h on duty" in said
    assert said in [label.text() for label in bench.panel.findChildren(QLabel)]


def test_the_selection_of_other_views_moves_the_row(bench: Bench) -> None:
    bench.selection.select_engineer(EngineerId(7))
    assert bench.panel.map.engineer == EngineerId(7)


def test_whoever_was_chosen_before_it_opened_is_the_current_row(
    background: Background, qtbot
) -> None:
    bench = Bench(qtbot, make_board(), background)
    bench.selection.select_engineer(EngineerId(7))
    bench.show(qtbot)
    assert bench.panel.map.engineer == EngineerId(7)


def test_weighted_hours_are_no_less_than_plain_ones(bench: Bench, qtbot) -> None:
    plain = [cell.hours for row in bench.panel.map._sheet.rows for cell in row.cells]
    buttons = {b.text(): b for b in bench.panel.findChildren(QToolButton)}
    qtbot.mouseClick(buttons["Weighted"], Qt.MouseButton.LeftButton)
    weighted = [cell.hours for row in bench.panel.map._sheet.rows for cell in row.cells]
    assert all(w >= p - 1e-3 for w, p in zip(weighted, plain, strict=True))
    assert sum(weighted) > sum(plain)


def test_a_proposal_under_review_is_shown_and_how_even_it_would_be(bench: Bench) -> None:
    board = bench.store.board
    held = [t for t in board.tickets.values() if t.visit is not None]
    visits = {t.id: v for t in held if (v := planned(t)) and v.engineer_id != EngineerId(1)}
    same = figures(board, visits.values())
    bench.store.set_proposal(
        Proposal(
            id=uuid4(),
            made_at=NOW,
            visits=visits,
            base={t.id: t.plan_version for t in held},
            moves=moves(held, visits),
            before=same,
            after=same,
        )
    )
    sheet = bench.panel.map._sheet
    freed = sheet.rows[sheet.row_of(EngineerId(1)) or 0].cells[0]
    assert (freed.tickets, freed.hours, freed.travel_h) == (0, 0, 0)
    assert "→" in bench.panel._week.text()


def test_a_failed_read_says_so_and_offers_another_try(qtbot, background: Background) -> None:
    made = Bench(qtbot, make_board(9, 3), background)
    made.failure = DomainError("database.unreachable", server="x", reason="gone", database="d")
    made.panel.show()
    qtbot.waitUntil(lambda: "could not be read" in made.panel._empty.accessibleName())
    made.failure = None
    made.panel._ask()
    qtbot.waitUntil(lambda: bool(made.panel.map._sheet.rows))


def test_an_unforeseen_failure_goes_to_the_log(
    qtbot, background: Background, log_records: StrayRecords
) -> None:
    log_records.expect("could not be read")
    made = Bench(qtbot, make_board(9, 3), background)
    made.failure = RuntimeError("secret")
    made.panel.show()
    qtbot.waitUntil(lambda: "could not be read" in made.panel._empty.accessibleName())
    assert "secret" not in made.panel._empty.accessibleName()


def test_the_menu_of_an_engineer_asks_for_what_it_says(
    bench: Bench, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QMenu, "popup", lambda *_: None)
    asked: list[tuple[object, ...]] = []
    bench.intents.sick.connect(lambda *given: asked.append(("sick", *given)))
    bench.intents.late.connect(lambda *given: asked.append(("late", *given)))
    bench.intents.lend.connect(lambda *given: asked.append(("lend", *given)))
    bench.key(KEY.Key_Down)
    who = bench.panel.map.engineer
    qtbot.mouseClick(bench.panel._engineer, Qt.MouseButton.LeftButton)
    menu = bench.panel.findChild(QMenu)
    assert menu is not None
    actions = {action.text(): action for action in menu.actions()}
    assert not actions["Back on duty"].isEnabled()
    assert not actions["End lending"].isEnabled()
    actions["Sick: off for the rest of the day"].trigger()
    actions["Lend to a region…"].trigger()
    late = actions["Late by"].menu()
    assert isinstance(late, QMenu)
    late.actions()[1].trigger()
    assert asked == [("sick", who, False), ("lend", who), ("late", who, 30)]
    menu.close()


def test_who_is_off_can_come_back(
    qtbot, background: Background, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QMenu, "popup", lambda *_: None)
    who = EngineerId(1)
    board = make_board(9, 3)
    lent = {(who, MONDAY): RegionId(1)}
    made = Bench(qtbot, board, background, off=frozenset({(who, MONDAY)}), lent=lent)
    made.show(qtbot)
    made.selection.select_engineer(who)
    qtbot.mouseClick(made.panel._engineer, Qt.MouseButton.LeftButton)
    menu = made.panel.findChild(QMenu)
    assert menu is not None
    assert {a.text(): a for a in menu.actions()}["Back on duty"].isEnabled()
    assert "lent to Region 1" in made.panel.map.accessibleDescription()
    menu.close()


# Painting


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("share", [0.0, 0.25, 0.5, 0.75, 0.9, 1.0, 1.4])
def test_every_tone_is_legible(palette: Palette, share: float) -> None:
    ground, text = tone(palette, share)
    assert contrast(ground, text) >= 4.5


def test_more_work_than_time_is_told_apart_without_colour() -> None:
    assert "▲" in figure(Cell(hours=9.0, duty_h=8.0, tickets=4))
    assert "▲" not in figure(Cell(hours=8.0, duty_h=8.0, tickets=4))


@pytest.mark.parametrize("width", [560, 980, 1400])
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_no_painted_text_is_clipped(
    qtbot, background: Background, monkeypatch: pytest.MonkeyPatch, language: str, width: int
) -> None:
    set_language(language)
    written: list[tuple[QRect, str, QFont]] = []
    write = Painter._text

    def spy(self: Painter, place: QRect, text: str, font: QFont, *more: object) -> None:
        written.append((place, text, font))
        write(self, place, text, font, *more)  # pyright: ignore[reportArgumentType]

    monkeypatch.setattr(Painter, "_text", spy)
    board = _heavy(make_board(60, 12))
    off = frozenset((EngineerId(n), MONDAY) for n in (1, 2, 3))
    lent = {(EngineerId(n), MONDAY): RegionId(1) for n in range(4, 12)}
    made = Bench(qtbot, board, background, off=off, lent=lent)
    made.panel.resize(width, 420)
    made.show(qtbot)
    made.panel.grab()
    assert any("▲" in text and "↗" in text for _, text, _ in written)
    short = [
        (text, place.width())
        for place, text, font in written
        if QFontMetrics(font).horizontalAdvance(text) > place.width()
    ]
    assert short == []


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_bar_fits_a_small_window(qtbot, background: Background, language: str) -> None:
    set_language(language)
    made = Bench(qtbot, make_board(60, 12), background)
    made.show(qtbot)
    assert made.panel.minimumSizeHint().width() <= 760


def test_only_rows_in_sight_are_painted() -> None:
    grid = Grid(rows=500, columns=9, width=980, height=HEAD_PX + 10 * ROW_PX, y=100 * ROW_PX)
    assert list(grid.visible) == list(range(100, 111))
    assert grid.at(*_middle(grid.cell(104, 3))) == (104, 3)
    assert grid.at(5, 5) is None


def test_it_paints_in_both_themes(bench: Bench, qapp) -> None:
    pictures: list[QImage] = []
    for mode in ("light", "dark"):
        theme.apply(qapp, mode)
        pictures.append(bench.panel.map.grab().toImage())
    theme.apply(qapp, "light")
    assert pictures[0] != pictures[1]


def _middle(cell: tuple[int, int, int, int]) -> tuple[float, float]:
    left, top, width, height = cell
    return left + width / 2, top + height / 2


def _heavy(board: Board) -> Board:
    """The same with shifts of an hour, so that everybody has too much to do."""
    shifts = {
        key: replace(shift, end=shift.start.replace(minute=59))
        for key, shift in board.shifts.items()
    }
    return replace(board, shifts=shifts)
