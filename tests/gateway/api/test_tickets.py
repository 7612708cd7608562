"""Programs find, make and change tickets as the console does, and each ticket has its custom
fields."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from dispatch_console.domain.asset import Asset
from dispatch_console.domain.custom import Choice, CustomField, FieldKind, Target
from dispatch_console.domain.customer import Customer, Site
from dispatch_console.domain.ids import AssetId, CustomerId, SiteId
from dispatch_console.domain.place import Location
from dispatch_console.domain.ticket import GENERAL, Priority, Ticket
from dispatch_console.domain.workflow_templates import IT
from dispatch_console.services.context import Context
from dispatch_console.services.definitions import save_field
from dispatch_console.services.editing import edit
from dispatch_console.services.lifecycle import find
from dispatch_console.services.priorities import set_priority
from tests.factories import SKILLS, make_region
from tests.storage.people import AT, settle


def make(program: TestClient, **said: Any) -> dict[str, Any]:
    """A ticket made as a program makes it."""
    answer = program.post("tickets", json={"title": "Leak", **said})
    assert answer.status_code == 201, answer.text
    return answer.json()


def numbers(program: TestClient, **asked: Any) -> list[str]:
    """The numbers of the tickets found."""
    answer = program.get("tickets", params=asked)
    assert answer.status_code == 200, answer.text
    return [one["number"] for one in answer.json()["tickets"]]


def refused(answer: Any, status: int) -> str:
    """The code of a refusal."""
    assert answer.status_code == status, answer.text
    return answer.json()["code"]


@pytest.fixture
def clients(context: Context) -> tuple[Customer, Site, Asset]:
    """A customer of two, with a site and a device."""
    with context.database.unit(user="setup") as unit:
        unit.regions.add([make_region()])
        hotel, bank = unit.customers.add(
            [
                Customer(id=CustomerId(0), name="Hotel", phone="021-5555", external_id="C-1"),
                Customer(id=CustomerId(0), name="Bank", external_id="C-2"),
            ]
        )
        site, _other = unit.sites.add(
            [
                Site(
                    id=SiteId(0),
                    name="North gate",
                    address="1 Long Road",
                    location=Location(31.15, 121.35),
                    customer_id=hotel.id,
                    external_id="S-1",
                ),
                Site(id=SiteId(0), name="Vault", customer_id=bank.id, external_id="S-2"),
            ]
        )
        (lift,) = unit.assets.add(
            [
                Asset(
                    id=AssetId(0),
                    customer_id=hotel.id,
                    site_id=site.id,
                    name="Lift",
                    external_id="D-1",
                )
            ]
        )
        unit.commit()
    return hotel, site, lift


@pytest.fixture
def fields(context: Context) -> None:
    """A custom field of each kind for all tickets."""
    kinds = (FieldKind.TEXT, FieldKind.NUMBER, FieldKind.CHOICE, FieldKind.DATE)
    for kind in kinds:
        choices = (Choice("red", "Red", "红"), Choice("blue", "Blue", "蓝"))
        field = CustomField(
            type=GENERAL,
            code=kind.value,
            name_en=kind.value,
            name_zh=kind.value,
            kind=kind,
            choices=choices if kind is FieldKind.CHOICE else (),
        )
        save_field(context, uuid4(), field)
    for target in Target:
        field = CustomField(
            type=GENERAL,
            code=f"of_{target.value}",
            name_en=target.value,
            name_zh=target.value,
            kind=FieldKind.REFERENCE,
            target=target,
        )
        save_field(context, uuid4(), field)


def test_a_ticket_is_made_with_a_number_and_told_whole(program: TestClient) -> None:
    made = make(program, type=IT, custom={"system": "E-mail"}, priority=1, external_id="X-1")
    assert made["number"]
    assert (made["status"], made["channel"], made["priority"]) == ("new", "api", 1)
    assert made["custom"] == {"computer": None, "system": "mail", "resolution": None}
    assert program.get(f"tickets/{made['number']}").json() == made
    assert numbers(program, external_id="X-1") == [made["number"]]


def test_the_trail_says_which_program_it_was(program: TestClient, context: Context) -> None:
    made = make(program)
    ticket = find(context, made["number"])
    with context.database.snapshot() as snap:
        assert snap.trail.about("ticket", ticket.id)[0].who == "program:CRM"


@pytest.mark.parametrize("by", [{"external_id": "D-1"}, {"id": 1}, {"code": None}])
def test_a_device_brings_customer_site_and_place_along(
    program: TestClient, clients: tuple[Customer, Site, Asset], by: dict[str, Any]
) -> None:
    hotel, site, lift = clients
    ref = {"code": lift.code} if "code" in by else by
    made = make(program, asset=ref)
    assert made["customer"] == {"id": hotel.id, "external_id": "C-1", "name": "Hotel"}
    assert (made["customer_name"], made["phone"]) == ("Hotel", "021-5555")
    assert (made["site"]["external_id"], made["address"]) == ("S-1", site.address)
    assert made["location"] == {"lat": 31.15, "lon": 121.35}
    assert made["region"] == "R1"
    assert made["asset"]["code"] == lift.code


def test_what_is_anothers_or_nowhere_is_refused(
    program: TestClient, clients: tuple[Customer, Site, Asset]
) -> None:
    def code(**said: Any) -> str:
        return refused(program.post("tickets", json={"title": "x", **said}), 422)

    assert code(customer={"external_id": "C-2"}, asset={"external_id": "D-1"}) == (
        "customers.foreign"
    )
    assert code(customer={"external_id": "C-2"}, site={"external_id": "S-1"}) == "customers.foreign"
    assert code(customer={"external_id": "C-9"}) == "api.customer"
    assert code(site={"id": 99}) == "api.site"
    assert code(asset={"code": "x"}) == "api.asset"
    assert code(asset={"code": "x", "id": 1}) == "api.unfit"
    assert code(type="nonsense") == "ticket.type"
    assert code(skills=[{"code": "magic"}]) == "skill.unknown"
    assert code(title="   ") == "ticket.title"
    assert code(occurred_at="2100-01-01T00:00:00Z") == "api.future"


@pytest.mark.usefixtures("fields")
def test_custom_fields_are_checked_and_told_as_the_console_has_them(
    program: TestClient, context: Context
) -> None:
    company = settle(context.database)
    first, engineer = company.tickets[0], company.engineers[0]
    values = {
        "text": " words ",
        "number": 1200.50,
        "choice": "红",
        "date": "2026/03/02",
        "of_ticket": first.number,
        "of_engineer": engineer.number,
    }
    made = make(program, custom=values)
    assert made["custom"] == {
        "text": "words",
        "number": "1200.5",
        "choice": "red",
        "date": "2026-03-02",
        "of_ticket": first.number,
        "of_engineer": engineer.number,
    }
    for code, value in (("number", "many"), ("choice", "green"), ("of_ticket", "T-nothing")):
        answer = program.post("tickets", json={"title": "x", "custom": {code: value}})
        assert refused(answer, 422) == f"field.{code.replace('of_ticket', 'reference')}"
        assert answer.json()["fields"] == [{"name": f"custom.{code}", "problem": "invalid"}]
    answer = program.post("tickets", json={"title": "x", "custom": {"nowhere": 1}})
    assert refused(answer, 422) == "field.unknown"
    assert answer.json()["fields"] == [{"name": "custom.nowhere", "problem": "unknown"}]
    other = make(program, custom={"number": 3})
    assert numbers(program, **{"custom.choice": "Red"}) == [made["number"]]
    assert numbers(program, **{"custom.number": "3.0"}) == [other["number"]]
    assert numbers(program, **{"custom.of_engineer": engineer.number}) == [made["number"]]
    assert refused(program.get("tickets", params={"custom.of_ticket": "T-x"}), 422) == (
        "field.reference"
    )
    both = program.get("tickets", params=[("custom.number", "3"), ("custom.number", "1200.5")])
    assert len(both.json()["tickets"]) == 2


def test_a_ticket_that_lacks_what_its_type_needs_is_refused(program: TestClient) -> None:
    answer = program.post("tickets", json={"title": "No network", "type": IT})
    assert refused(answer, 422) == "field.required"
    assert answer.json()["fields"] == [{"name": "custom.system", "problem": "missing"}]


def test_filters_find_what_fits_all_of_them(program: TestClient, context: Context) -> None:
    company = settle(context.database, tickets=2)
    with context.database.unit(user="setup") as unit:
        unit.visits.replace([company.visit(0, 0, AT)])
        unit.commit()
    visited, other = company.tickets
    third = make(program, priority=1, customer_name="Hotel", description="needle in it")
    number = company.engineers[0].number
    assert numbers(program, engineer=number) == [visited.number]
    assert numbers(program, status=["assigned"]) == [visited.number]
    assert set(numbers(program, status=["assigned", "new"])) == {
        visited.number,
        other.number,
        third["number"],
    }
    assert numbers(program, priority=1, status="new") == [third["number"]]
    assert numbers(program, text="NEEDLE hotel") == [third["number"]]
    assert numbers(program, customer_id=third["customer"]["id"]) == [third["number"]]
    assert numbers(program, type="it_support") == []
    assert numbers(program, newest_first=True, limit=1) == [third["number"]]
    told = program.get(f"tickets/{visited.number}").json()["visit"]
    assert told["engineer"]["number"] == number
    assert (told["travel_s"], told["travel_m"]) == (600, 4000)


def test_what_was_changed_since_is_found(program: TestClient, context: Context) -> None:
    first, second = make(program), make(program)
    since = second["updated_at"]
    assert numbers(program, updated_since=since) == [second["number"]]
    set_priority(context, uuid4(), [find(context, first["number"]).id], Priority.P1)
    assert numbers(program, updated_since=since) == [first["number"], second["number"]]
    later = program.get(f"tickets/{first['number']}").json()
    assert later["updated_at"] > since


@pytest.mark.parametrize("newest_first", [False, True])
def test_pages_tell_each_ticket_once_whatever_happens_between_them(
    program: TestClient, context: Context, newest_first: bool
) -> None:
    made = [make(program)["number"] for _ in range(5)]
    seen: list[str] = []
    cursor = ""
    while True:
        page = program.get(
            "tickets", params={"limit": 2, "cursor": cursor, "newest_first": newest_first}
        ).json()
        seen += [one["number"] for one in page["tickets"]]
        set_priority(context, uuid4(), [find(context, made[2]).id], Priority(len(seen) % 4 + 1))
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == (made[::-1] if newest_first else made)


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("cursor=***", "cursor"),
        ("cursor=LTE", "cursor"),
        ("limit=0", "limit"),
        ("limit=999999999999999999999", "limit"),
        ("status=asleep", "status.0"),
        ("colour=red", "colour"),
        ("custom.=x", "custom."),
        ("updated_since=yesterday", "updated_since"),
        ("updated_since=2026-03-02T09:00:00", "updated_since"),
        ("customer_id=99999999999999999999", "customer_id"),
        ("text=a%00b", "text"),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused_by_name(
    program: TestClient, query: str, name: str
) -> None:
    answer = program.get(f"tickets?{query}")
    assert refused(answer, 422) == "api.unfit"
    assert [one["name"] for one in answer.json()["fields"]] == [name]


@pytest.mark.parametrize(
    "query", ["engineer=E999", "queue=nowhere", "customer_external_id=x", "custom.nowhere=1"]
)
def test_a_question_about_nobody_is_refused(program: TestClient, query: str) -> None:
    assert program.get(f"tickets?{query}").status_code == 422


@pytest.mark.parametrize(
    "number", ["T-99999", "%00", "%ED%A0%80", "x" * 3000, "..%2Ftypes", "🛠", "%2F", "%2F%2F"]
)
def test_a_ticket_there_is_not_is_not_found(program: TestClient, number: str) -> None:
    for path in ("", "/steps", "/legal-steps", "/timeline", "/comments"):
        assert program.get(f"tickets/{number}{path}").status_code == 404


def test_the_same_key_again_gives_the_same_ticket(program: TestClient) -> None:
    def ask(key: str) -> str:
        answer = program.post("tickets", json={"title": "x"}, headers={"idempotency-key": key})
        assert answer.headers["location"].endswith(answer.json()["number"])
        return answer.json()["number"]

    assert ask("a") == ask("a")
    assert ask("a") != ask("b")
    assert len(numbers(program)) == 2


def test_the_same_key_at_the_same_time_gives_one_ticket(program: TestClient) -> None:
    def ask(_: int) -> str:
        headers = {"idempotency-key": "once"}
        answer = program.post("tickets", json={"title": "x", "external_id": "X"}, headers=headers)
        assert answer.status_code == 201, answer.text
        return answer.json()["number"]

    with ThreadPoolExecutor(4) as pool:
        found = set(pool.map(ask, range(8)))
    assert len(found) == 1
    assert numbers(program) == list(found)


def test_an_external_id_is_of_one_ticket(program: TestClient) -> None:
    made = make(program, external_id="X-1")
    answer = program.post("tickets", json={"title": "y", "external_id": "X-1"})
    assert refused(answer, 409) == "api.external_taken"
    assert answer.json()["number"] == made["number"]


def test_a_patch_changes_just_what_it_says(program: TestClient, context: Context) -> None:
    with context.database.unit(user="setup") as unit:
        unit.skills.upsert(list(SKILLS.values()))
        unit.regions.add([make_region()])
        unit.commit()
    made = make(program, type=IT, custom={"system": "mail", "computer": "PC 7"})
    window = {"start": "2026-03-03T09:00:00+08:00", "end": "2026-03-03T12:00:00+08:00"}
    answer = program.patch(
        f"tickets/{made['number']}",
        json={
            "version": made["version"],
            "title": "Other",
            "priority": 2,
            "custom": {"computer": None, "resolution": "done"},
            "skills": [{"code": "lift", "level": 2}],
            "windows": [window],
            "location": {"lat": 31.15, "lon": 121.35},
            "duration_s": 1800,
        },
    )
    assert answer.status_code == 200, answer.text
    now = answer.json()
    assert (now["title"], now["priority"], now["duration_s"]) == ("Other", 2, 1800)
    assert now["custom"] == {"computer": None, "system": "mail", "resolution": "done"}
    assert now["windows"] == [{"start": "2026-03-03T01:00:00Z", "end": "2026-03-03T04:00:00Z"}]
    assert (now["region"], now["skills"]) == ("R1", [{"code": "lift", "level": 2}])
    assert now["version"] > made["version"]
    gone = program.patch(
        f"tickets/{made['number']}", json={"version": now["version"], "location": None}
    )
    assert gone.json()["location"] is None


def _edited(context: Context, number: str, **values: Any) -> Ticket:
    now = find(context, number)
    edit(context, uuid4(), now, replace(now, **values))
    return find(context, number)


def test_what_others_changed_meanwhile_is_not_written_over(
    program: TestClient, context: Context
) -> None:
    made = make(program, type=IT, custom={"system": "mail"})
    path = f"tickets/{made['number']}"
    now = _edited(context, made["number"], title="Theirs", custom=(("system", "erp"),))
    old = {"version": made["version"]}
    for field, value, was, is_now in (
        ("title", "Mine", "Leak", "Theirs"),
        ("custom.system", "network", "mail", "erp"),
    ):
        said = {"custom": {"system": value}} if "." in field else {field: value}
        answer = program.patch(path, json={**old, **said})
        assert refused(answer, 409) == "api.changed"
        assert answer.json()["changed"] == [{"field": field, "before": was, "now": is_now}]
        assert answer.json()["version"] == now.version
    fine = program.patch(path, json={**old, "description": "Mine", "custom": {"computer": "7"}})
    assert fine.status_code == 200, fine.text
    assert (fine.json()["title"], fine.json()["description"]) == ("Theirs", "Mine")
    assert fine.json()["custom"] == {"computer": "7", "system": "erp", "resolution": None}


def test_a_patch_sent_twice_is_done_once(program: TestClient) -> None:
    made = make(program)
    headers = {"idempotency-key": "patch"}
    said = {"version": made["version"], "title": "Other", "priority": 1}
    first = program.patch(f"tickets/{made['number']}", json=said, headers=headers)
    again = program.patch(f"tickets/{made['number']}", json=said, headers=headers)
    assert first.status_code == again.status_code == 200
    assert first.json() == again.json()


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({}, 422),
        ({"version": 1, "title": None}, 422),
        ({"version": 1, "status": "closed"}, 422),
        ({"version": 999}, 409),
        ({"version": 1, "type": "nonsense"}, 422),
        ({"version": 1, "duration_s": 0}, 422),
        ({"version": 1, "custom": {"system": "mail"}}, 422),
    ],
)
def test_a_patch_that_cannot_be_is_refused(
    program: TestClient, said: dict[str, Any], status: int
) -> None:
    made = make(program)
    answer = program.patch(f"tickets/{made['number']}", json=said)
    assert answer.status_code == status
    assert program.get(f"tickets/{made['number']}").json() == made


HOSTILE = [
    b'{"title": "a\\u0000b"}',
    b'{"title": "\\ud800"}',
    b'{"\\ud800": 1, "title": "x"}',
    b'{"title": "x", "duration_s": 1e400}',
    b'{"title": "x", "duration_s": ' + b"9" * 5000 + b"}",
    b'{"title": "x", "duration_s": 99999999999}',
    b'{"title": "x", "location": {"lat": NaN, "lon": 0}}',
    b'{"title": "x", "location": {"lat": 1e308, "lon": 0}}',
    b'{"title": "x", "windows": [{"start": 1e18, "end": 1e18}]}',
    b'{"title": "x", "windows": [{"start": "0001-01-01T00:00:00+14:00",'
    b' "end": "9999-12-31T23:59:59-14:00"}]}',
    b'{"title": "x", "custom": {"text": {"a": []}}}',
    b'{"title": "x", "custom": ' + b'{"a":' * 5000 + b"1" + b"}" * 5000 + b"}",
    b"[" * 200_000,
    b'{"title": "' + b"x" * 1_000_000 + b'"}',
    b"\xff\xfe{",
    b"null",
    b"[]",
    b"",
    b'{"title": true}',
]


@pytest.mark.parametrize("body", HOSTILE, ids=range(len(HOSTILE)))
def test_nonsense_is_refused_and_never_fails(program: TestClient, body: bytes) -> None:
    headers = {"content-type": "application/json"}
    for method, path in (
        ("POST", "tickets"),
        ("PATCH", "tickets/T-1"),
        ("POST", "tickets/x/steps"),
    ):
        answer = program.request(method, path, content=body, headers=headers)
        assert answer.status_code == 422, answer.text
        assert set(answer.json()) <= {"code", "message", "fields"}
