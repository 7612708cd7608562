"""Requisitions: a ticket's way to a part, and who may take each step of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import PartId, PlaceId, RequisitionId, SerialId, TicketId
from dispatch_console.domain.roles import Right, Role


class State(StrEnum):
    """Where a requisition stands."""

    REQUESTED = "requested"
    APPROVED = "approved"
    WAITING = "waiting"
    RESERVED = "reserved"
    PICKED = "picked"
    HANDED_OUT = "handed_out"
    SHIPPED = "shipped"
    USED = "used"
    RETURNED = "returned"
    REFUSED = "refused"
    CANCELLED = "cancelled"


class Action(StrEnum):
    """What can be done with a requisition."""

    APPROVE = "approve"
    REFUSE = "refuse"
    RESERVE = "reserve"
    WAIT = "wait"
    RELEASE = "release"
    PICK = "pick"
    HAND_OUT = "hand_out"
    SHIP = "ship"
    USE = "use"
    RETURN = "return"
    CANCEL = "cancel"


S, A = State, Action

STEPS: Mapping[Action, tuple[frozenset[State], Right]] = {
    A.APPROVE: (frozenset({S.REQUESTED}), Right.APPROVE_PARTS),
    A.REFUSE: (frozenset({S.REQUESTED}), Right.APPROVE_PARTS),
    A.RESERVE: (frozenset({S.APPROVED, S.WAITING}), Right.STOCK),
    A.WAIT: (frozenset({S.APPROVED, S.WAITING}), Right.STOCK),
    A.RELEASE: (frozenset({S.RESERVED, S.PICKED}), Right.STOCK),
    A.PICK: (frozenset({S.RESERVED}), Right.STOCK),
    A.HAND_OUT: (frozenset({S.PICKED}), Right.STOCK),
    A.SHIP: (frozenset({S.PICKED}), Right.STOCK),
    A.USE: (frozenset({S.HANDED_OUT, S.SHIPPED}), Right.REQUEST_PARTS),
    A.RETURN: (frozenset({S.HANDED_OUT, S.SHIPPED}), Right.STOCK),
    A.CANCEL: (
        frozenset({S.REQUESTED, S.APPROVED, S.WAITING, S.RESERVED, S.PICKED}),
        Right.REQUEST_PARTS,
    ),
}
"""Action → the states it is legal in, and the right it takes. The database holds to the rights by
revision 0011."""

PROMISED = frozenset({S.RESERVED, S.PICKED})
"""States in which stock is kept for it."""

OUT = frozenset({S.HANDED_OUT, S.SHIPPED})
"""States in which somebody has the part."""

ENDED = frozenset({S.USED, S.RETURNED, S.REFUSED, S.CANCELLED})
"""States after which nothing more happens."""

GRANTED = frozenset({S.APPROVED, S.WAITING, *PROMISED, *OUT, S.USED})
"""States whose amount counts towards the limit of whoever approves the next one of the ticket."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Requisition:
    """So much of one part for one ticket.

    `place_id` is where it is kept from once reserved, `target_id` where it went when it was handed
    out. `expected_at` says when a part that is waited for will be there. Of what was handed out
    `used` went into the customer's device; `serials` are the pieces, once picked.
    """

    id: RequisitionId
    number: str
    ticket_id: TicketId
    part_id: PartId
    quantity: Decimal
    state: State = State.REQUESTED
    place_id: PlaceId | None = None
    target_id: PlaceId | None = None
    expected_at: datetime | None = None
    used: Decimal = Decimal(0)
    serials: tuple[SerialId, ...] = ()
    note: str = ""
    reason: str = ""
    requested_by: str = ""
    requested_at: datetime
    decided_by: str = ""
    version: int = 1

    @property
    def left(self) -> Decimal:
        """What is out and neither used nor returned."""
        return self.quantity - self.used


@dataclass(frozen=True, slots=True)
class Limit:
    """Up to what amount of one ticket's parts a role may approve; without an amount, any.

    An amount in another currency is above every limit: nothing is converted.
    """

    role: Role
    amount: Decimal | None
    currency: str = "CNY"

    def covers(self, amounts: Mapping[str, Decimal]) -> bool:
        """Whether amounts by currency are within it."""
        if self.amount is None:
            return True
        return all(
            value <= (self.amount if currency == self.currency else 0)
            for currency, value in amounts.items()
        )


DEFAULT_LIMITS = (
    Limit(Role.WAREHOUSE, Decimal(2000)),
    Limit(Role.SUPERVISOR, None),
    Limit(Role.ADMIN, None),
)
"""What a fresh database has."""


def legal(state: State) -> tuple[Action, ...]:
    """What can be done with a requisition in that state, whoever does it."""
    return tuple(action for action, (states, _) in STEPS.items() if state in states)


def require(action: Action, requisition: Requisition) -> None:
    """Raises `requisition.step` unless the action is legal now."""
    if requisition.state not in STEPS[action][0]:
        raise DomainError(
            "requisition.step",
            number=requisition.number,
            reason=f"requisition_state.{requisition.state.value}",
        )


def amounts(
    rows: Iterable[Requisition], costs: Mapping[PartId, tuple[Decimal, str]]
) -> dict[str, Decimal]:
    """What requisitions come to, by currency; `costs` are (cost of a unit, currency)."""
    sums: dict[str, Decimal] = {}
    for row in rows:
        cost, currency = costs[row.part_id]
        sums[currency] = sums.get(currency, Decimal(0)) + row.quantity * cost
    return sums
