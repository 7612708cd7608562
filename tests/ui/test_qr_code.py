"""Codes are read back as a phone would see them, from the screen and on the sheet of a link."""

from pathlib import Path

import segno
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from dispatch_console.ui.gateway_keys.link_dialog import LinkDialog, Shown
from dispatch_console.ui.gateway_keys.link_pdf import write_link
from dispatch_console.ui.qr_code import QrCode, code_image
from tests.ui.customers.test_labels_read import DOTS_PER_MM, modules, page

LINK = "https://service.example.org/engineer/enter/Zk3w9QmT5vYx1bN7cLrP0aHsJd8uEfGi2oKqWnXtB4M"


def meant(content: str) -> list[list[int]]:
    matrix = segno.make(content, micro=False, error="m").matrix
    return [[int(bool(dark)) for dark in row] for row in matrix]


def read(image: QImage) -> list[list[int]]:
    return modules(image, 0, 0, image.width(), image.height())


def test_an_image_of_a_code_leads_where_it_should() -> None:
    assert read(code_image(LINK, 900)) == meant(LINK)


def test_the_code_of_a_link_is_read_from_the_screen(qtbot: QtBot) -> None:
    dialog = LinkDialog(Shown("Link", "", LINK, has_code=True))
    qtbot.addWidget(dialog)
    dialog.show()
    code = dialog.findChild(QrCode)
    assert code is not None
    assert read(code.grab().toImage()) == meant(LINK)


def test_the_sheet_of_a_link_has_its_code(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "link.pdf"
    write_link(Shown("Link for <b>Li</b>", "", LINK, has_code=True), path)
    sheet = page(path)
    middle = [
        sheet.pixelColor(x * DOTS_PER_MM, y * DOTS_PER_MM).lightness() < 128
        for x in range(35, 90)
        for y in range(60, 110)
    ]
    assert 0.3 < sum(middle) / len(middle) < 0.7
