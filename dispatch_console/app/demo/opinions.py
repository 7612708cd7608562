"""What customers of the past said: answers high and low, and surveys that wait for one."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID, uuid5

from dispatch_console.app.demo.past import Past
from dispatch_console.app.demo.requests import drawn
from dispatch_console.app.demo.sources import chance
from dispatch_console.domain.ids import SurveyId
from dispatch_console.domain.message import Medium
from dispatch_console.domain.survey import Answer, State, Survey
from dispatch_console.domain.ticket import Status
from dispatch_console.services import survey
from dispatch_console.services.context import Context
from dispatch_console.storage.unit_of_work import Unit

_NAMESPACE = UUID("c2b7a9d4-08e3-5b61-9c0a-7d1f4e2a6b35")

ASKED, ANSWERED, WITH_WORDS = 0.72, 0.44, 0.35
"""Shares: of what was closed, of those asked, of those who answered."""

DAYS_TO_ANSWER = 14
REMINDED_AFTER = timedelta(days=3)

SCORES = ((5, 50), (4, 30), (3, 11), (2, 6), (1, 3))
AFTER_TROUBLE = ((5, 18), (4, 26), (3, 24), (2, 20), (1, 12))
"""CSAT where the ticket had to be opened again."""

RECOMMENDS = {5: (8, 10), 4: (7, 9), 3: (5, 8), 2: (2, 6), 1: (0, 4)}
"""NPS beside each CSAT, lowest and highest."""

WORDS = {
    5: ("师傅很专业，讲解也清楚，谢谢。", "On time and friendly.", "态度好，收费透明。"),
    4: ("当天就修好了，很满意。", "Good work, but nobody called before arriving."),
    3: ("等配件等了三天，希望能快一些。", "Fixed, though it took two calls to get a date."),
    2: ("第二次上门才解决，耽误了营业。", "Came two hours late and without the part."),
    1: ("The lift stopped again the next morning.", "修完当晚又坏了，没人接电话。"),
}


def add(unit: Unit, past: Iterable[Past], now: datetime) -> None:
    """Enter surveys of tickets that were closed; who cannot be written to is to be phoned."""
    rng = chance("opinions")
    unit.surveys.start(_asked(past, now, rng))


def complain(ctx: Context, today: date) -> None:
    """One who was phoned today was far from satisfied: the supervisors hear of it."""
    now = ctx.clock()
    since = now - timedelta(days=DAYS_TO_ANSWER)
    waiting = [one.survey for one in survey.said(ctx, since) if one.survey.state(now) is State.OPEN]
    if waiting:
        said = Answer(csat=1, nps=2, words="电话回访：修好三天后又漏水，要求主管回电。")
        survey.type_in(ctx, uuid5(_NAMESPACE, today.isoformat()), waiting[0].id, said)


def _asked(past: Iterable[Past], now: datetime, rng: Random) -> Sequence[Survey]:
    found: list[Survey] = []
    for one in past:
        statuses = [came.status for came in one.done.came]
        if Status.CLOSED in statuses and rng.random() < ASKED:
            scores = AFTER_TROUBLE if Status.REOPENED in statuses else SCORES
            found.append(_survey(one, drawn(scores, rng), now, rng))
    return found


def _survey(one: Past, csat: int, now: datetime, rng: Random) -> Survey:
    closed = next(came.at for came in one.done.came if came.status is Status.CLOSED)
    sent = closed + timedelta(minutes=5)
    answered = sent + timedelta(minutes=rng.randrange(10, 4000))
    nps = rng.randint(*RECOMMENDS[csat]) if rng.random() < 0.85 else None
    words = rng.choice(WORDS[csat]) if rng.random() < WITH_WORDS else ""
    said = rng.random() < ANSWERED and answered < now
    return Survey(
        id=SurveyId(0),
        ticket_id=one.ticket.id,
        person=f"demo:{one.ticket.customer_id}",
        medium=Medium.CONSOLE,
        address="role:dispatcher",
        language="zh_CN" if not one.ticket.customer_name.isascii() else "en",
        created_at=sent,
        asked_at=sent,
        expires_at=sent + timedelta(days=DAYS_TO_ANSWER),
        reminders=min(2, (now - sent) // REMINDED_AFTER) if not said else 0,
        answered_at=answered if said else None,
        csat=csat if said else None,
        nps=nps if said else None,
        words=words if said else "",
    )
