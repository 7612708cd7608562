"""Which fields of a request a refusal is about."""

from collections.abc import Iterator

from pydantic import BaseModel, Field

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.workflow import CUSTOM

MISSING, UNKNOWN, INVALID = "missing", "unknown", "invalid"

ABOUT = {
    "api.asset": "asset",
    "api.customer": "customer",
    "api.engineer": "engineer",
    "api.future": "occurred_at",
    "api.queue": "queue",
    "api.site": "site",
    "api.whose": "customer",
    "skill.unknown": "skills",
    "ticket.duration": "duration_s",
    "ticket.title": "title",
    "ticket.title_long": "title",
    "ticket.type": "type",
}
"""Code → the field that it is about."""

_OF_THE_STEP = frozenset({"hold_reason", "reason", "signature"})


class Flaw(BaseModel):
    """A field of the request that cannot be taken."""

    name: str = Field(description="Where it is, such as `windows.0.start` or `custom.floor`")
    problem: str = Field(description="`missing`, `unknown` or `invalid`")


def flaws_of(error: DomainError) -> Iterator[Flaw]:
    """The fields, where the refusal names any."""
    params = error.params
    if error.code == "ticket.step_needs":
        needs = params["needs"]
        for name in needs if isinstance(needs, tuple) else ():
            plain = name.startswith(CUSTOM) or name in _OF_THE_STEP
            yield Flaw(name=name if plain else f"fields.{name}", problem=MISSING)
    elif error.code == "field.unknown":
        yield Flaw(name=f"{CUSTOM}{params['field']}", problem=UNKNOWN)
    elif "custom" in params:
        problem = MISSING if error.code == "field.required" else INVALID
        yield Flaw(name=f"{CUSTOM}{params['custom']}", problem=problem)
    elif error.code in ABOUT:
        yield Flaw(name=ABOUT[error.code], problem=INVALID)
