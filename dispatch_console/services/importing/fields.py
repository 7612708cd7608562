"""What can be imported: the fields of each kind and the column names they are known by."""

from collections.abc import Mapping, Sequence
from functools import cache

from dispatch_console.domain.custom import CustomField
from dispatch_console.domain.workflow import CUSTOM
from dispatch_console.services.importing.client_fields import CONTACTS, CONTRACTS, DEVICES
from dispatch_console.services.importing.field import (
    EMAIL,
    ID,
    PHONE,
    Field,
    Kind,
    described,
    normal,
)
from dispatch_console.services.importing.part_fields import PARTS

_LATITUDE = described("latitude", "latitude | lat | gps lat | 纬度 | wgs84 lat")
_LONGITUDE = described("longitude", "longitude | lon | lng | long | gps lon | gps lng | 经度")
_LOCATION = described(
    "location",
    "location | coordinates | lat lon | lat lng | geo point | gps | geolocation"
    " | 坐标 | 经纬度 | 位置",
)

FIELDS: Mapping[Kind, tuple[Field, ...]] = {
    Kind.TICKETS: (
        described(
            "external_id",
            f"{ID} | ticket id | ticket number | ticket no | ticket | request id"
            " | service request id | service request number | case id | case number"
            " | case enquiry id | incident id | incident number | work order"
            " | work order number | work order id | number | no"
            " | 外部编号 | 工单编号 | 工单号 | 单号 | 编号",
        ),
        described(
            "title",
            "title | subject | summary | short description | problem | complaint type | case title"
            " | service request type | request type | service name | name"
            " | 标题 | 主题 | 问题 | 故障现象 | 报修内容 | 工单标题 | 名称",
            required=True,
            joined=" – ",
        ),
        described(
            "description",
            "description | descriptor | details | detail | notes | remark | comments"
            " | resolution description | 描述 | 详情 | 问题描述 | 故障描述 | 备注 | 说明",
            joined="\n",
        ),
        described(
            "category",
            "category | type | complaint type | request type | service name | kind"
            " | 类别 | 类型 | 分类 | 工单类型 | 故障类型",
            joined=" / ",
        ),
        described("type", "ticket type | service type | type of ticket | 服务类型 | 工单种类"),
        described("status", "status | state | ticket status | case status | 状态 | 工单状态"),
        described(
            "priority", "priority | urgency | severity | importance | 优先级 | 紧急程度 | 等级"
        ),
        described(
            "channel",
            "channel | source | origin | open data channel type | method received"
            " | 渠道 | 来源 | 受理渠道",
        ),
        described(
            "created_at",
            "created at | created date | creation date | created | open date"
            " | open dt | opened | opened at | requested datetime | date received | reported at"
            " | received"
            " | 创建时间 | 创建日期 | 受理时间 | 报修时间 | 报修日期 | 下单时间 | 提交时间",
        ),
        described(
            "response_due", "response due | respond by | first response due | 响应时限 | 响应截止"
        ),
        described(
            "resolution_due",
            "resolution due | due date | due | due at | deadline | sla target dt"
            " | expected datetime | complete by | sla due"
            " | 解决时限 | 截止时间 | 截止日期 | 要求完成时间 | 期限",
        ),
        described(
            "customer",
            "customer | customer name | client | account | company | contact"
            " | 客户 | 客户名称 | 单位 | 报修人 | 联系人",
        ),
        PHONE,
        described("site", "site | site id | site external id | 地点编号 | 站点编号 | 地点 | 站点"),
        described(
            "address",
            "address | incident address | service address | street address | location address"
            " | 地址 | 详细地址 | 上门地址 | 服务地址",
            joined=", ",
        ),
        _LATITUDE,
        _LONGITUDE,
        _LOCATION,
        described(
            "skills", "skills | skill | required skills | 技能 | 所需技能 | 技能要求", joined="; "
        ),
        described(
            "duration",
            "duration | estimated duration | duration minutes | duration min | effort | work time"
            " | 预计时长 | 时长 | 工时 | 预计工时 | 服务时长",
        ),
        described(
            "window_start",
            "window start | earliest | not before | appointment start | time window start"
            " | 预约开始 | 最早上门 | 开始时间 | 预约时间",
        ),
        described(
            "window_end",
            "window end | latest | not after | appointment end | time window end"
            " | 预约结束 | 最晚上门 | 结束时间",
        ),
        described(
            "crew_size", "crew size | engineers needed | people needed | 班组人数 | 所需人数"
        ),
        described("after", "after | comes after | predecessor | 前置工单 | 在此之后", joined="; "),
        described("same_engineer", "same engineer | 同一工程师"),
    ),
    Kind.ENGINEERS: (
        described(
            "external_id",
            f"{ID} | engineer id | employee id | staff id | technician id"
            " | personnel number | 外部编号 | 员工编号 | 工程师编号",
        ),
        described(
            "number",
            "number | engineer number | employee number | staff number | badge | no | 工号 | 编号",
        ),
        described(
            "name",
            "name | full name | engineer | engineer name | technician | employee | employee name"
            " | 姓名 | 工程师 | 工程师姓名 | 名字 | 员工姓名",
            required=True,
        ),
        described("team", "team | group | crew | department | 班组 | 团队 | 小组 | 部门"),
        PHONE,
        EMAIL,
        described("wecom", "wecom | wecom id | wecom user id | 企业微信 | 企业微信账号"),
        described("login", "login | login name | console login | 登录名 | 登录账号"),
        described(
            "skills",
            "skills | skill | competences | qualifications | 技能 | 技能等级 | 资质",
            joined="; ",
        ),
        described(
            "regions",
            "regions | region | areas | area | district | districts | territory"
            " | 区域 | 负责区域 | 服务区域 | 片区",
            joined="; ",
        ),
        described("latitude", "home latitude | home lat | latitude | lat | 家庭纬度 | 纬度"),
        described(
            "longitude",
            "home longitude | home lon | home lng | longitude | lon | lng | 家庭经度 | 经度",
        ),
        described(
            "location",
            "home | home location | location | coordinates | 出发地坐标 | 坐标 | 经纬度 | 位置",
        ),
        described("active", "active | enabled | available | 在职 | 是否在职 | 启用"),
        described(
            "shift_start",
            "shift start | shift begin | work start | start of work | 班次开始 | 上班时间 | 上班",
        ),
        described("shift_end", "shift end | work end | end of work | 班次结束 | 下班时间 | 下班"),
        described(
            "shift_date", "shift date | work date | working day | 班次日期 | 排班日期 | 日期"
        ),
        described("overtime", "overtime | max overtime | overtime minutes | 加班 | 最长加班"),
        described("max_tickets", "max tickets | max jobs | capacity | 最多工单 | 最大工单数"),
        described(
            "break_start", "break start | break | lunch | lunch start | 休息 | 休息开始 | 午休"
        ),
        described("break_latest", "break latest | latest break | 最晚休息"),
        described("break_duration", "break duration | break minutes | lunch duration | 休息时长"),
    ),
    Kind.SITES: (
        described(
            "external_id",
            f"{ID} | site id | site number | number | no | code | adcode"
            " | 外部编号 | 地点编号 | 站点编号 | 编号",
        ),
        described(
            "name",
            "name | site | site name | title | 名称 | 地点 | 地点名称 | 站点名称",
            required=True,
        ),
        described(
            "address", "address | street address | site address | 地址 | 详细地址", joined=", "
        ),
        described(
            "customer",
            "customer | customer name | client | account | company | 客户 | 客户名称 | 单位",
        ),
        described(
            "customer_id",
            "customer id | customer external id | customer number | client id | 客户编号",
        ),
        PHONE,
        _LATITUDE,
        _LONGITUDE,
        _LOCATION,
    ),
    Kind.CONTACTS: CONTACTS,
    Kind.DEVICES: DEVICES,
    Kind.CONTRACTS: CONTRACTS,
    Kind.PARTS: PARTS,
}


def fields(kind: Kind, custom: Sequence[CustomField] = ()) -> Mapping[str, Field]:
    """The fields of a kind by name, in the order in which they are shown; custom ones last.

    A custom field is `CUSTOM` and its code; it is known by its code and its name in each language.
    """
    own = {field.name: field for field in FIELDS[kind]}
    if kind is Kind.TICKETS:
        names: dict[str, dict[str, None]] = {}
        for one in custom:
            name = CUSTOM + one.code
            words = (name, one.name_en, one.name_zh, one.code)
            names.setdefault(name, {}).update(dict.fromkeys(words))
        own |= {name: Field(name, tuple(aliases)) for name, aliases in names.items()}
    return own


def is_field(kind: Kind, name: str) -> bool:
    """Whether a mapping may name the field; which custom fields there are, a file cannot know."""
    return name in fields(kind) or (kind is Kind.TICKETS and name.startswith(CUSTOM))


@cache
def _known_headers() -> frozenset[str]:
    return frozenset(
        alias for several in FIELDS.values() for field in several for alias in field.aliases
    )


def is_known_header(text: str) -> bool:
    """Whether a cell reads like a column name of any kind."""
    return normal(text) in _known_headers()
