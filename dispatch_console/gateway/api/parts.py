"""Spare parts: what there is of them and where, and what is asked for."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from dispatch_console.domain.ids import PartId, PlaceId, TicketId
from dispatch_console.domain.part import Part
from dispatch_console.domain.requisition import Requisition, State
from dispatch_console.domain.stock import REAL, Place, PlaceKind, Stock
from dispatch_console.gateway.api.caller import Reader
from dispatch_console.gateway.api.fields import Line, Money, Page, Told, digits
from dispatch_console.gateway.api.lookups import ticket_of
from dispatch_console.gateway.api.paging import (
    MOST_WORDS,
    USUAL,
    Cursor,
    Limit,
    cut,
    row_before,
)
from dispatch_console.services.parts import reading
from dispatch_console.storage.unit_of_work import Snapshot

router = APIRouter(tags=["parts"])


class StockTold(Told):
    """How much of a part lies at a place, in decimal digits; what is promised is not free."""

    place: str = Field(description="The place's code")
    kind: PlaceKind
    quantity: str
    reserved: str
    free: str


class PartTold(Told):
    """A part of the catalogue and where it lies."""

    number: str
    name_en: str
    name_zh: str
    unit: str
    cost: Money = Field(description="Of one unit")
    serialised: bool
    active: bool
    stock: list[StockTold]


class PartPage(Page):
    """Some of the parts, in order of id."""

    parts: list[PartTold]


class RequisitionTold(Told):
    """So much of a part for a ticket, and where that stands."""

    number: str
    ticket: str
    part: str
    name_en: str
    name_zh: str
    quantity: str
    used: str
    state: State
    place: str | None = Field(description="The code of where it is kept from, once reserved")
    expected_at: datetime | None
    requested_by: str
    requested_at: datetime
    note: str
    reason: str


class Requisitions(Told):
    """Requisitions, in the order they were made in."""

    requisitions: list[RequisitionTold]


class TicketRequisitions(Requisitions):
    """Those of a ticket, and what the parts used for it have cost, by currency."""

    cost: list[Money]


@router.get("/parts", summary="Parts and their stock, by the page")
def parts(
    caller: Reader,
    text: Annotated[Line, Query(max_length=MOST_WORDS, description="In number or name")] = "",
    cursor: Cursor = "",
    limit: Limit = USUAL,
) -> PartPage:
    """All of the catalogue, with what lies in warehouses, in vans and on the way."""
    with caller.context.database.snapshot() as snap:
        found, onward = cut(
            snap.parts.page(row_before(cursor) or 0, limit + 1, text.split()), limit
        )
        places = snap.places.every()
        lies: dict[PartId, list[Stock]] = {}
        for one in snap.stocks.every().values():
            if places[one.place_id].kind in REAL:
                lies.setdefault(one.part_id, []).append(one)
    return PartPage(
        parts=[_part(one, lies.get(one.id, []), places) for one in found],
        next_cursor=onward,
    )


@router.get("/requisitions", summary="Requisitions under way")
def requisitions(caller: Reader) -> Requisitions:
    """All that have not ended."""
    with caller.context.database.snapshot() as snap:
        return Requisitions(requisitions=_told(snap, snap.requisitions.under_way().values()))


@router.get("/tickets/{number}/requisitions", summary="Requisitions of a ticket")
def of_ticket(caller: Reader, number: str) -> TicketRequisitions:
    """Those that have ended too."""
    found = reading.of_ticket(caller.context, ticket_of(caller.context, number).id)
    with caller.context.database.snapshot() as snap:
        return TicketRequisitions(
            requisitions=_told(snap, found.requisitions),
            cost=[Money.of(amount, currency) for currency, amount in sorted(found.cost.items())],
        )


def _told(snap: Snapshot, rows: Iterable[Requisition]) -> list[RequisitionTold]:
    found = list(rows)
    parts_named = snap.parts.get({one.part_id for one in found})
    places = snap.places.every()
    tickets = snap.tickets.get({TicketId(one.ticket_id) for one in found})
    return [
        RequisitionTold(
            number=one.number,
            ticket=tickets[one.ticket_id].number,
            part=parts_named[one.part_id].number,
            name_en=parts_named[one.part_id].name_en,
            name_zh=parts_named[one.part_id].name_zh,
            quantity=digits(one.quantity),
            used=digits(one.used),
            state=one.state,
            place=None if one.place_id is None else places[one.place_id].code,
            expected_at=one.expected_at,
            requested_by=one.requested_by,
            requested_at=one.requested_at,
            note=one.note,
            reason=one.reason,
        )
        for one in found
        if one.ticket_id in tickets
    ]


def _part(one: Part, lies: Iterable[Stock], places: Mapping[PlaceId, Place]) -> PartTold:
    return PartTold(
        number=one.number,
        name_en=one.name_en,
        name_zh=one.name_zh,
        unit=one.unit,
        cost=Money.of(one.cost, one.currency),
        serialised=one.serialised,
        active=one.active,
        stock=[
            StockTold(
                place=places[it.place_id].code,
                kind=places[it.place_id].kind,
                quantity=digits(it.quantity),
                reserved=digits(it.reserved),
                free=digits(it.free),
            )
            for it in sorted(lies, key=lambda it: places[it.place_id].code)
        ],
    )
