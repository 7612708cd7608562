"""Codes, enums and figures as people read them. No Qt here: the command line uses it too."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.plan import MoveKind
from dispatch_console.domain.region import Region
from dispatch_console.domain.roles import Role
from dispatch_console.domain.rules.kind import Kind
from dispatch_console.domain.skill import Skill, SkillLevel
from dispatch_console.domain.sla import SlaState
from dispatch_console.domain.ticket import Channel, Lock, Priority, Status
from dispatch_console.support.i18n import pick, tr

if TYPE_CHECKING:
    from dispatch_console.domain.queue import Queue
    from dispatch_console.planning.remarks import Remark
    from dispatch_console.planning.solution import Term, Violation
    from dispatch_console.services.travel.road_book import TravelNotice


def error_sentence(error: Exception) -> str:
    """What happened and what to do now; for an unforeseen error, where to find the log."""
    if isinstance(error, DomainError):
        shown = {name: _shown(value) for name, value in error.params.items()}
        if "name_en" in error.params:
            shown["field"] = pick(str(error.params["name_en"]), str(error.params["name_zh"]))
        if isinstance(shown.get("reason"), str):
            # The operating system gives its reasons in English.
            shown["reason"] = tr(str(shown["reason"]))
        return tr(error.code, **shown)
    return tr("error.unforeseen")


def queue_name(queue: "Queue") -> str:
    """The department's name, its code where it has none."""
    return pick(queue.name_en, queue.name_zh) or queue.code


def travel_sentence(notice: "TravelNotice") -> str:
    """That travel is reckoned and not by road, and why."""
    if not notice.legs:
        return tr(
            "Travel times are reckoned as the crow flies, not taken from roads: {why}",
            why=error_sentence(notice.cause),
        )
    return tr(
        "{share} of the travel times are reckoned as the crow flies, not taken from roads: {why}",
        share=f"{notice.reckoned / notice.legs:.0%}",
        why=error_sentence(notice.cause),
    )


def remark_sentence(remark: "Remark", skills: Mapping[str, Skill] | None = None) -> str:
    """What part of a problem cannot be done, and why; skills by the names of the catalogue."""
    shown = dict(remark.params)
    if isinstance(shown.get("skill"), str):
        shown["skill"] = skill_name(skills or {}, str(shown["skill"]))
    return tr(remark.code, **shown)


def status_name(status: Status) -> str:
    """The status in words."""
    return tr(f"status.{status.value}")


def priority_name(priority: Priority) -> str:
    """P1 to P4 with its meaning."""
    return tr(f"priority.{priority.name}")


def channel_name(channel: Channel) -> str:
    """The channel in words."""
    return tr(f"channel.{channel.value}")


CATEGORIES = ("repair", "installation", "inspection", "facility", "it")


def category_name(category: str) -> str:
    """A category of the trade in words; one that people made up stays as they wrote it."""
    return tr(f"category.{category}") if category in CATEGORIES else category


DEVICES = ("lift", "hvac", "network", "printer")


def device_category_name(category: str) -> str:
    """What kind of device it is, in words; one that people made up stays as they wrote it."""
    return tr(f"device.{category}") if category in DEVICES else category


def device_category(typed: str) -> str:
    """The kind of device that goes by that name; what is none stays as it is typed."""
    named = {device_category_name(code).casefold(): code for code in DEVICES}
    return named.get(typed.strip().casefold(), typed)


def lock_name(lock: Lock) -> str:
    """What is locked, in words."""
    return tr(f"lock.{lock.value}")


def role_name(role: Role) -> str:
    """The role in words."""
    return tr(f"role.{role.value}")


RECIPIENTS = ("owner", "engineer", *(f"role:{role.value}" for role in Role))
"""To whom a message about a ticket may go without their address being known."""


def recipient_name(to: str) -> str:
    """Whom a message goes to, in words: one of `RECIPIENTS`; others by their address."""
    if to in ("owner", "engineer"):
        return tr(f"sla.to.{to}")
    kind, _, rest = to.partition(":")
    if kind == "role" and rest in set(Role):
        return tr("all with the role {role}", role=role_name(Role(rest)))
    return rest if kind == "user" else to


def sla_name(state: SlaState) -> str:
    """The SLA state in words."""
    return tr(f"sla.{state.value}")


def move_name(kind: MoveKind) -> str:
    """The kind of a move in words."""
    return tr(f"move.{kind.value}")


def rule_sentence(violation: "Violation", **names: str) -> str:
    """Which hard rule is broken and how; `names` say who `ticket` and `shift` are."""
    given = {"ticket": violation.ticket, "shift": violation.shift} | dict(violation.params) | names
    return tr(violation.code, **given)


def term_name(term: "Term") -> str:
    """The name of an objective term."""
    return tr(f"term.{term.value}")


def region_name(region: Region) -> str:
    """The region's name in the current language."""
    return pick(region.name_en, region.name_zh) or region.code


def skill_name(skills: Mapping[str, Skill], code: str) -> str:
    """The skill's name in the current language, its code if it is not in the catalogue."""
    skill = skills.get(code)
    return pick(skill.name_en, skill.name_zh) if skill else code


def skill_list(skills: Mapping[str, Skill], levels: tuple[SkillLevel, ...]) -> str:
    """Skills with their levels, e.g. "Lift 3, Pump 2"."""
    return tr("list.comma").join(f"{skill_name(skills, s.code)} {s.level}" for s in levels)


def clock_time(moment: datetime, zone: ZoneInfo) -> str:
    """Hour and minute in the zone."""
    return moment.astimezone(zone).strftime("%H:%M")


def day_and_time(moment: datetime, zone: ZoneInfo) -> str:
    """Month, day, hour and minute in the zone, the same in both languages."""
    return moment.astimezone(zone).strftime("%m-%d %H:%M")


def span(seconds: float) -> str:
    """Hours and minutes, e.g. "1 h 05 min" or "2 h"; negative with a minus sign."""
    minutes = round(abs(seconds) / 60)
    sign = "−" if seconds < 0 and minutes else ""
    hours, minutes = divmod(minutes, 60)
    if hours and not minutes:
        return sign + tr("span.whole_hours", hours=hours)
    if hours:
        return sign + tr("span.hours", hours=hours, minutes=f"{minutes:02d}")
    return sign + tr("span.minutes", minutes=minutes)


def signed(words: str, value: float) -> str:
    """The words with a plus sign if the value is more than nothing."""
    return f"+{words}" if value > 0 else words


def countdown(due: datetime, now: datetime) -> str:
    """Time left to a deadline in its two largest units; negative once it has passed."""
    left = due - now
    if abs(left) < timedelta(days=1):
        return span(left.total_seconds())
    days, rest = divmod(abs(left), timedelta(days=1))
    sign = "−" if left < timedelta(0) else ""
    return sign + tr("span.days", days=days, hours=rest.seconds // 3600)


def kilometres(metres: float) -> str:
    """A distance in kilometres with one decimal."""
    return tr("distance.km", km=f"{metres / 1000:,.1f}")


def _shown(value: object) -> object:
    if isinstance(value, Status):
        return status_name(value)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, Role):
        return role_name(value)
    if isinstance(value, tuple) and value and all(isinstance(one, str) for one in value):
        return tr("list.comma").join(str(_shown(one)) for one in value)
    if isinstance(value, Kind):
        return tr(f"rules.kind_{value.value}")
    return value


def initials(name: str) -> str:
    """Two letters at most: the end of a Chinese given name, or first letters of two words."""
    words = name.split()
    if not words:
        return "?"
    if ord(words[0][0]) > 0x2E7F:
        return words[0][-2:]
    letters = words[0][0] + (words[1][0] if len(words) > 1 and words[1][0].isalpha() else "")
    return letters.upper()


def without_mnemonic(name: str) -> str:
    """The name of a menu or an action as it is read: without the mark of its access key, which in
    Chinese stands in brackets behind it."""
    return re.sub(r"\(&.\)", "", name).replace("&", "")
