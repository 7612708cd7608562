"""Engineers and their shifts."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from dispatch_console.domain.ids import EngineerId, RegionId, ShiftId
from dispatch_console.domain.place import Location
from dispatch_console.domain.skill import SkillLevel


@dataclass(frozen=True, slots=True, kw_only=True)
class Engineer:
    """Who does the work. `regions` are the regions served, the preferred one first.

    `login` is by which the engineer uses a console, empty for none. `wecom` is a user id or the
    address of a robot.
    """

    id: EngineerId
    number: str
    name: str
    home: Location
    skills: tuple[SkillLevel, ...] = ()
    regions: tuple[RegionId, ...] = ()
    external_id: str | None = None
    team: str = ""
    phone: str = ""
    email: str = ""
    wecom: str = ""
    login: str = ""
    active: bool = True
    version: int = 1


@dataclass(frozen=True, slots=True)
class Break:
    """A pause of `duration_s` seconds that must start between `earliest` and `latest`."""

    earliest: datetime
    latest: datetime
    duration_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """One engineer's working time on one day; starts and ends at the engineer's home.

    The last visit must end and the engineer be home by `end` + `overtime_s`. `done` is how many
    tickets served in it have left the board since; kept where `max_tickets` is given, for they
    count towards it. `lent_to` is a region that counts as the engineer's own for this shift.
    """

    id: ShiftId
    engineer_id: EngineerId
    start: datetime
    end: datetime
    overtime_s: int = 0
    breaks: tuple[Break, ...] = ()
    max_tickets: int | None = None
    done: int = 0
    lent_to: RegionId | None = None
    version: int = 1


def cut_short(shift: Shift, off_from: datetime) -> Shift:
    """What is left of a shift whose engineer is off from then on; as it is if it was over anyway.

    No overtime and no break that would not be over by then. One that had not begun stays whole:
    it is not worked at all.
    """
    if not shift.start < off_from < shift.end:
        return shift
    breaks = tuple(b for b in shift.breaks if b.latest + timedelta(0, b.duration_s) <= off_from)
    return replace(shift, end=off_from, overtime_s=0, breaks=breaks)
