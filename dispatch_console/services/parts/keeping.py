"""The catalogue of parts, places, reorder points, tools, and limits of approval."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import EngineerId, PartId, PlaceId, ToolId
from dispatch_console.domain.part import MOST, Part, ReorderPoint, Tool, checked
from dispatch_console.domain.part_price import PartPrice, require_sound
from dispatch_console.domain.requisition import Limit
from dispatch_console.domain.stock import Place
from dispatch_console.services.context import Context
from dispatch_console.services.parts.booking import part_of, place_of, run
from dispatch_console.storage.unit_of_work import Unit


def save_part(ctx: Context, command: UUID, part: Part) -> ChangeSet:
    """Write a part, found by its number. Raises as `domain.part.checked`."""
    kept = checked(replace(part, number=part.number.strip()))
    return run(ctx, command, "part.save", lambda unit: _upsert_part(unit, kept))


def set_price(ctx: Context, command: UUID, price: PartPrice) -> ChangeSet:
    """Sell a part so from a day on; what tickets before that day are charged stays.

    Raises `part.gone`, and as `part_price.require_sound`.
    """
    require_sound(price)

    def work(unit: Unit) -> None:
        part_of(unit, price.part_id)
        unit.part_prices.upsert([price])

    return run(ctx, command, "part.price", work)


def save_place(ctx: Context, command: UUID, place: Place) -> ChangeSet:
    """Write a warehouse, bin or van; one with `id` 0 is new. Its code stays.

    Raises `stock.place_code` without one, `stock.place_twice`, `stock.place_changed` for who read
    an older version, `stock.place_holds` for one to be retired while something lies there,
    `stock.van_twice` for a second van of an engineer.
    """
    if not place.code.strip():
        raise DomainError("stock.place_code")
    kept = replace(place, code=place.code.strip())

    def work(unit: Unit) -> None:
        others = [one for one in unit.places.every().values() if one.id != kept.id]
        if any(one.code == kept.code for one in others):
            raise DomainError("stock.place_twice", place=kept.code)
        if kept.engineer_id is not None and any(
            one.engineer_id == kept.engineer_id for one in others
        ):
            raise DomainError("stock.van_twice")
        if kept.id:
            _require_unchanged(unit, kept)
        unit.places.upsert([kept])

    return run(ctx, command, "place.save", work)


def set_reorder(
    ctx: Context,
    command: UUID,
    part: PartId,
    place: PlaceId,
    point: Decimal | None,
    quantity: Decimal = Decimal(1),
) -> ChangeSet:
    """Watch a part at a place, or (without a point) no more. Raises `part.reorder`."""
    sound = point is None or (0 <= point < MOST and 0 < quantity < MOST)
    if not sound:
        raise DomainError("part.reorder")

    def work(unit: Unit) -> None:
        if point is None:
            unit.reorder_points.drop(part, place)
        else:
            row = ReorderPoint(id=0, part_id=part, place_id=place, point=point, quantity=quantity)
            unit.reorder_points.upsert([row])

    return run(ctx, command, "part.reorder", work)


def save_tool(ctx: Context, command: UUID, tool: Tool) -> ChangeSet:
    """Write a tool, found by its number; who has it stays. Raises `tool.number` without one."""
    if not tool.number.strip():
        raise DomainError("tool.number")

    def work(unit: Unit) -> None:
        known = unit.tools.find([tool.number], "number").get(tool.number)
        holder = None if known is None else known.engineer_id
        unit.tools.upsert([replace(tool, engineer_id=holder)])

    return run(ctx, command, "tool.save", work)


def lend_tool(ctx: Context, command: UUID, tool: ToolId, engineer: EngineerId) -> ChangeSet:
    """An engineer takes it along. Raises `tool.lent` where somebody has it, `tool.gone`."""

    def work(unit: Unit) -> None:
        if _tool(unit, tool).engineer_id is not None:
            raise DomainError("tool.lent", number=_tool(unit, tool).number)
        unit.tools.give(tool, engineer)

    return run(ctx, command, "tool.lend", work)


def return_tool(ctx: Context, command: UUID, tool: ToolId) -> ChangeSet:
    """It is back at its place. Raises `tool.here` where nobody had it, `tool.gone`."""

    def work(unit: Unit) -> None:
        if _tool(unit, tool).engineer_id is None:
            raise DomainError("tool.here", number=_tool(unit, tool).number)
        unit.tools.give(tool, None)

    return run(ctx, command, "tool.return", work)


def set_limits(ctx: Context, command: UUID, limits: Sequence[Limit]) -> ChangeSet:
    """Up to what amount of one ticket's parts roles approve. Raises `requisition.amount`."""
    for one in limits:
        if one.amount is not None and not 0 <= one.amount < MOST:
            raise DomainError("requisition.amount")

    def work(unit: Unit) -> None:
        for one in sorted(limits, key=lambda limit: limit.role):
            unit.requisitions.set_limit(one)

    return run(ctx, command, "parts.limits", work)


def _require_unchanged(unit: Unit, place: Place) -> None:
    now = place_of(unit, place.id)
    if (now.version, now.code) != (place.version, place.code):
        raise DomainError("stock.place_changed", place=now.code)
    lies = (one for one in unit.stocks.every().values() if one.place_id == place.id)
    if not place.active and any(one.quantity or one.reserved for one in lies):
        raise DomainError("stock.place_holds", place=now.code)


def _tool(unit: Unit, key: ToolId) -> Tool:
    found = unit.tools.lock([key]).get(key)
    if found is None:
        raise DomainError("tool.gone", number=key)
    return found


def _upsert_part(unit: Unit, part: Part) -> None:
    known = unit.parts.find([part.number], "number").get(part.number)
    if known is not None and known.serialised != part.serialised and _moved(unit, known.id):
        raise DomainError("part.serialised", number=part.number)
    unit.parts.upsert([part])


def _moved(unit: Unit, part: PartId) -> bool:
    return any(key[0] == part for key in unit.stocks.every())


def _ignored(_result: object) -> None:
    return None
