"""Customers and their sites: read by the page, written by the key another system has for them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from dispatch_console.domain.customer import Customer, Language, Site, Tier
from dispatch_console.domain.ids import CustomerId, RegionId, SiteId
from dispatch_console.domain.region import Region
from dispatch_console.gateway.api.answers import MissingError
from dispatch_console.gateway.api.caller import Command, Reader, Writer
from dispatch_console.gateway.api.fields import Key, Line, Page, Place, SentRow, Text, Told, said
from dispatch_console.gateway.api.lookups import Ref, customer_of
from dispatch_console.gateway.api.paging import (
    MOST_WORDS,
    USUAL,
    Cursor,
    Limit,
    standing,
)
from dispatch_console.services.customers.editing import save_external
from dispatch_console.storage.unit_of_work import Snapshot, Unit

router = APIRouter(tags=["customers"])

Called = Annotated[Line, Query(max_length=MOST_WORDS, description="Words in the name")]
External = Annotated[Line | None, Query(description="The one your system calls so")]
Owner = Annotated[Key | None, Query(description="Of one customer, by its id")]


class CustomerTold(Told):
    """Who asks for the work."""

    id: int
    external_id: str | None
    name: str
    phone: str
    tier: Tier
    language: Language
    parent_id: int | None = Field(description="The company or group it belongs to")
    note: str
    merged_into: int | None = Field(description="The customer that this one turned out to be")
    version: int


class CustomerPage(Page):
    """Some of the customers, in order of id."""

    customers: list[CustomerTold]


class CustomerSent(SentRow):
    """A customer; what is left out stays as it is."""

    name: Line = ""
    phone: Line = ""
    tier: Tier = Tier.STANDARD
    language: Language = Language.UNKNOWN
    parent: Ref | None = None
    note: Text = ""


class SiteTold(Told):
    """A place of a customer; `access` says how one gets in."""

    id: int
    external_id: str | None
    customer_id: int | None
    name: str
    address: str
    location: Place | None
    region: str | None = Field(description="The code of the region it lies in")
    access: str
    merged_into: int | None = Field(description="The site that this one turned out to be")
    version: int


class SitePage(Page):
    """Some of the sites, in order of id."""

    sites: list[SiteTold]


class SiteSent(SentRow):
    """A site; what is left out stays as it is."""

    customer: Ref | None = None
    name: Line = ""
    address: Line = ""
    location: Place | None = None
    access: Text = ""


@router.get("/customers", summary="Customers, by the page")
def customers(
    caller: Reader,
    name: Called = "",
    external_id: External = None,
    cursor: Cursor = "",
    limit: Limit = USUAL,
) -> CustomerPage:
    """Those that stand; of two that were merged, the one that stayed."""
    with caller.context.database.snapshot() as snap:
        found, onward = standing(snap.customers, cursor, limit, external_id=external_id, name=name)
    return CustomerPage(customers=list(map(_customer, found)), next_cursor=onward)


@router.get("/customers/{customer}", summary="One customer")
def customer_by_id(caller: Reader, customer: Key) -> CustomerTold:
    """The one of that id, merged into another or not."""
    with caller.context.database.snapshot() as snap:
        found = snap.customers.get([CustomerId(customer)]).get(CustomerId(customer))
    if found is None:
        raise MissingError("api.customer", said=customer)
    return _customer(found)


@router.put("/customers", summary="Write a customer")
def put_customer(caller: Writer, command: Command, sent: CustomerSent) -> CustomerTold:
    """The one your system calls so is changed, or made where there is none."""

    def wanted(unit: Unit, now: Customer | None) -> Customer:
        values = said(sent, "parent")
        if "parent" in sent.model_fields_set:
            values["parent_id"] = sent.parent and customer_of(unit, sent.parent).id
        return replace(now or Customer(id=CustomerId(0), name=""), **values)

    return _customer(save_external(caller.context, command, Customer, sent.external_id, wanted))


@router.get("/sites", summary="Sites, by the page")
def sites(
    caller: Reader,
    name: Called = "",
    external_id: External = None,
    customer: Owner = None,
    cursor: Cursor = "",
    limit: Limit = USUAL,
) -> SitePage:
    """Those that stand; of two that were merged, the one that stayed."""
    with caller.context.database.snapshot() as snap:
        found, onward = standing(
            snap.sites, cursor, limit, external_id=external_id, name=name, customer=customer
        )
        regions = snap.regions.get({one.region_id for one in found if one.region_id is not None})
    return SitePage(sites=[_site(one, regions) for one in found], next_cursor=onward)


@router.get("/sites/{site}", summary="One site")
def site_by_id(caller: Reader, site: Key) -> SiteTold:
    """The one of that id, merged into another or not."""
    with caller.context.database.snapshot() as snap:
        found = snap.sites.get([SiteId(site)]).get(SiteId(site))
        if found is None:
            raise MissingError("api.site", said=site)
        return _site_in(snap, found)


@router.put("/sites", summary="Write a site")
def put_site(caller: Writer, command: Command, sent: SiteSent) -> SiteTold:
    """The one your system calls so is changed, or made where there is none; its region follows from
    its place."""

    def wanted(unit: Unit, now: Site | None) -> Site:
        values = said(sent, "customer", "location")
        if "customer" in sent.model_fields_set:
            values["customer_id"] = sent.customer and customer_of(unit, sent.customer).id
        if "location" in sent.model_fields_set:
            values["location"] = sent.location and sent.location.location
        return replace(now or Site(id=SiteId(0), name=""), **values)

    found = save_external(caller.context, command, Site, sent.external_id, wanted)
    with caller.context.database.snapshot() as snap:
        return _site_in(snap, found)


def _customer(one: Customer) -> CustomerTold:
    return CustomerTold(
        id=one.id,
        external_id=one.external_id,
        name=one.name,
        phone=one.phone,
        tier=one.tier,
        language=one.language,
        parent_id=one.parent_id,
        note=one.note,
        merged_into=one.merged_into,
        version=one.version,
    )


def _site_in(snap: Snapshot, one: Site) -> SiteTold:
    return _site(one, snap.regions.get([] if one.region_id is None else [one.region_id]))


def _site(one: Site, regions: Mapping[RegionId, Region]) -> SiteTold:
    region = None if one.region_id is None else regions.get(one.region_id)
    return SiteTold(
        id=one.id,
        external_id=one.external_id,
        customer_id=one.customer_id,
        name=one.name,
        address=one.address,
        location=Place.of(one.location),
        region=None if region is None else region.code,
        access=one.access,
        merged_into=one.merged_into,
        version=one.version,
    )
