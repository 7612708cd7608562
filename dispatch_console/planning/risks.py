"""What is uncertain about a plan, and what the simulation says of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncertainty:
    """How much comes out differently. `…_cv`: standard deviation over mean.

    `service_cv` is for visits and pick-ups, `ticket_cv` for single tickets instead, `travel_cv` for
    each leg by itself, `traffic_cv` for all legs of an hour alike; one hour's traffic goes with the
    next by `traffic_memory` (correlation). A visit is in vain with probability `no_show` and then
    lasts `no_show_s`. With `earliness_s` no visit starts sooner than so long before planned.
    """

    service_cv: float = 0.3
    travel_cv: float = 0.15
    traffic_cv: float = 0.15
    traffic_memory: float = 0.8
    no_show: float = 0.0
    no_show_s: int = 600
    earliness_s: int | None = None
    ticket_cv: Mapping[int, float] = field(default_factory=dict)


class Origin(StrEnum):
    """What a cause is."""

    PLAN = "plan"
    """The ticket is late as planned."""
    TRAVEL = "travel"
    """The leg to a stop."""
    SERVICE = "service"
    """The time at a stop."""


@dataclass(frozen=True, slots=True)
class Cause:
    """`share` (0 to 1) of a ticket's lateness that came up at stop `position` of a route.

    `ticket` is None where that stop is a break or a pick-up.
    """

    origin: Origin
    shift: int
    position: int
    ticket: int | None
    share: float


@dataclass(frozen=True, slots=True)
class TicketRisk:
    """Probabilities that a ticket starts after its response is due, ends after its resolution is,
    starts after its last window or outside its promise, and is late by any of these.

    `mean_late_s` and `p90_late_s`: by how many time units at worst, over all runs. `causes`: the
    largest first, none where it is never late.
    """

    ticket: int
    shift: int
    response: float
    resolution: float
    window: float
    promise: float
    late: float
    mean_late_s: float
    p90_late_s: float
    causes: tuple[Cause, ...]


@dataclass(frozen=True, slots=True)
class ShiftRisk:
    """Probabilities that a shift ends in overtime and beyond its limit; the mean overtime."""

    shift: int
    overtime: float
    mean_overtime_s: float
    beyond_limit: float
