"""Merging what is there twice: likely pairs, which row stays, and what it is to say."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QGridLayout,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QSplitter,
    QTreeWidget,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.domain.asset import Asset
from dispatch_console.domain.customer import Customer, Site
from dispatch_console.domain.twins import Twins
from dispatch_console.services.customers.reading import Directory
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.customers import tables
from dispatch_console.ui.dialogs.fields import choice, foot
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.dialog import Dialog
from dispatch_console.ui.widgets.label import label
from dispatch_console.ui.widgets.tips import plain_tip
from dispatch_console.words import text
from dispatch_console.words.customers import (
    device,
    language_names,
    row_name,
    status_names,
    tier_names,
)

Row = Customer | Site | Asset
Pairs = Mapping[type[Row], Sequence[Twins]]

LONGEST = 44
"""Letters of a value that are shown; the tip has all."""

_REASONS = ("phone", "name", "words", "place", "address", "serial", "model")


class MergeDialog(Dialog):
    """`merge_wanted(id of the row that goes, the row that stays)`; the answer is `show_pairs` with
    what is left, or `show_failure`."""

    merge_wanted = Signal(int, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Merge what is there twice"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(980, 620)
        self._known, self._pairs = Directory(), dict[type[Row], Sequence[Twins]]()
        self._options: dict[str, tuple[QButtonGroup, Any, Any]] = {}
        self._two: tuple[Row, Row] | None = None
        self.kind: QComboBox = choice(
            tr("Kind"), {Customer: tr("Customers"), Site: tr("Sites"), Asset: tr("Devices")}
        )
        self.pairs: QTreeWidget = tables.table(
            tr("Likely pairs"), (tr("One"), tr("The other"), tr("Why")), 0
        )
        self.pairs.header().setSectionResizeMode(1, self.pairs.header().sectionResizeMode(0))
        self.sides = QScrollArea()
        self.sides.setWidgetResizable(True)
        self.sides.setAccessibleName(tr("What stays"))
        self._said = label("caption", wraps=True)
        self._fault = label("error", wraps=True)
        self._fault.hide()
        self._close, self.merge = QPushButton(tr("Close")), QPushButton(tr("Merge"))
        self._close.clicked.connect(self.reject)
        self.merge.clicked.connect(self._merge)
        self.kind.currentIndexChanged.connect(self._list)
        self.pairs.itemSelectionChanged.connect(self._show)
        self._build()
        self._list()

    def show_pairs(self, pairs: Pairs, known: Directory) -> None:
        """What may be there twice."""
        self._known, self._pairs = known, dict(pairs)
        self._fault.hide()
        self._list()

    def show_failure(self, sentence: str) -> None:
        """Nothing was merged."""
        self._fault.setText(sentence)
        self._fault.show()
        self.merge.setEnabled(self._two is not None)

    def _build(self) -> None:
        both = QSplitter(Qt.Orientation.Vertical)
        both.setChildrenCollapsible(False)
        both.addWidget(self.pairs)
        both.addWidget(self.sides)
        both.setSizes([220, 320])
        self._said.setText(
            tr(
                "Sites, devices, people, contracts, plans and tickets of the row that goes belong "
                "to the one that stays. It can be undone as long as nobody changes them."
            )
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4 * SPACE, 4 * SPACE, 4 * SPACE, 4 * SPACE)
        layout.setSpacing(3 * SPACE)
        layout.addWidget(self.kind, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(both, 1)
        layout.addWidget(self._said)
        layout.addWidget(self._fault)
        layout.addLayout(foot(self._close, self.merge))

    def _rows(self) -> Mapping[Any, Row]:
        kinds: dict[type[Row], Mapping[Any, Row]] = {
            Customer: self._known.customers,
            Site: self._known.sites,
            Asset: self._known.assets,
        }
        return kinds[self.kind.currentData()]

    def _list(self) -> None:
        rows = self._rows()
        found = [
            twins
            for twins in self._pairs.get(self.kind.currentData(), ())
            if twins.one in rows and twins.other in rows
        ]
        names = _reason_names()
        tables.fill(
            self.pairs,
            [
                (
                    twins,
                    (
                        _named(rows[twins.one]),
                        _named(rows[twins.other]),
                        tr("list.comma").join(names[reason] for reason in twins.reasons),
                    ),
                )
                for twins in found
            ],
        )
        first = self.pairs.topLevelItem(0)
        if first is not None:
            self.pairs.setCurrentItem(first)
        else:
            self._show()

    def _show(self) -> None:
        """The two rows side by side, each value to be chosen where they differ."""
        twins: Twins | None = tables.chosen(self.pairs)
        self._options, self._two = {}, None
        sheet = QWidget()
        theme.dress(sheet, role="panel")
        grid = QGridLayout(sheet)
        grid.setHorizontalSpacing(4 * SPACE)
        grid.setVerticalSpacing(SPACE)
        grid.setContentsMargins(3 * SPACE, 3 * SPACE, 3 * SPACE, 3 * SPACE)
        self.merge.setEnabled(twins is not None)
        if twins is None:
            grid.addWidget(
                label("caption", tr("Nothing of this kind looks like it is there twice."))
            )
        else:
            rows = self._rows()
            self._two = rows[twins.one], rows[twins.other]
            self._compare(grid, *self._two)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        grid.setRowStretch(grid.rowCount(), 1)
        self.sides.setWidget(sheet)

    def _compare(self, grid: QGridLayout, one: Row, other: Row) -> None:
        self._add(grid, tr("Stays"), "", (_named(one), _named(other)), (one, other))
        for name, caption in _captions(one).items():
            values = getattr(one, name), getattr(other, name)
            shown = tuple(self._words(name, value) for value in values)
            if any(shown) and shown[0] != shown[1]:
                self._add(grid, caption, name, (shown[0], shown[1]), values)

    def _add(
        self,
        grid: QGridLayout,
        caption: str,
        name: str,
        shown: tuple[str, str],
        values: tuple[Any, Any],
    ) -> None:
        line, group = grid.rowCount(), QButtonGroup(grid.parentWidget())
        grid.addWidget(label("caption", caption), line, 0)
        for side, words in enumerate(shown):
            button = QRadioButton(_short(words).replace("&", "&&") or "–")
            button.setToolTip(plain_tip(words))
            button.setAccessibleName(f"{caption}: {words or '–'}")
            group.addButton(button, side)
            grid.addWidget(button, line, 1 + side)
        # What says nothing gives way to what does.
        group.button(1 if name and not shown[0] else 0).setChecked(True)
        self._options[name] = (group, *values)

    def _merge(self) -> None:
        if self._two is None:
            return
        stays = self._options[""][0].checkedId()
        kept, gone = self._two[stays], self._two[1 - stays]
        said = {
            name: values[group.checkedId()]
            for name, (group, *values) in self._options.items()
            if name
        }
        self.merge.setEnabled(False)
        self.merge_wanted.emit(gone.id, replace(kept, **said))

    def _words(self, name: str, value: Any) -> str:
        if value is None or value == "":
            return ""
        above = self._rows()
        named: dict[str, Callable[[], str]] = {
            "tier": lambda: tier_names()[value],
            "language": lambda: language_names()[value],
            "status": lambda: status_names()[value],
            "category": lambda: text.device_category_name(value),
            "location": lambda: f"{value.lat:.5f}, {value.lon:.5f}",
            "site_id": lambda: _name_in(self._known.sites, value),
            "parent_id": lambda: _name_in(above, value),
        }
        return named.get(name, lambda: str(value))()


def _short(words: str) -> str:
    return words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"


def _name_in(rows: Mapping[Any, Row], key: Any) -> str:
    return row_name(rows[key]) if key in rows else ""


def _named(row: Row) -> str:
    return device(row) if isinstance(row, Asset) else row_name(row)


def _captions(row: Row) -> dict[str, str]:
    """The fields that are chosen from, by name."""
    match row:
        case Customer():
            return {
                "name": tr("Name"),
                "phone": tr("Phone"),
                "tier": tr("Tier"),
                "language": tr("Language"),
                "parent_id": tr("Belongs to"),
                "note": tr("Note"),
            }
        case Site():
            return {
                "name": tr("Name"),
                "address": tr("Address"),
                "location": tr("Coordinates"),
                "access": tr("How to get in"),
            }
        case Asset():
            return {
                "name": tr("Name"),
                "category": tr("Category"),
                "maker": tr("Maker"),
                "model": tr("Model"),
                "serial": tr("Serial number"),
                "site_id": tr("Site"),
                "parent_id": tr("Part of"),
                "status": tr("State"),
                "installed_on": tr("Installed on"),
                "warranty_until": tr("Warranty until"),
                "note": tr("Note"),
            }


def _reason_names() -> dict[str, str]:
    told = (
        *(tr("same number"), tr("same name"), tr("similar name"), tr("same place")),
        *(tr("same address"), tr("same serial number"), tr("same model")),
    )
    return dict(zip(_REASONS, told, strict=True))
