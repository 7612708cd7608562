"""Lines of a menu that ask for a ticket's service report, in the language of whoever gets it."""

from collections.abc import Callable

from PySide6.QtWidgets import QMenu

from dispatch_console.support.i18n import LANGUAGES, tr


def add_reports(menu: QMenu, want: Callable[[str], object]) -> None:
    """One line for each language; `want` is told which (a key of `LANGUAGES`)."""
    for language, name in LANGUAGES.items():
        words = tr("Service report, {language}…", language=name)
        menu.addAction(words, lambda language=language: want(language))
