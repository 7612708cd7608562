"""The demo company in a database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from dispatch_console.app.demo.company import DemoCompany, build, company_board
from dispatch_console.app.demo.lifecycle import LIFE
from dispatch_console.app.demo.loading import Loaded, is_loaded, load
from dispatch_console.domain.board import Board
from dispatch_console.domain.conversation import HelpState
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.ticket import Lock, Status, Ticket
from dispatch_console.services import board as boards
from dispatch_console.services import notices, ticket_timeline
from dispatch_console.services.context import Context
from dispatch_console.services.rules import duties, firing
from dispatch_console.storage.database import Database
from tests.factories import SKILLS, make_engineer, make_region

ZONE = ZoneInfo("Asia/Shanghai")


def company_of(moment: datetime) -> DemoCompany:
    return build(moment.astimezone(ZONE).date(), moment, ZONE)


MORNING = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@pytest.fixture
def context(database: Database) -> Context:
    return Context(database=database, user="demo", clock=lambda: MORNING)


def told(ticket: Ticket, board: Board) -> tuple[object, ...]:
    """What people see of a ticket and its visit, without ids and deadlines: policies make those."""
    visit = ticket.visit
    return (
        ticket.external_id,
        ticket.number,
        ticket.title,
        ticket.status,
        ticket.lock,
        ticket.location,
        ticket.skills,
        ticket.windows,
        board.regions[ticket.region_id].code if ticket.region_id else None,
        visit and (board.engineers[visit.engineer_id].number, visit.start, visit.end),
    )


def planned_for(board: Board) -> dict[TicketId, Ticket]:
    """The tickets of the day's plan, without those that show the lives of tickets."""
    return {k: t for k, t in board.tickets.items() if not (t.external_id or "").startswith(LIFE)}


def test_the_board_read_back_is_the_company(context: Context) -> None:
    company = company_of(MORNING)
    loaded = load(context, company)
    read, made = boards.load(context), company_board(company)
    read = replace(read, tickets=planned_for(read))
    whole = {key: ticket for key, ticket in read.tickets.items() if ticket.crew_of is None}
    assert loaded.tickets == len(company.tickets) == len(whole)
    assert len(read.tickets) == len(made.tickets) > len(whole)
    assert sum(bool(ticket.after) for ticket in whole.values()) > 3
    assert loaded.visits == sum(ticket.visit is not None for ticket in company.tickets)
    assert [told(t, read) for _, t in sorted(whole.items())] == [
        told(t, made) for t in company.tickets
    ]
    assert {e.number for e in read.engineers.values()} == {e.number for e in company.engineers}
    assert read.skills == made.skills
    assert any(ticket.lock is Lock.ALL for ticket in read.tickets.values())


def test_loading_the_day_again_changes_nothing(context: Context) -> None:
    load(context, company_of(MORNING))
    before = boards.load(context)
    again = load(context, company_of(MORNING + timedelta(hours=2)))
    assert again == Loaded()
    assert boards.load(context).tickets == before.tickets


def test_the_next_day_takes_the_place_of_the_day_before(context: Context) -> None:
    load(context, company_of(MORNING))
    first = boards.load(context).tickets
    tomorrow = company_of(MORNING + timedelta(days=1))
    load(context, tomorrow)
    board = boards.load(context)
    assert board.tickets.keys() - first.keys() == board.tickets.keys()
    days = planned_for(board).values()
    assert sum(t.crew_of is None for t in days) == len(tomorrow.tickets)
    assert len(board.engineers) == len(tomorrow.engineers)
    with context.database.snapshot() as snap:
        statuses = {ticket.status for ticket in snap.tickets.get(first).values()}
    assert statuses <= {Status.CANCELLED, Status.RESOLVED}


def test_somebody_elses_database_is_refused_and_left_alone(context: Context) -> None:
    with context.database.unit(user="owner") as unit:
        unit.skills.upsert(list(SKILLS.values()))
        region = unit.regions.upsert([make_region()]).rows[0]
        unit.engineers.upsert([make_engineer(regions=(region.id,))])
        unit.commit()
    with pytest.raises(DomainError) as refused:
        load(context, company_of(MORNING))
    assert refused.value.code == "demo.not_empty"
    board = boards.load(context)
    assert len(board.engineers) == 1
    assert not board.tickets


def test_whether_the_company_of_a_day_is_there_is_known_without_making_it(
    context: Context,
) -> None:
    today = company_of(MORNING)
    assert not is_loaded(context, today.today)
    assert not is_loaded(context, today.today)
    load(context, today)
    assert is_loaded(context, today.today)
    assert not is_loaded(context, today.today + timedelta(days=1))


def test_departments_talk_about_some_tickets(context: Context) -> None:
    load(context, company_of(MORNING))
    found = [
        ticket_timeline.read(context, ticket.id)
        for ticket in sorted(boards.load(context).tickets.values(), key=lambda one: one.id)[:80]
    ]
    talks = [one for one in found if any(e.code == "timeline.public" for e in one.entries)]
    assert len(talks) >= 10
    assert any(one.open_help for one in found)
    assert any(one.open_hand_over for one in found)
    assert any(one.state is HelpState.ANSWERED for talk in found for one in talk.help)
    files = [file for talk in found for entry in talk.entries for file in entry.attachments]
    assert {"image/png", "text/plain"} == {file.kind for file in files}
    assert sum(not notice.read for notice in notices.read(context)) >= 5


def test_the_rules_have_been_at_work_and_nothing_waits_for_them(context: Context) -> None:
    load(context, company_of(MORNING))
    with context.database.snapshot() as snap:
        rules, log = snap.rules.ordered(), snap.rules.logged(fired_only=True)
    assert sum(rule.active for rule in rules) >= 6
    assert len({line.name for line in log}) >= 2
    assert firing.work_off(context) == 0
    assert duties.round_(context) > 0  # what hours and deadlines ask for
