"""What shifts were given to do, done or not: the raw figures of the workload view."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from dispatch_console.domain.ids import EngineerId, RegionId, ShiftId


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftLoad:
    """One shift as on the roster, and the visits in it, closed tickets included.

    `planned_s` maps the highest skill level that tickets need (1: none) to their planned seconds
    of work; `work_s` is the time on site and `travel_s` the way there. `off_from`: absent since.
    """

    shift_id: ShiftId
    engineer_id: EngineerId
    start: datetime
    end: datetime
    off_from: datetime | None = None
    lent_to: RegionId | None = None
    planned_s: Mapping[int, int] = field(default_factory=dict)
    work_s: int = 0
    travel_s: int = 0
    tickets: int = 0
