"""Boards that nobody wishes for: the window shows them, clips nothing and raises nothing.

With ``DISPATCH_SCENES=<folder>`` a picture of each is written there.
"""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dispatch_console.domain.board import Board
from dispatch_console.domain.ids import EngineerId, RegionId, ShiftId, TicketId
from dispatch_console.domain.place import TimeWindow
from dispatch_console.domain.skill import Skill
from dispatch_console.domain.ticket import Priority, Status, Ticket
from dispatch_console.support.i18n import set_language
from dispatch_console.ui.board.grouping import GroupBy
from dispatch_console.ui.shell import MainWindow, Session, workload_flow
from dispatch_console.ui.shell.horizon import Length
from tests.factories import (
    DAY,
    NOW,
    make_board,
    make_engineer,
    make_region,
    make_shift,
    make_ticket,
    make_visit,
)
from tests.legibility import clipped
from tests.ui.shell.conftest import FakeServices
from tests.ui.workload.bench import spread_of

PICTURES = os.environ.get("DISPATCH_SCENES")
SMALL = (1366, 768)
BERLIN = ZoneInfo("Europe/Berlin")
LONG = "Wolfeschlegelsteinhausenbergerdorff-von-und-zu-Aktiengesellschaft & Söhne " * 4
LONG_ZH = "超长名称的上海市浦东新区张江高科技园区综合物业管理与设施维护服务有限公司" * 6
BARE = "x" * 200


def long_names() -> Board:
    """Everything that has a name has one that no place is made for; some are one word."""
    board = make_board(40, 8)
    names = (LONG, LONG_ZH, BARE)
    return replace(
        board,
        engineers={
            key: replace(
                one, name=names[key % 3], team=names[(key + 1) % 3], number="E" + BARE[:30]
            )
            for key, one in board.engineers.items()
        },
        regions={
            key: replace(one, name_en=names[key % 3], name_zh=LONG_ZH)
            for key, one in board.regions.items()
        },
        tickets={
            key: replace(
                one,
                title=names[key % 3][:200],
                description=(LONG + "\n") * 40,
                customer_name=names[(key + 1) % 3],
                address=names[(key + 2) % 3],
                phone="+86 21 5888 1234 ext. 123456789",
            )
            for key, one in board.tickets.items()
        },
        skills={code: Skill(code, LONG, LONG_ZH) for code in ("lift", "hvac", "network")},
    )


def nobody() -> Board:
    return replace(make_board(30, 6), engineers={}, shifts={}, tickets=without_visits(30))


def no_tickets() -> Board:
    return replace(make_board(30, 6), tickets={})


def without_visits(count: int) -> dict[TicketId, Ticket]:
    return {TicketId(n): make_ticket(n) for n in range(1, count + 1)}


def sixty_visits() -> Board:
    """One engineer with all the work there is, some of it at the same time."""
    start = DAY + timedelta(minutes=30)
    tickets = {
        TicketId(n): replace(
            make_ticket(n, priority=Priority(1 + n % 4)),
            status=Status.ASSIGNED,
            visit=make_visit(n, 1, 1, start + timedelta(minutes=9 * n), 25),
        )
        for n in range(1, 61)
    }
    return Board(
        read_at=NOW,
        regions={RegionId(1): make_region(1)},
        engineers={EngineerId(1): make_engineer(1)},
        shifts={ShiftId(1): make_shift(1)},
        tickets=tickets,
    )


def nowhere() -> Board:
    """No ticket has a place, a region or a deadline; no engineer has a home."""
    board = make_board(30, 6)
    return replace(
        board,
        engineers={k: replace(e, home=None, regions=()) for k, e in board.engineers.items()},
        tickets={
            k: replace(
                t, location=None, region_id=None, address="", response_due=None, resolution_due=None
            )
            for k, t in board.tickets.items()
        },
    )


def over_midnight() -> Board:
    """A night shift with a visit from 23:30 to 01:30 in Shanghai, and one of 30 hours."""
    night = DAY + timedelta(hours=13)  # 21:00 in Shanghai
    shift = replace(make_shift(1), start=night, end=night + timedelta(hours=9), breaks=())
    long_shift = replace(make_shift(2, 2), end=DAY + timedelta(hours=34))
    visits = (
        make_visit(1, 1, 1, night + timedelta(minutes=150), 120),
        make_visit(2, 2, 2, DAY + timedelta(hours=2), 30 * 60),
    )
    return Board(
        read_at=NOW,
        regions={RegionId(1): make_region(1)},
        engineers={EngineerId(n): make_engineer(n) for n in (1, 2)},
        shifts={ShiftId(1): shift, ShiftId(2): long_shift},
        tickets={
            TicketId(v.ticket_id): replace(
                make_ticket(v.ticket_id), status=Status.ASSIGNED, visit=v, duration_s=7200
            )
            for v in visits
        },
    )


def far_dates() -> Board:
    """Deadlines and windows of other centuries."""
    board = make_board(12, 3)
    old, late = datetime(1970, 1, 1, tzinfo=UTC), datetime(2199, 12, 31, tzinfo=UTC)
    return replace(
        board,
        tickets={
            k: replace(
                t,
                created_at=old,
                response_due=old if k % 2 else late,
                resolution_due=late,
                windows=(TimeWindow(old, late),),
            )
            for k, t in board.tickets.items()
        },
    )


BOARDS: tuple[Callable[[], Board], ...] = (
    long_names,
    nobody,
    no_tickets,
    sixty_visits,
    nowhere,
    over_midnight,
    far_dates,
)


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("make", BOARDS, ids=lambda make: make.__name__)
def test_the_window_shows_it(
    make: Callable[[], Board],
    language: str,
    qtbot: QtBot,
    session: Session,
    services: FakeServices,
) -> None:
    set_language(language)
    services.board = make()
    main = opened(session, qtbot)
    wrong = look_around(main, f"{make.__name__}-{language}")
    set_language("en")
    end(main, qtbot)
    assert not wrong, "\n".join(dict.fromkeys(wrong))


@pytest.mark.parametrize("day", [(2026, 3, 29, 23), (2026, 10, 25, 25)], ids=["spring", "autumn"])
def test_a_day_on_which_the_clocks_change_is_shown_whole(
    day: tuple[int, int, int, int], qtbot: QtBot, session: Session, services: FakeServices
) -> None:
    year, month, date, hours = day
    midnight = datetime(year, month, date, tzinfo=BERLIN)
    shift = replace(
        make_shift(1),
        start=midnight.astimezone(UTC),
        end=midnight.astimezone(UTC) + timedelta(hours=hours),
        breaks=(),
    )
    tickets = {
        TicketId(n): replace(
            make_ticket(n),
            status=Status.ASSIGNED,
            visit=make_visit(n, 1, 1, shift.start + timedelta(hours=n), 55),
        )
        for n in range(1, hours - 1)
    }
    services.board = Board(
        read_at=shift.start,
        regions={RegionId(1): make_region(1)},
        engineers={EngineerId(1): make_engineer(1)},
        shifts={ShiftId(1): shift},
        tickets=tickets,
    )
    at = replace(session.context, clock=lambda: shift.start + timedelta(hours=2))
    main = opened(replace(session, zone=BERLIN, context=at), qtbot)
    main.days.start_at(midnight.date())
    start, finish = main.store.horizon
    assert finish - start == timedelta(hours=hours)
    qtbot.waitUntil(
        lambda: len(main.timeline.canvas.chart.rows[EngineerId(1)].bars) == len(tickets)
    )
    wrong = look_around(main, f"clocks-{month}")
    end(main, qtbot)
    assert not wrong, "\n".join(dict.fromkeys(wrong))


def test_every_dock_opened_floated_closed_and_reset_leaves_the_window_as_it_was(
    qtbot: QtBot, session: Session, services: FakeServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    main = opened(session, qtbot)
    monkeypatch.setattr(
        workload_flow.workload, "read", lambda ctx, day, zone: spread_of(main.store.board, day)
    )
    main.reset_layout()
    QApplication.processEvents()
    docks = main.layout_.docks
    first = {dock.objectName(): dock.geometry() for dock in docks if dock.isVisible()}
    wrong: list[str] = []
    for dock in docks:
        dock.show()
        dock.raise_()
        QApplication.processEvents()
        assert main.size().toTuple() == SMALL
        wrong += [f"docked {dock.objectName()}: {said}" for said in clipped(main)]
    for dock in docks:
        dock.setFloating(True)
        dock.resize(dock.sizeHint().expandedTo(dock.minimumSizeHint()))
        QApplication.processEvents()
        assert dock.isWindow()
        wrong += [f"floating {dock.objectName()}: {said}" for said in clipped(dock)]
    wrong += [f"timeline alone: {said}" for said in clipped(main)]
    for dock in docks:
        dock.close()
    QApplication.processEvents()
    wrong += [f"without docks: {said}" for said in clipped(main)]
    main.reset_layout()
    QApplication.processEvents()
    again = {dock.objectName(): dock.geometry() for dock in docks if dock.isVisible()}
    end(main, qtbot)
    assert again == first
    assert not wrong, "\n".join(dict.fromkeys(wrong))


def opened(session: Session, qtbot: QtBot) -> MainWindow:
    main = MainWindow(session)
    main.resize(*SMALL)
    with qtbot.waitSignal(main.hub.loaded):
        main.show()
    return main


def end(main: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(main.destroyed, timeout=10_000):
        main.close()


def look_around(main: MainWindow, name: str) -> list[str]:
    """What is clipped anywhere on a walk through the window."""
    wrong: list[str] = []

    def look(at: str) -> None:
        for _ in range(3):
            QApplication.processEvents()
        shot = main.grab()
        if PICTURES:
            Path(PICTURES).mkdir(parents=True, exist_ok=True)
            shot.save(str(Path(PICTURES) / f"extreme-{name}-{at}.png"))
        wrong.extend(f"{at}: {said}" for said in clipped(main))
        assert main.size().toTuple() == SMALL, at

    look("main")
    for length in (Length.THREE_DAYS, Length.WEEK, Length.DAY):
        main.days.set_length(length)
        look(f"days-{length}")
    for visited in (True, False):
        found = [
            t.id for t in main.store.board.tickets.values() if (t.visit is None) is not visited
        ]
        if found:
            main.selection.select_tickets(found[:1])
            look(f"ticket-{visited}")
            main.selection.select_tickets(found)
            look(f"many-{visited}")
    for by in GroupBy:
        main.board.group_by(by)
        look(f"by-{by}")
    main.board.group_by("")
    main.board.show_kanban(True)
    look("kanban")
    main.board.show_kanban(False)
    return wrong
