"""The planner leaves a ticket until its part is there."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from dispatch_console.domain.place import TimeWindow
from dispatch_console.services.board import load
from dispatch_console.services.context import Context
from dispatch_console.services.parts import serving
from dispatch_console.services.scope import LeftOut, draw_up
from tests.factories import DAY, NOW, make_ticket
from tests.services.company import END, proposal
from tests.services.parts.store import approved, furnished, ticket

HOURS = st.integers(-48, 48).map(lambda n: NOW + timedelta(hours=n))


@given(st.lists(st.tuples(HOURS, st.integers(0, 8)), max_size=3), HOURS)
def test_no_open_window_begins_before_the_part_is_there_and_there_is_always_one(
    spans: list[tuple[datetime, int]], first: datetime
) -> None:
    windows = tuple(TimeWindow(start, start + timedelta(hours=n)) for start, n in spans)
    row = replace(make_ticket(1), windows=windows)
    assert row.open_windows == windows
    left = replace(row, not_before=first).open_windows
    assert left
    assert all(window.start >= first for window in left)
    kept = [w for w in windows if w.end >= first]
    assert not kept or len(left) == len(kept)


def test_a_ticket_is_planned_after_its_part_is_expected(context: Context) -> None:
    store = furnished(context)
    plan = proposal(context)
    assert {store.tickets[0]} <= {move.ticket_id for move in plan.moves}
    key = approved(context, store, store.fuse)
    expected = NOW + timedelta(hours=4)
    serving.wait(context, uuid4(), key, expected)
    starts = {move.ticket_id: move.after.start for move in proposal(context).moves if move.after}
    assert starts[store.tickets[0]] >= expected


def test_one_whose_part_comes_after_the_days_planned_is_left_out_and_said_why(
    context: Context,
) -> None:
    store = furnished(context)
    serving.wait(context, uuid4(), approved(context, store, store.fuse), END + timedelta(days=5))
    scope = draw_up(load(context), now=NOW, start=DAY, end=END)
    assert scope.left_out[store.tickets[0]] is LeftOut.WINDOW_LATER
    assert ticket(context, store).windows == ()
