"""Which policy a ticket has: of those that are for it the most specific.

What names the device wins over what names the contract, this over the customer, this over the type,
this over the priority; of equals the one at the lower position, then the first by code.
"""

from collections.abc import Iterable, Set
from dataclasses import dataclass
from enum import StrEnum

from dispatch_console.domain.service_level.policy import Applies, Policy
from dispatch_console.domain.ticket import Ticket


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


@dataclass(frozen=True, slots=True)
class Bonds:
    """What a ticket has to do with and does not say itself.

    `devices` are ids and models of its device and those it is a part of, `contracts` the numbers
    and levels of the contracts in force for it, `customers` those that were merged into its own:
    what a policy promised to them still holds.
    """

    devices: frozenset[int | str] = frozenset()
    contracts: frozenset[str] = frozenset()
    customers: frozenset[int] = frozenset()


def choose(policies: Iterable[Policy], ticket: Ticket, bonds: Bonds = Bonds()) -> Choice | None:
    """The ticket's policy; None if there is none for it."""
    fitting = [one for one in policies if one.active and _fits(one.applies, ticket, bonds)]
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


def _asked(applies: Applies) -> dict[Trait, Set[int | str]]:
    return {
        Trait.ASSET: applies.assets,
        Trait.CONTRACT: applies.contracts,
        Trait.CUSTOMER: applies.customers,
        Trait.TYPE: applies.types,
        Trait.PRIORITY: applies.priorities,
    }


def _fits(applies: Applies, ticket: Ticket, bonds: Bonds) -> bool:
    has: dict[Trait, Set[int | str | None]] = {
        Trait.ASSET: bonds.devices | {ticket.asset_id},
        Trait.CONTRACT: bonds.contracts,
        Trait.CUSTOMER: bonds.customers | {ticket.customer_id},
        Trait.TYPE: {ticket.type},
        Trait.PRIORITY: {int(ticket.priority)},
    }
    return all(
        not asked or not asked.isdisjoint(has[trait]) for trait, asked in _asked(applies).items()
    )
