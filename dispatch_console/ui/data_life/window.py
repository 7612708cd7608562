"""The window of data's life: policies with what they would end now, what was done, and a person."""

from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QTabWidget, QVBoxLayout, QWidget

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.person import Footprint, Person
from dispatch_console.services.data_life import Standing
from dispatch_console.storage.repositories.data_life import Deed
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.data_life.words import counts, policy_name, table_name
from dispatch_console.ui.dialogs import fields
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.warehouse.table import Cell, Row, Table
from dispatch_console.ui.widgets.dialog import Dialog
from dispatch_console.ui.widgets.label import label
from dispatch_console.ui.writing import WriteGate, allow
from dispatch_console.words import text


class DataLifeWindow(Dialog):
    """`policy_wanted(kind, days)`, and of a Person `look_wanted`, `export_wanted`, `erase_wanted`
    (with the code typed), `hold_wanted` and `release_wanted`."""

    policy_wanted = Signal(str, object)
    look_wanted = Signal(object)
    export_wanted = Signal(object)
    erase_wanted = Signal(object, str)
    hold_wanted = Signal(object)
    release_wanted = Signal(object)

    def __init__(self, gate: WriteGate, zone: ZoneInfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._gate, self._zone = gate, zone
        self._days: dict[str, int | None] = {}
        self.setWindowTitle(tr("Data life"))
        self.resize(840, 540)
        heads = [tr("What is done"), tr("After days"), tr("Due now")]
        self.policies = Table(tr("Policies"), heads, 0, (1, 2))
        self.policies.itemSelectionChanged.connect(self._allow)
        self.change = QPushButton(tr("Change days…"))
        self.change.clicked.connect(self._change)
        heads = [tr("When"), tr("Who"), tr("What"), tr("Rows")]
        empty = tr("Nothing was erased, exported or held so far.")
        self.deeds = Table(tr("Record"), heads, 3, empty=empty)
        self.phone = fields.line(tr("Phone"), tr("Phone"))
        self.email = fields.line(tr("E-mail"), tr("E-mail"))
        self.name = fields.line(tr("Name of the person"), tr("Name, whole"))
        empty = tr("Nothing is kept about this person.")
        self.rows = Table(tr("What there is"), [tr("Kind of row"), tr("Rows")], 0, (1,), empty)
        self.code = fields.line(tr("Code"), tr("Code"))
        self.code.textChanged.connect(lambda _: self._allow())
        self._about = label("", wraps=True)
        self._told = label("caption", wraps=True)
        self._found: Footprint | None = None
        self._person: Person | None = None
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self._policies_page(), tr("Policies"))
        self.tabs.addTab(self._person_page(), tr("A person's data"))
        self.tabs.addTab(self.deeds, tr("Record"))
        close = QPushButton(tr("Close"))
        close.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.addWidget(self._told, 1)
        foot.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4 * SPACE, 4 * SPACE, 4 * SPACE, 4 * SPACE)
        layout.setSpacing(2 * SPACE)
        layout.addWidget(self.tabs, 1)
        layout.addLayout(foot)
        gate.changed.connect(self._allow)
        self.tell(tr("Reading the policies…"))
        self._allow()

    def show_standing(self, standing: Standing) -> None:
        """Policies and the record."""
        self._days = dict(standing.policies)
        self.policies.show_rows(
            [
                Row(
                    kind,
                    (
                        Cell(policy_name(kind)),
                        Cell(tr("never") if days is None else str(days), days or 10**6),
                        Cell(str(standing.due.get(kind, 0)), standing.due.get(kind, 0)),
                    ),
                )
                for kind, days in standing.policies.items()
            ]
        )
        self.deeds.show_rows(
            [
                Row(
                    number,
                    (
                        Cell(self._moment(deed.at), -deed.at.timestamp()),
                        Cell(deed.who),
                        Cell(f"{tr(f'data_deed.{deed.kind}')} {deed.code}".rstrip()),
                        Cell(_counts(deed)),
                    ),
                )
                for number, deed in enumerate(standing.deeds)
            ]
        )
        self.tell(tr("Policies are carried out by the consoles, four times a day."))

    def show_found(self, person: Person, found: Footprint) -> None:
        """What there is about the person."""
        self._person, self._found = person, found
        self.rows.show_rows(
            [
                Row(table, (Cell(table_name(table)), Cell(str(count), count)))
                for table, count in found.counts.items()
            ]
        )
        said = [tr("To erase it, type the code {code} below.", code=found.code)]
        if found.open_tickets:
            numbers = tr("list.comma").join(found.open_tickets[:5])
            said = [tr("Open tickets stand against erasing: {numbers}", numbers=numbers)]
        if found.holds:
            said = [tr("A hold stands against erasing: {reason}", reason=found.holds[0])]
        self._about.setText(" ".join(said))
        self._allow()

    def erased(self, sentence: str) -> None:
        """It is gone."""
        self._forget()
        self.tell(sentence)

    def tell(self, sentence: str) -> None:
        """What was done, or why not."""
        self._told.setText(sentence)

    def _moment(self, at: datetime) -> str:
        return text.day_and_time(at, self._zone)

    def _policies_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.policies, 1)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.change)
        column.addLayout(row)
        return page

    def _person_page(self) -> QWidget:
        page = QWidget()
        self.look, self.export = QPushButton(tr("Look")), QPushButton(tr("Export…"))
        self.erase, self.hold = QPushButton(tr("Erase")), QPushButton(tr("Hold…"))
        self.release = QPushButton(tr("Release hold"))
        theme.dress(self.erase, kind="danger")
        self.look.setDefault(True)
        self.look.clicked.connect(lambda: self._ask(self.look_wanted))
        self.export.clicked.connect(lambda: self._ask(self.export_wanted))
        self.hold.clicked.connect(lambda: self._ask(self.hold_wanted))
        self.release.clicked.connect(lambda: self._ask(self.release_wanted))
        self.erase.clicked.connect(self._erase)
        for field in (self.phone, self.email, self.name):
            field.textChanged.connect(lambda _: self._forget())
        top = QHBoxLayout()
        top.setSpacing(2 * SPACE)
        for field in (self.phone, self.email, self.name):
            top.addWidget(field, 1)
        top.addWidget(self.look)
        below = QHBoxLayout()
        below.setSpacing(2 * SPACE)
        for button in (self.export, self.hold, self.release):
            below.addWidget(button)
        below.addStretch(1)
        below.addWidget(self.code)
        below.addWidget(self.erase)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 2 * SPACE, 0, 0)
        column.setSpacing(2 * SPACE)
        column.addLayout(top)
        column.addWidget(self.rows, 1)
        column.addWidget(self._about)
        column.addLayout(below)
        return page

    def _given(self) -> Person | None:
        try:
            return Person(phone=self.phone.text(), email=self.email.text(), name=self.name.text())
        except DomainError as error:
            self.tell(text.error_sentence(error))
            return None

    def _ask(self, signal: object) -> None:
        person = self._given()
        if person is not None:
            signal.emit(person)  # pyright: ignore[reportAttributeAccessIssue]

    def _erase(self) -> None:
        if self._person is not None:
            self.erase_wanted.emit(self._person, self.code.text())

    def _change(self) -> None:
        kind = self.policies.chosen
        if kind is not None:
            self.policy_wanted.emit(kind, self._days.get(kind))

    def _forget(self) -> None:
        self._person = self._found = None
        self.rows.show_rows([])
        self.code.clear()
        self._about.clear()
        self._allow()

    def _allow(self) -> None:
        found = self._found
        free = found is not None and not found.holds and not found.open_tickets
        typed = free and self.code.text().strip().upper() == (found.code if found else "")
        allow(self.change, self.policies.chosen is not None, self._gate)
        allow(self.erase, typed, self._gate)
        allow(self.export, found is not None, self._gate)
        allow(self.hold, True, self._gate)
        allow(self.release, bool(found and found.holds), self._gate)


def _counts(deed: Deed) -> str:
    """By policy what policies ended, else by kind of row."""
    name = policy_name if deed.kind == "retention" else table_name
    return counts(deed.counts, name)
