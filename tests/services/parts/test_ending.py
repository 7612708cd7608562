"""No part is kept for a ticket that has ended."""

from uuid import uuid4

import psycopg
import pytest

from dispatch_console.domain.requisition import State
from dispatch_console.domain.ticket import Status
from dispatch_console.services.chores import carry_out
from dispatch_console.services.context import Context
from dispatch_console.services.dispatch import set_status
from dispatch_console.services.duplicates import merge_into
from dispatch_console.services.parts import moving, serving
from dispatch_console.services.parts.ending import cancel_left
from dispatch_console.services.parts.moving import Item
from dispatch_console.services.undo import undo
from tests.services.parts.store import (
    D,
    Store,
    approved,
    asked,
    furnished,
    handed_out,
    level,
    row,
    stocked,
)


@pytest.fixture
def store(context: Context) -> Store:
    return furnished(context)


def cancel(ctx: Context, store: Store, number: int = 0) -> None:
    set_status(ctx, uuid4(), [store.tickets[number]], Status.CANCELLED)


def age(ctx: Context) -> None:
    """All steps were taken long ago."""
    with psycopg.connect(ctx.database.url) as connection:
        connection.execute("UPDATE step SET at = now() - interval '2 hours'")


def recent(ctx: Context) -> None:
    with psycopg.connect(ctx.database.url) as connection:
        connection.execute("UPDATE step SET at = now()")


def test_what_comes_in_goes_past_a_ticket_that_has_ended(context: Context, store: Store) -> None:
    first, second = (approved(context, store, store.fuse, ticket=n) for n in (0, 1))
    for key in (first, second):
        serving.wait(context, uuid4(), key, None)
    cancel(context, store)
    moving.receive(context, uuid4(), store.main, [Item(store.fuse.id, D(1))])
    assert (row(context, first).state, row(context, second).state) == (
        State.WAITING,
        State.RESERVED,
    )


def test_what_was_kept_for_it_is_free_again_and_what_is_out_stays_out(
    context: Context, store: Store
) -> None:
    stocked(context, store)
    out = handed_out(context, store, store.fuse, 2)
    picked = approved(context, store, store.board)
    serving.reserve(context, uuid4(), picked, store.main)
    serving.pick(context, uuid4(), picked, ["SN1"])
    left = [picked, asked(context, store, store.fuse), approved(context, store, store.fuse)]
    other = approved(context, store, store.fuse, 3, ticket=1)
    serving.reserve(context, uuid4(), other, store.main)
    cancel(context, store)
    age(context)
    assert cancel_left(context) == 3
    assert {row(context, key).state for key in left} == {State.CANCELLED}
    assert row(context, out).state is State.HANDED_OUT
    assert row(context, other).state is State.RESERVED
    assert level(context, store.board, store.main) == (D(2), D(0))
    assert level(context, store.fuse, store.main) == (D(8), D(3))
    assert cancel_left(context) == 0


def test_a_ticket_ended_by_mistake_has_its_parts_when_that_is_undone(
    context: Context, store: Store
) -> None:
    stocked(context, store)
    kept = approved(context, store, store.fuse)
    serving.reserve(context, uuid4(), kept, store.main)
    command = uuid4()
    set_status(context, command, [store.tickets[0]], Status.CANCELLED)
    recent(context)
    assert cancel_left(context) == 0
    undo(context, uuid4(), command, "cancel")
    age(context)
    assert cancel_left(context) == 0
    assert row(context, kept).state is State.RESERVED


def test_the_parts_of_a_merged_ticket_go_by_the_one_it_goes_on_in(
    context: Context, store: Store
) -> None:
    waiting = approved(context, store, store.fuse)
    serving.wait(context, uuid4(), waiting, None)
    merge_into(context, uuid4(), store.tickets[0], store.tickets[1])
    age(context)
    assert cancel_left(context) == 0
    stocked(context, store)
    assert row(context, waiting).state is State.RESERVED
    cancel(context, store, 1)
    age(context)
    assert cancel_left(context) == 1


def test_it_is_one_of_the_duties(context: Context, store: Store) -> None:
    asked(context, store, store.fuse)
    cancel(context, store)
    age(context)
    assert carry_out(context)["parts"] == 1
