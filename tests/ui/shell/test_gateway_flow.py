"""The window of web access and the link from the window of engineers, on a real database."""

from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from dispatch_console.domain.access_key import Holder
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.roles import Role, Seat
from dispatch_console.services import access_keys, survey
from dispatch_console.services.context import Context
from dispatch_console.services.rights import Rights
from dispatch_console.support.i18n import tr
from dispatch_console.ui.gateway_keys.link_dialog import LinkDialog
from dispatch_console.ui.gateway_keys.window import KeysWindow
from dispatch_console.ui.shell import MainWindow, Session
from dispatch_console.ui.shell.gateway_flow import KeysFlow
from dispatch_console.ui.shell.staff_flow import StaffFlow
from dispatch_console.ui.widgets.form import FormDialog
from tests.services.company import Company, found

WAIT = 30_000
BASE = "https://service.example.org"


@pytest.fixture
def company(context: Context) -> Company:
    return found(context)


@pytest.fixture
def session(session: Session, context: Context, company: Company) -> Session:
    """The window's session, on that database."""
    return replace(session, context=context)


@pytest.fixture
def window(main: MainWindow, qtbot: QtBot) -> KeysWindow:
    flow = KeysFlow(main)
    flow.show()
    window = flow.window
    assert window is not None
    qtbot.waitUntil(window.engineer.isEnabled, timeout=WAIT)
    return window


def reached(context: Context) -> None:
    now = survey.settings(context)
    survey.set_settings(context, uuid4(), replace(now, base_url=BASE), now)


def form(main: MainWindow) -> FormDialog:
    (shown,) = (one for one in main.findChildren(FormDialog) if one.isVisible())
    return shown


def shown_link(main: MainWindow, qtbot: QtBot) -> LinkDialog:
    def visible() -> list[LinkDialog]:
        return [one for one in main.findChildren(LinkDialog) if one.isVisible()]

    qtbot.waitUntil(lambda: bool(visible()), timeout=WAIT)
    return visible()[0]


def secret(link: str) -> str:
    return link.rpartition("/")[2]


def test_a_link_for_an_engineer_is_made_shown_and_listed(
    window: KeysWindow,
    main: MainWindow,
    context: Context,
    company: Company,
    qtbot: QtBot,
    tmp_path: Path,
) -> None:
    reached(context)
    window.engineer.click()
    asked = form(main)
    choice = asked.fields["engineer"]
    assert isinstance(choice, QComboBox)
    assert choice.count() == 3
    choice.setCurrentIndex(1)
    asked.do.click()
    dialog = shown_link(main, qtbot)
    link = dialog.secret.text()
    assert link.startswith(f"{BASE}/engineer/enter/")
    holder = access_keys.holder(context, secret(link), Holder.ENGINEER)
    assert holder.engineer_id == company.engineers[1]
    dialog.copy.click()
    assert QGuiApplication.clipboard().text() == link
    flow = next(one for one in main.findChildren(KeysFlow) if one.window is window)
    path = tmp_path / "link.pdf"
    shown: list[object] = []
    dialog.print_wanted.disconnect()
    dialog.print_wanted.connect(shown.append)
    dialog.sheet.click()
    flow._maker.write(dialog, shown[0], path)  # pyright: ignore[reportArgumentType]
    qtbot.waitUntil(lambda: str(path) in dialog._said.text(), timeout=WAIT)
    assert path.read_bytes().startswith(b"%PDF")
    qtbot.waitUntil(lambda: window.table.topLevelItemCount() == 1, timeout=WAIT)
    dialog.reject()


def test_a_program_s_key_is_made_and_ended(
    window: KeysWindow, main: MainWindow, context: Context, qtbot: QtBot
) -> None:
    window.program.click()
    asked = form(main)
    asked.do.click()
    said = tr("key.name", most=80)
    qtbot.waitUntil(lambda: asked._error.text() == said, timeout=WAIT)
    name, days = asked.fields["name"], asked.fields["days"]
    assert isinstance(name, QLineEdit)
    assert isinstance(days, QLineEdit)
    name.setText("<b>CRM</b>")
    days.setText("30")
    asked.do.click()
    dialog = shown_link(main, qtbot)
    key = dialog.secret.text()
    assert access_keys.holder(context, key, Holder.PROGRAM).read_only
    assert not dialog.sheet.isVisible()
    dialog.reject()
    qtbot.waitUntil(lambda: window.table.topLevelItemCount() == 1, timeout=WAIT)
    item = window.table.topLevelItem(0)
    assert item is not None
    window.table.setCurrentItem(item)
    window.end.click()
    form(main).do.click()
    qtbot.waitUntil(lambda: window.table.topLevelItemCount() == 0, timeout=WAIT)
    with pytest.raises(DomainError, match=r"key\.ended"):
        access_keys.holder(context, key, Holder.PROGRAM)
    window.past.setChecked(True)
    assert window.table.topLevelItemCount() == 1


def test_the_address_is_set_where_letters_have_it_from(
    window: KeysWindow, main: MainWindow, context: Context, qtbot: QtBot
) -> None:
    assert window.address.text() == tr("gateway.no_base")
    window.set_address.click()
    asked = form(main)
    field = asked.fields["base_url"]
    assert isinstance(field, QLineEdit)
    field.setText("service.example.org")
    asked.do.click()
    qtbot.waitUntil(lambda: asked._error.text() == tr("survey.url"), timeout=WAIT)
    field.setText(BASE)
    asked.do.click()
    qtbot.waitUntil(lambda: BASE in window.address.text(), timeout=WAIT)
    assert survey.settings(context).base_url == BASE


def test_without_an_address_a_link_says_what_to_do(
    main: MainWindow, context: Context, company: Company, qtbot: QtBot
) -> None:
    flow = StaffFlow(main)
    flow.show()
    window = flow.window
    assert window is not None
    qtbot.waitUntil(window.link.isEnabled, timeout=WAIT)
    before = access_keys.for_engineer(context, uuid4(), company.engineers[0])
    window.link.click()
    form(main).do.click()
    dialog = shown_link(main, qtbot)
    assert dialog.secret.text().startswith("/engineer/enter/")
    assert not dialog.sheet.isVisible()
    found = access_keys.holder(context, secret(dialog.secret.text()), Holder.ENGINEER)
    assert found.engineer_id == company.engineers[0]
    with pytest.raises(DomainError, match=r"key\.ended"):
        access_keys.holder(context, before, Holder.ENGINEER)
    dialog.reject()
    window.reject()


class TestWithoutTheRight:
    """Who may not edit engineers makes no keys."""

    @pytest.fixture
    def session(self, session: Session) -> Session:
        return replace(session, rights=Rights(Seat("chen", Role.DISPATCHER)))

    def test_the_window_stays_shut(self, main: MainWindow) -> None:
        flow = KeysFlow(main)
        flow.show()
        assert flow.window is None
