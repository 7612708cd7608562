"""Each step of a requisition: what has to be asked for it, and the service that takes it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any, Protocol
from uuid import uuid4

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.ids import PartId, PlaceId
from dispatch_console.domain.part import Part
from dispatch_console.domain.requisition import STEPS, Action, Requisition, State, legal
from dispatch_console.domain.stock import PlaceKind
from dispatch_console.services.context import Context
from dispatch_console.services.parts import asking, serving
from dispatch_console.services.parts.reading import Stores, TicketParts
from dispatch_console.services.rights import Rights
from dispatch_console.support.i18n import tr
from dispatch_console.ui.shell.session import Session
from dispatch_console.ui.warehouse import words
from dispatch_console.ui.warehouse.form import Field, FormDialog, Kind, Values

SOON = timedelta(days=3)
"""When a part is expected, unless somebody says otherwise."""

Known = Stores | TicketParts
Work = Callable[[Context], ChangeSet]


class Write(Protocol):
    """`shell.Commands.run`: write off the GUI thread, then say how it went."""

    def __call__(
        self,
        work: Work,
        done: Callable[[ChangeSet], None],
        failed: Callable[[Exception], None],
    ) -> None: ...


@dataclass(frozen=True, slots=True)
class Question:
    """What a step asks, and what it does with the answers; without fields it is just done."""

    about: str
    fields: tuple[Field, ...]
    work: Callable[[Context, Values], ChangeSet]


def offered(row: Requisition, rights: Rights) -> tuple[Action, ...]:
    """What this user may do with it now."""
    return tuple(action for action in legal(row.state) if rights.may(STEPS[action][1]))


class Desk(QObject):
    """Takes steps; `done(sentence)` and `failed(Exception)` are told to whoever asked for one."""

    def __init__(self, session: Session, write: Write, parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._write, self._window = session, write, parent

    def take(
        self,
        action: Action,
        row: Requisition,
        known: Known,
        done: Callable[[str], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Take the step at once, or open the form that asks what it needs to know."""
        asked = question(action, row, known, self._session.context.clock() + SOON)
        name = words.action_name(action)
        said = f"{row.number}: {name.rstrip('…')}"
        if not asked.fields:
            self._write(lambda ctx: asked.work(ctx, {}), lambda _: done(said), failed)
            return
        title = f"{name.rstrip('…')} · {row.number}"
        self.ask(title, asked.about, asked.fields, name.rstrip("…"), asked.work, lambda: done(said))

    def ask(
        self,
        title: str,
        about: str,
        fields: Sequence[Field],
        verb: str,
        work: Callable[[Context, Values], ChangeSet],
        done: Callable[[], None],
    ) -> FormDialog:
        """Open a form whose answers go to a service; it closes once that has done its work."""

        def send(
            values: Values, accept: Callable[[], None], refuse: Callable[[Exception], None]
        ) -> None:
            def succeed(_: ChangeSet) -> None:
                accept()
                done()

            self._write(lambda ctx: work(ctx, values), succeed, refuse)

        form = FormDialog(title, about, fields, verb, send, self._session.zone, self._window)
        form.open()
        return form


def question(action: Action, row: Requisition, known: Known, soon: Any) -> Question:
    """What a step has to be asked."""
    part = known.parts[row.part_id]
    about = f"{words.part_words(part)} × {words.quantity(row.quantity, part.unit)}"
    key = row.id
    match action:
        case Action.APPROVE:
            return Question(about, (), lambda ctx, _: asking.approve(ctx, uuid4(), key))
        case Action.CANCEL:
            return Question(about, (), lambda ctx, _: asking.cancel(ctx, uuid4(), key))
        case Action.RELEASE:
            return Question(about, (), lambda ctx, _: serving.release(ctx, uuid4(), key))
        case Action.REFUSE:
            return Question(
                about,
                (Field("why", tr("Reason")),),
                lambda ctx, v: asking.refuse(ctx, uuid4(), key, v["why"]),
            )
        case Action.RESERVE:
            return Question(
                about,
                (_place(known, part, tr("From"), PlaceKind.WAREHOUSE, PlaceKind.VAN),),
                lambda ctx, v: serving.reserve(ctx, uuid4(), key, v["place"]),
            )
        case Action.WAIT:
            return _wait(row, about, soon)
        case Action.PICK:
            numbers = _free_pieces(known, part, row.place_id)[: int(row.quantity)]
            return Question(
                about,
                _serials(part, numbers),
                lambda ctx, v: serving.pick(ctx, uuid4(), key, _numbers(v)),
            )
        case Action.HAND_OUT:
            return Question(
                about,
                (_place(known, part, tr("To the van"), PlaceKind.VAN),),
                lambda ctx, v: serving.hand_out(ctx, uuid4(), key, v["place"]),
            )
        case Action.SHIP:
            hint = tr("e.g. SF 1234567890")
            return Question(
                about,
                (Field("how", tr("Carrier and number"), hint=hint),),
                lambda ctx, v: serving.ship(ctx, uuid4(), key, v["how"]),
            )
        case Action.USE:
            numbers = _own_pieces(known, row)
            left = Field("quantity", tr("Used"), Kind.NUMBER, words.quantity(row.left))
            return Question(
                about,
                (left, *_serials(part, numbers)),
                lambda ctx, v: serving.use(ctx, uuid4(), key, v["quantity"], _numbers(v)),
            )
        case Action.RETURN:
            place = _place(known, part, tr("Back to"), PlaceKind.WAREHOUSE)
            return Question(
                about,
                (place, Field("why", tr("Remark"))),
                lambda ctx, v: serving.give_back(ctx, uuid4(), key, v["place"], v["why"]),
            )


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


def _wait(row: Requisition, about: str, soon: Any) -> Question:
    fields = (
        Field("known", tr("It is known when the part comes"), Kind.FLAG, True),
        Field("at", tr("Expected"), Kind.MOMENT, row.expected_at or soon),
        Field("hold", tr("Put the ticket on hold until then"), Kind.FLAG, True),
    )
    shown = fields if row.state is not State.WAITING else fields[:2]
    return Question(
        about,
        shown,
        lambda ctx, v: serving.wait(
            ctx, uuid4(), row.id, v["at"] if v["known"] else None, hold=v.get("hold", False)
        ),
    )


def _serials(part: Part, numbers: Sequence[str]) -> tuple[Field, ...]:
    if not part.serialised:
        return ()
    name, hint = tr("Serial numbers"), tr("One a line")
    return (Field("serials", name, Kind.AREA, words.listed(numbers), hint=hint),)


def _numbers(values: Values) -> tuple[str, ...]:
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
