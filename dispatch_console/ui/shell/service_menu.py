"""What the menus *Service* (daily work) and *Administration* (definitions) open."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dispatch_console.domain.roles import Right
from dispatch_console.support.i18n import tr
from dispatch_console.ui.shell.cost_flow import RatesFlow
from dispatch_console.ui.shell.data_life_flow import DataLifeFlow
from dispatch_console.ui.shell.satisfaction_flow import SatisfactionFlow

if TYPE_CHECKING:
    from dispatch_console.ui.shell.window import MainWindow


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a menu; without the `right` it is greyed, with None it is everybody's."""

    name: str
    deed: Callable[[], object]
    icon: str
    keys: str = ""
    right: Right | None = None


def service_entries(window: "MainWindow") -> tuple[Entry, ...]:
    """Knowledge, warehouse, customers and the like."""
    shared = (window.session, window.intents, window.hub, window.commands, window.dialogs)
    satisfaction = SatisfactionFlow(window, window.store, *shared)
    return (Entry(tr("Satisfaction…"), satisfaction.show, "phone"),)


def administration_entries(window: "MainWindow") -> tuple[Entry, ...]:
    """Workflows, service levels, rules and the like."""
    shared = (window.session, window.intents, window.hub, window.commands, window.dialogs)
    data = DataLifeFlow(window, *shared)
    return (
        Entry(tr("Rates…"), RatesFlow(window, *shared).show, "curve", right=Right.COSTS),
        Entry(tr("Data life…"), data.show, "database", right=Right.PERSONAL_DATA),
    )
