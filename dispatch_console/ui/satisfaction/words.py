"""Words for surveys and their figures."""

from datetime import datetime
from zoneinfo import ZoneInfo

from dispatch_console.domain.survey import State, Survey
from dispatch_console.insight.satisfaction import Satisfaction
from dispatch_console.services.confirming import Waiting
from dispatch_console.storage.repositories.surveys import Letter
from dispatch_console.support.i18n import tr
from dispatch_console.words import text


def state_name(state: State) -> str:
    """Where a survey stands."""
    return tr(f"survey_state.{state.value}")


def story(survey: Survey, now: datetime, zone: ZoneInfo) -> tuple[tuple[str, str], ...]:
    """What there is to say of it, each with its caption."""
    facts = [
        (tr("Survey"), state_name(survey.state(now))),
        (tr("Sent"), text.day_and_time(survey.created_at, zone)),
        (tr("Reminders"), str(survey.reminders)),
    ]
    if survey.answered_at is not None:
        by = survey.answered_by or tr("the requester")
        facts += [
            (tr("Answered"), f"{text.day_and_time(survey.answered_at, zone)} · {by}"),
            (tr("Satisfaction (1-5)"), str(survey.csat)),
            (tr("Would recommend (0-10)"), "–" if survey.nps is None else str(survey.nps)),
            (tr("Comment"), survey.words or "–"),
        ]
    else:
        facts.append((tr("Expires"), text.day_and_time(survey.expires_at, zone)))
    return tuple(facts)


def confirmation(waits: Waiting, zone: ZoneInfo) -> tuple[tuple[str, str], ...]:
    """How it stands with the requester's word that it is solved, each with its caption."""
    facts = [
        (tr("Confirmation"), tr("The requester has not confirmed yet that it is solved.")),
        (tr("Asked by letter"), _asked(waits.letter, zone)),
    ]
    if waits.since is not None:
        facts.append((tr("Resolved on"), text.day_and_time(waits.since, zone)))
    if waits.by_itself_at is not None:
        at = text.day_and_time(waits.by_itself_at, zone)
        facts.append((tr("Confirmed by itself"), at))
    return tuple(facts)


def _asked(letter: Letter | None, zone: ZoneInfo) -> str:
    if letter is None:
        return tr("No letter was written: call and ask.")
    if letter.sent_at is None:
        return tr("{address}, waits to be sent", address=letter.address)
    return f"{letter.address} · {text.day_and_time(letter.sent_at, zone)}"


def rate(value: float | None) -> str:
    """A share, or a dash where there is none."""
    return "–" if value is None else f"{value:.0%}"


def points(value: float | None) -> str:
    """NPS, or a dash."""
    if value is None:
        return "–"
    return f"{value:+.0f}" if round(value) else "0"


def bar(value: float | None) -> str:
    """A share as a bar of ten."""
    return "" if value is None else "█" * round(10 * value)


def figures(of: Satisfaction) -> str:
    """The figures in a sentence."""
    return tr(
        "{sent} sent, {answered} answered ({rate}) · CSAT {csat} · NPS {nps}",
        sent=of.sent,
        answered=of.answered,
        rate=rate(of.response_rate),
        csat=rate(of.csat),
        nps=points(of.nps),
    )
