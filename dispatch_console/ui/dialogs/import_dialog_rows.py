"""Models of the import dialog: rows as they will be read, and what is to be said about them."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from dispatch_console.domain.workflow import CUSTOM
from dispatch_console.services.importing.drafts import Draft
from dispatch_console.services.importing.issues import Issue, Severity
from dispatch_console.services.importing.results import Outcome, Report
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.dialogs.import_text import (
    attribute_name,
    group_line,
    grouped,
    issue_sentence,
    outcome_name,
    said_text,
    severity_name,
)
from dispatch_console.ui.widgets.tips import plain_tip

Index = QModelIndex | QPersistentModelIndex

OUTCOME_ICONS = {
    Outcome.CREATED: "plus",
    Outcome.UPDATED: "refresh",
    Outcome.UNCHANGED: "check",
    Outcome.REFUSED: "error",
}
SEVERITY_ICONS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "info"}
ATTRIBUTES = (
    "number", "title", "name", "status", "priority", "category", "address", "location", "home",
    "created_at", "response_due", "resolution_due", "windows", "duration_s", "skills", "regions",
    "team", "customer_name", "customer", "customer_id", "phone", "site", "channel", "active",
    "type", "code", "serial", "model", "maker", "parent", "installed_on", "warranty_until",
    "meters", "position", "email", "wechat", "wecom", "login", "language", "main", "devices",
    "starts_on", "ends_on", "labour", "parts", "travel", "sla", "price", "name_en", "name_zh",
    "unit", "cost", "currency", "sale_prices", "serialised", "place", "stock", "serials",
    "reorder_point", "reorder_quantity", "customer_phone", "description", "note",
)  # fmt: skip
CELL_LENGTH = 200
ROW, OUTCOME, ISSUE, ID = range(4)


def severity_colour(severity: Severity) -> str:
    """The colour of a severity; always shown with its icon and word."""
    palette = theme.current()
    return {
        Severity.ERROR: palette.danger,
        Severity.WARNING: palette.warning,
        Severity.NOTE: palette.info,
    }[severity]


def outcome_colour(outcome: Outcome) -> str:
    """The colour of an outcome; always shown with its icon and word."""
    palette = theme.current()
    return {
        Outcome.CREATED: palette.ok,
        Outcome.UPDATED: palette.info,
        Outcome.UNCHANGED: palette.muted,
        Outcome.REFUSED: palette.danger,
    }[outcome]


class RowsModel(QAbstractTableModel):
    """The rows of a report: number, outcome, first issue, id, then what the rows say."""

    def __init__(self, zone: ZoneInfo, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._zone = zone
        self._report: Report | None = None
        self._only_issues = False
        self._drafts: Sequence[Draft] = ()
        self._attributes: Sequence[str] = ()
        self._issues: dict[int, list[Issue]] = {}

    def show_report(self, report: Report | None, *, only_issues: bool = False) -> None:
        """Show another report, or only those of its rows about which something is to be said."""
        self.beginResetModel()
        self._report = report
        self._issues = {}
        for found in report.issues if report is not None else ():
            if found.row is not None:
                self._issues.setdefault(found.row, []).append(found)
        drafts = report.drafts if report is not None else ()
        self._drafts = [d for d in drafts if not only_issues or d.row in self._issues]
        said = {name for draft in drafts for name in draft.said}
        custom = sorted(name for name in said if name.startswith(CUSTOM))
        self._attributes = [*(name for name in ATTRIBUTES if name in said), *custom]
        if any(draft.shifts for draft in drafts):
            self._attributes = [*self._attributes, "shifts"]
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._drafts)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else ID + 1 + len(self._attributes)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if role != Qt.ItemDataRole.DisplayRole or orientation != Qt.Orientation.Horizontal:
            return None
        fixed = (tr("Row"), tr("Result"), tr("Issue"), tr("import.field.external_id"))
        if section < len(fixed):
            return fixed[section]
        custom = self._report.custom if self._report is not None else ()
        return attribute_name(self._attributes[section - len(fixed)], custom)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        draft = self._drafts[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._text(draft, index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self._hint(draft, index.column()) or "")
        if index.column() == OUTCOME:
            return self._look(self._outcome(draft), role)
        worst = self._worst(draft)
        if index.column() == ISSUE and worst is not None:
            if role == Qt.ItemDataRole.DecorationRole:
                colour = severity_colour(worst.severity)
                return theme.icon(SEVERITY_ICONS[worst.severity], colour)
            if role == Qt.ItemDataRole.ForegroundRole:
                return QColor(severity_colour(worst.severity))
        return None

    def _outcome(self, draft: Draft) -> Outcome:
        assert self._report is not None
        return self._report.outcomes[draft.row]

    def _worst(self, draft: Draft) -> Issue | None:
        order = list(Severity)
        found = self._issues.get(draft.row, ())
        return min(found, key=lambda i: order.index(i.severity), default=None)

    def _text(self, draft: Draft, column: int) -> str:
        if column == ROW:
            text = str(draft.row)
        elif column == OUTCOME:
            text = outcome_name(self._outcome(draft))
        elif column == ISSUE:
            worst = self._worst(draft)
            text = issue_sentence(worst) if worst is not None else ""
        elif column == ID:
            text = draft.external_id or str(draft.said.get("number", ""))
        else:
            text = self._said(draft, self._attributes[column - ID - 1])
        return " ".join(text.split())[:CELL_LENGTH]

    def _said(self, draft: Draft, attribute: str) -> str:
        value = draft.shifts if attribute == "shifts" else draft.said.get(attribute)
        return "" if value is None else said_text(attribute, value, self._zone)

    def _hint(self, draft: Draft, column: int) -> str | None:
        if column in (OUTCOME, ISSUE):
            return "\n".join(issue_sentence(i) for i in self._issues.get(draft.row, ())) or None
        return self._text(draft, column) or None

    def _look(self, outcome: Outcome, role: int) -> object:
        if role == Qt.ItemDataRole.DecorationRole:
            return theme.icon(OUTCOME_ICONS[outcome], outcome_colour(outcome))
        if role == Qt.ItemDataRole.ForegroundRole:
            return QColor(outcome_colour(outcome))
        return None


class IssuesModel(QAbstractTableModel):
    """Issues by kind: severity, how many, and the sentence with its rows."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._groups = grouped(())

    def show_issues(self, issues: Sequence[Issue]) -> None:
        """Show other issues."""
        self.beginResetModel()
        self._groups = grouped(issues)
        self.endResetModel()

    def first_row(self, index: Index) -> int | None:
        """The file's row the line begins with; None if it concerns the whole file."""
        rows = self._groups[index.row()].rows
        return rows[0] if rows else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._groups)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 3

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if role != Qt.ItemDataRole.DisplayRole or orientation != Qt.Orientation.Horizontal:
            return None
        return (tr("Kind"), tr("Number"), tr("What to do"))[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        group = self._groups[index.row()]
        severity = group.first.severity
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return (severity_name(severity), str(group.count), group_line(group))[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == 2:
            return plain_tip(group_line(group))
        if index.column() == 0 and role == Qt.ItemDataRole.DecorationRole:
            return theme.icon(SEVERITY_ICONS[severity], severity_colour(severity))
        if index.column() == 0 and role == Qt.ItemDataRole.ForegroundRole:
            return QColor(severity_colour(severity))
        return None
