"""What is asked before a key is made or ended, and for the gateway's address."""

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from dispatch_console.domain.access_key import AccessKey
from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.engineer import Engineer
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.survey import SurveySettings
from dispatch_console.services import access_keys, survey
from dispatch_console.services.access_keys import LONGEST_DAYS
from dispatch_console.services.context import Context
from dispatch_console.support.i18n import tr
from dispatch_console.ui.widgets.form import Field, Form, Kind, Values


def engineer_fields(engineers: Iterable[Engineer]) -> tuple[Field, ...]:
    """Whose link it is to be."""
    names = {one.id: f"{one.number} · {one.name}" for one in engineers if one.active}
    return (Field("engineer", tr("Engineer"), Kind.CHOICE, None, names),)


def program_fields() -> tuple[Field, ...]:
    """What the program is called, what it may do, and how long."""
    return (
        Field("name", tr("Program"), Kind.TEXT, "", hint="CRM"),
        Field("read_only", tr("Reads only, changes nothing"), Kind.FLAG, True),
        Field(
            "days",
            tr("Good for (days)"),
            Kind.NUMBER,
            None,
            hint=tr("empty: until it is ended"),
            needed=False,
        ),
    )


def make_for_program(ctx: Context, command: UUID, given: Values) -> str:
    """The secret. Raises as `access_keys.for_program`."""
    days = given["days"]
    if days is not None and days != int(days):
        raise DomainError("key.days", most=LONGEST_DAYS)
    return access_keys.for_program(
        ctx,
        command,
        given["name"],
        read_only=given["read_only"],
        days=None if days is None else int(days),
    )


def end_form(key: AccessKey, whose: str) -> Form:
    """Whether the key is to end."""

    def work(ctx: Context, command: UUID, given: Values) -> ChangeSet:
        access_keys.end(ctx, command, key.id)
        return ChangeSet()

    return Form(
        tr("End key"),
        tr("The key of {whose} opens nothing any more, at once and for good.", whose=whose),
        (),
        tr("End key"),
        work,
        destroys=True,
    )


def address_form(now: SurveySettings) -> Form:
    """Where the gateway is reached; the other settings that lie beside it stay."""

    def work(ctx: Context, command: UUID, given: Values) -> ChangeSet:
        return survey.set_settings(ctx, command, replace(now, base_url=given["base_url"]), now)

    return Form(
        tr("Address of the gateway"),
        tr("gateway.address_about"),
        (
            Field(
                "base_url",
                tr("Address of the gateway"),
                Kind.TEXT,
                now.base_url,
                hint="https://service.example.com",
            ),
        ),
        tr("Save"),
        work,
    )
