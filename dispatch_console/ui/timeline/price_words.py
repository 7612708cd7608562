"""The price of a hovering drop in words. The one module that knows what a price looks like."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from dispatch_console.domain.board import Board
from dispatch_console.domain.ids import ShiftId, TicketId
from dispatch_console.planning.solution import Violation
from dispatch_console.support.i18n import tr
from dispatch_console.ui.text import clock_time, rule_sentence, span
from dispatch_console.ui.timeline.scene import Judgement

_SHOWN = 3


class Priced(Protocol):
    """What the timeline needs of a price; see `services.dispatch.DropPrice`."""

    @property
    def start(self) -> datetime | None: ...
    @property
    def travel_s(self) -> int: ...
    @property
    def newly_late(self) -> tuple[TicketId, ...]: ...
    @property
    def violations(self) -> tuple[Violation, ...]: ...


@dataclass(frozen=True, slots=True)
class PriceWords:
    """A verdict and the lines that explain it."""

    judgement: Judgement
    lines: tuple[str, ...]


def price_words(price: Priced, board: Board, wanted: datetime | None, zone: ZoneInfo) -> PriceWords:
    """The price for a drop wanted at `wanted` (None: at the best place)."""
    if price.violations:
        reasons = [_reason(violation, board) for violation in price.violations]
        shown = tuple(dict.fromkeys(reasons))[:_SHOWN]
        return PriceWords(Judgement.REFUSED, (tr("Not possible"), *shown))
    lines: list[str] = []
    if price.start is not None and _differs(price.start, wanted):
        lines.append(tr("Starts at {time}", time=clock_time(price.start, zone)))
    lines.append(_travel(price.travel_s))
    if not price.newly_late:
        return PriceWords(Judgement.FINE, (*lines, tr("No ticket becomes late")))
    numbers = [_number(board, ticket) for ticket in price.newly_late]
    named = tr("list.comma").join(numbers[:_SHOWN]) + ("…" if len(numbers) > _SHOWN else "")
    lines.append(tr("Becomes late: {tickets}", tickets=named))
    return PriceWords(Judgement.COSTLY, tuple(lines))


def _travel(seconds: int) -> str:
    if abs(seconds) < 30:
        return tr("No extra travel")
    return tr("Travel {change}", change=("+" if seconds > 0 else "") + span(seconds))


def _differs(start: datetime, wanted: datetime | None) -> bool:
    return wanted is None or abs(start - wanted) >= timedelta(minutes=1)


def _number(board: Board, ticket: int | None) -> str:
    found = None if ticket is None else board.tickets.get(TicketId(ticket))
    return str(ticket) if found is None else found.number


def _reason(violation: Violation, board: Board) -> str:
    names: Mapping[str, str] = {"ticket": _number(board, violation.ticket)}
    shift = None if violation.shift is None else board.shifts.get(ShiftId(violation.shift))
    engineer = None if shift is None else board.engineers.get(shift.engineer_id)
    if engineer is not None:
        names = {**names, "shift": engineer.name}
    return rule_sentence(violation, **names)
