"""Taking a call, on the real database."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from dispatch_console.domain.customer import Customer, Site
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import CustomerId, EngineerId, SiteId
from dispatch_console.domain.likeness import Call, words_of
from dispatch_console.domain.phone import digits
from dispatch_console.domain.place import Location, TimeWindow
from dispatch_console.domain.ticket import Status
from dispatch_console.domain.ties import Ties
from dispatch_console.services.board import load
from dispatch_console.services.context import Context
from dispatch_console.services.intake import Booking, callers, likely_duplicates, take
from dispatch_console.services.tickets import NewTicket, add_note, create
from tests.factories import DAY, NOW, make_ticket
from tests.services.company import found, ticket
from tests.services.customers.clientele import settled
from tests.storage.people import settle

HERE = Location(31.15, 121.35)
CALL = NewTicket(title="Lift stuck", customer_name="Hotel", phone="021-5888 1234", location=HERE)


def hotel(ctx: Context) -> tuple[Customer, Site]:
    with ctx.database.unit(user="setup") as unit:
        given = Customer(id=CustomerId(0), name="Hotel", phone="(021) 5888-1234")
        customer = unit.customers.add([given])[0]
        where = Site(id=SiteId(0), name="Hotel, Bund", customer_id=customer.id, location=HERE)
        site = unit.sites.add([where])[0]
        unit.commit()
    return customer, site


@pytest.mark.parametrize(
    "typed", ["021 5888", "+86 21 5888", "+86 21 5888-1234", "0086215888", "02158881234"]
)
def test_a_number_however_typed_finds_customer_sites_and_open_tickets(
    context: Context, typed: str
) -> None:
    customer, site = hotel(context)
    opened = create(context, uuid4(), replace(CALL, customer_id=customer.id))
    (caller,) = callers(context, typed)
    assert (caller.customer, caller.sites, caller.open) == (customer, (site,), (opened,))


@pytest.mark.parametrize("typed", ["", "021", "0999 9999", "hotel"])
def test_too_few_digits_and_unknown_numbers_find_nobody(context: Context, typed: str) -> None:
    hotel(context)
    assert callers(context, typed) == ()


@pytest.mark.parametrize("typed", ["5888 1234", "58881", "58881234"])
def test_a_number_said_without_its_area_code_finds_them_after_those_that_begin_so(
    context: Context, typed: str
) -> None:
    customer, _ = hotel(context)
    with context.database.unit(user="setup") as unit:
        other = Customer(id=CustomerId(0), name="A", phone="05888-1234567")
        unit.customers.add([other])
        unit.commit()
    found = [caller.customer for caller in callers(context, typed)]
    assert customer in found
    if len(typed.replace(" ", "")) == 8:
        assert found[0] == customer


def test_a_customer_is_found_by_the_number_of_one_of_their_people(context: Context) -> None:
    of = settled(context, phone="021-5888 1234")
    (caller,) = callers(context, "1380000")
    assert (caller.customer, caller.contact, caller.phone) == (
        of.customer,
        of.contact,
        of.contact.phone,
    )
    assert caller.assets == (of.asset,)
    assert caller.covers[of.asset.id].shares
    assert not caller.covers[None].shares
    (caller,) = callers(context, "02158881234")
    assert caller.contact is None


def test_the_device_chosen_is_the_ticket_s(context: Context) -> None:
    of = settled(context)
    new = replace(CALL, customer_id=of.customer.id, asset_id=of.asset.id)
    assert create(context, uuid4(), new).asset_id == of.asset.id


def test_somebody_known_from_a_ticket_alone_is_found_by_name(context: Context) -> None:
    stray = make_ticket(1, customer_name="Anna", phone="138 1234 5678", region_id=None, skills=())
    with context.database.unit(user="setup") as unit:
        unit.tickets.add([stray])
        unit.commit()
    (caller,) = callers(context, "1381234")
    assert (caller.name, caller.customer, len(caller.open)) == ("Anna", None, 1)


def test_the_whole_number_comes_before_those_that_start_so(context: Context) -> None:
    with context.database.unit(user="setup") as unit:
        numbers = {"A": "2158881", "B": "21588"}
        unit.customers.add(
            [Customer(id=CustomerId(0), name=n, phone=p) for n, p in numbers.items()]
        )
        unit.commit()
    assert [caller.name for caller in callers(context, "21588")] == ["B", "A"]


def test_a_chosen_customer_is_not_entered_anew_for_a_number_written_otherwise(
    context: Context,
) -> None:
    customer, _ = hotel(context)
    made = create(context, uuid4(), replace(CALL, customer_id=customer.id))
    assert made.customer_id == customer.id
    with context.database.snapshot() as snap:
        assert len(snap.customers.every()) == 1


def test_duplicates_are_found_on_the_board_and_among_those_ended_lately(context: Context) -> None:
    company = settle(context.database, tickets=0)
    _, site = hotel(context)
    there = {"site_id": site.id, "region_id": company.regions[0].id}
    with context.database.unit(user="setup") as unit:
        unit.tickets.add(
            [
                make_ticket(1, title="Lift stuck", **there),
                make_ticket(2, title="Lift stuck", status=Status.CLOSED, **there),
                make_ticket(
                    3,
                    title="Lift stuck",
                    status=Status.CLOSED,
                    created_at=DAY - timedelta(days=40),
                    **there,
                ),
            ]
        )
        unit.commit()
    call = Call(words=words_of("lift is stuck"), site_id=site.id)
    like = likely_duplicates(context, call, load(context).tickets.values(), NOW)
    assert [one.ticket.status for one in like] == [Status.NEW, Status.CLOSED]
    assert like[0].words == ("lift", "stuck")


@pytest.mark.parametrize(
    "call",
    [
        Call(phone="+86 2158881234", words=words_of("the lift")),
        Call(location=HERE, words=words_of("lift stuck")),
    ],
)
def test_an_ended_ticket_is_found_by_phone_and_by_place(context: Context, call: Call) -> None:
    made = create(context, uuid4(), CALL)
    with context.database.unit(user="setup") as unit:
        unit.tickets.set_status({made.id: Status.CANCELLED})
        unit.commit()
    assert [one.ticket.id for one in likely_duplicates(context, call, (), NOW)] == [made.id]


def test_a_booked_call_is_assigned_at_the_promised_time_once(context: Context) -> None:
    company = found(context, engineers=2)
    start = DAY + timedelta(hours=4)
    window = TimeWindow(start, start + timedelta(hours=2))
    new, booking = replace(CALL, windows=(window,)), Booking(company.engineers[1], start)
    command = uuid4()
    taken = take(context, command, new, booking)
    assert taken.refused is None
    assert take(context, command, new, booking).ticket.id == taken.ticket.id
    visit = ticket(context, taken.ticket.id).visit
    assert visit is not None
    assert visit.engineer_id == company.engineers[1]
    assert start <= visit.start <= window.end
    assert len(load(context).tickets) == 1


def test_a_crew_is_booked_as_a_whole_or_not_at_all(context: Context) -> None:
    first, second = found(context, engineers=2).engineers
    start = DAY + timedelta(hours=4)
    new = replace(CALL, crew_size=2, windows=(TimeWindow(start, start),))
    for mates in ((), (first,), (EngineerId(999),)):
        refused = take(context, uuid4(), new, Booking(first, start, mates))
        assert refused.refused is not None
        crew = Ties(load(context).tickets).crew(refused.ticket.id)
        assert [one.visit for one in crew] == [None, None]
    taken = take(context, uuid4(), new, Booking(first, start, (second,)))
    assert taken.refused is None
    crew = Ties(load(context).tickets).crew(taken.ticket.id)
    assert [(v.engineer_id, v.start) for one in crew if (v := one.visit)] == [
        (first, start),
        (second, start),
    ]


def test_a_call_that_cannot_be_booked_is_a_ticket_all_the_same(context: Context) -> None:
    found(context, engineers=1)
    taken = take(context, uuid4(), CALL, Booking(EngineerId(999), NOW))
    assert taken.refused is not None
    assert taken.refused.code == "dispatch.engineer_gone"
    assert ticket(context, taken.ticket.id).status is Status.NEW


def test_a_note_goes_below_what_is_said_already_and_only_once(context: Context) -> None:
    made = create(context, uuid4(), replace(CALL, description="Floor 3"))
    command = uuid4()
    for _ in range(2):
        add_note(context, command, made.id, " Now on floor 4 ")
    assert ticket(context, made.id).description == "Floor 3\n\nNow on floor 4"


def test_an_empty_note_and_a_note_to_nothing_are_refused(context: Context) -> None:
    made = create(context, uuid4(), CALL)
    with pytest.raises(DomainError, match=r"ticket\.no_note"):
        add_note(context, uuid4(), made.id, "  ")
    with pytest.raises(DomainError, match=r"ticket\.gone"):
        add_note(context, uuid4(), type(made.id)(999), "x")


@pytest.mark.parametrize(
    "written", ["(+86) 21-5888 1234", "0086 21 58881234", "8602158881234", "+86 10 123", "00 86 1"]
)
def test_the_database_reads_numbers_as_the_console_does(context: Context, written: str) -> None:
    with context.database.unit(user="setup") as unit:
        unit.customers.add([Customer(id=CustomerId(0), name="A", phone=written)])
        found_by_it = unit.customers.calling(digits(written), 5)
        assert [customer.phone for customer in found_by_it.values()] == [written]
        assert unit.customers.calling(f"{digits(written)}9", 5) == {}
