"""What a rule does: values, with their form in a stored definition."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, ClassVar

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.message import Medium
from dispatch_console.domain.ticket import GENERAL
from dispatch_console.domain.triage import HIGHEST, priority_of


class Field(StrEnum):
    """What of a ticket a rule may set."""

    CATEGORY = "category"
    PRIORITY = "priority"
    IMPACT = "impact"
    URGENCY = "urgency"
    REGION = "region"
    TYPE = "type"
    QUEUE = "queue"
    OWNER = "owner"


class Way(StrEnum):
    """How the engineer is found; each has the skills needed and serves the region."""

    SKILL = "skill"
    """Who knows the trade, and least else besides."""
    REGION = "region"
    """Who prefers the ticket's region."""
    LEAST_LOAD = "least_load"
    ROUND_ROBIN = "round_robin"
    """Whose turn by this rule was longest ago."""
    PREVIOUS = "previous"
    """Who was there last: for the device, else for the customer."""


@dataclass(frozen=True, slots=True)
class SetField:
    """Set one field; regions and queues by their code, a priority as its number."""

    do: ClassVar[str] = "set"
    field: Field
    value: str


@dataclass(frozen=True, slots=True)
class NeedSkill:
    """The skill is needed at least at this level."""

    do: ClassVar[str] = "skill"
    code: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Classify:
    """Set category, skill, impact and urgency by keywords where nobody has said them."""

    do: ClassVar[str] = "classify"


MATRIX = tuple(
    int(priority_of(HIGHEST + 1 - impact, HIGHEST + 1 - urgency))
    for impact in (1, 2, 3)
    for urgency in (1, 2, 3)
)
"""Priority by impact (rows) and urgency (columns), 1 to 3 each, the highest first."""


@dataclass(frozen=True, slots=True)
class Prioritise:
    """Set the priority by impact and urgency, where both or one are known."""

    do: ClassVar[str] = "prioritise"
    matrix: tuple[int, ...] = MATRIX


@dataclass(frozen=True, slots=True)
class Assign:
    """Give the ticket to an engineer, by all the checks of dispatching by hand."""

    do: ClassVar[str] = "assign"
    way: Way


@dataclass(frozen=True, slots=True)
class Notify:
    """Send a message; ``{number}`` and the like in its words are filled in."""

    do: ClassVar[str] = "notify"
    medium: Medium
    address: str
    subject: str
    body: str = ""


@dataclass(frozen=True, slots=True)
class Webhook:
    """Tell another system by HTTP."""

    do: ClassVar[str] = "webhook"
    url: str


@dataclass(frozen=True, slots=True)
class MakeChild:
    """Make a ticket below this one, for the same customer and place."""

    do: ClassVar[str] = "child"
    title: str
    type: str = GENERAL
    category: str = ""


@dataclass(frozen=True, slots=True)
class HandOver:
    """Pass the ticket to a queue."""

    do: ClassVar[str] = "hand_over"
    queue: str
    note: str = ""


Effect = (
    SetField | NeedSkill | Classify | Prioritise | Assign | Notify | Webhook | MakeChild | HandOver
)

EFFECTS: Mapping[str, type[Effect]] = {
    kind.do: kind
    for kind in (
        *(SetField, NeedSkill, Classify, Prioritise, Assign),
        *(Notify, Webhook, MakeChild, HandOver),
    )
}


def effect_to_json(effect: Effect) -> dict[str, Any]:
    """As it is kept in a definition."""
    return {"do": effect.do, **asdict(effect)}


def effect_from_json(given: Any) -> Effect:
    """The effect. Raises `rules.definition` for what is none."""
    try:
        values = dict(given)
        kind = EFFECTS[values.pop("do")]
        if kind is SetField:
            values["field"] = Field(values["field"])
        elif kind is Assign:
            values["way"] = Way(values["way"])
        elif kind is Notify:
            values["medium"] = Medium(values["medium"])
        elif kind is Prioritise:
            values["matrix"] = tuple(int(one) for one in values.get("matrix", MATRIX))
        return kind(**values)
    except (TypeError, ValueError, KeyError) as error:
        raise DomainError("rules.definition", what=str(given)[:80]) from error
