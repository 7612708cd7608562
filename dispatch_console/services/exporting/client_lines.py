"""Lines of contacts, devices and contracts."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from dispatch_console.domain.asset import Asset, Meter, Reading
from dispatch_console.domain.customer import Contact, Customer, Site
from dispatch_console.domain.ids import AssetId, CustomerId, MeterId, SiteId
from dispatch_console.services.exporting.lines import Lines, time_text
from dispatch_console.services.importing.table_writer import Value, exact
from dispatch_console.storage.unit_of_work import Snapshot

CONTACT_COLUMNS = (
    "External id", "Name", "Customer id", "Customer", "Customer phone", "Position", "Phone",
    "Email", "Wechat", "Language", "Site", "Main", "Active",
)  # fmt: skip
DEVICE_COLUMNS = (
    "External id", "Code", "Name", "Customer id", "Customer", "Customer phone", "Site", "Parent",
    "Category", "Maker", "Model", "Serial", "Status", "Installed on", "Warranty until", "Meters",
    "Meter units", "Readings", "Read at", "Note",
)  # fmt: skip
CONTRACT_COLUMNS = (
    "Number", "Name", "Customer id", "Customer", "Customer phone", "Devices", "Starts on",
    "Ends on", "Labour", "Parts", "Travel", "SLA", "Price", "Currency", "Note",
)  # fmt: skip

_Told = tuple[Meter, Reading | None]


def contact_lines(snapshot: Snapshot, _: datetime, __: ZoneInfo) -> Lines:
    """All contacts, those who left too."""
    customers, sites = snapshot.customers.every(), snapshot.sites.every()
    contacts = snapshot.contacts.every().values()
    return CONTACT_COLUMNS, (_contact(contact, customers, sites) for contact in contacts)


def device_lines(snapshot: Snapshot, _: datetime, zone: ZoneInfo) -> Lines:
    """All devices with the last reading of each of their meters."""
    customers, sites = snapshot.customers.every(), snapshot.sites.every()
    devices = snapshot.assets.standing()
    told = _told(snapshot)
    return DEVICE_COLUMNS, (
        _device(device, devices, customers, sites)
        + _meters(told.get(key, ()), zone)
        + (device.note,)
        for key, device in devices.items()
    )


def contract_lines(snapshot: Snapshot, _: datetime, __: ZoneInfo) -> Lines:
    """All contracts, those that ended too."""
    customers, devices = snapshot.customers.every(), snapshot.assets.every()
    return CONTRACT_COLUMNS, (
        (
            contract.number,
            contract.name,
            *_owner(contract.customer_id, customers),
            "; ".join(devices[key].code for key in contract.assets if key in devices),
            _day(contract.starts_on),
            _day(contract.ends_on),
            exact(contract.covers.labour),
            exact(contract.covers.parts),
            exact(contract.covers.travel),
            contract.sla,
            exact(contract.price),
            contract.currency,
            contract.note,
        )
        for contract in snapshot.contracts.every().values()
    )


def _contact(
    contact: Contact, customers: Mapping[CustomerId, Customer], sites: Mapping[SiteId, Site]
) -> tuple[Value, ...]:
    return (
        contact.external_id,
        contact.name,
        *_owner(contact.customer_id, customers),
        contact.position,
        contact.phone,
        contact.email,
        contact.wechat,
        contact.language.value,
        _site(contact.site_id, sites),
        "yes" if contact.main else "no",
        "yes" if contact.active else "no",
    )


def _device(
    device: Asset,
    devices: Mapping[AssetId, Asset],
    customers: Mapping[CustomerId, Customer],
    sites: Mapping[SiteId, Site],
) -> tuple[Value, ...]:
    parent = devices.get(device.parent_id) if device.parent_id else None
    return (
        device.external_id,
        device.code,
        device.name,
        *_owner(device.customer_id, customers),
        _site(device.site_id, sites),
        parent.code if parent else "",
        device.category,
        device.maker,
        device.model,
        device.serial,
        device.status.value,
        _day(device.installed_on),
        _day(device.warranty_until),
    )


def _meters(told: Sequence[_Told], zone: ZoneInfo) -> tuple[Value, ...]:
    """The four lists of meters, in the same order."""
    return (
        "; ".join(meter.name for meter, _ in told),
        "; ".join(meter.unit for meter, _ in told),
        "; ".join(str(exact(last.value)) if last else "" for _, last in told),
        "; ".join(time_text(last.at, zone) if last else "" for _, last in told),
    )


def _told(snapshot: Snapshot) -> Mapping[AssetId, Sequence[_Told]]:
    """The meters of each device with what they said last; those a list cannot name left out."""
    meters = snapshot.meters.every()
    last: dict[MeterId, Reading] = {
        reading.meter_id: reading for reading in snapshot.meters.readings(meters)
    }
    found: dict[AssetId, list[_Told]] = {}
    for key, meter in meters.items():
        if not {";", "；", "\n"} & {*meter.name, *meter.unit}:
            found.setdefault(meter.asset_id, []).append((meter, last.get(key)))
    return found


def _owner(key: CustomerId, customers: Mapping[CustomerId, Customer]) -> tuple[Value, Value, Value]:
    customer = customers[key]
    return customer.external_id, customer.name, customer.phone


def _site(key: SiteId | None, sites: Mapping[SiteId, Site]) -> str:
    site = sites.get(key) if key else None
    return (site.external_id or site.name or site.address) if site else ""


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
