"""A person's data is given out whole and erased for good; what is old goes as the policies say."""

import csv
import io
import json
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from dispatch_console.domain.attachment import admit
from dispatch_console.domain.customer import Customer
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import CustomerId, TicketId
from dispatch_console.domain.message import Medium, Message
from dispatch_console.domain.person import Person
from dispatch_console.domain.ticket import Status
from dispatch_console.domain.workflow_templates import IT
from dispatch_console.services import commenting, data_life, lifecycle, sealing, survey
from dispatch_console.services.automatic_steps import take_due
from dispatch_console.services.context import Context
from dispatch_console.services.searching import closed_tickets
from dispatch_console.storage.schema import metadata
from tests.factories import NOW, make_ticket
from tests.services.company import Company, found
from tests.services.costing.served import DONE, serve, step
from tests.services.moved import moved

NAME, PHONE, MAIL = "Zhuang Xiaomei", "138 0013 8000", "xiaomei@example.org"
HER = Person(phone="13800138000", email=MAIL.upper(), name=NAME.lower())


@pytest.fixture
def company(context: Context) -> Company:
    """Two tickets of hers, one by her customer row and one by her phone alone, and another's."""
    with psycopg.connect(context.database.url) as connection:
        connection.execute("UPDATE survey_setting SET since = '2026-01-01'")
    with context.database.unit(user="setup") as unit:
        (her,) = unit.customers.add([Customer(id=CustomerId(0), name=NAME, phone=PHONE)])
        unit.commit()
    said = {"custom": (("email", MAIL),), "description": f"{NAME} waits at the gate"}
    made = found(
        context,
        make_ticket(1, customer_name=NAME, phone=PHONE, customer_id=her.id, **said),
        make_ticket(2, customer_name="", phone="138-0013-8000", title=f"For {NAME}"),
        make_ticket(3, customer_name="Wang Wei", phone="13911112222"),
    )
    for number in range(3):
        hour = timedelta(hours=1)
        serve(context, made.tickets[number], made.engineers[number], NOW + hour)
    with context.database.unit(user="li", why="") as unit:
        to = [("m1", MAIL, made.tickets[0]), ("m2", MAIL, None), ("m3", "x@example.org", None)]
        unit.outbox.put(
            Message(key=k, medium=Medium.EMAIL, address=a, body=f"Dear {NAME}", ticket_id=t)
            for k, a, t in to[:2]
        )
        unit.outbox.put([Message(key="m3", medium=Medium.EMAIL, address="x@example.org")])
        unit.commit()
    talk(context, made)
    survey.send(moved(context, context.clock))
    # Policies go by the server's clock.
    with psycopg.connect(context.database.url) as connection:
        connection.execute("UPDATE survey SET created_at = now()")
    return made


def talk(ctx: Context, made: Company) -> None:
    """What was said and sent about her tickets, and the same file about another's."""
    letter = admit(f"{NAME}.txt", f"{NAME} {PHONE}".encode())
    same = admit("same.txt", b"the manual")
    first, _, other = made.tickets
    commenting.say(ctx, uuid4(), first, f"{NAME} called from {PHONE}", files=[letter, same])
    commenting.say(ctx, uuid4(), other, "Wang Wei called", files=[same])
    with psycopg.connect(ctx.database.url) as connection:
        connection.execute("UPDATE comment SET who = %s WHERE ticket_id = %s", [NAME, first])
        connection.execute(
            "INSERT INTO notice_contact (login, email, wecom) VALUES ('xm', %s, %s)", [MAIL, NAME]
        )
        connection.execute(
            "INSERT INTO help_request (ticket_id, login, question, answer, state)"
            " VALUES (%s, 'li', %s, %s, 'answered')",
            [first, f"What did {NAME} say?", f"Ask {PHONE}"],
        )


def kept_files(ctx: Context) -> set[bytes]:
    with psycopg.connect(ctx.database.url) as connection:
        return {bytes(data) for (data,) in connection.execute("SELECT data FROM blob").fetchall()}


def holding(ctx: Context, word: str) -> set[str]:
    """Tables with a row that holds the word anywhere."""
    with psycopg.connect(ctx.database.url) as connection:
        query = 'SELECT count(*) FROM "{}" t WHERE to_jsonb(t)::text ILIKE %s'
        return {
            table
            for table in metadata.tables
            if connection.execute(query.format(table).encode(), [f"%{word}%"]).fetchone() != (0,)
        }


def status(ctx: Context, key: TicketId) -> Status:
    with ctx.database.snapshot() as snap:
        return snap.tickets.get([key])[key].status


def age(ctx: Context, days: int) -> None:
    with psycopg.connect(ctx.database.url) as connection:
        connection.execute(f"UPDATE step SET at = now() - interval '{days} days'".encode())


def test_after_the_erasure_no_table_trail_or_message_holds_her_and_the_seals_hold(
    context: Context, company: Company
) -> None:
    sealing.seal(context)
    seen = data_life.look(context, HER)
    assert set(seen.rows["ticket"]) == set(company.tickets[:2])
    assert len(seen.rows["outbox"]) >= 2
    left = data_life.erase(context, uuid4(), HER, seen.code)
    assert left == {}
    for word in (NAME, PHONE, "138-0013-8000", MAIL):
        assert holding(context, word) == set(), word
    assert {"ticket", "comment"} <= holding(context, "Wang Wei")
    assert kept_files(context) == {b"the manual"}
    sealing.seal(context)
    assert sealing.verify(context).broken is None
    with context.database.snapshot() as snap:
        rows = snap.tickets.get(company.tickets)
        deeds = snap.data_life.deeds()
    assert {row.status for row in rows.values()} == {Status.CLOSED}
    assert [(deed.kind, deed.who, deed.code) for deed in deeds] == [("erase", "tester", seen.code)]


def test_nothing_is_erased_while_a_ticket_is_open_or_a_hold_stands(
    context: Context, company: Company
) -> None:
    code = data_life.look(context, HER).code
    data_life.hold(context, uuid4(), Person(phone=PHONE), "dispute 7")
    with pytest.raises(DomainError, match=r"person\.held"):
        data_life.erase(context, uuid4(), HER, code)
    data_life.release(context, uuid4(), Person(phone=PHONE))
    step(context, company.tickets[0], Status.REOPENED)
    with pytest.raises(DomainError, match=r"person\.open_tickets"):
        data_life.erase(context, uuid4(), HER, data_life.look(context, HER).code)
    assert "ticket" in holding(context, NAME)


def test_what_came_since_one_looked_wants_another_look(context: Context, company: Company) -> None:
    code = data_life.look(context, HER).code
    with context.database.unit(user="li") as unit:
        unit.outbox.put([Message(key="m4", medium=Medium.EMAIL, address=MAIL)])
        unit.commit()
    for given in (code, "", "ERASE"):
        with pytest.raises(DomainError, match=r"person\.code"):
            data_life.erase(context, uuid4(), HER, given)


def test_the_export_holds_all_rows_about_her_and_none_of_others(
    context: Context, company: Company, tmp_path: Path
) -> None:
    path = tmp_path / "her.zip"
    seen = data_life.export(context, HER, path)
    with zipfile.ZipFile(path) as whole:
        data = json.loads(whole.read("data.json"))
        page = whole.read("data.html").decode()
        files = {whole.read(name) for name in whole.namelist() if name.startswith("files/")}
        tickets = list(csv.DictReader(io.StringIO(whole.read("ticket.csv").decode("utf-8-sig"))))
    assert {table: len(rows) for table, rows in data.items() if table != "audit"} == seen.counts
    assert {"customer", "ticket", "visit", "step", "outbox", "survey"} <= data.keys()
    assert {int(row["id"]) for row in tickets} == set(company.tickets[:2])
    assert {"comment", "attachment", "help_request", "notice_contact"} <= data.keys()
    assert files == {b"the manual", f"{NAME} {PHONE}".encode()}
    assert NAME in page
    assert "Wang Wei" not in page + json.dumps(data)
    assert any(entry["kind"] == "ticket" for entry in data["audit"])


def test_nobody_and_everybody_are_no_person(context: Context, company: Company) -> None:
    for given, code in (({}, "nobody"), ({"phone": "12"}, "short"), ({"email": "a@b"}, "short")):
        with pytest.raises(DomainError, match=rf"person\.{code}"):
            Person(**given)
    with pytest.raises(DomainError, match=r"person\.unknown"):
        data_life.look(context, Person(phone="13700000000"))


def test_closed_tickets_are_archived_after_their_days_and_still_found(
    context: Context, company: Company
) -> None:
    key = company.tickets[0]
    age(context, 29)
    assert data_life.keep(context) == 0
    age(context, 31)
    assert data_life.standing(context).due["archive"] == 3
    assert status(context, key) is Status.CLOSED
    assert data_life.keep(context) == 3
    assert status(context, key) is Status.ARCHIVED
    assert data_life.keep(context) == 0
    assert data_life.standing(context).deeds[0].counts == {"archive": 3}
    assert [one.id for one in closed_tickets(context, "xiaomei gate").tickets] == [key]


def test_policies_end_what_is_older_and_nothing_else(context: Context, company: Company) -> None:
    for kind in ("tickets", "surveys", "audit", "comments", "attachments"):
        data_life.set_policy(context, uuid4(), kind, 60)
    data_life.set_policy(context, uuid4(), "outbox", 10)
    age(context, 61)
    data_life.keep(context)
    with psycopg.connect(context.database.url) as connection:
        connection.execute(
            "UPDATE outbox SET sent_at = now() - interval '11 days' WHERE key = 'm1'"
        )
        connection.execute("UPDATE survey SET created_at = now() - interval '61 days'")
        connection.execute("UPDATE step SET at = now() - interval '61 days'")
    sealing.seal(context)
    due = data_life.standing(context).due
    assert due == {
        "archive": 0,
        "tickets": 3,
        "audit": 3,
        "surveys": 3,
        "outbox": 1,
        "comments": 2,
        "attachments": 3,
        "rule_log": 0,
        "undelivered": 0,
        "notices": 0,
    }
    data_life.keep(context)
    assert not any(data_life.standing(context).due.values())
    assert not holding(context, "Wang Wei") - {"customer"}
    assert not holding(context, PHONE) & {"comment", "attachment", "ticket"}
    assert kept_files(context) == set()
    sealing.seal(context)
    assert sealing.verify(context).broken is None


def test_logs_end_by_their_policies_and_nothing_unread_or_waiting_does(
    context: Context, company: Company
) -> None:
    with context.database.unit(user="setup") as unit:
        unit.outbox.put(
            Message(key=key, medium=Medium.CONSOLE, address="tester", subject=key)
            for key in ("read", "just read", "unread", "given up", "waiting")
        )
        unit.commit()
    with psycopg.connect(context.database.url) as connection:
        connection.execute(
            "INSERT INTO notice_read (outbox_id, login, at) SELECT id, 'tester',"
            " now() - CASE key WHEN 'read' THEN interval '181 days' ELSE interval '1 day' END"
            " FROM outbox WHERE key IN ('read', 'just read')"
        )
        connection.execute(
            "UPDATE outbox SET due_at = now() - interval '400 days', held = key = 'given up'"
            " WHERE key IN ('given up', 'waiting')"
        )
        connection.execute(
            "INSERT INTO rule_log (at, rule_id, rule_version, rule_name, ticket_id, event, outcome)"
            " SELECT now() - make_interval(days => d), 1, 1, 'x', %s, 'created', 'fired'"
            " FROM unnest(ARRAY[10, 91]) AS d",
            (company.tickets[0],),
        )
    due = data_life.standing(context).due
    assert (due["rule_log"], due["undelivered"], due["notices"]) == (1, 1, 1)
    data_life.keep(context)
    with psycopg.connect(context.database.url) as connection:
        left = connection.execute(
            "SELECT key FROM outbox WHERE subject = key ORDER BY key"
        ).fetchall()
        lines = connection.execute("SELECT count(*) FROM rule_log").fetchone()
    assert [key for (key,) in left] == ["just read", "unread", "waiting"]
    assert lines == (1,)


def test_a_policy_that_makes_no_sense_is_refused(context: Context) -> None:
    for kind, days, code in (("outbox", 0, "days"), ("outbox", 99_999, "days"), ("x", 1, "kind")):
        with pytest.raises(DomainError, match=rf"data\.{code}"):
            data_life.set_policy(context, uuid4(), kind, days)
    data_life.set_policy(context, uuid4(), "outbox", None)
    assert data_life.standing(context).policies["outbox"] is None
    with pytest.raises(DomainError, match=r"data\.reason"):
        data_life.hold(context, uuid4(), HER, " ")


def test_tickets_done_but_not_closed_are_open_still(context: Context) -> None:
    company = found(context, make_ticket(1, phone=PHONE, customer_name=""))
    key = company.tickets[0]
    serve(context, key, company.engineers[0], NOW + timedelta(hours=1), until=DONE[:3])
    assert data_life.look(context, replace(HER, name="", email="")).open_tickets


def test_a_workflow_that_says_itself_when_tickets_are_archived_is_left_to_it(
    context: Context,
) -> None:
    """IT tickets are archived 90 days after closing by their workflow, others by the policy."""
    company = found(context, make_ticket(1, type=IT), make_ticket(2))
    first, second = company.tickets
    for key in (first, second):
        step(context, key, Status.RESOLVED, Status.CONFIRMED, Status.CLOSED, at=NOW)
    data_life.set_policy(context, uuid4(), "archive", 10)
    now = replace(context, clock=lambda: datetime.now(UTC))
    age(context, 31)
    assert data_life.standing(now).due["archive"] == 1
    assert (data_life.keep(now), take_due(now)) == (1, 0)
    assert (status(context, first), status(context, second)) == (Status.CLOSED, Status.ARCHIVED)
    (last,) = [one for one in lifecycle.read(context, second).steps if one.after is Status.ARCHIVED]
    assert last.data["by"] == "duty"
    age(context, 91)
    assert (data_life.keep(now), take_due(now)) == (0, 1)
    assert status(context, first) is Status.ARCHIVED
    assert (data_life.keep(now), take_due(now)) == (0, 0)


def test_nothing_is_archived_where_no_policy_says_so(context: Context, company: Company) -> None:
    data_life.set_policy(context, uuid4(), "archive", None)
    age(context, 500)
    assert data_life.keep(context) == 0
    assert data_life.standing(context).due["archive"] == 0
    assert status(context, company.tickets[0]) is Status.CLOSED
