from dataclasses import replace
from datetime import timedelta

from dispatch_console.domain.board import BoardPatch, apply
from dispatch_console.domain.changes import ChangeSet, union
from dispatch_console.domain.ids import EngineerId, RegionId, TicketId
from dispatch_console.domain.ticket import Status
from tests.factories import NOW, make_board, make_ticket


def test_a_patch_replaces_adds_and_removes_rows_and_leaves_the_old_board_alone():
    board = make_board(6, 2, 1)
    was = dict(board.tickets)
    changed = replace(board.tickets[TicketId(2)], status=Status.CANCELLED)
    later = NOW + timedelta(minutes=1)
    patched = apply(
        board,
        BoardPatch(
            read_at=later,
            cursor="9",
            tickets={TicketId(1): None, TicketId(2): changed, TicketId(99): make_ticket(99)},
        ),
    )
    assert TicketId(1) not in patched.tickets
    assert patched.tickets[TicketId(2)] is changed
    assert patched.tickets[TicketId(3)] is board.tickets[TicketId(3)]
    assert TicketId(99) in patched.tickets
    assert (patched.read_at, patched.cursor) == (later, "9")
    assert patched.engineers is board.engineers
    assert dict(board.tickets) == was


def test_removing_a_row_that_is_not_there_changes_nothing():
    board = make_board(3, 1, 1)
    patch = BoardPatch(read_at=NOW, cursor="1", tickets={TicketId(77): None})
    assert apply(board, patch).tickets == board.tickets


def test_the_union_of_changes_holds_every_id_once():
    one = ChangeSet(tickets=frozenset({TicketId(1)}), engineers=frozenset({EngineerId(1)}))
    two = ChangeSet(tickets=frozenset({TicketId(1), TicketId(2)}), regions=frozenset({RegionId(5)}))
    both = union((one, two))
    assert both.tickets == {1, 2}
    assert both.engineers == {1}
    assert both.regions == {5}


def test_no_change_is_false():
    assert not union(())
    assert ChangeSet(tickets=frozenset({TicketId(1)}))
