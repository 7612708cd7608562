"""What the service does by itself while dispatchers work: rules, deadlines, messages, stock.

`clerk` is a console that sees to the duties; `breaches` says at the end what was done twice or
never.
"""

import json
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from multiprocessing.connection import Connection
from uuid import uuid4

import psycopg

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import PartId, PlaceId, RuleId
from dispatch_console.domain.part import Part
from dispatch_console.domain.rules.effects import Webhook
from dispatch_console.domain.rules.rule import Event, Rule, Trigger
from dispatch_console.domain.stock import Place, PlaceKind
from dispatch_console.services.context import Context
from dispatch_console.services.delivering.duty import deliver
from dispatch_console.services.delivering.routes import Routes
from dispatch_console.services.parts.moving import Item, receive
from dispatch_console.services.rules import editing, firing
from dispatch_console.services.sla.settling import settle_all
from dispatch_console.storage.database import Database
from tests.factories import NOW
from tests.faults.invariants import Breach, Rules, breaches_of
from tests.faults.worker import AGAIN, patiently

ROUTES = Routes(webhook_secret="only for the test")
PIECES = 500
BETWEEN_S = 0.2
WATCHED = (Event.CREATED, Event.STEP)


@dataclass(frozen=True, slots=True)
class Depot:
    """Warehouses and the part that dispatchers move between them."""

    places: tuple[PlaceId, ...]
    part: PartId


def furnish(ctx: Context, port: int) -> Depot:
    """Rules that tell the system at this port of new tickets and steps; some stock."""
    for event in WATCHED:
        told = Webhook(f"http://127.0.0.1:{port}/{event.value}")
        rule = Rule(
            id=RuleId(0),
            name=f"tell of {event.value}",
            trigger=Trigger(event=event),
            effects=(told,),
        )
        editing.save(ctx, uuid4(), rule)
    with ctx.database.unit(user="setup") as unit:
        places = unit.places.add(
            [
                Place(id=PlaceId(0), code=code, kind=PlaceKind.WAREHOUSE, name_en=code)
                for code in ("A", "B", "C")
            ]
        )
        number = "F-10"
        (part,) = unit.parts.add(
            [Part(id=PartId(0), number=number, name_en="Fuse", name_zh="保险丝", cost=Decimal(2))]
        )
        unit.commit()
    receive(ctx, uuid4(), places[0].id, [Item(part.id, Decimal(PIECES))])
    return Depot(tuple(place.id for place in places), part.id)


def clerk(url: str, pipe: Connection) -> None:
    """See to the duties, beside others who do the same, until told to stop."""
    database = patiently(lambda: Database.open(url))
    ctx = Context(database=database, user="clerk", clock=lambda: NOW)
    while not pipe.poll(BETWEEN_S):
        try:
            _round(ctx)
        except DomainError as error:
            if error.code not in AGAIN:
                raise
    pipe.recv()
    pipe.send(("done", None))
    database.close()


def _round(ctx: Context) -> None:
    firing.work_off(ctx)
    settle_all(ctx)
    deliver(ctx, ROUTES)


def finish(ctx: Context) -> None:
    """Do what is left, whatever pause it was given, as somebody would a while later."""
    end = time.monotonic() + 60
    while (left := _left(ctx)) and time.monotonic() < end:
        with psycopg.connect(ctx.database.url) as connection:
            connection.execute("UPDATE outbox SET due_at = now() WHERE sent_at IS NULL")
            connection.execute("UPDATE rule_event SET due_at = now()")
        _round(ctx)
    if left:
        raise TimeoutError(f"left undone: {left}")


def _left(ctx: Context) -> dict[str, int]:
    with psycopg.connect(ctx.database.url) as connection:
        rows = connection.execute(
            "SELECT 'events', count(*) FROM rule_event UNION ALL"
            " SELECT 'messages', count(*) FROM outbox WHERE medium = 'webhook' AND sent_at IS NULL"
        ).fetchall()
    return {name: number for name, number in rows if number}


# An event of a rule has a number, which is in the key of the message it makes.
_RULES: Rules = (
    (
        "I2",
        "new ticket of which was not told once",
        "SELECT t.id, count(o.id) FROM ticket t LEFT JOIN outbox o ON o.ticket_id = t.id"
        " AND o.address LIKE '%/created' WHERE t.crew_of IS NULL AND t.external_id IS NOT NULL"
        " GROUP BY 1 HAVING count(o.id) <> 1",
    ),
    (
        "I2",
        "ticket of whose steps was not told as often as they were taken",
        "SELECT * FROM (SELECT t.id,"
        " (SELECT count(*) FROM step s WHERE s.ticket_id = t.id AND s.before IS NOT NULL) AS steps,"
        " (SELECT count(*) FROM outbox o WHERE o.ticket_id = t.id AND o.address LIKE '%/step')"
        " AS told FROM ticket t WHERE t.crew_of IS NULL) s WHERE steps <> told",
    ),
    (
        "I2",
        "event that was logged more often than it was told of",
        "SELECT l.ticket_id, l.event, count(*) FROM rule_log l WHERE l.rule_name LIKE 'tell of %'"
        " GROUP BY 1, 2 HAVING count(*) <> (SELECT count(*) FROM outbox o"
        " WHERE o.ticket_id = l.ticket_id AND o.address LIKE '%/' || l.event)",
    ),
    ("I9", "ticket whose deadlines still are to be counted", "SELECT ticket_id FROM sla_stale"),
)


def breaches(url: str, posts: Iterable[str], depot: Depot) -> Iterator[Breach]:
    """What was told twice or never, and where parts have come from nothing or gone.

    `posts` are the keys that arrived; one sent again after an accident has its key again.
    """
    with psycopg.connect(url) as connection:
        yield from breaches_of(connection, _RULES)
        sent = {key for (key,) in connection.execute("SELECT key FROM outbox").fetchall()}
        held = connection.execute(
            "SELECT sum(quantity) FROM stock WHERE part_id = %s AND place_id = ANY(%s)",
            [depot.part, list(depot.places)],
        ).fetchone()
    arrived = Counter(posts)
    if missing := sent - arrived.keys():
        yield Breach("I1", f"{len(missing)} messages never arrived: {sorted(missing)[:3]}")
    if strange := arrived.keys() - sent:
        yield Breach("I2", f"{len(strange)} messages of nothing: {sorted(strange)[:3]}")
    if held is None or held[0] != PIECES:
        yield Breach("I9", f"{held} pieces are left of {PIECES}")


def key_of(body: bytes) -> str:
    """The key of a message as it arrived."""
    return str(json.loads(body)["key"])
