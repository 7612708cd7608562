"""Rows of tickets with their active visit as domain objects: fast, for a board has thousands.

What is a list inside a row is read as text and understood once for all the rows that say the same;
a driver that takes every cell apart costs more than all the rest.
"""

import json
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, cast, func

from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.override import Override
from dispatch_console.domain.place import Location, TimeWindow
from dispatch_console.domain.skill import SkillLevel
from dispatch_console.domain.ticket import (
    Channel,
    CustomValue,
    HoldReason,
    Lock,
    Priority,
    Status,
    Ticket,
    Visit,
)
from dispatch_console.storage import schema
from dispatch_console.storage.repositories.values import (
    override_from_json,
    skills_from_json,
    windows_from_json,
)

_T, _V = schema.ticket.c, schema.visit.c

REMEMBERED = 4096
"""So many different lists are kept taken apart."""

_STATUS = {one.value: one for one in Status}
_PRIORITY = {one.value: one for one in Priority}
_CHANNEL = {one.value: one for one in Channel}
_HOLD_REASON = {one.value: one for one in HoldReason}
_LOCK = {one.value: one for one in Lock}


def ticket_select() -> Select[Any]:
    """The columns of `ticket_of`, in its order."""
    columns: tuple[ColumnElement[Any], ...] = (
        _T.id,
        _T.number,
        _T.title,
        _T.status,
        _T.priority,
        _T.channel,
        _T.category,
        _T.description,
        _T.external_id,
        _T.customer_id,
        _T.customer_name,
        _T.phone,
        _T.site_id,
        _T.address,
        _T.lat,
        _T.lon,
        _T.region_id,
        cast(_T.skills, Text),
        _T.duration_s,
        cast(_T.windows, Text),
        _T.created_at,
        _T.response_due,
        _T.resolution_due,
        _T.lock,
        _T.crew_size,
        _T.crew_of,
        _T.crew_place,
        cast(_T.after, Text),
        _T.same_engineer,
        _T.not_before,
        _T.type,
        _T.workflow_id,
        cast(_T.custom, Text),
        _T.parent_id,
        _T.merged_into,
        _T.hold_reason,
        _T.sla_policy_id,
        _T.asset_id,
        _T.queue_id,
        _T.owner,
        _T.impact,
        _T.urgency,
        _T.version,
        _T.plan_version,
        _T.visit_id,
        _V.engineer_id,
        _V.shift_id,
        func.lower(_V.during),
        func.upper(_V.during),
        _V.travel_s,
        _V.travel_m,
        cast(_V.override, Text),
    )
    whole: Select[Any] = Select(*columns)
    return whole.outerjoin(schema.visit, _V.id == _T.visit_id)


def ticket_of(found: Iterable[Any]) -> Ticket:
    """The ticket of a row of `ticket_select`."""
    (
        key,
        number,
        title,
        status,
        priority,
        channel,
        category,
        description,
        external_id,
        customer_id,
        customer_name,
        phone,
        site_id,
        address,
        lat,
        lon,
        region_id,
        skills,
        duration_s,
        windows,
        created_at,
        response_due,
        resolution_due,
        lock,
        crew_size,
        crew_of,
        crew_place,
        after,
        same_engineer,
        not_before,
        type_,
        workflow_id,
        custom,
        parent_id,
        merged_into,
        hold_reason,
        sla_policy_id,
        asset_id,
        queue_id,
        owner,
        impact,
        urgency,
        version,
        plan_version,
        visit_id,
        *visit,
    ) = found
    return Ticket(
        id=key,
        number=number,
        title=title,
        status=_STATUS[status],
        priority=_PRIORITY[priority],
        channel=_CHANNEL[channel],
        category=category,
        description=description,
        external_id=external_id,
        customer_id=customer_id,
        customer_name=customer_name,
        phone=phone,
        site_id=site_id,
        address=address,
        location=None if lat is None or lon is None else Location(lat, lon),
        region_id=region_id,
        skills=_skills(skills),
        duration_s=duration_s,
        windows=() if windows == "[]" else _windows(windows),
        created_at=created_at,
        response_due=response_due,
        resolution_due=resolution_due,
        lock=_LOCK[lock],
        crew_size=crew_size,
        crew_of=crew_of,
        crew_place=crew_place,
        after=() if after == "{}" else _ids(after),
        same_engineer=same_engineer,
        not_before=not_before,
        type=type_,
        workflow_id=workflow_id,
        custom=() if custom == "{}" else _custom(custom),
        parent_id=parent_id,
        merged_into=merged_into,
        hold_reason=_HOLD_REASON[hold_reason],
        sla_policy_id=sla_policy_id,
        asset_id=asset_id,
        queue_id=queue_id,
        owner=owner,
        impact=impact,
        urgency=urgency,
        visit=None if visit_id is None else _visit(visit_id, key, *visit),
        version=version,
        plan_version=plan_version,
    )


def _visit(
    key: Any,
    ticket: TicketId,
    engineer_id: Any,
    shift_id: Any,
    start: datetime,
    end: datetime,
    travel_s: int,
    travel_m: int,
    override: str | None,
) -> Visit:
    return Visit(
        id=key,
        ticket_id=ticket,
        engineer_id=engineer_id,
        shift_id=shift_id,
        start=start,
        end=end,
        travel_s=travel_s,
        travel_m=travel_m,
        override=None if override is None else _override(override),
    )


@lru_cache(REMEMBERED)
def _skills(text: str) -> tuple[SkillLevel, ...]:
    return skills_from_json(json.loads(text))


@lru_cache(REMEMBERED)
def _windows(text: str) -> tuple[TimeWindow, ...]:
    return windows_from_json(json.loads(text))


@lru_cache(REMEMBERED)
def _override(text: str) -> Override | None:
    return override_from_json(json.loads(text))


@lru_cache(REMEMBERED)
def _custom(text: str) -> tuple[tuple[str, CustomValue], ...]:
    return tuple(sorted(json.loads(text).items()))


def _ids(text: str) -> tuple[TicketId, ...]:
    """An array of numbers as PostgreSQL writes it: ``{1,2}``."""
    return tuple(TicketId(int(one)) for one in text[1:-1].split(","))
