"""Devices and what their meters say, by which maintenance comes round."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from dispatch_console.domain.asset import Asset, AssetStatus, Meter, Reading
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import AssetId, CustomerId, MeterId
from dispatch_console.gateway.api.answers import MissingError
from dispatch_console.gateway.api.caller import Command, Reader, Writer
from dispatch_console.gateway.api.customers import Called, External, Owner
from dispatch_console.gateway.api.fields import (
    Day,
    Key,
    Line,
    Moment,
    Page,
    Sent,
    SentRow,
    Text,
    Told,
    digits,
    said,
)
from dispatch_console.gateway.api.lookups import AssetRef, Ref, asset_of, customer_of, site_of
from dispatch_console.gateway.api.paging import USUAL, Cursor, Limit, standing
from dispatch_console.services.customers.editing import save_external, tell
from dispatch_console.storage.unit_of_work import Snapshot, Unit

router = APIRouter(tags=["assets"])

MOST_READINGS = 1000
"""So many at a time."""


class AssetTold(Told):
    """A device of a customer; the warranty holds on its last day too."""

    id: int
    external_id: str | None
    code: str = Field(description="What its label says")
    customer_id: int
    site_id: int | None
    parent_id: int | None = Field(description="The device it is a part of")
    name: str
    category: str
    maker: str
    model: str
    serial: str
    status: AssetStatus
    installed_on: date | None
    warranty_until: date | None
    note: str
    merged_into: int | None = Field(description="The device that this one turned out to be")
    version: int


class AssetPage(Page):
    """Some of the devices, in order of id."""

    assets: list[AssetTold]


class AssetSent(SentRow):
    """A device; what is left out stays as it is. A new one needs a customer and a name."""

    customer: Ref | None = Field(None, description="May be left out, but not be null")
    site: Ref | None = None
    parent: AssetRef | None = None
    name: Line = ""
    category: Line = ""
    maker: Line = ""
    model: Line = ""
    serial: Line = ""
    status: AssetStatus = AssetStatus.IN_SERVICE
    installed_on: Day | None = None
    warranty_until: Day | None = None
    note: Text = ""


class ReadingTold(Told):
    """What a meter said at a moment, in decimal digits."""

    at: datetime
    value: str


class MeterTold(Told):
    """Something a device counts, and what it said last."""

    id: int
    name: str
    unit: str
    last: ReadingTold | None


class Meters(Told):
    """The meters of a device, by name."""

    asset: int
    meters: list[MeterTold]


class ReadingSent(Sent):
    """What a meter said. The meter by its id, or by its name and the device."""

    meter_id: Key | None = None
    asset: AssetRef | None = None
    meter: Line | None = None
    at: Moment
    value: Annotated[
        Decimal, Field(max_digits=20, decimal_places=6, examples=["1234.5"], allow_inf_nan=False)
    ]


class ReadingsSent(Sent):
    """What meters said; one of the same meter and moment as before puts that right."""

    readings: Annotated[list[ReadingSent], Field(min_length=1, max_length=MOST_READINGS)]


class Recorded(Told):
    """How many were written down."""

    count: int


@router.get("/assets", summary="Devices, by the page")
def assets(
    caller: Reader,
    name: Called = "",
    external_id: External = None,
    customer: Owner = None,
    cursor: Cursor = "",
    limit: Limit = USUAL,
) -> AssetPage:
    """Those that stand; of two that were merged, the one that stayed."""
    with caller.context.database.snapshot() as snap:
        found, onward = standing(
            snap.assets, cursor, limit, external_id=external_id, name=name, customer=customer
        )
    return AssetPage(assets=list(map(_told, found)), next_cursor=onward)


@router.get("/assets/{asset}", summary="One device")
def asset_by_id(caller: Reader, asset: Key) -> AssetTold:
    """The one of that id, merged into another or not."""
    with caller.context.database.snapshot() as snap:
        return _told(_one(snap, asset))


@router.put("/assets", summary="Write a device")
def put_asset(caller: Writer, command: Command, sent: AssetSent) -> AssetTold:
    """The one your system calls so is changed, or made where there is none. Site and parent must be
    the same customer's."""

    def wanted(unit: Unit, now: Asset | None) -> Asset:
        values = said(sent, "customer", "site", "parent")
        if "site" in sent.model_fields_set:
            values["site_id"] = sent.site and site_of(unit, sent.site).id
        if "parent" in sent.model_fields_set:
            values["parent_id"] = sent.parent and asset_of(unit, sent.parent).id
        if sent.customer is not None:
            values["customer_id"] = customer_of(unit, sent.customer).id
        if now is None and sent.customer is None:
            raise DomainError("api.whose", said=sent.external_id)
        new = Asset(id=AssetId(0), customer_id=CustomerId(0), name="")
        return replace(now or new, **values)

    return _told(save_external(caller.context, command, Asset, sent.external_id, wanted))


@router.get("/assets/{asset}/meters", summary="Meters of a device")
def meters(caller: Reader, asset: Key) -> Meters:
    """With what each said last."""
    with caller.context.database.snapshot() as snap:
        found = snap.meters.of([_one(snap, asset).id])
        last = {reading.meter_id: reading for reading in snap.meters.readings(found)}
    by_name = sorted(found.values(), key=lambda one: (one.name, one.id))
    return Meters(asset=asset, meters=[_meter(one, last) for one in by_name])


@router.post("/readings", status_code=201, summary="Record what meters say")
def record(caller: Writer, command: Command, sent: ReadingsSent) -> Recorded:
    """Maintenance plans that go by these meters come round by them. All are written or none."""
    with caller.context.database.snapshot() as snap:
        found = [Reading(_meter_of(snap, one), one.at, one.value) for one in sent.readings]
    tell(caller.context, command, found)
    return Recorded(count=len(found))


def _one(snap: Snapshot, key: int) -> Asset:
    found = snap.assets.get([AssetId(key)]).get(AssetId(key))
    if found is None:
        raise MissingError("api.asset", said=key)
    return found


def _meter_of(snap: Snapshot, sent: ReadingSent) -> MeterId:
    """Raises `api.meter` for none, or several of that name; `api.asset`."""
    if sent.meter_id is not None:
        named = list(snap.meters.get([MeterId(sent.meter_id)]))
    elif sent.asset is not None:
        asset = asset_of(snap, sent.asset)
        named = [k for k, one in snap.meters.of([asset.id]).items() if one.name == sent.meter]
    else:
        named = []
    if len(named) != 1:
        raise DomainError("api.meter", said=sent.meter_id or sent.meter or "")
    return named[0]


def _meter(one: Meter, last: Mapping[MeterId, Reading]) -> MeterTold:
    reading = last.get(one.id)
    return MeterTold(
        id=one.id,
        name=one.name,
        unit=one.unit,
        last=reading and ReadingTold(at=reading.at, value=digits(reading.value)),
    )


def _told(one: Asset) -> AssetTold:
    return AssetTold(
        id=one.id,
        external_id=one.external_id,
        code=one.code,
        customer_id=one.customer_id,
        site_id=one.site_id,
        parent_id=one.parent_id,
        name=one.name,
        category=one.category,
        maker=one.maker,
        model=one.model,
        serial=one.serial,
        status=one.status,
        installed_on=one.installed_on,
        warranty_until=one.warranty_until,
        note=one.note,
        merged_into=one.merged_into,
        version=one.version,
    )
