"""Quotes are as wide as the language has them, whichever was spoken before."""

import pytest
from PySide6.QtGui import QFont, QFontInfo, QFontMetrics
from PySide6.QtWidgets import QApplication

from dispatch_console.support.i18n import set_language
from dispatch_console.ui import theme


def test_english_has_narrow_quotes_and_chinese_its_own_punctuation(qapp: QApplication) -> None:
    widths: dict[str, tuple[int, int]] = {}
    for language in ("en", "zh_CN", "en", "zh_CN"):
        set_language(language)
        theme.apply(qapp, "light")
        font = qapp.font()
        if "CJK" not in QFontInfo(font).family():
            pytest.skip("a Latin face is there")
        metrics = QFontMetrics(QFont(font))
        measured = (metrics.horizontalAdvance("“"), metrics.horizontalAdvance("，"))
        assert widths.setdefault(language, measured) == measured
    assert widths["en"][0] < widths["zh_CN"][0]
    assert widths["en"][1] < widths["zh_CN"][1]
    set_language("en")
    theme.apply(qapp, "light")
