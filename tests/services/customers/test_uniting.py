"""What is there twice becomes one: everything that referred to the other refers to what stays."""

import re
from dataclasses import replace
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from dispatch_console.domain.customer import Customer, Site, Tier
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import CustomerId
from dispatch_console.services.context import Context
from dispatch_console.services.customers import reading, uniting
from dispatch_console.services.customers.editing import save
from dispatch_console.services.customers.reading import Subject
from dispatch_console.services.intake import callers
from dispatch_console.services.tickets import NewTicket, create
from dispatch_console.services.undo import undo
from tests.services.customers.clientele import settled
from tests.services.customers.test_editing import contract, plan

ZONE = ZoneInfo("Asia/Shanghai")

REFERENCES = (
    "SELECT conrelid::regclass::text AS name, a.attname AS col FROM pg_constraint c"
    " JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)"
    " WHERE contype = 'f' AND confrelid = CAST(:kind AS regclass) AND a.attname <> 'merged_into'"
)


def referring(ctx: Context, kind: str, row: int) -> set[str]:
    """The columns that name the row, whatever tables there are."""
    with ctx.database.snapshot() as snap:
        connection = snap._connection
        return {
            f"{name}.{col}"
            for name, col in connection.execute(text(REFERENCES), {"kind": kind}).all()
            if connection.execute(
                text(f"SELECT count(*) FROM {name} WHERE {col} = :row"), {"row": row}
            ).scalar_one()
        }


def everything(ctx: Context) -> tuple[Any, Any]:
    """Two customers with all that there can be of each."""
    made = []
    for name in ("Hotel", "Hotel Ltd"):
        of = settled(ctx, name, phone=f"021-5888 123{len(made)}")
        save(ctx, uuid4(), contract(of, number=f"V-{name}"))
        save(ctx, uuid4(), plan(of, template=replace(plan(of).template, skills=())))
        save(ctx, uuid4(), Customer(id=CustomerId(0), name=f"{name} 2", parent_id=of.customer.id))
        door = replace(of.asset, id=0, name="Door", serial="", parent_id=of.asset.id)
        save(ctx, uuid4(), door)
        about = {"customer_id": of.customer.id, "site_id": of.site.id, "asset_id": of.asset.id}
        create(ctx, uuid4(), NewTicket(title="Stuck", customer_name=name, **about))
        made.append(of)
    return made[0], made[1]


def test_all_that_named_the_customer_names_the_one_that_stays(context: Context) -> None:
    stays, gone = everything(context)
    before = referring(context, "customer", gone.customer.id)
    kept = replace(stays.customer, tier=Tier.VIP, note="both")
    uniting.merge(context, uuid4(), gone.customer.id, kept)
    assert before
    assert not referring(context, "customer", gone.customer.id)
    found = reading.directory(context)
    assert gone.customer.id not in found.customers
    assert found.customers[stays.customer.id].tier is Tier.VIP
    card = reading.card(context, Subject(customer=stays.customer.id), ZONE)
    merged = reading.card(context, Subject(customer=gone.customer.id), ZONE).deeds[0]
    assert (merged.what, merged.fields["merged_into"]) == (
        "customer.merge",
        (None, stays.customer.id),
    )
    assert len(card.contacts) == len(card.contracts) == len(card.plans) == len(card.tickets) == 2
    assert {ticket.customer_name for ticket in card.tickets} == {"Hotel"}
    assert card.formerly == ("Hotel Ltd",)


def test_all_that_named_the_site_or_device_names_the_one_that_stays(context: Context) -> None:
    stays, gone = everything(context)
    uniting.merge(context, uuid4(), gone.customer.id, stays.customer)
    with context.database.snapshot() as snap:
        sites, assets = snap.sites.every(), snap.assets.every()
    uniting.merge(context, uuid4(), gone.site.id, sites[stays.site.id])
    uniting.merge(context, uuid4(), gone.asset.id, assets[stays.asset.id])
    assert not referring(context, "site", gone.site.id)
    assert not referring(context, "asset", gone.asset.id)
    card = reading.card(context, Subject(customer=stays.customer.id), ZONE)
    assert {c.assets for c in card.contracts.values()} == {(stays.asset.id,)}
    assert {t.asset_id for t in card.tickets} == {stays.asset.id}


def test_a_merge_can_be_undone_whole(context: Context) -> None:
    stays, gone = everything(context)
    before = standing(context, gone.customer.id)
    command = uuid4()
    uniting.merge(context, command, gone.customer.id, replace(stays.customer, note="x"))
    undo(context, uuid4(), command, "customer.merge")
    after = standing(context, gone.customer.id)
    assert [bare(one) for one in after] == [bare(one) for one in before]


def standing(ctx: Context, customer: CustomerId) -> tuple[Any, Any]:
    """All that there is, but what was done."""
    card = reading.card(ctx, Subject(customer=customer), ZONE)
    return reading.directory(ctx), replace(card, deeds=())


def bare(found: Any) -> str:
    """Without versions, which go on counting."""
    return re.sub(r"version=\d+", "", repr(found))


def test_a_merge_of_merges_leads_to_the_last_and_old_numbers_still_find_it(
    context: Context,
) -> None:
    first, second, third = (
        settled(context, n, phone=p) for n, p in zip("ABC", PHONES, strict=True)
    )
    uniting.merge(context, uuid4(), first.customer.id, second.customer)
    with context.database.snapshot() as snap:
        now = snap.customers.get([third.customer.id])[third.customer.id]
    uniting.merge(context, uuid4(), second.customer.id, now)
    with context.database.snapshot() as snap:
        rows = snap.customers.every()
    assert {rows[of.customer.id].merged_into for of in (first, second)} == {third.customer.id}
    (caller,) = callers(context, PHONES[0])
    assert caller.customer is not None
    assert caller.customer.id == third.customer.id


PHONES = ("13900000001", "13900000002", "13900000003")


def test_a_parent_that_is_merged_into_its_child_leaves_no_circle(context: Context) -> None:
    parent, child = settled(context, "Group"), settled(context, "House")
    below = save(context, uuid4(), replace(child.customer, parent_id=parent.customer.id))
    uniting.merge(context, uuid4(), parent.customer.id, below)
    found = reading.directory(context).customers[child.customer.id]
    assert found.parent_id is None


def test_an_import_of_what_was_merged_changes_and_makes_nothing(context: Context) -> None:
    stays, gone = settled(context, "Hotel"), settled(context, "Hotel Ltd", external_id="K-7")
    uniting.merge(context, uuid4(), gone.customer.id, stays.customer)
    with context.database.unit(user="import") as unit:
        told = Customer(id=CustomerId(0), name="Hotel Limited", external_id="K-7")
        done = unit.customers.upsert([told])
        assert not done.created | done.updated
        assert done.rows[0].name == "Hotel"


@pytest.mark.parametrize("again", [True, False])
def test_a_row_with_itself_or_one_that_was_merged_is_refused(context: Context, again: bool) -> None:
    stays, gone = settled(context, "Hotel"), settled(context, "Hotel Ltd")
    if again:
        uniting.merge(context, uuid4(), gone.customer.id, stays.customer)
    with pytest.raises(DomainError) as refused:
        uniting.merge(context, uuid4(), gone.customer.id, gone.customer)
    assert refused.value.code == "customers.same"
    if again:
        with context.database.snapshot() as snap:
            now = snap.customers.get([stays.customer.id])[stays.customer.id]
        with pytest.raises(DomainError) as refused:
            uniting.merge(context, uuid4(), gone.customer.id, now)
        assert refused.value.code == "customers.merged_already"


def test_sites_of_two_customers_are_two(context: Context) -> None:
    stays, gone = settled(context, "Hotel"), settled(context, "Office")
    with pytest.raises(DomainError, match="merge_apart"):
        uniting.merge(context, uuid4(), gone.site.id, stays.site)
    with pytest.raises(DomainError, match="merge_apart"):
        uniting.merge(context, uuid4(), gone.asset.id, stays.asset)


def test_what_may_be_there_twice_is_found(context: Context) -> None:
    one, other = settled(context, "上海晨光酒店有限公司"), settled(context, "上海晨光酒店")
    found = uniting.twins(context)
    assert [(t.one, t.other) for t in found[Customer]] == [(one.customer.id, other.customer.id)]
    assert not found[Site]
