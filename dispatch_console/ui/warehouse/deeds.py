"""What the stock page can do, as forms: what each asks, and the service that takes the answers."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.ids import EngineerId, PartId, PlaceId, TicketId, ToolId
from dispatch_console.domain.part import Part, Tool
from dispatch_console.domain.part_price import PartPrice, price_on
from dispatch_console.domain.stock import Place, PlaceKind
from dispatch_console.services.context import Context
from dispatch_console.services.parts import keeping, moving, serving
from dispatch_console.services.parts.moving import Item
from dispatch_console.services.parts.reading import Stores
from dispatch_console.support.i18n import tr
from dispatch_console.ui.cost.forms import read_day
from dispatch_console.ui.warehouse.questions import (
    free_at,
    numbers_in,
    places_of,
    serials_field,
)
from dispatch_console.ui.warehouse.stock_page import Shelf
from dispatch_console.ui.widgets.form import Field, Form, Kind, Values
from dispatch_console.words import parts as words
from dispatch_console.words.text import role_name

PLACES = (PlaceKind.WAREHOUSE, PlaceKind.VAN)
NEW = Part(id=PartId(0), number="")
SHOWN_PRICES = 5
"""Prices that the form names, the last ones."""


def form_of(deed: str, shelf: Shelf | None, stores: Stores) -> Form:
    """The form of one of `stock_page.DEEDS` (but the count), about the chosen row."""
    return _FORMS[deed](shelf, stores)


def lend_form(tool: Tool, stores: Stores) -> Form:
    """Who takes the tool along."""
    names = {one.id: f"{one.name} · {one.number}" for one in stores.engineers.values()}

    def work(ctx: Context, command: UUID, v: Values) -> ChangeSet:
        return keeping.lend_tool(ctx, command, tool.id, EngineerId(v["engineer"]))

    field = Field("engineer", tr("Engineer"), Kind.CHOICE, options=_by_name(names))
    about = f"{tool.number} · {words.named(tool)}"
    return Form(tr("Lend a tool"), about, (field,), tr("Lend it"), work)


def use_form(ticket: TicketId, part: PartId, stores: Stores, van: PlaceId | None) -> Form:
    """What an engineer used of a van's stock for a ticket; `van` is the one of whoever is there."""
    given = stores.parts[part]
    vans = places_of(stores, PlaceKind.VAN)
    shown = {
        key: tr(
            "{place} ({count} free)", place=name, count=words.quantity(free_at(stores, part, key))
        )
        for key, name in vans.items()
    }

    def work(ctx: Context, command: UUID, v: Values) -> ChangeSet:
        return serving.use_stock(
            ctx, command, ticket, part, v["quantity"], v["place"], numbers_in(v)
        )

    fields = (
        Field("place", tr("From the van"), Kind.CHOICE, van, shown),
        Field("quantity", tr("Quantity used"), Kind.NUMBER, "1"),
        *serials_field(given, ()),
    )
    return Form(tr("Use stock of a van"), words.part_words(given), fields, tr("Save"), work)


def limits_form(stores: Stores) -> Form:
    """Up to what amount of one ticket's parts each role approves."""
    fields = tuple(
        Field(
            one.role.value,
            tr("Up to ({currency}): {role}", role=role_name(one.role), currency=one.currency),
            Kind.NUMBER,
            None if one.amount is None else f"{one.amount:.2f}",
            hint=tr("empty: any amount"),
            needed=False,
        )
        for one in stores.limits.values()
    )

    def work(ctx: Context, command: UUID, v: Values) -> ChangeSet:
        given = [replace(one, amount=v[one.role.value]) for one in stores.limits.values()]
        return keeping.set_limits(ctx, command, given)

    about = tr("What all the parts granted to a ticket may come to together.")
    return Form(tr("Approval limits"), about, fields, tr("Save"), work)


def tool_form(stores: Stores) -> Form:
    """A tool that is new here."""
    place = Field(
        "place",
        tr("Its place"),
        Kind.CHOICE,
        options=places_of(stores, PlaceKind.WAREHOUSE),
    )

    def work(ctx: Context, command: UUID, v: Values) -> ChangeSet:
        given = Tool(
            id=ToolId(0),
            number=v["number"],
            name_en=v["name_en"],
            name_zh=v["name_zh"],
            place_id=v["place"],
        )
        return keeping.save_tool(ctx, command, given)

    fields = (Field("number", tr("Tool number")), *_names(), place)
    return Form(tr("New tool"), "", fields, tr("Save"), work)


def _receive(shelf: Shelf | None, stores: Stores) -> Form:
    part = stores.parts[shelf[0]] if shelf else None
    order = next((s for s in stores.suggestions if (s.part_id, s.place_id) == shelf), None)
    quantity = words.quantity(order.order) if order else "1"

    def work(ctx: Context, command: UUID, v: Values) -> ChangeSet:
        item = Item(v["part"], v["quantity"], numbers_in(v), v["cost"])
        return moving.receive(ctx, command, v["place"], [item], v["document"])

    name, hint = tr("Serial numbers"), tr("One a line; for parts that have them")
    fields = (
        _part_field(part, stores),
        Field("quantity", tr("Quantity"), Kind.NUMBER, quantity),
        Field("serials", name, Kind.AREA, hint=hint),
        _place_field("place", tr("Into"), shelf[1] if shelf else None, stores),
        Field(
            "cost",
            tr("Cost of one"),
            Kind.NUMBER,
            hint=tr("as in the catalogue"),
            needed=False,
        ),
        Field("document", tr("Delivery note")),
    )
    return Form(tr("Receive parts"), "", fields, tr("Receive"), work)


def _transfer(shelf: Shelf | None, stores: Stores) -> Form:
    part, source, about, fields = _taken(shelf, stores)
    options = {key: name for key, name in places_of(stores, *PLACES).items() if key != source}

    def work(ctx: Context, command: UUID, v: Values) -> ChangeSet:
        item = Item(part.id, v["quantity"], numbers_in(v))
        return moving.transfer(ctx, command, source, v["place"], [item], v["why"])

    target = Field("place", tr("Move to"), Kind.CHOICE, options=options)
    asked = (*fields, target, Field("why", tr("Remark")))
    return Form(tr("Transfer parts"), about, asked, tr("Transfer"), work)


def _write_off(shelf: Shelf | None, stores: Stores) -> Form:
    part, source, about, fields = _taken(shelf, stores)

    def work(ctx: Context, command: UUID, v: Values) -> ChangeSet:
        item = Item(part.id, v["quantity"], numbers_in(v))
        return moving.write_off(ctx, command, source, [item], v["why"])

    asked = (*fields, Field("why", tr("Reason")))
    return Form(tr("Write off parts"), about, asked, tr("Write off"), work)


def _reorder(shelf: Shelf | None, stores: Stores) -> Form:
    assert shelf is not None
    part = stores.parts[shelf[0]]
    point = stores.points.get((part.id, shelf[1])) if shelf[1] is not None else None

    def work(ctx: Context, command: UUID, v: Values) -> ChangeSet:
        lot = v["quantity"] or Decimal(1)
        return keeping.set_reorder(ctx, command, part.id, v["place"], v["point"], lot)

    fields = (
        _place_field("place", tr("Stock place"), shelf[1], stores),
        Field(
            "point",
            tr("Order when no more than this is free"),
            Kind.NUMBER,
            words.quantity(point.point) if point else None,
            hint=tr("empty: do not watch"),
            needed=False,
        ),
        Field(
            "quantity",
            tr("Order in lots of"),
            Kind.NUMBER,
            words.quantity(point.quantity) if point else "1",
            needed=False,
        ),
    )
    return Form(tr("Reorder point"), words.part_words(part), fields, tr("Save"), work)


def _part(shelf: Shelf | None, stores: Stores) -> Form:
    assert shelf is not None
    return _part_form(tr("Edit part"), stores.parts[shelf[0]])


def _new_part(shelf: Shelf | None, stores: Stores) -> Form:
    return _part_form(tr("New part"), NEW)


def _price(shelf: Shelf | None, stores: Stores) -> Form:
    part = stores.parts[shelf[0]] if shelf else next(iter(stores.parts.values()))
    known = stores.prices.get(part.id, ())
    now = price_on(known, stores.read_at.date(), part.currency)

    def work(ctx: Context, command: UUID, v: Values) -> ChangeSet:
        price = PartPrice(
            part_id=part.id,
            currency=v["currency"].strip().upper(),
            since=read_day(v["since"]),
            price=v["price"],
        )
        return keeping.set_price(ctx, command, price)

    lines = [
        tr("From {day}: {price}", day=one.since.isoformat(), price=words.sale_price(one))
        for one in known[-SHOWN_PRICES:]
    ]
    about = "\n".join([words.part_words(part), *lines, tr("sale_price.about")])
    fields = (
        Field(
            "price",
            tr("Sale price of one"),
            Kind.NUMBER,
            words.quantity(now.price) if now is not None and now.price is not None else "",
            hint=tr("empty: by the markup"),
            needed=False,
        ),
        Field("currency", tr("Currency"), value=now.currency if now else part.currency),
        Field("since", tr("From"), value=stores.read_at.date().isoformat(), hint="2026-01-31"),
    )
    return Form(tr("Sale price"), about, fields, tr("Save"), work)


def _part_form(title: str, part: Part) -> Form:
    def work(ctx: Context, command: UUID, v: Values) -> ChangeSet:
        given = replace(
            part,
            number=part.number or v["number"],
            name_en=v["name_en"],
            name_zh=v["name_zh"],
            unit=v["unit"],
            cost=v["cost"],
            currency=v["currency"].upper(),
            serialised=v["serialised"],
            active=v["active"],
        )
        return keeping.save_part(ctx, command, given)

    units = {unit: words.unit_name(unit) for unit in dict.fromkeys((*words.UNITS, part.unit))}
    number = () if part.number else (Field("number", tr("Part number")),)
    fields = (
        *number,
        *_names(part.name_en, part.name_zh),
        Field("unit", tr("Unit"), Kind.CHOICE, part.unit, units),
        Field("cost", tr("Cost of one"), Kind.NUMBER, f"{part.cost:f}"),
        Field("currency", tr("Currency"), value=part.currency),
        Field("serialised", tr("Each piece has a serial number"), Kind.FLAG, part.serialised),
        Field("active", tr("May be asked for"), Kind.FLAG, part.active),
    )
    return Form(title, part.number, fields, tr("Save"), work)


def place_form(place: Place | None, stores: Stores) -> Form:
    """A place that is new here, or another name, van or rule for one that is there."""
    taken = {one.engineer_id for one in stores.places.values() if one is not place}
    free = {
        one.id: f"{one.name} · {one.number}"
        for one in stores.engineers.values()
        if one.id not in taken
    }
    options = {None: tr("nobody: a warehouse")} | _by_name(free)

    def work(ctx: Context, command: UUID, v: Values) -> ChangeSet:
        engineer = v["engineer"]
        given = Place(
            id=place.id if place else PlaceId(0),
            code=place.code if place else v["code"],
            kind=PlaceKind.WAREHOUSE if engineer is None else PlaceKind.VAN,
            name_en=v["name_en"],
            name_zh=v["name_zh"],
            engineer_id=engineer,
            may_be_negative=v["negative"],
            active=place is None or place.active,
            version=place.version if place else 1,
        )
        return keeping.save_place(ctx, command, given)

    fields = (
        *(() if place else (Field("code", tr("Code"), hint="MAIN, MAIN/A-03"),)),
        Field("name_en", tr("Name in English"), value=place.name_en if place else ""),
        Field("name_zh", tr("Name in Chinese"), value=place.name_zh if place else ""),
        Field("engineer", tr("Van of"), Kind.CHOICE, place and place.engineer_id, options),
        Field(
            "negative",
            tr("Stock may be negative here"),
            Kind.FLAG,
            place is not None and place.may_be_negative,
        ),
    )
    about = place.code if place else tr("A bin is a place of its own: MAIN/A-03.")
    title = tr("Change place {code}", code=place.code) if place else tr("New place")
    return Form(title, about, fields, tr("Save"), work)


def _taken(shelf: Shelf | None, stores: Stores) -> tuple[Part, PlaceId, str, tuple[Field, ...]]:
    """What is taken from the chosen row: how much, and which pieces."""
    assert shelf is not None
    part_id, source = shelf
    assert source is not None
    part = stores.parts[part_id]
    stock = stores.stock[part_id, source]
    numbers = [
        one.number for one in stores.serials if one.part_id == part_id and one.place_id == source
    ]
    about = tr(
        "{part}: {count} free at {place}",
        part=words.part_words(part),
        count=words.quantity(stock.free, part.unit),
        place=words.place_words(stores.places[source]),
    )
    fields = (
        Field("quantity", tr("Quantity"), Kind.NUMBER, "1"),
        *serials_field(part, numbers[:1]),
    )
    return part, source, about, fields


def _part_field(part: Part | None, stores: Stores) -> Field:
    shown = sorted(stores.parts.values(), key=lambda one: one.number)
    options = {one.id: words.part_words(one) for one in shown if one.active}
    return Field("part", tr("Part"), Kind.CHOICE, part.id if part else None, options)


def _place_field(key: str, name: str, chosen: PlaceId | None, stores: Stores) -> Field:
    return Field(key, name, Kind.CHOICE, chosen, places_of(stores, *PLACES))


def _names(english: str = "", chinese: str = "") -> tuple[Field, Field]:
    return (
        Field("name_en", tr("Name in English"), value=english),
        Field("name_zh", tr("Name in Chinese"), value=chinese),
    )


def _by_name(names: Mapping[EngineerId, str]) -> dict[EngineerId | None, str]:
    return dict(sorted(names.items(), key=lambda one: one[1]))


_FORMS: dict[str, Callable[[Shelf | None, Stores], Form]] = {
    "receive": _receive,
    "transfer": _transfer,
    "write_off": _write_off,
    "reorder": _reorder,
    "price": _price,
    "part": _part,
    "new_part": _new_part,
}
