"""A part's way from being asked for to being used, step by step."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from functools import partial
from uuid import uuid4

import pytest

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import RequisitionId
from dispatch_console.domain.requisition import STEPS, Action, State, legal
from dispatch_console.domain.ticket import Status
from dispatch_console.services import dispatch
from dispatch_console.services.context import Context
from dispatch_console.services.parts import asking, cost_of, moving, reading, serving
from dispatch_console.services.parts.moving import Item
from dispatch_console.services.undo import undo
from tests.factories import NOW
from tests.services.parts.store import (
    D,
    Store,
    approved,
    asked,
    furnished,
    handed_out,
    level,
    refusal,
    row,
    stocked,
    ticket,
)


@pytest.fixture
def store(context: Context) -> Store:
    return furnished(context)


def test_a_part_goes_from_the_shelf_to_the_device_and_costs_what_it_cost_then(
    context: Context, store: Store
) -> None:
    stocked(context, store)
    key = approved(context, store, store.fuse, 3)
    serving.reserve(context, uuid4(), key, store.main)
    assert level(context, store.fuse, store.main) == (10, 3)
    serving.pick(context, uuid4(), key)
    serving.hand_out(context, uuid4(), key, store.van)
    assert level(context, store.fuse, store.main) == (7, 0)
    assert level(context, store.fuse, store.van) == (3, 0)
    serving.use(context, uuid4(), key, D(2))
    assert (row(context, key).state, row(context, key).left) == (State.HANDED_OUT, 1)
    serving.give_back(context, uuid4(), key, store.main, "one too many")
    assert row(context, key).state is State.USED
    assert level(context, store.fuse, store.main) == (8, 0)
    assert level(context, store.fuse, store.van) == (0, 0)
    with context.database.unit(user="buyer") as unit:
        dearer = unit.parts.get([store.fuse.id])[store.fuse.id]
        unit.parts.upsert([replace(dearer, cost=D(9))])
        unit.commit()
    assert cost_of(context, store.tickets[0]) == {"CNY": Decimal("5.00")}


def test_pieces_are_known_by_their_numbers_all_the_way(context: Context, store: Store) -> None:
    stocked(context, store)
    key = approved(context, store, store.board)
    serving.reserve(context, uuid4(), key, store.main)
    for numbers, code in (((), "serial_count"), (("SN9",), "serial_elsewhere")):
        with pytest.raises(DomainError, match=code):
            serving.pick(context, uuid4(), key, numbers)
    serving.pick(context, uuid4(), key, ("SN2",))
    other = approved(context, store, store.board, ticket=1)
    serving.reserve(context, uuid4(), other, store.main)
    with pytest.raises(DomainError, match="serial_elsewhere"):
        serving.pick(context, uuid4(), other, ("SN2",))
    serving.ship(context, uuid4(), key, "SF 123456")
    with pytest.raises(DomainError, match="serial_elsewhere"):
        serving.use(context, uuid4(), key, D(1), ("SN1",))
    serving.use(context, uuid4(), key, D(1), ("SN2",))
    assert row(context, key).state is State.USED
    assert cost_of(context, store.tickets[0]) == {"CNY": Decimal("1500.00")}


def test_what_is_promised_to_one_is_refused_to_another(context: Context, store: Store) -> None:
    stocked(context, store)
    first = approved(context, store, store.fuse, 8)
    serving.reserve(context, uuid4(), first, store.main)
    second = approved(context, store, store.fuse, 3, ticket=1)
    with pytest.raises(DomainError, match=r"stock\.promised"):
        serving.reserve(context, uuid4(), second, store.main)
    with pytest.raises(DomainError, match=r"stock\.promised"):
        moving.transfer(context, uuid4(), store.main, store.east, [Item(store.fuse.id, D(3))])
    asking.cancel(context, uuid4(), first)
    serving.reserve(context, uuid4(), second, store.main)
    assert level(context, store.fuse, store.main) == (10, 3)


def test_waiting_for_a_part_holds_the_ticket_and_its_arrival_lets_it_go_on(
    context: Context, store: Store
) -> None:
    dispatch.assign(context, uuid4(), store.tickets[:1], store.engineers[0], None)
    assert ticket(context, store).status is Status.ASSIGNED
    key = approved(context, store, store.fuse, 4)
    expected = NOW + timedelta(days=2)
    changes = serving.wait(context, uuid4(), key, expected)
    held = ticket(context, store)
    assert store.tickets[0] in changes.tickets
    assert (held.status, held.hold_reason, held.not_before) == (Status.ON_HOLD, "part", expected)
    later = expected + timedelta(days=1)
    serving.wait(context, uuid4(), key, later)
    assert ticket(context, store).not_before == later
    moving.receive(context, uuid4(), store.main, [Item(store.fuse.id, D(4))])
    assert row(context, key).state is State.RESERVED
    back = ticket(context, store)
    assert (back.hold_reason, back.not_before) == ("", None)
    assert back.status in (Status.NEW, Status.ASSIGNED)
    assert (back.visit is None) is (back.status is Status.NEW)


def test_a_ticket_waits_for_the_last_of_its_parts(context: Context, store: Store) -> None:
    dispatch.assign(context, uuid4(), store.tickets[:1], store.engineers[0], None)
    soon, late = NOW + timedelta(days=1), NOW + timedelta(days=3)
    one, two = (approved(context, store, store.fuse, n) for n in (1, 2))
    serving.wait(context, uuid4(), one, late)
    serving.wait(context, uuid4(), two, soon)
    assert ticket(context, store).not_before == late
    asking.cancel(context, uuid4(), one)
    assert ticket(context, store).not_before == soon
    assert ticket(context, store).status is Status.ON_HOLD
    asking.cancel(context, uuid4(), two)
    assert ticket(context, store).status is not Status.ON_HOLD


def test_a_ticket_that_nobody_has_waits_without_being_put_on_hold(
    context: Context, store: Store
) -> None:
    before = ticket(context, store)
    key = approved(context, store, store.fuse)
    serving.wait(context, uuid4(), key, NOW + timedelta(days=1))
    after = ticket(context, store)
    assert after.status is Status.NEW
    assert after.plan_version == before.plan_version + 1


def test_one_taken_off_hold_by_hand_stays_off_when_the_part_comes_later_still(
    context: Context, store: Store
) -> None:
    dispatch.assign(context, uuid4(), store.tickets[:1], store.engineers[0], None)
    key = approved(context, store, store.fuse)
    serving.wait(context, uuid4(), key, NOW + timedelta(days=1))
    dispatch.set_status(context, uuid4(), store.tickets[:1], Status.NEW)
    serving.wait(context, uuid4(), key, NOW + timedelta(days=2))
    assert ticket(context, store).status is Status.NEW
    assert ticket(context, store).not_before == NOW + timedelta(days=2)


def test_what_comes_in_goes_to_who_asked_first_while_it_lasts(
    context: Context, store: Store
) -> None:
    keys = [approved(context, store, store.fuse, n, ticket=n - 1) for n in (1, 3, 2)]
    for key in keys:
        serving.wait(context, uuid4(), key, None)
    moving.receive(context, uuid4(), store.main, [Item(store.fuse.id, D(3))])
    states = [row(context, key).state for key in keys]
    assert states == [State.RESERVED, State.WAITING, State.RESERVED]


STEPS_TAKEN: dict[Action, Callable[[Context, RequisitionId, Store], object]] = {
    Action.APPROVE: lambda ctx, key, _: asking.approve(ctx, uuid4(), key),
    Action.REFUSE: lambda ctx, key, _: asking.refuse(ctx, uuid4(), key, "too dear"),
    Action.RESERVE: lambda ctx, key, at: serving.reserve(ctx, uuid4(), key, at.main),
    Action.WAIT: lambda ctx, key, _: serving.wait(ctx, uuid4(), key, None),
    Action.RELEASE: lambda ctx, key, _: serving.release(ctx, uuid4(), key),
    Action.PICK: lambda ctx, key, _: serving.pick(ctx, uuid4(), key),
    Action.HAND_OUT: lambda ctx, key, at: serving.hand_out(ctx, uuid4(), key, at.van),
    Action.SHIP: lambda ctx, key, _: serving.ship(ctx, uuid4(), key),
    Action.USE: lambda ctx, key, _: serving.use(ctx, uuid4(), key, D(1)),
    Action.RETURN: lambda ctx, key, at: serving.give_back(ctx, uuid4(), key, at.main),
    Action.CANCEL: lambda ctx, key, _: asking.cancel(ctx, uuid4(), key),
}

WAYS: dict[State, tuple[Action, ...]] = {
    State.REQUESTED: (),
    State.REFUSED: (Action.REFUSE,),
    State.APPROVED: (Action.APPROVE,),
    State.WAITING: (Action.APPROVE, Action.WAIT),
    State.RESERVED: (Action.APPROVE, Action.RESERVE),
    State.PICKED: (Action.APPROVE, Action.RESERVE, Action.PICK),
    State.HANDED_OUT: (Action.APPROVE, Action.RESERVE, Action.PICK, Action.HAND_OUT),
    State.SHIPPED: (Action.APPROVE, Action.RESERVE, Action.PICK, Action.SHIP),
    State.USED: (Action.APPROVE, Action.RESERVE, Action.PICK, Action.SHIP, Action.USE),
    State.RETURNED: (Action.APPROVE, Action.RESERVE, Action.PICK, Action.SHIP, Action.RETURN),
    State.CANCELLED: (Action.CANCEL,),
}


def test_in_each_state_just_the_legal_steps_can_be_taken(context: Context, store: Store) -> None:
    assert set(WAYS) == set(State)
    assert set(STEPS_TAKEN) == set(STEPS)
    stocked(context, store, 100)
    for state, way in WAYS.items():
        taken: list[Action] = []
        for action, take in STEPS_TAKEN.items():
            key = asked(context, store, store.fuse)
            for step in way:
                STEPS_TAKEN[step](context, key, store)
            assert row(context, key).state is state
            code = refusal(partial(take, context, key, store))
            assert code in ("", "requisition.step")
            if not code:
                taken.append(action)
        assert tuple(taken) == legal(state)


@pytest.mark.parametrize(
    ("work", "code"),
    [
        (lambda c, s: asked(c, s, s.fuse, 0), r"part\.quantity"),
        (lambda c, s: asked(c, s, s.fuse, "NaN"), r"part\.quantity"),
        (lambda c, s: asked(c, s, s.fuse, "0.0001"), r"part\.quantity"),
        (lambda c, s: asked(c, s, s.board, "1.5"), r"part\.whole"),
        (lambda c, s: asking.refuse(c, uuid4(), asked(c, s, s.fuse), " "), r"requisition\.reason"),
        (lambda c, s: asking.approve(c, uuid4(), RequisitionId(99)), r"requisition\.gone"),
        (
            lambda c, s: serving.wait(c, uuid4(), approved(c, s, s.fuse), NOW),
            r"requisition\.expected",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(
    context: Context, store: Store, work: Callable[[Context, Store], object], code: str
) -> None:
    with pytest.raises(DomainError, match=code):
        work(context, store)


def test_no_more_is_used_than_was_handed_out(context: Context, store: Store) -> None:
    stocked(context, store)
    key = handed_out(context, store, store.fuse, 2)
    with pytest.raises(DomainError, match=r"requisition\.too_much"):
        serving.use(context, uuid4(), key, D(3))


def test_nothing_is_asked_for_a_ticket_that_has_ended(context: Context, store: Store) -> None:
    dispatch.set_status(context, uuid4(), store.tickets[:1], Status.CANCELLED)
    with pytest.raises(DomainError, match=r"requisition\.ticket_ended"):
        asked(context, store, store.fuse)


def test_the_same_command_twice_does_it_once(context: Context, store: Store) -> None:
    command = uuid4()
    for _ in range(2):
        asking.request(context, command, store.tickets[0], store.fuse.id, D(1))
        moving.receive(context, uuid4() if _ else command, store.main, [Item(store.fuse.id, D(5))])
    assert len(reading.of_ticket(context, store.tickets[0]).requisitions) == 1


def test_an_engineer_uses_what_lay_in_the_van_without_a_requisition(
    context: Context, store: Store
) -> None:
    moving.receive(context, uuid4(), store.van, [Item(store.fuse.id, D(2))])
    use = (store.tickets[0], store.fuse.id, D(2), store.van)
    serving.use_stock(context, uuid4(), *use)
    assert cost_of(context, store.tickets[0]) == {"CNY": Decimal("5.00")}
    with pytest.raises(DomainError, match=r"stock\.short"):
        serving.use_stock(context, uuid4(), *use)
    with pytest.raises(DomainError, match=r"stock\.no_van"):
        serving.use_stock(context, uuid4(), *use[:3], store.main)


def test_a_step_of_a_part_is_not_undone_by_a_key(context: Context, store: Store) -> None:
    """Stock goes back by a move of its own."""
    command = uuid4()
    asking.request(context, command, store.tickets[0], store.fuse.id, D(1))
    with pytest.raises(DomainError, match=r"undo\.kind"):
        undo(context, uuid4(), command, "parts.request")


def test_what_a_ticket_shows_is_all_its_parts(context: Context, store: Store) -> None:
    stocked(context, store)
    handed_out(context, store, store.board, serials=("SN1",))
    shown = reading.of_ticket(context, store.tickets[0])
    assert [one.state for one in shown.requisitions] == [State.HANDED_OUT]
    assert [one.number for one in shown.serials] == ["SN1", "SN2"]
    assert len(shown.moves) == 1
    whole = reading.stores(context)
    assert whole.numbers[store.tickets[0]] == ticket(context, store).number
    found = reading.search(context, "控制")
    assert [(part.number, free) for part, free in found] == [("B-77", D(2))]
