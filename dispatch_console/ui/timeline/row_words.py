"""The price of a row's best place in the few words that a row has room for."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from dispatch_console.domain.board import Board
from dispatch_console.domain.ids import EngineerId
from dispatch_console.services.pricing import DropPrice
from dispatch_console.support.i18n import tr
from dispatch_console.ui.price_words import Judgement, change
from dispatch_console.ui.reasons import reasons
from dispatch_console.ui.timeline.layout import Horizon
from dispatch_console.ui.timeline.scene import RowMark
from dispatch_console.words.text import clock_time, day_and_time, skill_name


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
    extra = change(price.travel_s)
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
        "dispatch.crew_time": tr("the crew comes at another time"),
        "dispatch.order_time": tr("out of order"),
    }
    if broken.code == "rule.skill":
        skill = skill_name(board.skills, str(broken.params.get("skill", "")))
        return tr("lacks {skill} {level}", skill=skill, level=broken.params.get("needed", ""))
    return short.get(broken.code) or reasons(board, (broken,), zone, most=1)[0]
