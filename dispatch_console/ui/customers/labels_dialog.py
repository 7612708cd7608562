"""Labels to print: of which devices, on which sheet, and where the code leads."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QPushButton, QVBoxLayout, QWidget

from dispatch_console.domain.errors import DomainError
from dispatch_console.services.customers.labels import SHEETS, Sheet, belonging, label
from dispatch_console.services.customers.reading import Directory, Subject
from dispatch_console.support.i18n import tr
from dispatch_console.ui.customers.row_form import grow
from dispatch_console.ui.dialogs.fields import choice, foot, line, number
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.dialog import Dialog
from dispatch_console.ui.widgets.label import label as words
from dispatch_console.words import text
from dispatch_console.words.customers import row_name


class LabelsDialog(Dialog):
    """`wanted(labels, sheet, places used up, address)` when it is accepted."""

    wanted = Signal(object, object, int, str)

    def __init__(
        self, known: Directory, subject: Subject | None, base: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._known = known
        self.setWindowTitle(tr("Device labels"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(520)
        whose = _choices(known, subject)
        self.whose = choice(tr("Devices"), whose, next(iter(whose)))
        self.sheet = choice(tr("Label sheet"), {one: _sheet_name(one) for one in SHEETS})
        self.skipped = number(tr("Places used up"), 0, SHEETS[0].count - 1, 0)
        self.base = line(tr("Address"), "https://service.example.com/asset")
        self.base.setText(base)
        self._count = words("caption", wraps=True)
        self._fault = words("error", wraps=True)
        self._fault.hide()
        cancel, self.save = QPushButton(tr("Cancel")), QPushButton(tr("Save as PDF…"))
        cancel.clicked.connect(self.reject)
        self.save.clicked.connect(self._submit)
        form = QFormLayout()
        form.setHorizontalSpacing(4 * SPACE)
        form.setVerticalSpacing(3 * SPACE)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(tr("Devices"), self.whose)
        form.addRow(tr("Label sheet"), self.sheet)
        form.addRow(tr("Places used up"), self.skipped)
        form.addRow(tr("The code leads to"), self.base)
        hint = words("caption", wraps=True)
        hint.setText(
            tr(
                "The device's code is put behind this address. Without one the code holds itself "
                "alone; it means nothing to others and cannot be guessed."
            )
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4 * SPACE, 4 * SPACE, 4 * SPACE, 4 * SPACE)
        layout.setSpacing(3 * SPACE)
        layout.addLayout(form)
        layout.addWidget(hint)
        layout.addWidget(self._count)
        layout.addWidget(self._fault)
        self.save.setDefault(True)
        layout.addLayout(foot(cancel, self.save))
        for box in (self.whose, self.sheet):
            box.currentIndexChanged.connect(self._tell)
        self.skipped.valueChanged.connect(self._tell)
        self._tell()

    @property
    def fault(self) -> str:
        """What is wrong with what was entered."""
        return self._fault.text()

    def _tell(self) -> None:
        sheet: Sheet = self.sheet.currentData()
        self.skipped.setMaximum(sheet.count - 1)
        count = sum(1 for _ in belonging(self._known, self.whose.currentData()))
        sheets = -(-(count + self.skipped.value()) // sheet.count) if count else 0
        self._count.setText(tr("Labels: {count}, sheets: {sheets}", count=count, sheets=sheets))
        self.save.setEnabled(count > 0)

    def _submit(self) -> None:
        chosen = sorted(belonging(self._known, self.whose.currentData()), key=lambda a: a.name)
        try:
            made = [label(asset, self._known, self.base.text()) for asset in chosen]
        except DomainError as error:
            self._fault.setText(text.error_sentence(error))
            self._fault.show()
            grow(self)
            self.base.setFocus()
            return
        self.wanted.emit(
            made, self.sheet.currentData(), self.skipped.value(), self.base.text().strip()
        )
        self.accept()


def _choices(known: Directory, subject: Subject | None) -> dict[Subject | None, str]:
    """What is selected, what that belongs to, and everything."""
    found: dict[Subject | None, str] = {}
    if subject is not None:
        asset = known.assets.get(subject.asset) if subject.asset is not None else None
        site = known.sites.get(subject.site) if subject.site is not None else None
        if asset is not None:
            found[subject] = asset.name
        if site is not None:
            found[Subject(customer=subject.customer, site=site.id)] = row_name(site)
        customer = known.customers.get(subject.customer)
        if customer is not None:
            found[Subject(customer=customer.id)] = customer.name
    return found | {None: tr("All devices")}


def _sheet_name(sheet: Sheet) -> str:
    return tr(
        "A4, {count} labels of {width} × {height} mm",
        count=sheet.count,
        width=f"{sheet.width:g}",
        height=f"{sheet.height:g}",
    )
