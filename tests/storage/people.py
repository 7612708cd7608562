"""A small company in the database, for the tests of this folder."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from dispatch_console.domain.engineer import Engineer, Shift
from dispatch_console.domain.ids import PartId, RequisitionId, TicketId
from dispatch_console.domain.part import Part
from dispatch_console.domain.plan import PlannedVisit
from dispatch_console.domain.region import Region
from dispatch_console.domain.requisition import Requisition
from dispatch_console.domain.ticket import Ticket
from dispatch_console.storage.database import Database
from dispatch_console.storage.unit_of_work import Unit
from tests.factories import DAY, SKILLS, make_engineer, make_region, make_shift, make_ticket


@dataclass(frozen=True)
class Company:
    """What `settle` put into the database, as the database returned it."""

    regions: tuple[Region, ...]
    engineers: tuple[Engineer, ...]
    shifts: tuple[Shift, ...]
    tickets: tuple[Ticket, ...]

    def visit(self, ticket: int, engineer: int, start: datetime, minutes: int = 60) -> PlannedVisit:
        """A visit of the ticket and engineer of these places in the lists."""
        return PlannedVisit(
            ticket_id=self.tickets[ticket].id,
            engineer_id=self.engineers[engineer].id,
            shift_id=self.shifts[engineer].id,
            start=start,
            end=start + timedelta(minutes=minutes),
            travel_s=600,
            travel_m=4000,
        )


def ask_for_part(unit: Unit, ticket: TicketId, cost: int = 100, quantity: int = 1) -> RequisitionId:
    """A requisition of a part of its own, just asked for."""
    number = f"P-{ticket}-{cost}"
    (part,) = unit.parts.add(
        [Part(id=PartId(0), number=number, name_en="Part", cost=Decimal(cost))]
    )
    given = Requisition(
        id=RequisitionId(0),
        number="",
        ticket_id=ticket,
        part_id=part.id,
        quantity=Decimal(quantity),
        requested_at=DAY,
    )
    return unit.requisitions.add([given])[0].id


AT = DAY + timedelta(hours=2)


def settle(database: Database, *, engineers: int = 2, tickets: int = 3) -> Company:
    """One region; engineers with a shift each; new tickets."""
    with database.unit(user="setup") as unit:
        unit.skills.upsert(list(SKILLS.values()))
        regions = unit.regions.add([make_region()])
        home = (regions[0].id,)
        staff = unit.engineers.add(
            [make_engineer(n, regions=home) for n in range(1, engineers + 1)]
        )
        shifts = unit.shifts.add(
            [replace(make_shift(), engineer_id=engineer.id) for engineer in staff]
        )
        found = unit.tickets.add(
            [replace(make_ticket(n, region_id=home[0]), number="") for n in range(1, tickets + 1)]
        )
        unit.commit()
    return Company(regions, staff, shifts, found)
