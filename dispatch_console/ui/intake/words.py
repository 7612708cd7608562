"""What is read out on the phone, and why a ticket looks like the call. No Qt here."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date

from dispatch_console.domain.engineer import Engineer
from dispatch_console.domain.ids import EngineerId
from dispatch_console.domain.likeness import Likeness
from dispatch_console.planning.solution import Term
from dispatch_console.services.offers import SlotOffer
from dispatch_console.services.specs import WEIGHTS
from dispatch_console.support.i18n import language, tr
from dispatch_console.words import text

ON_THE_WAY_S = 60
"""Less extra travel than this is none worth a word."""


def window_words(start: datetime, end: datetime, now: datetime, zone: ZoneInfo) -> str:
    """The window as one says it: "tomorrow Tuesday 10-12"."""
    first, last, today = (moment.astimezone(zone) for moment in (start, end, now))
    days = (first.date() - today.date()).days
    hours = _hours(first, last)
    if days in (0, 1):
        weekday = format_date(first.date(), tr("intake.weekday"), locale=language())
        said = "intake.today" if days == 0 else "intake.tomorrow"
        return tr(said, weekday=weekday, hours=hours)
    day = format_date(first.date(), tr("intake.day"), locale=language())
    return tr("intake.later", day=day, hours=hours)


def offer_words(
    offer: SlotOffer, staff: Mapping[EngineerId, Engineer], now: datetime, zone: ZoneInfo
) -> str:
    """When, and who would come; or that nobody can."""
    when = window_words(offer.start, offer.end, now, zone)
    names = [staff[key].name for key in offer.team if key in staff]
    if not names or len(names) < len(offer.team):
        return tr("{when}: full", when=when)
    return tr("{when}, {who} could come", when=when, who=together(names))


def together(names: Sequence[str]) -> str:
    """Those who come at once: "Ann, Bo and Cy"."""
    *first, last = names
    if not first:
        return last
    return tr("{some} and {last}", some=tr("list.comma").join(first), last=last)


def others_words(offer: SlotOffer, staff: Mapping[EngineerId, Engineer]) -> str:
    """Who else could come then; empty if nobody is known."""
    names = [staff[key].name for key in offer.others if key in staff]
    return tr("or {others}", others=tr("list.comma").join(names)) if names else ""


def offer_reason(offer: SlotOffer) -> str:
    """What the visit would cost the plan then, in the words of the trade."""
    if offer.full:
        if offer.crew > 1:
            return tr("No {count} with the skill are free at once then", count=offer.crew)
        return tr("Nobody with the skill is free then")
    travel = offer.terms.get(Term.TRAVEL, 0.0) / WEIGHTS.travel_s
    late = offer.terms.get(Term.LATE, 0.0) / WEIGHTS.late_s
    parts = [
        tr("{span} more travel", span=text.span(travel))
        if travel >= ON_THE_WAY_S
        else tr("on the way already")
    ]
    if late >= ON_THE_WAY_S:
        parts.append(tr("{span} late", span=_roughly(late)))
    if offer.terms.get(Term.OVERTIME, 0.0) > 0:
        parts.append(tr("in overtime"))
    if offer.terms.get(Term.REGION, 0.0) > 0:
        parts.append(tr("from another region"))
    return tr("list.comma").join(parts)


def likeness_words(like: Likeness) -> str:
    """What speaks for it: "same site, 3 words alike, 2 h ago"."""
    parts = []
    if like.same_site:
        parts.append(tr("same site"))
    if like.same_phone:
        parts.append(tr("same phone"))
    if like.near_m is not None:
        parts.append(tr("{metres} m away", metres=round(like.near_m)))
    if len(like.words) == 1:
        parts.append(tr("one word alike"))
    elif like.words:
        parts.append(tr("{count} words alike", count=len(like.words)))
    parts.append(tr("{span} ago", span=_roughly(like.age.total_seconds())))
    return tr("list.comma").join(parts)


def _roughly(seconds: float) -> str:
    """A length of time in one unit: nobody asks for the minutes of days."""
    if seconds < 3600:
        return text.span(seconds)
    hours = round(seconds / 3600)
    return tr("{count} h", count=hours) if hours < 48 else tr("{count} days", count=hours // 24)


def _hours(first: datetime, last: datetime) -> str:
    whole = first.minute == 0 and last.minute == 0
    if whole and timedelta(0) < last - first < timedelta(days=1):
        until = last.hour or 24
        return tr("intake.hours", start=first.hour, end=until)
    return tr("intake.minutes", start=f"{first:%H:%M}", end=f"{last:%H:%M}")
