"""Who may do what: the one matrix of roles and rights, by which console and database both go."""

from dataclasses import dataclass
from enum import StrEnum

from dispatch_console.domain.ids import RegionId


class Right(StrEnum):
    """Something a person may do; `storage.rights` says what the database lets one touch for it."""

    READ = "read"
    TICKETS = "tickets"
    """Take calls; create, edit, close and merge tickets."""
    COMMENT = "comment"
    """Say something about a ticket, ask for help and answer, take over what was handed over."""
    DISPATCH = "dispatch"
    """Assign, lock, plan and publish."""
    ABSENCES = "absences"
    OVERRIDE = "override"
    LEND = "lend"
    STAFF = "staff"
    """Engineers, shifts, skills, regions and departments: imported, edited, eased for a ticket."""
    ARTICLES = "articles"
    """Write articles, hand them in for review, and say whether they helped."""
    PUBLISH_ARTICLES = "publish_articles"
    """Publish articles, send them back and retire them."""
    CUSTOMERS = "customers"
    """Edit customers, contacts, sites and devices; read meters; merge what is there twice."""
    CONTRACTS = "contracts"
    """Contracts and maintenance plans."""
    DEFINITIONS = "definitions"
    """Types of tickets, workflows, custom fields, rules."""
    COSTS = "costs"
    """See what tickets cost; rates, outside services, corrections."""
    PERSONAL_DATA = "personal_data"
    """Export and erase a person's data, place holds, say how long data is kept."""
    USERS = "users"
    REQUEST_PARTS = "request_parts"
    """Ask for parts for a ticket, and record which of them were used."""
    APPROVE_PARTS = "approve_parts"
    """Grant a requisition, up to the limit of one's role."""
    SPEAK_FOR = "speak_for"
    """Act in the name of those who ask the gateway."""
    STOCK = "stock"
    """Move stock; keep the catalogue, places, reorder points and tools."""


class Role(StrEnum):
    """What a person is here; one each."""

    VIEWER = "viewer"
    DISPATCHER = "dispatcher"
    SUPERVISOR = "supervisor"
    WAREHOUSE = "warehouse"
    SPECIALIST = "specialist"
    ADMIN = "admin"
    GATEWAY = "gateway"
    """No person: what answers the web."""


_DISPATCHER = frozenset(
    {
        Right.READ,
        Right.TICKETS,
        Right.DISPATCH,
        Right.ABSENCES,
        Right.COMMENT,
        Right.ARTICLES,
        Right.REQUEST_PARTS,
        Right.CUSTOMERS,
    }
)
_SUPERVISOR = _DISPATCHER | {
    Right.OVERRIDE,
    Right.LEND,
    Right.STAFF,
    Right.PUBLISH_ARTICLES,
    Right.APPROVE_PARTS,
    Right.CONTRACTS,
    Right.DEFINITIONS,
    Right.COSTS,
}
_WAREHOUSE = frozenset(
    {
        Right.READ,
        Right.COMMENT,
        Right.REQUEST_PARTS,
        Right.APPROVE_PARTS,
        Right.STOCK,
    }
)
_SPECIALIST = frozenset(
    {
        Right.READ,
        Right.COMMENT,
        Right.ARTICLES,
    }
)
_ADMIN = _SUPERVISOR | {
    Right.USERS,
    Right.STOCK,
    Right.PERSONAL_DATA,
}

RIGHTS: dict[Role, frozenset[Right]] = {
    Role.VIEWER: frozenset({Right.READ}),
    Role.DISPATCHER: _DISPATCHER,
    Role.SUPERVISOR: _SUPERVISOR,
    Role.WAREHOUSE: _WAREHOUSE,
    Role.SPECIALIST: _SPECIALIST,
    Role.ADMIN: _ADMIN,
    Role.GATEWAY: _DISPATCHER | {Right.SPEAK_FOR},
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
