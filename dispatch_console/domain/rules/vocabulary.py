"""The names and functions conditions may use, with the kinds of their values."""

from collections.abc import Mapping
from dataclasses import dataclass

from dispatch_console.domain.rules.kind import Kind
from dispatch_console.domain.ticket import Priority

T, N, X, M, XS = Kind.TRUTH, Kind.NUMBER, Kind.TEXT, Kind.MOMENT, Kind.TEXTS

NAMES: Mapping[str, Kind] = {
    # The ticket.
    "number": X,
    "title": X,
    "description": X,
    "text": X,
    "status": X,
    "status_before": X,
    "hold_reason": X,
    "priority": N,
    "impact": N,
    "urgency": N,
    "channel": X,
    "category": X,
    "type": X,
    "phone": X,
    "address": X,
    "region": X,
    "skills": XS,
    "queue": X,
    "owner": X,
    "assigned": T,
    "engineer": X,
    "crew": N,
    "duration_minutes": N,
    "has_place": T,
    "has_parent": T,
    "created": M,
    "response_due": M,
    "resolution_due": M,
    "visit_start": M,
    # Whose it is.
    "customer": X,
    "customer_tier": X,
    "customer_language": X,
    "site": X,
    # What is broken.
    "asset": X,
    "asset_category": X,
    "asset_maker": X,
    "asset_model": X,
    "asset_serial": X,
    "asset_in_warranty": T,
    "now": M,
}

CONSTANTS: Mapping[str, float] = {one.name: float(one) for one in Priority}
"""P1 to P4 as numbers."""


@dataclass(frozen=True, slots=True)
class Function:
    """`takes` are the kinds of its values; the last may come `more` than once."""

    takes: tuple[frozenset[Kind], ...]
    gives: Kind
    form: str
    more: bool = False


def _of(*kinds: Kind) -> frozenset[Kind]:
    return frozenset(kinds)


FUNCTIONS: Mapping[str, Function] = {
    "has": Function((_of(X), _of(X)), T, "has(text, “leak”, “漏水”)", more=True),
    "has_all": Function((_of(X), _of(X)), T, "has_all(text, “lift”, “stuck”)", more=True),
    "starts": Function((_of(X), _of(X)), T, "starts(phone, “021”)"),
    "any": Function((_of(XS), _of(X)), T, "any(skills, “lift”, “hvac”)", more=True),
    "all": Function((_of(XS), _of(X)), T, "all(skills, “lift”, “hvac”)", more=True),
    "between": Function((_of(N), _of(N), _of(N)), T, "between(hour(now), 8, 17)"),
    "known": Function((_of(N, M),), T, "known(impact)"),
    "changed": Function((_of(X),), T, "changed(“priority”)", more=True),
    "hours_since": Function((_of(M),), N, "hours_since(created)"),
    "hours_until": Function((_of(M),), N, "hours_until(resolution_due)"),
    "weekday": Function((_of(M),), N, "weekday(now)"),
    "hour": Function((_of(M),), N, "hour(now)"),
    "length": Function((_of(X),), N, "length(description)"),
    "count": Function((_of(XS),), N, "count(skills)"),
    "field": Function((_of(X),), X, "field(“floor”)"),
    "amount": Function((_of(X),), N, "amount(“floor”)"),
}
"""Of functions; weekday is 1 (Monday) to 7, hour 0 to 23, both where the rule applies."""
