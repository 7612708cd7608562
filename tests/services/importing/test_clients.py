"""Devices, contacts and contracts from files: whose they are, known again, tied to each other."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

from dispatch_console.domain.asset import Asset, AssetStatus, Reading
from dispatch_console.domain.cover import Shares
from dispatch_console.domain.customer import Contact, Language
from dispatch_console.domain.ids import AssetId
from dispatch_console.services.context import Context
from dispatch_console.services.customers.uniting import merge
from dispatch_console.services.importing.dates import day
from dispatch_console.services.importing.fields import Kind
from dispatch_console.services.importing.mapping import DateOrder
from dispatch_console.services.importing.results import Counts, Mode
from dispatch_console.services.importing.run import Request, preview
from tests.factories import NOW
from tests.services.customers.clientele import settled
from tests.services.importing.files import codes, import_file, text_file, workbook

DEVICES = """资产编号,设备名称,客户,上级设备,设备类型,品牌,型号,序列号,安装日期,质保到期,状态
P-1,复印机,New Bank,P-2,printer,Acme,C300,S1,1998/3/4,2027-01-01,在用
P-2,文印中心,New Bank,,printer,,,,,,
"""


def devices(context: Context) -> dict[str | None, Asset]:
    with context.database.snapshot() as snapshot:
        return {row.external_id: row for row in snapshot.assets.every().values()}


def contacts(context: Context) -> list[Contact]:
    with context.database.snapshot() as snapshot:
        return list(snapshot.contacts.every().values())


def test_devices_come_in_with_customer_and_parent_named_further_down(
    context: Context, tmp_path: Path
) -> None:
    path = text_file(tmp_path, DEVICES)
    foreseen = preview(context, Request(kind=Kind.DEVICES, path=path))
    assert foreseen.counts == Counts(created=2)
    assert not devices(context)
    report = import_file(context, path, Kind.DEVICES, Mode.ALL_OR_NOTHING)
    assert report.outcomes == foreseen.outcomes
    assert codes(report, 2) == {"import.warning.new_customer"}
    first, second = (devices(context)[key] for key in ("P-1", "P-2"))
    assert first.parent_id == second.id
    assert first.customer_id == second.customer_id
    assert (first.category, first.maker, first.model, first.serial) == (
        "printer", "Acme", "C300", "S1",
    )  # fmt: skip
    assert (first.installed_on, first.warranty_until) == (date(1998, 3, 4), date(2027, 1, 1))
    assert first.status is AssetStatus.IN_SERVICE
    assert first.code != second.code
    again = import_file(context, path, Kind.DEVICES)
    assert again.counts == Counts(unchanged=2)
    assert not again.changes


def test_a_device_is_known_again_by_id_label_and_serial_number(
    context: Context, tmp_path: Path
) -> None:
    here = settled(context)
    by_serial = f"name,customer,serial,site,note\nLift 1,Hotel,{here.asset.serial},,first\n"
    report = import_file(context, text_file(tmp_path, by_serial), Kind.DEVICES)
    assert report.counts == Counts(updated=1)
    by_code = f'code,name,note,site\n{here.asset.code},Lift One,second,"{here.site.name}"\n'
    assert import_file(context, text_file(tmp_path, by_code), Kind.DEVICES).counts.updated == 1
    by_id = f"id,code,name\nA7,{here.asset.code},Lift One\n"
    assert import_file(context, text_file(tmp_path, by_id), Kind.DEVICES).counts.updated == 1
    (only,) = devices(context).values()
    assert (only.id, only.name, only.note, only.external_id) == (
        here.asset.id, "Lift One", "second", "A7",
    )  # fmt: skip
    assert (only.serial, only.site_id) == (here.asset.serial, here.site.id)


def test_faults_name_their_cell(context: Context, tmp_path: Path) -> None:
    settled(context)
    settled(context, phone="2")
    rows = """id,name,customer,serial,installed on,status,parent,site,code
1,,Hotel,,,,,,
2,a,,,,,,,
3,b,Hotel,,,,,,
4,c,Mill,,soon,,,,
5,d,Mill,,,asleep,,,
6,e,Mill,1.23E+11,,,,,
7,f,Mill,,,,nowhere,Tower,ZZZZ
"""
    report = import_file(context, text_file(tmp_path, rows), Kind.DEVICES)
    assert report.counts == Counts(created=1, refused=6)
    errors = {found.row: found for found in report.issues if found.code.startswith("import.error")}
    assert [errors[n].code.rpartition(".")[2] for n in range(2, 8)] == [
        "no_name", "no_customer", "customer_ambiguous", "date", "device_status", "id_power",
    ]  # fmt: skip
    assert (errors[5].column, errors[5].value) == ("installed on", "soon")
    assert codes(report, 8) == {
        "import.warning.new_customer",
        "import.warning.unknown_parent",
        "import.warning.no_such_site",
        "import.warning.unknown_code",
    }
    refused = import_file(context, text_file(tmp_path, rows), Kind.DEVICES, Mode.ALL_OR_NOTHING)
    assert not refused.written


def test_a_circle_of_devices_is_left_out(context: Context, tmp_path: Path) -> None:
    rows = "id,name,customer,parent\n1,a,Mill,2\n2,b,Mill,3\n3,c,Mill,1\n4,d,Mill,3\n"
    report = import_file(context, text_file(tmp_path, rows), Kind.DEVICES)
    assert report.counts == Counts(created=4)
    assert {found.row for found in report.issues if found.code.endswith("circle")} == {2, 3, 4}
    found = devices(context)
    assert found["4"].parent_id == found["3"].id
    assert all(found[key].parent_id is None for key in "123")


def test_meters_and_what_they_say_come_along_once(context: Context, tmp_path: Path) -> None:
    here = settled(context)
    said = NOW - timedelta(days=1)
    rows = (
        "code,name,meters,meter units,readings,read at\n"
        f'{here.asset.code},Lift 1,Trips; Hours,;h,"1,200; 7.5",{said.isoformat()};\n'
    )
    path = text_file(tmp_path, rows)
    assert import_file(context, path, Kind.DEVICES).counts == Counts(updated=1)
    assert import_file(context, path, Kind.DEVICES).counts == Counts(unchanged=1)
    with context.database.snapshot() as snapshot:
        meters = {row.name: row for row in snapshot.meters.of([here.asset.id]).values()}
        told = snapshot.meters.readings(row.id for row in meters.values())
    assert (meters["Trips"].id, meters["Hours"].unit) == (here.meter.id, "h")
    assert set(told) == {
        Reading(meters["Trips"].id, said, Decimal(1200)),
        Reading(meters["Hours"].id, NOW, Decimal("7.5")),
    }
    later = rows.replace(said.isoformat(), (NOW + timedelta(days=1)).isoformat())
    report = import_file(context, text_file(tmp_path, later), Kind.DEVICES)
    assert codes(report, 2) == {"import.error.reading_later"}


def test_a_device_that_was_merged_stays_as_it_was_left(context: Context, tmp_path: Path) -> None:
    here = settled(context)
    with context.database.unit(user="setup") as unit:
        twin = Asset(
            id=AssetId(0), customer_id=here.customer.id, name="Lift 1 again", external_id="T"
        )
        (gone,) = unit.assets.add([twin])
        unit.commit()
    merge(context, uuid4(), gone.id, here.asset)
    path = text_file(tmp_path, "id,name,customer\nT,Other,Hotel\n")
    report = import_file(context, path, Kind.DEVICES)
    assert report.counts == Counts(unchanged=1)
    assert devices(context)[None].name == "Lift 1"


def test_contacts_are_known_again_by_name_and_phone(context: Context, tmp_path: Path) -> None:
    here = settled(context)
    book = workbook(
        tmp_path,
        {
            "People": [
                ["Name", "Customer", "Phone", "Email", "Language", "Site", "Main"],
                [here.contact.name, "Hotel", here.contact.phone, "li@x.cn", "中文", "", "yes"],
                ["Mr Wu", "Hotel", 13900001111, "", "en", here.site.name, "no"],
            ]
        },
    )
    assert import_file(context, book, Kind.CONTACTS).counts == Counts(created=1, updated=1)
    assert import_file(context, book, Kind.CONTACTS).counts == Counts(unchanged=2)
    first, second = contacts(context)
    assert (first.id, first.email, first.language) == (here.contact.id, "li@x.cn", Language.CHINESE)
    assert first.main
    assert (second.phone, second.site_id) == ("13900001111", here.site.id)
    bad = "name,customer,email\nMs Ma,Hotel,nobody\n"
    report = import_file(context, text_file(tmp_path, bad), Kind.CONTACTS)
    assert codes(report, 2) == {"import.error.email"}


def test_a_contract_holds_for_the_devices_it_names_or_is_refused(
    context: Context, tmp_path: Path
) -> None:
    here = settled(context)
    rows = (
        "number,customer,devices,start,end,labour,parts,sla,price\n"
        f'C1,Hotel,{here.asset.code},2026-01-01,2026-12-31,100%,50,gold,"12,500.00"\n'
        "C2,Hotel,no such,2026-01-01,,,,,\n"
        "C3,Hotel,,2026-01-01,2025-01-01,,,,\n"
        "C4,Hotel,,,,,,,\n"
    )
    path = text_file(tmp_path, rows)
    report = import_file(context, path, Kind.CONTRACTS)
    assert report.counts == Counts(created=1, refused=3)
    assert [codes(report, row) for row in (3, 4, 5)] == [
        {"import.error.unknown_device"},
        {"import.error.contract_dates"},
        {"import.error.no_start"},
    ]
    with context.database.snapshot() as snapshot:
        (contract,) = snapshot.contracts.every().values()
    assert contract.assets == (here.asset.id,)
    assert contract.covers == Shares(labour=Decimal(1), parts=Decimal("0.5"))
    assert (contract.sla, contract.price) == ("gold", Decimal(12500))
    assert import_file(context, path, Kind.CONTRACTS).counts == Counts(unchanged=1, refused=3)
    longer = "number,end\nC1,2027-12-31\n"
    report = import_file(context, text_file(tmp_path, longer), Kind.CONTRACTS)
    assert report.counts == Counts(updated=1)


def test_days_are_read_as_days_whatever_the_zone() -> None:
    for cell in (
        "1975-06-01",
        "1/6/1975",
        datetime(1975, 6, 1),  # noqa: DTZ001 - as a workbook has it
        "1975年6月1日",
        "1975-06-01 23:59",
    ):
        assert day(cell, DateOrder.DAY_FIRST) == date(1975, 6, 1)
