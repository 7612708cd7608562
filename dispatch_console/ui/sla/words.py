"""How deadlines came about, as rows of a tree. No Qt here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from dispatch_console.domain.service_level.choosing import Trait
from dispatch_console.domain.service_level.clock import Deadline, Stretch
from dispatch_console.domain.service_level.policy import Goal, Policy
from dispatch_console.domain.ticket import HoldReason, Status
from dispatch_console.domain.worktime.calendar import DayRule, Kind
from dispatch_console.domain.worktime.days import Days
from dispatch_console.domain.worktime.intervals import Interval
from dispatch_console.services.sla.explaining import Explanation
from dispatch_console.storage.repositories.levels import NoticeRow
from dispatch_console.support.i18n import pick, tr
from dispatch_console.words import text

MOST_ROWS = 200
"""Spans of one deadline that are listed; a longer one is a matter for the command line."""


@dataclass(frozen=True, slots=True)
class Row:
    """What, when, and how long or why; with what it is made of."""

    cells: tuple[str, str, str]
    below: tuple["Row", ...] = ()


def goal_name(goal: Goal) -> str:
    """The goal in words."""
    return tr(f"sla.goal.{goal.value}")


def policy_name(policy: Policy) -> str:
    """The policy's name in the current language, its code without one."""
    return pick(policy.name_en, policy.name_zh) or policy.code


def why_policy(by: Sequence[Trait], beaten: Sequence[Policy]) -> str:
    """Why this policy and not another."""
    if by:
        named = tr("list.comma").join(tr(f"sla.trait.{trait.value}") for trait in by)
        why = tr("It is for this ticket by {traits}.", traits=named)
    else:
        why = tr("It is for every ticket.")
    if not beaten:
        return why
    others = tr("list.comma").join(map(policy_name, beaten))
    more = tr("It says more of the ticket than {others}.", others=others)
    return tr("{one} {other}", one=why, other=more)


def explained(found: Explanation, zone: ZoneInfo) -> tuple[Row, ...]:
    """A row for each deadline, and one for whom to tell when."""
    rows = [deadline_row(one, found.calendars, zone) for one in found.deadlines]
    if found.notices:
        notices = tuple(_notice(one, zone) for one in found.notices)
        rows.append(Row((tr("Reminders and escalations"), "", ""), notices))
    return tuple(rows)


def deadline_row(one: Deadline, calendars: Mapping[str, Days], zone: ZoneInfo) -> Row:
    """A deadline and what it is made of."""
    due = tr("paused") if one.due is None else text.day_and_time(one.due, zone)
    return Row(
        (goal_name(one.goal), due, _standing(one, zone)),
        (
            Row((tr("Target"), "", text.span(one.target.seconds))),
            Row((tr("Calendar"), "", calendar_name(one.target.calendar, calendars))),
            *_agreed(one, zone),
            *_group(tr("Time counted"), [_span(span, zone) for span in one.counted.spans]),
            *_group(tr("Pauses"), [_pause(stretch, zone) for stretch in one.pauses]),
            *_group(tr("Special days"), [_day(rule) for rule in one.counted.days]),
            *(
                Row((tr("Holidays unknown"), str(year), tr("counted by the week alone")))
                for year in one.counted.unknown_years
            ),
        ),
    )


def calendar_name(code: str, calendars: Mapping[str, Days]) -> str:
    """The calendar's name and zone."""
    if not code:
        return tr("elapsed time")
    calendar = calendars[code].calendar
    return f"{calendar.name or code} ({calendar.zone.key})"


def _standing(one: Deadline, zone: ZoneInfo) -> str:
    if one.met_at is None:
        return tr("still open")
    when = text.day_and_time(one.met_at, zone)
    if one.due is not None and one.met_at > one.due:
        return tr("met late, {when}", when=when)
    return tr("met, {when}", when=when)


def _agreed(one: Deadline, zone: ZoneInfo) -> Iterable[Row]:
    if one.agreed is not None:
        by_policy = "" if one.counted.end is None else text.day_and_time(one.counted.end, zone)
        yield Row((tr("Agreed otherwise"), "", tr("by the policy {when}", when=by_policy)))


def _group(name: str, rows: Sequence[Row]) -> Iterable[Row]:
    if rows:
        yield Row((name, "", tr("{count} in all", count=len(rows))), tuple(rows[:MOST_ROWS]))


def _span(span: Interval, zone: ZoneInfo) -> Row:
    return Row(("", _from_to(span.start, span.end, zone), text.span(span.length.total_seconds())))


def _pause(stretch: Stretch, zone: ZoneInfo) -> Row:
    if stretch.status is Status.ON_HOLD and stretch.hold_reason is not HoldReason.NONE:
        why = tr(f"sla.hold.{stretch.hold_reason.value}")
    else:
        why = text.status_name(stretch.status)
    return Row(("", _from_to(stretch.start, stretch.end, zone), why))


def _day(rule: DayRule) -> Row:
    kind = "" if rule.kind is Kind.WEEKLY else tr(f"sla.day.{rule.kind.value}")
    return Row((rule.name, rule.day.isoformat(), kind))


def _notice(one: NoticeRow, zone: ZoneInfo) -> Row:
    kind = tr("Escalation") if one.escalates else tr("Reminder")
    done = tr("sent") if one.done_at is not None else tr("waiting")
    whom = tr("list.comma").join(map(text.recipient_name, one.recipients))
    return Row(
        (
            f"{kind}: {goal_name(Goal(one.goal))}",
            text.day_and_time(one.at, zone),
            f"{whom} ({done})",
        )
    )


def _from_to(start: datetime, end: datetime | None, zone: ZoneInfo) -> str:
    last = "…" if end is None else text.day_and_time(end, zone)
    return f"{text.day_and_time(start, zone)} – {last}"
