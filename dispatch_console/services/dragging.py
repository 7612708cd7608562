"""A drag of tickets, and what the rows it is priced on are reckoned with."""

from collections.abc import Mapping
from dataclasses import dataclass

from dispatch_console.domain.board import Board
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.ticket import Ticket
from dispatch_console.planning.problem import TicketSpec
from dispatch_console.planning.solution import Route, Violation
from dispatch_console.services.drawing import Lifted

Place = tuple[float, float]
"""Latitude and longitude in degrees."""


@dataclass(frozen=True, slots=True)
class Drag:
    """Tickets being dragged over a board, and what taking them off their shifts does there."""

    board: Board
    moved: tuple[Ticket, ...]
    lifted: Lifted

    @property
    def tickets(self) -> tuple[TicketId, ...]:
        """Their ids."""
        return tuple(ticket.id for ticket in self.moved)

    @property
    def places(self) -> set[Place]:
        """Where the tickets are."""
        return {(t.location.lat, t.location.lon) for t in self.moved if t.location is not None}


@dataclass(frozen=True, slots=True)
class Guest:
    """A dragged ticket in the block's problem."""

    id: int
    ticket: TicketId
    spec: TicketSpec
    at: Place


@dataclass(frozen=True, slots=True)
class Told:
    """A shift as people were told.

    `load`: what its engineer has on it, done and to be done; `cost`: the route's in the objective.
    """

    route: Route
    starts: Mapping[int, int]
    late: frozenset[TicketId]
    load: int
    cost: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """A drag in one shift, in the block's time. `badness` ranks shifts as `placing` does."""

    shift: int
    badness: tuple[int, float]
    start: int
    end: int
    travel_s: int
    late: frozenset[TicketId]
    violations: tuple[Violation, ...]
