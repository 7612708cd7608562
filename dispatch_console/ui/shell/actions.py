"""Everything the window can do: actions with names, icons and shortcuts, in menus."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu, QMenuBar

from dispatch_console.domain.roles import Right
from dispatch_console.services.rights import Rights
from dispatch_console.support.i18n import LANGUAGES, tr
from dispatch_console.ui import theme
from dispatch_console.ui.bar.tool_names import map_tool_name
from dispatch_console.ui.bar.words import MapTool
from dispatch_console.ui.board.grouping import GroupBy, grouping_name
from dispatch_console.ui.permits import permit
from dispatch_console.ui.shell.service_menu import Entry
from dispatch_console.ui.widgets.access_keys import give_access_keys
from dispatch_console.words import text


@dataclass(frozen=True, slots=True)
class Deeds:
    """What the menus call; one function each."""

    new_ticket: Callable[[], object]
    drafts: Callable[[], object]
    run_sheets: Callable[[], object]
    import_file: Callable[[], object]
    export_tickets: Callable[[], object]
    settings: Callable[[], object]
    undo: Callable[[], object]
    redo: Callable[[], object]
    lock: Callable[[], object]
    switch_user: Callable[[], object]
    log_out: Callable[[], object]
    quit_window: Callable[[], object]
    search: Callable[[], object]
    clear_filter: Callable[[], object]
    show_kanban: Callable[[bool], object]
    show_days: Callable[[int], object]
    step_days: Callable[[int], object]
    today: Callable[[], object]
    step_panels: Callable[[int], object]
    reset_layout: Callable[[], object]
    set_language: Callable[[str], object]
    set_theme: Callable[[str], object]
    assign: Callable[[], object]
    unassign: Callable[[], object]
    edit: Callable[[], object]
    candidates: Callable[[], object]
    workload: Callable[[], object]
    urgent: Callable[[], object]
    change_budget: Callable[[], object]
    plan: Callable[[], object]
    publish: Callable[[], object]
    discard: Callable[[], object]
    shortcuts: Callable[[], object]
    command_bar: Callable[[], object]
    views: Callable[[], object]
    step_views: Callable[[int], object]
    columns: Callable[[], object]
    group_by: Callable[[str], object]
    map_tool: Callable[[MapTool], object]
    past: Callable[[], object]
    plans: Callable[[], object]


class Actions:
    """The window's menus, which switches those actions of them that are attributes here."""

    def __init__(
        self,
        window: QMainWindow,
        bar: QMenuBar,
        deeds: Deeds,
        service: Sequence[Entry],
        administration: Sequence[Entry],
        *,
        rights: Rights,
        shared: bool,
        language: str,
        look: str,
    ) -> None:
        self._window, self._bar, self._deeds = window, bar, deeds
        self._groups: dict[str, list[QAction]] = {}
        self._heading = ""
        self._file_menu(shared)
        self._edit_menu()
        self._view_menu(language, look)
        self._ticket_menu()
        self._plan_menu()
        self._entries(tr("&Service"), service, rights)
        self._entries(tr("&Administration"), administration, rights)
        self._help_menu()
        self._keep_to(rights)

    def keys(self) -> Mapping[str, Sequence[tuple[str, str]]]:
        """Menu → (shortcut, what it does), of the actions that have one."""
        return {
            heading: [
                (action.shortcut().toString(), _named(action))
                for action in actions
                if action.isVisible() and not action.shortcut().isEmpty()
            ]
            for heading, actions in self._groups.items()
        }

    def _file_menu(self, shared: bool) -> None:
        deeds, menu = self._deeds, self._menu(tr("&File"))
        self._call = self._add(menu, tr("Call intake"), deeds.new_ticket, "Ctrl+N", "phone")
        self._add(menu, tr("Drafts"), deeds.drafts, "Ctrl+Shift+N", "clock")
        self._add(menu, tr("Run sheets…"), deeds.run_sheets, "Ctrl+Shift+R", "sheet")
        self.import_file = self._add(menu, tr("Import…"), deeds.import_file, "Ctrl+I", "import")
        self._add(menu, tr("files.export.tickets"), deeds.export_tickets, "", "export")
        menu.addSeparator()
        settings = self._add(menu, tr("Settings…"), deeds.settings, "Ctrl+,", "settings")
        settings.setMenuRole(QAction.MenuRole.PreferencesRole)
        if shared:
            menu.addSeparator()
            self._add(menu, tr("Lock console"), deeds.lock, "Ctrl+Alt+L", "lock")
            self._add(menu, tr("Switch user…"), deeds.switch_user, "", "user")
            self._add(menu, tr("Log out"), deeds.log_out, "")
        menu.addSeparator()
        leave = self._add(menu, tr("Quit"), deeds.quit_window, "Ctrl+Q")
        leave.setMenuRole(QAction.MenuRole.QuitRole)

    def _edit_menu(self) -> None:
        deeds, menu = self._deeds, self._menu(tr("&Edit"))
        self.undo = self._add(menu, tr("Undo"), deeds.undo, "Ctrl+Z", "undo")
        self.redo = self._add(menu, tr("Redo"), deeds.redo, "Ctrl+Shift+Z", "redo")

    def _view_menu(self, language: str, look: str) -> None:
        deeds, menu = self._deeds, self._menu(tr("&View"))
        self._add(menu, tr("Command bar"), deeds.command_bar, "Ctrl+K", "keyboard")
        self._add(menu, tr("Search tickets"), deeds.search, "Ctrl+F", "search")
        self._add(menu, tr("Clear filter"), deeds.clear_filter, "Ctrl+Shift+F", "filter")
        menu.addSeparator()
        self._add(menu, tr("Table"), lambda: deeds.show_kanban(False), "Ctrl+1", "table")
        self._add(menu, tr("Kanban"), lambda: deeds.show_kanban(True), "Ctrl+2", "kanban")
        self._add(menu, tr("Columns shown…"), deeds.columns, "", "columns")
        grouping = menu.addMenu(tr("Group by"))
        for by in GroupBy:
            self._add(grouping, grouping_name(by), lambda by=by: deeds.group_by(by), "")
        self._add(menu, tr("Saved views"), deeds.views, "Ctrl+Shift+V", "layers")
        self._add(menu, tr("Next view"), lambda: deeds.step_views(1), "F7")
        self._add(menu, tr("Previous view"), lambda: deeds.step_views(-1), "Shift+F7")
        menu.addSeparator()
        self._days_menu(menu.addMenu(theme.icon("calendar"), tr("Days shown")))
        self._add(menu, tr("Workload"), deeds.workload, "Ctrl+3", "load")
        self._map_menu(menu.addMenu(theme.icon("map"), tr("Map")))
        self.panels = menu.addMenu(theme.icon("layers"), tr("Panels"))
        self._add(menu, tr("Next panel"), lambda: deeds.step_panels(1), "F6")
        self._add(menu, tr("Previous panel"), lambda: deeds.step_panels(-1), "Shift+F6")
        self._add(menu, tr("Reset layout"), deeds.reset_layout, "", "undo")
        menu.addSeparator()
        languages = menu.addMenu(theme.icon("language"), tr("Language"))
        self._choices(languages, LANGUAGES, language, deeds.set_language)
        looks = {"system": tr("As the system"), "light": tr("Light"), "dark": tr("Dark")}
        self._choices(menu.addMenu(theme.icon("theme"), tr("Theme")), looks, look, deeds.set_theme)

    def _days_menu(self, menu: QMenu) -> None:
        deeds = self._deeds
        self._add(menu, tr("Day"), lambda: deeds.show_days(1), "Alt+1", "calendar")
        self._add(menu, tr("3 days"), lambda: deeds.show_days(3), "Alt+2")
        self._add(menu, tr("Week"), lambda: deeds.show_days(7), "Alt+3")
        self._add(menu, tr("Earlier"), lambda: deeds.step_days(-1), "Alt+Left", "chevron-left")
        self._add(menu, tr("Later"), lambda: deeds.step_days(1), "Alt+Right", "chevron-right")
        self._add(menu, tr("Today"), deeds.today, "Alt+Home", "today")

    def _map_menu(self, menu: QMenu) -> None:
        """The map's own tools; the page has buttons and keys for most of them."""
        self._map_tools: dict[MapTool, QAction] = {}
        for tool in MapTool:
            deed = partial(self._deeds.map_tool, tool)
            action = self._add(menu, map_tool_name(tool), deed, "")
            action.setData(tool)
            self._map_tools[tool] = action

    def _ticket_menu(self) -> None:
        deeds, menu = self._deeds, self._menu(tr("&Ticket"))
        self.assign = self._add(menu, tr("Assign to…"), deeds.assign, "Ctrl+E", "assign")
        self.unassign = self._add(menu, tr("Unassign"), deeds.unassign, "Ctrl+U", "unassign")
        self.edit = self._add(menu, tr("Edit…"), deeds.edit, "F2", "ticket")
        self.candidates = self._add(
            menu, tr("Show candidates"), deeds.candidates, "Ctrl+Shift+K", "engineer"
        )
        self.urgent = self._add(
            menu, tr("Fit in urgently"), deeds.urgent, "Ctrl+Shift+U", "warning"
        )

    def _plan_menu(self) -> None:
        deeds, menu = self._deeds, self._menu(tr("&Plan"))
        self.plan = self._add(menu, tr("Plan the days shown"), deeds.plan, "F9", "plan")
        self.change_budget = self._add(
            menu, tr("Plan with at most N changes…"), deeds.change_budget, "Shift+F9", "curve"
        )
        self.publish = self._add(menu, tr("Publish"), deeds.publish, "Ctrl+Shift+P", "publish")
        self.discard = self._add(menu, tr("Discard"), deeds.discard, "Ctrl+Shift+D", "discard")
        menu.addSeparator()
        self._add(menu, tr("Published plans…"), deeds.plans, "Ctrl+Shift+H", "publish")
        self._add(menu, tr("Time travel"), deeds.past, "Ctrl+T", "past")

    def _entries(self, title: str, entries: Sequence[Entry], rights: Rights) -> None:
        if not entries:
            return
        menu = self._menu(title)
        for entry in entries:
            action = self._add(menu, entry.name, entry.deed, entry.keys, entry.icon)
            if entry.right is not None:
                permit(action, rights, entry.right)

    def _help_menu(self) -> None:
        menu = self._menu(tr("&Help"))
        self._add(menu, tr("Keyboard shortcuts"), self._deeds.shortcuts, "F1", "keyboard")

    def _keep_to(self, rights: Rights) -> None:
        for action in (self._call, self.import_file, self.undo, self.redo, self.edit):
            permit(action, rights, Right.TICKETS)
        for tool in (MapTool.EDIT_REGIONS, MapTool.NEW_REGION):
            permit(self._map_tools[tool], rights, Right.STAFF)
        plan = (self.plan, self.change_budget, self.publish, self.discard)
        for action in (self.assign, self.unassign, self.urgent, *plan):
            permit(action, rights, Right.DISPATCH)
        for top in self._bar.actions():
            menu = top.menu()
            if isinstance(menu, QMenu):
                give_access_keys(menu)
                top.setVisible(any(a.isVisible() for a in menu.actions() if not a.isSeparator()))

    def _menu(self, title: str) -> QMenu:
        self._heading = text.without_mnemonic(title)
        self._groups[self._heading] = []
        menu = self._bar.addMenu(title)
        menu.setToolTipsVisible(True)
        return menu

    def _add(
        self, menu: QMenu, name: str, deed: Callable[[], object], keys: str, icon: str = ""
    ) -> QAction:
        action = QAction(name, self._window)
        if icon:
            action.setIcon(theme.icon(icon))
        if keys:
            action.setShortcut(QKeySequence(keys))
        action.triggered.connect(lambda: deed())
        menu.addAction(action)
        self._groups[self._heading].append(action)
        return action

    def _choices(
        self, menu: QMenu, options: Mapping[str, str], chosen: str, deed: Callable[[str], object]
    ) -> None:
        group = QActionGroup(menu)
        for value, name in options.items():
            action = menu.addAction(name)
            action.setCheckable(True)
            action.setChecked(value == chosen)
            group.addAction(action)
            action.triggered.connect(lambda _=False, value=value: deed(value))


def _named(action: QAction) -> str:
    """What it does, whatever it would be done to now."""
    return action.text().partition(":")[0].partition("：")[0].rstrip("…")
