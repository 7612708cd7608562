"""A ticket's deadlines: from its creation, by its policy, without what is paused.

They follow from the ticket, the steps it took and the definitions alone, whenever they are worked
out and however often; so a new priority, type or policy counts from the creation on, with all
pauses there were.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate

from dispatch_console.domain.service_level.policy import Goal, Policy, Target
from dispatch_console.domain.step import Step
from dispatch_console.domain.ticket import HoldReason, Status, Ticket
from dispatch_console.domain.worktime.count import Counted, Pause, add
from dispatch_console.domain.worktime.days import Days

ENDED = frozenset({Status.RESOLVED, Status.CONFIRMED, Status.CLOSED, Status.ARCHIVED})
GONE = frozenset({Status.CANCELLED, Status.MERGED})
"""Nothing is promised any more."""

_THERE = ENDED | {Status.IN_PROGRESS}
_ACCEPTED = _THERE | {Status.ACCEPTED, Status.EN_ROUTE}


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time in which the ticket's status was the same; the last one has no end."""

    start: datetime
    end: datetime | None
    status: Status
    hold_reason: HoldReason


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """One goal: when it is due and what was counted for that, the pauses, and when it was met.

    `agreed` is the due date that people gave it in place of the policy's.
    """

    goal: Goal
    target: Target
    counted: Counted
    pauses: tuple[Stretch, ...]
    met_at: datetime | None
    agreed: datetime | None = None

    @property
    def due(self) -> datetime | None:
        """None while a pause goes on that began before it."""
        return self.agreed or self.counted.end


def stretches(ticket: Ticket, steps: Sequence[Step]) -> tuple[Stretch, ...]:
    """The ticket's life so far, status by status.

    In the order it was told: one that is said to have been taken before the one before it was taken
    no sooner than that.
    """
    told = sorted(steps, key=lambda step: step.id)
    times = list(accumulate((ticket.created_at, *(step.at for step in told)), max))
    first = told[0].before if told else ticket.status
    states = [(first, HoldReason.NONE), *((step.after, step.hold_reason) for step in told)]
    # The reason to wait may change while the ticket waits.
    states[-1] = (states[-1][0], ticket.hold_reason)
    ends = [*times[1:], None]
    return tuple(
        Stretch(start, end, status, reason)
        for start, end, (status, reason) in zip(times, ends, states, strict=True)
        if end is None or start < end
    )


def paused(policy: Policy, life: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """The times that do not count: holds of the policy's reasons, and between end and reopening."""
    return tuple(one for one in life if _pauses(policy, one))


def _pauses(policy: Policy, one: Stretch) -> bool:
    if one.status is Status.ON_HOLD:
        return one.hold_reason in policy.pauses
    return one.status in ENDED | GONE and one.end is not None


def deadlines(
    policy: Policy, calendars: Mapping[str, Days], ticket: Ticket, steps: Sequence[Step]
) -> tuple[Deadline, ...]:
    """The deadline of each goal of the policy. `calendars` has the days of "" too: elapsed time.

    Raises ``calendar.…``.
    """
    life = stretches(ticket, steps)
    pauses = paused(policy, life)
    stops = [Pause(one.start, one.end) for one in pauses]
    return tuple(
        Deadline(
            goal=goal,
            target=target,
            counted=add(calendars[target.calendar], ticket.created_at, target.seconds, stops),
            pauses=pauses,
            met_at=_met(goal, policy, life),
        )
        for goal, target in _in_order(policy)
    )


def board_dues(found: Iterable[Deadline]) -> tuple[datetime | None, datetime | None]:
    """What a board shows: when somebody is to be there (else to answer), and when it is solved."""
    dues = {one.goal: one.due for one in found}
    return dues.get(Goal.ARRIVAL, dues.get(Goal.RESPONSE)), dues.get(Goal.RESOLUTION)


def _in_order(policy: Policy) -> Iterator[tuple[Goal, Target]]:
    return ((goal, policy.targets[goal]) for goal in Goal if goal in policy.targets)


def _met(goal: Goal, policy: Policy, life: Sequence[Stretch]) -> datetime | None:
    if goal is Goal.RESOLUTION:
        return _since_ended(life)
    enough = _ACCEPTED if goal is Goal.RESPONSE and Goal.ARRIVAL in policy.targets else _THERE
    return next((one.start for one in life if one.status in enough), None)


def _since_ended(life: Sequence[Stretch]) -> datetime | None:
    """Since when the ticket is solved for good; None if it was opened again."""
    since: datetime | None = None
    for one in life:
        since = (since or one.start) if one.status in ENDED else None
    return since
