"""What the engineer's pages say: times in one zone, people by name, links to call and find."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote
from zoneinfo import ZoneInfo

from dispatch_console.domain.conversation import Entry
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.place import Location
from dispatch_console.domain.sla import next_deadline, sla_state
from dispatch_console.domain.ticket import Ticket, Visit
from dispatch_console.support.i18n import tr
from dispatch_console.words import conversation, text
from dispatch_console.words.people import person_name

if TYPE_CHECKING:
    from dispatch_console.services.fieldwork.day import EngineerDay


@dataclass(frozen=True, slots=True)
class Say:
    """`now` is the moment of the page."""

    zone: ZoneInfo
    now: datetime

    def clock(self, moment: datetime) -> str:
        """Hour and minute."""
        return text.clock_time(moment, self.zone)

    def moment(self, moment: datetime) -> str:
        """Hour and minute, with the day unless that is today."""
        if moment.astimezone(self.zone).date() == self.now.astimezone(self.zone).date():
            return self.clock(moment)
        return text.day_and_time(moment, self.zone)

    def typed(self, moment: datetime) -> str:
        """As a field for day and time takes it."""
        return moment.astimezone(self.zone).strftime("%Y-%m-%dT%H:%M")

    def span(self, visit: Visit) -> str:
        """From when to when."""
        return f"{self.moment(visit.start)}–{self.clock(visit.end)}"

    def travel(self, visit: Visit) -> str:
        """How long and far it is there; "" for no way at all."""
        if not visit.travel_s and not visit.travel_m:
            return ""
        return f"{text.span(visit.travel_s)} · {text.kilometres(visit.travel_m)}"

    def due(self, ticket: Ticket) -> tuple[str, str]:
        """The next deadline in words, and how the ticket stands against it; empty without one."""
        found = next_deadline(ticket)
        if found is None:
            return "", ""
        words = tr(
            "due {when} ({left})",
            when=self.moment(found),
            left=text.countdown(found, self.now),
        )
        return words, sla_state(ticket, self.now).value

    def heading(self, entry: Entry) -> str:
        """What an entry of the line of time tells of."""
        return conversation.heading(entry, self.zone)

    def error(self, error: DomainError) -> str:
        """What was refused and what to do now, its times in the zone."""
        local = {
            name: value.astimezone(self.zone) if isinstance(value, datetime) else value
            for name, value in error.params.items()
        }
        return text.error_sentence(DomainError(error.code, **local))


def day_name(day: date, today: date) -> str:
    """Today, tomorrow, or weekday with month and day."""
    match (day - today).days:
        case 0:
            return tr("Today")
        case 1:
            return tr("Tomorrow")
        case _:
            return f"{_weekday(day)} {day:%m-%d}"


def full_day(day: date) -> str:
    """Weekday and date."""
    return f"{_weekday(day)} {day:%Y-%m-%d}"


def strip(shown: "EngineerDay", days: int) -> list[tuple[date, str, int]]:
    """Today and the days after: each with its name and how many visits it has."""
    ahead = [shown.today + timedelta(days=count) for count in range(days)]
    return [(day, day_name(day, shown.today), shown.counts.get(day, 0)) for day in ahead]


def person(name: str, people: Mapping[str, str]) -> str:
    """Who wrote: an engineer by name, others as they are called."""
    return people.get(name) or person_name(name)


def call(phone: str) -> str:
    """What a phone dials."""
    return "tel:" + "".join(letter for letter in phone if letter in "+0123456789")


def find(location: Location | None, address: str) -> str:
    """What opens the phone's map there: at the place, else by the address; "" without either."""
    if location is not None:
        point = f"{location.lat:.6f},{location.lon:.6f}"
        return f"geo:{point}?q={point}"
    return f"geo:0,0?q={quote(address)}" if address.strip() else ""


def done_sentence(done: str) -> str:
    """That what was sent has been done; "" for words that no page of ours sends."""
    sentences = {
        "step": tr("Saved."),
        "again": tr("That was saved before; nothing was done twice."),
        "same": tr("It was so already; nothing was changed."),
        "gone": tr("Saved. The visit is no longer yours: it will be planned anew."),
        "said": tr("Your comment is saved."),
        "asked": tr("The part is asked for."),
        "used": tr("The use of the part is saved."),
        "cancelled": tr("The request is withdrawn."),
        "verdict": tr("Thank you, that is noted."),
    }
    return sentences.get(done, "")


def _weekday(day: date) -> str:
    names = (tr("Mon"), tr("Tue"), tr("Wed"), tr("Thu"), tr("Fri"), tr("Sat"), tr("Sun"))
    return names[day.weekday()]
