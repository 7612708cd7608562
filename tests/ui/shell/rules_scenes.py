"""The window of rules: its editor for each event, a fault, the bench, the log; forms of effects."""

from dataclasses import replace

from dispatch_console.domain.ids import RuleId, TicketId
from dispatch_console.domain.message import Medium
from dispatch_console.domain.rules.effects import (
    Assign,
    Classify,
    Effect,
    Field,
    HandOver,
    MakeChild,
    NeedSkill,
    Notify,
    Prioritise,
    SetField,
    Way,
    Webhook,
)
from dispatch_console.domain.rules.record import Logged
from dispatch_console.domain.rules.rule import Event, Rule, Trigger
from dispatch_console.domain.rules.running import Outcome
from dispatch_console.domain.rules.scene import Codes
from dispatch_console.domain.ticket import Status
from dispatch_console.services.rules.bench import Tried
from dispatch_console.services.rules.editing import Book
from dispatch_console.ui.rules.window import RulesWindow
from tests.factories import NOW
from tests.ui.shell.stage import LONG, Seen, Stage

EFFECTS: tuple[Effect, ...] = (
    SetField(Field.PRIORITY, "1"),
    NeedSkill("lift", 2),
    Classify(),
    Prioritise(),
    Assign(Way.PREVIOUS),
    Notify(Medium.CONSOLE, "role:supervisor", "{number} {title}"),
    Webhook("https://example.org/hooks/tickets"),
    MakeChild("Check {number}"),
    HandOver("warehouse"),
)
TRIGGERS = (
    Trigger(event=Event.CREATED),
    Trigger(event=Event.CHANGED, fields=("priority", "impact", "urgency", "skills")),
    Trigger(event=Event.STEP, statuses=(Status.ON_HOLD, Status.RESOLVED)),
    Trigger(event=Event.DUE, minutes=30),
    Trigger(event=Event.STAYS, minutes=120, statuses=(Status.ON_HOLD,)),
)
RULES = tuple(
    Rule(
        id=RuleId(number),
        name=("困人或漏水立即升为 P1 / Trapped people and leaks at once", "按关键词分类")[
            number % 2
        ],
        trigger=trigger,
        condition='has(text, "漏水", "leak", "困人", "trapped") and channel != "phone"',
        effects=EFFECTS[: number + 2],
        active=number != 3,
        position=number,
    )
    for number, trigger in enumerate(TRIGGERS, 1)
)
LINES = tuple(
    Logged(
        rule=RuleId(1),
        version=2,
        name=RULES[0].name,
        ticket_id=TicketId(number),
        ticket=f"T-{number:05d}",
        event=Event.CREATED,
        outcome=list(Outcome)[number % len(Outcome)],
        at=NOW,
        changes={"priority": (3, 1), "category": ("", "repair"), "engineer": (None, 1)},
        deeds=EFFECTS[4:6],
        stopped=True,
        error="rules.nobody" if number == 4 else "",
    )
    for number in range(1, 12)
)


def rules_window(stage: Stage) -> Seen:
    main = stage.main
    codes = Codes(skills=frozenset(main.store.board.skills))
    window = RulesWindow(main.store.board, main.session.zone, LONG, main)
    window.show()
    yield "rules-barred", window
    window.close()
    window = RulesWindow(main.store.board, main.session.zone, "", main)
    window.show()
    window.show_book(Book(RULES, codes))
    for row, rule in enumerate(RULES):
        window.list.setCurrentRow(row)
        yield f"rules-{rule.trigger.event}", window
    window.editor.condition.show_condition('priorty = P1 and\nhas(text, "漏水")')
    yield "rules-fault", window
    window.new()
    yield "rules-new", window
    window.editor.show_failure(LONG)
    yield "rules-not-saved", window
    window.editor.show_rule(RULES[4], codes)
    window.tabs.setCurrentWidget(window.bench)
    yield "rules-bench", window
    counts = {rule.id: {Outcome.FIRED: 17, Outcome.NOT_MET: 983} for rule in RULES}
    names = {rule.id: rule.name for rule in RULES}
    window.bench.show_tried(Tried(tickets=1000, counts=counts, fired=LINES), names)
    yield "rules-tried", window
    window.bench.show_failure(LONG)
    yield "rules-bench-failed", window
    window.tabs.setCurrentWidget(window.log)
    window.log.show_log(())
    yield "rules-log-empty", window
    window.log.show_log(LINES)
    window.say(LONG)
    yield "rules-log", window
    window.say("")
    window.tabs.setCurrentWidget(window.editor)
    for effect in EFFECTS:
        dialog = window.editor.edit_effect(0, effect)
        yield f"rules-effect-{effect.do}", dialog
        if isinstance(effect, HandOver):
            dialog.take.click()
            yield "rules-effect-refused", dialog
        dialog.close()
    menu = window.editor.trigger.fields.menu()
    assert menu is not None
    menu.popup(window.mapToGlobal(window.rect().topLeft()))
    yield "rules-fields", menu
    menu.close()
    window.editor.show_rule(replace(RULES[0], effects=()), codes)
    window.close()


RULES_SCENES = (rules_window,)
