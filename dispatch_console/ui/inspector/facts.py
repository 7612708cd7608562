"""A ticket as captions and values, grouped as a person reads them. No Qt here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from dispatch_console.domain.board import Board
from dispatch_console.domain.plan import PlannedVisit
from dispatch_console.domain.ticket import Ticket
from dispatch_console.support.i18n import tr
from dispatch_console.ui.overrides import by_whom
from dispatch_console.words import text
from dispatch_console.words.lifecycle import custom_facts

DASH = "–"


@dataclass(frozen=True, slots=True)
class Group:
    """A heading and its facts as (caption, value)."""

    heading: str
    facts: tuple[tuple[str, str], ...]


def ticket_groups(
    board: Board,
    ticket: Ticket,
    visit: PlannedVisit | None,
    now: datetime,
    zone: ZoneInfo,
    ties: Sequence[tuple[str, str]] = (),
) -> tuple[Group, ...]:
    """The ticket in three groups: who and where, what, when and who comes.

    `ties` are the facts about its crew and order.
    """
    return (
        _where(board, ticket),
        _what(board, ticket, zone, ties),
        _when(board, ticket, visit, now, zone),
    )


def _where(board: Board, ticket: Ticket) -> Group:
    region = board.regions.get(ticket.region_id) if ticket.region_id is not None else None
    place = ticket.location
    return Group(
        tr("Customer"),
        (
            (tr("Customer"), ticket.customer_name or DASH),
            (tr("Phone"), ticket.phone or DASH),
            (tr("Address"), ticket.address or DASH),
            (tr("Region"), text.region_name(region) if region else DASH),
            (
                tr("Coordinates"),
                f"{place.lat:.5f}, {place.lon:.5f}"
                if place
                else tr("unknown: the ticket cannot be planned yet"),
            ),
        ),
    )


def _what(board: Board, ticket: Ticket, zone: ZoneInfo, ties: Sequence[tuple[str, str]]) -> Group:
    return Group(
        tr("Work"),
        (
            *custom_facts(board, ticket),
            (tr("Category"), text.category_name(ticket.category) or DASH),
            (tr("Skills"), text.skill_list(board.skills, ticket.skills) or DASH),
            (tr("Duration"), text.span(ticket.duration_s)),
            *ties,
            (tr("Channel"), text.channel_name(ticket.channel)),
            (tr("Created"), text.day_and_time(ticket.created_at, zone)),
            (tr("External number"), ticket.external_id or DASH),
        ),
    )


def _when(
    board: Board, ticket: Ticket, visit: PlannedVisit | None, now: datetime, zone: ZoneInfo
) -> Group:
    engineer = board.engineers.get(visit.engineer_id) if visit else None
    return Group(
        tr("Appointment"),
        (
            (tr("Engineer"), engineer.name if engineer else tr("nobody yet")),
            (tr("Planned"), _planned(visit, zone)),
            *_against_rules(ticket, zone),
            (tr("Travel before"), _travel(visit)),
            (tr("Windows"), _windows(ticket, zone)),
            *_part_expected(ticket, zone),
            (tr("Response due"), _due(ticket.response_due, now, zone)),
            (tr("Resolution due"), _due(ticket.resolution_due, now, zone)),
            (tr("Lock"), text.lock_name(ticket.lock)),
        ),
    )


def _against_rules(ticket: Ticket, zone: ZoneInfo) -> tuple[tuple[str, str], ...]:
    override = ticket.override
    return () if override is None else ((tr("Against rules"), by_whom(override, zone)),)


def _part_expected(ticket: Ticket, zone: ZoneInfo) -> tuple[tuple[str, str], ...]:
    first = ticket.not_before
    return () if first is None else ((tr("Part expected"), text.day_and_time(first, zone)),)


def _planned(visit: PlannedVisit | None, zone: ZoneInfo) -> str:
    if visit is None:
        return DASH
    return f"{text.day_and_time(visit.start, zone)}–{text.clock_time(visit.end, zone)}"


def _travel(visit: PlannedVisit | None) -> str:
    if visit is None:
        return DASH
    return f"{text.span(visit.travel_s)}, {text.kilometres(visit.travel_m)}"


def _windows(ticket: Ticket, zone: ZoneInfo) -> str:
    return tr("list.comma").join(
        f"{text.day_and_time(window.start, zone)}–{text.clock_time(window.end, zone)}"
        for window in ticket.windows
    ) or tr("any time")


def _due(due: datetime | None, now: datetime, zone: ZoneInfo) -> str:
    if due is None:
        return DASH
    return f"{text.day_and_time(due, zone)} ({text.countdown(due, now)})"
