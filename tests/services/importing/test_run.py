"""Files into the database: every row accounted for, safe to repeat, nothing overwritten."""

from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.place import Location
from dispatch_console.domain.skill import SkillLevel
from dispatch_console.domain.ticket import Channel, Priority, Status, Ticket
from dispatch_console.services.context import Context
from dispatch_console.services.importing.fields import Kind
from dispatch_console.services.importing.mapping import ColumnMapping, load
from dispatch_console.services.importing.results import Counts, Mode, Outcome, Report
from dispatch_console.services.importing.run import Request, Watch, preview, run
from dispatch_console.storage.unit_of_work import Unit
from tests.factories import SKILLS, make_region
from tests.services.importing.files import (
    EXCERPT,
    GIVEN,
    codes,
    import_file,
    text_file,
    workbook,
)

TICKETS = """id,title,priority,status,created,due,customer,phone,address,lat,lon,skills,duration
1,Lift stops,urgent,Open,2026-03-01 08:00,2026-03-02 08:00,Tower,021 1,Road 1,31.15,121.35,lift:3,90
2,No cooling,P3,Open,2026-03-01 09:00,,Hospital,,Road 2,,,hvac,1.5h
3,Fixed,low,Closed,2026-02-01 09:00,,Tower,021 1,Road 3,31.16,121.36,,30
"""


def tickets(context: Context) -> dict[str | None, Ticket]:
    with context.database.snapshot() as snapshot:
        return {t.external_id: t for t in snapshot.tickets.every().values()}


def prepare_company(context: Context) -> None:
    def work(unit: Unit) -> None:
        unit.skills.upsert(list(SKILLS.values()))
        unit.regions.add([make_region()])

    context.database.run(work, user="setup")


def test_tickets_come_in_with_region_deadlines_and_customer(
    context: Context, tmp_path: Path
) -> None:
    prepare_company(context)
    report = import_file(context, text_file(tmp_path, TICKETS))
    assert report.counts == Counts(created=3)
    assert report.written
    assert len(report.changes.tickets) == 3
    first, second, third = (tickets(context)[key] for key in ("1", "2", "3"))
    assert first.priority is Priority.P1
    assert first.location == Location(31.15, 121.35)
    assert first.region_id is not None
    assert first.skills == (SkillLevel("lift", 3),)
    assert first.duration_s == 5400
    assert first.customer_id == third.customer_id
    assert first.channel is Channel.IMPORT
    assert first.resolution_due is not None
    assert second.location is None
    assert second.resolution_due is not None
    assert third.status is Status.CLOSED
    assert "import.warning.no_location" in codes(report, 3)
    assert "import.note.final" in codes(report)


def test_importing_twice_changes_nothing(context: Context, tmp_path: Path) -> None:
    path = text_file(tmp_path, TICKETS)
    import_file(context, path)
    again = import_file(context, path)
    assert again.counts == Counts(unchanged=3)
    assert not again.changes


def test_the_same_command_is_carried_out_once(context: Context, tmp_path: Path) -> None:
    request = Request(kind=Kind.TICKETS, path=text_file(tmp_path, TICKETS))
    command = uuid4()
    first = run(context, command, request)
    assert run(context, command, request).changes == first.changes
    assert len(tickets(context)) == 3


def test_a_changed_row_updates_only_what_it_says(context: Context, tmp_path: Path) -> None:
    import_file(context, text_file(tmp_path, TICKETS))
    changed = "id,title,lat,lon\n1,Lift stops again,,\n2,No cooling,31.1,121.3\n"
    report = import_file(context, text_file(tmp_path, changed))
    assert report.counts == Counts(updated=2)
    found = tickets(context)
    assert found["1"].title == "Lift stops again"
    assert found["1"].location == Location(31.15, 121.35)
    assert found["1"].customer_name == "Tower"
    assert found["2"].location == Location(31.1, 121.3)


def test_what_people_edited_since_survives_the_same_file(context: Context, tmp_path: Path) -> None:
    path = text_file(tmp_path, TICKETS)
    import_file(context, path)
    edited = replace(tickets(context)["1"], title="Lift A stops", address="Road 1, gate B")
    context.database.run(lambda unit: unit.tickets.update([edited]), user="li")
    assert import_file(context, path).counts == Counts(unchanged=3)
    assert tickets(context)["1"].title == "Lift A stops"


def test_preview_says_what_the_import_then_does(context: Context, tmp_path: Path) -> None:
    import_file(context, text_file(tmp_path, TICKETS))
    more = TICKETS.replace("No cooling", "Too warm") + "4,New one,,,,,,,,,,,\n5,,,,,,,,,,,,\n"
    request = Request(kind=Kind.TICKETS, path=text_file(tmp_path, more))
    foreseen = preview(context, request)
    assert tickets(context).keys() == {"1", "2", "3"}
    done = run(context, uuid4(), request, Mode.GOOD_ROWS_ONLY)
    assert foreseen.outcomes == done.outcomes
    assert foreseen.issues == done.issues
    assert done.counts == Counts(created=1, updated=1, unchanged=2, refused=1)


def test_all_or_nothing_writes_nothing_if_one_row_is_bad(context: Context, tmp_path: Path) -> None:
    path = text_file(tmp_path, TICKETS + "4,Bad,,Nonsense,,,,,,,,,\n")
    report = import_file(context, path, mode=Mode.ALL_OR_NOTHING)
    assert not report.written
    assert report.counts.refused == 1
    assert not tickets(context)


def test_an_id_twice_in_a_file_counts_once(context: Context, tmp_path: Path) -> None:
    report = import_file(context, text_file(tmp_path, "id,title\n1,a\n1,a\n1,b\n"))
    assert list(report.outcomes.values()) == [
        Outcome.CREATED,
        Outcome.UNCHANGED,
        Outcome.REFUSED,
    ]
    assert codes(report, 3) >= {"import.warning.repeated"}
    assert codes(report, 4) >= {"import.error.duplicate"}


def test_blank_rows_and_unused_columns_are_told(context: Context, tmp_path: Path) -> None:
    text = "id,title,colour of the sky\n1,a,x\n\n , ,\n2,b,y\n\n"
    told = {i.code: i.params for i in import_file(context, text_file(tmp_path, text)).issues}
    assert told["import.note.blank_rows"] == {"count": 2}
    assert told["import.note.unused_columns"] == {"columns": "colour of the sky"}


def test_without_ids_rows_are_known_by_their_content(context: Context, tmp_path: Path) -> None:
    path = text_file(tmp_path, "title,address\nLift,Road 1\nPump,Road 2\n")
    first, second = import_file(context, path), import_file(context, path)
    assert "import.warning.no_id_column" in codes(first)
    assert (first.counts, second.counts) == (Counts(created=2), Counts(unchanged=2))


def test_a_ticket_closed_elsewhere_is_closed_here(context: Context, tmp_path: Path) -> None:
    import_file(context, text_file(tmp_path, TICKETS))
    closed = text_file(tmp_path, TICKETS.replace("P3,Open", "P3,Closed"))
    assert import_file(context, closed).counts == Counts(updated=1, unchanged=2)
    assert tickets(context)["2"].status is Status.CLOSED
    reopened = import_file(context, text_file(tmp_path, TICKETS))
    assert tickets(context)["2"].status is Status.CLOSED
    assert "import.note.ended_here" in codes(reopened, 3)


def test_cancelling_leaves_nothing_behind(context: Context, tmp_path: Path) -> None:
    lines = "".join(f"{n},t{n}\n" for n in range(1200))
    request = Request(kind=Kind.TICKETS, path=text_file(tmp_path, "id,title\n" + lines))
    seen: list[str] = []
    watch = Watch(
        progress=lambda stage, done, total: seen.append(stage),
        cancelled=lambda: seen.count("write") == 2,
    )
    with pytest.raises(DomainError) as stopped:
        run(context, uuid4(), request, watch=watch)
    assert stopped.value.code == "import.cancelled"
    assert not tickets(context)


def test_new_skills_join_the_catalogue_and_are_told(context: Context, tmp_path: Path) -> None:
    prepare_company(context)
    text = "id,title,skills\n1,a,Fire Alarm:2; 电梯:3\n"
    report = import_file(context, text_file(tmp_path, text))
    with context.database.snapshot() as snapshot:
        assert snapshot.skills.all()["firealarm"].name_en == "Fire Alarm"
    assert [i.value for i in report.issues if i.code.endswith("new_skill")] == ["Fire Alarm"]
    assert tickets(context)["1"].skills == (SkillLevel("firealarm", 2), SkillLevel("lift", 3))


ENGINEERS = """工号,姓名,班组,手机,技能,负责区域,纬度,经度,排班日期,上班时间,下班时间,午休,最长加班
E1,李伟,北区,13800001111,电梯:4;空调2级,R1,31.15,121.35,2026-03-02,08:30,17:30,12:00,60
E1,李伟,北区,13800001111,电梯:4;空调2级,R1,31.15,121.35,2026-03-03,08:30,17:30,12:00,60
E2,王芳,南区,13800002222,网络,不存在,31.12,121.32,2026-03-02,22:00,06:00,,
E3,没有家,南区,,,,,,,,,,
E4,张敏,南区,,,,31.13,121.33,,,,,
"""


def test_engineers_come_in_with_their_shifts(context: Context, tmp_path: Path) -> None:
    prepare_company(context)
    path = text_file(tmp_path, ENGINEERS, "gb18030")
    report = import_file(context, path, Kind.ENGINEERS)
    assert report.counts == Counts(created=4, refused=1)
    assert codes(report, 5) == {"import.error.no_home"}
    assert codes(report, 4) == {"import.warning.region"}
    with context.database.snapshot() as snapshot:
        staff = {e.number: e for e in snapshot.engineers.every().values()}
        shifts = sorted(snapshot.shifts.every().values(), key=lambda s: s.start)
    assert staff["E1"].skills == (SkillLevel("lift", 4), SkillLevel("hvac", 2))
    assert staff["E2"].skills == (SkillLevel("network", 3),)
    assert len(staff["E1"].regions) == len(staff["E4"].regions) == 1
    assert [s.engineer_id for s in shifts].count(staff["E1"].id) == 2
    assert shifts[0].overtime_s == 3600
    assert shifts[0].breaks[0].duration_s == 1800
    assert (shifts[1].end - shifts[1].start).total_seconds() == 8 * 3600
    assert import_file(context, path, Kind.ENGINEERS).counts == Counts(unchanged=4, refused=1)


def test_working_hours_without_a_date_hold_for_a_week(context: Context, tmp_path: Path) -> None:
    text = "number,name,lat,lon,shift start,shift end\n7,Ann,31,121,08:00,16:00\n"
    report = import_file(context, text_file(tmp_path, text), Kind.ENGINEERS)
    assert "import.note.roster" in codes(report, 2)
    assert len(report.changes.shifts) == 7


def test_a_number_belongs_to_one_engineer(context: Context, tmp_path: Path) -> None:
    text = "id,number,name,lat,lon\na,1,Ann,31,121\nb,1,Bob,31,121\n"
    report = import_file(context, text_file(tmp_path, text), Kind.ENGINEERS)
    assert report.counts == Counts(created=1, refused=1)
    assert codes(report, 3) == {"import.error.number_taken"}


def test_sites_bring_their_customers_and_serve_tickets(context: Context, tmp_path: Path) -> None:
    sites = (
        "site id,name,address,customer,customer id,lat,lon\nS1,Tower,Road 1,ACME,C1,31.15,121.35\n"
    )
    path = text_file(tmp_path, sites)
    assert import_file(context, path, Kind.SITES).counts == Counts(created=1)
    assert import_file(context, path, Kind.SITES).counts == Counts(unchanged=1)
    text = text_file(tmp_path, "ticket id,title,site\n1,Lift,S1\n2,Pump,S9\n")
    report = import_file(context, text)
    found = tickets(context)
    assert found["1"].location == Location(31.15, 121.35)
    assert found["1"].customer_id is not None
    assert found["1"].site_id is not None
    assert codes(report, 3) == {"import.warning.unknown_site"}


def test_texts_of_any_length_and_make_are_stored(context: Context, tmp_path: Path) -> None:
    long = "长" * 5000
    text = (
        f"id,title,customer,phone,address,skills\n1,{long},{long},{long},{long},\n2,b,,,,{long}\n"
    )
    report = import_file(context, text_file(tmp_path, text))
    assert report.counts == Counts(created=1, refused=1)
    assert codes(report, 2) >= {"import.warning.long_text"}
    assert len(tickets(context)["1"].address) == 5000
    book = workbook(tmp_path, {"A": [["id", "title"], [3, "_x0000_a_xD800_"]]})
    assert import_file(context, book).counts == Counts(created=1)


def test_a_disk_that_fails_while_reading_is_said(
    context: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("dispatch_console.services.importing.table.csv_rows", fail)
    with pytest.raises(DomainError) as refused:
        import_file(context, text_file(tmp_path, TICKETS))
    assert refused.value.code == "import.unreadable"


def test_a_workbook_with_real_dates_and_numbers(context: Context, tmp_path: Path) -> None:
    from datetime import UTC, datetime

    rows = [
        ["id", "title", "created", "phone", "duration", "lat", "lon"],
        [26589651, "Lift", datetime(2026, 3, 1, 8, 0), 13800001111, 45, 31.1, 121.3],  # noqa: DTZ001
        [1.23457e17, "Bad id", None, None, None, None, None],
        [datetime(2026, 1, 5), "Date as id", None, None, None, None, None],  # noqa: DTZ001
    ]
    report = import_file(context, workbook(tmp_path, {"A": rows}))
    assert codes(report, 3) >= {"import.error.id_power"}
    assert codes(report, 4) >= {"import.error.id_date"}
    found = tickets(context)["26589651"]
    assert found.created_at == datetime(2026, 3, 1, 0, 0, tzinfo=UTC)
    assert found.phone == "13800001111"


def test_the_excerpt_of_a_citys_requests_comes_in_whole(context: Context) -> None:
    report = import_file(context, EXCERPT)
    assert report.counts == Counts(created=43)
    assert report.mapping.name.startswith("City service requests")
    without = {i.row for i in report.issues if i.code == "import.warning.no_location"}
    assert {d.row for d in report.drafts if "location" not in d.said} == without
    assert any(i.code == "import.note.mended" for i in report.issues)
    assert import_file(context, EXCERPT).counts == Counts(unchanged=43)


@pytest.mark.skipif(not GIVEN.is_dir(), reason="the given data is not beside this checkout")
@pytest.mark.parametrize(
    ("name", "kind", "rows"),
    [
        ("service-requests/311-service-requests.sample.csv", Kind.TICKETS, 199),
        ("service-requests/311_nyc_sample.csv", Kind.TICKETS, 999),
        ("cn-regions/adcodes.csv", Kind.SITES, 3511),
    ],
)
def test_given_files_come_in_whole(context: Context, name: str, kind: Kind, rows: int) -> None:
    report = import_file(context, GIVEN / name, kind)
    assert report.counts == Counts(created=rows)
    lacking = {d.row for d in report.drafts if "location" not in d.said}
    told = {i.row for i in report.issues if i.code.endswith(("no_location", "without_location"))}
    assert lacking == told
    assert import_file(context, GIVEN / name, kind).counts == Counts(unchanged=rows)


def test_a_mapping_for_other_columns_is_refused(context: Context, tmp_path: Path) -> None:
    path = text_file(tmp_path, "a,b\n1,2\n")
    for mapping, code in (
        (load("service-requests"), "import.mapping_column"),
        (ColumnMapping(kind=Kind.TICKETS), "import.required"),
    ):
        with pytest.raises(DomainError) as refused:
            import_file(context, path, mapping=mapping)
        assert refused.value.code == code


CELLS = st.one_of(
    st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0"), max_size=12),
    st.sampled_from(
        ["", "1", "2", "3", "Open", "Closed", "2026-03-01", "13/13/2026", "P1", "urgent", "31.2",
         "121.4", "0", "N/A", "lift:2", "lift:9", '"', "=1+1", "90 min", "-5", "1E+10", "'=x"]
    ),
)  # fmt: skip
HEADERS = st.lists(
    st.sampled_from(
        ["id", "title", "status", "priority", "created", "due", "lat", "lon", "skills", "duration",
         "phone", "customer", "address", "window start", "window end", "other"]
    ),
    min_size=1,
    max_size=8,
)  # fmt: skip


def foreseen_or_refused(context: Context, path: Path) -> Report | str:
    try:
        return preview(context, Request(kind=Kind.TICKETS, path=path))
    except DomainError as refused:
        return refused.code


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    headers=HEADERS,
    rows=st.lists(st.lists(CELLS, max_size=9), min_size=1, max_size=8),
    quoted=st.booleans(),
)
def test_every_row_of_any_table_is_accounted_for_and_repeating_changes_nothing(
    context: Context, tmp_path: Path, headers: list[str], rows: list[list[str]], quoted: bool
) -> None:
    def cell(text: str) -> str:
        return '"' + text.replace('"', '""') + '"' if quoted else text.replace("\n", " ")

    lines = ["title," + ",".join(headers), *(",".join(cell(c) for c in row) for row in rows)]
    path = text_file(tmp_path, "\n".join(lines) + "\n")
    foreseen = foreseen_or_refused(context, path)
    if isinstance(foreseen, str):
        assert foreseen in ("import.no_rows", "import.binary", "import.required")
        return
    report = import_file(context, path)
    assert report.counts.rows == len(report.outcomes) == len(report.drafts)
    assert foreseen.outcomes == report.outcomes
    refused = {row for row, outcome in report.outcomes.items() if outcome is Outcome.REFUSED}
    assert refused == {i.row for i in report.issues if i.code.startswith("import.error.")}
    again = import_file(context, path)
    assert again.counts.created == again.counts.updated == 0
    assert again.counts.refused == report.counts.refused
    assert not again.changes
