"""Custom fields of tickets in files: found by code or label, read by their kind, given back."""

from dataclasses import replace
from pathlib import Path

from dispatch_console.domain.custom import Choice, CustomField, FieldKind, Target
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.ticket import Status, Ticket
from dispatch_console.domain.workflow import TicketType
from dispatch_console.services.context import Context
from dispatch_console.services.exporting.run import export
from dispatch_console.services.importing.fields import Kind
from dispatch_console.services.importing.results import Counts
from dispatch_console.services.importing.run import Request, preview
from tests.factories import SKILLS, make_engineer, make_region, make_ticket
from tests.services.importing.files import codes, import_file, text_file, workbook

FIELDS = (
    CustomField(type="general", code="floor", name_en="Floor", name_zh="楼层",
        kind=FieldKind.NUMBER),
    CustomField(
        type="general",
        code="access",
        name_en="Access",
        name_zh="出入",
        kind=FieldKind.CHOICE,
        choices=(Choice("badge", "Badge", "门禁卡"), Choice("open", "Open", "开放")),
        default="open",
    ),
    CustomField(type="repair", code="due", name_en="Ready by", name_zh="备妥", kind=FieldKind.DATE),
    CustomField(
        type="general", code="boss", name_en="Lead", name_zh="负责人", kind=FieldKind.REFERENCE,
        target=Target.ENGINEER,
    ),
    CustomField(
        type="repair", code="old", name_en="Earlier", name_zh="前单", kind=FieldKind.REFERENCE,
        target=Target.TICKET,
    ),
    CustomField(
        type="repair", code="room", name_en="Room", name_zh="房间",
        required_in=frozenset({Status.NEW}),
    ),
)  # fmt: skip


def laid_down(context: Context) -> None:
    with context.database.unit(user="setup") as unit:
        unit.workflows.add_type(TicketType("repair", "Repair job", "维修单"))
        for place, field in enumerate(FIELDS):
            unit.workflows.add_field(replace(field, position=place))
        unit.skills.upsert(list(SKILLS.values()))
        (region,) = unit.regions.add([make_region()])
        unit.engineers.add([make_engineer(1, regions=(region.id,))])
        unit.commit()


def tickets(context: Context) -> dict[str | None, Ticket]:
    with context.database.snapshot() as snapshot:
        return {one.external_id: one for one in snapshot.tickets.every().values()}


def test_columns_are_found_by_code_and_by_label_in_either_language(
    context: Context, tmp_path: Path
) -> None:
    laid_down(context)
    with context.database.snapshot() as snapshot:
        (engineer,) = snapshot.engineers.every().values()
    book = workbook(
        tmp_path,
        {
            "Calls": [
                ["id", "title", "ticket type", "楼层", "Access", "custom.due", "Lead", "Room"],
                ["1", "a", "维修单", 3.0, "门禁卡", "1/4/2026", engineer.number, "B 12"],
                ["2", "b", "", "-1.50", "", "", "", ""],
            ]
        },
    )
    foreseen = preview(context, Request(kind=Kind.TICKETS, path=book))
    report = import_file(context, book)
    assert report.counts == foreseen.counts == Counts(created=2)
    first, second = tickets(context)["1"], tickets(context)["2"]
    assert first.type == "repair"
    assert dict(first.custom) == {
        "floor": "3", "access": "badge", "due": "2026-04-01", "boss": engineer.id, "room": "B 12",
    }  # fmt: skip
    assert dict(second.custom) == {"floor": "-1.5", "access": "open"}
    again = import_file(context, book)
    assert again.counts == Counts(unchanged=2)
    assert not again.changes


def test_each_kind_refuses_what_it_is_not(context: Context, tmp_path: Path) -> None:
    laid_down(context)
    rows = """id,title,ticket type,floor,access,custom.due,boss,old
1,a,repair,third,,,,
2,b,repair,,sometimes,,,
3,c,repair,,,soon,,
4,d,repair,,,,nobody,
5,e,repair,,,,,nothing
6,f,,,,2026-04-01,,
7,g,nonsense,,,,,
8,h,repair,,,,,
"""
    report = import_file(context, text_file(tmp_path, rows))
    assert [
        sorted(codes(report, row) - {"import.warning.no_location"}) for row in range(2, 10)
    ] == [
        ["import.error.custom_number", "import.warning.custom_required"],
        ["import.error.custom_choice", "import.warning.custom_required"],
        ["import.error.date"],
        ["import.error.custom_reference", "import.warning.custom_required"],
        ["import.error.custom_reference", "import.warning.custom_required"],
        ["import.error.custom_unknown"],
        ["import.error.ticket_type"],
        ["import.warning.custom_required"],
    ]
    fault = next(found for found in report.issues if found.code.endswith("custom_number"))
    assert (fault.column, fault.value) == ("floor", "third")


def test_a_file_changes_what_it_says_and_an_edit_here_stays(
    context: Context, tmp_path: Path
) -> None:
    laid_down(context)
    text = "id,title,floor\n1,a,3\n"
    import_file(context, text_file(tmp_path, text))
    now = tickets(context)["1"]
    with context.database.unit(user="person") as unit:
        unit.tickets.update([replace(now, custom=(("access", "badge"), ("floor", "5")))])
        unit.commit()
    import_file(context, text_file(tmp_path, text))
    changed = import_file(context, text_file(tmp_path, text.replace(",3", ",4")))
    assert changed.counts == Counts(updated=1)
    assert dict(tickets(context)["1"].custom) == {"access": "badge", "floor": "4"}


def test_custom_fields_come_back_as_they_were(context: Context, tmp_path: Path) -> None:
    laid_down(context)
    with context.database.unit(user="setup") as unit:
        (engineer,) = unit.engineers.every().values()
        (first,) = unit.tickets.add(
            [replace(make_ticket(1), id=TicketId(0), number="", region_id=None)]
        )
        told = {"old": first.id, "boss": engineer.id, "due": "2026-04-01", "floor": "1.5"}
        row = replace(
            make_ticket(2, external_id="X"),
            id=TicketId(0),
            number="",
            region_id=None,
            type="repair",
            custom=tuple(sorted(told.items())),
        )
        unit.tickets.add([row])
        unit.commit()
    for suffix in ("csv", "xlsx"):
        path = tmp_path / f"out.{suffix}"
        assert export(context, Kind.TICKETS, path, time_zone="Asia/Shanghai") == 2
        report = import_file(context, path)
        assert report.counts == Counts(unchanged=2), report.issues
        assert not report.changes
