"""Who is told that a maintenance plan comes round: each occasion once, whoever looks and however
often, also after an outage."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time
from zoneinfo import ZoneInfo

from dispatch_console.domain.lifecycle import OPEN
from dispatch_console.domain.message import Medium, Message
from dispatch_console.domain.ticket import Ticket
from dispatch_console.domain.upkeep import Occasion, Outcome, Upkeep, to_announce
from dispatch_console.services.context import Context
from dispatch_console.services.customers.upkeep import drafted_for
from dispatch_console.services.reaching import Reached, written
from dispatch_console.services.requesters import requester_of
from dispatch_console.storage.unit_of_work import Repositories, Unit

MORNING = time(8)
"""Nobody is written to earlier in the day, by the plan's clock."""


def announce(ctx: Context) -> int:
    """Put into the outbox what plans are to be told of now; how many occasions that were."""
    now = ctx.clock()
    with ctx.database.snapshot() as snap:
        plans = [plan for plan in snap.upkeeps.active().values() if plan.tells]
        due = [plan for plan in plans if _to_announce(snap, plan, now) is not None]
    return sum(_announce(ctx, plan) for plan in due)


def _announce(ctx: Context, asked: Upkeep) -> int:
    def work(unit: Unit) -> int:
        plan = unit.upkeeps.lock([asked.id]).get(asked.id)
        now = ctx.clock()
        # Somebody else may have told it, or changed the plan, since we looked.
        found = None if plan is None else _to_announce(unit, plan, now)
        if plan is None or found is None or not unit.upkeeps.tell_once(found):
            return 0
        unit.outbox.put(_messages(unit, plan, found, now))
        return 1

    return ctx.database.run(work, user=ctx.user)[0]


def _to_announce(rows: Repositories, plan: Upkeep, now: datetime) -> Occasion | None:
    """Not what lies behind, unless its ticket is still to be worked on; nor what has no ticket
    because the one before is open."""
    readings = () if plan.meter_id is None else rows.meters.readings([plan.meter_id])
    found = to_announce(plan, rows.upkeeps.told(plan.id), now, readings)
    if found is None:
        return None
    past = rows.upkeeps.occasions([plan.id])
    answered = next((one for one in past if one.place == found.place), None)
    if answered is not None and answered.outcome is Outcome.OPEN:
        return None
    today = now.astimezone(ZoneInfo(plan.zone)).date()
    if found.due_on < today and (answered is None or not _open(rows, answered)):
        return None
    return answered or found


def _open(rows: Repositories, occasion: Occasion) -> bool:
    made = () if occasion.ticket_id is None else (occasion.ticket_id,)
    return any(ticket.status in OPEN for ticket in rows.tickets.get(made).values())


def _messages(unit: Unit, plan: Upkeep, found: Occasion, now: datetime) -> Iterator[Message]:
    made = () if found.ticket_id is None else (found.ticket_id,)
    ticket = next(iter(unit.tickets.get(made).values()), None)
    about = ticket or drafted_for(unit, plan, found, now)
    here = now.astimezone(ZoneInfo(plan.zone))
    values = {**_values(unit, plan, about), "day": max(found.due_on, here.date()).isoformat()}
    morning = datetime.combine(here.date(), MORNING, here.tzinfo)

    def message(part: str, to: Reached, code: str, *, letter: bool = False) -> Message:
        lines = [{"code": "upkeep.letter", "values": values}] if letter else []
        named = f"{about.number} {about.title}".strip()
        return replace(
            written(
                to,
                key=f"upkeep:{plan.id}:{found.place}:{part}",
                subject="" if letter else named,
                ticket_id=found.ticket_id,
                data={"code": code, "values": values, "lines": lines},
            ),
            due_at=morning if here < morning else None,
        )

    if plan.tell_customer:
        who = requester_of(unit, about)
        to = Reached(who.medium, who.address, who.language)
        written_to = to.medium is not Medium.CONSOLE
        code = "upkeep.letter_subject" if written_to else "upkeep.call"
        yield message("customer", to, code, letter=written_to)
    if plan.tell_team:
        to = Reached(Medium.CONSOLE, plan.tell_team, unit.outbox.language())
        yield message("team", to, "upkeep.team")


def _values(unit: Unit, plan: Upkeep, about: Ticket) -> dict[str, object]:
    device = None if plan.asset_id is None else unit.assets.get([plan.asset_id]).get(plan.asset_id)
    site = None if plan.site_id is None else unit.sites.get([plan.site_id]).get(plan.site_id)
    what = device or site
    return {
        "plan": plan.name,
        "title": about.title,
        "customer": about.customer_name,
        "phone": about.phone,
        "what": plan.name if what is None else what.name or plan.name,
    }
