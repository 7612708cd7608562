"""The window of web access: how the gateway runs, where it is reached, and who has a key."""

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.domain.access_key import AccessKey
from dispatch_console.domain.engineer import Engineer
from dispatch_console.domain.ids import EngineerId
from dispatch_console.domain.survey import SurveySettings
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.gateway_keys.words import is_trouble, moment, standing_sentence
from dispatch_console.ui.gateway_runner import GatewayRunner
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.warehouse.table import Cell, Row, Table
from dispatch_console.ui.widgets.dialog import Dialog
from dispatch_console.ui.widgets.label import label
from dispatch_console.ui.writing import WriteGate, allow
from dispatch_console.words.keys import key_kind


@dataclass(frozen=True, slots=True)
class Access:
    """What the window shows: the keys, the newest first, whose they may be, and the settings that
    hold the address."""

    keys: tuple[AccessKey, ...]
    engineers: tuple[Engineer, ...]
    settings: SurveySettings


class KeysWindow(Dialog):
    """`wanted(deed, AccessKey | None)`: the deeds are engineer, program, end, address, settings."""

    wanted = Signal(str, object)

    def __init__(
        self,
        gate: WriteGate,
        zone: ZoneInfo,
        runner: GatewayRunner | None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._gate, self._zone, self._runner = gate, zone, runner
        self._keys: dict[int, AccessKey] = {}
        self._names: Mapping[EngineerId, str] = {}
        self._known = False
        self.setWindowTitle(tr("Web access"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(900, 520)
        self.standing = label("", wraps=True)
        self.address = label("", wraps=True)
        self.settings = QPushButton(tr("Settings…"))
        self.settings.setVisible(runner is not None)
        self.set_address = QPushButton(tr("Set address…"))
        heads = [tr("Whose"), tr("Kind"), tr("Made by"), tr("Since"), tr("Good until")]
        empty = tr("Nobody has a key yet. “New link for an engineer…” makes the first.")
        self.table = Table(tr("Keys"), [*heads, tr("Ended")], 0, (), empty)
        self.table.sortByColumn(3, Qt.SortOrder.DescendingOrder)
        self.table.itemSelectionChanged.connect(self._allow)
        self.past = QCheckBox(tr("Show those that have ended"))
        self.past.toggled.connect(self._fill)
        self._said = label("caption", wraps=True)
        self.engineer = QPushButton(tr("New link for an engineer…"))
        self.program = QPushButton(tr("New key for a program…"))
        self.end = QPushButton(tr("End key…"))
        theme.dress(self.engineer, kind="primary")
        theme.dress(self.end, kind="danger")
        close = QPushButton(tr("Close"))
        close.clicked.connect(self.reject)
        for deed, button in (
            ("settings", self.settings),
            ("address", self.set_address),
            ("engineer", self.engineer),
            ("program", self.program),
            ("end", self.end),
        ):
            button.clicked.connect(lambda _=False, deed=deed: self._want(deed))
        head = QGridLayout()
        head.setHorizontalSpacing(3 * SPACE)
        head.setVerticalSpacing(2 * SPACE)
        head.setColumnStretch(0, 1)
        for row, (words, button) in enumerate(
            ((self.standing, self.settings), (self.address, self.set_address))
        ):
            head.addWidget(words, row, 0)
            head.addWidget(button, row, 1)
        foot = QHBoxLayout()
        foot.setSpacing(2 * SPACE)
        for button in (self.engineer, self.program, self.end):
            foot.addWidget(button)
        foot.addStretch(1)
        foot.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4 * SPACE, 4 * SPACE, 4 * SPACE, 4 * SPACE)
        layout.setSpacing(3 * SPACE)
        layout.addLayout(head)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.past)
        layout.addWidget(self._said)
        layout.addLayout(foot)
        gate.changed.connect(self._allow)
        if runner is not None:
            runner.changed.connect(self._show_standing)
        self._show_standing()
        self.say(tr("Reading the keys…"))
        self._allow()

    def show_access(self, found: Access) -> None:
        """All there is."""
        self._keys = {key.id: key for key in found.keys}
        self._names = {one.id: one.name for one in found.engineers}
        self._known = True
        base = found.settings.base_url
        self.address.setText(
            tr("Customers and engineers reach it at {address}.", address=base)
            if base
            else tr("gateway.no_base")
        )
        theme.dress(self.address, role="" if base else "error")
        self.say("")
        self._fill()

    def say(self, sentence: str, *, failed: bool = False) -> None:
        """What was done, or why not."""
        theme.dress(self._said, role="error" if failed else "caption")
        self._said.setText(sentence)

    def _show_standing(self) -> None:
        self.standing.setText(standing_sentence(self._runner))
        theme.dress(self.standing, role="error" if is_trouble(self._runner) else "")

    def _fill(self) -> None:
        shown = [key for key in self._keys.values() if self.past.isChecked() or not key.ended_at]
        self.table.show_rows([self._row(key) for key in shown])
        self._allow()

    def _row(self, key: AccessKey) -> Row:
        name = self._names.get(key.engineer_id, "") if key.engineer_id is not None else ""
        return Row(
            key.id,
            (
                Cell(f"{key.name} · {name}" if name else key.name),
                Cell(key_kind(key)),
                Cell(key.made_by),
                Cell(moment(key.made_at, self._zone)),
                Cell(moment(key.expires_at, self._zone)),
                Cell(moment(key.ended_at, self._zone)),
            ),
        )

    def _allow(self) -> None:
        chosen = self._keys.get(self.table.chosen)
        allow(self.end, chosen is not None and chosen.ended_at is None, self._gate)
        for button in (self.engineer, self.program, self.set_address):
            allow(button, self._known, self._gate)

    def _want(self, deed: str) -> None:
        self.wanted.emit(deed, self._keys.get(self.table.chosen))
