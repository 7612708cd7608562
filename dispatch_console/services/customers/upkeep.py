"""The tickets that maintenance plans owe: each occasion once, whoever looks and however often."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dispatch_console.domain.changes import ChangeSet, union
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.lifecycle import OPEN
from dispatch_console.domain.ticket import Channel, Ticket, short_title
from dispatch_console.domain.upkeep import Occasion, Outcome, Upkeep, owed
from dispatch_console.services.context import Context
from dispatch_console.services.tickets import NewTicket, drafted
from dispatch_console.storage.unit_of_work import Repositories, Unit

BOX = "☐"
"""Before each line of a checklist."""


def look(ctx: Context) -> ChangeSet:
    """Make the tickets that are owed now. Safe to repeat, and for several to do at once."""
    with ctx.database.snapshot() as snap:
        now = ctx.clock()
        plans = snap.upkeeps.active()
        due = [found for plan in plans.values() if (found := _owed(snap, plan, now))]
    return union([_answer(ctx, occasion) for occasion in due])


def _answer(ctx: Context, asked: Occasion) -> ChangeSet:
    def work(unit: Unit) -> None:
        plan = unit.upkeeps.lock([asked.plan_id]).get(asked.plan_id)
        now = ctx.clock()
        # Somebody else may have answered it, or changed the plan, since we looked.
        found = None if plan is None else _owed(unit, plan, now)
        if plan is None or found is None or found.place != asked.place:
            return
        if found.outcome is Outcome.MADE:
            found = replace(found, ticket_id=_made(unit, plan, found, now))
        unit.upkeeps.answer(found)

    return ctx.database.run(work, user=ctx.user)[1]


def _owed(rows: Repositories, plan: Upkeep, now: datetime) -> Occasion | None:
    readings = () if plan.meter_id is None else rows.meters.readings([plan.meter_id])
    past = rows.upkeeps.occasions([plan.id])
    answered = max((occasion.place + 1 for occasion in past), default=0)
    made = {occasion.ticket_id for occasion in past if occasion.ticket_id is not None}
    still_open = any(ticket.status in OPEN for ticket in rows.tickets.get(made).values())
    return owed(plan, answered, now, readings, still_open=still_open)


def _made(unit: Unit, plan: Upkeep, occasion: Occasion, now: datetime) -> TicketId:
    return unit.tickets.add([drafted_for(unit, plan, occasion, now)])[0].id


def drafted_for(unit: Unit, plan: Upkeep, occasion: Occasion, now: datetime) -> Ticket:
    """The ticket of an occasion, to be done by the end of its day: of today, where that is past."""
    customer = unit.customers.get([plan.customer_id])[plan.customer_id]
    device = None if plan.asset_id is None else unit.assets.get([plan.asset_id])[plan.asset_id]
    where = plan.site_id if device is None else device.site_id or plan.site_id
    site = None if where is None else unit.sites.get([where]).get(where)
    main = min(unit.contacts.of([customer.id]).values(), key=lambda c: not c.main, default=None)
    told = plan.template
    lines = [told.description, *(f"{BOX} {item}" for item in told.checklist)]
    new = NewTicket(
        title=short_title(told.title),
        priority=told.priority,
        channel=Channel.API,
        category=told.category,
        description="\n".join(line for line in lines if line),
        customer_name=customer.name,
        phone=customer.phone or (main.phone if main is not None else ""),
        site_id=None if site is None else site.id,
        address="" if site is None else site.address,
        location=None if site is None else site.location,
        skills=told.skills,
        duration_s=told.duration_s,
    )
    ticket = drafted(new, now, unit.regions.all())
    zone = ZoneInfo(plan.zone)
    day = max(occasion.due_on, now.astimezone(zone).date()) + timedelta(days=1)
    end = datetime.combine(day, time(), zone).astimezone(UTC)
    return replace(
        ticket,
        customer_id=customer.id,
        asset_id=plan.asset_id,
        type=told.type,
        response_due=None,
        resolution_due=end,
    )
