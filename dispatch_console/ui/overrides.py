"""Visits that stand against rules, in words. No Qt here."""

from zoneinfo import ZoneInfo

from dispatch_console.domain.override import Override, OverrideReason
from dispatch_console.support.i18n import tr
from dispatch_console.words import text


def reason_name(reason: OverrideReason) -> str:
    """A usual reason as people say it."""
    return tr(f"override.reason.{reason.value}")


def told_why(override: Override) -> str:
    """The reason with what was said besides."""
    name, words = reason_name(override.reason), override.words
    if not words:
        return name
    return words if override.reason is OverrideReason.OTHER else f"{name} ({words})"


def rule_names(override: Override) -> str:
    """The rules set aside, none without a name."""
    return tr("list.comma").join(tr(f"why.{rule}") for rule in override.rules)


def by_whom(override: Override, zone: ZoneInfo) -> str:
    """One sentence: who, when, against what, and why."""
    return tr(
        "Assigned against rules by {who} on {time} ({rules}): {reason}",
        who=override.by,
        time=text.day_and_time(override.at, zone),
        rules=rule_names(override),
        reason=told_why(override),
    )
