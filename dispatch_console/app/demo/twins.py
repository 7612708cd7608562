"""Customers of the demo company that were entered twice: one pair is merged, one is still to be."""

from dataclasses import replace
from uuid import UUID, uuid5

from dispatch_console.app.demo.sources import MARK
from dispatch_console.domain.customer import Customer
from dispatch_console.domain.ids import CustomerId
from dispatch_console.services.context import Context
from dispatch_console.services.customers import uniting
from dispatch_console.storage.unit_of_work import Unit

_NAMESPACE = UUID("7be1e0b5-7b35-5c0e-9a51-5d1f27a6c8d3")

TWINS = 2


def add(ctx: Context) -> None:
    """Enter them, then merge the first; again changes nothing."""

    def work(unit: Unit) -> list[tuple[Customer, Customer]]:
        if unit.already_done:
            return []
        known = sorted(unit.customers.standing().values(), key=lambda one: one.id)
        own = [one for one in known if (one.external_id or "").startswith(MARK)][:TWINS]
        return list(zip(own, unit.customers.add([_twin(one) for one in own]), strict=True))

    command = uuid5(_NAMESPACE, "twins")
    made = ctx.database.run(work, user=ctx.user, command=command, what="demo.twins")[0]
    for kept, twin in made[:1]:
        uniting.merge(ctx, uuid5(_NAMESPACE, "merge"), twin.id, kept)


def _twin(one: Customer) -> Customer:
    """As somebody entered it again: the same phone, the name a little otherwise."""
    name = f"{one.name} (HQ)" if one.name.isascii() else f"{one.name}（总部）"
    return replace(one, id=CustomerId(0), external_id=None, name=name, version=1)
