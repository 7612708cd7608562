"""What the command bar can be told: a closed union of plain values."""

from dataclasses import dataclass, field
from datetime import date, datetime

from dispatch_console.domain.ids import EngineerId, QueueId, RegionId, TicketId
from dispatch_console.domain.sla import SlaState
from dispatch_console.domain.ticket import Lock, Priority, Status
from dispatch_console.ui.bar.words import MapTool

Tickets = tuple[TicketId, ...]
"""In the order they were named, none twice."""


@dataclass(frozen=True, slots=True)
class Assign:
    """Give the tickets to the engineer; `start` is aware UTC, None for where they fit best.

    `pin`: lock engineer and time as soon as it is done.
    """

    tickets: Tickets
    engineer: EngineerId
    start: datetime | None = None
    pin: bool = False


@dataclass(frozen=True, slots=True)
class Unassign:
    """Take the tickets from whoever has them."""

    tickets: Tickets


@dataclass(frozen=True, slots=True)
class SetLock:
    """Say what of the visits the planner must leave."""

    tickets: Tickets
    lock: Lock


@dataclass(frozen=True, slots=True)
class SetStatus:
    """One step in the life of the tickets."""

    tickets: Tickets
    status: Status


@dataclass(frozen=True, slots=True)
class SetPriority:
    """How urgent the tickets are."""

    tickets: Tickets
    priority: Priority


@dataclass(frozen=True, slots=True)
class Open:
    """Show the ticket in the inspector."""

    ticket: TicketId


@dataclass(frozen=True, slots=True)
class Recall:
    """Tell of a ticket that is not on the board, by its number as it was said."""

    number: str


@dataclass(frozen=True, slots=True)
class Find:
    """Search for words; never empty, without blanks at the ends."""

    words: str


@dataclass(frozen=True, slots=True)
class FieldWish:
    """What a custom field (by its code) must hold; `sign`: one of `: > < >= <=`; no value: any."""

    code: str
    sign: str = ":"
    value: str = ""

    @property
    def words(self) -> str:
        """As it is written into the board's search."""
        blank = any(c.isspace() for c in self.value)
        return (
            f'{self.code}{self.sign}"{self.value}"'
            if blank
            else f"{self.code}{self.sign}{self.value}"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Show:
    """Filter the board; what is not named filters nothing, and nothing at all shows everything.

    `skills` by their codes, `customers` by their names. `day`: go there, and show what falls into
    it. One engineer and nothing else: their row is shown and chosen too.
    """

    unassigned: bool = False
    priorities: frozenset[Priority] = field(default_factory=frozenset)
    statuses: frozenset[Status] = field(default_factory=frozenset)
    sla: frozenset[SlaState] = field(default_factory=frozenset)
    regions: frozenset[RegionId] = field(default_factory=frozenset)
    queues: frozenset[QueueId] = field(default_factory=frozenset)
    skills: frozenset[str] = field(default_factory=frozenset)
    engineers: frozenset[EngineerId] = field(default_factory=frozenset)
    customers: frozenset[str] = field(default_factory=frozenset)
    fields: tuple[FieldWish, ...] = ()
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """Plan the days shown; `day`: go there first."""

    day: date | None = None


@dataclass(frozen=True, slots=True)
class Publish:
    """Publish the proposal under review."""


@dataclass(frozen=True, slots=True)
class GoTo:
    """Show the days from this one on."""

    day: date


@dataclass(frozen=True, slots=True)
class View:
    """Show a saved view, by its name."""

    name: str


@dataclass(frozen=True, slots=True)
class Sick:
    """The engineer is off for the rest of the day, or (`further`) until further notice."""

    engineer: EngineerId
    further: bool = False


@dataclass(frozen=True, slots=True)
class Back:
    """The engineer is on duty again."""

    engineer: EngineerId


@dataclass(frozen=True, slots=True)
class Lend:
    """Ask for how long the engineer is lent, and (without a `region`) where to."""

    engineer: EngineerId
    region: RegionId | None = None


@dataclass(frozen=True, slots=True)
class EndLending:
    """The engineer works for their own regions again."""

    engineer: EngineerId


@dataclass(frozen=True, slots=True)
class Late:
    """The engineer is so many minutes later than told: find what it changes.

    `ticket`: the one named, which the engineer has.
    """

    engineer: EngineerId
    minutes: int
    ticket: TicketId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UseMap:
    """A tool of the map. `region`: the one to be edited. Drive times start at `engineer` or
    `ticket`, else at what is selected; `minutes`: which area counts.
    """

    tool: MapTool
    region: RegionId | None = None
    engineer: EngineerId | None = None
    ticket: TicketId | None = None
    minutes: int | None = None


Command = (
    Assign
    | Unassign
    | SetLock
    | SetStatus
    | SetPriority
    | Open
    | Recall
    | Find
    | Show
    | Plan
    | Publish
    | GoTo
    | View
    | Sick
    | Back
    | Lend
    | EndLending
    | Late
    | UseMap
)
