"""What is exported of customers and parts comes back unchanged, whatever they are called."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dispatch_console.domain.asset import Asset, Reading
from dispatch_console.domain.cover import Contract, Shares
from dispatch_console.domain.customer import Contact
from dispatch_console.domain.ids import AssetId, ContactId, ContractId, PartId
from dispatch_console.domain.part import Part, ReorderPoint
from dispatch_console.services.context import Context
from dispatch_console.services.customers.editing import tell
from dispatch_console.services.exporting.run import export
from dispatch_console.services.importing.fields import Kind
from dispatch_console.services.importing.results import Counts
from dispatch_console.services.importing.values import says_nothing
from tests.factories import NOW
from tests.services.customers.clientele import settled
from tests.services.importing.files import import_file
from tests.services.parts.store import D, furnished, stocked

ZONE = "Asia/Shanghai"


def unchanged(context: Context, kind: Kind, folder: Path, rows: int) -> None:
    for suffix in (".csv", ".xlsx"):
        path = folder / f"out{suffix}"
        assert export(context, kind, path, time_zone=ZONE) == rows
        report = import_file(context, path, kind)
        assert report.counts == Counts(unchanged=rows), report.issues
        assert not report.changes
        assert not [found for found in report.issues if found.row is not None]


def _company(context: Context) -> None:
    """Two customers of one name, each with devices, contracts and people."""
    for nth in range(2):
        here = settled(context, phone=f"021 {nth}")
        tell(context, uuid4(), [Reading(here.meter.id, NOW - timedelta(hours=nth), D("120.5"))])
        with context.database.unit(user="setup") as unit:
            (part,) = unit.assets.add(
                [
                    Asset(
                        id=AssetId(0),
                        customer_id=here.customer.id,
                        parent_id=here.asset.id,
                        name="=Door",
                        serial="12E4567",
                        installed_on=date(1975, 1, 2),
                        note="a\nb",
                    )
                ]
            )
            unit.contacts.add(
                [Contact(id=ContactId(0), customer_id=here.customer.id, name="Mr Wu", main=True)]
            )
            unit.contracts.add(
                [
                    Contract(
                        id=ContractId(0),
                        number=f"C{nth}",
                        customer_id=here.customer.id,
                        assets=(part.id,),
                        starts_on=date(2026, 1, 1),
                        ends_on=date(2099, 12, 31),
                        covers=Shares(labour=D(1), parts=D("0.333333")),
                        price=D("12500.5"),
                        sla="gold",
                    )
                ]
            )
            unit.commit()


@pytest.mark.parametrize(
    ("kind", "rows"), [(Kind.DEVICES, 4), (Kind.CONTACTS, 4), (Kind.CONTRACTS, 2)]
)
def test_what_belongs_to_customers_comes_back(
    context: Context, tmp_path: Path, kind: Kind, rows: int
) -> None:
    _company(context)
    unchanged(context, kind, tmp_path, rows)


def test_parts_with_stock_come_back(context: Context, tmp_path: Path) -> None:
    store = furnished(context)
    stocked(context, store, fuses="10.125", boards=2)
    with context.database.unit(user="setup") as unit:
        unit.reorder_points.upsert(
            [
                ReorderPoint(
                    id=0, part_id=store.fuse.id, place_id=place, point=D(3), quantity=D("2.5")
                )
                for place in (store.main, store.van)
            ]
        )
        unit.parts.add([Part(id=PartId(0), number="007", name_zh="=密封圈", cost=D("0.0001"))])
        unit.commit()
    unchanged(context, Kind.PARTS, tmp_path, 4)


def _mangled(text: str) -> bool:
    """Whether import would take the text for UTF-8 that was read as Western, and mend it."""
    try:
        return text.encode("cp1252").decode("utf-8") != text
    except UnicodeError:
        return False


_WORDS = st.text(
    st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1, max_size=12
).filter(lambda text: not says_nothing(text) and text.isprintable() and not _mangled(text))
_DAYS = st.dates(date(1850, 1, 1), date(2300, 12, 31))
_MONEY = st.decimals(0, 9_999_999, places=4)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.tuples(_WORDS, _WORDS, _MONEY, _DAYS), max_size=3))
def test_whatever_things_are_called_they_come_back(
    context: Context, tmp_path: Path, things: list[tuple[str, str, Decimal, date]]
) -> None:
    name = uuid4().hex
    here = settled(context, name)
    with context.database.unit(user="setup") as unit:
        unit.assets.add(
            [
                replace(here.asset, id=AssetId(0), name=name, serial=serial, installed_on=day)
                for name, serial, _, day in things
            ]
        )
        unit.parts.add(
            [
                Part(
                    id=PartId(0), number=f"{uuid4().hex}{word}", name_en=word, unit=unit_, cost=cost
                )
                for word, unit_, cost, _ in things
            ]
        )
        unit.commit()
    with context.database.snapshot() as snapshot:
        devices, parts = len(snapshot.assets.every()), len(snapshot.parts.every())
    unchanged(context, Kind.DEVICES, tmp_path, devices)
    if parts:
        unchanged(context, Kind.PARTS, tmp_path, parts)
