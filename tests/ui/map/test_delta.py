from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch_console.domain.board import Board, BoardPatch, apply
from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.ids import EngineerId, RegionId, ShiftId, TicketId
from dispatch_console.domain.place import Location
from dispatch_console.domain.plan import Move, MoveKind, PlannedVisit, planned
from dispatch_console.domain.ticket import Status, Ticket
from dispatch_console.ui.map.delta import KINDS, LiveLayer, Scene, extent
from dispatch_console.ui.map.whereabouts import Json
from dispatch_console.words.text import initials
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

HOME = Location(31.0, 121.0)
SITE = Location(31.2, 121.4)
NINE = DAY + timedelta(hours=1)


def scene(board: Board, now: datetime = NOW, **fields: Any) -> Scene:
    given: dict[str, Any] = {
        "board": board,
        "now": now,
        "zone": ZoneInfo("Asia/Shanghai"),
        "horizon": (DAY, DAY),
        "visit_of": planned,
        "shown": lambda _ticket: True,
    }
    return Scene(**(given | fields))


def replaced(layer: LiveLayer, wanted: Scene) -> dict[str, Any]:
    """All of the layer's messages as one."""
    return joined(layer.replace(wanted))


def joined(messages: Iterable[Json]) -> dict[str, Any]:
    """One message that says the same."""
    whole: dict[str, Any] = {}
    said: list[dict[str, Any]] = list(messages)
    for message in said:
        for kind, news in message.items():
            known = whole.setdefault(kind, {"set": [], "gone": []})
            for name, values in news.items():
                known[name] += values
    return whole


def shown(state: dict[str, dict[int, Json]], message: Json) -> dict[str, dict[int, Json]]:
    """What a page shows after the message."""
    after = {kind: dict(values) for kind, values in state.items()}
    for kind, change in message.items():
        assert isinstance(change, dict)
        for key in change["gone"]:
            del after[kind][key]
        for value in change["set"]:
            key = value["properties"]["id"] if kind == "regions" else value["id"]
            known = after[kind].get(key, {}) if kind == "tickets" else {}
            after[kind][key] = known | value
    return after


EMPTY: dict[str, dict[int, Json]] = {kind: {} for kind in KINDS}


def one_visit(status: Status = Status.ASSIGNED) -> Board:
    visit = make_visit(1, 1, 1, NINE, 60)
    ticket = make_ticket(1, location=SITE, status=status, visit=visit)
    return Board(
        read_at=NOW,
        tickets={ticket.id: ticket},
        engineers={EngineerId(1): make_engineer(1, home=HOME)},
        shifts={ShiftId(1): make_shift(1, 1)},
    )


def test_the_first_message_holds_everything() -> None:
    board = make_board()
    after = shown(EMPTY, replaced(LiveLayer(), scene(board)))
    assert set(after["tickets"]) == set(board.tickets)
    assert set(after["engineers"]) == set(board.engineers)
    assert set(after["regions"]) == set(board.regions)
    assert after["routes"]


def test_the_same_scene_again_says_nothing() -> None:
    layer, board = LiveLayer(), make_board()
    replaced(layer, scene(board))
    assert replaced(layer, scene(board)) == {}


def test_regions_the_page_was_written_with_are_not_sent() -> None:
    board = make_board()
    assert "regions" not in replaced(LiveLayer(board.regions), scene(board))


def test_a_filtered_ticket_leaves_and_returns() -> None:
    layer, board = LiveLayer(), one_visit()
    replaced(layer, scene(board))
    hidden = replaced(layer, scene(board, shown=lambda _t: False))
    assert hidden["tickets"] == {"set": [], "gone": [1]}
    assert hidden["routes"] == {"set": [], "gone": [1]}
    assert set(replaced(layer, scene(board))) == {"tickets", "routes"}


def test_a_ticket_without_a_place_is_not_drawn() -> None:
    ticket = make_ticket(1, location=None)
    board = Board(read_at=NOW, tickets={ticket.id: ticket})
    assert replaced(LiveLayer(), scene(board)) == {}


def test_visits_outside_the_horizon_make_no_route() -> None:
    tomorrow = (DAY + timedelta(days=1), DAY + timedelta(days=2))
    assert "routes" not in replaced(LiveLayer(), scene(one_visit(), horizon=tomorrow))


def test_a_route_lists_its_stops_in_order_of_time() -> None:
    board = one_visit()
    early = make_ticket(2, visit=make_visit(2, 1, 1, NINE - timedelta(hours=1), 30))
    board = replace(board, tickets={**board.tickets, early.id: early})
    after = shown(EMPTY, replaced(LiveLayer(), scene(board)))
    assert [stop[0] for stop in after["routes"][1]["stops"]] == [2, 1]  # pyright: ignore


@pytest.mark.parametrize(
    ("minutes", "state", "place"),
    [
        (-45, "home", [31.0, 121.0]),
        (-15, "en_route", [31.1, 121.2]),
        (10, "on_site", [31.2, 121.4]),
        (70, "home", [31.0, 121.0]),
    ],
)
def test_an_engineer_is_where_the_plan_has_him(
    minutes: int, state: str, place: list[float]
) -> None:
    now = NINE + timedelta(minutes=minutes)
    after = shown(EMPTY, replaced(LiveLayer(), scene(one_visit(), now)))
    engineer = after["engineers"][1]
    assert (engineer["state"], engineer["at"]) == (state, place)


def test_what_is_reported_counts_more_than_the_plan() -> None:
    late = NINE + timedelta(hours=3)
    working = shown(EMPTY, replaced(LiveLayer(), scene(one_visit(Status.IN_PROGRESS), late)))
    assert working["engineers"][1]["state"] == "on_site"
    early = NINE - timedelta(hours=2)
    driving = shown(EMPTY, replaced(LiveLayer(), scene(one_visit(Status.EN_ROUTE), early)))
    assert driving["engineers"][1]["state"] == "en_route"


def test_between_two_visits_an_engineer_is_free_where_the_last_one_was() -> None:
    board = one_visit()
    later = make_ticket(2, visit=make_visit(2, 1, 1, NINE + timedelta(hours=3), 30))
    board = replace(board, tickets={**board.tickets, later.id: later})
    after = shown(EMPTY, replaced(LiveLayer(), scene(board, NINE + timedelta(minutes=90))))
    engineer = after["engineers"][1]
    assert (engineer["state"], engineer["at"]) == ("free", [31.2, 121.4])


def test_an_unassignment_takes_the_ticket_off_the_route_with_one_small_message() -> None:
    layer, board = LiveLayer(), make_board()
    state = shown(EMPTY, replaced(layer, scene(board)))
    ticket = next(t for t in board.tickets.values() if t.visit)
    assert ticket.visit is not None
    freed = replace(ticket, visit=None, status=Status.NEW)
    board = apply(board, BoardPatch(read_at=NOW, cursor="1", tickets={ticket.id: freed}))
    message = joined(layer.update(scene(board), ChangeSet(tickets=frozenset({ticket.id}))))
    after = shown(state, message)
    assert after["tickets"][ticket.id]["engineer"] is None
    assert message["tickets"] == {
        "set": [{"id": ticket.id, "status": "new", "engineer": None, "when": ""}],
        "gone": [],
    }
    assert after == shown(EMPTY, replaced(LiveLayer(), scene(board)))


def two_engineers() -> Board:
    """The visit of `one_visit`, and a second engineer with a shift."""
    board = one_visit()
    return replace(
        board,
        engineers={**board.engineers, EngineerId(2): make_engineer(2, home=HOME)},
        shifts={**board.shifts, ShiftId(2): make_shift(2, 2)},
    )


def moved_to_the_second(board: Board) -> tuple[PlannedVisit, dict[TicketId, Move]]:
    ticket = board.tickets[TicketId(1)]
    before = planned(ticket)
    assert before is not None
    after = replace(before, engineer_id=EngineerId(2), shift_id=ShiftId(2))
    return after, {ticket.id: Move(ticket.id, MoveKind.REASSIGN, before, after)}


def test_a_proposed_move_shows_whence_the_ticket_comes_and_the_route_as_it_is() -> None:
    board, layer = two_engineers(), LiveLayer()
    after, moved = moved_to_the_second(board)
    state = shown(EMPTY, replaced(layer, scene(board, moves=moved, visit_of=lambda _t: after)))
    ticket = state["tickets"][1]
    assert (ticket["move"], ticket["from"], ticket["engineer"]) == ("reassign", 1, 2)
    assert set(state["routes"]) == {2}
    home, site = [31.0, 121.0], [31.2, 121.4]
    assert state["former"] == {1: {"id": 1, "engineer": 1, "path": [home, site, home]}}
    discarded = shown(state, replaced(layer, scene(board)))
    assert discarded == shown(EMPTY, replaced(LiveLayer(), scene(board)))
    assert discarded["former"] == {}


def test_a_visit_only_moved_in_time_leaves_the_route_as_it_was() -> None:
    board = two_engineers()
    before = planned(board.tickets[TicketId(1)])
    assert before is not None
    hour = timedelta(hours=1)
    after = replace(before, start=before.start + hour, end=before.end + hour)
    moved = {before.ticket_id: Move(before.ticket_id, MoveKind.RETIME, before, after)}
    message = replaced(LiveLayer(), scene(board, moves=moved, visit_of=lambda _t: after))
    assert "former" not in message


def _changed(ticket: Ticket, how: str) -> Ticket | None:
    if how == "gone":
        return None
    if how == "moved":
        return replace(ticket, location=Location(31.05, 121.25))
    if how == "nowhere":
        return replace(ticket, location=None)
    if how == "freed":
        return replace(ticket, visit=None, status=Status.NEW)
    return replace(ticket, visit=make_visit(ticket.id, 2, 2, NINE, 30), status=Status.ASSIGNED)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(1, 20), st.sampled_from(["gone", "moved", "nowhere", "freed", "given"])
        ),
        max_size=12,
    ),
    st.booleans(),
)
def test_small_messages_lead_to_the_same_page_as_a_whole_one(
    steps: list[tuple[int, str]], staff_changes: bool
) -> None:
    board, layer = make_board(tickets=20, engineers=4), LiveLayer()
    state = shown(EMPTY, replaced(layer, scene(board)))
    for number, how in steps:
        ticket = board.tickets.get(TicketId(number))
        if ticket is None:
            continue
        changed = {ticket.id: _changed(ticket, how)}
        board = apply(board, BoardPatch(read_at=NOW, cursor="", tickets=changed))
        changes = ChangeSet(tickets=frozenset({ticket.id}))
        state = shown(state, joined(layer.update(scene(board), changes)))
    if staff_changes:
        engineer = replace(board.engineers[EngineerId(2)], home=HOME)
        patch = BoardPatch(
            read_at=NOW,
            cursor="",
            engineers={engineer.id: engineer, EngineerId(3): None},
            shifts={ShiftId(1): None},
            regions={RegionId(1): None, RegionId(9): make_region(9)},
        )
        board = apply(board, patch)
        changes = ChangeSet(
            engineers=frozenset(patch.engineers),
            shifts=frozenset(patch.shifts),
            regions=frozenset(patch.regions),
        )
        state = shown(state, joined(layer.update(scene(board), changes)))
    assert state == shown(EMPTY, replaced(LiveLayer(), scene(board)))


def test_what_stopped_in_the_middle_is_made_good_by_a_whole_one() -> None:
    board, layer = make_board(tickets=600, engineers=20), LiveLayer()
    state = shown(EMPTY, replaced(layer, scene(board)))
    changed = {key: _changed(ticket, "freed") for key, ticket in board.tickets.items()}
    board = apply(board, BoardPatch(read_at=NOW, cursor="", tickets=changed))
    half = islice(layer.update(scene(board), ChangeSet(tickets=frozenset(changed))), 2)
    state = shown(state, joined(half))
    state = shown(state, replaced(layer, scene(board)))
    assert state == shown(EMPTY, replaced(LiveLayer(), scene(board)))


def test_one_far_ticket_does_not_widen_the_view() -> None:
    board = make_board(tickets=200)
    stray = make_ticket(999, location=Location(0.0, 0.0))
    widened = replace(board, tickets={**board.tickets, stray.id: stray})
    corners = extent(widened)
    assert corners is not None
    assert corners[0][0] > 31.0
    assert extent(Board(read_at=NOW)) is None


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("李伟", "李伟"),
        ("欧阳晓明", "晓明"),
        ("Anna Berg", "AB"),
        ("tom", "T"),
        ("Anna 2", "A"),
        ("", "?"),
    ],
)
def test_initials_fit_an_icon(name: str, letters: str) -> None:
    assert initials(name) == letters
