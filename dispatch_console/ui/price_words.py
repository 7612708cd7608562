"""The price of a hovering drop in words. The one module that knows what a price looks like."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from zoneinfo import ZoneInfo

from dispatch_console.domain.board import Board
from dispatch_console.domain.ids import TicketId
from dispatch_console.services.pricing import DropPrice
from dispatch_console.support.i18n import tr
from dispatch_console.ui.reasons import reasons
from dispatch_console.words.text import clock_time, span

_SHOWN = 3


class Judgement(Enum):
    """What the price of a hovering drop comes to."""

    PENDING = auto()
    FINE = auto()
    COSTLY = auto()
    REFUSED = auto()


@dataclass(frozen=True, slots=True)
class PriceWords:
    """A verdict and the lines that explain it."""

    judgement: Judgement
    lines: tuple[str, ...]


def price_words(
    price: DropPrice, board: Board, wanted: datetime | None, zone: ZoneInfo
) -> PriceWords:
    """The price of a drop wanted at `wanted` (None: at the best place)."""
    if not price.allowed:
        engineer = board.engineers.get(price.engineer_id)
        who = engineer.name if engineer is not None else ""
        why = reasons(board, price.broken, zone, who=who, most=_SHOWN)
        title = tr("Against rules") if price.overridable else tr("Not possible")
        return PriceWords(Judgement.REFUSED, (title, *why))
    lines: list[str] = []
    if price.start is not None and _differs(price.start, wanted):
        lines.append(tr("Starts at {time}", time=clock_time(price.start, zone)))
    lines.append(_travel(price.travel_s))
    if not price.newly_late:
        return PriceWords(Judgement.FINE, (*lines, tr("No ticket becomes late")))
    named = tr("list.comma").join(_number(board, t) for t in price.newly_late[:_SHOWN])
    more = "…" if len(price.newly_late) > _SHOWN else ""
    lines.append(tr("Becomes late: {tickets}", tickets=named + more))
    return PriceWords(Judgement.COSTLY, tuple(lines))


def change(seconds: int) -> str:
    """A difference in travel with its sign."""
    return ("+" if seconds >= 0 else "") + span(seconds)


def _travel(seconds: int) -> str:
    if abs(seconds) < 30:
        return tr("No extra travel")
    return tr("Travel {change}", change=change(seconds))


def _differs(start: datetime, wanted: datetime | None) -> bool:
    return wanted is None or abs(start - wanted) >= timedelta(minutes=1)


def _number(board: Board, ticket: TicketId) -> str:
    found = board.tickets.get(ticket)
    return str(ticket) if found is None else found.number
