"""From the candidates tab to the reasons, and from a key to the service that makes the change."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Event
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import EngineerId, ShiftId, TicketId
from dispatch_console.domain.plan import PlannedVisit
from dispatch_console.planning.easing import Kind
from dispatch_console.planning.explain import Reason
from dispatch_console.planning.problem import Problem
from dispatch_console.planning.solution import Objective, Term
from dispatch_console.services.easing import Eased
from dispatch_console.services.planning import current_solution
from dispatch_console.services.review import Review, open_review
from dispatch_console.services.scope import draw_up
from dispatch_console.services.why import ALTERNATIVES, WhyDesk, WhyHere, WhyNot
from dispatch_console.ui.shell import MainWindow, commands, why_flow
from tests.factories import DAY, NOW
from tests.ui.conftest import StrayRecords
from tests.ui.shell.conftest import FakeServices

T3 = TicketId(3)
WAIT = 5_000


def eased(ticket: TicketId, price: float, *, applies: bool = True) -> Eased:
    visit = PlannedVisit(
        ticket_id=ticket,
        engineer_id=EngineerId(2),
        shift_id=ShiftId(2),
        start=NOW + timedelta(hours=2),
        end=NOW + timedelta(hours=3),
        travel_s=600,
        travel_m=5000,
    )
    proposal: Any = SimpleNamespace(moves=())
    return Eased(
        ticket_id=ticket,
        kind=Kind.LATER if applies else Kind.TRAINING,
        params={"ticket": ticket, "minutes": 20, "engineer": 2, "skill": "lift", "level": 4},
        engineer_id=None if applies else EngineerId(2),
        visit=visit,
        delta=Objective({Term.TRAVEL: price}),
        travel_s=300,
        newly_late=(),
        moved=(),
        dropped=(),
        problem=Problem(),
        plan={},
        proposal=proposal,
        applies=applies,
    )


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> list[Eased]:
    """What is found for every ticket without a visit; each is crowded out."""
    steps: list[Eased] = []

    def answer(self: WhyDesk, ticket: TicketId) -> WhyNot:
        return WhyNot(ticket_id=ticket, reason=Reason.NO_ROOM, kept_away={}, obstacles={})

    monkeypatch.setattr(WhyDesk, "answer", answer)
    monkeypatch.setattr(why_flow, "easings", lambda desk, ticket, cancelled: iter(steps))
    return steps


def shown(main: MainWindow) -> list[str]:
    priced = main.inspector.why.priced
    items = [priced.topLevelItem(index) for index in range(priced.topLevelItemCount())]
    return [item.text(1) for item in items if item is not None]


def said(main: MainWindow) -> set[str]:
    labels = main.inspector.why.findChildren(QLabel)
    return {label.text() for label in labels if label.isVisible()}


def ask(main: MainWindow, ticket: TicketId = T3) -> None:
    main.selection.select_tickets([ticket])
    main.inspector.show_candidates()


def test_an_unassigned_ticket_is_told_why_and_what_would_help(
    main: MainWindow, found: list[Eased], qtbot: QtBot
) -> None:
    found += [eased(T3, 500), eased(T3, 20)]
    ask(main)
    qtbot.waitUntil(lambda: len(shown(main)) == 2, timeout=WAIT)
    qtbot.waitUntil(lambda: "2 found" in said(main), timeout=WAIT)
    assert any("no room left" in words for words in said(main))
    assert "T-00003: let it start up to 20 min after its time window" in shown(main)[0]


def test_one_key_applies_an_easing_and_says_what_was_changed(
    main: MainWindow,
    found: list[Eased],
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    services: FakeServices,
) -> None:
    monkeypatch.setattr(commands.applying, "apply", services.command("ease"))
    found += [eased(T3, 500), eased(T3, 20)]
    ask(main)
    qtbot.waitUntil(lambda: len(shown(main)) == 2, timeout=WAIT)
    qtbot.keyClick(main.inspector.why.priced, Qt.Key.Key_2)
    qtbot.waitUntil(lambda: bool(main.messages.sentence), timeout=WAIT)
    assert services.calls == [("ease", (found[1],))]
    assert main.messages.sentence.startswith("Changed: T-00003: let it start up to 20 min")
    assert "03-02 11:00" in main.messages.sentence


def test_an_easing_refused_says_so(
    main: MainWindow,
    found: list[Eased],
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    services: FakeServices,
) -> None:
    services.refusal = DomainError("easing.changed")
    monkeypatch.setattr(commands.applying, "apply", services.command("ease"))
    found += [eased(T3, 500)]
    ask(main)
    qtbot.waitUntil(lambda: len(shown(main)) == 1, timeout=WAIT)
    qtbot.keyClick(main.inspector.why.priced, Qt.Key.Key_1)
    qtbot.waitUntil(lambda: "Others changed" in main.messages.sentence, timeout=WAIT)


def test_what_only_others_may_change_names_them_and_changes_nothing(
    main: MainWindow, found: list[Eased], qtbot: QtBot, services: FakeServices
) -> None:
    found += [eased(T3, 500, applies=False)]
    ask(main)
    qtbot.waitUntil(lambda: len(shown(main)) == 1, timeout=WAIT)
    qtbot.keyClick(main.inspector.why.priced, Qt.Key.Key_Return)
    assert "supervisor" in main.messages.sentence
    assert services.calls == []


def test_a_search_is_stopped_and_begun_again(
    main: MainWindow, found: list[Eased], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, asked = Event(), []

    def slow(desk: WhyDesk, ticket: TicketId, cancelled: Callable[[], bool]) -> Iterator[Eased]:
        asked.append(ticket)
        while not cancelled() and not go_on.wait(0.01):
            pass
        yield eased(ticket, 1)

    monkeypatch.setattr(why_flow, "easings", slow)
    ask(main)
    qtbot.waitUntil(lambda: asked == [T3], timeout=WAIT)
    main.inspector.why.stop_wanted.emit()
    assert "Stopped: 0 found" in said(main)
    go_on.set()
    main.inspector.why.again_wanted.emit()
    qtbot.waitUntil(lambda: "1 found" in said(main), timeout=WAIT)
    assert asked == [T3, T3]


def test_another_ticket_ends_the_search_for_the_one_before(
    main: MainWindow, found: list[Eased], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(desk: WhyDesk, ticket: TicketId, cancelled: Callable[[], bool]) -> Iterator[Eased]:
        while ticket == T3 and not cancelled():
            time.sleep(0.005)
        yield eased(ticket, 1)

    monkeypatch.setattr(why_flow, "easings", slow)
    ask(main)
    qtbot.waitUntil(lambda: any("no room left" in words for words in said(main)), timeout=WAIT)
    other = next(key for key, t in main.store.board.tickets.items() if not t.visit and key != T3)
    main.selection.select_tickets([other])
    number = main.store.board.tickets[other].number
    qtbot.waitUntil(lambda: bool(shown(main)), timeout=WAIT)
    assert number in shown(main)[0]
    main.selection.select_tickets([])


def test_another_place_for_a_ticket_is_forced_by_its_number(
    main: MainWindow, qtbot: QtBot, services: FakeServices
) -> None:
    desk = WhyDesk(
        main.store.board, now=NOW, start=main.store.horizon[0], end=main.store.horizon[1]
    )
    answers = [_tried(desk, key) for key in main.store.board.tickets]
    here = [found for found in answers if isinstance(found, WhyHere)]
    why = next(found for found in here if len(found.alternatives) == ALTERNATIVES)
    key = why.ticket_id
    ask(main, key)
    qtbot.waitUntil(lambda: len(shown(main)) == len(why.alternatives), timeout=WAIT)
    qtbot.keyClick(main.inspector.why.priced, Qt.Key.Key_1)
    qtbot.waitUntil(lambda: bool(services.calls), timeout=WAIT)
    first = why.alternatives[0]
    assert services.calls == [("assign", ((key,), first.engineer_id, first.start))]


def test_where_nobody_else_has_room_it_says_what_it_would_take(
    main: MainWindow, found: list[Eased], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer(self: WhyDesk, ticket: TicketId) -> WhyHere:
        return WhyHere(ticket_id=ticket, engineer_id=EngineerId(1), start=NOW, alternatives=())

    monkeypatch.setattr(WhyDesk, "answer", answer)
    found.append(eased(T3, 500))
    ask(main)
    qtbot.waitUntil(lambda: len(shown(main)) == 1, timeout=WAIT)
    name = main.store.board.engineers[EngineerId(2)].name
    assert shown(main)[0].startswith(f"{name} at 03-02 11:00; T-00003: let it start")
    assert any("Nobody else on duty on the days shown has room" in words for words in said(main))


def _tried(desk: WhyDesk, ticket: TicketId) -> object:
    try:
        return desk.answer(ticket)
    except DomainError as refused:
        return refused


@pytest.fixture
def review(main: MainWindow) -> Review:
    """The plan as it is, under review."""
    board = main.store.board
    scope = draw_up(board, now=NOW, start=DAY, end=DAY + timedelta(days=1))
    opened = open_review(board, scope, current_solution(scope.problem), now=NOW)
    main.store.set_review(opened)
    return opened


def test_under_review_an_easing_goes_into_the_proposal(
    main: MainWindow,
    review: Review,
    found: list[Eased],
    qtbot: QtBot,
    services: FakeServices,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[Eased] = []

    def grant(before: Review, one: Eased, *, now: datetime) -> Review:
        assert before is review
        asked.append(one)
        return replace(before, accepted=frozenset())

    monkeypatch.setattr(why_flow.granting, "with_easing", grant)
    found += [eased(T3, 500)]
    ask(main)
    qtbot.waitUntil(lambda: len(shown(main)) == 1, timeout=WAIT)
    qtbot.keyClick(main.inspector.why.priced, Qt.Key.Key_1)
    qtbot.waitUntil(lambda: bool(asked), timeout=WAIT)
    qtbot.waitUntil(lambda: main.store.review is not review, timeout=WAIT)
    assert main.messages.sentence.startswith("Taken into the proposal: T-00003: let it start")
    assert services.calls == []
    main.planning.discard()


def test_under_review_what_nobody_can_write_is_told(
    main: MainWindow, review: Review, found: list[Eased], qtbot: QtBot
) -> None:
    found += [eased(T3, 500, applies=False)]
    ask(main)
    qtbot.waitUntil(lambda: len(shown(main)) == 1, timeout=WAIT)
    qtbot.keyClick(main.inspector.why.priced, Qt.Key.Key_1)
    assert main.messages.sentence
    assert main.store.review is review
    main.planning.discard()


def test_a_change_that_does_not_fit_leaves_the_review_as_it_was(
    main: MainWindow,
    review: Review,
    found: list[Eased],
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object, **__: object) -> Review:
        raise DomainError("review.elsewhere")

    monkeypatch.setattr(why_flow.granting, "with_easing", refuse)
    found += [eased(T3, 500)]
    ask(main)
    qtbot.waitUntil(lambda: len(shown(main)) == 1, timeout=WAIT)
    qtbot.keyClick(main.inspector.why.priced, Qt.Key.Key_1)
    qtbot.waitUntil(lambda: "does not plan" in main.messages.sentence, timeout=WAIT)
    assert main.store.review is review
    assert not main.planning.desk.busy
    main.planning.discard()


def test_what_is_no_part_of_plans_says_why_instead(
    main: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: WhyDesk, ticket: TicketId) -> WhyNot:
        raise DomainError("scope.window_past")

    monkeypatch.setattr(WhyDesk, "answer", refuse)
    ask(main)
    qtbot.waitUntil(lambda: "Its time window is over" in said(main), timeout=WAIT)


def test_an_unforeseen_error_goes_to_the_log_and_can_be_tried_again(
    main: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, log_records: StrayRecords
) -> None:
    log_records.expect("no answer to why")

    def fail(self: WhyDesk, ticket: TicketId) -> WhyNot:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(WhyDesk, "answer", fail)
    ask(main)
    qtbot.waitUntil(lambda: bool(log_records.records), timeout=WAIT)
    assert not any("secret" in words for words in said(main))


def test_the_board_is_read_once_for_questions_that_follow_each_other(
    main: MainWindow, found: list[Eased], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[object] = []
    begin = WhyDesk.__init__

    def counted(self: WhyDesk, *given: Any, **more: Any) -> None:
        made.append(self)
        begin(self, *given, **more)

    monkeypatch.setattr(WhyDesk, "__init__", counted)
    found += [eased(T3, 1)]
    ask(main)
    qtbot.waitUntil(lambda: bool(shown(main)), timeout=WAIT)
    main.inspector.why.again_wanted.emit()
    qtbot.waitUntil(lambda: "1 found" in said(main), timeout=WAIT)
    main.store.set_board(replace(main.store.board))
    qtbot.waitUntil(lambda: len(made) == 2, timeout=WAIT)
