"""Programs follow what changes and miss nothing."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.ticket import Priority
from dispatch_console.services.context import Context
from dispatch_console.services.lifecycle import find
from dispatch_console.services.priorities import set_priority
from tests.gateway.api.test_tickets import make, refused
from tests.storage.people import AT, settle


def ask(program: TestClient, cursor: str = "") -> dict[str, Any]:
    """What changed."""
    answer = program.get("changes", params={"cursor": cursor})
    assert answer.status_code == 200, answer.text
    return answer.json()


def prioritise(context: Context, number: str, priority: Priority) -> None:
    """As somebody at the console does."""
    set_priority(context, uuid4(), [find(context, number).id], priority)


def test_what_was_made_or_changed_is_told_once(program: TestClient, context: Context) -> None:
    old = make(program)["number"]
    begun = ask(program)
    assert (begun["tickets"], begun["engineers"]) == ([], [])
    new = make(program)["number"]
    prioritise(context, old, Priority.P1)
    then = ask(program, begun["cursor"])
    assert then["tickets"] == [old, new]
    assert ask(program, then["cursor"])["tickets"] == []
    assert ask(program, begun["cursor"])["tickets"] == [old, new]


def test_a_visit_and_an_engineer_are_told(program: TestClient, context: Context) -> None:
    company = settle(context.database)
    begun = ask(program)["cursor"]
    with context.database.unit(user="setup") as unit:
        unit.visits.replace([company.visit(0, 0, AT)])
        unit.engineers.upsert([replace(company.engineers[1], team="South")])
        unit.commit()
    then = ask(program, begun)
    assert then["tickets"] == [company.tickets[0].number]
    assert then["engineers"] == [company.engineers[1].number]


def test_one_that_becomes_whole_late_is_not_missed(program: TestClient, context: Context) -> None:
    first, second = make(program)["number"], make(program)["number"]
    with context.database.unit(user="slow") as unit:
        row = find(context, first)
        unit.tickets.update([replace(row, title="Late")])
        prioritise(context, second, Priority.P1)
        middle = ask(program)
        unit.commit()
    assert ask(program, middle["cursor"])["tickets"] == [first]
    with context.database.snapshot() as snap:
        assert snap.tickets.get([TicketId(row.id)])[row.id].title == "Late"


def test_a_cursor_of_another_life_of_the_database_is_good_no_longer(program: TestClient) -> None:
    cursor = ask(program)["cursor"]
    answer = program.get("changes", params={"cursor": f"{uuid4()}/{cursor.partition('/')[2]}"})
    assert refused(answer, 410) == "api.cursor_old"


@pytest.mark.parametrize(
    "seen", ["", "1", "0:0:", "9:3:", "3:9:9", "3:9:5,4", "3:9:1", f"1:{2**64}:", "a:b:", "1:2:\0"]
)
def test_what_is_no_cursor_is_refused(program: TestClient, seen: str) -> None:
    epoch = ask(program)["cursor"].partition("/")[0]
    for cursor in (f"{epoch}/{seen}", f"x/{seen}"):
        answer = program.get("changes", params={"cursor": cursor})
        assert refused(answer, 422) == "api.unfit"
