"""Review move by move: what is accepted shows, keys and ticks agree, amending plans again."""

from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import (
    QLabel,
    QPushButton,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from dispatch_console.domain.plan import MoveKind, with_changed_day
from dispatch_console.planning.messages import Failed, Finished, Solve
from dispatch_console.services.amending import Amendment
from dispatch_console.services.review import MoveGroup, Review
from dispatch_console.ui.background import Background
from dispatch_console.ui.selection import Selection
from dispatch_console.ui.shell import plan_bar
from dispatch_console.ui.shell.moves_menu import amendments
from dispatch_console.ui.shell.moves_panel import MovesPanel
from dispatch_console.ui.shell.plan_bar import PlanBar
from dispatch_console.ui.shell.review_desk import ReviewDesk
from dispatch_console.ui.store import BoardStore
from tests.factories import NOW
from tests.services.test_review import answered, opened

CHECKED, UNCHECKED = Qt.CheckState.Checked, Qt.CheckState.Unchecked
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


class Solver(QObject):
    """Takes a problem and answers when a test says so."""

    finished, failed = Signal(object), Signal(object)
    busy = False

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[Solve] = []

    def solve(self, command: Solve) -> None:
        self.asked.append(command)


class Bench:
    """Panel, bar and desk over one store, with a review in it."""

    def __init__(self, qtbot: QtBot, background: Background) -> None:
        review = opened(keep=0.5)
        self.store = BoardStore(review.case.board, lambda: NOW)
        self.bar, self.solver, self.selection = PlanBar(ZoneInfo("UTC")), Solver(), Selection()
        self.desk = ReviewDesk(background, self.store, self.solver, self.bar)  # pyright: ignore[reportArgumentType]
        self.panel = MovesPanel(self.store, self.selection, ZoneInfo("UTC"), self.desk)
        self.store.proposal_changed.connect(self._show)
        for widget in (self.bar, self.panel):
            qtbot.addWidget(widget)
        self.store.set_review(review)
        self._qtbot = qtbot
        self.panel.show()

    def _show(self) -> None:
        if self.store.proposal is not None:
            self.bar.show_review(self.store.proposal, self.store.review)

    @property
    def review(self) -> Review:
        assert self.store.review is not None
        return self.store.review

    def head(self, index: int) -> QTreeWidgetItem:
        # The rows come in slices of the event loop.
        self._qtbot.waitUntil(lambda: self.panel.topLevelItem(index) is not None)
        item = self.panel.topLevelItem(index)
        assert item is not None
        return item

    def row(self, index: int, move: int = 0) -> QTreeWidgetItem:
        """A move of the group that comes at `index`."""
        item = self.head(index).child(move)
        assert item is not None
        return item

    def publish(self) -> QPushButton:
        buttons = self.bar.findChildren(QPushButton)
        return next(button for button in buttons if button.text() == "Publish")

    def first(self, kind: MoveKind) -> tuple[MoveGroup, int]:
        """A group with a move of the kind, and where the move is in it."""
        for group in self.review.groups:
            for index, move in enumerate(group.moves):
                if move.kind is kind:
                    return group, index
        raise AssertionError(kind)

    def choose(self, group: MoveGroup, index: int) -> None:
        self.panel.setCurrentItem(self.row(self.review.groups.index(group), index))


@pytest.fixture
def bench(qtbot: QtBot, background: Background) -> Bench:
    return Bench(qtbot, background)


def test_every_group_is_a_head_with_its_moves_beneath(bench: Bench) -> None:
    for index, group in enumerate(bench.review.groups):
        head = bench.head(index)
        assert head.childCount() == len(group.moves)
        assert head.checkState(0) is CHECKED
        assert head.text(0).startswith(f"{index + 1}.  ")
        assert "gain " in head.text(0)
        alone = bench.store.board.tickets[group.moves[0].ticket_id].number
        assert (f"{len(group.moves)} moves" if head.isExpanded() else alone) in head.text(0)


def test_choosing_a_group_chooses_its_tickets_everywhere(bench: Bench) -> None:
    bench.panel.setCurrentItem(bench.head(0))
    assert bench.selection.tickets == bench.review.groups[0].tickets
    bench.panel.setCurrentItem(bench.row(0))
    assert bench.selection.tickets == bench.review.groups[0].tickets[:1]


def test_unticking_a_group_takes_its_moves_out_of_the_proposal(bench: Bench) -> None:
    group = bench.review.groups[0]
    before = bench.store.proposal
    assert before is not None
    bench.head(0).setCheckState(0, UNCHECKED)
    proposal = bench.store.proposal
    assert proposal is not None
    assert group.number not in bench.review.accepted
    assert proposal.after.served == before.after.served - group.served
    for move in group.moves:
        if move.kind is MoveKind.ASSIGN:
            ticket = bench.store.board.tickets[move.ticket_id]
            assert bench.store.shown_visit(ticket) is None
    assert "rejected" in bench.head(0).text(0)
    assert bench.panel.topLevelItemCount() >= len(bench.review.groups)


def test_the_bar_says_how_many_engineers_the_accepted_moves_concern(bench: Bench) -> None:
    count = -1
    for number in range(len(bench.review.groups) + 1):
        proposal = bench.store.proposal
        assert proposal is not None
        count = len(with_changed_day(proposal.moves))
        bench.bar.show_review(proposal, bench.review)
        named = (widget.accessibleName() for widget in bench.bar._figures.findChildren(QWidget))
        shown = [name for name in named if name.startswith("Engineers whose day changes")]
        assert shown[-1] == f"Engineers whose day changes: {count}"
        if number < len(bench.review.groups):
            bench.head(number).setCheckState(0, UNCHECKED)
    assert count == 0


@pytest.mark.parametrize(
    ("key", "accepted"),
    [(Qt.Key.Key_R, [False]), (Qt.Key.Key_Space, [False, True]), (Qt.Key.Key_A, [True])],
)
def test_keys_decide_on_the_chosen_group(
    bench: Bench, qtbot: QtBot, key: Qt.Key, accepted: list[bool]
) -> None:
    group = bench.review.groups[1]
    bench.panel.setCurrentItem(bench.row(1))
    for expected in accepted:
        qtbot.keyClick(bench.panel, key)
        assert (group.number in bench.review.accepted) is expected
        assert bench.head(1).checkState(0) is (CHECKED if expected else UNCHECKED)


def test_with_all_rejected_there_is_nothing_to_publish_and_it_says_so(
    bench: Bench, qtbot: QtBot
) -> None:
    assert bench.publish().isEnabled()
    qtbot.keyClick(bench.panel, Qt.Key.Key_A, CONTROL | SHIFT)
    assert bench.review.accepted == frozenset()
    assert not bench.publish().isEnabled()
    assert "nothing to publish" in bench.publish().toolTip()
    assert any("nothing to publish" in label.text() for label in bench.bar.findChildren(QLabel))
    qtbot.keyClick(bench.panel, Qt.Key.Key_A, CONTROL)
    assert len(bench.review.accepted) == len(bench.review.groups)
    assert bench.publish().isEnabled()


def test_what_is_chosen_and_scrolled_to_stays_when_a_group_is_decided(
    bench: Bench, qtbot: QtBot
) -> None:
    item = bench.row(1)
    bench.panel.setCurrentItem(item)
    qtbot.keyClick(bench.panel, Qt.Key.Key_R)
    assert bench.panel.currentItem() is item


def test_a_move_is_amended_by_planning_its_routes_again(bench: Bench, qtbot: QtBot) -> None:
    group, index = bench.first(MoveKind.RETIME)
    ticket = group.moves[index].ticket_id
    bench.choose(group, index)
    told: list[str] = []
    bench.desk.told.connect(told.append)
    qtbot.keyClick(bench.panel, Qt.Key.Key_K)
    assert bench.desk.busy
    qtbot.waitUntil(lambda: bool(bench.solver.asked))
    bench.desk.decide_all(accept=False)
    assert bench.review.accepted
    again = bench.desk._work.again  # pyright: ignore[reportOptionalMemberAccess]
    assert again is not None
    assert bench.solver.asked[0].problem is again.part
    bench.solver.finished.emit(Finished(answered(again), 1.0, False))
    qtbot.waitUntil(lambda: not bench.desk.busy)
    assert bench.review.group_of(ticket) is None
    assert bench.store.board.tickets[ticket].number in told[0]
    assert bench.panel.hasFocus() or not bench.panel.isActiveWindow()
    assert bench.panel.topLevelItemCount() >= len(bench.review.groups)


def test_an_amendment_that_fails_leaves_the_review_as_it_was(bench: Bench, qtbot: QtBot) -> None:
    group, index = bench.first(MoveKind.ASSIGN)
    bench.choose(group, index)
    review = bench.review
    qtbot.keyClick(bench.panel, Qt.Key.Key_K)
    assert not bench.desk.busy
    qtbot.keyClick(bench.panel, Qt.Key.Key_U)
    qtbot.waitUntil(lambda: bool(bench.solver.asked))
    with qtbot.waitSignal(bench.desk.refused) as refused:
        bench.solver.failed.emit(Failed("solver.failed", {}))
    assert refused.args[0].code == "solver.failed"  # pyright: ignore[reportOptionalSubscript]
    assert bench.store.review is review
    assert not bench.desk.busy


def test_a_proposal_without_a_review_shows_its_moves_one_by_one(bench: Bench) -> None:
    proposal = bench.store.proposal
    assert proposal is not None
    bench.store.set_proposal(proposal)
    assert bench.store.review is None
    rows = [bench.head(index).text(1) for index in range(len(proposal.moves))]
    tickets = bench.store.board.tickets
    assert rows == [tickets[move.ticket_id].number for move in proposal.moves]
    bench.store.set_proposal(None)
    assert bench.panel.topLevelItemCount() == 0


def test_only_what_can_be_amended_is_offered() -> None:
    assert amendments(MoveKind.ASSIGN) == {Amendment.LEAVE}
    assert amendments(MoveKind.UNASSIGN) == {Amendment.KEEP}
    assert amendments(MoveKind.REASSIGN) == set(Amendment)
    assert amendments(None) == set()


def test_a_plan_that_keeps_one_waiting_says_why(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan_bar, "PATIENCE_MS", 0)
    bar = PlanBar(ZoneInfo("UTC"))
    qtbot.addWidget(bar)
    bar.show_solving("Planning…")
    said = next(label for label in bar.findChildren(QLabel) if label.text() == "Planning…")
    qtbot.waitUntil(lambda: "about a minute" in said.text())
    bar.show_solving("Planning again…")
    assert said.text() == "Planning again…"


def test_a_review_that_is_over_gives_the_keyboard_back(qtbot: QtBot, bench: Bench) -> None:
    window, list_ = QWidget(), QPushButton("list")
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    bar = PlanBar(ZoneInfo("UTC"))
    for part in (bar, list_, QPushButton("last")):
        layout.addWidget(part)
    window.show()
    list_.setFocus()
    bar.show_solving("Planning…")
    assert bench.store.proposal is not None
    bar.show_review(bench.store.proposal, bench.review)
    assert bar.isAncestorOf(window.focusWidget())
    bar.hide()
    assert window.focusWidget() is list_
