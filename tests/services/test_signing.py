"""Who signs for a step stays with it, and goes with the person."""

import json
import zipfile
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.person import Person
from dispatch_console.domain.signature import Signature, Way
from dispatch_console.domain.ticket import Status
from dispatch_console.domain.workflow import Given
from dispatch_console.domain.workflow_templates import IT
from dispatch_console.services import data_life, lifecycle, sealing, ticket_timeline
from dispatch_console.services.context import Context
from dispatch_console.services.dispatch import set_status
from dispatch_console.services.tickets import NewTicket, create
from tests.factories import NOW

DRAWN = Signature("Zhuang Xiaomei", Way.DRAWN, "10,20 300,200 600,40;100,250 700,255")
DONE = {"resolution": "Restarted"}


def resolved(context: Context, signed: Signature, customer: str = "Li") -> TicketId:
    new = NewTicket(title="No network", type=IT, customer_name=customer, custom={"system": "mail"})
    ticket = create(context, uuid4(), new)
    given = Given(signature=signed, custom=DONE)
    set_status(context, uuid4(), [ticket.id], Status.RESOLVED, given, occurred_at=NOW)
    return ticket.id


def rows(context: Context, query: str) -> list[tuple[object, ...]]:
    with psycopg.connect(context.database.url) as connection:
        return connection.execute(query.encode()).fetchall()


def test_a_signature_is_kept_with_its_step_and_told_wherever_that_is(context: Context) -> None:
    ticket = resolved(context, DRAWN)
    life = lifecycle.read(context, ticket)
    assert life.signatures == {life.steps[-1].id: DRAWN}
    assert "signed" not in life.steps[-1].data
    entries = ticket_timeline.read(context, ticket).entries
    assert [entry.signature for entry in entries if entry.signature] == [DRAWN]
    trail = rows(context, "SELECT who, after ->> 'drawing' FROM audit WHERE kind = 'signature'")
    assert trail == [(context.user, DRAWN.drawing)]


def test_one_that_is_none_is_refused_and_nothing_happens(context: Context) -> None:
    with pytest.raises(DomainError, match=r"signature\.drawing"):
        resolved(context, Signature("Li", Way.DRAWN, "<svg/>"))
    assert not rows(context, "SELECT FROM step")


def test_a_crew_signs_once(context: Context) -> None:
    ticket = create(context, uuid4(), NewTicket(title="Lift", crew_size=3))
    given = Given(signature=Signature("Li", Way.PAPER, reason="no screen"))
    set_status(context, uuid4(), [ticket.id], Status.CANCELLED, given, occurred_at=NOW)
    assert rows(context, "SELECT ticket_id, way, why FROM signature") == [
        (ticket.id, "paper", "no screen")
    ]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE signature SET name = 'Wang'",
        "UPDATE signature SET drawing = '1,1 2,2'",
        "UPDATE signature SET name = '', drawing = '', why = '', way = 'typed'",
        "UPDATE signature SET name = ''",
        "DELETE FROM signature",
    ],
)
def test_even_the_owner_of_the_tables_changes_no_signature(context: Context, change: str) -> None:
    resolved(context, DRAWN)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        rows(context, f"SET dispatch.schema = '22'; {change} RETURNING 1")


@pytest.mark.parametrize("drawing", ["<svg/>", "1,1 x", "1,1 2,2 ", "1,1 " * 2001, "1000,1"])
def test_the_database_takes_points_and_nothing_else(context: Context, drawing: str) -> None:
    ticket = resolved(context, Signature("Li"))
    (step,) = rows(context, "SELECT max(id) FROM step")
    made = f"({ticket}, {step[0]} + 1, 'drawn', '{drawing}')"
    with pytest.raises(psycopg.errors.CheckViolation):
        rows(
            context,
            "SET dispatch.schema = '22';"
            f" INSERT INTO signature (ticket_id, step_id, way, drawing) VALUES {made} RETURNING 1",
        )


def test_what_she_signed_is_given_out_with_the_drawing_and_erased_for_good(
    context: Context, tmp_path: Path
) -> None:
    hers = resolved(context, DRAWN, "Zhuang Xiaomei")
    # She signed for another, too.
    resolved(context, Signature("Zhuang Xiaomei"), "Wang Wei")
    for key in rows(context, "SELECT id FROM ticket"):
        for status in (Status.CONFIRMED, Status.CLOSED):
            set_status(context, uuid4(), [TicketId(int(str(key[0])))], status, occurred_at=NOW)
    sealing.seal(context)
    her = Person(name="zhuang xiaomei")
    file = tmp_path / "her.zip"
    data_life.export(context, her, file)
    with zipfile.ZipFile(file) as whole:
        data = json.loads(whole.read("data.json"))
        drawn = [name for name in whole.namelist() if name.endswith(".svg")]
        assert len(drawn) == 1
        assert b"<polyline" in whole.read(drawn[0])
    assert len(data["signature"]) == 2
    left = data_life.erase(context, uuid4(), her, data_life.look(context, her).code)
    assert not left
    assert rows(context, "SELECT name, drawing, way FROM signature ORDER BY id") == [
        ("", "", "drawn"),
        ("", "", "typed"),
    ]
    assert lifecycle.read(context, hers).steps[0].data == {}
    assert sealing.verify(context).broken is None
