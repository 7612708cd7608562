"""One rung of the ladder of reminders and escalations: about what, when, whom, how."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dispatch_console.domain.message import Medium
from dispatch_console.domain.service_level.policy import Goal
from dispatch_console.support.i18n import tr
from dispatch_console.ui.dialogs.fields import choice, line, side_by_side
from dispatch_console.ui.lifecycle.step_form import Ticks
from dispatch_console.ui.sla.row_pane import Row, RowForm
from dispatch_console.ui.sla.sheet import held, words_listed
from dispatch_console.ui.sla.words import goal_name
from dispatch_console.words import text

BLANK: Row = {"goal": "resolution", "when": "75%", "to": ["owner"], "by": ["console"]}

SHARE, BEFORE, AFTER = "share", "before", "after"


def when_words(when: str) -> str:
    """When it comes, in words."""
    kind, amount = _parted(when)
    if kind == SHARE:
        return tr("at {share}% of the time", share=amount)
    if kind == BEFORE:
        return tr("{span} before", span=amount)
    return (
        tr("as it passes") if amount in ("0m", "0", "0s", "0h") else tr("{span} after", span=amount)
    )


def whom_words(to: Iterable[str]) -> str:
    """Whom it goes to, in words."""
    return tr("list.comma").join(map(text.recipient_name, to))


def rung_words(row: Row) -> Sequence[str]:
    """The cells of its row."""
    goal = row["goal"]
    return (
        goal_name(Goal(goal)) if goal in set(Goal) else str(goal),
        when_words(row["when"]),
        whom_words(row["to"]),
        tr("list.comma").join(tr(f"sla.by.{medium}") for medium in row["by"]),
    )


class RungForm(RowForm):
    """A notice as the document has it: `goal`, `when`, `to`, `by`."""

    def __init__(self) -> None:
        super().__init__()
        self._quiet = False
        self.goal = choice(tr("Deadline"), {goal.value: goal_name(goal) for goal in Goal})
        kinds = {
            SHARE: tr("at so many % of the time"),
            BEFORE: tr("so long before"),
            AFTER: tr("so long after"),
        }
        self.kind, self.amount = choice(tr("When, counted"), kinds), line(tr("How much"))
        self.to = Ticks(tr("Who is told"), tr("nobody"))
        self.others = line(tr("Logins and addresses"), "li, ops@example.com, https://…")
        self.by = Ticks(tr("How"), tr("in no way"))
        self.add(tr("Deadline"), self.goal, "goal", "")
        self.add(tr("When"), held(side_by_side(self.kind, self.amount)), "when")
        self.add(tr("Who is told"), held(side_by_side(self.to, self.others)), "to")
        self.add(tr("How"), self.by, "by")
        for box in (self.goal, self.kind):
            box.currentIndexChanged.connect(self._tell)
        for field in (self.amount, self.others):
            field.textEdited.connect(self._tell)
        for ticks in (self.to, self.by):
            ticks.edited.connect(self._tell)
        self.show_row(BLANK)

    def show_row(self, row: Row) -> None:
        self._quiet = True
        self.goal.setCurrentIndex(max(0, self.goal.findData(row["goal"])))
        kind, amount = _parted(row["when"])
        self.kind.setCurrentIndex(self.kind.findData(kind))
        self.amount.setText(amount)
        self.to.offer([(one, text.recipient_name(one)) for one in text.RECIPIENTS], row["to"])
        others = [one for one in row["to"] if one not in text.RECIPIENTS]
        self.others.setText(", ".join(one.removeprefix("user:") for one in others))
        self.others.setCursorPosition(0)
        self.by.offer([(one.value, tr(f"sla.by.{one.value}")) for one in Medium], row["by"])
        self._fit()
        self._quiet = False

    @property
    def row(self) -> Row:
        amount, kind = self.amount.text().strip(), self.kind.currentData()
        when = {SHARE: f"{amount.rstrip('% ')}%", BEFORE: f"-{amount}", AFTER: amount}[kind]
        found: Mapping[str, Any] = {
            "goal": self.goal.currentData(),
            "when": when,
            "to": [*self.to.ticked, *map(_address, words_listed(self.others.text()))],
            "by": list(self.by.ticked),
        }
        return found

    def _tell(self) -> None:
        if not self._quiet:
            self._fit()
            self.edited.emit()

    def _fit(self) -> None:
        self.amount.setPlaceholderText("75" if self.kind.currentData() == SHARE else "1h, 30m")


def _parted(when: str) -> tuple[str, str]:
    bare = when.strip()
    if bare.endswith("%"):
        return SHARE, bare[:-1]
    return (BEFORE, bare[1:]) if bare.startswith("-") else (AFTER, bare.removeprefix("+"))


def _address(typed: str) -> str:
    """A login unless it is an address or says itself what it is."""
    return typed if "@" in typed or ":" in typed else f"user:{typed}"
