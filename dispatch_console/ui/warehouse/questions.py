"""What each step of a requisition asks, and the service that takes the answers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.ids import PartId, PlaceId
from dispatch_console.domain.part import Part
from dispatch_console.domain.requisition import Action, Requisition, State
from dispatch_console.domain.stock import PlaceKind
from dispatch_console.services.context import Context
from dispatch_console.services.parts import asking, serving
from dispatch_console.services.parts.reading import Stores, TicketParts
from dispatch_console.support.i18n import tr
from dispatch_console.ui.widgets.form import Field, Kind, Values
from dispatch_console.words import parts as words

Known = Stores | TicketParts
"""What was read: parts, places, stock and pieces are named alike in both."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a step asks, and what it does with the answers; without fields it is just done."""

    about: str
    fields: tuple[Field, ...]
    work: Callable[[Context, UUID, Values], ChangeSet]


@dataclass(frozen=True, slots=True)
class _Case:
    """A requisition that is asked about, with what is known around it."""

    row: Requisition
    part: Part
    known: Known
    soon: datetime


def question(action: Action, row: Requisition, known: Known, soon: datetime) -> Question:
    """What a step has to be asked; a part is expected at `soon` unless somebody says otherwise."""
    part = known.parts[row.part_id]
    about = f"{words.part_words(part)} × {words.quantity(row.quantity, part.unit)}"
    fields, work = _ASKED[action](_Case(row, part, known, soon))
    return Question(about, fields, work)


Asked = tuple[tuple[Field, ...], Callable[[Context, UUID, Values], ChangeSet]]


def _approve(case: _Case) -> Asked:
    return (), lambda ctx, command, _: asking.approve(ctx, command, case.row.id)


def _cancel(case: _Case) -> Asked:
    return (), lambda ctx, command, _: asking.cancel(ctx, command, case.row.id)


def _release(case: _Case) -> Asked:
    return (), lambda ctx, command, _: serving.release(ctx, command, case.row.id)


def _refuse(case: _Case) -> Asked:
    fields = (Field("why", tr("Reason")),)
    return fields, lambda ctx, command, v: asking.refuse(ctx, command, case.row.id, v["why"])


def _reserve(case: _Case) -> Asked:
    kinds = (PlaceKind.WAREHOUSE, PlaceKind.VAN)
    fields = (_place(case.known, case.part, tr("Keep it at"), *kinds),)
    return fields, lambda ctx, command, v: serving.reserve(ctx, command, case.row.id, v["place"])


def _wait(case: _Case) -> Asked:
    row = case.row
    fields = (
        Field("known", tr("It is known when the part comes"), Kind.FLAG, True),
        Field("at", tr("Expected arrival"), Kind.MOMENT, row.expected_at or case.soon),
        Field("hold", tr("Put the ticket on hold until then"), Kind.FLAG, True),
    )
    shown = fields[:2] if row.state is State.WAITING else fields
    return shown, lambda ctx, command, v: serving.wait(
        ctx, command, row.id, v["at"] if v["known"] else None, hold=v.get("hold", False)
    )


def _pick(case: _Case) -> Asked:
    row = case.row
    numbers = _free_pieces(case.known, case.part, row.place_id)[: int(row.quantity)]
    fields = serials_field(case.part, numbers)
    return fields, lambda ctx, command, v: serving.pick(ctx, command, row.id, numbers_in(v))


def _hand_out(case: _Case) -> Asked:
    fields = (_place(case.known, case.part, tr("To the van"), PlaceKind.VAN),)
    return fields, lambda ctx, command, v: serving.hand_out(ctx, command, case.row.id, v["place"])


def _ship(case: _Case) -> Asked:
    fields = (Field("how", tr("Carrier and number"), hint=tr("e.g. SF 1234567890")),)
    return fields, lambda ctx, command, v: serving.ship(ctx, command, case.row.id, v["how"])


def _use(case: _Case) -> Asked:
    row = case.row
    used = Field("quantity", tr("Quantity used"), Kind.NUMBER, words.quantity(row.left))
    fields = (used, *serials_field(case.part, _own_pieces(case.known, row)))
    return fields, lambda ctx, command, v: serving.use(
        ctx, command, row.id, v["quantity"], numbers_in(v)
    )


def _return(case: _Case) -> Asked:
    place = _place(case.known, case.part, tr("Back to"), PlaceKind.WAREHOUSE)
    fields = (place, Field("why", tr("Remark")))
    return fields, lambda ctx, command, v: serving.give_back(
        ctx, command, case.row.id, v["place"], v["why"]
    )


_ASKED: dict[Action, Callable[[_Case], Asked]] = {
    Action.APPROVE: _approve,
    Action.REFUSE: _refuse,
    Action.RESERVE: _reserve,
    Action.WAIT: _wait,
    Action.RELEASE: _release,
    Action.PICK: _pick,
    Action.HAND_OUT: _hand_out,
    Action.SHIP: _ship,
    Action.USE: _use,
    Action.RETURN: _return,
    Action.CANCEL: _cancel,
}


def places_of(known: Known, *kinds: PlaceKind) -> dict[PlaceId, str]:
    """Places in use of these kinds, by name."""
    found = [one for one in known.places.values() if one.kind in kinds and one.active]
    found.sort(key=lambda one: (one.kind is PlaceKind.VAN, one.code))
    return {one.id: words.place_words(one) for one in found}


def free_at(known: Known, part: PartId, place: PlaceId) -> Decimal:
    """How much of a part may be taken from a place."""
    stock = known.stock.get((part, place))
    return stock.free if stock else Decimal(0)


def _place(known: Known, part: Part, name: str, *kinds: PlaceKind) -> Field:
    """A choice of places, each with what is free there; the fullest is chosen."""
    options = places_of(known, *kinds)
    free = {key: free_at(known, part.id, key) for key in options}
    shown = {
        key: tr("{place} ({count} free)", place=place, count=words.quantity(free[key]))
        for key, place in options.items()
    }
    best = max(free, key=lambda key: free[key], default=None)
    return Field("place", name, Kind.CHOICE, best, shown)


def serials_field(part: Part, numbers: Sequence[str]) -> tuple[Field, ...]:
    """A field for serial numbers; none for a part without."""
    if not part.serialised:
        return ()
    name, hint = tr("Serial numbers"), tr("One a line")
    return (Field("serials", name, Kind.AREA, words.listed(numbers), hint=hint),)


def numbers_in(values: Values) -> tuple[str, ...]:
    """The serial numbers that were entered."""
    return words.numbers_of(values.get("serials", ""))


def _free_pieces(known: Known, part: Part, place: PlaceId | None) -> list[str]:
    taken = {key for row in _rows(known) if row.state is State.PICKED for key in row.serials}
    return [
        one.number
        for one in known.serials
        if one.part_id == part.id and one.place_id == place and one.id not in taken
    ]


def _own_pieces(known: Known, row: Requisition) -> list[str]:
    return [
        one.number
        for one in known.serials
        if one.id in row.serials and one.place_id == row.target_id
    ]


def _rows(known: Known) -> Sequence[Requisition]:
    rows = known.requisitions
    return rows if isinstance(rows, tuple) else list(rows.values())
