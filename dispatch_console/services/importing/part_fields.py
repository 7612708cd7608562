"""The fields of parts and their stock, and the column names they are known by."""

from dispatch_console.services.importing.field import ID, described

PARTS = (
    described(
        "number",
        "number | part number | part no | part | material number | sku | item number"
        f" | {ID} | 备件编号 | 备件号 | 料号 | 物料编码 | 编号",
        required=True,
    ),
    described("name", "name | part name | description | 名称 | 备件名称 | 物料名称"),
    described("name_en", "name en | english name | name english | 英文名称"),
    described("name_zh", "name zh | chinese name | name chinese | 中文名称"),
    described("unit", "unit | uom | unit of measure | 单位 | 计量单位"),
    described("cost", "cost | unit cost | purchase price | unit price | 成本 | 单位成本 | 单价"),
    described(
        "sale_prices",
        "sale price | sale prices | sales price | selling price | list price"
        " | 售价 | 销售价 | 销售价格 | 零售价",
        joined="; ",
    ),
    described("currency", "currency | 币种 | 货币"),
    described("serialised", "serialised | serialized | by serial number | 序列号管理 | 按件管理"),
    described("active", "active | enabled | 在用 | 有效 | 启用"),
    described(
        "place",
        "place | warehouse | location | store | bin | 地点 | 仓库 | 库位 | 存放地点",
    ),
    described(
        "stock",
        "stock | opening stock | quantity | on hand | qty | 库存 | 期初库存 | 数量 | 现有库存",
    ),
    described(
        "serials",
        "serials | serial numbers | serial number | 序列号",
        joined="; ",
    ),
    described(
        "reorder_point",
        "reorder point | minimum stock | min stock | minimum | 再订货点 | 安全库存 | 最低库存",
    ),
    described(
        "reorder_quantity",
        "reorder quantity | lot size | order quantity | 订货量 | 再订货量 | 采购批量",
    ),
)
