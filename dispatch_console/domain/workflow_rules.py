"""When a workflow definition is sound: a ticket gets everywhere, gets out of everywhere, and the
planner may do with it what it does with any ticket."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.lifecycle import STEPS, UNDER_WAY, WITHOUT_VISIT
from dispatch_console.domain.roles import RIGHTS, Right, Role
from dispatch_console.domain.ticket import Status
from dispatch_console.domain.workflow import CUSTOM, Need, Transition, Workflow

BY_VISIT = frozenset({Status.NEW, Status.ASSIGNED})
"""A ticket gets there only by losing or being given a visit."""

PLANNING_STEPS = frozenset(
    (before, after) for before, possible in STEPS.items() for after in possible & BY_VISIT
)
"""What the planner and whoever assigns does to a ticket: every workflow lets them."""

EXPECTED = frozenset({Status.ACCEPTED}) | UNDER_WAY
"""Statuses that need somebody who comes."""

ESSENTIAL = (Status.NEW, Status.ASSIGNED, Status.RESOLVED, Status.CLOSED, Status.ARCHIVED)
"""The closed loop; without one of them it is none."""

LONGEST_DAYS = 3650

STEPPERS = frozenset(role for role in Role if Right.TICKETS in RIGHTS[role])
"""The roles that can take steps at all."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and with which step or status; `then` only of a step."""

    code: str
    at: Status
    then: Status | None = None
    what: str = ""


def faults(workflow: Workflow, fields: Iterable[str]) -> tuple[Fault, ...]:
    """All that is wrong with it; `fields` are the codes of the custom fields its tickets have."""
    custom = frozenset(fields)
    found = [fault for step in workflow.transitions for fault in _of_step(step, custom)]
    return (*found, *_twice(workflow), *_lacking(workflow), *_of_graph(workflow))


def require_sound(workflow: Workflow, fields: Iterable[str]) -> None:
    """Raises `workflow.faulty` with the `faults`."""
    found = faults(workflow, fields)
    if found:
        raise DomainError("workflow.faulty", faults=found)


def reached(edges: Mapping[Status, Iterable[Status]], start: Status) -> frozenset[Status]:
    """All statuses that one gets to from `start`, itself included."""
    seen, waiting = {start}, [start]
    while waiting:
        for then in edges.get(waiting.pop(), ()):
            if then not in seen:
                seen.add(then)
                waiting.append(then)
    return frozenset(seen)


def _of_step(step: Transition, custom: frozenset[str]) -> Iterator[Fault]:
    before, after = step.before, step.after
    pair = (before, after)
    if before is after:
        yield Fault("workflow.same", *pair)
    if before is Status.ARCHIVED:
        yield Fault("workflow.archived_ends", *pair)
    if before is Status.MERGED and after is not Status.ARCHIVED:
        yield Fault("workflow.merged_goes_on", *pair)
    if after in BY_VISIT and pair not in PLANNING_STEPS:
        yield Fault("workflow.visit_step", *pair)
    if after in EXPECTED and before in WITHOUT_VISIT:
        yield Fault("workflow.no_visit", *pair)
    if pair in PLANNING_STEPS and (step.asks or step.roles or step.after_days or step.triggers):
        yield Fault("workflow.planner_asks", *pair)
    yield from _of_needs(step, custom)


def _of_needs(step: Transition, custom: frozenset[str]) -> Iterator[Fault]:
    """What is wrong with who takes it, what it needs, and when."""
    pair = (step.before, step.after)
    for role in sorted(step.roles - STEPPERS):
        yield Fault("workflow.role", *pair, what=role.value)
    for name in step.needs:
        if not _known(name, custom):
            yield Fault("workflow.need", *pair, what=name)
    if Need.HOLD_REASON in step.needs and step.after is not Status.ON_HOLD:
        yield Fault("workflow.need", *pair, what=Need.HOLD_REASON.value)
    if step.after_days is not None:
        if not 1 <= step.after_days <= LONGEST_DAYS:
            yield Fault("workflow.days", *pair, what=str(LONGEST_DAYS))
        if step.asks or step.roles or step.after in EXPECTED or step.after is Status.MERGED:
            yield Fault("workflow.automatic", *pair)


def _known(name: str, custom: frozenset[str]) -> bool:
    return name.removeprefix(CUSTOM) in custom if name.startswith(CUSTOM) else name in set(Need)


def _twice(workflow: Workflow) -> Iterator[Fault]:
    pairs = [(step.before, step.after) for step in workflow.transitions]
    for pair in dict.fromkeys(pairs):
        if pairs.count(pair) > 1:
            yield Fault("workflow.twice", *pair)
    timed = [step.before for step in workflow.transitions if step.after_days is not None]
    for status in dict.fromkeys(timed):
        if timed.count(status) > 1:
            yield Fault("workflow.two_automatic", status)


def _lacking(workflow: Workflow) -> Iterator[Fault]:
    states = set(workflow.states)
    for status in ESSENTIAL:
        if status not in states:
            yield Fault("workflow.essential", status)
    wanted = PLANNING_STEPS | {(Status.NEW, Status.CANCELLED)}
    for before in Status:
        for after in Status:
            part = before in states and (after in states or after is Status.CANCELLED)
            if part and (before, after) in wanted and workflow.step(before, after) is None:
                yield Fault("workflow.planner", before, after)


def _of_graph(workflow: Workflow) -> Iterator[Fault]:
    onward: dict[Status, set[Status]] = {}
    back: dict[Status, set[Status]] = {}
    for step in workflow.transitions:
        onward.setdefault(step.before, set()).add(step.after)
        back.setdefault(step.after, set()).add(step.before)
    there, out = reached(onward, Status.NEW), reached(back, Status.ARCHIVED)
    for status in workflow.states:
        if status not in there:
            yield Fault("workflow.unreachable", status)
        if status not in out:
            yield Fault("workflow.dead_end", status)
