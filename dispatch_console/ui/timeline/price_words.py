"""The price of a hovering drop in words. The one module that knows what a price looks like."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from dispatch_console.domain.board import Board
from dispatch_console.domain.ids import EngineerId, TicketId
from dispatch_console.services.pricing import DropPrice
from dispatch_console.support.i18n import tr
from dispatch_console.ui.reasons import reasons
from dispatch_console.ui.text import clock_time, day_and_time, skill_name, span
from dispatch_console.ui.timeline.layout import Horizon
from dispatch_console.ui.timeline.scene import Judgement, RowMark

_SHOWN = 3


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


def row_words(
    price: DropPrice,
    board: Board,
    now: datetime,
    zone: ZoneInfo,
    horizon: Horizon,
    ranks: Mapping[EngineerId, int],
) -> RowMark:
    """The price of a row's best place; `ranks` are those of the cheapest rows."""
    if not price.allowed or price.start is None or price.end is None:
        return RowMark(Judgement.REFUSED, _rule(price, board, zone))
    today = price.start.astimezone(zone).date() == now.astimezone(zone).date()
    time = clock_time(price.start, zone) if today else day_and_time(price.start, zone)
    extra = _change(price.travel_s)
    late = len(price.newly_late)
    if late:
        words = tr("best {time}, {travel}, {count} late", time=time, travel=extra, count=late)
    else:
        words = tr("best {time}, {travel}", time=time, travel=extra)
    return RowMark(
        judgement=Judgement.COSTLY if late else Judgement.FINE,
        text=words,
        span=(horizon.second(price.start), horizon.second(price.end)),
        rank=ranks.get(price.engineer_id, 0),
    )


def _rule(price: DropPrice, board: Board, zone: ZoneInfo) -> str:
    """The first rule that forbids it, in as few words as a row has room for."""
    if not price.broken:
        return tr("Not possible")
    broken = price.broken[0]
    short = {
        "rule.region": tr("serves other regions"),
        "rule.window": tr("misses the time window"),
        "rule.shift": tr("no time left in the shift"),
        "rule.break": tr("no room for the break"),
        "rule.lock": tr("a locked visit is in the way"),
        "rule.max_tickets": tr("has all the tickets allowed"),
        "dispatch.stays": tr("a fixed visit is in the way"),
        "dispatch.no_shift": tr("off duty on these days"),
    }
    if broken.code == "rule.skill":
        skill = skill_name(board.skills, str(broken.params.get("skill", "")))
        return tr("lacks {skill} {level}", skill=skill, level=broken.params.get("needed", ""))
    return short.get(broken.code) or reasons(board, (broken,), zone, most=1)[0]


def _change(seconds: int) -> str:
    """A difference in travel with its sign."""
    return ("+" if seconds >= 0 else "") + span(seconds)


def _travel(seconds: int) -> str:
    if abs(seconds) < 30:
        return tr("No extra travel")
    return tr("Travel {change}", change=_change(seconds))


def _differs(start: datetime, wanted: datetime | None) -> bool:
    return wanted is None or abs(start - wanted) >= timedelta(minutes=1)


def _number(board: Board, ticket: TicketId) -> str:
    found = board.tickets.get(ticket)
    return str(ticket) if found is None else found.number
