"""What the menus *Service* (daily work) and *Administration* (definitions) open."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dispatch_console.domain.roles import Right
from dispatch_console.support.i18n import tr
from dispatch_console.ui.shell.cost_flow import RatesFlow
from dispatch_console.ui.shell.customers_flow import CustomersFlow
from dispatch_console.ui.shell.data_life_flow import DataLifeFlow
from dispatch_console.ui.shell.levels_flow import LevelsFlow
from dispatch_console.ui.shell.rules_flow import RulesFlow
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
    from dispatch_console.ui.shell.gateway_flow import KeysFlow
    from dispatch_console.ui.shell.reports_flow import ReportsFlow

    satisfaction = SatisfactionFlow(window)
    return (
        Entry(tr("Customers…"), CustomersFlow(window).show, "user", "Ctrl+Shift+C"),
        Entry(tr("Knowledge base…"), lambda: window.knowledge.show(), "knowledge", "Ctrl+Shift+B"),
        Entry(tr("Warehouse…"), lambda: window.warehouse.show(), "warehouse", "Ctrl+Shift+W"),
        Entry(tr("Satisfaction…"), satisfaction.show, "smile"),
        Entry(tr("Reports…"), ReportsFlow(window).show, "report", "Ctrl+Shift+Y"),
        Entry(tr("Notices…"), lambda: window.notices.open(), "bell"),
        Entry(tr("Web access…"), KeysFlow(window).show, "language", right=Right.STAFF),
    )


def administration_entries(window: "MainWindow") -> tuple[Entry, ...]:
    """Workflows, service levels, rules and the like."""
    from dispatch_console.ui.shell.departments_flow import DepartmentsFlow
    from dispatch_console.ui.shell.outbox_flow import OutboxFlow
    from dispatch_console.ui.shell.staff_flow import StaffFlow

    departments = DepartmentsFlow(window)
    definitions = window.definitions
    limits = window.warehouse.ask_limits
    outbox = window.outbox = OutboxFlow(window)
    levels = LevelsFlow(window)
    rates, data = RatesFlow(window), DataLifeFlow(window)
    return (
        Entry(tr("Types of tickets…"), definitions.types.show, "ticket", right=Right.DEFINITIONS),
        Entry(tr("Workflows…"), definitions.workflows.show, "moves", right=Right.DEFINITIONS),
        Entry(tr("Custom fields…"), definitions.fields.show, "columns", right=Right.DEFINITIONS),
        Entry(tr("Rules…"), RulesFlow(window).show, "filter"),
        Entry(tr("Service levels…"), levels.show, "clock", right=Right.STAFF),
        Entry(tr("Engineers…"), StaffFlow(window).show, "engineer", right=Right.STAFF),
        Entry(tr("Departments…"), departments.show, "team", right=Right.STAFF),
        Entry(tr("Messages not sent…"), outbox.show, "mail", right=Right.STAFF),
        Entry(tr("Approval limits…"), limits, "limit", right=Right.STAFF),
        Entry(tr("Rates…"), rates.show, "coin", right=Right.COSTS),
        Entry(tr("Data life…"), data.show, "database", right=Right.PERSONAL_DATA),
    )
