"""A customer with a site, people and a lift, in a real database."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from dispatch_console.domain.asset import Asset, Meter
from dispatch_console.domain.customer import Contact, Customer, Site
from dispatch_console.domain.ids import AssetId, ContactId, CustomerId, MeterId, SiteId
from dispatch_console.domain.place import Location
from dispatch_console.services.context import Context


@dataclass(frozen=True)
class Clientele:
    """What `settled` put there."""

    customer: Customer
    site: Site
    contact: Contact
    asset: Asset
    meter: Meter


def settled(ctx: Context, name: str = "Hotel", **fields: Any) -> Clientele:
    """A customer of that name and all that belongs to it."""
    with ctx.database.unit(user="setup") as unit:
        (customer,) = unit.customers.add([Customer(id=CustomerId(0), name=name, **fields)])
        (site,) = unit.sites.add(
            [
                Site(
                    id=SiteId(0),
                    name=f"{name}, Bund",
                    address=f"1 {name} Road",
                    customer_id=customer.id,
                    location=Location(31.15, 121.35),
                )
            ]
        )
        (contact,) = unit.contacts.add(
            [
                Contact(
                    id=ContactId(0),
                    customer_id=customer.id,
                    name=f"Ms Li of {name}",
                    phone="138 0000 1111",
                    site_id=site.id,
                )
            ]
        )
        (asset,) = unit.assets.add(
            [
                Asset(
                    id=AssetId(0),
                    customer_id=customer.id,
                    site_id=site.id,
                    name="Lift 1",
                    serial=f"SN-{name}",
                    warranty_until=date(2026, 6, 30),
                )
            ]
        )
        (meter,) = unit.meters.add([Meter(id=MeterId(0), asset_id=asset.id, name="Trips")])
        unit.commit()
    return Clientele(customer, site, contact, asset, meter)
