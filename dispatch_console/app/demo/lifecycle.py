"""Tickets of every type in every part of their life: on hold, done, split, merged, linked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise

from dispatch_console.app.demo.sources import MARK
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.signature import Signature, Way
from dispatch_console.domain.sla import deadlines
from dispatch_console.domain.step import Step
from dispatch_console.domain.ticket import CustomValue, HoldReason, Status, Ticket
from dispatch_console.domain.ticket_link import LinkKind, TicketLink
from dispatch_console.domain.workflow_templates import AFTER_SALES, FACILITY, IT, MAINTENANCE
from dispatch_console.storage.unit_of_work import Unit

S = Status

LIFE = f"{MARK}life-"
"""What the external ids of these tickets begin with."""


@dataclass(frozen=True, slots=True)
class _Life:
    """A ticket and the statuses it came through, the first a day after it was opened."""

    type: str
    title: str
    customer: str
    came: tuple[Status, ...] = ()
    custom: Mapping[str, CustomValue] | None = None
    hold: HoldReason = HoldReason.NONE
    reason: str = ""
    signed: str = ""
    drawn: str = ""
    days: int = 0
    """How long ago it was opened."""


_WITH_REASON = (S.ON_HOLD, S.CANCELLED)

_DONE = (S.ASSIGNED, S.ACCEPTED, S.EN_ROUTE, S.IN_PROGRESS, S.RESOLVED)

# Strokes as `domain.signature` keeps them.
_DRAWN = (
    "120,70 112,150 84,236;120,74 236,66 240,180 222,232 196,214;140,112 214,108;176,84 176,150;"
    "136,150 214,146;150,178 204,176 202,208 152,210 150,178;330,86 410,78;306,124 436,114;"
    "368,52 366,156;300,164 444,154;380,160 340,206 296,236;350,196 400,214 470,250;"
    "560,60 640,52 640,230;560,64 556,236;560,236 640,230;580,96 622,92;600,92 600,200;"
    "578,146 624,142;576,202 626,198 720,178 800,204"
)

LIVES = (
    _Life(
        IT,
        "会议室投影无信号 / No signal on the projector",
        "申江软件",
        custom={"system": "workplace", "computer": "MR-0312"},
    ),
    _Life(
        IT,
        "邮箱无法收信 / Mailbox receives nothing",
        "申江软件",
        (S.RESOLVED, S.CONFIRMED, S.CLOSED, S.ARCHIVED),
        {"system": "mail", "resolution": "重建邮箱配置"},
        days=120,
    ),
    _Life(
        AFTER_SALES,
        "洗碗机不排水 / Dishwasher does not drain",
        "沪上家电客户 陈女士",
        (S.ON_HOLD,),
        {"model": "DW-60B", "serial": "SN203315", "bought": "2025-05-18"},
        HoldReason.PART,
        "排水泵缺货",
        days=3,
    ),
    _Life(
        AFTER_SALES,
        "净水器漏水 / Water filter leaks",
        "沪上家电客户 周先生",
        (*_DONE, S.CONFIRMED, S.CLOSED),
        {"model": "RO-400", "fault": "wear", "resolution": "更换密封圈"},
        signed="周建国",
        drawn=_DRAWN,
        days=20,
    ),
    _Life(
        MAINTENANCE,
        "3号电梯季度巡检 / Quarterly inspection of lift 3",
        "浦江大厦物业",
        _DONE,
        {"plan_kind": "quarterly", "meter": "48210", "finding": "repair"},
        signed="李伟",
        days=4,
    ),
    _Life(
        MAINTENANCE,
        "3号电梯更换导靴，月检复查 / Lift 3: new guide shoes, monthly check",
        "浦江大厦物业",
        custom={"plan_kind": "monthly"},
    ),
    _Life(
        FACILITY,
        "12层整层照明改造 / Lighting of floor 12 renewed",
        "浦江大厦物业",
        custom={"floor": "12"},
        days=1,
    ),
    _Life(
        FACILITY,
        "卫生间水龙头滴水 / Tap drips",
        "浦江大厦物业",
        (S.ON_HOLD,),
        {"floor": "5", "access": "2026-03-20"},
        HoldReason.CUSTOMER,
        "等待租户确认进场时间",
        days=2,
    ),
    _Life(
        IT,
        "打印机卡纸 / Paper jam",
        "申江软件",
        (S.CANCELLED,),
        {"system": "workplace"},
        reason="用户已自行处理",
        days=1,
    ),
)
_PARTS = ("拆除旧灯具 / Old lamps taken down", "安装新灯具 / New lamps put up")
_TWICE = "12层灯不亮 / Floor 12 is dark"


def add(unit: Unit, today: date, now: datetime) -> None:
    """Put them into the database, each with the steps it took."""
    made = unit.tickets.add([_ticket(life, n, today, now) for n, life in enumerate(LIVES)])
    for life, ticket in zip(LIVES, made, strict=True):
        unit.steps.add(_steps(life, ticket))
    _sign(unit, made)
    lighting, drips = made[6], made[7]
    inspected, repair = made[4], made[5]
    follow_up = dict(inspected.custom) | {"follow_up": repair.id}
    unit.tickets.update([replace(inspected, custom=tuple(sorted(follow_up.items())))])
    blank = replace(lighting, id=TicketId(0), number="", workflow_id=None, parent_id=lighting.id)
    unit.tickets.add(
        [
            replace(blank, title=title, external_id=f"{LIFE}{today}-part-{n}")
            for n, title in enumerate(_PARTS)
        ]
    )
    unit.tickets.add(
        [
            replace(
                blank,
                title=_TWICE,
                status=S.MERGED,
                parent_id=None,
                merged_into=lighting.id,
                external_id=f"{LIFE}{today}-twice",
            )
        ]
    )
    unit.ticket_links.add(TicketLink(drips.id, lighting.id, LinkKind.RELATED))
    unit.ticket_links.add(TicketLink(inspected.id, repair.id, LinkKind.CAUSES))


def _ticket(life: _Life, number: int, today: date, now: datetime) -> Ticket:
    opened = now - timedelta(days=life.days)
    blank = Ticket(
        id=TicketId(0),
        number="",
        title=life.title,
        external_id=f"{LIFE}{today}-{number}",
        status=life.came[-1] if life.came else S.NEW,
        customer_name=life.customer,
        type=life.type,
        custom=tuple(sorted((life.custom or {}).items())),
        hold_reason=life.hold,
        created_at=opened,
    )
    response, resolution = deadlines(blank.priority, max(opened, now))
    return replace(blank, response_due=response, resolution_due=resolution)


def _sign(unit: Unit, made: Sequence[Ticket]) -> None:
    """Some drew, some had their name typed."""
    steps = unit.steps.of([ticket.id for ticket in made])
    for life, ticket in zip(LIVES, made, strict=True):
        for step in steps.get(ticket.id, ()):
            if life.signed and step.after is S.RESOLVED:
                way = Way.DRAWN if life.drawn else Way.TYPED
                unit.signatures.add(ticket.id, step.id, Signature(life.signed, way, life.drawn))


def _steps(life: _Life, ticket: Ticket) -> list[Step]:
    """One step after the other, evenly over the days since."""
    statuses = (S.NEW, *life.came)
    pause = timedelta(days=life.days) / max(len(statuses), 1)
    return [
        Step(
            ticket_id=ticket.id,
            at=ticket.created_at + pause * place,
            who="demo",
            before=before,
            after=after,
            reason=life.reason if after in _WITH_REASON else "",
            hold_reason=life.hold if after is S.ON_HOLD else HoldReason.NONE,
            data={"signature": life.signed} if life.signed and after is S.RESOLVED else {},
        )
        for place, (before, after) in enumerate(pairwise(statuses), 1)
    ]
