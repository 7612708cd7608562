"""What a command changed: ids by kind, so that views refresh only those."""

from collections.abc import Iterable
from dataclasses import dataclass

from dispatch_console.domain.ids import EngineerId, RegionId, ShiftId, TicketId


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSet:
    """Ids of rows created, changed or deleted. A visit counts as a change of its ticket.

    `service` names the tables beyond the board (parts, articles, …) in which anything changed: who
    shows them reads them anew.
    """

    tickets: frozenset[TicketId] = frozenset()
    engineers: frozenset[EngineerId] = frozenset()
    shifts: frozenset[ShiftId] = frozenset()
    regions: frozenset[RegionId] = frozenset()
    service: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.tickets or self.engineers or self.shifts or self.regions or self.service)

    def __or__(self, other: "ChangeSet") -> "ChangeSet":
        return ChangeSet(
            tickets=self.tickets | other.tickets,
            engineers=self.engineers | other.engineers,
            shifts=self.shifts | other.shifts,
            regions=self.regions | other.regions,
            service=self.service | other.service,
        )


def union(changes: Iterable[ChangeSet]) -> ChangeSet:
    """All of them as one."""
    total = ChangeSet()
    for change in changes:
        total = total | change
    return total
