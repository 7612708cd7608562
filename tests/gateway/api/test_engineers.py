"""Programs read who works here, when, and where they go."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from dispatch_console.services.context import Context
from dispatch_console.services.tickets import NewTicket, create
from tests.factories import DAY
from tests.gateway.api.test_tickets import refused
from tests.storage.people import AT, Company, settle


@pytest.fixture
def company(context: Context) -> Company:
    """Two engineers with a shift each, one with a visit."""
    found = settle(context.database)
    with context.database.unit(user="setup") as unit:
        unit.visits.replace([found.visit(0, 0, AT)])
        unit.commit()
    return found


def test_engineers_are_told_with_skills_and_regions(program: TestClient, company: Company) -> None:
    with_all = program.get("engineers").json()["engineers"]
    assert [one["number"] for one in with_all] == [one.number for one in company.engineers]
    one = program.get(f"engineers/{company.engineers[0].number}").json()
    assert one == with_all[0]
    assert one["regions"] == ["R1"]
    assert {"code": "lift", "level": 3} in one["skills"]
    assert "home" not in one
    assert refused(program.get("engineers/E999"), 404) == "api.engineer"


def test_who_left_is_told_and_not_listed(
    program: TestClient, company: Company, context: Context
) -> None:
    gone = replace(company.engineers[1], active=False)
    with context.database.unit(user="setup") as unit:
        unit.engineers.upsert([gone])
        unit.commit()
    assert len(program.get("engineers").json()["engineers"]) == 1
    assert program.get(f"engineers/{gone.number}").json()["active"] is False


def test_a_day_begins_at_midnight_of_its_zone(program: TestClient, company: Company) -> None:
    def found(what: str, **asked: str) -> int:
        answer = program.get(what, params=asked)
        assert answer.status_code == 200, answer.text
        return len(answer.json()[what])

    day = DAY.date().isoformat()
    before = (DAY - timedelta(1)).date().isoformat()
    assert (found("shifts", day=day), found("visits", day=day)) == (2, 1)
    assert found("visits", day=day, zone="America/New_York") == 0
    assert found("visits", day=before, zone="America/New_York") == 1
    first, second = company.engineers
    assert found("visits", day=day, engineer=first.number) == 1
    assert found("visits", day=day, engineer=second.number) == 0
    assert found("shifts", day=day, engineer=second.number) == 1
    visit = program.get("visits", params={"day": day}).json()["visits"][0]
    assert (visit["ticket"], visit["engineer"]["number"]) == (
        company.tickets[0].number,
        first.number,
    )


def test_each_of_a_crew_has_a_visit_under_the_tickets_number(
    program: TestClient, company: Company, context: Context
) -> None:
    crew = create(context, uuid4(), NewTicket(title="Move the safe", crew_size=2))
    with context.database.unit(user="setup") as unit:
        rows = [row for row in unit.tickets.every().values() if row.whole == crew.id]
        visits = [
            replace(company.visit(0, n, AT + timedelta(hours=3)), ticket_id=row.id)
            for n, row in enumerate(rows)
        ]
        unit.visits.replace(visits)
        unit.commit()
    told = program.get("visits", params={"day": DAY.date().isoformat()}).json()["visits"]
    assert [one["ticket"] for one in told].count(crew.number) == 2
    listed = program.get("tickets").json()["tickets"]
    assert [one["number"] for one in listed].count(crew.number) == 1


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("", "day"),
        ("day=0001-01-01", "day"),
        ("day=9999-12-31", "day"),
        ("day=soon", "day"),
        ("day=2026-03-02&zone=Mars/Base", "zone"),
        ("day=2026-03-02&zone=../etc/passwd", "zone"),
        ("day=2026-03-02&zone=%00", "zone"),
        ("day=2026-03-02&colour=red", "colour"),
    ],
)
def test_days_and_zones_there_are_not_are_refused(
    program: TestClient, query: str, name: str
) -> None:
    for what in ("shifts", "visits"):
        answer = program.get(f"{what}?{query}")
        assert refused(answer, 422) == "api.unfit"
        assert answer.json()["fields"][0]["name"] == name
