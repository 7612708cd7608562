"""Lines of parts: one for each place where there are any or where their stock is watched."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from dispatch_console.domain.ids import PartId, PlaceId
from dispatch_console.domain.part import Part, ReorderPoint
from dispatch_console.domain.part_price import PartPrice
from dispatch_console.domain.stock import SHELVES, Place, Stock
from dispatch_console.services.exporting.lines import Lines
from dispatch_console.services.importing.table_writer import Line, Value, exact
from dispatch_console.storage.unit_of_work import Snapshot

PART_COLUMNS = (
    "Number", "Name en", "Name zh", "Unit", "Cost", "Currency", "Sale prices", "Serialised",
    "Active", "Place", "Stock", "Serials", "Reorder point", "Reorder quantity",
)  # fmt: skip


def part_lines(snapshot: Snapshot, _: datetime, __: ZoneInfo) -> Lines:
    """All parts with what lies in warehouses and vans; what is on its way is left out."""
    places = {
        key: row
        for key, row in snapshot.places.every().items()
        if row.active and row.kind in SHELVES
    }
    stocks = snapshot.stocks.every()
    points = {(p.part_id, p.place_id): p for p in snapshot.reorder_points.every().values()}
    serials: dict[tuple[PartId, PlaceId], list[str]] = {}
    for piece in snapshot.serials.of(None, places):
        serials.setdefault((piece.part_id, piece.place_id), []).append(piece.number)
    used = {key for key, stock in stocks.items() if stock.quantity} | points.keys()
    return PART_COLUMNS, _lines(
        snapshot.parts.every(), snapshot.part_prices.all(), places, used, stocks, points, serials
    )


def _lines(
    parts: Mapping[PartId, Part],
    prices: Mapping[PartId, tuple[PartPrice, ...]],
    places: Mapping[PlaceId, Place],
    used: set[tuple[PartId, PlaceId]],
    stocks: Mapping[tuple[PartId, PlaceId], Stock],
    points: Mapping[tuple[PartId, PlaceId], ReorderPoint],
    serials: Mapping[tuple[PartId, PlaceId], list[str]],
) -> Iterator[Line]:
    shelves: dict[PartId, list[PlaceId]] = {}
    for part, place in sorted(used):
        if place in places:
            shelves.setdefault(part, []).append(place)
    for key, part in parts.items():
        own = _part(part, prices.get(key, ()))
        for place in shelves.get(key, [None]):
            if place is None:
                yield (*own, "", "", "", "", "")
                continue
            stock, point = stocks.get((key, place)), points.get((key, place))
            yield (
                *own,
                places[place].code,
                exact(stock.quantity) if stock else "",
                "; ".join(serials.get((key, place), ())),
                exact(point.point) if point else "",
                exact(point.quantity) if point else "",
            )


def _part(part: Part, prices: Iterable[PartPrice]) -> tuple[Value, ...]:
    return (
        part.number,
        part.name_en,
        part.name_zh,
        part.unit,
        exact(part.cost),
        part.currency,
        "; ".join(_price(one) for one in prices),
        "yes" if part.serialised else "no",
        "yes" if part.active else "no",
    )


def _price(price: PartPrice) -> str:
    """As an import reads it."""
    amount = "-" if price.price is None else f"{price.price.normalize():f}"
    return f"{amount} {price.currency} {price.since.isoformat()}"
