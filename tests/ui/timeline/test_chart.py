from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from dispatch_console.domain.board import Board, BoardPatch, apply
from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.ids import EngineerId, RegionId, ShiftId, TicketId
from dispatch_console.domain.plan import NO_FIGURES, Proposal, moves, planned
from dispatch_console.ui.timeline.chart import Chart
from dispatch_console.ui.timeline.layout import Look
from dispatch_console.ui.timeline.lines import Grouping, Sorting, arranged
from tests.factories import DAY, NOW, make_board, make_engineer, make_shift, make_visit

DAY_S = 24 * 3600
HORIZON = (DAY, DAY + timedelta(days=1))


def chart_of(board: Board, proposal: Proposal | None = None) -> Chart:
    return Chart(board, proposal, HORIZON, NOW)


def proposal_for(board: Board, changes) -> Proposal:
    visits = {t.id: v for t in board.tickets.values() if (v := planned(t)) is not None}
    for ticket, visit in changes.items():
        if visit is None:
            visits.pop(ticket, None)
        else:
            visits[ticket] = visit
    return Proposal(
        id=UUID(int=1),
        made_at=NOW,
        visits=visits,
        base=dict.fromkeys(board.tickets, 1),
        moves=moves(board.tickets.values(), visits),
        before=NO_FIGURES,
        after=NO_FIGURES,
    )


def assigned(board: Board) -> list[TicketId]:
    return [ticket.id for ticket in board.tickets.values() if ticket.visit is not None]


def same_rows(one: Chart, two: Chart) -> bool:
    return one.rows == two.rows and one.delays == two.delays


def test_every_assigned_ticket_is_found_in_its_engineers_row():
    board = make_board()
    chart = chart_of(board)
    for ticket_id in assigned(board):
        found = chart.find(ticket_id)
        visit = board.tickets[ticket_id].visit
        assert found is not None
        assert visit is not None
        assert found[0] == visit.engineer_id
    unassigned = next(t.id for t in board.tickets.values() if t.visit is None)
    assert chart.find(unassigned) is None


def test_moving_a_visit_lays_out_only_the_two_engineers():
    board = make_board()
    chart = chart_of(board)
    before = dict(chart.rows)
    ticket = board.tickets[assigned(board)[0]]
    assert ticket.visit is not None
    former = ticket.visit.engineer_id
    latter = next(e for e in board.engineers if e != former)
    visit = make_visit(ticket.id, latter, latter, DAY + timedelta(hours=9), 30)
    moved = replace(ticket, visit=visit)
    changed = apply(board, BoardPatch(read_at=NOW, cursor="1", tickets={ticket.id: moved}))

    touched = chart.update(changed, ChangeSet(tickets=frozenset({ticket.id})))

    assert touched == {former, latter}
    assert all(chart.rows[e] is before[e] for e in board.engineers if e not in touched)
    assert same_rows(chart, chart_of(changed))


def test_engineers_and_shifts_come_and_go():
    board = make_board(engineers=3)
    chart = chart_of(board)
    patch = BoardPatch(
        read_at=NOW,
        cursor="1",
        engineers={EngineerId(1): None, EngineerId(9): make_engineer(9)},
        shifts={ShiftId(1): None, ShiftId(9): make_shift(9, 9), ShiftId(2): make_shift(2, 3)},
    )
    changed = apply(board, patch)
    changes = ChangeSet(engineers=frozenset(patch.engineers), shifts=frozenset(patch.shifts))
    assert chart.update(changed, changes) == {1, 2, 3, 9}
    assert same_rows(chart, chart_of(changed))


def test_a_proposal_shows_the_proposed_place_and_a_trace_of_the_old_one():
    board = make_board()
    ticket_id = assigned(board)[0]
    current = planned(board.tickets[ticket_id])
    assert current is not None
    other = next(e for e in board.engineers if e != current.engineer_id)
    visit = make_visit(ticket_id, other, other, DAY + timedelta(hours=8), 30)
    target = planned(replace(board.tickets[ticket_id], visit=visit))
    chart = chart_of(board, proposal_for(board, {ticket_id: target}))

    found = chart.find(ticket_id)
    assert found is not None
    assert found[0] == other
    assert found[1].look is Look.MOVED
    assert [trace.ticket for trace in chart.rows[current.engineer_id].traces] == [ticket_id]


def test_time_passing_changes_only_rows_that_run_late():
    board = make_board()
    chart = chart_of(board)
    assert chart.tick(NOW + timedelta(minutes=20))
    for engineer in board.engineers:
        fresh = Chart(board, None, HORIZON, NOW + timedelta(minutes=20))
        assert chart.delays[engineer] == fresh.delays[engineer]
    assert chart.tick(NOW + timedelta(minutes=20)) == frozenset()


def test_nights_fold_when_nobody_works():
    assert chart_of(make_board()).folds == ((11 * 3600, 24 * 3600),)


def test_rows_are_grouped_by_region_and_sorted_by_name():
    board = make_board(engineers=6, regions=2)
    lines = arranged(
        chart_of(board).rows, board.regions, Grouping.REGION, Sorting.NAME, (), 40, DAY_S
    )
    groups = [line.group.name for line in lines.items if line.group is not None]
    assert groups == ["Region 1", "Region 2"]
    assert sorted(lines.engineers()) == sorted(board.engineers)
    tops = [line.top for line in lines.items]
    assert tops == sorted(tops)
    assert lines.height == 2 * 26 + 6 * 40


def test_a_collapsed_group_keeps_its_heading_only():
    board = make_board(engineers=6, regions=2)
    lines = arranged(
        chart_of(board).rows,
        board.regions,
        Grouping.REGION,
        Sorting.NAME,
        {str(RegionId(1))},
        40,
        DAY_S,
    )
    hidden = [e.id for e in board.engineers.values() if e.regions == (RegionId(1),)]
    assert hidden
    assert all(lines.of(engineer) is None for engineer in hidden)
    assert next(line.group for line in lines.items if line.group).engineers == len(hidden)


def test_the_most_loaded_come_first_and_those_off_duty_last():
    board = make_board(engineers=6)
    patch = BoardPatch(read_at=NOW, cursor="1", engineers={EngineerId(9): make_engineer(9)})
    chart = chart_of(apply(board, patch))
    order = arranged(
        chart.rows, board.regions, Grouping.NONE, Sorting.LOAD, (), 40, DAY_S
    ).engineers()
    loads = [chart.rows[e].load for e in order[:-1]]
    assert loads == sorted(loads, reverse=True)
    assert order[-1] == 9


def test_a_line_is_found_by_its_height():
    board = make_board(engineers=6, regions=2)
    lines = arranged(
        chart_of(board).rows, board.regions, Grouping.REGION, Sorting.NAME, (), 40, DAY_S
    )
    for line in lines.items:
        assert lines.at(line.top) is line
        assert lines.at(line.top + line.height - 0.5) is line
    assert lines.at(lines.height) is None
    assert lines.at(-1) is None
    assert list(lines.between(0, lines.height)) == list(lines.items)
