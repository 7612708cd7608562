"""The windows of types, workflows and custom fields, on a real database."""

from dataclasses import replace
from uuid import uuid4

import pytest
from pytestqt.qtbot import QtBot

from dispatch_console.domain.definitions import Definitions
from dispatch_console.domain.ticket import GENERAL, Status
from dispatch_console.domain.workflow import Transition, Workflow
from dispatch_console.services import definitions, tickets
from dispatch_console.services.context import Context
from dispatch_console.services.tickets import NewTicket
from dispatch_console.ui.lifecycle.types_window import TypesWindow
from dispatch_console.ui.lifecycle.workflows_window import WorkflowsWindow
from dispatch_console.ui.shell import MainWindow, Session

WAIT = 30_000


@pytest.fixture
def session(session: Session, context: Context) -> Session:
    """The window's session, on that database."""
    return replace(session, context=context)


@pytest.fixture
def workflows(main: MainWindow, qtbot: QtBot) -> WorkflowsWindow:
    flow = main.definitions.workflows
    flow.show()
    window = flow.window
    assert window is not None
    qtbot.waitUntil(lambda: window.types.count() > 4, timeout=WAIT)
    return window


@pytest.fixture
def types(main: MainWindow, qtbot: QtBot) -> TypesWindow:
    flow = main.definitions.types
    flow.show()
    window = flow.window
    assert window is not None
    qtbot.waitUntil(lambda: window.types.count() > 4, timeout=WAIT)
    return window


def known(context: Context) -> Definitions:
    return definitions.read(context).definitions


def cancelling(workflow: Workflow) -> Transition:
    found = workflow.step(Status.NEW, Status.CANCELLED)
    assert found is not None
    return found


def test_a_workflow_edited_in_the_window_is_that_of_new_tickets_alone(
    workflows: WorkflowsWindow, context: Context, qtbot: QtBot
) -> None:
    old = tickets.create(context, uuid4(), NewTicket(title="Before", type=GENERAL))
    before = known(context).in_force(GENERAL)
    assert not cancelling(before).reason
    workflows.choose_type(GENERAL)
    steps = workflows.workflow.transitions
    workflows._choose(steps.index(cancelling(workflows.workflow)))
    workflows.form.reason.click()
    assert not workflows.faults
    workflows.publish.click()
    qtbot.waitUntil(lambda: workflows.workflow.edition == before.edition + 1, timeout=WAIT)
    assert not workflows.publish.isEnabled()
    new = tickets.create(context, uuid4(), NewTicket(title="After", type=GENERAL))
    now = known(context)
    assert cancelling(now.workflow_of(new)).reason
    with context.database.snapshot() as snap:
        old = snap.tickets.get([old.id])[old.id]
    assert now.workflow_of(old).edition == before.edition
    assert not cancelling(now.workflow_of(old)).reason


def test_a_faulty_workflow_is_not_published(workflows: WorkflowsWindow, context: Context) -> None:
    workflows.choose_type(GENERAL)
    steps = workflows.workflow.transitions
    workflows._choose(steps.index(cancelling(workflows.workflow)))
    workflows.remove.click()
    assert workflows.faults
    assert not workflows.publish.isEnabled()
    assert known(context).in_force(GENERAL).transitions == steps


def test_what_others_published_meanwhile_is_said(
    workflows: WorkflowsWindow, context: Context, qtbot: QtBot
) -> None:
    workflows.choose_type(GENERAL)
    workflows.children_first.click()
    definitions.publish(context, uuid4(), known(context).in_force(GENERAL))
    workflows.publish_wanted.emit(replace(workflows.workflow, edition=1))
    qtbot.waitUntil(lambda: bool(workflows.said.text()), timeout=WAIT)
    assert known(context).in_force(GENERAL).edition == 2


def test_a_type_is_added_moved_up_renamed_and_retired(
    types: TypesWindow, context: Context, qtbot: QtBot
) -> None:
    def now() -> dict[str, tuple[str, bool]]:
        return {one.code: (one.name_en, one.active) for one in known(context).types}

    types.new.click()
    types.code.setText("printers")
    types.name_en.setText("Printers")
    types.name_zh.setText("打印机")
    types.like.setCurrentIndex(types.like.findData("maintenance"))
    types.save.click()
    qtbot.waitUntil(lambda: types._shown.code == "printers", timeout=WAIT)
    assert known(context).fields_of("printers")
    row = types.types.currentRow()
    types.up.click()
    qtbot.waitUntil(lambda: types.types.currentRow() == row - 1, timeout=WAIT)
    types.name_en.setText("Printing")
    types.active.click()
    types.save.click()
    qtbot.waitUntil(lambda: "(off)" in types.types.currentItem().text(), timeout=WAIT)
    assert now()["printers"] == ("Printing", False)
    assert list(now())[-2] == "printers"


def test_a_refusal_is_said_and_what_was_typed_stays(types: TypesWindow, qtbot: QtBot) -> None:
    types.new.click()
    types.code.setText("general")
    types.name_en.setText("X")
    types.name_zh.setText("X")
    types.save.click()
    qtbot.waitUntil(lambda: "already" in types.said.text(), timeout=WAIT)
    assert types.code.text() == "general"
    assert types.save.isEnabled()


def test_the_workflow_of_a_type_opens_from_there(
    main: MainWindow, types: TypesWindow, qtbot: QtBot
) -> None:
    types.types.setCurrentRow(2)
    code = types._shown.code
    types.workflow.click()

    def shown() -> bool:
        window = main.definitions.workflows.window
        return window is not None and window.type == code

    qtbot.waitUntil(shown, timeout=WAIT)
