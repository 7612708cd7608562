"""One engineer's days as bars, legs and spans: pure functions from domain values. No Qt here.

All times are whole seconds after the horizon's start; what lies wholly outside is left out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum, auto

from dispatch_console.domain.engineer import Engineer, Shift
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.plan import Move, MoveKind, PlannedVisit
from dispatch_console.domain.ticket import Lock, Priority, Status, Ticket
from dispatch_console.ui.timeline.scale import Span, joined

NOTABLE_DELAY_S = 300
"""Smaller delays are not worth a word."""


class Look(Enum):
    """How a bar stands against the plan that is: unchanged, newly placed, moved by a proposal."""

    KEPT = auto()
    ADDED = auto()
    MOVED = auto()


@dataclass(frozen=True, slots=True)
class Bar:
    """A visit. `lane` of `lanes` is its share of the row's height where visits overlap.

    `overridden`: it stands against rules. Of a crew it is the visit of one, `crew_place` of
    `crew_size`. `start_by` / `end_by`: the deadlines its start and end are held against, None if
    there is none.
    """

    ticket: TicketId
    number: str
    title: str
    status: Status
    priority: Priority
    lock: Lock
    start: int
    end: int
    travel_s: int
    crew_place: int = 1
    crew_size: int = 1
    look: Look = Look.KEPT
    start_by: int | None = None
    end_by: int | None = None
    overridden: bool = False
    lane: int = 0
    lanes: int = 1


@dataclass(frozen=True, slots=True)
class Pause:
    """A break; `fits` is False where the visits leave no room for it in its window."""

    start: int
    end: int
    fits: bool


@dataclass(frozen=True, slots=True)
class Trace:
    """Where a proposal takes a visit away from."""

    ticket: TicketId
    start: int
    end: int
    kind: MoveKind


@dataclass(frozen=True, slots=True)
class Row:
    """Everything drawn for one engineer.

    `taken`: all time with something in it, joined. `planned_s`: work and travel; `duty_s`: less
    breaks.
    """

    engineer: Engineer
    duty: tuple[Span, ...] = ()
    overtime: tuple[Span, ...] = ()
    windows: tuple[Span, ...] = ()
    pauses: tuple[Pause, ...] = ()
    bars: tuple[Bar, ...] = ()
    legs: tuple[Span, ...] = ()
    traces: tuple[Trace, ...] = ()
    taken: tuple[Span, ...] = ()
    planned_s: int = 0
    duty_s: int = 0

    @property
    def load(self) -> float:
        """Planned over available time; work without any shift counts as overloaded."""
        if self.duty_s:
            return self.planned_s / self.duty_s
        return 2.0 if self.planned_s else 0.0


@dataclass(frozen=True, slots=True)
class Horizon:
    """The shown span of time as an origin and a length."""

    origin: datetime
    length_s: int

    def second(self, moment: datetime) -> int:
        """Whole seconds after the origin."""
        return round((moment - self.origin).total_seconds())

    def shows(self, span: Span) -> bool:
        """Whether any of the span is shown."""
        return span[1] > 0 and span[0] < self.length_s


@dataclass(frozen=True, slots=True)
class _Item:
    """Something that takes an engineer's time: a visit, or a break placed between visits."""

    start: int
    end: int
    travel_s: int


def row_of(
    engineer: Engineer,
    shifts: Iterable[Shift],
    visits: Iterable[tuple[Ticket, PlannedVisit]],
    moved: Iterable[Move],
    horizon: Horizon,
) -> Row:
    """The engineer's row. `moved`: the proposal's moves that touch this engineer."""
    moved = tuple(moved)
    shown = [s for s in sorted(shifts, key=lambda s: s.start) if _shows(horizon, s.start, s.end)]
    changed = {move.ticket_id: move.kind for move in moved}
    pairs = [pair for pair in visits if _shows(horizon, pair[1].start, pair[1].end)]
    bars = stacked([_bar(ticket, visit, changed, horizon) for ticket, visit in pairs])
    pauses, items = _pauses(shown, [visit for _, visit in pairs], horizon)
    duty = tuple((horizon.second(s.start), horizon.second(s.end)) for s in shown)
    overtime = tuple(
        (end, end + s.overtime_s) for s, (_, end) in zip(shown, duty, strict=True) if s.overtime_s
    )
    work = [(bar.start - bar.travel_s, bar.end) for bar in bars]
    return Row(
        engineer=engineer,
        duty=duty,
        overtime=overtime,
        taken=tuple(joined([*duty, *overtime, *work])),
        windows=tuple(
            (horizon.second(b.earliest), horizon.second(b.latest) + b.duration_s)
            for s in shown
            for b in s.breaks
        ),
        pauses=pauses,
        bars=bars,
        legs=tuple((i.start - i.travel_s, i.start) for i in items if i.travel_s),
        traces=_traces(engineer, moved, horizon),
        planned_s=sum(bar.end - bar.start + bar.travel_s for bar in bars),
        duty_s=sum(
            round((s.end - s.start).total_seconds()) - sum(b.duration_s for b in s.breaks)
            for s in shown
        ),
    )


def stacked(bars: Sequence[Bar]) -> tuple[Bar, ...]:
    """The bars by start; those that overlap share the height in lanes, the others keep it all."""
    placed: list[Bar] = []
    cluster: list[Bar] = []
    free_at: list[int] = []
    for bar in sorted(bars, key=lambda b: (b.start, b.end, b.ticket)):
        if cluster and bar.start >= max(free_at):
            placed += [replace(b, lanes=len(free_at)) for b in cluster]
            cluster, free_at = [], []
        lane = next((i for i, free in enumerate(free_at) if free <= bar.start), len(free_at))
        free_at[lane : lane + 1] = [bar.end]
        cluster.append(replace(bar, lane=lane) if lane else bar)
    placed += [replace(b, lanes=len(free_at)) if len(free_at) > 1 else b for b in cluster]
    return tuple(placed)


def is_late(bar: Bar, delay_s: int = 0) -> bool:
    """Whether the visit, run `delay_s` later than planned, misses one of its deadlines."""
    starts_late = bar.start_by is not None and bar.start + delay_s > bar.start_by
    ends_late = bar.end_by is not None and bar.end + delay_s > bar.end_by
    return starts_late or ends_late


def delays(bars: Sequence[Bar], now: int) -> tuple[int, ...]:
    """How many seconds later than planned each visit will begin, as far as is known at `now`.

    A visit under way that overruns, or one that should have begun, pushes those after it; slack
    absorbs the push. A visit whose time is over without a report pushes nothing: nobody knows.
    """
    found: list[int] = []
    free = -1 << 40
    for bar in bars:
        if bar.status is Status.ON_HOLD or _unreported(bar, now):
            found.append(0)
            continue
        if bar.status is Status.IN_PROGRESS:
            found.append(0)
            free = max(free, bar.end, now)
            continue
        start = max(bar.start, free + bar.travel_s)
        if bar.start < now:
            start = max(start, now)
        found.append(start - bar.start)
        free = max(free, start + bar.end - bar.start)
    return tuple(found)


def _unreported(bar: Bar, now: int) -> bool:
    return bar.end <= now and bar.status not in (Status.IN_PROGRESS, Status.EN_ROUTE)


def _bar(
    ticket: Ticket, visit: PlannedVisit, changed: dict[TicketId, MoveKind], horizon: Horizon
) -> Bar:
    kind = changed.get(ticket.id)
    on_site = ticket.status in (Status.IN_PROGRESS, Status.ON_HOLD)
    response = None if on_site else ticket.response_due
    return Bar(
        ticket=ticket.id,
        number=ticket.whole_number,
        title=ticket.title,
        crew_place=ticket.crew_place,
        crew_size=ticket.crew_size,
        status=ticket.status,
        priority=ticket.priority,
        lock=ticket.lock,
        overridden=ticket.override is not None,
        start=horizon.second(visit.start),
        end=max(horizon.second(visit.start) + 1, horizon.second(visit.end)),
        travel_s=visit.travel_s,
        look={None: Look.KEPT, MoveKind.ASSIGN: Look.ADDED}.get(kind, Look.MOVED),
        start_by=None if response is None else horizon.second(response),
        end_by=None if ticket.resolution_due is None else horizon.second(ticket.resolution_due),
    )


def _traces(engineer: Engineer, moved: Iterable[Move], horizon: Horizon) -> tuple[Trace, ...]:
    return tuple(
        Trace(
            move.ticket_id,
            horizon.second(move.before.start),
            horizon.second(move.before.end),
            move.kind,
        )
        for move in moved
        if move.before is not None
        and move.before.engineer_id == engineer.id
        and _shows(horizon, move.before.start, move.before.end)
    )


def _pauses(
    shifts: Sequence[Shift], visits: Sequence[PlannedVisit], horizon: Horizon
) -> tuple[tuple[Pause, ...], list[_Item]]:
    """The breaks where they fall between visits, and all that takes time, each with its leg."""
    items = sorted(
        (_Item(horizon.second(v.start), horizon.second(v.end), v.travel_s) for v in visits),
        key=lambda item: item.start,
    )
    pauses: list[Pause] = []
    for shift in shifts:
        begin, end = horizon.second(shift.start), horizon.second(shift.end) + shift.overtime_s
        for pause in shift.breaks:
            window = (horizon.second(pause.earliest), horizon.second(pause.latest))
            placed = _fit(items, window, pause.duration_s, (begin, end))
            start = window[0] if placed is None else placed
            pauses.append(Pause(start, start + pause.duration_s, placed is not None))
    return tuple(pauses), items


def _fit(items: list[_Item], window: Span, duration: int, shift: Span) -> int | None:
    """The break's earliest start in a gap; `items` then holds it.

    As the planner has it, a break may fall on the road: the leg is driven as late as possible,
    and what of it does not fit behind the break comes before it.
    """
    free = shift[0]
    for i, item in enumerate(items):
        if item.end <= shift[0]:
            continue
        start = max(free, window[0])
        behind = min(item.travel_s, item.start - start - duration)
        if start <= window[1] and behind >= 0 and item.travel_s - behind <= start - free:
            rest = _Item(start, start + duration, item.travel_s - behind)
            items[i : i + 1] = [rest, replace(item, travel_s=behind)]
            return start
        free = max(free, item.end)
    start = max(free, window[0])
    if start <= window[1] and start + duration <= shift[1]:
        items.append(_Item(start, start + duration, 0))
        return start
    return None


def _shows(horizon: Horizon, start: datetime, end: datetime) -> bool:
    return horizon.shows((horizon.second(start), horizon.second(end)))
