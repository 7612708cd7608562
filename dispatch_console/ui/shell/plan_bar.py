"""The bar of a plan in the making, then of its review: progress, figures, what to do."""

from collections.abc import Callable, Sequence
from typing import TypeVar
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from dispatch_console.domain.plan import PlanFigures, Proposal, with_changed_day
from dispatch_console.planning.messages import Improved
from dispatch_console.services.review import Review
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.reasons import counted
from dispatch_console.ui.shell.clash_words import planned_again
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.flow_layout import FlowLayout
from dispatch_console.ui.widgets.label import label
from dispatch_console.words import text

L = TypeVar("L", QHBoxLayout, QVBoxLayout)

PATIENCE_MS = 6000
"""After so long without a plan it is said why that may be."""


class PlanBar(QWidget):
    """Hidden while there is nothing to plan or to review.

    `cancel_wanted` while solving; `moves_wanted`, `discard_wanted`, `publish_wanted` in review.
    `about_to_resize`: it comes, goes or grows, and with it all panels change their size.
    `give_back_to`: who gets the keyboard once it goes.
    """

    cancel_wanted = Signal()
    moves_wanted = Signal()
    discard_wanted = Signal()
    publish_wanted = Signal()
    about_to_resize = Signal()

    def __init__(self, zone: ZoneInfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zone = zone
        self._before: QWidget | None = None
        self._fallen_to: QWidget | None = None
        self._home: QWidget | None = None
        self._passing: tuple[QWidget, ...] = ()
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setFixedWidth(220)
        self._progress.setAccessibleName(tr("Progress of planning"))
        self._said = label("")
        self._cancel = _button("cancel", tr("Cancel"), "", self.cancel_wanted.emit)
        self._cancel.setShortcut("Ctrl+.")
        self._figures = QWidget()
        self._flow = FlowLayout(self._figures, 4 * SPACE, SPACE)
        self._notes = label("")
        self._notes.setWordWrap(True)
        theme.dress(self._notes, role="caption")
        self._moves = _button("moves", "", "", self.moves_wanted.emit)
        self._discard = _button("discard", tr("Discard"), "", self.discard_wanted.emit)
        self._publish = _button("publish", tr("Publish"), "primary", self.publish_wanted.emit)
        self._nothing = self._barred = ""
        self._publishing = False
        self._pages = (self._solving(), self._review())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for page in self._pages:
            layout.addWidget(page)
        self._waiting = QTimer(self)
        self._waiting.setSingleShot(True)
        self._waiting.timeout.connect(self._explain_wait)
        self.hide()

    def hide(self) -> None:
        """Go, and give the keyboard back to whom it was taken from."""
        held = self.window().focusWidget()
        had = held is None or held is self._fallen_to or self._passes(held)
        known = (one for one in (self._before, self._home) if one is not None and isValid(one))
        back = next((one for one in known if one.isVisible()), None)
        shown = not self.isHidden()
        self._before = self._fallen_to = None
        self.about_to_resize.emit()
        super().hide()
        if shown and had and back is not None:
            back.setFocus()

    def give_back_to(self, home: QWidget, passing: Sequence[QWidget]) -> None:
        """The keyboard goes to who had it before the bar came, or to `home` where that is not
        known or was one of the `passing`: what is used to get to the bar, or goes with it."""
        self._home, self._passing = home, tuple(passing)

    def show_solving(self, words: str) -> None:
        """A solve begins; `words` say what is being done."""
        self._progress.setRange(0, 0)
        self._said.setText(words)
        self._cancel.setEnabled(True)
        self._open(0)
        self._waiting.start(PATIENCE_MS)

    def bar_publishing(self, reason: str) -> None:
        """Nothing may be published, and why; empty: it may."""
        self._barred = reason
        why = self._nothing or reason
        self._publish.setEnabled(not why and not self._publishing)
        self._publish.setToolTip(why)

    def show_progress(self, event: Improved) -> None:
        """A better plan was found."""
        self._waiting.stop()
        self._progress.setRange(0, 100)
        self._progress.setValue(round(event.progress * 100))
        served = sum(len(route.tickets) for route in event.solution.routes)
        self._said.setText(
            tr(
                "Planning: {served} tickets placed, {unserved} not yet, {elapsed} s",
                served=served,
                unserved=len(event.solution.unserved),
                elapsed=round(event.elapsed_s),
            )
        )

    def show_ending(self, words: str) -> None:
        """It was asked to end, or has ended and the outcome is being worked out."""
        self._cancel.setEnabled(False)
        self._progress.setRange(0, 0)
        self._said.setText(words)
        self._open(0)

    def show_review(self, proposal: Proposal, review: Review | None = None) -> None:
        """A proposal awaits review; of a `review` it is what has been accepted so far."""
        opening = self.isHidden() or self._pages[1].isHidden()
        while (item := self._flow.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for caption, before, after, better in compared(proposal.before, proposal.after):
            self._flow.addWidget(_Comparison(caption, before, after, better))
        self._flow.addWidget(_Disturbed(len(with_changed_day(proposal.moves))))
        notes = [*self._meanwhile(review), *review_notes(proposal, review)]
        self._notes.setText("\n".join(notes))
        self._notes.setVisible(bool(notes))
        self._moves.setText(_moves_named(proposal, review))
        self._moves.setEnabled(bool(proposal.moves or notes))
        self.set_publishing(False)
        self._nothing = "" if proposal.moves or proposal.absence else _nothing_left(review)
        self.bar_publishing(self._barred)
        self._open(1)
        if opening:
            self._note_who_has_it()
            self._discard.setFocus() if self._nothing else self._publish.setFocus()

    def set_publishing(self, publishing: bool) -> None:
        """While the plan is being written nothing can be pressed twice."""
        held = self.window().focusWidget()
        had = held is not None and self.isAncestorOf(held)
        self._publishing = publishing
        self._discard.setDisabled(publishing)
        self.bar_publishing(self._barred)
        if had and publishing:
            # A button that can be pressed no more loses the keyboard to whatever comes next.
            self._fallen_to = self.window().focusWidget()

    def _meanwhile(self, review: Review | None) -> list[str]:
        """Why there is this review, if another was published in part before it."""
        if review is None or review.case.meanwhile is None:
            return []
        return planned_again(review.case.meanwhile, review.case.board, self._zone)

    def _explain_wait(self) -> None:
        more = tr("The first plan on a computer takes about a minute longer.")
        self._said.setText(f"{self._said.text()} {more}")

    def _note_who_has_it(self) -> None:
        held = self.window().focusWidget()
        if held is not None and not self._passes(held):
            self._before = held

    def _passes(self, held: QWidget) -> bool:
        """Whether the widget is the bar's own, or one from which the keyboard comes back."""
        return any(one is held or one.isAncestorOf(held) for one in (self, *self._passing))

    def _open(self, page: int) -> None:
        self._waiting.stop()
        if self.isHidden():
            self._note_who_has_it()
        if self._pages[page].isHidden() or self.isHidden():
            self.about_to_resize.emit()
        for number, widget in enumerate(self._pages):
            widget.setVisible(number == page)
        self.show()

    def _solving(self) -> QFrame:
        frame, row = _frame(QHBoxLayout)
        row.setSpacing(3 * SPACE)
        row.addWidget(self._progress)
        row.addWidget(self._said, 1)
        row.addWidget(self._cancel)
        return frame

    def _review(self) -> QFrame:
        frame, whole = _frame(QVBoxLayout)
        row = QHBoxLayout()
        row.setSpacing(3 * SPACE)
        whole.addLayout(row)
        whole.addWidget(self._notes)
        title = label("")
        title.setText(tr("Proposal"))
        theme.dress(title, role="heading")
        row.addWidget(title)
        row.addWidget(self._figures, 1, Qt.AlignmentFlag.AlignVCenter)
        for button in (self._moves, self._discard, self._publish):
            row.addWidget(button)
        return frame


Compared = tuple[str, str, str, int]
"""Caption, before, after, and whether after is better (1), worse (-1) or as good (0)."""


def compared(before: PlanFigures, after: PlanFigures) -> list[Compared]:
    """The figures of two plans side by side."""

    def judge(old: float, new: float, *, more: bool) -> int:
        if abs(old - new) < 1e-9:
            return 0
        return 1 if (new > old) == more else -1

    return [
        (
            tr("Served"),
            str(before.served),
            str(after.served),
            judge(before.served, after.served, more=True),
        ),
        (tr("Late"), str(before.late), str(after.late), judge(before.late, after.late, more=False)),
        (
            tr("Travel"),
            text.span(before.travel_s),
            text.span(after.travel_s),
            judge(before.travel_s, after.travel_s, more=False),
        ),
        (
            tr("Overtime"),
            text.span(before.overtime_s),
            text.span(after.overtime_s),
            judge(before.overtime_s, after.overtime_s, more=False),
        ),
        (
            tr("Load spread"),
            tr("{hours} h", hours=f"{before.load_spread_h:.1f}"),
            tr("{hours} h", hours=f"{after.load_spread_h:.1f}"),
            judge(before.load_spread_h, after.load_spread_h, more=False),
        ),
        (
            tr("Utilisation"),
            f"{before.utilisation:.0%}",
            f"{after.utilisation:.0%}",
            judge(before.utilisation, after.utilisation, more=True),
        ),
    ]


class _Disturbed(QWidget):
    """How many engineers see their day changed by the moves accepted."""

    def __init__(self, count: int) -> None:
        super().__init__()
        caption, shown = tr("Engineers whose day changes"), label("", str(count))
        shown.setStyleSheet(f"color: {theme.current().text}; font-weight: 600;")
        self.setAccessibleName(f"{caption}: {count}")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        row.addWidget(label("caption", caption))
        row.addWidget(shown)


class _Comparison(QWidget):
    """Caption, before → after, with an arrow that says better or worse without colour."""

    def __init__(self, caption: str, before: str, after: str, better: int) -> None:
        super().__init__()
        palette = theme.current()
        name, old, new = label(""), label(""), label("")
        name.setText(caption)
        theme.dress(name, role="caption")
        old.setText(before)
        if before == after:
            better = 0  # a difference too small to be told is none to be judged
        mark = {1: " ▲", 0: "", -1: " ▼"}[better]
        new.setText(f"→ {after}{mark}")
        colour = {1: palette.ok, 0: palette.text, -1: palette.warning}[better]
        colour = theme.legible(colour, palette.hover, text=palette.text)
        new.setStyleSheet(f"color: {colour}; font-weight: 600;")
        word = {1: tr("better"), 0: tr("the same"), -1: tr("worse")}[better]
        self.setAccessibleName(f"{caption}: {before} → {after}, {word}")
        self.setToolTip(word)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        for part in (name, old, new):
            row.addWidget(part)


def _moves_named(proposal: Proposal, review: Review | None) -> str:
    if review is None:
        return tr("{count} moves…", count=len(proposal.moves))
    return tr(
        "{accepted} of {count} groups…", accepted=len(review.accepted), count=len(review.groups)
    )


def _nothing_left(review: Review | None) -> str:
    """Why there is nothing to publish."""
    if review is not None and review.groups:
        return tr("All moves are rejected: there is nothing to publish.")
    return tr("The proposal changes nothing: there is nothing to publish.")


def review_notes(proposal: Proposal, review: Review | None = None) -> list[str]:
    """That there is nothing to publish; and what of the board the plan does not serve or keep, with
    the reasons; a line for each kind."""
    notes: list[str] = [] if proposal.moves else [_nothing_left(review)]
    for name, left in (
        (tr("Without a visit"), proposal.unserved),
        (tr("Not part of the plan"), proposal.left_out),
    ):
        if left:
            reasons = counted(left.values())
            notes.append(
                tr("{name}: {count} ({reasons})", name=name, count=len(left), reasons=reasons)
            )
    if proposal.eased:
        notes.append(tr("Locked times that cannot be kept: {count}", count=len(proposal.eased)))
    if proposal.concessions:
        notes.append(tr("Rules eased when published: {count}", count=len(proposal.concessions)))
    return notes


def _frame(kind: type[L]) -> tuple[QFrame, L]:
    frame = QFrame()
    theme.dress(frame, role="review")
    layout = kind(frame)
    layout.setContentsMargins(3 * SPACE, 2 * SPACE, 3 * SPACE, 2 * SPACE)
    return frame, layout


def _button(icon: str, name: str, kind: str, action: Callable[[], object]) -> QPushButton:
    colour = theme.current().accent_text if kind == "primary" else None
    button = QPushButton(theme.icon(icon, colour), name)
    theme.dress(button, kind=kind)
    button.clicked.connect(lambda: action())
    return button
