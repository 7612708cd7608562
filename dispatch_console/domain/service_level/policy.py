"""Policies: which tickets they are for, what is promised, what pauses, whom to tell when."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from dispatch_console.domain.message import Medium
from dispatch_console.domain.ticket import HoldReason


class Goal(StrEnum):
    """What is promised."""

    RESPONSE = "response"
    """Somebody has accepted the ticket; in a policy without `ARRIVAL`, somebody is there."""
    ARRIVAL = "arrival"
    RESOLUTION = "resolution"


@dataclass(frozen=True, slots=True)
class Target:
    """So much working time from the ticket's creation, by the calendar of that code.

    Without a calendar every moment counts.
    """

    seconds: int
    calendar: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Applies:
    """The tickets a policy is for: those that every part which says something names.

    `assets` are ids of devices and names of models, `contracts` numbers and levels of contracts.
    """

    assets: frozenset[int | str] = frozenset()
    contracts: frozenset[str] = frozenset()
    customers: frozenset[int] = frozenset()
    types: frozenset[str] = frozenset()
    priorities: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Whom to tell (`to`), how (`by`), at a share of the target or so long after the deadline.

    Just one of `share` (above 0, below 1) and `offset_s` (negative: before it) is given; both are
    working time. `to` holds ``owner``, ``engineer``, ``role:…``, ``user:…`` or an address.
    """

    goal: Goal
    share: float | None = None
    offset_s: int | None = None
    to: tuple[str, ...]
    by: tuple[Medium, ...] = (Medium.CONSOLE,)

    @property
    def escalates(self) -> bool:
        """Whether it comes when the deadline has passed."""
        return self.offset_s is not None and self.offset_s >= 0

    @property
    def when(self) -> str:
        """Its place on the ladder; one of each for a goal."""
        return f"{self.share:.0%}" if self.share is not None else f"{self.offset_s:+d}s"


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A policy as it is defined. Of two for the same ticket, see `choosing`."""

    code: str
    name_en: str = ""
    name_zh: str = ""
    position: int = 0
    active: bool = True
    applies: Applies = field(default_factory=Applies)
    targets: Mapping[Goal, Target]
    pauses: frozenset[HoldReason] = frozenset()
    notices: tuple[Notice, ...] = ()
