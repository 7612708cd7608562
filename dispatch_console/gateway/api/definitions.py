"""What is laid down about tickets: types and their custom fields."""

from fastapi import APIRouter
from pydantic import Field

from dispatch_console.domain.custom import CustomField, FieldKind, Target
from dispatch_console.domain.ticket import Status
from dispatch_console.gateway.api.answers import MissingError
from dispatch_console.gateway.api.caller import Reader
from dispatch_console.gateway.api.fields import Named, Told
from dispatch_console.services import definitions

router = APIRouter(tags=["types"])


class TypeTold(Named):
    """A type of tickets; new ones may only be of an active one."""

    active: bool
    states: list[Status] = Field(description="The statuses its tickets go through, in order")


class Types(Told):
    """All types, in the order they are offered in."""

    types: list[TypeTold]


class FieldTold(Named):
    """A custom field of a type's tickets."""

    kind: FieldKind
    choices: list[Named] = Field(description="Of a choice: `code` is what is kept and sent")
    target: Target | None = Field(description="Of a reference: what it names, by number")
    required_in: list[Status] = Field(description="A ticket needs it to get into these statuses")
    searchable: bool
    default: str


class Fields(Told):
    """The custom fields of a type, in order."""

    type: str
    fields: list[FieldTold]


@router.get("/types", summary="Types of tickets")
def types(caller: Reader) -> Types:
    """All there are, with the statuses of the workflow by which new tickets go."""
    found = definitions.read(caller.context).definitions
    return Types(
        types=[
            TypeTold(
                code=one.code,
                name_en=one.name_en,
                name_zh=one.name_zh,
                active=one.active,
                states=list(found.in_force(one.code).states),
            )
            for one in found.types
        ]
    )


@router.get("/types/{code}/fields", summary="Custom fields of a type")
def fields(caller: Reader, code: str) -> Fields:
    """Those of the type and those that all types have; they are under `custom` in each ticket."""
    found = definitions.read(caller.context).definitions
    if code not in {one.code for one in found.types}:
        raise MissingError("ticket.type", type=code)
    return Fields(type=code, fields=list(map(_told, found.fields_of(code))))


def _told(field: CustomField) -> FieldTold:
    return FieldTold(
        code=field.code,
        name_en=field.name_en,
        name_zh=field.name_zh,
        kind=field.kind,
        choices=[Named(code=c.code, name_en=c.name_en, name_zh=c.name_zh) for c in field.choices],
        target=field.target,
        required_in=[status for status in Status if status in field.required_in],
        searchable=field.searchable,
        default=field.default,
    )
