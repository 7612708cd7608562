"""A ticket's life: the forms of steps, the inspector's tab, the editors of definitions."""

import math
from dataclasses import replace

from dispatch_console.domain.board import Board
from dispatch_console.domain.definitions import Definitions
from dispatch_console.domain.ids import TicketId, WorkflowId
from dispatch_console.domain.signature import Signature, Way, read, write
from dispatch_console.domain.step import Step
from dispatch_console.domain.ticket import HoldReason, Status
from dispatch_console.domain.ticket_link import LinkKind, TicketLink
from dispatch_console.domain.workflow import Transition
from dispatch_console.domain.workflow_templates import FIELDS, TYPES, WORKFLOWS
from dispatch_console.services.definitions import Standing
from dispatch_console.services.lifecycle import Life
from dispatch_console.ui.lifecycle.fields_window import FieldsWindow
from dispatch_console.ui.lifecycle.kin_dialogs import LinkDialog, MergeDialog, SplitDialog
from dispatch_console.ui.lifecycle.step_dialog import StepDialog
from dispatch_console.ui.lifecycle.types_window import TypesWindow
from dispatch_console.ui.lifecycle.workflows_window import WorkflowsWindow
from tests.factories import NOW, make_ticket
from tests.ui.shell.stage import LONG, Seen, Stage

LAID_DOWN = Definitions(
    types=TYPES,
    workflows={WorkflowId(n): replace(one, id=WorkflowId(n)) for n, one in enumerate(WORKFLOWS, 1)},
    fields=FIELDS,
)
_WAVE = [(100 + 7 * i, 150 + 90 * math.sin(i / 6) * math.cos(i / 17)) for i in range(90)]
SIGNED = Signature("李伟", Way.DRAWN, write([_WAVE, [(140, 240), (760, 225)]]))
TICKET = make_ticket(
    1,
    type="maintenance",
    workflow_id=WorkflowId(4),
    status=Status.IN_PROGRESS,
    custom=(("plan_kind", "quarterly"),),
)


def forms(stage: Stage) -> Seen:
    main = stage.main
    board = replace(main.store.board, definitions=LAID_DOWN)
    workflow = LAID_DOWN.workflow_of(TICKET)
    for after in (Status.RESOLVED, Status.ON_HOLD):
        step = workflow.step(TICKET.status, after)
        assert step is not None
        dialog = StepDialog(board, [TICKET], [step], main.session.zone, main)
        dialog.show()
        yield f"step-{after}", dialog
        dialog.refused(LONG)
        yield f"step-{after}-refused", dialog
        dialog.close()
    yield from _signing(stage, board)
    for kind in (MergeDialog, LinkDialog, SplitDialog):
        form = kind(TICKET, main)
        form.show()
        yield kind.__name__, form
        form.close()


def _signing(stage: Stage, board: Board) -> Seen:
    main = stage.main
    step = Transition(before=TICKET.status, after=Status.RESOLVED, reason=True, signature=True)
    dialog = StepDialog(board, [TICKET], [step], main.session.zone, main)
    dialog.show()
    field = dialog.signature
    assert field is not None
    yield "sign-empty", dialog
    field.name.setText("李伟 Li Wei")
    field.pad._strokes = [list(stroke) for stroke in read(SIGNED.drawing)]
    field.pad.changed.emit()
    yield "sign-drawn", dialog
    for way in (Way.TYPED, Way.PAPER):
        field.way.setCurrentIndex(field.way.findData(way))
        yield f"sign-{way}", dialog
    dialog.close()


def inspector(stage: Stage) -> Seen:
    main = stage.main
    other = make_ticket(2, parent_id=TICKET.id, status=Status.ON_HOLD)
    steps = (
        Step(
            ticket_id=TICKET.id,
            at=NOW,
            who="Anna Berg",
            before=Status.IN_PROGRESS,
            after=Status.ON_HOLD,
            reason="The gasket has to be ordered",
            hold_reason=HoldReason.PART,
        ),
        Step(
            ticket_id=TICKET.id,
            at=NOW,
            who="Anna Berg",
            before=Status.ON_HOLD,
            after=Status.RESOLVED,
            data={"signature": "李伟", "custom": {"meter": "1250"}},
            id=2,
        ),
    )
    link = TicketLink(TICKET.id, TicketId(3), LinkKind.CAUSES, 1)
    kin = {TicketId(2): other, TicketId(3): make_ticket(3)}
    panel = main.inspector
    main.selection.select_tickets([stage.ticket(visited=False)])
    panel.tabs.blockSignals(True)  # nobody is asked for a life
    panel.tabs.setCurrentWidget(panel.tabs.life)
    board = replace(main.store.board, definitions=LAID_DOWN)
    panel.tabs.life.show_life(Life(TICKET, steps, (link,), kin, {2: SIGNED}), board)
    yield "inspector-life", main
    panel.tabs.life.show_failure(LONG)
    yield "inspector-life-failed", main
    panel.tabs.setCurrentIndex(0)
    panel.tabs.blockSignals(False)


def editors(stage: Stage) -> Seen:
    window = WorkflowsWindow(stage.main)
    window.show_standing(Standing(LAID_DOWN, {WorkflowId(3): 12}))
    window.types.setCurrentRow(2)
    window.show()
    yield "workflows", window
    window.add.click()
    window._choose(0)
    window.remove.click()
    yield "workflows-faulty", window
    window.close()
    fields = FieldsWindow(stage.main)
    fields.show_definitions(LAID_DOWN)
    fields.show()
    yield "fields", fields
    fields.close()
    types = TypesWindow(stage.main)
    types.show_standing(Standing(LAID_DOWN, {WorkflowId(4): 12}), "maintenance")
    types.show()
    yield "types", types
    types.refused(LONG)
    yield "types-refused", types
    types.close()


LIFECYCLE_SCENES = (forms, inspector, editors)
