"""The engineer's day."""

from datetime import date, timedelta

from fastapi import APIRouter, Request
from starlette.responses import Response

from dispatch_console.domain.errors import DomainError
from dispatch_console.gateway.engineer.caller import Me
from dispatch_console.gateway.engineer.failing import EngineerRoute
from dispatch_console.gateway.engineer.say import full_day, strip
from dispatch_console.gateway.engineer.showing import show
from dispatch_console.services.fieldwork import day as days

router = APIRouter(route_class=EngineerRoute)

FARTHEST = timedelta(days=3660)


@router.get("")
def shown(request: Request, me: Me, day: str = "") -> Response:
    """Today's visits, or those of the day asked for."""
    wanted = _read(day, me.context.clock().astimezone(me.zone).date())
    found = days.read(me.context, me.id, wanted, me.zone)
    step = timedelta(days=1)
    ahead = found.next
    return show(
        request,
        me,
        "day.html",
        found=found,
        title=full_day(found.day),
        strip=strip(found, days.AHEAD),
        before=found.day - step,
        after=found.day + step,
        ahead=ahead,
        rest=[one for one in found.stops if one is not ahead],
    )


def _read(words: str, today: date) -> date:
    if not words:
        return today
    try:
        found = date.fromisoformat(words)
    except ValueError:
        raise DomainError("gateway.unfit", fields="day") from None
    if abs(found - today) > FARTHEST:
        raise DomainError("gateway.unfit", fields="day")
    return found
