"""The types of tickets that come along, each with its workflow and custom fields to begin with."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from dispatch_console.domain.custom import Choice, CustomField, FieldKind, Target
from dispatch_console.domain.roles import Role
from dispatch_console.domain.ticket import GENERAL, Status
from dispatch_console.domain.workflow import (
    BUILT_IN,
    CUSTOM,
    Need,
    Reason,
    TicketType,
    Transition,
    Trigger,
    Workflow,
)
from dispatch_console.domain.workflow_rules import PLANNING_STEPS

S = Status

IT, AFTER_SALES, MAINTENANCE, FACILITY = "it_support", "after_sales", "maintenance", "facility"

TYPES = (
    TicketType(GENERAL, "General", "通用"),
    TicketType(IT, "IT support", "IT 支持"),
    TicketType(AFTER_SALES, "Customer after-sales", "客户售后"),
    TicketType(MAINTENANCE, "Equipment maintenance and inspection", "设备维保与巡检"),
    TicketType(FACILITY, "Facility service", "物业设施服务"),
)

_SUPERVISORS = frozenset({Role.SUPERVISOR, Role.ADMIN})

_CANCELLED = (
    Reason("Customer no longer needs it", "客户不再需要"),
    Reason("Opened by mistake", "误建工单"),
    Reason("Cannot be reached", "无法联系客户"),
)
_REOPENED = (
    Reason("The same fault came back", "故障复现"),
    Reason("Not all was done", "处理不完整"),
    Reason("Customer is not satisfied", "客户不满意"),
)
_CODE_RESOLUTION = "resolution"

_STEPS = (
    Transition(before=S.NEW, after=S.ON_HOLD, needs=(Need.HOLD_REASON,)),
    Transition(before=S.ASSIGNED, after=S.ACCEPTED),
    Transition(before=S.ASSIGNED, after=S.EN_ROUTE),
    Transition(before=S.ASSIGNED, after=S.ON_HOLD, needs=(Need.HOLD_REASON,)),
    Transition(before=S.ACCEPTED, after=S.EN_ROUTE),
    Transition(before=S.ACCEPTED, after=S.ON_HOLD, needs=(Need.HOLD_REASON,)),
    Transition(before=S.EN_ROUTE, after=S.IN_PROGRESS),
    Transition(before=S.EN_ROUTE, after=S.ON_HOLD, needs=(Need.HOLD_REASON,)),
    Transition(before=S.IN_PROGRESS, after=S.ON_HOLD, needs=(Need.HOLD_REASON,)),
    Transition(before=S.ON_HOLD, after=S.IN_PROGRESS),
    Transition(before=S.IN_PROGRESS, after=S.RESOLVED, needs=(CUSTOM + _CODE_RESOLUTION,)),
    Transition(before=S.RESOLVED, after=S.CONFIRMED, after_days=7),
    Transition(before=S.CONFIRMED, after=S.CLOSED, after_days=3, triggers=(Trigger.ASK_SURVEY,)),
    Transition(before=S.CLOSED, after=S.ARCHIVED, after_days=90, undoable=False),
    *(
        Transition(
            before=before,
            after=S.REOPENED,
            reason=True,
            reasons=_REOPENED,
            triggers=(Trigger.NOTIFY_OWNER,),
        )
        for before in (S.RESOLVED, S.CONFIRMED, S.CLOSED)
    ),
    *(
        Transition(before=before, after=S.CANCELLED, reason=True, reasons=_CANCELLED)
        for before in (S.NEW, S.ASSIGNED, S.ACCEPTED, S.EN_ROUTE, S.ON_HOLD, S.REOPENED)
    ),
    Transition(before=S.CANCELLED, after=S.REOPENED, reason=True),
    Transition(before=S.CANCELLED, after=S.ARCHIVED, after_days=90, undoable=False),
    *(
        Transition(before=before, after=S.MERGED)
        for before in (S.NEW, S.ASSIGNED, S.ACCEPTED, S.ON_HOLD, S.REOPENED)
    ),
    Transition(before=S.MERGED, after=S.ARCHIVED, after_days=90, undoable=False),
    *(
        Transition(before=before, after=after)
        for before in Status
        for after in Status
        if (before, after) in PLANNING_STEPS
    ),
)


def _with(type_: str, *changed: Transition) -> Workflow:
    """The common steps, with those instead of or beside them."""
    steps: Mapping[tuple[Status, Status], Transition] = {
        (step.before, step.after): step for step in (*_STEPS, *changed)
    }
    return Workflow(type=type_, transitions=tuple(steps.values()))


WORKFLOWS = (
    BUILT_IN,
    _with(
        IT,
        # Many are solved on the phone or from afar.
        Transition(before=S.NEW, after=S.RESOLVED, needs=(CUSTOM + _CODE_RESOLUTION,)),
        Transition(before=S.RESOLVED, after=S.CONFIRMED, after_days=3),
    ),
    _with(
        AFTER_SALES,
        Transition(
            before=S.IN_PROGRESS,
            after=S.RESOLVED,
            needs=(CUSTOM + "fault", CUSTOM + _CODE_RESOLUTION),
        ),
        Transition(before=S.RESOLVED, after=S.CONFIRMED, signature=True, undoable=False),
        Transition(
            before=S.CONFIRMED,
            after=S.CLOSED,
            after_days=7,
            triggers=(Trigger.ASK_SURVEY, Trigger.NOTIFY_OWNER),
        ),
    ),
    _with(
        MAINTENANCE,
        Transition(
            before=S.IN_PROGRESS,
            after=S.RESOLVED,
            needs=(CUSTOM + "finding", CUSTOM + "meter"),
            signature=True,
        ),
        Transition(before=S.RESOLVED, after=S.CONFIRMED, roles=_SUPERVISORS),
    ),
    _with(
        FACILITY,
        Transition(before=S.NEW, after=S.RESOLVED, needs=(CUSTOM + _CODE_RESOLUTION,)),
        Transition(before=S.EN_ROUTE, after=S.CANCELLED, roles=_SUPERVISORS, reason=True),
    ),
)
"""One for each of `TYPES`."""


def _field(
    type_: str,
    position: int,
    code: str,
    name_en: str,
    name_zh: str,
    kind: FieldKind = FieldKind.TEXT,
    choices: Iterable[Choice] = (),
    required_in: Iterable[Status] = (),
) -> CustomField:
    return CustomField(
        type=type_,
        code=code,
        name_en=name_en,
        name_zh=name_zh,
        kind=kind,
        choices=tuple(choices),
        required_in=frozenset(required_in),
        position=position,
    )


def _resolution(type_: str) -> CustomField:
    return _field(type_, 90, _CODE_RESOLUTION, "What was done", "处理结果")


FIELDS = (
    _field(IT, 10, "computer", "Computer", "计算机名"),
    _field(
        IT,
        20,
        "system",
        "System concerned",
        "涉及系统",
        FieldKind.CHOICE,
        (
            Choice("network", "Network", "网络"),
            Choice("mail", "E-mail", "邮件"),
            Choice("erp", "ERP", "ERP"),
            Choice("workplace", "Workplace", "桌面终端"),
        ),
        (S.NEW,),
    ),
    _resolution(IT),
    _field(AFTER_SALES, 10, "model", "Model", "产品型号", required_in=(S.NEW,)),
    _field(AFTER_SALES, 20, "serial", "Serial number", "序列号"),
    _field(AFTER_SALES, 30, "bought", "Date of purchase", "购买日期", FieldKind.DATE),
    _field(
        AFTER_SALES,
        40,
        "fault",
        "Fault found",
        "故障原因",
        FieldKind.CHOICE,
        (
            Choice("wear", "Wear", "正常磨损"),
            Choice("defect", "Defect of material or make", "材料或制造缺陷"),
            Choice("misuse", "Wrong use", "使用不当"),
            Choice("none", "No fault found", "未发现故障"),
        ),
    ),
    _resolution(AFTER_SALES),
    _field(
        MAINTENANCE,
        10,
        "plan_kind",
        "Kind of inspection",
        "巡检类型",
        FieldKind.CHOICE,
        (
            Choice("monthly", "Monthly", "月检"),
            Choice("quarterly", "Quarterly", "季检"),
            Choice("yearly", "Yearly", "年检"),
        ),
        (S.NEW,),
    ),
    _field(MAINTENANCE, 20, "meter", "Meter reading", "表计读数", FieldKind.NUMBER),
    _field(
        MAINTENANCE,
        30,
        "finding",
        "Finding",
        "检查结论",
        FieldKind.CHOICE,
        (
            Choice("good", "In order", "正常"),
            Choice("watch", "To be watched", "需关注"),
            Choice("repair", "Needs repair", "需维修"),
        ),
    ),
    replace(
        _field(MAINTENANCE, 40, "follow_up", "Repair ticket", "后续维修工单", FieldKind.REFERENCE),
        target=Target.TICKET,
    ),
    _resolution(MAINTENANCE),
    _field(FACILITY, 10, "floor", "Floor", "楼层", required_in=(S.NEW,)),
    _field(FACILITY, 20, "access", "Access by appointment on", "预约进场日期", FieldKind.DATE),
    _resolution(FACILITY),
)
