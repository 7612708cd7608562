"""The cap on engineers whose day changes, held to while a plan made within it is reviewed.

The search keeps to the cap; who amends the plan by hand, eases a rule or takes back in what was
rejected may leave it behind. Nobody does so without knowing.
"""

from dataclasses import replace

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.plan import with_changed_day
from dispatch_console.services.review import Review


def past_cap(before: Review, after: Review) -> DomainError | None:
    """What is to be said against `after`: its accepted moves change the days of more engineers than
    the cap of `before` allows, and of more than they did. None: nothing, or there is no cap."""
    cap, count = before.case.most_engineers, _count(after)
    if cap is None or count <= max(cap, _count(before)):
        return None
    return DomainError("review.past_cap", count=count, cap=cap)


def beyond_cap(review: Review) -> Review:
    """The review with its cap where its accepted moves are: somebody wants them all the same."""
    return replace(review, case=replace(review.case, most_engineers=_count(review)))


def _count(review: Review) -> int:
    return len(with_changed_day(review.proposal.moves))
