"""Statuses, priorities, channels, languages and yes/no in words of both languages."""

from collections.abc import Mapping
from typing import TypeVar

from dispatch_console.domain.asset import AssetStatus
from dispatch_console.domain.customer import Language
from dispatch_console.domain.ticket import Channel, Priority, Status
from dispatch_console.services.importing.fields import normal
from dispatch_console.services.importing.issues import UnreadableError

T = TypeVar("T")


def _meanings(table: Mapping[T, str]) -> Mapping[str, T]:
    return {normal(word): meaning for meaning, words in table.items() for word in words.split("|")}


STATUSES = _meanings(
    {
        Status.NEW: "new|open|opened|unassigned|received|submitted|registered|to do"
        "|待分派|待派单|未派单|未分派|新建|新工单|待处理|未处理|已受理",
        Status.ASSIGNED: "assigned|scheduled|dispatched|planned|已分派|已派单|已派工|已排程",
        Status.ACCEPTED: "accepted|acknowledged|confirmed by engineer|已接单|已接受",
        Status.EN_ROUTE: "en route|enroute|travelling|on the way|在途|路上|已出发",
        Status.IN_PROGRESS: "in progress|started|working|on site|in process"
        "|处理中|进行中|施工中|已到场",
        Status.ON_HOLD: "on hold|pending|waiting|paused|suspended|awaiting parts"
        "|awaiting customer|挂起|暂停|等待|待料|等配件",
        Status.RESOLVED: "resolved|done|fixed|completed|complete|已解决|已完成|完成|完工|已修复",
        Status.CONFIRMED: "confirmed|verified|已确认|已验收",
        Status.CLOSED: "closed|close|finished|已关闭|关闭|已结单|结单|已办结",
        Status.ARCHIVED: "archived|已归档|归档",
        Status.REOPENED: "reopened|re-opened|reopen|重新打开|重开|返修",
        Status.CANCELLED: "cancelled|canceled|cancel|withdrawn|rejected|已取消|取消|作废|已撤单",
        Status.MERGED: "merged|duplicate|已合并|重复",
    }
)

PRIORITIES = _meanings(
    {
        Priority.P1: "p1|1|urgent|critical|emergency|highest|very high|immediate"
        "|紧急|特急|非常紧急|最高|一级",
        Priority.P2: "p2|2|high|important|major|高|较高|重要|加急|二级",
        Priority.P3: "p3|3|normal|medium|moderate|standard|average|普通|一般|中|正常|三级",
        Priority.P4: "p4|4|5|p5|low|minor|lowest|trivial|低|较低|不急|四级",
    }
)

CHANNELS = _meanings(
    {
        Channel.PHONE: "phone|telephone|call|call center|hotline|voice|电话|热线|来电",
        Channel.EMAIL: "email|e-mail|mail|邮件|电子邮件|邮箱",
        Channel.WECHAT: "wechat|weixin|微信|公众号|小程序",
        Channel.PORTAL: "portal|web|website|online|self service|internet|app|mobile"
        "|门户|网站|网页|网上",
        Channel.QR: "qr|qr code|二维码|扫码",
        Channel.API: "api|interface|接口",
        Channel.DEVICE: "device|sensor|iot|alarm|设备|传感器|告警",
        Channel.IMPORT: "import|file|other|unknown|导入|其他|其它|未知",
    }
)

ASSET_STATUSES = _meanings(
    {
        AssetStatus.IN_SERVICE: "in service|in_service|in use|active|working|running|ok"
        "|在用|使用中|运行中|运行|正常|启用",
        AssetStatus.OUT_OF_SERVICE: "out of service|out_of_service|inactive|broken|down|stopped"
        "|停用|停机|故障|停止使用",
        AssetStatus.RETIRED: "retired|scrapped|decommissioned|disposed"
        "|报废|已报废|退役|已退役|拆除",
    }
)

LANGUAGES = _meanings(
    {
        Language.ENGLISH: "en|english|英语|英文",
        Language.CHINESE: "zh|zh cn|zh_CN|chinese|中文|汉语|简体中文",
    }
)

ANSWERS = _meanings(
    {
        True: "yes|y|true|1|active|enabled|on|是|在职|启用|有效",
        False: "no|n|false|0|inactive|disabled|off|left|否|离职|停用|无效",
    }
)


def meaning(text: str, known: Mapping[str, T], code: str) -> T:
    """What the word stands for. Raises UnreadableError `code`, naming words that would do."""
    found = known.get(normal(text))
    if found is None:
        raise UnreadableError(code)
    return found
