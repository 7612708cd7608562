"""A plan made within a cap on engineers goes past it only by somebody who was told."""

from dataclasses import replace
from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from dispatch_console.domain.plan import MoveKind, with_changed_day
from dispatch_console.services.amending import Amendment, amended, reopen
from dispatch_console.services.day_cap import beyond_cap, past_cap
from dispatch_console.services.review import Review
from tests.services.test_review import EARLY, answered, opened

half = cache(lambda: opened(keep=0.5))


def capped(review: Review, cap: int | None) -> Review:
    return replace(review, case=replace(review.case, most_engineers=cap))


def days(review: Review) -> int:
    return len(with_changed_day(review.proposal.moves))


choices = st.builds(
    lambda numbers: half().taking(numbers), st.sets(st.integers(0, 12), max_size=12)
)


@given(before=choices, after=choices, cap=st.none() | st.integers(0, 9))
def test_it_is_told_just_where_more_days_change_than_the_cap_and_than_before(
    before: Review, after: Review, cap: int | None
) -> None:
    doubt = past_cap(capped(before, cap), after)
    over = cap is not None and days(after) > cap and days(after) > days(before)
    assert (doubt is not None) is over
    if doubt is not None:
        assert doubt.code == "review.past_cap"
        assert doubt.params == {"count": days(after), "cap": cap}


@given(after=choices)
def test_who_wants_it_all_the_same_is_told_no_second_time(after: Review) -> None:
    known = beyond_cap(capped(after, 0))
    assert known.proposal is after.proposal
    assert past_cap(known, after) is None


def test_an_amended_plan_still_has_its_cap() -> None:
    review = capped(half(), 7)
    kinds = (MoveKind.REASSIGN, MoveKind.RETIME)
    move = next(m for g in review.groups for m in g.moves if m.kind in kinds)
    again = reopen(review, move.ticket_id, Amendment.KEEP)
    assert amended(review, again, answered(again), now=EARLY).case.most_engineers == 7
