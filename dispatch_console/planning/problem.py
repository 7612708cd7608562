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
    """Travel between places: `durations` and `distances` are (n, n) int64 arrays, row = from."""

    durations: np.ndarray
    distances: np.ndarray
    source: str = "given"


@dataclass(frozen=True, slots=True)
class GreatCircle:
    """Travel computed from coordinates: great circle × `detour` at `speed_kmh`."""

    speed_kmh: float = 28.0
    detour: float = 1.35


Travel = Matrices | GreatCircle


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketSpec:
    """A ticket to place. `place` indexes `Problem.places`.

    `service_s` is work on site; `setup_s` is added unless the engineer already is at that place.
    `unserved_cost` is what leaving it out costs in objective units. `response_due` bounds the
    start softly and `resolution_due` the end. `current_shift` / `current_start` are where the
    ticket stands today; a lock binds to them: `lock_shift` the shift, `lock_start` the start time.
    `allowed_shifts` limits who may come, None is no limit. `load_s` is weighted work for balance.
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
    overtime_s: float = 1.0
    load: float = 60.0
    region: float = 300.0
    skill_waste: float = 60.0
    reassign: float = 600.0
    retime: float = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is to be planned. `exclusive_regions` admit only engineers who list them."""

    origin: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    places: tuple[tuple[float, float], ...] = ()
    """(lat, lon) degrees, or plane coordinates when travel is given as matrices."""
    travel: Mapping[str, Travel] = field(default_factory=lambda: {DEFAULT_PROFILE: GreatCircle()})
    tickets: tuple[TicketSpec, ...] = ()
    shifts: tuple[ShiftSpec, ...] = ()
    engineers: tuple[EngineerSpec, ...] = ()
    exclusive_regions: frozenset[int] = frozenset()
    aim: Aim = Aim.FIELD
    weights: Weights = Weights()
    time_scale: int = 1
