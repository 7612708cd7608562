"""Visits: one for a ticket, none at once for an engineer, statuses as the domain says."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.plan import planned
from dispatch_console.domain.ticket import Status, Ticket
from dispatch_console.storage.database import Database
from dispatch_console.storage.unit_of_work import Unit
from tests.storage.people import AT, settle


def change(database: Database, work: Callable[[Unit], Any]) -> None:
    with database.unit(user="Li") as unit:
        work(unit)
        unit.commit()


def ticket(database: Database, key: TicketId) -> Ticket:
    with database.snapshot() as snap:
        return snap.tickets.get([key])[key]


def test_a_planned_visit_comes_back_as_it_was_planned(database: Database) -> None:
    company = settle(database)
    visit = company.visit(0, 0, AT)
    change(database, lambda unit: unit.visits.replace([visit]))
    now = ticket(database, visit.ticket_id)
    assert planned(now) == visit
    assert now.status == Status.ASSIGNED


@pytest.mark.parametrize("minutes", [0, 30, 59])
def test_the_database_refuses_to_book_an_engineer_twice(database: Database, minutes: int) -> None:
    company = settle(database)
    change(database, lambda unit: unit.visits.replace([company.visit(0, 0, AT)]))
    late = company.visit(1, 0, AT + timedelta(minutes=minutes))
    with pytest.raises(DomainError, match=r"visit\.double_booked"):
        change(database, lambda unit: unit.visits.replace([late]))
    assert ticket(database, late.ticket_id).visit is None


def test_one_visit_may_begin_when_another_ends(database: Database) -> None:
    company = settle(database)
    change(
        database,
        lambda unit: unit.visits.replace(
            [company.visit(0, 0, AT), company.visit(1, 0, AT + timedelta(minutes=60))]
        ),
    )


def test_two_visits_may_swap_places_in_one_step(database: Database) -> None:
    company = settle(database)
    change(
        database,
        lambda unit: unit.visits.replace([company.visit(0, 0, AT), company.visit(1, 1, AT)]),
    )
    swapped = [company.visit(0, 1, AT), company.visit(1, 0, AT)]
    change(database, lambda unit: unit.visits.replace(swapped))
    assert [planned(ticket(database, v.ticket_id)) for v in swapped] == swapped


def test_a_second_active_visit_of_a_ticket_is_refused_by_the_database(database: Database) -> None:
    company = settle(database)
    change(database, lambda unit: unit.visits.replace([company.visit(0, 0, AT)]))
    with (
        psycopg.connect(database.url) as connection,
        pytest.raises(psycopg.errors.UniqueViolation),
    ):
        connection.execute(
            "INSERT INTO visit (ticket_id, engineer_id, shift_id, during)"
            " SELECT ticket_id, %s, shift_id, during FROM visit",
            [company.engineers[1].id],
        )


def test_a_ticket_cannot_point_at_a_visit_that_is_over_or_another_tickets(
    database: Database,
) -> None:
    company = settle(database)
    change(database, lambda unit: unit.visits.replace([company.visit(0, 0, AT)]))
    other = company.tickets[1].id
    with psycopg.connect(database.url, autocommit=True) as connection:
        for wrong in (
            "UPDATE visit SET active = false",
            f"UPDATE ticket SET visit_id = (SELECT id FROM visit) WHERE id = {other}",
        ):
            with pytest.raises(psycopg.errors.ForeignKeyViolation):
                connection.execute(wrong.encode())


def test_publishing_the_same_again_changes_nothing(database: Database) -> None:
    company = settle(database)
    visit = company.visit(0, 0, AT)
    change(database, lambda unit: unit.visits.replace([visit]))
    before = ticket(database, visit.ticket_id)
    with database.unit(user="Li") as unit:
        unit.visits.replace([visit])
        assert not unit.commit()
    assert ticket(database, visit.ticket_id) == before


def test_one_assignment_is_one_version(database: Database) -> None:
    company = settle(database)
    change(database, lambda unit: unit.visits.replace([company.visit(0, 0, AT)]))
    now = ticket(database, company.tickets[0].id)
    assert (now.version, now.plan_version) == (2, 2)


def test_other_travel_alone_is_told_but_leaves_the_plan_version(database: Database) -> None:
    company = settle(database)
    visit = company.visit(0, 0, AT)
    change(database, lambda unit: unit.visits.replace([visit]))
    with database.unit(user="Li") as unit:
        unit.visits.replace([replace(visit, travel_s=60)])
        assert unit.commit().tickets == {visit.ticket_id}
    now = ticket(database, visit.ticket_id)
    assert now.visit is not None
    assert (now.visit.travel_s, now.plan_version) == (60, 2)


def test_an_accepted_visit_stays_accepted_when_only_its_time_moves(database: Database) -> None:
    company = settle(database)
    key = company.tickets[0].id
    change(database, lambda unit: unit.visits.replace([company.visit(0, 0, AT)]))
    change(database, lambda unit: unit.tickets.set_status({key: Status.ACCEPTED}))
    later = AT + timedelta(hours=1)
    change(database, lambda unit: unit.visits.replace([company.visit(0, 0, later)]))
    assert ticket(database, key).status == Status.ACCEPTED
    change(database, lambda unit: unit.visits.replace([company.visit(0, 1, later)]))
    assert ticket(database, key).status == Status.ASSIGNED


def test_taking_a_visit_away_makes_the_ticket_new_and_the_engineer_free(
    database: Database,
) -> None:
    company = settle(database)
    change(database, lambda unit: unit.visits.replace([company.visit(0, 0, AT)]))
    change(
        database,
        lambda unit: unit.visits.replace(
            [company.visit(1, 0, AT)], unassign=[company.tickets[0].id]
        ),
    )
    now = ticket(database, company.tickets[0].id)
    assert (now.status, now.visit) == (Status.NEW, None)


def test_a_visit_under_way_cannot_be_taken_away(database: Database) -> None:
    company = settle(database)
    key = company.tickets[0].id
    change(database, lambda unit: unit.visits.replace([company.visit(0, 0, AT)]))
    change(database, lambda unit: unit.tickets.set_status({key: Status.IN_PROGRESS}))
    with pytest.raises(DomainError, match=r"ticket\.step"):
        change(database, lambda unit: unit.visits.replace([], unassign=[key]))


def test_a_cancelled_ticket_loses_its_visit(database: Database) -> None:
    company = settle(database)
    key = company.tickets[0].id
    change(database, lambda unit: unit.visits.replace([company.visit(0, 0, AT)]))
    change(database, lambda unit: unit.tickets.set_status({key: Status.CANCELLED}))
    now = ticket(database, key)
    assert (now.status, now.visit, now.version) == (Status.CANCELLED, None, 3)
    change(database, lambda unit: unit.visits.replace([company.visit(1, 0, AT)]))


def test_a_visit_for_a_ticket_that_is_gone_is_refused(database: Database) -> None:
    company = settle(database)
    lost = replace(company.visit(0, 0, AT), ticket_id=TicketId(999))
    with pytest.raises(DomainError, match=r"ticket\.gone"):
        change(database, lambda unit: unit.visits.replace([lost]))
