"""A problem as the kernel's arrays."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from dispatch_console.planning.kernel import layout as c
from dispatch_console.planning.kernel.layout import NEVER, NOWHERE
from dispatch_console.planning.lookup import Lookup
from dispatch_console.planning.objective import Pricing
from dispatch_console.planning.pairs import pair_table
from dispatch_console.planning.problem import (
    BreakSpec,
    Engineers,
    Link,
    Problem,
    ShiftSpec,
    Since,
    TicketSpec,
    Window,
)

NEAR = 110
"""Nearest tickets kept for each."""

_UNTOLD, _TOLD_ELSEWHERE = -1, -2
_PAIRING = {Engineers.ANY: c.ANY, Engineers.APART: c.APART, Engineers.SAME: c.SAME}


@dataclass(frozen=True, slots=True)
class Tables:
    """The arrays of a `Kernel` that walkers of one problem share or start from."""

    fixed: dict[str, np.ndarray]
    """What does not change while searching."""
    ticket: np.ndarray
    shift: np.ndarray
    worth: np.ndarray
    money: np.ndarray


def tabulate(lookup: Lookup, pricing: Pricing) -> Tables:
    """The arrays of the problem; see `layout.Kernel` for shapes and units."""
    problem = lookup.problem
    spans = _Spans()
    links = _Links(problem)
    ticket = _tickets(lookup, pricing, spans, links)
    shift, durations, metres = _shifts(lookup, pricing, spans)
    pair = pair_table(lookup, pricing)
    supplies, depots = _supplies(problem, ticket)
    windows = spans.array()
    hours = 3600 * problem.time_scale
    worth = [(pricing.unserved(spec), spec.load_s / hours, 0.0) for spec in problem.tickets]
    money = np.zeros((len(problem.shifts), c.WORST_LATE + c.OLD + 1))
    for row, spec in zip(money, problem.shifts, strict=True):
        row[c.PER_TIME], row[c.PER_METRE] = pricing.travel_rates(spec)
        row[c.FIXED] = pricing.fixed(spec)
    weights = [
        pricing.late_rate,
        pricing.overtime_rate,
        pricing.retime_rate,
        pricing.promise_rate,
        pricing.worst_late_rate,
        pricing.load(hours),
    ]
    homes = _homes(ticket, shift, windows, pair, durations)
    arrivals = _arrivals(lookup, durations)
    fixed = {
        "pair": pair,
        "near": np.hstack([_near(ticket, durations[0], arrivals[0]), homes]),
        "durations": durations,
        "arrivals": arrivals,
        "metres": metres,
        "spans": windows,
        "weights": np.array(weights),
        "supplies": supplies,
        "depots": depots,
        "links": links.table,
        "members": links.members,
    }
    return Tables(fixed, ticket, shift, np.array(worth).reshape(-1, 3), money)


class _Spans:
    """Windows one after the other, and where each owner's begin and end; breaks likewise."""

    def __init__(self) -> None:
        self._rows: list[tuple[int, int, int]] = []

    def add(self, windows: Iterable[Window]) -> tuple[int, int]:
        return self._append((*window, 0) for window in sorted(windows))

    def add_rests(self, rests: Sequence[BreakSpec]) -> tuple[int, int]:
        found = [(*self.add(rest.windows), rest.duration_s) for rest in rests]
        return self._append(found)

    def array(self) -> np.ndarray:
        return np.array(self._rows, dtype=np.int64).reshape(-1, 3)

    def _append(self, rows: Iterable[tuple[int, int, int]]) -> tuple[int, int]:
        first = len(self._rows)
        self._rows += rows
        return first, len(self._rows)


class _Links:
    """Links by group, and the members of each group after those they depend on."""

    def __init__(self, problem: Problem) -> None:
        index = {spec.id: number for number, spec in enumerate(problem.tickets)}
        pairs = [(index[link.first], index[link.second]) for link in problem.links]
        self.groups = _groups(pairs)
        self._spans: dict[int, tuple[int, int, int, int, int]] = {}
        rows: list[tuple[int, ...]] = []
        ordered: list[int] = []
        for number, group in enumerate(self.groups):
            first_row, first_member = len(rows), len(ordered)
            ordered += group
            for pair, link in zip(pairs, problem.links, strict=True):
                if pair[0] in group:
                    rows.append((*pair, *_link(link)))
            span = (number, first_member, len(ordered), first_row, len(rows))
            self._spans |= dict.fromkeys(group, span)
        self.table = np.array(rows, dtype=np.int64).reshape(-1, 7)
        self.members = np.array(ordered, dtype=np.int64)

    def of(self, ticket: int) -> tuple[int, int, int, int, int]:
        """Group, members from and to, links from and to."""
        return self._spans.get(ticket, (NOWHERE, 0, 0, 0, 0))


def _tickets(lookup: Lookup, pricing: Pricing, spans: _Spans, links: _Links) -> np.ndarray:
    problem = lookup.problem
    index = {shift.id: number for number, shift in enumerate(problem.shifts)}
    staff = {engineer.id: number for number, engineer in enumerate(problem.engineers)}
    sums, _ = _sums(problem)
    found = np.zeros((len(problem.tickets), c.SUMS + sums.shape[1]), dtype=np.int64)
    found[:, c.SUMS :] = sums
    found[:, c.WHERE], found[:, c.CEILING], found[:, c.ABSENT_AT] = NOWHERE, NEVER, NOWHERE
    for number, spec in enumerate(problem.tickets):
        row = found[number]
        row[c.PLACE], row[c.SERVICE], row[c.SETUP] = spec.place, spec.service_s, spec.setup_s
        locked = spec.lock_start
        row[c.WINDOW_FROM], row[c.WINDOW_TO] = spans.add(
            spec.windows if locked is None else ((locked, locked),)
        )
        row[c.RESPONSE] = NEVER if spec.response_due is None else spec.response_due
        row[c.RESOLUTION] = NEVER if spec.resolution_due is None else spec.resolution_due
        promise = spec.promise if spec.promise and pricing.promise_rate else (1, 0)
        row[c.PROMISE_FROM], row[c.PROMISE_TO] = promise
        told = lookup.shifts.get(spec.current_shift) if spec.current_shift is not None else None
        row[c.TOLD_SHIFT] = row[c.TOLD_ENGINEER] = (
            _UNTOLD if spec.current_shift is None else _TOLD_ELSEWHERE
        )
        if told is not None:
            row[c.TOLD_SHIFT], row[c.TOLD_ENGINEER] = index[told.id], staff[told.engineer]
        row[c.TOLD_START] = NEVER if spec.current_start is None else spec.current_start
        row[c.GROUP], *ranges = links.of(number)
        row[c.MEMBER_FROM : c.LINK_TO + 1] = ranges
        row[c.NEEDS] = NOWHERE
        row[c.TIMED] = _timed(spec, pricing)
        # A linked ticket is pinned to its start, which the bounds of its route know nothing of.
        linked = row[c.GROUP] != NOWHERE
        row[c.PLAIN] = not (row[c.TIMED] or spec.setup_s or spec.parts or spec.tools or linked)
    return found


def _timed(spec: TicketSpec, pricing: Pricing) -> bool:
    """Whether what the ticket costs depends on its time."""
    due = spec.response_due is not None or spec.resolution_due is not None
    late = due and bool(pricing.late_rate or pricing.worst_late_rate)
    promised = spec.promise is not None and bool(pricing.promise_rate)
    return late or promised or spec.current_start is not None or spec.current_shift is not None


def _shifts(
    lookup: Lookup, pricing: Pricing, spans: _Spans
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    problem = lookup.problem
    staff = {engineer.id: number for number, engineer in enumerate(problem.engineers)}
    _, limits = _sums(problem)
    width = limits.shape[1]
    found = np.zeros((len(problem.shifts), c.CAPACITY + 2 * width), dtype=np.int64)
    found[:, c.CAPACITY : c.CAPACITY + width] = limits
    found[:, c.TOUCHED_AT] = NOWHERE
    matrices: dict[tuple[str, float], int] = {}
    examples: list[ShiftSpec] = []
    for number, spec in enumerate(problem.shifts):
        row = found[number]
        row[c.START_PLACE] = NOWHERE if spec.start_place is None else spec.start_place
        row[c.END_PLACE] = NOWHERE if spec.end_place is None else spec.end_place
        row[c.START], row[c.END], row[c.LIMIT] = spec.start, spec.end, spec.end + spec.overtime_s
        row[c.ENGINEER] = staff[spec.engineer]
        key = (spec.profile, spec.speed_factor)
        if key not in matrices:
            matrices[key] = len(matrices)
            examples.append(spec)
        row[c.MATRIX] = matrices[key]
        row[c.BREAK_FROM], row[c.BREAK_TO] = spans.add_rests(spec.breaks)
        row[c.MAX_TRAVEL] = NEVER if spec.max_travel_s is None else spec.max_travel_s
        row[c.MAX_METRES] = NEVER if spec.max_distance_m is None else spec.max_distance_m
        overtime = bool(spec.overtime_s and pricing.overtime_rate)
        limited = spec.max_travel_s is not None or spec.max_distance_m is not None
        row[c.PLAIN_SHIFT] = not (spec.breaks or limited or overtime)
    travel = lookup.travel
    far = any(pricing.travel_rates(s)[1] or s.max_distance_m is not None for s in problem.shifts)
    durations = _stacked([travel.shift_durations(spec) for spec in examples])
    metres = _stacked([travel.distances[spec.profile] for spec in examples] if far else [])
    return found, durations, metres


def _stacked(matrices: Sequence[np.ndarray]) -> np.ndarray:
    """(k, p, p) int32, without a copy where there is but one."""
    if not matrices:
        return np.zeros((1, 1, 1), dtype=np.int32)
    if len(matrices) == 1:
        return np.ascontiguousarray(matrices[0], dtype=np.int32)[None]
    return np.stack(matrices).astype(np.int32)


def _arrivals(lookup: Lookup, durations: np.ndarray) -> np.ndarray:
    """Times by destination; no copy where every way is as long as the way back."""
    profiles = {shift.profile for shift in lookup.problem.shifts}
    if all(lookup.travel.symmetric(profile) for profile in profiles):
        return durations
    return np.ascontiguousarray(durations.transpose(0, 2, 1))


def _sums(problem: Problem) -> tuple[np.ndarray, np.ndarray]:
    """What adds up along a route, and its limits: number, work, then the demands."""
    width = max((len(spec.demand) for spec in problem.tickets), default=0)
    pad = [0] * width
    demand = [(1, t.service_s, *(*t.demand, *pad)[:width]) for t in problem.tickets]
    capacity = [
        (
            NEVER if s.max_tickets is None else s.max_tickets,
            NEVER if s.max_work_s is None else s.max_work_s,
            *((*s.capacity, *pad)[:width] if s.capacity else [NEVER] * width),
        )
        for s in problem.shifts
    ]
    return (
        np.array(demand, dtype=np.int64).reshape(-1, width + 2),
        np.array(capacity, dtype=np.int64).reshape(-1, width + 2),
    )


def _supplies(problem: Problem, ticket: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(s, q) which are tools, vans, offers, needs; (o, 2) depots. Sets the tickets' `NEEDS`."""
    parts = sorted({name for spec in problem.tickets for name in spec.parts})
    tools = sorted({name for spec in problem.tickets for name in spec.tools})

    def amounts(stock: Mapping[str, int], held: frozenset[str]) -> list[int]:
        return [stock.get(name, 0) for name in parts] + [int(name in held) for name in tools]

    rows = [[0] * len(parts) + [1] * len(tools)]
    rows += [amounts(shift.stock, shift.tools) for shift in problem.shifts]
    rows += [amounts(depot.stock, depot.tools) for depot in problem.depots]
    for number, spec in enumerate(problem.tickets):
        if any(spec.parts.values()) or spec.tools:
            ticket[number, c.NEEDS] = len(rows)
            rows.append(amounts(spec.parts, spec.tools))
    places = [(depot.place, depot.service_s) for depot in problem.depots]
    return (
        np.array(rows, dtype=np.int64).reshape(len(rows), len(parts) + len(tools)),
        np.array(places, dtype=np.int64).reshape(-1, 2),
    )


def _near(ticket: np.ndarray, durations: np.ndarray, arrivals: np.ndarray) -> np.ndarray:
    """(n, a) the nearest tickets by travel time there and back, itself first."""
    places = ticket[:, c.PLACE]
    size = min(len(places), NEAR)
    found = np.empty((len(places), size), dtype=np.int32)
    for number, place in enumerate(places):
        away = durations[place, places].astype(np.int64) + arrivals[place, places]
        away[number] = -1
        chosen = np.argpartition(away, size - 1)[:size]
        found[number] = chosen[np.lexsort((chosen, away[chosen]))]
    return found


def _homes(
    ticket: np.ndarray,
    shift: np.ndarray,
    windows: np.ndarray,
    pair: np.ndarray,
    durations: np.ndarray,
) -> np.ndarray:
    """(n, h) the shifts that may serve each ticket and are on in its windows, nearest first."""
    found = np.full((len(ticket), c.HOMES), NOWHERE, dtype=np.int32)
    at = shift[:, c.START_PLACE]
    known = np.where(at < 0, 0, at)
    for number, row in enumerate(ticket):
        able = np.isfinite(pair[number])
        span = windows[row[c.WINDOW_FROM] : row[c.WINDOW_TO]]
        if len(span):
            opened = shift[:, c.START, None] <= span[:, 1]
            able &= (opened & (shift[:, c.LIMIT, None] >= span[:, 0])).any(axis=1)
        candidates = np.flatnonzero(able)
        away = durations[shift[candidates, c.MATRIX], known[candidates], row[c.PLACE]]
        away = np.where(at[candidates] < 0, 0, away)
        order = np.argsort(away, kind="stable")[: c.HOMES]
        found[number, : len(order)] = candidates[order]
    return found


def _link(link: Link) -> tuple[int, ...]:
    return (
        link.min_gap_s,
        NEVER if link.max_gap_s is None else link.max_gap_s,
        int(link.since is Since.END),
        _PAIRING[link.engineers],
        int(link.together),
    )


def _groups(pairs: Sequence[tuple[int, int]]) -> list[list[int]]:
    """Tickets that hang together by links, each after those it depends on."""
    group: dict[int, set[int]] = {}
    for pair in pairs:
        joined = group.get(pair[0], {pair[0]}) | group.get(pair[1], {pair[1]})
        for member in joined:
            group[member] = joined
    found: list[list[int]] = []
    seen: set[int] = set()
    for member in sorted(group):
        if member not in seen:
            seen |= group[member]
            found.append(_ordered(sorted(group[member]), pairs))
    return found


def _ordered(members: list[int], pairs: Sequence[tuple[int, int]]) -> list[int]:
    """The members, each after those it depends on; as they are where they go round in a circle."""
    waits = {member: {a for a, b in pairs if b == member} for member in members}
    found: list[int] = []
    while len(found) < len(members):
        free = [m for m in members if m not in found and waits[m] <= set(found)]
        if not free:
            return members
        found += free
    return found
