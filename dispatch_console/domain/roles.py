"""Who may do what: the one matrix of roles and rights, by which console and database both go."""

from dataclasses import dataclass
from enum import StrEnum

from dispatch_console.domain.ids import RegionId


class Right(StrEnum):
    """Something a person may do; `storage.rights` says what the database lets one touch for it."""

    READ = "read"
    TICKETS = "tickets"
    """Take calls; create, edit, close and merge tickets."""
    DISPATCH = "dispatch"
    """Assign, lock, plan and publish."""
    ABSENCES = "absences"
    OVERRIDE = "override"
    LEND = "lend"
    STAFF = "staff"
    """Engineers, shifts, skills and regions: imported, edited, eased for a ticket."""
    COSTS = "costs"
    """See what tickets cost; rates, outside services, corrections."""
    PERSONAL_DATA = "personal_data"
    """Export and erase a person's data, place holds, say how long data is kept."""
    USERS = "users"


class Role(StrEnum):
    """What a person is here; one each."""

    VIEWER = "viewer"
    DISPATCHER = "dispatcher"
    SUPERVISOR = "supervisor"
    WAREHOUSE = "warehouse"
    SPECIALIST = "specialist"
    ADMIN = "admin"


_DISPATCHER = frozenset({Right.READ, Right.TICKETS, Right.DISPATCH, Right.ABSENCES})
_SUPERVISOR = _DISPATCHER | {Right.OVERRIDE, Right.LEND, Right.STAFF, Right.COSTS}

RIGHTS: dict[Role, frozenset[Right]] = {
    Role.VIEWER: frozenset({Right.READ}),
    Role.DISPATCHER: _DISPATCHER,
    Role.SUPERVISOR: _SUPERVISOR,
    Role.WAREHOUSE: frozenset({Right.READ}),
    Role.SPECIALIST: frozenset({Right.READ}),
    Role.ADMIN: _SUPERVISOR | {Right.USERS, Right.PERSONAL_DATA},
}


@dataclass(frozen=True, slots=True)
class Seat:
    """One person's place: the login, the role, and the regions it is limited to (none: all)."""

    login: str
    role: Role
    regions: frozenset[RegionId] = frozenset()

    def may(self, right: Right) -> bool:
        """Whether the role has the right."""
        return right in RIGHTS[self.role]
