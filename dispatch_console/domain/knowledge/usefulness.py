"""Whether articles help: what people say of them, and how the tickets ended."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from dispatch_console.domain.ids import ArticleId
from dispatch_console.domain.step import Step
from dispatch_console.domain.ticket import Status


class Verdict(StrEnum):
    """What somebody says of an article at a ticket; the last word counts."""

    USED = "used"
    HELPED = "helped"
    NOT_HELPED = "not_helped"


SOLVED = frozenset({Status.RESOLVED, Status.CONFIRMED, Status.CLOSED, Status.ARCHIVED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Usefulness:
    """Of one article: how often it was put to use, and what became of these tickets.

    `used` counts everybody's word, once for each person and ticket; `helped` and `not_helped` are
    those of them that said so. Of the `tickets`, `solved` have been solved, and
    `first_contact` of those at the first contact.
    """

    article_id: ArticleId
    used: int = 0
    helped: int = 0
    not_helped: int = 0
    tickets: int = 0
    solved: int = 0
    first_contact: int = 0


def at_first_contact(steps: Sequence[Step]) -> bool | None:
    """Whether a ticket was solved with one visit at most and never reopened; None for one that was
    never solved. Of its steps in order.

    A visit begins on the way, or, for who says nothing before, at work. Who goes on after a pause
    is still there; who comes again after one was on the way again.
    """
    ways = {step.after for step in steps}
    if Status.REOPENED in ways:
        return False
    if Status.RESOLVED not in ways or steps[-1].after not in SOLVED:
        return None
    return _visits(steps) <= 1


def _visits(steps: Iterable[Step]) -> int:
    count = 0
    for step in steps:
        to_work = step.after is Status.IN_PROGRESS
        silent = to_work and step.before not in (Status.EN_ROUTE, Status.ON_HOLD)
        count += step.after is Status.EN_ROUTE or silent
    return count
