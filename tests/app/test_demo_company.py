"""The demo company: large enough, always the same, and possible as it stands."""

import hashlib
import subprocess
import sys
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from dispatch_console.app.demo.company import DemoCompany, build, company_board
from dispatch_console.domain.lifecycle import OPEN
from dispatch_console.domain.region import contains
from dispatch_console.domain.skill import missing_skills
from dispatch_console.domain.sla import SlaState, sla_state
from dispatch_console.domain.ticket import Priority, Status
from dispatch_console.planning.checker import check
from dispatch_console.services.planning import build_problem, current_solution

ZONE = ZoneInfo("Asia/Shanghai")
TODAY = date(2026, 3, 2)


def company_at(hour: float, today: date = TODAY) -> DemoCompany:
    """The company at this local hour."""
    midnight = datetime(today.year, today.month, today.day, tzinfo=ZONE)
    return build(today, (midnight + timedelta(hours=hour)).astimezone(UTC), ZONE)


@pytest.fixture(scope="module")
def company() -> DemoCompany:
    return company_at(8.25)


def fingerprint(company: DemoCompany) -> str:
    """A hash of everything in it."""
    return hashlib.sha256(repr(company).encode()).hexdigest()


def test_it_is_large_enough_to_be_credible(company: DemoCompany) -> None:
    assert len(company.regions) == 16
    assert len(company.engineers) >= 64
    assert len(company.tickets) >= 480
    assert len({engineer.name for engineer in company.engineers}) == len(company.engineers)
    assert {ticket.region_id for ticket in company.tickets} >= {r.id for r in company.regions}


def test_ids_count_from_one_and_the_board_holds_all(company: DemoCompany) -> None:
    board = company_board(company)
    mates = sum(ticket.crew_size - 1 for ticket in company.tickets)
    assert list(board.tickets) == list(range(1, len(company.tickets) + mates + 1))
    assert list(board.engineers) == list(range(1, len(company.engineers) + 1))
    assert list(board.shifts) == list(range(1, len(company.shifts) + 1))
    assert board.read_at == company.now


def test_it_is_the_same_at_every_start_and_in_another_process(company: DemoCompany) -> None:
    code = (
        "from tests.app.test_demo_company import company_at, fingerprint\n"
        "print(fingerprint(company_at(8.25)))"
    )
    other = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONHASHSEED": "7", "PYTHONPATH": ":".join(sys.path), "LC_ALL": "C"},
        check=True,
        capture_output=True,
        text=True,
    )
    assert fingerprint(company_at(8.25)) == fingerprint(company) == other.stdout.strip()


def test_another_day_brings_the_same_work(company: DemoCompany) -> None:
    later = company_at(8.25, TODAY + timedelta(days=17))
    assert [t.title for t in later.tickets] == [t.title for t in company.tickets]
    shift = timedelta(days=17)
    assert [t.created_at - shift for t in later.tickets] == [t.created_at for t in company.tickets]


def test_every_place_lies_in_its_region(company: DemoCompany) -> None:
    regions = {region.id: region for region in company.regions}
    for ticket in company.tickets:
        if ticket.location is not None:
            assert ticket.region_id is not None
            assert contains(regions[ticket.region_id], ticket.location), ticket
    for engineer in company.engineers:
        assert contains(regions[engineer.regions[0]], engineer.home), engineer


def test_a_few_tickets_have_no_place_yet(company: DemoCompany) -> None:
    assert 0 < sum(ticket.location is None for ticket in company.tickets) < 10


def test_every_need_can_be_met_on_every_day(company: DemoCompany) -> None:
    exclusive = {region.id for region in company.regions if region.exclusive}
    engineers = {engineer.id: engineer for engineer in company.engineers}
    known = {skill.code for skill in company.skills}
    days = {shift.start.astimezone(ZONE).date() for shift in company.shifts}
    assert len(days) == 3
    for day in days:
        on_duty = [
            engineers[shift.engineer_id]
            for shift in company.shifts
            if shift.start.astimezone(ZONE).date() == day
        ]
        for ticket in company.tickets:
            assert {need.code for need in ticket.skills} <= known
            assert any(
                not missing_skills(ticket.skills, engineer.skills)
                and (ticket.region_id not in exclusive or ticket.region_id in engineer.regions)
                for engineer in on_duty
            ), (day, ticket)


def test_nobody_works_twice_at_once(company: DemoCompany) -> None:
    turns = Counter((s.engineer_id, s.start.astimezone(ZONE).date()) for s in company.shifts)
    assert max(turns.values()) == 1


def test_shares_are_those_of_a_service_company(company: DemoCompany) -> None:
    tickets = company.tickets
    windows = [w.end - w.start for t in tickets for w in t.windows]
    assert 0.35 <= len(windows) / len(tickets) <= 0.45
    assert all(timedelta(hours=2) <= span <= timedelta(hours=4) for span in windows)
    assert 0.01 <= sum(t.priority is Priority.P1 for t in tickets) / len(tickets) <= 0.06
    assert {t.category for t in tickets} == {
        "repair",
        "installation",
        "inspection",
        "it",
        "facility",
    }
    states = Counter(sla_state(t, company.now) for t in tickets)
    assert states[SlaState.BREACHED] >= 5
    assert states[SlaState.AT_RISK] >= 20
    assert states[SlaState.OK] >= 300
    chinese = sum(any("\u4e00" <= char <= "\u9fff" for char in t.title) for t in tickets)
    assert 0.5 <= chinese / len(tickets) <= 0.9
    assert not any("{" in t.title + t.description for t in tickets)


@pytest.mark.parametrize("hour", [0, 2.5, 7.5, 8.25, 10, 11.6, 12.4, 13.5, 15, 16.8, 19, 23.9])
def test_the_plan_made_by_hand_holds_at_any_hour(hour: float) -> None:
    company = company_at(hour)
    board = company_board(company)
    end = max(shift.end for shift in company.shifts) + timedelta(hours=2)
    problem = build_problem(board, now=company.now, start=company.now, end=end)
    solution = current_solution(problem)
    verdict = check(problem, solution)
    assert verdict.violations == ()
    assigned = [ticket for ticket in company.tickets if ticket.visit]
    assert len(assigned) >= 50
    assert all(ticket.status in OPEN for ticket in company.tickets)


@pytest.mark.parametrize("hour", [8.25, 10, 14.5])
def test_status_fits_the_moment(hour: float) -> None:
    company = company_at(hour)
    for ticket in company.tickets:
        visit = ticket.visit
        if visit is None:
            assert ticket.status in (Status.NEW, Status.REOPENED, Status.ON_HOLD)
            continue
        departure = visit.start - timedelta(seconds=visit.travel_s)
        if ticket.status is Status.IN_PROGRESS:
            assert visit.start <= company.now < visit.end
        elif ticket.status is Status.EN_ROUTE:
            assert departure <= company.now < visit.start
        else:
            assert ticket.status in (Status.ASSIGNED, Status.ACCEPTED)
            assert company.now < departure
    found = Counter(ticket.status for ticket in company.tickets)
    assert found[Status.IN_PROGRESS] + found[Status.EN_ROUTE] >= 1
    assert all(ticket.created_at <= company.now for ticket in company.tickets)


@pytest.mark.parametrize("hour", [7, 12.9, 13.1, 18, 23.9])
def test_no_appointment_is_over_when_the_demo_opens(hour: float) -> None:
    company = company_at(hour)
    ends = [window.end for ticket in company.tickets for window in ticket.windows]
    assert min(ends) > company.now + timedelta(hours=1)
    assert max(ends) < max(shift.end for shift in company.shifts) + timedelta(hours=1)


def test_its_visits_begin_on_whole_seconds_whenever_it_is_opened() -> None:
    visits = [t.visit for t in company_at(9.1234567).tickets if t.visit is not None]
    assert visits
    assert all(not v.start.microsecond and not v.end.microsecond for v in visits)
