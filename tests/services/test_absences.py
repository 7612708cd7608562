"""A sick call: planned with few changes, recorded by publishing, taken back."""

import random
from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import EngineerId
from dispatch_console.domain.plan import Absence, MoveKind
from dispatch_console.domain.ticket import Lock, Status
from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.services import absences, dispatch, mending
from dispatch_console.services.amending import Amendment, amended, reopen
from dispatch_console.services.board import load, read_changes
from dispatch_console.services.context import Context
from dispatch_console.services.publishing import publish
from dispatch_console.services.review import LEFT
from dispatch_console.services.undo import undo
from tests.factories import DAY, NOW
from tests.services.company import (
    Company,
    command,
    found,
    proposal,
    scattered,
    scope_now,
    ticket,
    violations,
)

NIGHT = DAY + timedelta(hours=16)


def planned_company(ctx: Context, days: int = 1) -> Company:
    """A company at work: six tickets among three engineers, published."""
    rng = random.Random(3)
    made = found(
        ctx,
        *(replace(scattered(n, rng), windows=(), skills=()) for n in range(6)),
        engineers=3,
        days=days,
    )
    publish(ctx, command(1), proposal(ctx))
    return made


def busiest(ctx: Context) -> EngineerId:
    held = [t.visit.engineer_id for t in load(ctx).tickets.values() if t.visit]
    return max(held, key=held.count)


def sick(ctx: Context, engineer: EngineerId, **more: object) -> Absence:
    given = {"start": NOW, "until": NIGHT} | more
    return Absence(engineer_id=engineer, **given)  # pyright: ignore[reportArgumentType]


def test_others_take_over_and_only_what_the_sick_one_had_moves(context: Context) -> None:
    planned_company(context)
    who = busiest(context)
    board = load(context)
    theirs = {t.id for t in board.tickets.values() if t.visit and t.visit.engineer_id == who}
    plan = mending.sick_call(board, sick(context, who), now=NOW).proposal
    assert {move.ticket_id for move in plan.moves} == theirs
    assert {move.kind for move in plan.moves} == {MoveKind.REASSIGN}
    assert plan.absence == sick(context, who)


def test_publishing_it_marks_the_shift_and_the_next_plan_does_without(context: Context) -> None:
    planned_company(context)
    who = busiest(context)
    before = load(context)
    plan = mending.sick_call(before, sick(context, who), now=NOW).proposal
    published = publish(context, command(2), plan)
    assert published.dropped == {}
    assert published.changes.shifts == {
        key for key, shift in before.shifts.items() if shift.engineer_id == who
    }
    after = load(context)
    assert not [t for t in after.tickets.values() if t.visit and t.visit.engineer_id == who]
    mine = [shift for shift in after.shifts.values() if shift.engineer_id == who]
    assert [(shift.end, shift.overtime_s, shift.breaks) for shift in mine] == [(NOW, 0, ())]
    assert who not in {spec.engineer for spec in scope_now(context).problem.shifts}
    assert violations(context) == ()


def test_a_shift_not_begun_leaves_the_board_of_every_console(context: Context) -> None:
    planned_company(context, days=2)
    who, cursor = busiest(context), load(context).cursor
    away = sick(context, who, until=None)
    publish(context, command(2), mending.sick_call(load(context), away, now=NOW).proposal)
    patch = read_changes(context, cursor)
    gone = [key for key, shift in patch.shifts.items() if shift is None]
    assert len(gone) == 1
    assert len([s for s in load(context).shifts.values() if s.engineer_id == who]) == 1


def test_the_audit_trail_says_who_marked_it(context: Context) -> None:
    planned_company(context)
    who = busiest(context)
    publish(
        context, command(2), mending.sick_call(load(context), sick(context, who), now=NOW).proposal
    )
    with psycopg.connect(context.database.url) as connection:
        rows = connection.execute(
            "SELECT who, before ->> 'off_from', after ->> 'off_from' FROM audit"
            " WHERE kind = 'shift' AND command_id = %s",
            [command(2)],
        ).fetchall()
    assert [(row[0], row[1], row[2] is not None) for row in rows] == [("tester", None, True)]


def test_what_is_under_way_stays(context: Context) -> None:
    planned_company(context)
    who = busiest(context)
    theirs = [t for t in load(context).tickets.values() if t.visit and t.visit.engineer_id == who]
    first = min(theirs, key=lambda t: t.visit.start if t.visit else NOW)
    dispatch.set_status(context, command(5), [first.id], Status.EN_ROUTE)
    visit = ticket(context, first.id).visit
    plan = mending.sick_call(load(context), sick(context, who), now=NOW).proposal
    assert first.id not in {move.ticket_id for move in plan.moves}
    assert publish(context, command(2), plan).dropped == {}
    assert ticket(context, first.id).visit == visit


def test_who_calls_in_sick_instead_of_setting_out_has_not_begun(context: Context) -> None:
    planned_company(context)
    board = load(context)
    first = min(
        (t for t in board.tickets.values() if t.visit),
        key=lambda t: t.visit.start if t.visit else NOW,
    )
    visit = first.visit
    assert visit is not None
    late = visit.start - timedelta(seconds=visit.travel_s // 2)
    then = replace(context, clock=lambda: late)
    away = sick(context, visit.engineer_id, start=late)
    plan = mending.sick_call(load(then), away, now=late).proposal
    assert first.id in {move.ticket_id for move in plan.moves}
    assert publish(then, command(2), plan).dropped == {}
    after = ticket(context, first.id).visit
    assert after is None or after.engineer_id != visit.engineer_id


def test_a_ticket_given_to_the_sick_one_meanwhile_loses_its_visit(context: Context) -> None:
    made = planned_company(context)
    who = busiest(context)
    plan = mending.sick_call(load(context), sick(context, who), now=NOW).proposal
    other = next(
        key
        for key in made.tickets
        if (visit := ticket(context, key).visit) and visit.engineer_id != who
    )
    dispatch.assign(context, command(3), [other], who, None)
    publish(context, command(2), plan)
    assert ticket(context, other).visit is None
    assert ticket(context, other).status is Status.NEW


def test_a_locked_ticket_is_taken_over_too(context: Context) -> None:
    planned_company(context)
    who = busiest(context)
    theirs = [
        t.id for t in load(context).tickets.values() if t.visit and t.visit.engineer_id == who
    ]
    dispatch.set_lock(context, command(4), theirs, Lock.ENGINEER)
    plan = mending.sick_call(load(context), sick(context, who), now=NOW).proposal
    assert publish(context, command(2), plan).dropped == {}
    assert all(ticket(context, key).visit is not None for key in theirs)


def test_who_has_nothing_to_do_is_marked_all_the_same(context: Context) -> None:
    made = found(context, engineers=2)
    plan = mending.sick_call(load(context), sick(context, made.engineers[0]), now=NOW).proposal
    assert plan.moves == ()
    publish(context, command(2), plan)
    mine = [s for s in load(context).shifts.values() if s.engineer_id == made.engineers[0]]
    assert [shift.end for shift in mine] == [NOW]


def test_who_would_not_have_worked_cannot_be_sick(context: Context) -> None:
    made = found(context, engineers=1)
    away = Absence(engineer_id=made.engineers[0], start=NIGHT)
    with pytest.raises(DomainError, match=r"absence\.no_shift"):
        mending.sick_call(load(context), away, now=NIGHT)


def test_back_on_duty_the_roster_counts_again(context: Context) -> None:
    planned_company(context)
    who = busiest(context)
    before = {key: s for key, s in load(context).shifts.items() if s.engineer_id == who}
    publish(
        context, command(2), mending.sick_call(load(context), sick(context, who), now=NOW).proposal
    )
    changes = absences.end(context, command(6), who)
    assert changes.shifts == set(before)
    after = {key: s for key, s in load(context).shifts.items() if s.engineer_id == who}
    assert [replace(s, version=1) for s in after.values()] == list(before.values())


def test_a_roster_imported_again_does_not_bring_the_sick_one_back(context: Context) -> None:
    planned_company(context)
    who = busiest(context)
    roster = [s for s in load(context).shifts.values() if s.engineer_id == who]
    publish(
        context, command(2), mending.sick_call(load(context), sick(context, who), now=NOW).proposal
    )
    with context.database.unit(user="import") as unit:
        unit.shifts.upsert(roster)
        unit.commit()
    assert [s.end for s in load(context).shifts.values() if s.engineer_id == who] == [NOW]


def test_a_late_engineer_delays_what_follows_and_it_can_be_published(context: Context) -> None:
    planned_company(context)
    who = busiest(context)
    plan = mending.late(load(context), who, timedelta(hours=2), now=NOW).proposal
    assert plan.moves
    assert plan.absence is None
    assert publish(context, command(2), plan).dropped == {}
    assert violations(context) == ()


def test_an_urgent_ticket_gets_a_place(context: Context) -> None:
    planned_company(context)
    with context.database.unit(user="setup") as unit:
        region = next(iter(unit.regions.all()))
        new = replace(scattered(9, random.Random(1)), number="", region_id=region, windows=())
        key = unit.tickets.add([new])[0].id
        unit.commit()
    plan = mending.urgent(load(context), key, now=NOW).proposal
    assert key in plan.visits
    assert publish(context, command(2), plan).dropped == {}


def test_an_urgent_ticket_without_a_place_says_why(context: Context) -> None:
    planned_company(context)
    with context.database.unit(user="setup") as unit:
        new = replace(scattered(9, random.Random(1)), number="", region_id=None, location=None)
        key = unit.tickets.add([new])[0].id
        unit.commit()
    with pytest.raises(DomainError, match=r"urgent\.left_out") as told:
        mending.urgent(load(context), key, now=NOW)
    assert told.value.params["reason"] == "scope.no_location"


def test_a_published_sick_call_is_undone_with_its_visits(context: Context) -> None:
    made = planned_company(context)
    who = busiest(context)
    told = {key: ticket(context, key).visit for key in made.tickets}
    publish(
        context, command(2), mending.sick_call(load(context), sick(context, who), now=NOW).proposal
    )
    undo(context, command(3), command(2), "publish")
    for key, visit in told.items():
        now = ticket(context, key).visit
        assert visit is not None
        assert now is not None
        assert (now.engineer_id, now.start) == (visit.engineer_id, visit.start)
    assert who in {spec.engineer for spec in scope_now(context).problem.shifts}
    assert violations(context) == ()


@pytest.mark.parametrize("accepted", [0, 1, 2])
def test_who_does_not_take_over_leaves_the_ticket_without_a_visit(
    context: Context, accepted: int
) -> None:
    planned_company(context)
    who = busiest(context)
    review = mending.sick_call(load(context), sick(context, who), now=NOW)
    assert len(review.groups) > 1
    chosen = review.taking(group.number for group in review.groups[:accepted])
    taken = {key for group in review.groups[:accepted] for key in group.tickets}
    theirs = {
        t.id for t in load(context).tickets.values() if t.visit and t.visit.engineer_id == who
    }
    proposal = chosen.proposal
    assert {m.ticket_id for m in proposal.moves if m.after is None} == theirs - taken
    assert set(proposal.unserved) == theirs - taken
    assert proposal.after.served == review.proposal.before.served - len(theirs - taken)
    outcome = publish(context, command(2), proposal)
    assert (outcome.dropped, outcome.done) == ({}, len(theirs | taken))
    for key in theirs:
        visit = ticket(context, key).visit
        assert (visit is not None and visit.engineer_id != who) == (key in taken)
    assert violations(context) == ()


def test_a_ticket_cannot_be_kept_by_the_one_who_is_off(context: Context) -> None:
    planned_company(context)
    who = busiest(context)
    review = mending.sick_call(load(context), sick(context, who), now=NOW)
    first = review.groups[0].tickets[0]
    with pytest.raises(DomainError, match=r"review\.not_kept"):
        reopen(review, first, Amendment.KEEP)


def test_left_in_review_it_stays_lost_and_the_absence_is_still_recorded(context: Context) -> None:
    planned_company(context)
    who = busiest(context)
    review = mending.sick_call(load(context), sick(context, who), now=NOW)
    first = review.groups[0].tickets[0]
    again = reopen(review, first, Amendment.LEAVE)
    answer = Evaluator(again.part).solution(again.start)
    after = amended(review, again, answer, now=NOW)
    assert after.proposal.absence == review.proposal.absence
    assert after.proposal.unserved[first] == LEFT
    assert publish(context, command(2), after.proposal).dropped == {}
    assert ticket(context, first).visit is None
