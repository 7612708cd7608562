"""Which policy a ticket has: of those that are for it the most specific.

What names the asset wins over what names the contract, this over the customer, this over the type,
this over the priority; of equals the one at the lower position, then the first by code.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from dispatch_console.domain.service_level.policy import Applies, Policy
from dispatch_console.domain.ticket import Ticket

CONTRACT = "contract"
"""The custom field that names a ticket's contract."""


class Trait(StrEnum):
    """By what a policy is chosen, the most specific first."""

    ASSET = "asset"
    CONTRACT = "contract"
    CUSTOMER = "customer"
    TYPE = "type"
    PRIORITY = "priority"


@dataclass(frozen=True, slots=True)
class Choice:
    """The policy, the traits by which it is for the ticket, and the less specific ones for it."""

    policy: Policy
    by: tuple[Trait, ...]
    beaten: tuple[Policy, ...]


def choose(policies: Iterable[Policy], ticket: Ticket) -> Choice | None:
    """The ticket's policy; None if there is none for it."""
    fitting = [one for one in policies if one.active and _fits(one.applies, ticket)]
    if not fitting:
        return None
    best, *beaten = sorted(fitting, key=_rank)
    return Choice(best, traits(best), tuple(beaten))


def traits(policy: Policy) -> tuple[Trait, ...]:
    """What the policy asks of a ticket, the most specific first."""
    return tuple(trait for trait, asked in _asked(policy.applies).items() if asked)


def _rank(policy: Policy) -> tuple[tuple[bool, ...], int, str]:
    asked = _asked(policy.applies)
    return tuple(not asked[trait] for trait in Trait), policy.position, policy.code


def _asked(applies: Applies) -> dict[Trait, frozenset[int] | frozenset[str]]:
    return {
        Trait.ASSET: applies.assets,
        Trait.CONTRACT: applies.contracts,
        Trait.CUSTOMER: applies.customers,
        Trait.TYPE: applies.types,
        Trait.PRIORITY: applies.priorities,
    }


def _fits(applies: Applies, ticket: Ticket) -> bool:
    has: dict[Trait, object] = {
        Trait.ASSET: ticket.asset_id,
        Trait.CONTRACT: dict(ticket.custom).get(CONTRACT),
        Trait.CUSTOMER: ticket.customer_id,
        Trait.TYPE: ticket.type,
        Trait.PRIORITY: int(ticket.priority),
    }
    return all(not asked or has[trait] in asked for trait, asked in _asked(applies).items())
