"""The log-in window: what it asks, what it gives, what it keeps."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from dispatch_console.services.login import Address, Login, Tls
from dispatch_console.ui.login import LoginWindow

ADDRESS = Address("db.example.org", "dispatch", "li", tls=Tls.VERIFY_FULL, authority="/ca.pem")


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[LoginWindow]:
    made = LoginWindow(ADDRESS)
    made.show()
    yield made
    made.hide()
    made.deleteLater()


def test_it_gives_what_was_typed_and_keeps_no_password(window: LoginWindow, qtbot: QtBot) -> None:
    window.password.setText("a secret word")
    with qtbot.waitSignal(window.wanted) as wanted:
        qtbot.keyClick(window.password, Qt.Key.Key_Return)
    assert wanted.args == [Login(ADDRESS, "a secret word")]
    assert not any("secret" in field.text() for field in window.findChildren(QLineEdit))
    assert window.password.echoMode() is QLineEdit.EchoMode.Password


@pytest.mark.parametrize("name", ["host", "database", "user", "password"])
def test_what_is_missing_is_asked_for(window: LoginWindow, qtbot: QtBot, name: str) -> None:
    window.password.setText("word")
    field = window.address if name in ("host", "database") else window
    getattr(field, name).clear()
    with qtbot.assertNotEmitted(window.wanted):
        window._go.click()
    assert getattr(field, name).accessibleName() in window.sentence


def test_a_refusal_keeps_all_but_the_password(window: LoginWindow, qtbot: QtBot) -> None:
    window.password.setText("word")
    window._go.click()
    window.show_busy()
    assert not window.address.isEnabled()
    window.refuse("The server does not accept the password.")
    assert window.sentence
    assert window.address.isEnabled()
    assert window.address.address == Address(**{**_fields(ADDRESS), "user": "li"})
    assert window.user.text() == "li"


def _fields(address: Address) -> dict[str, object]:
    return {name: getattr(address, name) for name in Address.__slots__}


def test_escape_cancels_an_attempt_and_otherwise_leaves(window: LoginWindow, qtbot: QtBot) -> None:
    window.show_busy()
    with qtbot.waitSignal(window.cancelled), qtbot.assertNotEmitted(window.left):
        window.reject()
    assert not window.busy
    with qtbot.waitSignal(window.left):
        window.close()


def test_the_ca_file_is_asked_for_only_where_it_is_looked_at(window: LoginWindow) -> None:
    form = window.address
    assert form.authority.isEnabled()
    form.tls.setCurrentIndex(form.tls.findData(Tls.REQUIRE))
    assert not form.authority.isEnabled()
    assert form.address.authority == ""


def test_without_a_key_store_nothing_can_be_remembered(window: LoginWindow) -> None:
    window.show_store(False)
    assert not window.remember.isEnabled()
    assert "key store" in window._store.text()
    window.show_store(True)
    assert window.remember.isEnabled()
    assert not window.remember.isChecked()


def test_a_locked_console_takes_only_the_same_login(qtbot: QtBot) -> None:
    window = LoginWindow(ADDRESS, locked=True)
    window.show()
    assert window.user.isReadOnly()
    assert not window.address.host.isVisible()
    assert not window.remember.isVisible()
    window.hide()
    window.deleteLater()
