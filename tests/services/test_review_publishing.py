"""Of a review just what is accepted reaches the database."""

from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.services import dispatch
from dispatch_console.services.board import load
from dispatch_console.services.context import Context
from dispatch_console.services.publishing import publish
from dispatch_console.services.review import MoveGroup, Review, open_review
from tests.services.company import command, scope_now, ticket, violations
from tests.services.test_publishing import company_of, visits
from tests.services.test_review import filled


def opened(ctx: Context) -> Review:
    board = load(ctx)
    scope = scope_now(ctx, board)
    solution = filled(Evaluator(scope.problem), {})
    return open_review(board, scope, solution, now=ctx.clock())


def without(review: Review, group: MoveGroup) -> Review:
    return review.taking(review.accepted - {group.number})


def test_only_what_is_accepted_is_written(context: Context):
    company_of(context)
    review = opened(context)
    group = review.groups[0]
    chosen = without(review, group)
    published = publish(context, command(1), chosen.proposal)
    assert published.dropped == {}
    assert published.done == len(chosen.proposal.moves) > 0
    assert chosen.rejected_moves == len(group.moves)
    assert visits(context).keys() == {move.ticket_id for move in chosen.proposal.moves}
    assert all(ticket(context, key).visit is None for key in group.tickets)
    assert violations(context) == ()


def test_what_others_do_with_a_rejected_ticket_is_no_matter(context: Context):
    company = company_of(context, tickets=3, engineers=4)
    review = opened(context)
    group = review.groups[0]
    chosen = without(review, group)
    used = {visit.engineer_id for visit in review.proposal.visits.values()}
    idle = next(engineer for engineer in company.engineers if engineer not in used)
    dispatch.assign(context, command(1), list(group.tickets), idle, None)
    given = {key: ticket(context, key).visit for key in group.tickets}
    published = publish(context, command(2), chosen.proposal)
    assert published.dropped == {}
    assert published.done == len(chosen.proposal.moves)
    assert {key: ticket(context, key).visit for key in group.tickets} == given


def test_a_plan_that_is_out_already_changes_by_the_accepted_group_alone(context: Context):
    company_of(context, tickets=14, engineers=3)
    first = opened(context)
    publish(context, command(1), first.taking([g.number for g in first.groups][::2]).proposal)
    before = load(context).tickets
    second = opened(context)
    chosen = second.taking([second.groups[0].number])
    published = publish(context, command(2), chosen.proposal)
    moved = {move.ticket_id for move in chosen.proposal.moves}
    assert published.done == len(moved)
    for key, row in load(context).tickets.items():
        told = before[key].visit
        if key not in moved:
            assert (row.visit is None) == (told is None)
            if row.visit is not None and told is not None:
                assert (row.visit.start, row.visit.shift_id) == (told.start, told.shift_id)
    assert violations(context) == ()
