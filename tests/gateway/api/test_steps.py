"""Programs take tickets through their life by the same workflows as people."""

from dataclasses import replace
from typing import Any

from fastapi.testclient import TestClient

from dispatch_console.domain.workflow_templates import IT, MAINTENANCE
from dispatch_console.services.context import Context
from dispatch_console.services.lifecycle import find
from tests.gateway.api.test_tickets import make, refused
from tests.storage.people import AT, settle


def take(program: TestClient, number: str, status: str, **said: Any) -> Any:
    """A step as a program takes it."""
    return program.post(f"tickets/{number}/steps", json={"status": status, **said})


def test_what_may_follow_is_told_with_what_it_needs(program: TestClient) -> None:
    number = make(program, type=IT, custom={"system": "mail"})["number"]
    told = program.get(f"tickets/{number}/legal-steps").json()
    steps = {one["status"]: one for one in told["steps"]}
    assert (told["status"], steps["resolved"]["custom"]) == ("new", ["resolution"])
    assert steps["cancelled"]["reason"]
    assert steps["on_hold"]["fields"] == ["hold_reason"]
    assert {"name_en", "name_zh"} == set(steps["cancelled"]["reasons"][0])


def test_a_step_is_taken_with_what_is_said(program: TestClient, context: Context) -> None:
    number = make(program, type=IT, custom={"system": "mail"})["number"]
    needs = take(program, number, "resolved")
    assert refused(needs, 422) == "ticket.step_needs"
    assert needs.json()["fields"] == [{"name": "custom.resolution", "problem": "missing"}]
    done = take(program, number, "resolved", custom={"resolution": "Restarted"}, reason="By phone")
    assert done.status_code == 201, done.text
    assert (done.json()["status"], done.json()["custom"]["resolution"]) == ("resolved", "Restarted")
    (step,) = program.get(f"tickets/{number}/steps").json()["steps"]
    assert (step["who"], step["before"], step["after"]) == ("program:CRM", "new", "resolved")
    assert step["reason"] == "By phone"
    again = take(program, number, "resolved")
    assert again.status_code == 201
    assert len(program.get(f"tickets/{number}/steps").json()["steps"]) == 1
    with context.database.snapshot() as snap:
        assert snap.steps.of([find(context, number).id])


def test_a_step_the_workflow_does_not_know_is_refused(program: TestClient) -> None:
    number = make(program, type=IT, custom={"system": "mail"})["number"]
    assert refused(take(program, number, "closed"), 422) == "ticket.step"
    assert refused(take(program, number, "assigned"), 422) == "dispatch.no_visit"
    assert refused(take(program, number, "merged"), 422) == "ticket.merge_target"
    assert refused(take(program, number, "asleep"), 422) == "api.unfit"
    assert refused(take(program, number, "on_hold", fields={"mood": "x"}), 422) == "api.unfit"
    late = take(program, number, "cancelled", reason="x", occurred_at="2100-01-01T00:00:00Z")
    assert refused(late, 422) == "api.future"
    held = take(program, number, "on_hold", hold_reason="part")
    assert (held.status_code, held.json()["hold_reason"]) == (201, "part")


def test_who_signed_is_kept_with_the_step(program: TestClient, context: Context) -> None:
    number = make(program, type=MAINTENANCE, custom={"plan_kind": "monthly"})["number"]
    company = settle(context.database)
    with context.database.unit(user="setup") as unit:
        visit = replace(company.visit(0, 0, AT), ticket_id=find(context, number).id)
        unit.visits.replace([visit])
        unit.commit()
    for status in ("en_route", "in_progress"):
        assert take(program, number, status).status_code == 201
    custom = {"finding": "In order", "meter": 12.5}
    assert refused(take(program, number, "resolved", custom=custom), 422) == "ticket.step_needs"
    for signature, code in (
        ({"name": " "}, "signature.name"),
        ({"name": "Ms Wu", "way": "drawn"}, "signature.empty"),
        ({"name": "Ms Wu", "way": "drawn", "drawing": "<svg>"}, "signature.drawing"),
        ({"name": "Ms Wu", "way": "paper"}, "signature.reason"),
    ):
        answer = take(program, number, "resolved", custom=custom, signature=signature)
        assert refused(answer, 422) == code
    done = take(program, number, "resolved", custom=custom, signature={"name": "Ms Wu"})
    assert done.status_code == 201, done.text
    assert (done.json()["custom"]["finding"], done.json()["custom"]["meter"]) == ("good", "12.5")
    step = program.get(f"tickets/{number}/steps").json()["steps"][-1]
    assert step["signature"] == {"name": "Ms Wu", "way": "typed", "reason": ""}


def test_a_step_sent_twice_is_taken_once(program: TestClient) -> None:
    number = make(program)["number"]
    headers = {"idempotency-key": "k"}
    path = f"tickets/{number}/steps"
    done = {"status": "cancelled"}
    assert program.post(path, json=done, headers=headers).status_code == 201
    assert program.post(path, json={"status": "reopened"}).status_code == 201
    again = program.post(path, json=done, headers=headers)
    assert (again.status_code, again.json()["status"]) == (201, "reopened")
    assert len(program.get(path).json()["steps"]) == len(["cancelled", "reopened"])
