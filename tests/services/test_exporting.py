"""What is exported is harmless in a spreadsheet and comes back as it was."""

import csv
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from dispatch_console.domain.customer import Customer, Site
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import CustomerId, SiteId, TicketId
from dispatch_console.domain.place import Location, TimeWindow
from dispatch_console.domain.ticket import Priority, Status
from dispatch_console.services.context import Context
from dispatch_console.services.exporting.run import export
from dispatch_console.services.importing.fields import Kind
from dispatch_console.services.importing.results import Counts
from dispatch_console.services.importing.table_writer import harmless, shown_text
from dispatch_console.storage.unit_of_work import Unit
from tests.factories import (
    DAY,
    NOW,
    SKILLS,
    make_engineer,
    make_region,
    make_shift,
    make_ticket,
)
from tests.services.importing.files import import_file

ZONE = "Asia/Shanghai"


def settle(context: Context) -> None:
    def work(unit: Unit) -> None:
        unit.skills.upsert(list(SKILLS.values()))
        (region,) = unit.regions.add([make_region()])
        here = (region.id,)
        staff = unit.engineers.add([make_engineer(n, regions=here) for n in (1, 2)])
        unit.shifts.add([make_shift(engineer=staff[0].id, day=day) for day in (0, 1)])
        (customer,) = unit.customers.add([Customer(id=CustomerId(0), name="ACME", phone="+86 21")])
        sites = [
            Site(
                id=SiteId(0),
                name=name,
                address=f"{name} Road",
                customer_id=customer.id,
                location=Location(31.15, 121.35),
                region_id=region.id,
                external_id=key,
            )
            for name, key in (("Tower", "S1"), ("Mill", None))
        ]
        site, _ = unit.sites.add(sites)
        window = TimeWindow(DAY + timedelta(hours=2), DAY + timedelta(hours=4, seconds=7))
        tickets = [
            make_ticket(
                1, external_id="X1", title="=HYPERLINK(1)", phone="+86 138", windows=(window,)
            ),
            make_ticket(2, external_id="X2", site_id=site.id, duration_s=95, description="a\nb"),
            make_ticket(3, status=Status.CLOSED, priority=Priority.P1),
            make_ticket(4, windows=(window, replace(window, end=window.start))),
        ]
        unit.tickets.add(
            [replace(t, id=TicketId(0), number="", region_id=region.id) for t in tickets]
        )

    context.database.run(work, user="setup")


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
@pytest.mark.parametrize(
    ("kind", "rows"), [(Kind.TICKETS, 4), (Kind.ENGINEERS, 3), (Kind.SITES, 2)]
)
def test_what_is_exported_comes_back_unchanged(
    context: Context, tmp_path: Path, kind: Kind, rows: int, suffix: str
) -> None:
    settle(context)
    path = tmp_path / f"out{suffix}"
    assert export(context, kind, path, time_zone=ZONE) == rows
    report = import_file(context, path, kind)
    assert report.counts == Counts(unchanged=rows)
    assert not report.changes
    assert list(tmp_path.iterdir()) == [path]


def test_an_edited_export_changes_what_was_edited(context: Context, tmp_path: Path) -> None:
    settle(context)
    path = tmp_path / "out.csv"
    export(context, Kind.TICKETS, path, time_zone=ZONE)
    text = path.read_text(encoding="utf-8-sig").replace("95 s", "2 h")
    path.write_text(text.replace("Customer 4", "Customer Four"), encoding="utf-8-sig")
    assert import_file(context, path).counts == Counts(updated=2, unchanged=2)


def test_formulas_are_neutralised_and_numbers_stay_numbers(
    context: Context, tmp_path: Path
) -> None:
    settle(context)
    export(context, Kind.TICKETS, tmp_path / "out.csv", time_zone=ZONE)
    raw = (tmp_path / "out.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    first = next(csv.DictReader(raw.decode("utf-8-sig").splitlines()))
    assert first["Title"] == "'=HYPERLINK(1)"
    assert first["Phone"] == "'+86 138"
    export(context, Kind.TICKETS, tmp_path / "out.xlsx", time_zone=ZONE)
    sheet = load_workbook(tmp_path / "out.xlsx").worksheets[0]
    assert sheet["B2"].data_type == "s"
    assert sheet["O2"].data_type == "n"


@given(st.text(alphabet="=+-@'\t\rab1 ", max_size=8))
def test_no_text_begins_like_a_formula_and_import_gives_it_back(text: str) -> None:
    safe = harmless(text)
    assert not safe.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert shown_text(safe) == text


def test_a_place_that_cannot_be_written_is_said(context: Context, tmp_path: Path) -> None:
    for path, code in (
        (tmp_path / "none" / "out.csv", "import.write"),
        (tmp_path / "out.pdf", "export.format"),
    ):
        with pytest.raises(DomainError) as refused:
            export(context, Kind.SITES, path, time_zone=ZONE)
        assert refused.value.code == code


def test_shifts_that_are_over_are_left_out(context: Context, tmp_path: Path) -> None:
    settle(context)
    later = Context(context.database, "tester", lambda: NOW + timedelta(days=9))
    assert export(later, Kind.ENGINEERS, tmp_path / "out.csv", time_zone=ZONE) == 2
