"""A visit and a row in words: for tooltips and for screen readers. No Qt here."""

from collections.abc import Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from dispatch_console.domain.board import Board
from dispatch_console.domain.ids import EngineerId
from dispatch_console.domain.sla import SlaState, next_deadline, sla_state
from dispatch_console.domain.ticket import Lock, Ticket
from dispatch_console.support.i18n import tr
from dispatch_console.ui.overrides import by_whom
from dispatch_console.ui.timeline.chart import Chart
from dispatch_console.ui.timeline.layout import NOTABLE_DELAY_S, Bar, Look, Row, is_late
from dispatch_console.ui.timeline.lines import Group
from dispatch_console.ui.timeline.occupancy import STEP_S
from dispatch_console.ui.timeline.scale import Scale
from dispatch_console.words.text import (
    clock_time,
    countdown,
    day_and_time,
    lock_name,
    priority_name,
    region_name,
    skill_list,
    sla_name,
    span,
    status_name,
)


def visit_lines(
    board: Board,
    chart: Chart,
    engineer: EngineerId,
    bar: Bar,
    zone: ZoneInfo,
    ties: Sequence[str] = (),
) -> list[str]:
    """What a tooltip says about a visit, one fact a line; all of it plain text.

    `ties` are the facts about its crew and order.
    """
    ticket = board.tickets.get(bar.ticket)
    row = chart.rows[engineer]
    start = chart.horizon.origin + timedelta(seconds=bar.start)
    end = chart.horizon.origin + timedelta(seconds=bar.end)
    delay = chart.delays[engineer][row.bars.index(bar)] if bar in row.bars else 0
    lines = [
        f"{bar.number}  {bar.title}",
        f"{status_name(bar.status)} · {priority_name(bar.priority)}",
        tr(
            "{start} to {end}, {engineer}",
            start=day_and_time(start, zone),
            end=clock_time(end, zone),
            engineer=row.engineer.name,
        ),
    ]
    if bar.travel_s:
        lines.append(tr("Travel before: {span}", span=span(bar.travel_s)))
    if delay >= NOTABLE_DELAY_S:
        expected = clock_time(start + timedelta(seconds=delay), zone)
        lines.append(tr("Expected {delay} late, at {time}", delay=span(delay), time=expected))
    if ticket is not None:
        lines += ties
        lines += _ticket_lines(board, chart, ticket, zone)
    if is_late(bar, delay):
        lines.append(tr("Misses its deadline as planned"))
    if bar.lock is not Lock.NONE:
        lines.append(lock_name(bar.lock))
    if ticket is not None and ticket.override is not None:
        lines.append(by_whom(ticket.override, zone))
    if bar.look is not Look.KEPT:
        lines.append(
            tr("Proposed: newly assigned") if bar.look is Look.ADDED else tr("Proposed: moved")
        )
    return lines


def row_summary(row: Row) -> str:
    """A row in one sentence."""
    if not row.duty:
        return tr("{name}: off duty, {count} visits", name=row.engineer.name, count=len(row.bars))
    return tr(
        "{name}: {count} visits, {planned} of {duty} planned",
        name=row.engineer.name,
        count=len(row.bars),
        planned=span(row.planned_s),
        duty=span(row.duty_s),
    )


def row_lines(row: Row, board: Board, zone: ZoneInfo) -> list[str]:
    """What a tooltip says about an engineer, and where they are lent to on which days."""
    engineer = row.engineer
    facts = [f"{engineer.name} · {engineer.number}", engineer.team, engineer.phone]
    lines = [fact for fact in facts if fact] + [row_summary(row)]
    if not all(pause.fits for pause in row.pauses):
        lines.append(tr("No room for the break"))
    return lines + _lent_lines(row.engineer.id, board, zone)


def _lent_lines(engineer: EngineerId, board: Board, zone: ZoneInfo) -> list[str]:
    """Region by region the days of the shifts that are lent to it."""
    days: dict[str, list[str]] = {}
    for shift in sorted(board.shifts.values(), key=lambda shift: shift.start):
        region = None if shift.lent_to is None else board.regions.get(shift.lent_to)
        if shift.engineer_id == engineer and region is not None:
            day = f"{shift.start.astimezone(zone):%m-%d}"
            days.setdefault(region_name(region), []).append(day)
    return [
        tr("Lent to {region}: {days}", region=region, days=tr("list.comma").join(found))
        for region, found in days.items()
    ]


def _ticket_lines(board: Board, chart: Chart, ticket: Ticket, zone: ZoneInfo) -> list[str]:
    lines: list[str] = []
    where = " · ".join(part for part in (ticket.customer_name, ticket.address) if part)
    if where:
        lines.append(where)
    if ticket.skills:
        lines.append(skill_list(board.skills, ticket.skills))
    for window in ticket.windows:
        lines.append(
            tr(
                "Window {start} to {end}",
                start=day_and_time(window.start, zone),
                end=clock_time(window.end, zone),
            )
        )
    now = chart.horizon.origin + timedelta(seconds=chart.now)
    state, due = sla_state(ticket, now), next_deadline(ticket)
    if state is not SlaState.NONE and due is not None:
        lines.append(
            tr("SLA: {state}, {left} left", state=sla_name(state), left=countdown(due, now))
            if due >= now
            else tr(
                "SLA: {state} since {moment}", state=sla_name(state), moment=day_and_time(due, zone)
            )
        )
    return lines


def group_lines(chart: Chart, group: Group, second: float | None, zone: ZoneInfo) -> list[str]:
    """What a tooltip says about a group, and about how busy it is at a moment."""
    lines = [
        group.name,
        tr("Engineers: {count}", count=group.engineers),
        tr("{planned} of {duty} planned", planned=span(group.planned_s), duty=span(group.duty_s)),
    ]
    step = -1 if second is None else int(second // STEP_S)
    share = group.profile[step] if 0 <= step < len(group.profile) else None
    if share is not None:
        moment = chart.horizon.origin + timedelta(seconds=step * STEP_S)
        lines.append(
            tr(
                "{time}: {share} % of those on duty are busy",
                time=clock_time(moment, zone),
                share=round(share * 100),
            )
        )
    return lines


def fold_lines(chart: Chart, scale: Scale, second: float, zone: ZoneInfo) -> list[str]:
    """What a tooltip says about folded time; nothing elsewhere."""
    fold = scale.folded(second)
    if fold is None:
        return []
    start, end = (chart.horizon.origin + timedelta(seconds=edge) for edge in fold)
    first, last = day_and_time(start, zone), day_and_time(end, zone)
    return [tr("Nobody is on duty from {start} to {end}", start=first, end=last)]
