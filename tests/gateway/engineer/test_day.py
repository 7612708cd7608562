"""An engineer sees their own visits, in order."""

from dataclasses import replace
from uuid import uuid4

import pytest

from dispatch_console.domain.ticket import Status
from dispatch_console.services.dispatch import set_status
from tests.factories import DAY
from tests.gateway.engineer.conftest import Field, hidden


def test_a_day_has_the_visits_of_the_engineer_alone(field_work: Field) -> None:
    own, tomorrow, other, _ = field_work.company.tickets
    page = field_work.client.get("/engineer").text
    assert own.number in page
    assert "10:00–11:00" in page, "at the zone of the settings"
    for absent in (tomorrow, other):
        assert absent.number not in page
    page = field_work.client.get(f"/engineer?day={DAY:%Y-%m-}{DAY.day + 1:02d}").text
    assert tomorrow.number in page
    assert own.number not in page


@pytest.mark.parametrize("day", ["yesterday", "2026-02-30", "9999-12-31"])
def test_a_day_that_is_none_is_told_so(field_work: Field, day: str) -> None:
    assert field_work.client.get(f"/engineer?day={day}").status_code == 422


def test_nobody_elses_ticket_is_there(field_work: Field) -> None:
    page = field_work.page()
    for key in (field_work.key(2), field_work.key(3), 999_999):
        at = f"/engineer/tickets/{key}"
        paths = ("", "/step/accepted", "/parts", "/articles", "/articles/1", "/files/1")
        for path in paths:
            assert field_work.client.get(at + path).status_code == 404, path
        sent = hidden(page, f"/engineer/tickets/{field_work.key()}/comments") | {"body": "x"}
        for path in ("/comments", "/step/accepted", "/parts/ask", "/parts/1/use"):
            given = sent | {"quantity": "1", "part": "1"}
            assert field_work.client.post(at + path, data=given).status_code == 404, path


def test_a_crew_sees_its_ticket_each_its_own_visit(field_work: Field) -> None:
    """Whichever row of the crew is asked for."""
    company, office = field_work.company, field_work.office
    with office.database.unit(user="office") as unit:
        row = unit.tickets.get([field_work.key(3)])[field_work.key(3)]
        unit.tickets.update([replace(row, crew_size=2)])
        mate = unit.tickets.crew(row.id)[1]
        at = company.visit(3, 0, DAY.replace(hour=5))
        unit.visits.replace(
            [
                at,
                replace(
                    at,
                    ticket_id=mate.id,
                    engineer_id=company.engineers[1].id,
                    shift_id=company.shifts[1].id,
                ),
            ]
        )
        unit.commit()
    for key in (row.id, mate.id):
        page = field_work.client.get(f"/engineer/tickets/{key}").text
        assert company.engineers[1].name in page, "who else comes"
        assert f"/engineer/tickets/{row.id}/step/accepted" in page, "the engineer's own row"
    set_status(office, uuid4(), [mate.id], Status.ACCEPTED)
    assert "Accepted" in field_work.client.get(f"/engineer/tickets/{row.id}").text
