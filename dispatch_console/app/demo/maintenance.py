"""The demo company's maintenance plans, by the calendar and by meters; most tell people ahead."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from dispatch_console.app.demo.devices import SKILL_OF
from dispatch_console.domain.asset import Asset, Meter, Reading
from dispatch_console.domain.ids import MeterId, UpkeepId
from dispatch_console.domain.skill import SkillLevel
from dispatch_console.domain.upkeep import Template, Unit, Upkeep
from dispatch_console.storage.unit_of_work import Unit as Work

PLANS = 9

_RUNNING = ("lift", "hvac")

_RHYTHMS = (
    (1, "月度保养", "monthly service"),
    (6, "每 1000 小时保养", "service every 1000 hours"),
    (3, "季度检验", "quarterly inspection"),
)
"""Months between, in Chinese and English; the second goes by a meter."""


def add(unit: Work, assets: Sequence[Asset], today: date) -> None:
    """A plan for each of the first of the devices that wear."""
    known = unit.skills.all()
    customers = unit.customers.get(one.customer_id for one in assets if one.customer_id is not None)
    care = next(key for key, one in unit.queues.all().items() if one.code == "care")
    plans: list[Upkeep] = []
    running = [one for one in assets if one.category in _RUNNING]
    for number, asset in enumerate(running[:PLANS]):
        if asset.customer_id is None:
            continue
        english = customers[asset.customer_id].name.isascii()
        every, zh, en = _RHYTHMS[number % len(_RHYTHMS)]
        title = f"{asset.name}: {en}" if english else f"{asset.name}：{zh}"
        plan = Upkeep(
            id=UpkeepId(0),
            name=title,
            customer_id=asset.customer_id,
            site_id=asset.site_id,
            asset_id=asset.id,
            unit=Unit.MONTH,
            every=every,
            starts_on=today + timedelta(days=3 + 4 * number),
            lead_days=7,
            template=_template(title, asset, known),
            tell_customer=number % 4 != 3,
            tell_team=f"queue:{care}" if number % 3 != 2 else "",
            tell_days=10,
        )
        plans.append(_by_meter(unit, plan, number, today) if number % 3 == 1 else plan)
    unit.upkeeps.add(plans)


def _by_meter(unit: Work, plan: Upkeep, number: int, today: date) -> Upkeep:
    """The same by hours run, with a reading a week; the next mark is some days away."""
    assert plan.asset_id is not None
    (meter,) = unit.meters.add(
        [Meter(id=MeterId(0), asset_id=plan.asset_id, name="运行时间 / Hours run", unit="h")]
    )
    pace, now = 12 + number, Decimal(4_000 + 310 * number)
    unit.meters.tell(
        [
            Reading(meter.id, _noon(today - timedelta(days=ago)), now - pace * ago)
            for ago in range(85, 0, -7)
        ]
    )
    return replace(
        plan,
        unit=Unit.METER,
        every=1000,
        meter_id=meter.id,
        starts_at=now + pace * (4 + number),
        starts_on=today,
    )


def _template(title: str, asset: Asset, known: Mapping[str, object]) -> Template:
    skill = SKILL_OF[asset.category]
    return Template(
        title=title,
        category="maintenance",
        duration_s=90 * 60,
        skills=(SkillLevel(skill, 2),) if skill in known else (),
        checklist=("外观与清洁", "紧固件与接线", "安全装置试验", "记录读数"),
    )


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(4), UTC)
