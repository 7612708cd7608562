"""A small company with something of everything that people put words to."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from uuid import uuid4

import psycopg
from psycopg import sql

from dispatch_console.domain.asset import Asset, Meter
from dispatch_console.domain.custom import CustomField
from dispatch_console.domain.customer import Customer, Site
from dispatch_console.domain.ids import (
    AssetId,
    CustomerId,
    MeterId,
    PartId,
    PlaceId,
    QueueId,
    SiteId,
    TicketId,
)
from dispatch_console.domain.part import Part
from dispatch_console.domain.queue import Queue
from dispatch_console.domain.skill import SkillLevel
from dispatch_console.domain.stock import Place, PlaceKind
from dispatch_console.services import definitions, departments, survey
from dispatch_console.services.context import Context
from dispatch_console.services.customers import editing
from dispatch_console.services.parts import keeping
from dispatch_console.services.tickets import NewTicket, create
from tests.factories import make_ticket
from tests.services.company import Company, found

COLLEAGUE = "zhao"
TODAY = date(2026, 3, 2)
BASE_URL = "https://service.example.org/"
WORDS = "words"
"""The code of the custom field that takes any text."""


@dataclass(frozen=True)
class House(Company):
    """The company, a customer with a site and a device, shelves with parts, and a department."""

    customer: CustomerId
    site: SiteId
    asset: AssetId
    meter: MeterId
    warehouse: PlaceId
    van: PlaceId
    part: PartId
    pieces: PartId
    queue: QueueId


Entry = Callable[[Context, House, str], str]
"""Puts the text in; returns how it reads afterwards."""

Deed = Callable[[Context, House, str], object]


def settle(ctx: Context) -> House:
    """With a ticket to edit, one to write notes to, and one that needs an override."""
    hard = (SkillLevel("lift", 5),)
    company = found(ctx, make_ticket(1), make_ticket(2), make_ticket(3, skills=hard))
    customer = editing.save(ctx, uuid4(), Customer(id=CustomerId(0), name="Hotel")).id
    site = editing.save(ctx, uuid4(), Site(id=SiteId(0), name="Bund", customer_id=customer)).id
    lift = Asset(id=AssetId(0), customer_id=customer, site_id=site, name="Lift")
    asset = editing.save(ctx, uuid4(), lift).id
    meter = editing.save(ctx, uuid4(), Meter(id=MeterId(0), asset_id=asset, name="Runs")).id
    who = company.engineers[0]
    for place in (
        Place(id=PlaceId(0), code="MAIN", kind=PlaceKind.WAREHOUSE, name_en="Main"),
        Place(id=PlaceId(0), code="VAN", kind=PlaceKind.VAN, name_en="Van", engineer_id=who),
    ):
        keeping.save_place(ctx, uuid4(), place)
    for number, serialised in (("F-1", False), ("S-1", True)):
        part = Part(
            id=PartId(0), number=number, name_en=number, cost=Decimal(1), serialised=serialised
        )
        keeping.save_part(ctx, uuid4(), part)
    queue = Queue(id=QueueId(0), code="lab", name_en="Laboratory", members=(COLLEAGUE,))
    departments.save(ctx, uuid4(), None, queue)
    for code in (WORDS, "email"):
        field = CustomField(type="general", code=code, name_en=code, name_zh=code)
        definitions.save_field(ctx, uuid4(), field)
    now = survey.settings(ctx)
    survey.set_settings(ctx, uuid4(), replace(now, base_url=BASE_URL, quiet_days=0), now)
    with ctx.database.snapshot() as snap:
        places = {place.code: key for key, place in snap.places.every().items()}
        parts = {part.number: key for key, part in snap.parts.every().items()}
        queues = {one.code: key for key, one in snap.queues.all().items()}
    return House(
        engineers=company.engineers,
        tickets=company.tickets,
        customer=customer,
        site=site,
        asset=asset,
        meter=meter,
        warehouse=places["MAIN"],
        van=places["VAN"],
        part=parts["F-1"],
        pieces=parts["S-1"],
        queue=queues["lab"],
    )


def call(ctx: Context, **given: object) -> TicketId:
    """A new ticket."""
    return create(ctx, uuid4(), NewTicket(**{"title": "Call"} | given)).id  # pyright: ignore[reportArgumentType]


def kept(deed: Deed, column: str, *path: str) -> Entry:
    """The entry that does this and reads `column` ("table.name") of the table's last row.

    `path` leads on into a document.
    """
    table, name = column.split(".")

    def enter(ctx: Context, house: House, text: str) -> str:
        deed(ctx, house, text)
        return last(ctx, table, name, path)

    return enter


def asked(deed: Deed) -> Entry:
    """The entry that keeps nothing, or something else than was given; it must come through."""

    def enter(ctx: Context, house: House, text: str) -> str:
        deed(ctx, house, text)
        return text

    return enter


def last(ctx: Context, table: str, name: str, path: tuple[str, ...] = ()) -> str:
    """What the table's last row has there."""
    column = sql.Identifier(name)
    value = sql.SQL("{} #>> {}").format(column, list(path)) if path else column
    query = sql.SQL("SELECT {} FROM {} ORDER BY id DESC LIMIT 1")
    with psycopg.connect(ctx.database.url) as connection:
        row = connection.execute(query.format(value, sql.Identifier(table))).fetchone()
    assert row is not None
    return str(row[0])
