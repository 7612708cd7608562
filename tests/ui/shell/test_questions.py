"""Ranking engineers and saying why not."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from dispatch_console.domain.board import Board
from dispatch_console.domain.ids import EngineerId, ShiftId, TicketId
from dispatch_console.domain.place import Location, TimeWindow
from dispatch_console.ui.candidates import rank
from tests.factories import DAY, NOW, SKILLS, make_engineer, make_region, make_shift, make_ticket

ZONE = ZoneInfo("Asia/Shanghai")
TICKET = make_ticket(response_due=DAY + timedelta(hours=9))


def board(**changes: object) -> Board:
    staff = {EngineerId(n): make_engineer(n) for n in (1, 2)}
    staff[EngineerId(2)] = replace(staff[EngineerId(2)], skills=())
    made = Board(
        read_at=NOW,
        tickets={TICKET.id: TICKET},
        engineers=staff,
        shifts={ShiftId(n): make_shift(n, n) for n in (1, 2)},
        regions={make_region().id: make_region()},
        skills=SKILLS,
    )
    return replace(made, **changes)  # pyright: ignore[reportArgumentType]


def test_who_may_come_comes_first_and_the_others_have_reasons() -> None:
    found = rank(board(), [TICKET.id], ZONE, now=NOW)
    assert [candidate.engineer_id for candidate in found] == [1, 2]
    assert not found[0].reasons
    assert found[0].start is not None
    assert found[1].reasons
    assert "{" not in found[1].reasons[0]


def test_nobody_on_duty_is_nobody_to_rank() -> None:
    assert rank(board(shifts={}), [TICKET.id], ZONE, now=NOW) == ()


def test_reasons_show_times_in_the_zone() -> None:
    soon = TimeWindow(NOW, NOW + timedelta(minutes=1))
    closed = replace(TICKET, windows=(soon,), location=Location(31.4, 121.6))
    found = rank(board(tickets={TicketId(1): closed}), [TICKET.id], ZONE, now=NOW)
    assert all(candidate.reasons for candidate in found)
    assert any("03-02" in reason for candidate in found for reason in candidate.reasons)
