"""What ties tickets together: the crews, and which ticket comes after which."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from dispatch_console.domain.ids import EngineerId, TicketId
from dispatch_console.domain.ticket import Ticket


@dataclass(frozen=True)
class Ties:
    """The crews of some tickets and their order, found once and looked up often.

    Tickets that are not among them (closed, or unknown here) tie nobody.
    """

    tickets: Mapping[TicketId, Ticket]
    _crews: dict[TicketId, list[TicketId]] = field(init=False, default_factory=dict)
    _later: dict[TicketId, list[TicketId]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        for key, ticket in self.tickets.items():
            if ticket.crew_size > 1:
                self._crews.setdefault(ticket.whole, []).append(key)
            for earlier in ticket.after:
                self._later.setdefault(earlier, []).append(key)

    def __bool__(self) -> bool:
        return bool(self._crews or self._later)

    def crew(self, key: TicketId) -> tuple[Ticket, ...]:
        """The ticket and its mates by place, whichever of them is asked for."""
        ticket = self.tickets.get(key)
        if ticket is None:
            return ()
        members = (self.tickets[one] for one in self._crews.get(ticket.whole, [key]))
        return tuple(sorted(members, key=lambda one: one.crew_place))

    def whole(self, key: TicketId) -> TicketId:
        """The ticket that the row is for; what is unknown is for itself."""
        ticket = self.tickets.get(key)
        return key if ticket is None else ticket.whole

    def crews(self) -> Iterator[tuple[Ticket, ...]]:
        """All crews of more than one."""
        found = (self.crew(members[0]) for members in self._crews.values())
        return (crew for crew in found if len(crew) > 1)

    def earlier(self, key: TicketId) -> tuple[Ticket, ...]:
        """Those that must be done before the ticket, each by its first place."""
        crew = self.crew(key)
        after = crew[0].after if crew else ()
        return tuple(self.tickets[one] for one in after if one in self.tickets)

    def later(self, key: TicketId) -> tuple[Ticket, ...]:
        """Those that come after the ticket, each by its first place."""
        crew = self.crew(key)
        return (
            tuple(self.tickets[one] for one in self._later.get(crew[0].whole, ())) if crew else ()
        )

    def free_place(self, key: TicketId, engineer: EngineerId) -> TicketId | None:
        """The first place in the crew that nobody has; None if the engineer is in it already."""
        crew = self.crew(key)
        if any(one.visit and one.visit.engineer_id == engineer for one in crew):
            return None
        return next((one.id for one in crew if one.visit is None), None)

    def done_by(self, key: TicketId) -> datetime | None:
        """When the last of the ticket's crew is through with it, as told; None if nobody comes."""
        return max((one.visit.end for one in self.crew(key) if one.visit), default=None)

    def begins(self, key: TicketId) -> datetime | None:
        """When the first of the ticket's crew begins, as told; None if nobody comes."""
        return min((one.visit.start for one in self.crew(key) if one.visit), default=None)
