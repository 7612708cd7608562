"""Rows priced together say what each would say alone, and what the drop then does."""

import random
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch_console.domain.board import Board, BoardPatch, apply
from dispatch_console.domain.ids import EngineerId, RegionId, ShiftId, TicketId
from dispatch_console.domain.skill import SkillLevel
from dispatch_console.domain.ticket import Lock, Status
from dispatch_console.services import dispatch
from dispatch_console.services.board import load
from dispatch_console.services.context import Context
from dispatch_console.services.pricing import DropPrice, price
from dispatch_console.services.row_prices import FRESH_FOR, RowDesk
from tests.factories import (
    DAY,
    NOW,
    make_board,
    make_shift,
    make_ticket,
)
from tests.services.company import command, found, scattered

DAYS = (DAY - timedelta(hours=8), DAY + timedelta(days=3))


def company(seed: int, tickets: int = 40, engineers: int = 6) -> Board:
    """Two days; not everybody can do everything, one is lent, some visits are under way."""
    rng = random.Random(seed)
    board = make_board(tickets, engineers, 2, seed)
    staff = {
        key: replace(who, skills=tuple(rng.sample(who.skills, rng.randint(1, len(who.skills)))))
        for key, who in board.engineers.items()
    }
    second = {ShiftId(100 + key): make_shift(100 + key, key, day=1) for key in staff}
    lent = rng.choice(list(second))
    second[lent] = replace(second[lent], lent_to=RegionId(2))
    return replace(board, engineers=staff, shifts={**board.shifts, **second})


def at(hours: float) -> datetime:
    return DAY + timedelta(minutes=round(hours * 60))


def assert_alike(
    board: Board, desk: RowDesk, wanted: Collection[TicketId], now: datetime
) -> dict[EngineerId, DropPrice]:
    rows = desk.prices(board, tuple(wanted), board.engineers, DAYS, now=now)
    assert rows.keys() == board.engineers.keys()
    for engineer, row in rows.items():
        alone = price(board, tuple(wanted), engineer, None, now=now, days=DAYS)
        assert row.allowed == alone.allowed
        assert not row.allowed or row == alone
    return rows


@given(st.integers(1, 10_000), st.integers(1, 40), st.floats(-2, 9))
@settings(max_examples=60, deadline=None)
def test_a_row_says_what_it_would_say_alone(seed: int, ticket: int, hours: float):
    assert_alike(company(seed), RowDesk(), [TicketId(ticket)], at(hours))


@given(
    st.integers(1, 10_000),
    st.lists(st.integers(1, 40), min_size=2, max_size=4, unique=True),
    st.floats(-2, 9),
)
@settings(max_examples=30, deadline=None)
def test_several_tickets_are_priced_one_after_the_other(
    seed: int, tickets: list[int], hours: float
):
    assert_alike(company(seed), RowDesk(), [TicketId(key) for key in tickets], at(hours))


@given(st.integers(1, 10_000), st.data())
@settings(max_examples=25, deadline=None)
def test_what_is_kept_ready_follows_the_board_and_the_clock(seed: int, data: st.DataObject):
    board, desk, now = company(seed), RowDesk(), at(-1)
    keys = st.sampled_from(sorted(board.tickets))
    for step in range(4):
        assert_alike(board, desk, [data.draw(keys)], now)
        gone = board.tickets[data.draw(keys)]
        patch = BoardPatch(
            read_at=NOW,
            cursor=str(step),
            tickets={gone.id: replace(gone, visit=None, status=Status.NEW, lock=Lock.NONE)},
        )
        board = apply(board, patch)
        now += data.draw(st.sampled_from([timedelta(0), FRESH_FOR * 2, timedelta(hours=2)]))


def test_who_may_not_or_is_off_is_told_the_rule():
    given = company(3)
    staff = dict(given.engineers)
    unable, off = list(staff)[:2]
    staff[unable] = replace(staff[unable], skills=())
    shifts = {key: s for key, s in given.shifts.items() if s.engineer_id != off}
    need = make_ticket(99, skills=(SkillLevel("lift", 1),))
    board = replace(given, engineers=staff, shifts=shifts, tickets={**given.tickets, need.id: need})
    rows = RowDesk().prices(board, [need.id], [unable, off], DAYS, now=at(-1))
    assert [one.code for one in rows[unable].broken] == ["rule.skill"]
    assert [one.code for one in rows[off].broken] == ["dispatch.no_shift"]


def test_what_can_go_nowhere_is_refused_on_every_row():
    given = company(3)
    done = make_ticket(98, status=Status.RESOLVED)
    lost = make_ticket(99, location=None)
    board = replace(given, tickets={**given.tickets, done.id: done, lost.id: lost})
    for wanted, code in ((done.id, "ticket.step"), (lost.id, "dispatch.no_location")):
        rows = RowDesk().prices(board, [wanted], board.engineers, DAYS, now=at(-1))
        assert {one.code for row in rows.values() for one in row.broken} == {code}


def test_the_price_shown_is_what_the_drop_does(context: Context):
    rng = random.Random(5)
    there = found(context, *(scattered(n, rng) for n in range(1, 13)), engineers=4, days=2)
    desk = RowDesk()
    for number, key in enumerate(there.tickets, 1):
        board = load(context)
        rows = desk.prices(board, [key], there.engineers, DAYS, now=context.clock())
        allowed = [row for row in rows.values() if row.allowed]
        if not allowed:
            continue
        shown = rng.choice(allowed)
        dispatch.assign(context, command(number), [key], shown.engineer_id, None)
        visit = load(context).tickets[key].visit
        assert visit is not None
        assert (visit.start, visit.end) == (shown.start, shown.end)
