"""The grammar as data: what people say, in English and Chinese, and what each word stands for.

Chinese words are found anywhere, Latin ones only as whole words. The first two of each kind are
the English and the Chinese one that `spoken` writes.
"""

from collections.abc import Mapping
from enum import Enum, auto

from dispatch_console.domain.sla import SlaState
from dispatch_console.domain.ticket import Lock, Priority, Status


class Verb(Enum):
    """What a sentence asks for."""

    ASSIGN = auto()
    UNASSIGN = auto()
    LOCK = auto()
    STATUS = auto()
    PRIORITY = auto()
    OPEN = auto()
    FIND = auto()
    SHOW = auto()
    PLAN = auto()
    PUBLISH = auto()
    GO = auto()
    VIEW = auto()
    SICK = auto()
    BACK = auto()
    LEND = auto()
    END_LENDING = auto()
    LATE = auto()
    MAP = auto()


class Until(Enum):
    """How long, where no time is said."""

    FURTHER_NOTICE = auto()


class MapTool(Enum):
    """What can be done on the map."""

    LASSO = auto()
    DRIVE_TIMES = auto()
    EDIT_REGIONS = auto()
    NEW_REGION = auto()
    ZOOM_ALL = auto()
    ZOOM_SELECTION = auto()
    SELECT_IN_VIEW = auto()
    LEGEND = auto()
    TILES = auto()


class Flag(Enum):
    """What stands beside the verb."""

    SELECTED = auto()
    UNASSIGNED = auto()
    ALL = auto()


VERBS: Mapping[Verb, tuple[str, ...]] = {
    Verb.ASSIGN: (
        *("assign", "派给", "give", "reassign", "dispatch", "分派给", "改派给", "指派给"),
        *("交给", "分配给", "分派", "派单", "指派", "改派", "安排给", "派"),
        *("move", "改到", "移到", "挪到", "reschedule"),
    ),
    Verb.UNASSIGN: (
        *("unassign", "取消分派", "取消派单", "取消指派", "撤销分派", "撤回"),
        *("take away", "收回", "退回"),
    ),
    Verb.PRIORITY: ("priority", "优先级", "set priority", "优先级改为", "优先级设为"),
    Verb.OPEN: ("open", "打开", "查看"),
    Verb.FIND: ("find", "查找", "search", "search for", "搜索", "搜"),
    Verb.SHOW: ("show", "显示", "filter", "list", "筛选", "只看", "列出"),
    Verb.PLAN: ("plan", "规划", "排程", "排班", "计划"),
    Verb.PUBLISH: ("publish", "发布", "发布计划", "发布方案", "publish plan", "publish the plan"),
    Verb.GO: ("go to", "转到", "goto", "jump to", "跳到", "跳转到", "看"),
    Verb.VIEW: ("view", "视图", "use view", "切换到视图"),
    Verb.SICK: (
        *("sick", "病假", "off sick", "calls in sick", "call in sick", "called in sick"),
        *("请病假", "请假", "生病", "病了"),
    ),
    Verb.BACK: ("back on duty", "销假", "back", "back to work", "返岗", "恢复上班", "回来上班"),
    Verb.LEND: ("lend", "借调", "lend out", "借给", "借调到", "借调给"),
    Verb.END_LENDING: ("end lending", "结束借调", "stop lending", "取消借调", "收回借调"),
    Verb.LATE: (
        *("late by", "晚到", "running late", "runs late", "delayed by", "delayed", "delay"),
        *("晚点", "迟到", "延误", "耽误", "晚了", "要晚", "会晚", "晚"),
    ),
}

LOCKS: Mapping[Lock, tuple[str, ...]] = {
    Lock.ALL: ("lock", "锁定", "pin", "fix", "固定"),
    Lock.ENGINEER: ("lock engineer", "锁定工程师", "lock the engineer"),
    Lock.TIME: ("lock time", "锁定时间", "lock the time"),
    Lock.NONE: ("unlock", "解锁", "unpin", "release", "解除锁定", "取消锁定"),
}

STEPS: Mapping[Status, tuple[str, ...]] = {
    Status.ON_HOLD: ("hold", "挂起", "put on hold", "搁置", "暂停"),
    Status.ACCEPTED: ("accept", "接单"),
    Status.EN_ROUTE: ("set off", "出发", "depart"),
    Status.IN_PROGRESS: ("start work", "开始处理", "start", "开工"),
    Status.RESOLVED: ("resolve", "解决", "完成", "done"),
    Status.CONFIRMED: ("confirm", "确认"),
    Status.CLOSED: ("close", "关闭"),
    Status.REOPENED: ("reopen", "重新打开"),
    Status.CANCELLED: ("cancel", "取消工单", "cancel ticket", "作废"),
}
"""Steps to take; a status of `STATES` is what a ticket is in already."""

STATES: Mapping[Status, tuple[str, ...]] = {
    Status.NEW: ("new", "待分派"),
    Status.ASSIGNED: ("assigned", "已分派", "已派单"),
    Status.ACCEPTED: ("accepted", "已接单"),
    Status.EN_ROUTE: ("en route", "在途", "on the way", "在路上"),
    Status.IN_PROGRESS: ("in progress", "处理中", "on site", "现场"),
    Status.ON_HOLD: ("on hold", "挂起的", "已挂起", "挂起中"),
    Status.REOPENED: ("reopened", "已重新打开"),
}

PRIORITIES: Mapping[Priority, tuple[str, ...]] = {
    Priority.P1: ("p1", "urgent", "紧急", "一级"),
    Priority.P2: ("p2", "high", "二级"),
    Priority.P3: ("p3", "normal", "普通", "三级"),
    Priority.P4: ("p4", "low", "四级"),
}

SLA: Mapping[SlaState, tuple[str, ...]] = {
    SlaState.AT_RISK: ("at risk", "临近超时", "有风险"),
    SlaState.BREACHED: ("breached", "已超时", "overdue", "late", "超时"),
    SlaState.OK: ("on time", "正常"),
    SlaState.NONE: ("no sla", "无时限"),
}

FLAGS: Mapping[Flag, tuple[str, ...]] = {
    Flag.SELECTED: ("selected", "所选", "selection", "these", "this", "选中的", "选中", "这些"),
    Flag.UNASSIGNED: ("unassigned", "未分派", "没人负责", "未派"),
    Flag.ALL: ("everything", "全部", "all", "所有"),
}

MAP_TOOLS: Mapping[MapTool, tuple[str, ...]] = {
    MapTool.LASSO: ("lasso", "圈选", "draw around", "draw around tickets", "套索", "圈选工单"),
    MapTool.DRIVE_TIMES: (
        *("drive times", "车程", "drive time", "drive-time areas", "drive-time area", "reach"),
        *("drive times from", "驾车可达范围", "可达范围", "车程范围", "等时圈"),
    ),
    MapTool.EDIT_REGIONS: (
        *("edit regions", "编辑区域", "edit region", "change region", "change border"),
        *("修改区域", "修改边界", "编辑边界"),
    ),
    MapTool.NEW_REGION: (
        *("new region", "新建区域", "draw region", "draw a region", "draw a new region"),
        *("draw new region", "绘制区域", "画区域", "画一个区域", "新增区域"),
    ),
    MapTool.ZOOM_ALL: (
        *("fit", "全图", "fit all", "fit map", "fit the map", "zoom to fit", "zoom to all"),
        *("show all of the work", "显示全部工作", "显示全图", "缩放到全部"),
    ),
    MapTool.ZOOM_SELECTION: (
        *("zoom to selection", "缩放到所选", "zoom to the selection", "fit selection"),
        *("fit the selection", "放大所选"),
    ),
    MapTool.SELECT_IN_VIEW: (
        *("select all in view", "选中视野内全部", "select in view", "选中视野内"),
    ),
    MapTool.LEGEND: ("legend", "图例", "map legend", "地图图例"),
    MapTool.TILES: (
        *("map layers", "地图图层", "layers", "map tiles", "map settings", "图层", "底图"),
        *("地图设置", "地图底图", "basemap"),
    ),
}

UNTIL: Mapping[Until, tuple[str, ...]] = {
    Until.FURTHER_NOTICE: ("until further notice", "直至另行通知", "until told otherwise", "长期"),
}

DAYS: Mapping[int, tuple[str, ...]] = {
    0: ("today", "今天", "今日"),
    1: ("tomorrow", "明天", "明日"),
    2: ("后天", "day after tomorrow"),
    -1: ("yesterday", "昨天"),
}
"""Days from today."""

WEEKDAYS: tuple[tuple[str, ...], ...] = (
    ("monday", "mon", "周一", "星期一"),
    ("tuesday", "tue", "周二", "星期二"),
    ("wednesday", "wed", "周三", "星期三"),
    ("thursday", "thu", "周四", "星期四"),
    ("friday", "fri", "周五", "星期五"),
    ("saturday", "sat", "周六", "星期六"),
    ("sunday", "sun", "周日", "周天", "星期日", "星期天"),
)
"""From Monday; the next such day, today included."""

DELAYS_MIN = (15, 30, 60, 120)
"""By how much somebody may be said to be late, where no other time is given."""

KINDS = (
    *("region", "queue", "skill", "skills", "customer", "customers", "field", "work", "jobs"),
    *("区域", "队列", "技能", "客户", "字段", "需要", "有", "要"),
)
"""Words that add nothing where something is to be shown."""

FILLERS = (
    *("to", "the", "at", "on", "for", "in", "and", "of", "with", "is", "please", "ticket"),
    *("tickets", "no", "from", "as", "it", "now", "engineer", "set", "within", "by"),
    *("把", "将", "给", "在", "于", "到", "请", "的", "和", "与", "号", "工单", "单", "里", "区"),
    *(
        "为",
        "设为",
        "改为",
        "成",
        "由",
        "一下",
        "吧",
        "从",
        "工程师",
        "且",
        "并",
        "以内",
        "之内",
        "内",
    ),
)
"""Words that add nothing, wherever they stand."""
