"""The demo company as one value, and as a board."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from dispatch_console.app.demo import clientele, first_plan, requests, sources, staff, ties
from dispatch_console.app.demo.calendar import Calendar
from dispatch_console.domain.board import Board
from dispatch_console.domain.customer import Customer, Site
from dispatch_console.domain.engineer import Engineer, Shift
from dispatch_console.domain.region import Region
from dispatch_console.domain.skill import Skill
from dispatch_console.domain.ticket import Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoCompany:
    """Everything the company has on `today`, numbered from 1.

    `now` is its moment (UTC), `zone` where its people live.
    """

    today: date
    now: datetime
    zone: ZoneInfo
    regions: tuple[Region, ...]
    skills: tuple[Skill, ...]
    customers: tuple[Customer, ...]
    sites: tuple[Site, ...]
    engineers: tuple[Engineer, ...]
    shifts: tuple[Shift, ...]
    tickets: tuple[Ticket, ...]


def build(today: date, now: datetime, zone: ZoneInfo) -> DemoCompany:
    """The company on `today`, the day of the aware moment `now` in `zone`.

    Its open tickets are the work of three days: today and the next two, or, opened after midday,
    the next three. Equal arguments give equal companies.
    """
    # Visits begin on whole seconds, as in every plan: an undo could not set back a fraction.
    now = now.replace(microsecond=0)
    calendar = Calendar(today, now, zone)
    areas = {region.code: region for region in sources.regions()}
    places = sources.places()
    clients = clientele.clients()
    sites = clientele.sites(clients, places, areas)
    people = staff.engineers(
        sources.teams(), places, {code: area.id for code, area in areas.items()}
    )
    shifts = staff.shifts(people, calendar)
    (island,) = (area.id for area in areas.values() if area.exclusive)
    callers = requests.Clientele(clients, sites, island)
    return DemoCompany(
        today=today,
        now=now,
        zone=zone,
        regions=tuple(areas.values()),
        skills=sources.skills(),
        customers=tuple(client.customer for client in clients),
        sites=sites,
        engineers=people,
        shifts=shifts,
        tickets=ties.tied(
            first_plan.plan_by_hand(
                requests.tickets(sources.jobs(), callers, calendar),
                {person.id: person for person in people},
                shifts,
                calendar,
            )
        ),
    )


def company_board(company: DemoCompany) -> Board:
    """The company's board as read at its moment."""
    return Board(
        read_at=company.now,
        tickets=ties.with_mates(company.tickets),
        engineers={engineer.id: engineer for engineer in company.engineers},
        shifts={shift.id: shift for shift in company.shifts},
        regions={region.id: region for region in company.regions},
        skills={skill.code: skill for skill in company.skills},
        cursor="0",
    )
