"""The fields of contacts, devices and contracts, and the column names they are known by."""

from dispatch_console.services.importing.field import EMAIL, ID, PHONE, described

_CUSTOMER = (
    described(
        "customer",
        "customer | customer name | client | account | company | 客户 | 客户名称 | 单位",
    ),
    described(
        "customer_id",
        "customer id | customer external id | customer number | client id | 客户编号",
    ),
    described("customer_phone", "customer phone | company phone | 客户电话 | 单位电话"),
)
_SITE = described(
    "site",
    "site | site id | site external id | site name | location | 地点编号 | 站点编号 | 地点 | 站点"
    " | 安装地点 | 位置",
)
_NOTE = described("note", "note | notes | remark | comments | 备注 | 说明", joined="\n")
_CURRENCY = described("currency", "currency | 币种 | 货币")

CONTACTS = (
    described("external_id", f"{ID} | contact id | person id | 外部编号 | 联系人编号 | 编号"),
    described(
        "name",
        "name | full name | contact | contact name | contact person | 姓名 | 联系人 | 联系人姓名",
        required=True,
    ),
    *_CUSTOMER,
    described("position", "position | job title | role | function | 职务 | 职位 | 岗位"),
    PHONE,
    EMAIL,
    described("wechat", "wechat | wechat id | weixin | 微信 | 微信号"),
    described("language", "language | 语言"),
    _SITE,
    described("main", "main | main contact | primary | primary contact | 主要联系人 | 首要联系人"),
    described("active", "active | enabled | 在用 | 有效 | 启用 | 是否有效"),
)

DEVICES = (
    described(
        "external_id",
        f"{ID} | device id | asset id | asset number | asset no | equipment number | inventory no"
        " | 外部编号 | 设备编号 | 资产编号 | 编号",
    ),
    described("code", "code | label code | label | qr code | 标签码 | 二维码 | 标签"),
    described(
        "name",
        "name | device | device name | asset | asset name | equipment | 名称 | 设备 | 设备名称",
        required=True,
    ),
    *_CUSTOMER,
    _SITE,
    described(
        "parent",
        "parent | parent device | part of | parent id | belongs to | 上级设备 | 所属设备 | 父设备",
    ),
    described("category", "category | type | device type | 类别 | 设备类别 | 设备类型 | 类型"),
    described("maker", "maker | manufacturer | brand | vendor | 厂商 | 制造商 | 品牌 | 厂家"),
    described("model", "model | model number | model no | 型号 | 规格型号"),
    described(
        "serial",
        "serial | serial number | serial no | s/n | sn | 序列号 | 出厂编号 | 机身号",
    ),
    described("status", "status | state | 状态 | 设备状态"),
    described(
        "installed_on",
        "installed on | install date | installed | installation date | commissioned"
        " | 安装日期 | 启用日期 | 投用日期",
    ),
    described(
        "warranty_until",
        "warranty until | warranty end | warranty expires | warranty | 保修到期 | 质保到期"
        " | 保修截止 | 质保期至",
    ),
    described("meters", "meters | meter | counter | 计量表 | 仪表 | 计数器", joined="; "),
    described("meter_units", "meter units | meter unit | 计量单位 | 仪表单位", joined="; "),
    described(
        "readings",
        "readings | reading | meter reading | meter value | 读数 | 仪表读数",
        joined="; ",
    ),
    described("read_at", "read at | reading date | 抄表时间 | 读数时间", joined="; "),
    _NOTE,
)

CONTRACTS = (
    described(
        "number",
        f"number | contract number | contract no | contract id | contract | {ID}"
        " | 合同编号 | 合同号 | 编号",
        required=True,
    ),
    described("name", "name | contract name | title | 名称 | 合同名称"),
    *_CUSTOMER,
    described(
        "devices",
        "devices | device | device codes | assets | covered devices | 设备 | 覆盖设备 | 设备编号",
        joined="; ",
    ),
    described(
        "starts_on",
        "starts on | start date | start | from | valid from | 开始日期 | 生效日期 | 起始日期",
    ),
    described(
        "ends_on",
        "ends on | end date | end | to | valid until | expires | 结束日期 | 到期日期 | 截止日期",
    ),
    described("labour", "labour | labor | labour share | labour covered | 人工 | 人工费比例"),
    described("parts", "parts | parts share | parts covered | 备件 | 备件费比例"),
    described("travel", "travel | travel share | travel covered | 差旅 | 路费比例 | 上门费"),
    described("sla", "sla | service level | level | 服务级别 | 服务等级"),
    described("price", "price | amount | contract value | 价格 | 金额 | 合同金额"),
    _CURRENCY,
    _NOTE,
)
