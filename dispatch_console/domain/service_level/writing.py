"""Policies in their documented form (docs/sla.md): what `policy_from` reads, written one way."""

from typing import Any

from dispatch_console.domain.service_level.policy import Notice, Policy, Target
from dispatch_console.domain.worktime.duration import written


def policy_document(policy: Policy) -> dict[str, Any]:
    """The document, every field said."""
    applies = policy.applies
    return {
        "code": policy.code,
        "name_en": policy.name_en,
        "name_zh": policy.name_zh,
        "position": policy.position,
        "active": policy.active,
        "applies": {
            "assets": sorted(applies.assets, key=str),
            "contracts": sorted(applies.contracts),
            "customers": sorted(applies.customers),
            "types": sorted(applies.types),
            "priorities": sorted(applies.priorities),
        },
        "targets": {goal.value: _target(target) for goal, target in policy.targets.items()},
        "pauses": sorted(one.value for one in policy.pauses),
        "notices": [_notice(one) for one in policy.notices],
    }


def _target(target: Target) -> dict[str, str]:
    calendar = {"calendar": target.calendar} if target.calendar else {}
    return {"within": written(target.seconds)} | calendar


def _notice(notice: Notice) -> dict[str, Any]:
    share, offset = notice.share, notice.offset_s or 0
    return {
        "goal": notice.goal.value,
        "when": written(offset) if share is None else f"{share:.0%}",
        "to": list(notice.to),
        "by": [medium.value for medium in notice.by],
    }
