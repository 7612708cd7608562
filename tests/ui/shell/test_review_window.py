"""A review in the window: the same choice in every view, and just that is published."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from dispatch_console.domain.plan import MoveKind, Proposal
from dispatch_console.services.amending import Amendment
from dispatch_console.services.publishing import Published
from dispatch_console.services.review import Review
from dispatch_console.ui.shell import MainWindow, planning_flow
from tests.services.test_review import opened


@pytest.fixture
def reviewing(main: MainWindow) -> MainWindow:
    """A window in which a review lies open."""
    review = opened(keep=0.5)
    main.store.set_board(review.case.board)
    main.store.set_review(review)
    main.plan_bar.moves_wanted.emit()
    return main


def review_of(window: MainWindow) -> Review:
    assert window.store.review is not None
    return window.store.review


def test_what_is_selected_stays_selected_when_its_group_is_rejected(
    reviewing: MainWindow, qtbot: QtBot
) -> None:
    group = review_of(reviewing).groups[0]
    head = reviewing.moves.topLevelItem(0)
    assert head is not None
    reviewing.moves.setCurrentItem(head)
    assert reviewing.selection.tickets == group.tickets
    qtbot.keyClick(reviewing.moves, Qt.Key.Key_R)
    assert group.number not in review_of(reviewing).accepted
    assert reviewing.selection.tickets == group.tickets
    assert reviewing.moves.isVisible()


def test_publishing_is_possible_only_while_something_is_accepted(reviewing: MainWindow) -> None:
    assert reviewing.actions_.publish.isEnabled()
    reviewing.planning.desk.decide_all(accept=False)
    assert not reviewing.actions_.publish.isEnabled()
    assert reviewing.actions_.discard.isEnabled()
    reviewing.planning.desk.decide_all(accept=True)
    assert reviewing.actions_.publish.isEnabled()


def test_just_what_is_accepted_is_published_and_what_was_rejected_is_told(
    reviewing: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Proposal] = []

    def publish(ctx: object, command: object, proposal: Proposal) -> Published:
        seen.append(proposal)
        return Published(changes=frozenset(), done=len(proposal.moves))  # pyright: ignore[reportArgumentType]

    monkeypatch.setattr(planning_flow.publishing, "publish", publish)
    group = review_of(reviewing).groups[0]
    reviewing.planning.desk.decide((group.number,), accept=False)
    proposal = reviewing.store.proposal
    assert proposal is not None
    # What else is accepted on a route may give a ticket of the group another time.
    rejected = {move.ticket_id for move in group.moves if move.kind is not MoveKind.RETIME}
    moved = {move.ticket_id for move in proposal.moves if move.kind is not MoveKind.RETIME}
    assert not moved & rejected
    with qtbot.waitSignal(reviewing.planning.published):
        reviewing.planning.publish()
        reviewing.planning.desk.decide_all(accept=False)
        reviewing.planning.publish()
        assert reviewing.store.proposal is proposal
    assert seen == [proposal]
    assert f"{len(proposal.moves)} visits changed" in reviewing.messages.sentence
    assert f"left as they were: {len(group.moves)}" in reviewing.messages.sentence
    assert reviewing.store.review is None
    assert reviewing.planning.idle


def test_what_goes_past_the_cap_on_engineers_is_done_only_by_who_says_so_again(
    reviewing: MainWindow,
) -> None:
    desk, messages = reviewing.planning.desk, reviewing.messages
    review = review_of(reviewing)
    least = min(review.groups, key=lambda group: len(group.engineers))
    cap = len(least.engineers)
    capped = replace(review, case=replace(review.case, most_engineers=cap))
    reviewing.store.set_review(capped.taking([least.number]))
    before = review_of(reviewing)
    desk.decide_all(accept=True)
    assert review_of(reviewing) is before
    assert f"at most {cap}" in messages.sentence
    assert messages._action.text() == "&Do it all the same"
    desk.decide_all(accept=False)
    stale = messages._then
    assert stale is not None
    stale()
    assert not review_of(reviewing).accepted, "it was asked of another choice"
    reviewing.store.set_review(before)
    desk.decide_all(accept=True)
    messages._action.click()
    assert review_of(reviewing).accepted == review.accepted
    assert messages.sentence == ""
    desk.decide((least.number,), accept=False)
    desk.decide((least.number,), accept=True)
    assert review_of(reviewing).accepted == review.accepted, "it is known by now"


def test_a_change_granted_past_the_cap_waits_for_a_word_too(
    reviewing: MainWindow, qtbot: QtBot
) -> None:
    whole = review_of(reviewing)
    least = min(whole.groups, key=lambda group: len(group.engineers))
    capped = replace(whole, case=replace(whole.case, most_engineers=len(least.engineers)))
    before = capped.taking([least.number])
    reviewing.store.set_review(before)
    with qtbot.waitSignal(reviewing.planning.desk.doubted):
        reviewing.planning.desk.grant(lambda _: capped, "taken in")
    assert review_of(reviewing) is before
    assert not reviewing.planning.desk.busy
    reviewing.messages._action.click()
    assert review_of(reviewing).accepted == whole.accepted
    assert reviewing.messages.sentence == "taken in"


def test_the_solver_plans_again_around_a_move_that_is_amended(
    reviewing: MainWindow, qtbot: QtBot
) -> None:
    desk = reviewing.planning.desk
    moves = [move for group in review_of(reviewing).groups for move in group.moves]
    kept = next(move for move in moves if move.kind is MoveKind.RETIME)
    with qtbot.waitSignal(desk.told, timeout=60_000):
        desk.amend(kept.ticket_id, Amendment.KEEP)
        assert not reviewing.actions_.publish.isEnabled()
        assert not reviewing.actions_.discard.isEnabled()
        reviewing.planning.discard()
        assert reviewing.store.proposal is not None
    assert review_of(reviewing).group_of(kept.ticket_id) is None
    assert reviewing.actions_.publish.isEnabled()
    assert not reviewing.planning.solver.busy
