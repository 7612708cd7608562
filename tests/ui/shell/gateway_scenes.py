"""Web access: the keys and how the gateway runs, the forms before a key, and a link as shown."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from dispatch_console.domain.access_key import AccessKey, Holder
from dispatch_console.domain.ids import AccessKeyId, EngineerId
from dispatch_console.domain.survey import SurveySettings
from dispatch_console.support.i18n import tr
from dispatch_console.ui.dialogs.settings_dialog import SettingsDialog
from dispatch_console.ui.gateway_keys import forms
from dispatch_console.ui.gateway_keys.link_dialog import LinkDialog, Shown
from dispatch_console.ui.gateway_keys.window import Access, KeysWindow
from dispatch_console.ui.gateway_runner import GatewayRunner, Wanted
from dispatch_console.ui.gateway_runner import Stage as Going
from dispatch_console.ui.shell.gateway_flow import KeyMaker
from dispatch_console.ui.widgets.form import FormDialog
from tests.factories import NOW, make_engineer
from tests.ui.shell.stage import NONE, Seen, Stage

STAFF = (replace(make_engineer(1), name="王伟"), replace(make_engineer(2), name="Anna Berg"))
KEYS = (
    AccessKey(
        id=AccessKeyId(3),
        kind=Holder.ENGINEER,
        name="E001",
        engineer_id=EngineerId(1),
        made_by="tester",
        made_at=NOW,
    ),
    AccessKey(
        id=AccessKeyId(2),
        kind=Holder.PROGRAM,
        name="Customer relations of the group, northern region",
        read_only=True,
        made_by="tester",
        made_at=NOW - timedelta(days=3),
        expires_at=NOW + timedelta(days=90),
    ),
    AccessKey(
        id=AccessKeyId(1),
        kind=Holder.PROGRAM,
        name="CRM",
        made_by="tester",
        made_at=NOW - timedelta(days=9),
        ended_at=NOW - timedelta(days=3),
    ),
)
SECRET = "Zk3w9QmT5vYx1bN7cLrP0aHsJd8uEfGi2oKqWnXtB4M"
BASE = "https://service.example.com"


def keys(stage: Stage) -> Seen:
    gate, zone = stage.main.commands.gate, stage.main.session.zone
    runner = GatewayRunner(stage.main)
    window = KeysWindow(gate, zone, runner, stage.main)
    window.show()
    yield "keys-reading", window
    window.show_access(Access((), STAFF, SurveySettings()))
    yield "keys-none", window
    runner.wanted = Wanted("", "0.0.0.0", 8087)
    runner._be(Going.RUNNING)
    window.show_access(Access(KEYS, STAFF, SurveySettings(base_url=BASE)))
    window.past.setChecked(True)
    first = window.table.topLevelItem(0)
    assert first is not None
    window.table.setCurrentItem(first)
    yield "keys", window
    runner._be(Going.FAILED, tr("gateway.port_taken", host="0.0.0.0", port=8087))
    yield "keys-trouble", window
    window.reject()
    shared = KeysWindow(gate, zone, None, stage.main)
    shared.show_access(Access(KEYS, STAFF, SurveySettings(base_url=BASE)))
    shared.show()
    yield "keys-shared", shared
    shared.reject()


def makers(stage: Stage) -> Seen:
    main, maker = stage.main, KeyMaker(stage.main)
    window = KeysWindow(main.commands.gate, main.session.zone, None, main)
    window.show()
    for name, ask in (
        ("key-engineers", lambda: maker.for_engineer(STAFF, window, lambda: None)),
        ("key-engineer", lambda: maker.for_engineer(STAFF[:1], window, lambda: None)),
        ("key-program", lambda: maker.for_program(window, lambda: None)),
    ):
        ask()
        (form,) = (w for w in window.findChildren(FormDialog) if w.isVisible())
        yield name, form
        form.reject()
    window.reject()
    for number, form in enumerate(
        (forms.end_form(KEYS[1], KEYS[1].name), forms.address_form(SurveySettings()))
    ):
        dialog = FormDialog(
            form.title,
            form.about,
            form.fields,
            form.verb,
            NONE,
            main.session.zone,
            main,
            destroys=form.destroys,
        )
        dialog.show()
        yield f"key-form-{number}", dialog
        dialog.reject()


def links(stage: Stage) -> Seen:
    name = STAFF[0].name
    title, about = tr("Link for {name}", name=name), tr("key.engineer_about", name=name)
    for number, shown in enumerate(
        (
            Shown(title, about, f"{BASE}/engineer/enter/{SECRET}", has_code=True),
            Shown(title, about, f"/engineer/enter/{SECRET}", lacking=tr("key.no_address")),
            Shown(tr("Key for {name}", name="CRM"), tr("key.program_about"), SECRET),
        )
    ):
        dialog = LinkDialog(shown, stage.main)
        dialog.show()
        dialog.copy.click()
        yield f"link-{number}", dialog
        dialog.reject()


def web_settings(stage: Stage) -> Seen:
    settings = SettingsDialog(stage.main.session.settings, stage.background, stage.main)
    settings.show_page("web")
    settings._web.runs.setCurrentIndex(1)
    settings.show()
    yield "settings-web", settings
    settings.reject()


GATEWAY_SCENES: tuple[Callable[[Stage], Seen], ...] = (keys, makers, links, web_settings)
