"""What windows show of parts: read off the GUI thread, frozen, whole."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from dispatch_console.domain.engineer import Engineer
from dispatch_console.domain.ids import EngineerId, PartId, PlaceId, RequisitionId, TicketId, ToolId
from dispatch_console.domain.lifecycle import OPEN
from dispatch_console.domain.part import Part, ReorderPoint, Serial, Suggestion, Tool, suggestions
from dispatch_console.domain.part_price import PartPrice
from dispatch_console.domain.requisition import Limit, Requisition
from dispatch_console.domain.roles import Role
from dispatch_console.domain.stock import REAL, Move, Place, Stock
from dispatch_console.services.context import Context
from dispatch_console.services.parts.cost import costs_in
from dispatch_console.storage.unit_of_work import Snapshot

MOVES_SHOWN = 300
FOUND_AT_MOST = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Stores:
    """Catalogue, stock and the queue of requisitions at one moment."""

    parts: Mapping[PartId, Part]
    places: Mapping[PlaceId, Place]
    stock: Mapping[tuple[PartId, PlaceId], Stock]
    points: Mapping[tuple[PartId, PlaceId], ReorderPoint]
    suggestions: tuple[Suggestion, ...]
    requisitions: Mapping[RequisitionId, Requisition]
    numbers: Mapping[TicketId, str]
    """The numbers of the requisitions' tickets."""
    tools: Mapping[ToolId, Tool]
    engineers: Mapping[EngineerId, Engineer]
    serials: tuple[Serial, ...]
    """Pieces that lie at real places."""
    moves: tuple[Move, ...]
    limits: Mapping[Role, Limit]
    read_at: datetime
    prices: Mapping[PartId, tuple[PartPrice, ...]] = field(default_factory=dict)

    @property
    def real(self) -> tuple[Place, ...]:
        """The places where parts lie, by code."""
        found = (place for place in self.places.values() if place.kind in REAL and place.active)
        return tuple(sorted(found, key=lambda one: one.code))

    def low(self) -> frozenset[tuple[PartId, PlaceId]]:
        """The shelves that something should be ordered for."""
        return frozenset((one.part_id, one.place_id) for one in self.suggestions)


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketParts:
    """A ticket's requisitions, what moved for it, and what that has cost so far.

    `stock` and `serials` are those of its parts at real places. `engineer` has the visit; for a
    ticket that has `ended` nothing more can be asked for.
    """

    ticket: TicketId
    requisitions: tuple[Requisition, ...]
    parts: Mapping[PartId, Part]
    places: Mapping[PlaceId, Place]
    stock: Mapping[tuple[PartId, PlaceId], Stock]
    serials: tuple[Serial, ...]
    moves: tuple[Move, ...]
    cost: Mapping[str, Decimal]
    not_before: datetime | None
    engineer: EngineerId | None = None
    ended: bool = False


def stores(ctx: Context) -> Stores:
    """All of it."""
    with ctx.database.snapshot() as snap:
        stock = snap.stocks.every()
        places = snap.places.every()
        real = {key for key, place in places.items() if place.kind in REAL}
        points = snap.reorder_points.every().values()
        free = {key: one.free for key, one in stock.items()}
        rows = snap.requisitions.under_way()
        return Stores(
            parts=snap.parts.every(),
            places=places,
            stock={key: one for key, one in stock.items() if key[1] in real},
            points={(one.part_id, one.place_id): one for one in points},
            suggestions=suggestions(points, free),
            requisitions=rows,
            numbers=_numbers(snap, rows.values()),
            tools=snap.tools.every(),
            engineers=snap.engineers.active(),
            serials=snap.serials.of(None, real),
            moves=snap.stocks.moves(MOVES_SHOWN),
            limits=snap.requisitions.limits(),
            read_at=ctx.clock(),
            prices=snap.part_prices.all(),
        )


def of_ticket(ctx: Context, ticket: TicketId) -> TicketParts:
    """What there is about a ticket (of a crew, about the crew)."""
    with ctx.database.snapshot() as snap:
        row = snap.tickets.get([ticket]).get(ticket)
        whole = ticket if row is None else row.whole
        rows = tuple(snap.requisitions.of_ticket(whole).values())
        moves = snap.stocks.of_ticket(whole)
        parts = {one.part_id for one in rows} | {
            line.part_id for move in moves for line in move.lines
        }
        places = snap.places.every()
        real = {key for key, place in places.items() if place.kind in REAL}
        return TicketParts(
            ticket=ticket,
            requisitions=rows,
            parts=snap.parts.get(parts),
            places=places,
            stock={
                key: one
                for key, one in snap.stocks.every().items()
                if key[0] in parts and key[1] in real
            },
            serials=snap.serials.of(parts, real),
            moves=moves,
            cost=costs_in(snap, [whole]).get(whole, {}),
            not_before=None if row is None else row.not_before,
            engineer=row.visit.engineer_id if row is not None and row.visit else None,
            ended=row is not None and row.status not in OPEN,
        )


def search(ctx: Context, words: str) -> tuple[tuple[Part, Decimal], ...]:
    """Parts that hold all the words, each with how much of it is free in all places together."""
    with ctx.database.snapshot() as snap:
        found = snap.parts.like(words.split(), FOUND_AT_MOST)
        places = snap.places.every()
        free: dict[PartId, Decimal] = {}
        for (part, place), stock in snap.stocks.every().items():
            if places[place].kind in REAL:
                free[part] = free.get(part, Decimal(0)) + stock.free
        return tuple((part, free.get(part.id, Decimal(0))) for part in found)


def _numbers(snap: Snapshot, rows: Iterable[Requisition]) -> dict[TicketId, str]:
    keys = {row.ticket_id for row in rows}
    return {key: ticket.number for key, ticket in snap.tickets.get(keys).items()}
