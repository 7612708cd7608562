"""A review of what clashed with what others did."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from dispatch_console.domain.plan import PlannedVisit
from dispatch_console.services.chronicle import Event
from dispatch_console.services.meanwhile import Meanwhile
from dispatch_console.ui.shell.clash_words import left_alone
from tests.factories import NOW
from tests.services.test_review import opened
from tests.ui.shell.stage import ENGINEER, Seen, Stage


def clash(stage: Stage) -> Seen:
    main = stage.main
    before = main.store.board
    review = opened(keep=0.5)
    visit = next(iter(review.proposal.visits.values()))
    told = _happened(visit)
    again = replace(review, case=replace(review.case, meanwhile=told))
    main.store.set_board(review.case.board)
    main.store.set_review(again)
    main.show_moves()
    yield "clash-review", main
    main.planning.discard()
    main.messages.warn("\n".join(left_alone(told, review.case.board, main.session.zone)))
    yield "clash-left-alone", main
    main.store.set_board(before)


def _happened(visit: PlannedVisit) -> Meanwhile:
    later = replace(visit, start=visit.start + timedelta(hours=1))
    given = Event(at=NOW, who="Anna Berg", what="assign", left=visit, given=later)
    cancelled = Event(
        at=NOW,
        who="王芳",
        what="set_status",
        why="the customer has called twice and does not need us any more",
        fields={"status": ("assigned", "cancelled")},
    )
    return Meanwhile(
        kept=37,
        left=4,
        tickets={visit.ticket_id: (given, cancelled)},
        duties={ENGINEER: ("Tom & Hill <b>", "Li Wei")},
    )


CLASH_SCENES: tuple[Callable[[Stage], Seen], ...] = (clash,)
