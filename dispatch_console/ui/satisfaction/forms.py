"""What is asked for an answer typed in, and for the settings of surveys."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.survey import Answer, Survey, SurveySettings
from dispatch_console.services import survey as service
from dispatch_console.services.context import Context
from dispatch_console.support.i18n import tr
from dispatch_console.ui.widgets.form import Field, Kind, Values

Work = Callable[[Context, UUID, Values], ChangeSet]

_NUMBERS = ("expires_days", "reminders", "reminder_days", "quiet_days", "low_csat")


def answer_fields() -> tuple[Field, ...]:
    """What the requester said on the phone."""
    csat = {5: tr("csat.5"), 4: tr("csat.4"), 3: tr("csat.3"), 2: tr("csat.2"), 1: tr("csat.1")}
    nps: dict[int | None, str] = {None: tr("not asked"), **{n: str(n) for n in range(11)}}
    return (
        Field("csat", tr("Satisfaction (1-5)"), Kind.CHOICE, 5, csat),
        Field("nps", tr("Would recommend (0-10)"), Kind.CHOICE, None, nps),
        Field("words", tr("Comment"), Kind.AREA),
    )


def answer_work(survey: Survey) -> Work:
    """Keeps the answer."""
    return lambda ctx, command, v: service.type_in(ctx, command, survey.id, Answer(**v))


def settings_fields(now: SurveySettings) -> tuple[Field, ...]:
    """How surveys are sent."""
    names = {
        "expires_days": tr("Links hold for (days)"),
        "reminders": tr("Reminders at most"),
        "reminder_days": tr("Days between reminders"),
        "quiet_days": tr("Days in which nobody is asked twice"),
        "low_csat": tr("Low score up to"),
    }
    return (
        Field("active", tr("Send surveys"), Kind.FLAG, now.active),
        Field("base_url", tr("Address of the gateway"), Kind.TEXT, now.base_url, hint="https://…"),
        *(Field(key, names[key], Kind.NUMBER, getattr(now, key)) for key in _NUMBERS),
        Field("reopen", tr("Reopen the ticket at a low score"), Kind.FLAG, now.reopen),
    )


def settings_work(now: SurveySettings) -> Work:
    """Writes them; the texts stay."""

    def work(ctx: Context, command: UUID, v: Values) -> ChangeSet:
        given = {**v, **{key: _whole(v[key]) for key in _NUMBERS}}
        return service.set_settings(ctx, command, replace(now, **given), now)

    return work


def _whole(number: Decimal) -> int:
    if number != int(number):
        raise DomainError("survey.days")
    return int(number)
