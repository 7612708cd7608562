"""What a policy or calendar may name: customers, devices, contracts, types, people, countries."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from dispatch_console.domain.definitions import Definitions
from dispatch_console.services.context import Context
from dispatch_console.services.telling import known_logins


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Ids and codes with what people know them by.

    `devices` are ids with their names and models (as text) with themselves, `contracts` the numbers
    and levels there are; country (ISO 3166-1) → its parts of which own holidays are known.
    """

    customers: Mapping[int, str] = field(default_factory=dict)
    devices: Mapping[int | str, str] = field(default_factory=dict)
    contracts: Mapping[str, str] = field(default_factory=dict)
    definitions: Definitions = field(default_factory=Definitions)
    people: tuple[str, ...] = ()
    countries: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def names(ctx: Context) -> Names:
    """All of now. Slow the first time: it loads the library of holidays."""
    import holidays

    with ctx.database.snapshot() as snap:
        customers = snap.customers.standing()
        assets = snap.assets.standing()
        contracts = snap.contracts.of(customers)
        definitions = snap.workflows.definitions()
        people = known_logins(snap, ctx.user)
    devices: dict[int | str, str] = {int(key): one.name for key, one in assets.items()}
    devices |= {model: model for one in assets.values() if (model := one.model.strip())}
    held: dict[str, str] = {}
    for one in contracts.values():
        held |= {one.number.strip(): f"{one.number} {one.name}".strip(), one.sla.strip(): one.sla}
    held.pop("", None)
    known = holidays.list_supported_countries(include_aliases=False)
    return Names(
        customers={int(key): one.name for key, one in customers.items()},
        devices=devices,
        contracts=held,
        definitions=definitions,
        people=people,
        countries={country: tuple(parts) for country, parts in sorted(known.items())}
        # China's come by another library, which knows none of its parts.
        | {"CN": ()},
    )
