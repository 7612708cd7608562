"""The single rules that may be eased for a ticket, and by how much, those that ask least first.

How much is read off trials: with the rule eased far, the ticket is put where it fits best, and what
it then takes beyond the rule is the amount.
"""

import itertools
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from dispatch_console.planning.explain import crowders
from dispatch_console.planning.problem import EngineerSpec, Problem, ShiftSpec, TicketSpec
from dispatch_console.planning.vicinity import Vicinity

FAR_MIN = 120
"""Minutes by which a time is eased at most."""

STEPS_MIN = (10, 20, 30, 45, 60, 90, FAR_MIN)
"""Minutes tried for beginning earlier: what starts as early as it can does not tell the least."""

FEW = 2
"""How many shifts or engineers are tried for one kind."""

LOCKS = 4
"""How many locks are tried."""

TRIED = 8
"""How many places are looked at to find those few."""

Ease = Callable[[Problem], Problem]


class Kind(StrEnum):
    """What is eased."""

    EARLIER = "earlier"
    """The ticket's windows open `minutes` sooner."""
    LATER = "later"
    """The ticket's windows close `minutes` later."""
    OVERTIME = "overtime"
    """The `shift` may last `minutes` longer."""
    MAX_TICKETS = "max_tickets"
    """The `shift` may serve `count` tickets more."""
    MAX_WORK = "max_work"
    """The `shift` may work `minutes` more."""
    CHANGES = "changes"
    """`count` people more may be told something new."""
    DISTURBED = "disturbed"
    """`count` engineers more may see their day changed."""
    PUSH = "push"
    """Another `ticket` may start `minutes` after its windows."""
    UNLOCK = "unlock"
    """The lock of a `ticket` is broken."""
    LEVEL = "level"
    """`level` of `skill` is enough for the ticket."""
    TRAINING = "training"
    """The `engineer` has `skill` at `level`."""
    REGION = "region"
    """The `engineer` may enter the exclusive `region`."""
    DROP = "drop"
    """Other `tickets` are left out."""


@dataclass(frozen=True, slots=True)
class Easing:
    """One rule eased: `ease` makes of a problem the one in which it is."""

    kind: Kind
    ease: Ease
    params: Mapping[str, object] = field(default_factory=dict)


def easings(vicinity: Vicinity) -> Iterator[Easing]:
    """What might let the ticket in, each a single rule, made up as it is asked for."""
    yield from _windows(vicinity)
    yield from _overtime(vicinity)
    yield from _max_tickets(vicinity)
    yield from _max_work(vicinity)
    yield from _changes(vicinity)
    yield from _disturbed(vicinity)
    yield from _pushes(vicinity)
    yield from _locks(vicinity)
    yield from _skills(vicinity)
    yield from _regions(vicinity)
    for run, _ in itertools.islice(_crowders(vicinity), FEW):
        yield Easing(Kind.DROP, _of_tickets(run, _banned), {"tickets": run})


def _windows(vicinity: Vicinity) -> Iterator[Easing]:
    spec, minute = vicinity.spec, _minute(vicinity)
    if not spec.windows or spec.lock_start is not None:
        return
    for step in STEPS_MIN:
        ease = _of_tickets((spec.id,), lambda t, by=step: _widened(t, before=by * minute))
        if vicinity.probe(ease).candidates(spec.id, 1):
            yield Easing(Kind.EARLIER, ease, {"ticket": spec.id, "minutes": step})
            break
    if vicinity.late:
        return
    least = _minutes_after(vicinity, vicinity.standing, spec)
    if least is not None:
        yield Easing(Kind.LATER, *_later(spec, least, minute))


def _minutes_after(
    vicinity: Vicinity, rows: Mapping[int, tuple[int, ...]], spec: TicketSpec
) -> int | None:
    """By how many minutes the ticket has to start after its windows to find room in the rows."""
    minute = _minute(vicinity)
    ease = _of_tickets((spec.id,), lambda t: _widened(t, after=FAR_MIN * minute))
    probe = vicinity.probe(ease)
    probe.update(rows, rows.keys())
    last = max(end for _, end in spec.windows)
    over = [price.start - last for price in probe.candidates(spec.id, TRIED)]
    return min((math.ceil(by / minute) for by in over if by > 0), default=None)


def _later(spec: TicketSpec, minutes: int, minute: int) -> tuple[Ease, Mapping[str, object]]:
    ease = _of_tickets((spec.id,), lambda t: _widened(t, after=minutes * minute))
    return ease, {"ticket": spec.id, "minutes": minutes}


def _overtime(vicinity: Vicinity) -> Iterator[Easing]:
    minute = _minute(vicinity)
    limits = {shift.id: shift.end + shift.overtime_s for shift in vicinity.wanted.shifts}

    def longer(by: int) -> Callable[[ShiftSpec], ShiftSpec]:
        return lambda shift: replace(shift, overtime_s=shift.overtime_s + by * minute)

    probe = vicinity.probe(_of_shifts(limits, longer(FAR_MIN)))
    prices = probe.candidates(vicinity.ticket, TRIED)
    late = [(p.shift, p.route.finish - limits[p.shift]) for p in prices]
    for shift, over in itertools.islice(((s, o) for s, o in late if o > 0), FEW):
        minutes = math.ceil(over / minute)
        ease = _of_shifts((shift,), longer(minutes))
        yield Easing(Kind.OVERTIME, ease, {"shift": shift, "minutes": minutes})


def _max_tickets(vicinity: Vicinity) -> Iterator[Easing]:
    full = {
        shift.id
        for shift in vicinity.wanted.shifts
        if shift.max_tickets is not None and len(vicinity.standing[shift.id]) >= shift.max_tickets
    }

    def more(shift: ShiftSpec) -> ShiftSpec:
        most = len(vicinity.standing[shift.id]) + 1
        return replace(shift, max_tickets=most)

    for shift in _places(vicinity, _of_shifts(full, more), full):
        ease = _of_shifts((shift,), more)
        yield Easing(Kind.MAX_TICKETS, ease, {"shift": shift, "count": 1})


def _max_work(vicinity: Vicinity) -> Iterator[Easing]:
    service = {ticket.id: ticket.service_s for ticket in vicinity.wanted.tickets}
    over: dict[int, int] = {}
    for shift in vicinity.wanted.shifts:
        work = sum(service[t] for t in (*vicinity.standing[shift.id], vicinity.ticket))
        if shift.max_work_s is not None and work > shift.max_work_s:
            over[shift.id] = math.ceil((work - shift.max_work_s) / _minute(vicinity))

    def more(shift: ShiftSpec) -> ShiftSpec:
        extra = over[shift.id] * _minute(vicinity)
        return replace(shift, max_work_s=(shift.max_work_s or 0) + extra)

    for shift in _places(vicinity, _of_shifts(over, more), over):
        ease = _of_shifts((shift,), more)
        yield Easing(Kind.MAX_WORK, ease, {"shift": shift, "minutes": over[shift]})


def _changes(vicinity: Vicinity) -> Iterator[Easing]:
    if vicinity.wanted.max_changes is None:
        return
    for count in range(1, FEW + 1):

        def ease(problem: Problem, count: int = count) -> Problem:
            return replace(problem, max_changes=(problem.max_changes or 0) + count)

        yield Easing(Kind.CHANGES, ease, {"count": count})


def _disturbed(vicinity: Vicinity) -> Iterator[Easing]:
    if vicinity.wanted.max_disturbed is None:
        return
    for count in range(1, FEW + 1):

        def ease(problem: Problem, count: int = count) -> Problem:
            return replace(problem, max_disturbed=(problem.max_disturbed or 0) + count)

        yield Easing(Kind.DISTURBED, ease, {"count": count})


def _pushes(vicinity: Vicinity) -> Iterator[Easing]:
    """Others that may start later, where the ticket finds room once they are out of the way."""
    specs = {ticket.id: ticket for ticket in vicinity.wanted.tickets}
    for run, _ in itertools.islice(_crowders(vicinity), FEW):
        other = specs[run[0]]
        if len(run) > 1 or not other.windows or other.lock_start is not None:
            continue
        rest = {s: tuple(t for t in row if t != other.id) for s, row in vicinity.standing.items()}
        for place in _first_place(vicinity, rest):
            row = rest[place[0]]
            rest[place[0]] = (*row[: place[1]], vicinity.ticket, *row[place[1] :])
            least = _minutes_after(vicinity, rest, other)
            if least is not None:
                yield Easing(Kind.PUSH, *_later(other, least, _minute(vicinity)))


def _first_place(
    vicinity: Vicinity, rows: Mapping[int, tuple[int, ...]]
) -> Iterator[tuple[int, int]]:
    probe = vicinity.probe(_as_is)
    probe.update(rows, rows.keys())
    for price in probe.candidates(vicinity.ticket, 1):
        yield price.shift, price.position


def _locks(vicinity: Vicinity) -> Iterator[Easing]:
    locked = [
        ticket
        for ticket in vicinity.wanted.tickets
        if ticket.lock_shift is not None or ticket.lock_start is not None
    ]
    locked.sort(key=lambda ticket: (ticket.id != vicinity.ticket, ticket.id))
    for ticket in locked[:LOCKS]:
        yield Easing(Kind.UNLOCK, _of_tickets((ticket.id,), _unlocked), {"ticket": ticket.id})


def _skills(vicinity: Vicinity) -> Iterator[Easing]:
    """One skill is too low or missing: a lower level will do, or the engineer is trained."""
    spec = vicinity.spec
    staff = {engineer.id: engineer for engineer in vicinity.wanted.engineers}
    lacking: dict[int, list[str]] = {
        shift.id: [
            skill
            for skill, needed in spec.skills.items()
            if staff[shift.engineer].skills.get(skill, 0) < needed
        ]
        for shift in vicinity.wanted.shifts
    }
    short = {shift for shift, skills in lacking.items() if len(skills) == 1}
    owner = {shift.id: shift.engineer for shift in vicinity.wanted.shifts}
    freed = _of_tickets((spec.id,), lambda ticket: replace(ticket, skills={}))
    found = list(_places(vicinity, freed, short))
    levels = {(lacking[s][0], staff[owner[s]].skills.get(lacking[s][0], 0)) for s in found}
    for skill, level in sorted(levels, key=lambda pair: -pair[1]):
        if level > 0:
            lower = {**spec.skills, skill: level}
            ease = _of_tickets((spec.id,), lambda t, low=lower: replace(t, skills=low))
            yield Easing(Kind.LEVEL, ease, {"ticket": spec.id, "skill": skill, "level": level})
    for engineer, skill in dict.fromkeys((owner[shift], lacking[shift][0]) for shift in found):
        held = {**staff[engineer].skills, skill: spec.skills[skill]}
        ease = _of_engineer(engineer, lambda who, held=held: replace(who, skills=held))
        params = {"engineer": engineer, "skill": skill, "level": spec.skills[skill]}
        yield Easing(Kind.TRAINING, ease, params)


def _regions(vicinity: Vicinity) -> Iterator[Easing]:
    region = vicinity.spec.region
    if region is None or region not in vicinity.wanted.exclusive_regions:
        return
    everywhere = tuple(sorted({t.region for t in vicinity.wanted.tickets if t.region is not None}))
    outside = {e.id for e in vicinity.wanted.engineers if region not in e.regions}
    owner = {shift.id: shift.engineer for shift in vicinity.wanted.shifts}
    shifts = {shift for shift, engineer in owner.items() if engineer in outside}

    def opened(problem: Problem) -> Problem:
        return replace(problem, exclusive_regions=problem.exclusive_regions - {region})

    def admitted(engineer: EngineerSpec) -> EngineerSpec:
        # Who lists no region works anywhere at no extra cost, and is to do so still.
        listed = (*engineer.regions, region) if engineer.regions else everywhere
        return replace(engineer, regions=listed)

    found = (owner[shift] for shift in _places(vicinity, opened, shifts))
    for engineer in dict.fromkeys(found):
        ease = _of_engineer(engineer, admitted)
        yield Easing(Kind.REGION, ease, {"engineer": engineer, "region": region})


def _places(vicinity: Vicinity, ease: Ease, among: Iterable[int]) -> Iterator[int]:
    """The best few shifts `among` those given that take the ticket with the rule eased."""
    wanted = set(among)
    if wanted:
        prices = vicinity.probe(ease).candidates(vicinity.ticket, TRIED)
        yield from itertools.islice((p.shift for p in prices if p.shift in wanted), FEW)


def _crowders(vicinity: Vicinity) -> Iterator[tuple[tuple[int, ...], float]]:
    probe = vicinity.probe(_as_is)
    able = probe.evaluator.trials.able_shifts(vicinity.ticket)
    return crowders(probe, vicinity.ticket, able)


def _as_is(problem: Problem) -> Problem:
    return problem


def _of_tickets(ids: Iterable[int], change: Callable[[TicketSpec], TicketSpec]) -> Ease:
    return lambda problem: replace(problem, tickets=_each(problem.tickets, ids, change))


def _of_shifts(ids: Iterable[int], change: Callable[[ShiftSpec], ShiftSpec]) -> Ease:
    return lambda problem: replace(problem, shifts=_each(problem.shifts, ids, change))


def _of_engineer(key: int, change: Callable[[EngineerSpec], EngineerSpec]) -> Ease:
    return lambda problem: replace(problem, engineers=_each(problem.engineers, (key,), change))


def _each(specs: tuple[Any, ...], ids: Iterable[int], change: Callable[[Any], Any]) -> Any:
    chosen = set(ids)
    return tuple(change(spec) if spec.id in chosen else spec for spec in specs)


def _widened(ticket: TicketSpec, before: int = 0, after: int = 0) -> TicketSpec:
    windows = tuple((first - before, last + after) for first, last in ticket.windows)
    return replace(ticket, windows=windows)


def _banned(ticket: TicketSpec) -> TicketSpec:
    return replace(ticket, allowed_shifts=frozenset(), lock_shift=None, lock_start=None)


def _unlocked(ticket: TicketSpec) -> TicketSpec:
    return replace(ticket, lock_shift=None, lock_start=None)


def _minute(vicinity: Vicinity) -> int:
    return 60 * vicinity.wanted.time_scale
