"""Several consoles that reach for the same shelves at the same moment."""

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from uuid import uuid4

from dispatch_console.domain.errors import DomainError
from dispatch_console.services.context import Context
from dispatch_console.services.parts import asking, counting, moving, serving
from dispatch_console.services.parts.counting import Count
from dispatch_console.services.parts.moving import Item
from dispatch_console.storage.database import Database
from tests.services.parts.store import (
    D,
    Store,
    approved,
    furnished,
    level,
    row,
    stocked,
)
from tests.services.parts.test_stock_model import assert_balanced

CONSOLES = 5

Deed = Callable[[Context], object]


def together(ctx: Context, consoles: list[list[Deed]]) -> list[str]:
    """Each console does its deeds in turn, all consoles at once; the refusals' codes."""
    start = Barrier(len(consoles))

    def work(deeds: list[Deed]) -> list[str]:
        database = Database.open(ctx.database.url)
        own, refused = replace(ctx, database=database), list[str]()
        start.wait()
        for deed in deeds:
            try:
                deed(own)
            except DomainError as error:
                refused.append(error.code)
        database.close()
        return refused

    with ThreadPoolExecutor(len(consoles)) as pool:
        return [code for codes in pool.map(work, consoles) for code in codes]


def test_the_last_piece_goes_to_one(context: Context) -> None:
    store = furnished(context)
    stocked(context, store, 1, 0)
    keys = [approved(context, store, store.fuse) for _ in range(CONSOLES)]
    refused = together(
        context,
        [[lambda ctx, key=key: serving.reserve(ctx, uuid4(), key, store.main)] for key in keys],
    )
    assert refused == ["stock.promised"] * (CONSOLES - 1)
    assert sum(row(context, key).place_id == store.main for key in keys) == 1
    assert_balanced(context.database.url)


def test_one_shelf_is_emptied_once(context: Context) -> None:
    store = furnished(context)
    stocked(context, store, CONSOLES, 0)
    take: Deed = lambda ctx: moving.transfer(  # noqa: E731
        ctx, uuid4(), store.main, store.east, [Item(store.fuse.id, D(2))]
    )
    refused = together(context, [[take]] * CONSOLES)
    assert refused == ["stock.short"] * (CONSOLES - CONSOLES // 2)
    assert level(context, store.fuse, store.east) == (CONSOLES // 2 * 2, 0)


def _deeds(store: Store, rng: random.Random) -> list[Deed]:
    """Transfers of both parts both ways, receipts, stocktakes, and requisitions all the way out, or
    given up."""
    places = [store.main, store.east, store.van]

    def served(ctx: Context) -> None:
        key = approved(ctx, store, store.fuse, rng.randint(1, 3), ticket=rng.randrange(3))
        serving.reserve(ctx, uuid4(), key, store.main)
        serving.pick(ctx, uuid4(), key)
        serving.hand_out(ctx, uuid4(), key, store.van)
        serving.use(ctx, uuid4(), key, D(1))

    def moved(ctx: Context) -> None:
        source, target = rng.sample(places, 2)
        items = [
            Item(store.fuse.id, D(rng.randint(1, 4))),
            Item(store.board.id, D(1), (f"SN{rng.randint(1, 4)}",)),
        ]
        moving.transfer(ctx, uuid4(), source, target, rng.sample(items, rng.randint(1, 2)))

    def came(ctx: Context) -> None:
        moving.receive(
            ctx, uuid4(), rng.choice(places), [Item(store.fuse.id, D(rng.randint(1, 4)))]
        )

    def counted(ctx: Context) -> None:
        place = rng.choice(places)
        counts = [
            Count(line.part.id, line.expected, line.expected, line.serials)
            if line.part.serialised
            else Count(line.part.id, line.expected, line.expected + rng.randint(0, 2))
            for line in counting.sheet(ctx, place)
        ]
        counting.count(ctx, uuid4(), place, counts, "stocktake")

    def waited(ctx: Context) -> None:
        """For what the next receipt brings; and it is not needed any more."""
        key = approved(ctx, store, store.fuse, 1, ticket=rng.randrange(3))
        serving.wait(ctx, uuid4(), key, None, hold=False)
        asking.cancel(ctx, uuid4(), key)

    return [rng.choice((served, moved, moved, came, counted, waited)) for _ in range(8)]


def test_whatever_many_consoles_do_at_once_the_books_balance_and_nobody_hangs(
    context: Context,
) -> None:
    store = furnished(context)
    stocked(context, store, 20, 4)
    consoles = [_deeds(store, random.Random(seed)) for seed in range(CONSOLES)]
    refused = set(together(context, consoles))
    assert refused <= {
        "stock.short",
        "stock.promised",
        "stock.serial_elsewhere",
        "stock.moved_meanwhile",
        "requisition.step",
        "requisition.too_much",
    }
    assert_balanced(context.database.url)
