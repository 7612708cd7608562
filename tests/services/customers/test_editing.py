"""Customers and what belongs to them are written as people left them, or refused with why."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from dispatch_console.domain.asset import Asset, Meter, Reading
from dispatch_console.domain.cover import Contract, Shares
from dispatch_console.domain.customer import Customer, Language, Site, Tier
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import (
    AssetId,
    ContractId,
    CustomerId,
    MeterId,
    SiteId,
    UpkeepId,
)
from dispatch_console.domain.place import Location
from dispatch_console.domain.skill import SkillLevel
from dispatch_console.domain.ticket import Priority
from dispatch_console.domain.upkeep import Template, Unit, Upkeep
from dispatch_console.services.context import Context
from dispatch_console.services.customers.editing import save, tell
from tests.factories import NOW
from tests.services.customers.clientele import Clientele, settled
from tests.storage.people import settle


def contract(of: Clientele, **fields: Any) -> Contract:
    given: dict[str, Any] = {
        "id": ContractId(0),
        "number": "V-1",
        "customer_id": of.customer.id,
        "assets": (of.asset.id,),
        "starts_on": date(2026, 1, 1),
        "ends_on": date(2026, 12, 31),
        "covers": Shares(labour=Decimal(1), parts=Decimal("0.5")),
        "sla": "gold",
        "price": Decimal("1200.50"),
    }
    return Contract(**(given | fields))


def plan(of: Clientele, **fields: Any) -> Upkeep:
    given: dict[str, Any] = {
        "id": UpkeepId(0),
        "name": "Every 500 trips",
        "customer_id": of.customer.id,
        "asset_id": of.asset.id,
        "unit": Unit.METER,
        "every": 500,
        "meter_id": of.meter.id,
        "starts_at": Decimal(500),
        "starts_on": date(2026, 1, 1),
        "template": Template(
            title="Oil the doors",
            priority=Priority.P4,
            skills=(SkillLevel("lift", 2),),
            checklist=("Doors", "Ropes"),
        ),
    }
    return Upkeep(**(given | fields))


ROWS: list[Callable[[Clientele], Any]] = [
    lambda of: replace(
        of.customer, name="Grand Hotel", tier=Tier.GOLD, language=Language.CHINESE, note="x"
    ),
    lambda of: Customer(id=CustomerId(0), name="Daughter", parent_id=of.customer.id),
    lambda of: replace(of.contact, email="li@example.com", wechat="li-2", main=True),
    lambda of: replace(of.site, access="Gate B, ring twice"),
    lambda of: replace(of.asset, model="X200", installed_on=date(2020, 1, 31)),
    lambda of: Asset(id=AssetId(0), customer_id=of.customer.id, name="Door", parent_id=of.asset.id),
    lambda of: replace(of.meter, unit="trips"),
    contract,
    plan,
]


@pytest.mark.parametrize("made", ROWS)
def test_a_row_is_written_as_given_and_the_same_command_writes_it_once(
    context: Context, made: Callable[[Clientele], Any]
) -> None:
    settle(context.database, tickets=0)
    given, command = made(settled(context)), uuid4()
    saved = save(context, command, given)
    kept = {"id": saved.id, "version": saved.version}
    if isinstance(given, Asset) and not given.id:
        kept["code"] = saved.code
    assert saved == replace(given, **kept)
    assert save(context, command, given) == saved


def test_each_device_has_a_code_of_its_own_that_nobody_can_guess(context: Context) -> None:
    of = settled(context)
    made = [
        save(context, uuid4(), Asset(id=AssetId(0), customer_id=of.customer.id, name=f"Lift {n}"))
        for n in range(5)
    ]
    codes = {asset.code for asset in made}
    assert len(codes) == 5
    assert all(len(code) == 20 and code.isalnum() and code.isupper() for code in codes)


def test_who_saves_over_anothers_change_is_told(context: Context) -> None:
    of = settled(context)
    save(context, uuid4(), replace(of.customer, note="mine"))
    with pytest.raises(DomainError) as refused:
        save(context, uuid4(), replace(of.customer, note="yours"))
    assert refused.value.code == "customers.changed_meanwhile"


def test_a_site_that_is_moved_gets_the_region_it_lies_in(context: Context) -> None:
    company, of = settle(context.database, tickets=0), settled(context)
    assert of.site.region_id is None
    moved = save(context, uuid4(), replace(of.site, location=Location(31.16, 121.36)))
    assert moved.region_id == company.regions[0].id


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (lambda of, other: replace(of.customer, name=" "), "customers.name"),
        (lambda of, other: replace(of.customer, parent_id=of.customer.id), "customers.circle"),
        (lambda of, other: replace(of.asset, parent_id=of.asset.id), "customers.circle"),
        (lambda of, other: replace(of.asset, site_id=other.site.id), "customers.foreign"),
        (lambda of, other: replace(of.asset, parent_id=other.asset.id), "customers.foreign"),
        (lambda of, other: replace(of.contact, site_id=other.site.id), "customers.foreign"),
        (lambda of, other: contract(of, assets=(other.asset.id,)), "customers.foreign"),
        (lambda of, other: plan(of, asset_id=other.asset.id), "customers.foreign"),
        (lambda of, other: plan(of, every=0), "upkeep.every"),
        (lambda of, other: contract(of, number=""), "contract.number"),
        (lambda of, other: replace(of.customer, id=CustomerId(999)), "customers.gone"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(
    context: Context, made: Callable[[Clientele, Clientele], Any], code: str
) -> None:
    of, other = settled(context), settled(context, "Office")
    with pytest.raises(DomainError) as refused:
        save(context, uuid4(), made(of, other))
    assert refused.value.code == code


def test_two_contracts_have_two_numbers(context: Context) -> None:
    of = settled(context)
    save(context, uuid4(), contract(of))
    with pytest.raises(DomainError) as refused:
        save(context, uuid4(), contract(of, name="again"))
    assert refused.value.code == "contract.taken"


def test_readings_are_kept_and_one_of_the_same_moment_is_put_right(context: Context) -> None:
    of = settled(context)
    early = NOW - timedelta(days=1)
    tell(context, uuid4(), [Reading(of.meter.id, early, Decimal(7))])
    fixed = [Reading(of.meter.id, early, Decimal("7.5")), Reading(of.meter.id, NOW, Decimal(9))]
    tell(context, uuid4(), fixed)
    with context.database.snapshot() as snap:
        assert snap.meters.readings([of.meter.id]) == tuple(fixed)
    with pytest.raises(DomainError):
        tell(context, uuid4(), [Reading(of.meter.id, NOW + timedelta(hours=1), Decimal(9))])


def test_a_site_needs_a_name_or_an_address_alone(context: Context) -> None:
    site = Site(id=SiteId(0), name="", address="1 Bund")
    assert save(context, uuid4(), site).address == "1 Bund"


def test_a_meter_needs_a_name(context: Context) -> None:
    of = settled(context)
    with pytest.raises(DomainError):
        save(context, uuid4(), Meter(id=MeterId(0), asset_id=of.asset.id, name=""))
