"""What heads the entries of a ticket's line of time and the notices, in the user's language."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from dispatch_console.domain.conversation import Entry, Names
from dispatch_console.domain.notice import Notice
from dispatch_console.domain.ticket import Status
from dispatch_console.services.wording import body_in, subject_in
from dispatch_console.support.i18n import language, pick, tr
from dispatch_console.words import text


def heading(entry: Entry, zone: ZoneInfo) -> str:
    """The sentence that heads the entry."""
    return tr(entry.code, **_filled(entry.values, zone))


def notice_sentence(notice: Notice) -> str:
    """What the notice tells of; the message's own words where it names no sentence."""
    return subject_in(language(), notice.subject, notice.data) or notice.body


def notice_body(notice: Notice) -> str:
    """What more it says."""
    return body_in(language(), notice.body, notice.data)


def size_words(size: int) -> str:
    """The size of a file as people say it."""
    if size < 1 << 20:
        return tr("{size} KB", size=max(1, round(size / 1024)))
    return tr("{size} MB", size=f"{size / (1 << 20):.1f}")


def _filled(values: Mapping[str, object], zone: ZoneInfo) -> dict[str, object]:
    return {name: _shown(value, zone) for name, value in values.items()}


def _shown(value: object, zone: ZoneInfo) -> object:
    match value:
        case Status():
            return text.status_name(value)
        case datetime():
            return text.day_and_time(value, zone)
        case Names(en, zh):
            return pick(en, zh)
        case _:
            return value
