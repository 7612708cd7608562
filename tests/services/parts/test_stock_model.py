"""Whatever is done to stock in whatever order: it does as a model says, and no sum is ever off."""

from collections import Counter
from decimal import Decimal
from uuid import uuid4

import psycopg
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from dispatch_console.domain.ids import PlaceId, RequisitionId
from dispatch_console.services.context import Context
from dispatch_console.services.parts import asking, counting, moving, serving
from dispatch_console.services.parts.counting import Count
from dispatch_console.services.parts.moving import Item
from tests.services.parts.store import D, Store, approved, furnished, level, refusal

QUANTITIES = st.integers(1, 6)
PLACES = st.sampled_from(["main", "east", "van"])


class _Warehouse(RuleBasedStateMachine):
    """Levels and promises of one part at three places, beside what the database has."""

    context: Context
    store: Store

    reserved = Bundle("reserved")
    out = Bundle("out")

    @initialize()
    def begin(self) -> None:
        self.level: Counter[PlaceId] = Counter()
        self.kept: Counter[PlaceId] = Counter()
        for name in ("main", "east", "van"):
            here, promised = level(self.context, self.store.fuse, self.at(name))
            self.level[self.at(name)], self.kept[self.at(name)] = int(here), int(promised)

    def at(self, name: str) -> PlaceId:
        return getattr(self.store, name)

    @rule(place=PLACES, quantity=QUANTITIES)
    def receive(self, place: str, quantity: int) -> None:
        item = Item(self.store.fuse.id, D(quantity))
        moving.receive(self.context, uuid4(), self.at(place), [item])
        self.level[self.at(place)] += quantity

    @rule(source=PLACES, goal=PLACES, quantity=QUANTITIES)
    def transfer(self, source: str, goal: str, quantity: int) -> None:
        one, other, items = self.at(source), self.at(goal), [Item(self.store.fuse.id, D(quantity))]
        code = refusal(lambda: moving.transfer(self.context, uuid4(), one, other, items))
        assert code == ("stock.same_place" if one == other else self.expected(one, quantity))
        if not code:
            self.level[one] -= quantity
            self.level[other] += quantity

    @rule(place=PLACES, quantity=QUANTITIES)
    def lose(self, place: str, quantity: int) -> None:
        key, items = self.at(place), [Item(self.store.fuse.id, D(quantity))]
        code = refusal(lambda: moving.write_off(self.context, uuid4(), key, items, "broken"))
        assert code == self.expected(key, quantity)
        if not code:
            self.level[key] -= quantity

    @rule(target=reserved, place=st.sampled_from(["main", "east"]), quantity=QUANTITIES)
    def reserve(self, place: str, quantity: int) -> tuple[RequisitionId, PlaceId, int] | None:
        at = self.at(place)
        key = approved(self.context, self.store, self.store.fuse, quantity)
        code = refusal(lambda: serving.reserve(self.context, uuid4(), key, at))
        assert bool(code) is (quantity > self.level[at] - self.kept[at])
        if code:
            assert code == "stock.promised"
            asking.cancel(self.context, uuid4(), key)
            return None
        self.kept[at] += quantity
        return key, at, quantity

    @rule(one=consumes(reserved))
    def cancel(self, one: tuple[RequisitionId, PlaceId, int] | None) -> None:
        if one is not None and self.still_kept(one):
            asking.cancel(self.context, uuid4(), one[0])
            self.kept[one[1]] -= one[2]

    @rule(target=out, one=consumes(reserved), ships=st.booleans())
    def hand_out(
        self, one: tuple[RequisitionId, PlaceId, int] | None, ships: bool
    ) -> tuple[RequisitionId, PlaceId | None, int] | None:
        if one is None or not self.still_kept(one):
            return None
        key, place, quantity = one
        serving.pick(self.context, uuid4(), key)
        self.kept[place] -= quantity
        self.level[place] -= quantity
        if ships:
            serving.ship(self.context, uuid4(), key)
            return key, None, quantity
        serving.hand_out(self.context, uuid4(), key, self.store.van)
        self.level[self.store.van] += quantity
        return key, self.store.van, quantity

    @rule(one=consumes(out), some=st.integers(0, 6))
    def use_and_return(
        self, one: tuple[RequisitionId, PlaceId | None, int] | None, some: int
    ) -> None:
        if one is None:
            return
        key, place, quantity = one
        used = min(some, quantity)
        if place is not None and self.level[place] < quantity:
            return  # Somebody took it out of the van by another move.
        if used:
            serving.use(self.context, uuid4(), key, D(used))
        if used < quantity:
            serving.give_back(self.context, uuid4(), key, self.store.main)
        if place is not None:
            self.level[place] -= quantity
        self.level[self.store.main] += quantity - used

    @rule(place=PLACES, counted=st.integers(0, 12))
    def count(self, place: str, counted: int) -> None:
        key = self.at(place)
        given = Count(self.store.fuse.id, D(self.level[key]), D(counted))
        counting.count(self.context, uuid4(), key, [given], "yearly")
        self.level[key] = counted
        self.kept[key] = int(level(self.context, self.store.fuse, key)[1])
        assert self.kept[key] <= counted

    def expected(self, place: PlaceId, quantity: int) -> str:
        """The refusal of taking so much from there."""
        if quantity > self.level[place]:
            return "stock.short"
        return "stock.promised" if quantity > self.level[place] - self.kept[place] else ""

    def still_kept(self, one: tuple[RequisitionId, PlaceId, int]) -> bool:
        with self.context.database.snapshot() as snap:
            return snap.requisitions.get([one[0]])[one[0]].place_id == one[1]

    @invariant()
    def levels_are_as_the_model_says(self) -> None:
        for name in ("main", "east", "van"):
            key = self.at(name)
            expected = (D(self.level[key]), D(self.kept[key]))
            assert level(self.context, self.store.fuse, key) == expected

    @invariant()
    def books_balance(self) -> None:
        assert_balanced(self.context.database.url)


OFF = """
SELECT 'move', move_id FROM stock_line GROUP BY move_id, part_id, serial_id
    HAVING sum(quantity) <> 0
UNION ALL SELECT 'level', s.id FROM stock s WHERE s.quantity <> coalesce(
    (SELECT sum(quantity) FROM stock_line l
     WHERE (l.part_id, l.place_id) = (s.part_id, s.place_id)), 0)
UNION ALL SELECT 'promise', s.id FROM stock s WHERE s.reserved <> coalesce(
    (SELECT sum(quantity) FROM requisition r WHERE state IN ('reserved', 'picked')
     AND (r.part_id, r.place_id) = (s.part_id, s.place_id)), 0)
UNION ALL SELECT 'short', s.id FROM stock s JOIN stock_place p ON p.id = s.place_id
    WHERE s.quantity < s.reserved AND NOT p.may_be_negative
UNION ALL SELECT 'world', part_id FROM stock GROUP BY part_id HAVING sum(quantity) <> 0
UNION ALL SELECT 'piece', s.id FROM serial s WHERE 1 <> coalesce(
    (SELECT sum(quantity) FROM stock_line l
     WHERE (l.serial_id, l.place_id) = (s.id, s.place_id)), 0)
"""


def assert_balanced(url: str) -> None:
    """Every move sums to zero, levels are what the lines come to, and nothing is oversold."""
    with psycopg.connect(url) as connection:
        assert connection.execute(OFF.encode()).fetchall() == []


def test_stock_does_as_a_model_says(context: Context) -> None:
    class Warehouse(_Warehouse):
        pass

    Warehouse.context, Warehouse.store = context, furnished(context)
    run_state_machine_as_test(
        Warehouse,
        settings=settings(
            max_examples=6,
            stateful_step_count=15,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )


def test_the_test_sees_books_that_do_not_balance(context: Context) -> None:
    store = furnished(context)
    moving.receive(context, uuid4(), store.main, [Item(store.fuse.id, Decimal(2))])
    with psycopg.connect(context.database.url) as connection:
        connection.execute("ALTER TABLE stock DISABLE TRIGGER USER")
        connection.execute("UPDATE stock SET quantity = quantity + 1 WHERE quantity > 0")
    try:
        assert_balanced(context.database.url)
    except AssertionError:
        return
    raise AssertionError("nothing was seen")
