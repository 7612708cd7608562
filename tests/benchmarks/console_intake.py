"""A call into a running fortnight: from a complete intake to ranked offers, with the desk ready."""

import random
import time
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from dispatch_console.domain.board import Board
from dispatch_console.domain.ids import EngineerId, RegionId, ShiftId, TicketId
from dispatch_console.domain.place import Location
from dispatch_console.domain.skill import SkillLevel
from dispatch_console.domain.ticket import Priority, Status, Ticket
from dispatch_console.services.offers import SlotDesk
from dispatch_console.services.tickets import NewTicket, drafted
from dispatch_console.ui.intake.words import offer_reason, offer_words
from tests.benchmarks.rows import Row, p95, row
from tests.factories import (
    DAY,
    NOW,
    SKILLS,
    make_engineer,
    make_region,
    make_shift,
    make_ticket,
    make_visit,
)

TICKETS, ENGINEERS, DAYS, REGIONS = 5000, 500, 14, 8
CALLS = 100
SEED = 17
BOUND_MS = 300.0
ZONE = ZoneInfo("Asia/Shanghai")
FREE_SHARE = 0.1
"""Tickets nobody has yet."""


def run() -> list[Row]:
    """Seconds to make the desk, milliseconds at the 95th percentile for a call."""
    rng = random.Random(SEED)
    board = fortnight(rng)
    begun = time.perf_counter()
    desk = SlotDesk(board, now=NOW, zone=ZONE, days=DAYS)
    made = time.perf_counter() - begun
    _answer(desk, board, _call(rng))
    taken = p95([_answer(desk, board, _call(rng)) for _ in range(CALLS)]) * 1000
    return [
        row("console.intake_desk", made, "s"),
        row("console.insertion_p95", taken, "ms", "bound", taken / BOUND_MS),
    ]


def fortnight(rng: random.Random) -> Board:
    """Engineers with a shift a day, and visits one after the other in most of them."""
    regions = {RegionId(n): make_region(n) for n in range(1, REGIONS + 1)}
    staff = {
        EngineerId(n): make_engineer(
            n, home=_place(rng, 1 + n % REGIONS), regions=(RegionId(1 + n % REGIONS),)
        )
        for n in range(1, ENGINEERS + 1)
    }
    shifts = {
        ShiftId(day * ENGINEERS + n): make_shift(day * ENGINEERS + n, n, day=day)
        for day in range(DAYS)
        for n in range(1, ENGINEERS + 1)
    }
    ends = {key: shift.start + timedelta(hours=1) for key, shift in shifts.items()}
    tickets: dict[TicketId, Ticket] = {}
    for number in range(1, TICKETS + 1):
        shift = shifts[ShiftId(rng.randint(1, len(shifts)))]
        ticket = _ticket(rng, number, shift.engineer_id)
        start = ends[shift.id] + timedelta(minutes=40)
        if rng.random() > FREE_SHARE and start + timedelta(hours=2) <= shift.end:
            visit = make_visit(number, shift.engineer_id, shift.id, start, ticket.duration_s // 60)
            ticket = replace(ticket, status=Status.ASSIGNED, visit=visit)
            ends[shift.id] = visit.end
        tickets[ticket.id] = ticket
    return Board(
        read_at=NOW,
        tickets=tickets,
        engineers=staff,
        shifts=shifts,
        regions=regions,
        skills=SKILLS,
        cursor="0",
    )


def _answer(desk: SlotDesk, board: Board, call: NewTicket) -> float:
    """Seconds from what the form says to the words to read out."""
    begun = time.perf_counter()
    draft = drafted(call, NOW, board.regions)
    offers = desk.offers_for(draft, limit=12)
    for offer in offers:
        offer_words(offer, board.engineers, NOW, ZONE)
        offer_reason(offer)
    return time.perf_counter() - begun


def _call(rng: random.Random) -> NewTicket:
    return NewTicket(
        title="Lift stuck",
        priority=rng.choice(list(Priority)),
        location=_place(rng, rng.randint(1, REGIONS)),
        skills=(_need(rng),),
        duration_s=60 * rng.choice((30, 60, 90, 120)),
    )


def _ticket(rng: random.Random, number: int, engineer: EngineerId) -> Ticket:
    region = 1 + engineer % REGIONS
    return make_ticket(
        number,
        priority=rng.choice(list(Priority)),
        created_at=DAY - timedelta(hours=rng.randrange(20)),
        duration_s=60 * rng.choice((30, 45, 60, 90)),
        location=_place(rng, region),
        region_id=RegionId(region),
        skills=(_need(rng),),
    )


def _need(rng: random.Random) -> SkillLevel:
    return SkillLevel(rng.choice(list(SKILLS)), rng.randint(1, 3))


def _place(rng: random.Random, region: int) -> Location:
    return Location(31.1 + rng.random() * 0.1, 121.2 + 0.1 * region + rng.random() * 0.1)
