"""Settings: the database, how the console looks, who works here, how to plan; and the map."""

from dataclasses import replace
from functools import partial
from zoneinfo import available_timezones

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.services.login import without_password
from dispatch_console.storage.database import Database
from dispatch_console.support import settings as files
from dispatch_console.support.i18n import LANGUAGES, tr
from dispatch_console.support.settings import Settings
from dispatch_console.ui import theme
from dispatch_console.ui.background import Background
from dispatch_console.ui.dialogs.fields import choice, number
from dispatch_console.ui.dialogs.map_page import MapSettingsPage
from dispatch_console.ui.dialogs.messages_page import MessagesPage
from dispatch_console.ui.dialogs.web_page import WebPage
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.dialog import Dialog
from dispatch_console.words import text

PAGES = ("general", "map", "messages", "web")


class SettingsDialog(Dialog):
    """A form over `Settings`; `saved(Settings)` after the file was written, off this thread."""

    saved = Signal(object)

    def __init__(
        self, settings: Settings, background: Background, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._settings, self._background = settings, background
        self.setWindowTitle(tr("Settings"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(660, 0)
        self._url = QLineEdit(settings.database_url)
        self._url.setPlaceholderText("postgresql://user@server:5432/database")
        self._url.setEchoMode(QLineEdit.EchoMode.PasswordEchoOnEdit)
        self._test = QPushButton(tr("Test connection"))
        self._test.clicked.connect(self._try_connection)
        self._url.textChanged.connect(self._url_changed)
        self._outcome = QLabel()
        self._outcome.setTextFormat(Qt.TextFormat.PlainText)
        self._outcome.setWordWrap(True)
        self._language = choice(
            tr("Language"), {"": tr("As the system"), **LANGUAGES}, settings.language
        )
        self._theme = choice(
            tr("Theme"),
            {"system": tr("As the system"), "light": tr("Light"), "dark": tr("Dark")},
            settings.theme,
        )
        self._user = QLineEdit(settings.user)
        self._user.setPlaceholderText(tr("the name of the system's user"))
        self._zone = QComboBox()
        self._zone.setEditable(True)
        self._zone.setAccessibleName(tr("Time zone"))
        self._zone.setCurrentText(settings.time_zone)
        self._seconds = number(tr("Planning time"), 1, 3600, settings.solve_seconds, tr(" s"))
        self._lock = number(
            tr("Lock when left alone"), 0, 10_080, settings.lock_minutes, tr(" min")
        )
        self._lock.setSpecialValueText(tr("never"))
        self._lock.setToolTip(tr("On a shared server: asks for the password again. 0: never"))
        self._travel = choice(
            tr("Travel times"),
            {
                "embedded": tr("Reckoned from the distance"),
                "osrm": tr("Roads, by OSRM"),
                "valhalla": tr("Roads, by Valhalla"),
            },
            settings.travel_source,
        )
        self._roads = QLineEdit(settings.travel_url)
        self._roads.setPlaceholderText(tr("http://server:5000, or the map's path on this computer"))
        self._travel.currentIndexChanged.connect(self._travel_changed)
        self._daily = choice(
            tr("Daily backup"), {"on": tr("Every day"), "off": tr("Never")}, settings.daily_backup
        )
        self._backups = QLineEdit(settings.backup_dir)
        self._backups.setPlaceholderText(tr("a folder beside the database"))
        self._map = MapSettingsPage(settings, background)
        self._messages = MessagesPage(settings)
        self._web = WebPage(settings)
        self._build()
        self._url_changed()
        self._travel_changed()
        background.free(available_timezones, self._fill_zones)

    @property
    def page(self) -> str:
        """The page in front, one of `PAGES`."""
        return PAGES[self._pages.currentIndex()]

    def show_page(self, name: str) -> None:
        """Bring one of `PAGES` to the front."""
        self._pages.setCurrentIndex(PAGES.index(name))

    def _build(self) -> None:
        database = QHBoxLayout()
        database.setSpacing(2 * SPACE)
        database.addWidget(self._url, 1)
        database.addWidget(self._test)
        general = QWidget()
        form = QFormLayout(general)
        form.setContentsMargins(0, 4 * SPACE, 0, 0)
        form.setHorizontalSpacing(4 * SPACE)
        form.setVerticalSpacing(3 * SPACE)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(tr("Database"), database)
        form.addRow("", self._outcome)
        form.addRow(tr("Language"), self._language)
        form.addRow(tr("Theme"), self._theme)
        form.addRow(tr("User"), self._user)
        form.addRow(tr("Lock when left alone"), self._lock)
        form.addRow(tr("Time zone"), self._zone)
        form.addRow(tr("Planning time"), self._seconds)
        form.addRow(tr("Travel times"), self._travel)
        form.addRow(tr("Road server or map"), self._roads)
        form.addRow(tr("Daily backup"), self._daily)
        form.addRow(tr("Folder of backups"), self._backups)
        for field, name in (
            (self._backups, tr("Folder of backups")),
            (self._url, tr("Database")),
            (self._user, tr("User")),
            (self._roads, tr("Road server or map")),
        ):
            field.setAccessibleName(name)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(tr("Cancel"))
        self._save = QPushButton(tr("Save"))
        theme.dress(self._save, kind="primary")
        buttons.addButton(self._save, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self._write)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        self._column = layout
        layout.setContentsMargins(5 * SPACE, 5 * SPACE, 5 * SPACE, 4 * SPACE)
        layout.setSpacing(4 * SPACE)
        self._pages = QTabWidget()
        self._pages.addTab(general, tr("General"))
        self._pages.addTab(self._map, tr("Map"))
        self._pages.addTab(self._messages, tr("Messages"))
        self._pages.addTab(self._web, tr("Web access"))
        layout.addWidget(self._pages)
        layout.addWidget(buttons)

    def _fill_zones(self, names: set[str]) -> None:
        chosen = self._zone.currentText()
        self._zone.addItems(sorted(names))
        self._zone.setCurrentText(chosen)
        completer = QCompleter(self._zone.model(), self._zone)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._zone.setCompleter(completer)

    def _url_changed(self) -> None:
        own = not self._url.text().strip()
        self._test.setDisabled(own)
        self._daily.setEnabled(own)
        self._say(
            tr("Empty: the console's own database on this computer.") if own else "", "caption"
        )

    def _travel_changed(self) -> None:
        self._roads.setDisabled(self._travel.currentData() == "embedded")

    def _try_connection(self) -> None:
        url = self._url.text().strip()
        self._test.setDisabled(True)
        self._say(tr("Connecting…"), "caption")

        def connect() -> str:
            database = Database.open(url)
            try:
                return database.server
            finally:
                database.close()

        self._background.free(
            connect,
            self._connected,
            self._not_connected,
        )

    def _connected(self, server: str) -> None:
        self._test.setDisabled(False)
        self._say(tr("Connected to {server}.", server=server), "caption")

    def _not_connected(self, error: Exception) -> None:
        self._test.setDisabled(False)
        self._say(text.error_sentence(error), "error")

    def _say(self, sentence: str, role: str) -> None:
        self._outcome.setText(sentence)
        self._outcome.setVisible(bool(sentence))
        theme.dress(self._outcome, role=role)
        self._column.activate()
        needed = self._column.totalHeightForWidth(self.width())
        self.resize(self.width(), max(self.height(), needed))

    def _write(self) -> None:
        zone = self._zone.currentText().strip()
        if self._zone.count() and self._zone.findText(zone) < 0:
            self._say(tr("There is no time zone named “{zone}”.", zone=zone), "error")
            self._pages.setCurrentIndex(0)
            self._zone.setFocus()
            return
        if self._map.refusal():
            self._pages.setCurrentWidget(self._map)
            return
        wanted = replace(
            self._settings,
            database_url=without_password(self._url.text().strip()),
            language=self._language.currentData(),
            theme=self._theme.currentData(),
            user=self._user.text().strip(),
            lock_minutes=self._lock.value(),
            time_zone=zone,
            solve_seconds=self._seconds.value(),
            travel_source=self._travel.currentData(),
            travel_url=self._roads.text().strip(),
            daily_backup=self._daily.currentData(),
            backup_dir=self._backups.text().strip(),
            **self._map.values(),
            **self._messages.values(),
            **self._web.values(),
        )
        self._save.setDisabled(True)
        self._messages.keep_secrets(wanted, self._background)
        self._background.free(
            lambda: files.save(wanted),
            partial(self._done, wanted),
            self._not_written,
        )

    def _done(self, settings: Settings, _: None) -> None:
        self.saved.emit(settings)
        self.accept()

    def _not_written(self, error: Exception) -> None:
        self._save.setDisabled(False)
        reason = error.strerror if isinstance(error, OSError) else ""
        self._say(tr("The settings could not be saved. {reason}", reason=reason or ""), "error")
