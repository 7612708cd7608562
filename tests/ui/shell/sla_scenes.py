"""How deadlines came about, and the window for calendars and policies.

A scene yields (name, widget to be looked at) for each thing it has brought up, and clears it away.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.service_level.choosing import Trait, choose
from dispatch_console.domain.service_level.clock import deadlines
from dispatch_console.domain.service_level.policy import Applies, Policy
from dispatch_console.domain.service_level.reading import policy_from
from dispatch_console.domain.step import Step
from dispatch_console.domain.ticket import HoldReason, Status, Ticket
from dispatch_console.domain.worktime.days import Days
from dispatch_console.domain.worktime.reading import calendar_from
from dispatch_console.services.sla.definitions import Listed, Preview
from dispatch_console.services.sla.explaining import Explanation
from dispatch_console.services.sla.names import Names
from dispatch_console.storage.repositories.levels import Kept, NoticeRow
from dispatch_console.ui.sla.definitions_window import (
    NEW_CALENDAR,
    NEW_POLICY,
    DefinitionsWindow,
)
from tests.factories import NOW
from tests.ui.shell.stage import LONG, Seen, Stage

CALENDARS = {"china-office": Days(calendar_from(NEW_CALENDAR | {"name": "Office hours 办公时间"}))}
DOCUMENT: dict[str, Any] = NEW_POLICY | {
    "code": "gold",
    "name_en": "Gold contract, hospitals and airports",
    "name_zh": "金牌合同：医院与机场",
    "applies": {"customers": [17, 21], "contracts": ["gold"], "types": ["general"]},
    "targets": {
        "response": {"within": "2h", "calendar": "china-office"},
        "resolution": {"within": "8h", "calendar": "china-office"},
    },
}
CALENDAR: dict[str, Any] = NEW_CALENDAR | {
    "week": {"mon-fri": ["22:00-06:00", "09:00-12:00"], "sat": ["10:00-14:00"]},
    "closed": ["12-25", {"from": "2026-08-03", "to": "2026-08-14", "name": "Works holiday"}],
    "special": [{"date": "2026-12-31", "hours": ["10:00-12:00"], "name": "除夕值班"}],
}
NAMES = Names(
    customers={17: "Airport authority 机场集团", 21: "City hospital"},
    devices={4: "Lift 2", "X-200": "X-200"},
    contracts={"C-2026-1": "C-2026-1 Gold"},
    countries={"CN": (), "DE": ("BE", "BY")},
)
POLICY = policy_from(DOCUMENT, CALENDARS)


def explanation(ticket: Ticket, policy: Policy = POLICY) -> Explanation:
    born = replace(ticket, created_at=NOW - timedelta(days=2), hold_reason=HoldReason.NONE)
    steps = [
        Step(
            ticket_id=born.id,
            at=NOW + timedelta(hours=at),
            who="li",
            before=before,
            after=after,
            hold_reason=reason,
        )
        for at, before, after, reason in (
            (-30, Status.NEW, Status.IN_PROGRESS, HoldReason.NONE),
            (-28, Status.IN_PROGRESS, Status.ON_HOLD, HoldReason.PART),
            (-4, Status.ON_HOLD, Status.IN_PROGRESS, HoldReason.NONE),
        )
    ]
    notices = tuple(
        NoticeRow(
            ticket_id=born.id,
            key=key,
            at=NOW,
            goal="resolution",
            escalates=escalates,
            recipients=("role:supervisor", "someone.with.a.long.name@example.com"),
            media=("console",),
            done_at=None if escalates else NOW,
        )
        for key, escalates in (("a", False), ("b", True))
    )
    found = deadlines(policy, CALENDARS, born, steps)
    return Explanation(
        ticket=born,
        policy=policy,
        by=(Trait.CUSTOMER, Trait.PRIORITY),
        beaten=(policy,),
        deadlines=(found[0], *(replace(one, agreed=NOW) for one in found[1:])),
        calendars=CALENDARS,
        notices=notices,
    )


def explainer(stage: Stage) -> Seen:
    main = stage.main
    key = stage.ticket(visited=True)
    main.selection.select_tickets([key])
    panel, tabs = main.inspector.tabs.sla, main.inspector.tabs
    # What is shown is given below, not read.
    tabs.blockSignals(True)
    tabs.setCurrentWidget(panel)
    panel.show_reading()
    yield "sla-reading", main
    panel.show_explanation(explanation(main.store.board.tickets[key]))
    yield "sla-explained", main
    panel.tree.expandAll()
    yield "sla-explained-whole", main
    panel.show_explanation(Explanation(ticket=main.store.board.tickets[key], calendars={}))
    yield "sla-no-policy", main
    panel.show_failure(LONG)
    yield "sla-failed", main
    tabs.setCurrentIndex(0)
    tabs.blockSignals(False)


def definitions(stage: Stage) -> Seen:
    main = stage.main
    window = DefinitionsWindow(main.session.zone, main.commands.gate, main)
    window.show()
    policies = (
        Kept(1, "gold", DOCUMENT, 3),
        Kept(2, "default-p2", DOCUMENT | {"active": False}, 1),
    )
    window.offer(NAMES)
    calendar = CALENDAR | {"name": "Office hours 办公时间"}
    window.show_definitions(Listed((Kept(1, "china-office", calendar, 1),), policies))
    window.list.setCurrentRow(0)
    yield "sla-definitions", window
    ticket = main.store.board.tickets[stage.ticket(visited=True)]
    choice = choose([replace(POLICY, applies=Applies())], ticket)
    window.show_preview(Preview(choice, deadlines(POLICY, CALENDARS, ticket, ()), CALENDARS), NOW)
    window.policy.setCurrentIndex(1)
    yield "sla-definitions-tried", window
    window.policy.setCurrentIndex(2)
    yield "sla-definitions-ladder", window
    window.show_failure(DomainError("duration.wrong", path="notices[1].when", text="soon"))
    yield "sla-definitions-wrong", window
    window.list.setCurrentRow(2)
    for tab, name in enumerate(("week", "holidays", "days", "rules")):
        window.calendar.setCurrentIndex(tab)
        yield f"sla-definitions-{name}", window
    window.show_failure(DomainError("calendar.hours", path="week.wed[0]"))
    yield "sla-definitions-hours", window
    window.reject()
    window.reject()


SLA_SCENES: tuple[Callable[[Stage], Seen], ...] = (explainer, definitions)
