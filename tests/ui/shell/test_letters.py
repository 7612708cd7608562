"""The editor of survey letters, on a real database."""

from dataclasses import replace
from uuid import uuid4

import pytest
from PySide6.QtWidgets import QPlainTextEdit
from pytestqt.qtbot import QtBot

from dispatch_console.services import survey
from dispatch_console.services.context import Context
from dispatch_console.support.i18n import tr
from dispatch_console.ui.satisfaction.letters_window import LettersWindow
from dispatch_console.ui.shell import MainWindow, Session
from dispatch_console.ui.shell.satisfaction_flow import LettersFlow

WAIT = 30_000


@pytest.fixture
def session(session: Session, context: Context) -> Session:
    """The window's session, on that database."""
    return replace(session, context=context)


@pytest.fixture
def window(main: MainWindow, qtbot: QtBot) -> LettersWindow:
    flow = LettersFlow(main)
    flow.show()
    found = flow.window
    assert found is not None
    qtbot.waitUntil(lambda: bool(found.texts["en"]["csat"]), timeout=WAIT)
    return found


def write(window: LettersWindow, path: str, text: str) -> None:
    field = window._fields[path]
    if isinstance(field, QPlainTextEdit):
        field.setPlainText(text)
    else:
        field.setText(text)


def test_a_letter_is_seen_filled_in_and_saved(
    window: LettersWindow, context: Context, qtbot: QtBot
) -> None:
    write(window, "en.survey_subject", "How was it? {number}")
    assert window.preview.toPlainText().startswith("How was it? T-00042")
    window.save.click()
    qtbot.waitUntil(lambda: "saved" in window.said.text(), timeout=WAIT)
    assert survey.settings(context).texts["en"]["survey_subject"] == "How was it? {number}"


def test_a_placeholder_that_nothing_fills_is_said_at_its_text(
    window: LettersWindow, context: Context, qtbot: QtBot
) -> None:
    before = survey.settings(context)
    write(window, "zh_CN.confirm_letter", "{link} {engineer}")
    window.save.click()
    mark = window._marks["zh_CN.confirm_letter"]
    qtbot.waitUntil(lambda: "{engineer}" in mark.text(), timeout=WAIT)
    assert window.what.currentData() == "confirm"
    assert survey.settings(context) == before


def test_a_clash_is_said_and_nothing_is_written_over_or_lost(
    window: LettersWindow, context: Context, qtbot: QtBot
) -> None:
    theirs = {key: dict(said) for key, said in survey.settings(context).texts.items()}
    theirs["en"]["low_subject"] = "Theirs {number}"
    write(window, "en.survey_subject", "Mine {number}")
    survey.set_texts(context, uuid4(), theirs, survey.settings(context).texts)
    window.save.click()
    said = tr("survey.changed_meanwhile")
    qtbot.waitUntil(lambda: window.said.text() == said, timeout=WAIT)
    assert survey.settings(context).texts == theirs
    assert window.texts["en"]["survey_subject"] == "Mine {number}"


def test_two_edits_one_after_the_other_are_no_clash(
    window: LettersWindow, context: Context, qtbot: QtBot
) -> None:
    for subject in ("One {number}", "Two {number}"):
        write(window, "en.survey_subject", subject)
        window.save.click()
        qtbot.waitUntil(
            lambda subject=subject: (
                survey.settings(context).texts["en"]["survey_subject"] == subject
                and "saved" in window.said.text()
            ),
            timeout=WAIT,
        )


def test_a_test_letter_is_sent(window: LettersWindow, qtbot: QtBot) -> None:
    assert not window.test.isEnabled()
    window.address.setText("me@example.com")
    window.test.click()
    qtbot.waitUntil(lambda: "on its way" in window.said.text(), timeout=WAIT)
