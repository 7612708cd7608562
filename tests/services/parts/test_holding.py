"""Who hears that a ticket waits for parts, that they came, and that it can go on: once each."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from dispatch_console.domain.queue import Queue
from dispatch_console.services.board import load
from dispatch_console.services.context import Context
from dispatch_console.services.parts import asking, holding, moving, serving
from dispatch_console.services.parts.moving import Item
from dispatch_console.services.telling import queue_address
from dispatch_console.services.wording import subject_in
from tests.factories import NOW
from tests.services.company import proposal
from tests.services.parts.store import D, Store, approved, furnished

SOON = NOW + timedelta(days=1)


@pytest.fixture
def store(context: Context) -> Store:
    return furnished(context)


def notices(ctx: Context) -> list[tuple[str, dict[str, Any]]]:
    """Address and data of the notices about parts, in the order they came."""
    with ctx.database.snapshot() as snap:
        found = snap._connection.execute(
            text("SELECT address, data FROM outbox WHERE medium = 'console' ORDER BY id")
        )
        rows = [(str(row.address), dict(row.data)) for row in found]
    return [(to, data) for to, data in rows if data.get("code", "").startswith("notice.part")]


def told(ctx: Context) -> list[tuple[str, str]]:
    """Address and code of each."""
    return [(address, data["code"]) for address, data in notices(ctx)]


def test_warehouse_owner_and_dispatchers_hear_when_the_part_comes_in(
    context: Context, store: Store
) -> None:
    with context.database.unit(user="setup") as unit:
        row = unit.tickets.get(store.tickets[:1])[store.tickets[0]]
        unit.tickets.update([replace(row, owner="chen")])
        unit.commit()
    key = approved(context, store, store.fuse, 4)
    serving.wait(context, uuid4(), key, SOON)
    serving.wait(context, uuid4(), key, SOON + timedelta(days=1))
    assert told(context) == [("chen", "notice.part_awaited")]
    arrival = uuid4()
    for _ in range(2):
        moving.receive(context, arrival, store.main, [Item(store.fuse.id, D(4))])
    assert told(context)[1:] == [
        (holding.STOREKEEPERS, "notice.part_came"),
        ("chen", "notice.parts_complete"),
        ("role:dispatcher", "notice.parts_complete"),
    ]


def test_the_department_hears_in_place_of_the_role(context: Context, store: Store) -> None:
    with context.database.unit(user="setup") as unit:
        queues = unit.queues.all()
        key = next(key for key, one in queues.items() if one.code == holding.QUEUE)
        stock: Queue = queues[key]
        unit.queues.update(replace(stock, members=("sun",)))
        unit.commit()
    serving.wait(context, uuid4(), approved(context, store, store.fuse, 4), SOON)
    moving.receive(context, uuid4(), store.main, [Item(store.fuse.id, D(4))])
    assert (queue_address(key), "notice.part_came") in told(context)
    assert holding.STOREKEEPERS not in {address for address, _ in told(context)}


def test_it_goes_on_only_after_the_last_part_whether_that_came_or_is_wanted_no_more(
    context: Context, store: Store
) -> None:
    one, two = (approved(context, store, store.fuse, n) for n in (1, 5))
    for key in (one, two):
        serving.wait(context, uuid4(), key, SOON)
    moving.receive(context, uuid4(), store.main, [Item(store.fuse.id, D(1))])
    assert "notice.parts_complete" not in {code for _, code in told(context)}
    assert load(context).tickets[store.tickets[0]].not_before == SOON
    asking.cancel(context, uuid4(), two)
    assert [code for _, code in told(context)].count("notice.part_came") == 1
    assert [code for _, code in told(context)].count("notice.parts_complete") == 1
    assert load(context).tickets[store.tickets[0]].not_before is None
    assert store.tickets[0] in {move.ticket_id for move in proposal(context).moves}


def test_who_waits_again_is_told_again(context: Context, store: Store) -> None:
    key = approved(context, store, store.fuse, 4)
    serving.wait(context, uuid4(), key, SOON)
    moving.receive(context, uuid4(), store.main, [Item(store.fuse.id, D(4))])
    serving.release(context, uuid4(), key)
    serving.wait(context, uuid4(), key, SOON)
    serving.reserve(context, uuid4(), key, store.main)
    codes = [code for _, code in told(context)]
    assert codes.count("notice.part_awaited") == codes.count("notice.part_came") == 2


def test_both_languages_name_ticket_and_part(context: Context, store: Store) -> None:
    serving.wait(context, uuid4(), approved(context, store, store.fuse, 4), SOON)
    moving.receive(context, uuid4(), store.main, [Item(store.fuse.id, D(4))])
    data = [data for _, data in notices(context)]
    for language, part in (("en", "Fuse"), ("zh_CN", "保险丝")):
        words = [subject_in(language, "", one) for one in data]
        assert any(part in said and "F-10" in said for said in words)
        assert not any("notice." in said for said in words)
