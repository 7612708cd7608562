"""Tickets in the database: versions, edits that meet, imports that are repeated."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.place import Location, TimeWindow
from dispatch_console.domain.plan import planned
from dispatch_console.domain.skill import SkillLevel
from dispatch_console.domain.ticket import Channel, Lock, Priority, Status, Ticket
from dispatch_console.storage.database import Database
from tests.factories import DAY, SKILLS, make_ticket
from tests.storage.people import AT, settle


def added(database: Database, ticket: Ticket) -> Ticket:
    with database.unit(user="Li") as unit:
        (now,) = unit.tickets.add([ticket])
        unit.commit()
    return now


def edited(database: Database, ticket: Ticket) -> Ticket:
    with database.unit(user="Li") as unit:
        now = unit.tickets.update([ticket])[ticket.id]
        unit.commit()
    return now


moments = st.datetimes(
    min_value=DAY.replace(tzinfo=None), max_value=DAY.replace(tzinfo=None, year=2027)
).map(lambda moment: moment.replace(tzinfo=DAY.tzinfo))
plain_text = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]))


@st.composite
def tickets(draw: st.DrawFn) -> Ticket:
    starts = draw(st.lists(moments, max_size=3))
    return Ticket(
        id=TicketId(0),
        number="",
        title=draw(plain_text),
        status=draw(st.sampled_from([Status.NEW, Status.ON_HOLD, Status.REOPENED])),
        priority=draw(st.sampled_from(Priority)),
        channel=draw(st.sampled_from(Channel)),
        description=draw(plain_text),
        address=draw(plain_text),
        location=draw(st.none() | st.builds(Location, st.floats(-90, 90), st.floats(-180, 180))),
        skills=tuple(
            SkillLevel(code, draw(st.integers(1, 5)))
            for code in draw(st.lists(st.sampled_from(sorted(SKILLS)), unique=True))
        ),
        duration_s=draw(st.integers(0, 10**6)),
        windows=tuple(TimeWindow(start, start + timedelta(hours=2)) for start in starts),
        created_at=draw(moments),
        response_due=draw(st.none() | moments),
        lock=draw(st.sampled_from(Lock)),
    )


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(ticket=tickets())
def test_every_ticket_comes_back_as_it_went_in(database: Database, ticket: Ticket) -> None:
    with database.unit(user="Li") as unit:
        unit.skills.upsert(list(SKILLS.values()))
        (now,) = unit.tickets.add([ticket])
        assert replace(now, id=ticket.id, number="", workflow_id=None) == ticket


def test_numbers_are_given_in_turn_and_given_ones_are_kept(database: Database) -> None:
    settle(database, tickets=2)
    with database.unit(user="Li") as unit:
        found = unit.tickets.add([make_ticket(77), replace(make_ticket(3), number="")])
    assert [ticket.number for ticket in found] == ["T-00077", "T-00003"]


def test_a_change_bumps_the_version_by_one(database: Database) -> None:
    company = settle(database)
    now = edited(database, replace(company.tickets[0], title="Other"))
    assert (now.version, now.title) == (2, "Other")


def test_an_edit_that_changes_nothing_bumps_nothing(database: Database) -> None:
    company = settle(database)
    assert edited(database, company.tickets[0]) == company.tickets[0]


def test_nobody_but_the_trigger_sets_a_version(database: Database) -> None:
    company = settle(database)
    with psycopg.connect(database.url) as connection:
        connection.execute("UPDATE ticket SET version = 50, plan_version = 50, phone = '1'")
        found = connection.execute("SELECT DISTINCT version, plan_version FROM ticket").fetchall()
    assert found == [(2, 1)]
    assert company.tickets[0].version == 1


def test_a_note_does_not_bump_the_plan_version(database: Database) -> None:
    company = settle(database)
    noted = replace(
        company.tickets[0], description="Ring twice", title="T", phone="1", address="Door 2"
    )
    now = edited(database, noted)
    assert (now.version, now.plan_version) == (2, 1)


@pytest.mark.parametrize(
    "what",
    [
        {"location": Location(31.0, 121.0)},
        {"duration_s": 60},
        {"windows": (TimeWindow(DAY, DAY + timedelta(hours=1)),)},
        {"skills": (SkillLevel("hvac", 1),)},
        {"priority": Priority.P1},
    ],
    ids=lambda what: next(iter(what)),
)
def test_what_matters_to_a_plan_bumps_the_plan_version(
    database: Database, what: dict[str, object]
) -> None:
    company = settle(database)
    now = edited(database, replace(company.tickets[0], **what))
    assert (now.version, now.plan_version) == (2, 2)


def test_status_and_lock_bump_the_plan_version(database: Database) -> None:
    company = settle(database)
    keys = [ticket.id for ticket in company.tickets[:2]]
    with database.unit(user="Li") as unit:
        unit.tickets.set_status({keys[0]: Status.ON_HOLD})
        unit.tickets.set_lock([keys[1]], Lock.ALL)
        now = unit.tickets.get(keys)
    assert [now[key].plan_version for key in keys] == [2, 2]


def test_the_loser_of_a_race_overwrites_nothing(database: Database) -> None:
    company = settle(database)
    edited(database, replace(company.tickets[0], title="First"))
    with pytest.raises(DomainError, match=r"ticket\.changed_meanwhile"):
        edited(database, replace(company.tickets[0], title="Second"))
    with database.snapshot() as snap:
        assert snap.tickets.get([company.tickets[0].id])[company.tickets[0].id].title == "First"


def test_an_unknown_skill_is_refused(database: Database) -> None:
    settle(database)
    with pytest.raises(DomainError, match=r"skill\.unknown") as refused:
        added(database, replace(make_ticket(9), skills=(SkillLevel("piano"),)))
    assert refused.value.params["what"] == "piano"


def test_an_import_creates_updates_and_leaves_alone(database: Database) -> None:
    settle(database, tickets=0)
    rows = [replace(make_ticket(n), number="", external_id=f"X{n}", region_id=None) for n in (1, 2)]
    with database.unit(user="Li") as unit:
        first = unit.tickets.upsert(rows)
        unit.commit()
    assert len(first.created) == 2
    third = replace(make_ticket(3), number="", external_id="X3", region_id=None)
    with database.unit(user="Li") as unit:
        second = unit.tickets.upsert([rows[0], replace(rows[1], title="Changed"), third])
        unit.commit()
    ids = [ticket.id for ticket in second.rows]
    assert (second.unchanged, second.updated, second.created) == ({ids[0]}, {ids[1]}, {ids[2]})
    assert [ticket.version for ticket in second.rows] == [1, 2, 1]


def test_a_repeated_import_undoes_no_edit_and_no_dispatch(database: Database) -> None:
    settle(database, tickets=0)
    row = replace(make_ticket(1), number="", external_id="X1", region_id=None)
    with database.unit(user="Li") as unit:
        (ticket,) = unit.tickets.upsert([row]).rows
        unit.commit()
    edited(database, replace(ticket, title="Edited by hand"))
    with database.unit(user="Li") as unit:
        unit.tickets.set_status({ticket.id: Status.ON_HOLD})
        unit.commit()
    with database.unit(user="Li") as unit:
        again = unit.tickets.upsert([row])
        assert again.unchanged == {ticket.id}
        assert (again.rows[0].title, again.rows[0].status) == ("Edited by hand", Status.ON_HOLD)
        changed = unit.tickets.upsert([replace(row, address="New Road 1")]).rows[0]
        assert (changed.address, changed.status) == ("New Road 1", Status.ON_HOLD)


def test_the_same_external_id_twice_in_one_import_is_refused(database: Database) -> None:
    settle(database, tickets=0)
    row = replace(make_ticket(1), number="", external_id="X1", region_id=None)
    with database.unit(user="Li") as unit, pytest.raises(DomainError, match=r"import\.twice"):
        unit.tickets.upsert([row, row])


def test_a_ticket_waited_for_comes_with_the_visit_it_has_then(database: Database) -> None:
    company = settle(database)
    first, second = company.visit(0, 0, AT), company.visit(0, 1, AT + timedelta(hours=3))
    key = first.ticket_id
    with database.unit(user="Li") as unit:
        unit.visits.replace([first])
        unit.commit()

    def wait() -> Ticket:
        with database.unit(user="Wang") as unit:
            return unit.tickets.lock([key])[key]

    with ThreadPoolExecutor(1) as pool, database.unit(user="Li") as unit:
        unit.visits.replace([second])
        waiting = pool.submit(wait)
        _until_someone_waits(database)
        unit.commit()
        assert planned(waiting.result(10)) == second


def _until_someone_waits(database: Database) -> None:
    with psycopg.connect(database.url) as connection:
        for _ in range(500):
            found = connection.execute("SELECT 1 FROM pg_locks WHERE NOT granted").fetchone()
            if found:
                return
            time.sleep(0.01)
    raise AssertionError("nobody waits")


def test_the_tickets_an_engineer_holds_are_the_open_ones_with_a_visit(database: Database) -> None:
    company = settle(database)
    who = company.engineers[0].id
    with database.unit(user="Li") as unit:
        unit.visits.replace([company.visit(0, 0, AT), company.visit(1, 1, AT)])
        unit.visits.replace([company.visit(2, 0, AT + timedelta(hours=2))])
        unit.tickets.set_status({company.tickets[2].id: Status.RESOLVED})
        assert unit.tickets.held_by([who]) == {company.tickets[0].id}
