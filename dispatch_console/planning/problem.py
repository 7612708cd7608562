"""The planning problem: one frozen value with everything the solver may know.

Times are whole time units after `Problem.origin`; a unit is a second divided by `time_scale`
(1 in the field, 10 for benchmark sets that reckon in tenths). Distances are metres in the field.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

import numpy as np

Window = tuple[int, int]
"""Earliest and latest time at which a service or break may start, both ends included."""

DEFAULT_PROFILE = "car"


class Aim(StrEnum):
    """What the objective is about."""

    FIELD = "field"
    """The mission's weighted terms, see `Weights`."""
    PRIORITY_THEN_TRAVEL = "priority_then_travel"
    """Most priority served, then most tickets served, then least travel cost (VROOM's)."""
    DISTANCE = "distance"
    """All served, least distance (VRPTW benchmark sets)."""


@dataclass(frozen=True, slots=True)
class Matrices:
    """Travel between places: `durations` and `distances` are (n, n) arrays of whole numbers,
    row = from.
    """

    durations: np.ndarray
    distances: np.ndarray
    source: str = "given"


@dataclass(frozen=True, slots=True)
class GreatCircle:
    """Travel computed from coordinates: great circle × `detour` at `speed_kmh`.

    `farther` are (metres as the crow flies, detour, km/h): what lies beyond so many metres is
    travelled so, up to the next entry. Long ways are straighter and quicker than short ones.
    """

    speed_kmh: float = 28.0
    detour: float = 1.35
    farther: tuple[tuple[float, float, float], ...] = ()


Travel = Matrices | GreatCircle


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketSpec:
    """A ticket to place. `place` indexes `Problem.places`.

    `service_s` is work on site; `setup_s` is added unless the engineer already is at that place.
    `unserved_cost` is what leaving it out costs in objective units. `response_due` bounds the
    start softly and `resolution_due` the end. `current_shift` / `current_start` are where the
    ticket stands today; a lock binds to them: `lock_shift` the shift, `lock_start` the start time.
    `allowed_shifts` limits who may come, None is no limit. `load_s` is weighted work for balance.
    `promise` is the span promised to the customer: a start outside breaks the promise, at a price.
    `preferred_engineers` know the customer; none is no preference. `parts` are used up, `tools`
    only needed: both come from the van or from a depot on the way.
    """

    id: int
    place: int
    service_s: int
    setup_s: int = 0
    windows: tuple[Window, ...] = ()
    skills: Mapping[str, int] = field(default_factory=dict)
    region: int | None = None
    priority: int = 0
    unserved_cost: int = 0
    response_due: int | None = None
    resolution_due: int | None = None
    demand: tuple[int, ...] = ()
    load_s: int = 0
    allowed_shifts: frozenset[int] | None = None
    current_shift: int | None = None
    current_start: int | None = None
    lock_shift: int | None = None
    lock_start: int | None = None
    promise: Window | None = None
    preferred_engineers: frozenset[int] = frozenset()
    parts: Mapping[str, int] = field(default_factory=dict)
    tools: frozenset[str] = frozenset()
    name: str = ""


class Engineers(StrEnum):
    """Who serves the two tickets of a link."""

    ANY = "any"
    APART = "apart"
    """Two engineers."""
    SAME = "same"
    """One engineer, on one shift or several."""


class Since(StrEnum):
    """From which moment of the first ticket a link's gap counts."""

    START = "start"
    END = "end"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Two tickets of which the second depends on the first.

    It starts at least `min_gap_s` and at most `max_gap_s` after the first starts or ends, and only
    if the first is served; `together`: the first is not served without it either. A crew is a gap
    of 0 to 0 since the start, `APART` and `together`; a predecessor a gap from 0 since the end; the
    parts of a ticket that takes days are predecessors for the `SAME` engineer, `together`.
    """

    first: int
    second: int
    min_gap_s: int = 0
    max_gap_s: int | None = None
    since: Since = Since.END
    engineers: Engineers = Engineers.ANY
    together: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DepotSpec:
    """A warehouse where parts and tools are picked up, `service_s` a stop.

    `stock` is what it has for all routes together; a part it does not name it does not have.
    """

    id: int
    place: int
    service_s: int = 0
    stock: Mapping[str, int] = field(default_factory=dict)
    tools: frozenset[str] = frozenset()
    name: str = ""


@dataclass(frozen=True, slots=True)
class BreakSpec:
    """A pause that must start in one of `windows` and lasts `duration_s`."""

    windows: tuple[Window, ...]
    duration_s: int
    id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftSpec:
    """One engineer's working span: one route.

    `start_place` / `end_place` index `Problem.places`; None: the route starts at its first or
    ends at its last ticket. It leaves no earlier than `start`, is back by `end` + `overtime_s`.
    `max_work_s` bounds its tickets' `service_s` together. `stock` and `tools` are in the van.
    `labour_per_hour` is what an hour of service costs.
    """

    id: int
    engineer: int
    start_place: int | None
    end_place: int | None
    start: int
    end: int
    overtime_s: int = 0
    breaks: tuple[BreakSpec, ...] = ()
    max_tickets: int | None = None
    capacity: tuple[int, ...] = ()
    profile: str = DEFAULT_PROFILE
    speed_factor: float = 1.0
    max_travel_s: int | None = None
    max_distance_m: int | None = None
    max_work_s: int | None = None
    stock: Mapping[str, int] = field(default_factory=dict)
    tools: frozenset[str] = frozenset()
    labour_per_hour: int = 0
    fixed_cost: int = 0
    cost_per_hour: int = 3600
    cost_per_km: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineerSpec:
    """Who works: skill levels, regions served (preferred first), load carried over from before."""

    id: int
    skills: Mapping[str, int] = field(default_factory=dict)
    regions: tuple[int, ...] = ()
    past_load_s: int = 0
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """Objective units per second, metre or ticket; shown by name in the settings.

    `load` weighs the sum over engineers of squared load hours; `region` is per ticket served
    outside its engineer's preferred regions; `skill_waste` per level above what is needed;
    `reassign` / `retime` per ticket moved from what people were told.
    """

    travel_s: float = 1.0
    travel_m: float = 0.0
    late_s: float = 2.0
    worst_late_s: float = 0.0
    promise: float = 1800.0
    labour: float = 1.0
    overtime_s: float = 1.0
    load: float = 60.0
    region: float = 300.0
    same_engineer: float = 300.0
    skill_waste: float = 60.0
    reassign: float = 600.0
    retime: float = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is to be planned. `exclusive_regions` admit only engineers who list them.

    `max_changes` is the change budget: of the tickets people were told a time for, at most so many
    may end up unserved, with another engineer or at another time. `max_disturbed` is the cap on
    engineers: at most so many may have another visit, one less or one at another time than people
    were told, on any of their shifts. None is no limit.
    """

    origin: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    places: tuple[tuple[float, float], ...] = ()
    """(lat, lon) degrees, or plane coordinates when travel is given as matrices."""
    travel: Mapping[str, Travel] = field(default_factory=lambda: {DEFAULT_PROFILE: GreatCircle()})
    tickets: tuple[TicketSpec, ...] = ()
    shifts: tuple[ShiftSpec, ...] = ()
    engineers: tuple[EngineerSpec, ...] = ()
    links: tuple[Link, ...] = ()
    depots: tuple[DepotSpec, ...] = ()
    max_changes: int | None = None
    max_disturbed: int | None = None
    exclusive_regions: frozenset[int] = frozenset()
    aim: Aim = Aim.FIELD
    weights: Weights = Weights()
    time_scale: int = 1
