"""An article is told by words and looks alone, on the page and on paper."""

from pathlib import Path

import pytest
from PySide6.QtGui import QTextDocument
from pytestqt.qtbot import QtBot

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.knowledge.article import Telling
from dispatch_console.domain.knowledge.segmenting import terms
from dispatch_console.ui.knowledge.page import ArticlePage
from dispatch_console.ui.knowledge.pdf import write_pdf
from dispatch_console.ui.knowledge.rendering import fill
from tests.ui.knowledge.shelf import ZH

HOSTILE = (
    "<img src='http://example.invalid/x.png'> <b>bold</b>\n\n![x](file:///etc/hostname)\n\n"
    "[here](http://example.invalid)\n\n&lt;script&gt;"
)


@pytest.mark.usefixtures("qapp")
def test_what_looks_like_html_or_a_link_is_shown_as_letters() -> None:
    document = QTextDocument()
    fill(document, Telling("<i>Title</i>", HOSTILE), terms("bold"))
    shown = document.toPlainText()
    assert "<i>Title</i>" in shown
    for line in HOSTILE.split("\n\n"):
        assert line in shown
    html = document.toHtml()
    assert "<img" not in html
    assert "<a " not in html


def test_a_page_has_headings_steps_and_marks(qtbot: QtBot) -> None:
    page = ArticlePage()
    qtbot.addWidget(page)
    page.show_telling(ZH, terms("皮带"))
    document, shown = page.document(), page.toPlainText()
    assert shown.startswith(ZH.title)
    assert "1.  断电挂牌" in shown
    assert "**" not in shown
    assert document.firstBlock().blockFormat().headingLevel() == 1
    assert page.isReadOnly()
    page.show_telling(Telling("另一篇", "正文"))
    assert page.toPlainText() == "另一篇\n正文"


@pytest.mark.usefixtures("qapp")
def test_a_pdf_is_written_over_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "电梯门.pdf"
    path.write_bytes(b"old")
    write_pdf(ZH, path)
    assert path.read_bytes().startswith(b"%PDF")


@pytest.mark.usefixtures("qapp")
def test_a_pdf_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(DomainError, match=r"pdf\.unwritable"):
        write_pdf(ZH, tmp_path / "nowhere" / "x.pdf")
