"""What customers and what belongs to them are called."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from dispatch_console.domain.asset import Asset, AssetStatus, Meter, Reading
from dispatch_console.domain.cover import Cover, Shares
from dispatch_console.domain.customer import Customer, Language, Site, Tier
from dispatch_console.domain.ids import AssetId, MeterId
from dispatch_console.domain.upkeep import Occasion, Outcome, Unit, Upkeep
from dispatch_console.support.i18n import tr

SEPARATOR = " · "


def tier_names() -> Mapping[Tier, str]:
    """How much a customer matters."""
    return {
        Tier.STANDARD: tr("Standard"),
        Tier.SILVER: tr("Silver"),
        Tier.GOLD: tr("Gold"),
        Tier.VIP: tr("VIP"),
    }


def language_names() -> Mapping[Language, str]:
    """What somebody is written to in."""
    return {
        Language.UNKNOWN: tr("not known"),
        Language.CHINESE: "中文",
        Language.ENGLISH: "English",
    }


def status_names() -> Mapping[AssetStatus, str]:
    """Whether a device is in use."""
    return {
        AssetStatus.IN_SERVICE: tr("in service"),
        AssetStatus.OUT_OF_SERVICE: tr("out of service"),
        AssetStatus.RETIRED: tr("retired"),
    }


def unit_names() -> Mapping[Unit, str]:
    """What a maintenance plan counts in."""
    return {
        Unit.DAY: tr("days"),
        Unit.WEEK: tr("weeks"),
        Unit.MONTH: tr("months"),
        Unit.METER: tr("units of the meter"),
    }


def row_name(row: Customer | Site | Asset) -> str:
    """What people know it by."""
    return row.name or (row.address if isinstance(row, Site) else "")


def device(asset: Asset) -> str:
    """A device with maker, model and serial number, as far as they are known."""
    kind = " ".join(part for part in (asset.maker, asset.model) if part)
    return SEPARATOR.join(part for part in (asset.name, kind, asset.serial) if part)


def device_names(assets: Iterable[Asset]) -> dict[AssetId, str]:
    """Each by its name, with the serial number where two are called the same."""
    several = tuple(assets)
    count = Counter(asset.name for asset in several)
    return {
        asset.id: SEPARATOR.join(part for part in (asset.name, asset.serial) if part)
        if count[asset.name] > 1
        else asset.name
        for asset in several
    }


def rhythm(plan: Upkeep, meters: Mapping[MeterId, Meter]) -> str:
    """How often a plan comes round."""
    count = plan.every
    match plan.unit:
        case Unit.DAY:
            return tr("every day") if count == 1 else tr("every {count} days", count=count)
        case Unit.WEEK:
            return tr("every week") if count == 1 else tr("every {count} weeks", count=count)
        case Unit.MONTH:
            return tr("every month") if count == 1 else tr("every {count} months", count=count)
        case _:
            meter = meters.get(plan.meter_id) if plan.meter_id is not None else None
            unit = meter.unit or meter.name if meter is not None else tr("units of the meter")
            return tr("every {count} {unit}", count=count, unit=unit)


def outcome(occasion: Occasion) -> str:
    """What became of an occasion."""
    made = occasion.outcome is Outcome.MADE
    words = tr("ticket made") if made else tr("skipped: the ticket before was still open")
    if occasion.passed:
        words += SEPARATOR + tr("{count} before it passed over", count=occasion.passed)
    return words


def amount(value: Decimal) -> str:
    """A number as people write it, without zeros that say nothing."""
    plain = f"{value:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def reading_words(meter: Meter, readings: Sequence[Reading]) -> str:
    """The last that a meter said, and on which day."""
    own = [reading for reading in readings if reading.meter_id == meter.id]
    if not own:
        return tr("not read yet")
    last = max(own, key=lambda reading: reading.at)
    value = " ".join(part for part in (amount(last.value), meter.unit) if part)
    return f"{value} ({last.at:%Y-%m-%d})"


def share_words(shares: Shares) -> str:
    """Which part of each cost is covered; a dash for nothing."""
    named = (
        (tr("labour"), shares.labour),
        (tr("parts"), shares.parts),
        (tr("travel"), shares.travel),
    )
    told = [f"{name} {share:.0%}" for name, share in named if share]
    return tr("list.comma").join(told) or "–"


def cover_words(cover: Cover) -> str:
    """Who pays: the warranty, the contracts, or since when nobody does."""
    parts: list[str] = []
    if cover.warranty_until is not None and cover.on <= cover.warranty_until:
        parts.append(tr("under warranty until {day}", day=cover.warranty_until))
    for contract in cover.contracts:
        told = {"number": contract.number, "shares": share_words(contract.covers)}
        if contract.ends_on is None:
            parts.append(tr("contract {number}: {shares}", **told))
        else:
            day = contract.ends_on
            parts.append(tr("contract {number} until {day}: {shares}", day=day, **told))
    if parts:
        return "; ".join(parts)
    if cover.lapsed is not None:
        return tr("not covered any more since {day}", day=cover.lapsed)
    return tr("neither warranty nor contract")
