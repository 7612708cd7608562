"""A change taken into a plan under review: reviewed like any move, written with all it needs."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import chain, combinations

import pytest

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.place import TimeWindow
from dispatch_console.domain.plan import MoveKind
from dispatch_console.domain.ticket import Priority
from dispatch_console.planning.easing import Kind
from dispatch_console.services import dispatch
from dispatch_console.services.board import load
from dispatch_console.services.context import Context
from dispatch_console.services.easing import Eased, easings
from dispatch_console.services.granting import with_easing, with_place
from dispatch_console.services.planning import current_solution
from dispatch_console.services.publishing import publish
from dispatch_console.services.review import Review, open_review
from dispatch_console.services.scope import draw_up
from dispatch_console.services.undo import undo
from dispatch_console.services.why import WhyDesk, WhyHere
from tests.factories import DAY, NOW, make_ticket
from tests.services.company import Company, command, found, scope_now, ticket, violations
from tests.services.test_applying import HALF, TEN, crowded

DAY_AFTER = DAY + timedelta(days=1)


def unchanged(ctx: Context) -> Review:
    """The review of a plan that leaves all as it is."""
    scope = scope_now(ctx)
    return open_review(load(ctx), scope, current_solution(scope.problem), now=NOW)


def desk(ctx: Context, review: Review) -> WhyDesk:
    return WhyDesk(load(ctx), now=ctx.clock(), start=DAY, end=DAY_AFTER, proposal=review.proposal)


def eased(ctx: Context, review: Review, company: Company) -> Mapping[Kind | None, Eased]:
    by_kind: dict[Kind | None, Eased] = {}
    for one in easings(desk(ctx, review), company.tickets[-1], seconds=60):
        by_kind.setdefault(one.kind, one)
    return by_kind


def choices(review: Review) -> Iterator[tuple[int, ...]]:
    numbers = [group.number for group in review.groups]
    return chain.from_iterable(combinations(numbers, n) for n in range(len(numbers) + 1))


def test_an_eased_window_becomes_a_move_and_is_written_with_the_plan(context: Context) -> None:
    company = crowded(context)
    review = unchanged(context)
    one = eased(context, review, company)[Kind.LATER]
    granted = with_easing(review, one, now=NOW)
    late = company.tickets[-1]
    assert [(m.ticket_id, m.kind) for m in granted.proposal.moves] == [(late, MoveKind.ASSIGN)]
    assert granted.proposal.visits[late].start == one.visit.start
    assert [given.kind for given in granted.proposal.concessions] == ["later"]
    outcome = publish(context, command(7), granted.proposal)
    assert outcome.dropped == {}
    after = ticket(context, late)
    assert after.visit is not None
    assert after.visit.start == one.visit.start
    assert after.windows[0].end > TEN + HALF
    assert violations(context) == ()


def test_rejected_again_no_rule_gives_way(context: Context) -> None:
    company = crowded(context)
    review = unchanged(context)
    granted = with_easing(review, eased(context, review, company)[Kind.LATER], now=NOW)
    nothing = granted.taking(())
    assert nothing.proposal.moves == ()
    assert nothing.proposal.concessions == ()
    assert nothing.taking(granted.accepted).proposal.concessions == granted.proposal.concessions


@pytest.mark.parametrize(
    ("until", "fields"),
    [
        (timedelta(hours=5), {}),
        (HALF, {}),
        (HALF, {"priority": Priority.P1}),
    ],
)
def test_every_easing_can_be_granted_and_every_choice_then_published(
    context: Context, until: timedelta, fields: dict[str, object]
) -> None:
    company = crowded(context, until=until, **fields)
    review = unchanged(context)
    tried = 0
    for kind, one in eased(context, review, company).items():
        if not one.applies:
            with pytest.raises(DomainError, match=r"easing\.not_written"):
                with_easing(review, one, now=NOW)
            continue
        for number in range(len(list(choices(with_easing(review, one, now=NOW))))):
            tried += 1
            granted = with_easing(unchanged(context), one, now=NOW)
            proposal = granted.taking(list(choices(granted))[number]).proposal
            done = command(100 + 2 * tried)
            assert publish(context, done, proposal).dropped == {}, kind
            assert violations(context) == ()
            if proposal.moves:
                undo(context, command(101 + 2 * tried), done, "publish")
    assert tried


def test_a_place_named_under_review_is_taken_into_it(context: Context) -> None:
    window = (TimeWindow(TEN, TEN + timedelta(hours=4)),)
    company = found(context, make_ticket(1, windows=window), make_ticket(2), engineers=2)
    dispatch.assign(context, command(1), company.tickets[:1], company.engineers[0], TEN)
    review = unchanged(context)
    why = desk(context, review).answer(company.tickets[0])
    assert isinstance(why, WhyHere)
    other = next(one for one in why.alternatives if one.engineer_id != company.engineers[0])
    capped = replace(review, case=replace(review.case, most_engineers=5))
    granted = with_place(capped, company.tickets[0], other, now=NOW)
    assert granted.case.most_engineers == 5
    (move,) = granted.proposal.moves
    assert move.kind is MoveKind.REASSIGN
    assert move.after is not None
    assert (move.after.engineer_id, move.after.start) == (other.engineer_id, other.start)
    assert publish(context, command(7), granted.proposal).dropped == {}
    assert violations(context) == ()


def test_what_was_rejected_stays_on_offer(context: Context) -> None:
    tickets = [make_ticket(n, windows=(), skills=()) for n in (1, 2)]
    company = found(context, *tickets, engineers=3)
    review = unchanged(context)
    for key in company.tickets:
        why = desk(context, review).answer(key)
        assert not isinstance(why, WhyHere)
        free = next(
            place
            for place in why.places
            if place.shift_id not in {v.shift_id for v in review.proposal.visits.values()}
        )
        review = with_place(review, key, free, now=NOW)
    first, second = company.tickets
    assert len(review.groups) == 2
    only = review.taking([n.number for n in review.groups if second in n.tickets])
    assert set(only.proposal.visits) == {second}
    again = desk(context, only).answer(second)
    assert isinstance(again, WhyHere)
    taken = {visit.shift_id for visit in review.proposal.visits.values()}
    place = next(place for place in again.alternatives if place.shift_id not in taken)
    granted = with_place(only, second, place, now=NOW)
    assert set(granted.proposal.visits) == {second}
    assert {t for group in granted.groups for t in group.tickets} == {first, second}


def test_a_change_outside_the_plan_under_review_is_refused(context: Context) -> None:
    company = found(context, make_ticket(1, windows=()), engineers=1, days=2)
    scope = draw_up(load(context), now=NOW, start=DAY, end=DAY_AFTER)
    review = open_review(load(context), scope, current_solution(scope.problem), now=NOW)
    wide = WhyDesk(
        load(context), now=NOW, start=DAY, end=DAY + timedelta(days=2), proposal=review.proposal
    )
    why = wide.answer(company.tickets[0])
    assert not isinstance(why, WhyHere)
    far = next(place for place in why.places if place.start > DAY_AFTER)
    with pytest.raises(DomainError, match=r"review\.elsewhere"):
        with_place(review, company.tickets[0], far, now=NOW)
