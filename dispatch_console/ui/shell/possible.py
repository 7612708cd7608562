"""What can be done now, by what is chosen, planned and reviewed; the rest is greyed."""

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from dispatch_console.domain.lifecycle import PLANNABLE
from dispatch_console.domain.roles import Right
from dispatch_console.services.rights import Rights
from dispatch_console.ui.selection import Selection
from dispatch_console.ui.shell.actions import Actions
from dispatch_console.ui.shell.planning_flow import PlanningFlow
from dispatch_console.ui.shell.top_bar import TopBar
from dispatch_console.ui.shell.undoing import Undoing
from dispatch_console.ui.store import BoardStore
from dispatch_console.ui.writing import WriteGate, allow


class Possible(QObject):
    """Enables the actions and the buttons of the top bar."""

    def __init__(
        self,
        actions: Actions,
        top_bar: TopBar,
        store: BoardStore,
        selection: Selection,
        planning: PlanningFlow,
        undoing: Undoing,
        gate: WriteGate,
        rights: Rights,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._actions, self._top_bar = actions, top_bar
        self._store, self._selection = store, selection
        self._planning, self._undoing, self._gate = planning, undoing, gate
        self._dispatch, self._edit = rights.may(Right.DISPATCH), rights.may(Right.TICKETS)
        gate.changed.connect(self._show)
        planning.idle_changed.connect(self._show)
        planning.desk.busy_changed.connect(self._show)
        store.proposal_changed.connect(self._show)
        store.changed.connect(self._show)
        store.past_changed.connect(self._show)
        selection.changed.connect(self._show)
        undoing.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        self._of_the_chosen()
        self._of_the_plan()
        self._of_the_past()

    @property
    def _reviewing(self) -> bool:
        return self._store.proposal is not None

    @property
    def _free(self) -> bool:
        """Whether what is shown is the plan as it is."""
        return not self._reviewing and self._store.past is None

    def _of_the_chosen(self) -> None:
        tickets, actions = self._store.board.tickets, self._actions
        free = self._dispatch and self._free
        chosen = [tickets[t] for t in self._selection.tickets if t in tickets]
        movable = any(ticket.status in PLANNABLE for ticket in chosen)
        self._allow(actions.assign, movable and free)
        self._allow(actions.unassign, movable and free and any(t.visit for t in chosen))
        self._allow(actions.import_file, self._edit)
        actions.candidates.setEnabled(bool(chosen))
        actions.edit.setEnabled(self._edit and len(chosen) == 1 and self._store.past is None)
        waits = len(chosen) == 1 and movable and chosen[0].visit is None
        actions.urgent.setEnabled(self._dispatch and waits and self._planning.idle)

    def _of_the_plan(self) -> None:
        actions, at_rest = self._actions, self._dispatch and not self._planning.desk.busy
        idle = self._dispatch and self._planning.idle
        proposal = self._store.proposal
        something = proposal is not None and bool(proposal.moves or proposal.absence)
        self._allow(actions.publish, something and at_rest)
        actions.discard.setEnabled(self._reviewing and at_rest)
        for planned in (actions.plan, actions.change_budget):
            planned.setEnabled(idle)
        for button in (self._top_bar.plan, self._top_bar.budget):
            button.setEnabled(idle)

    def _of_the_past(self) -> None:
        actions, undoing, free = self._actions, self._undoing, self._edit and self._free
        actions.undo.setText(undoing.undo_name)
        self._allow(actions.undo, undoing.can_undo and free)
        actions.redo.setText(undoing.redo_name)
        self._allow(actions.redo, undoing.can_redo and free)

    def _allow(self, action: QAction, possible: bool) -> None:
        allow(action, possible, self._gate)
