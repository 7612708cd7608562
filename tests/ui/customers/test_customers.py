"""The forms give back what they were given, the labels are written, the tree finds."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pytestqt.qtbot import QtBot

from dispatch_console.domain.asset import Asset
from dispatch_console.domain.customer import Customer
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.twins import same_customers
from dispatch_console.services.customers.labels import SHEETS, label
from dispatch_console.support.i18n import set_language, tr
from dispatch_console.ui.customers.facts import facts
from dispatch_console.ui.customers.form_fields import read_amount, read_day
from dispatch_console.ui.customers.forms import form_for
from dispatch_console.ui.customers.label_pdf import write_labels
from dispatch_console.ui.customers.merge_dialog import MergeDialog
from dispatch_console.ui.customers.meter_dialog import MeterDialog
from dispatch_console.ui.customers.row_form import RowForm
from dispatch_console.ui.customers.tree import CustomerTree
from tests.factories import NOW, SKILLS
from tests.ui.shell.customers_scenes import (
    ASSETS,
    CONTRACTS,
    CUSTOMERS,
    KNOWN,
    LIFT,
    METER,
    PLAN,
    SITES,
    US,
    Subject,
    card,
)

KINDS = {"general": "General", "maintenance": "Maintenance"}
TEAMS = {"role:dispatcher": "All dispatchers", "queue:7": "Maintenance"}
ROWS = (
    *CUSTOMERS[:2],
    *SITES,
    *ASSETS,
    *CONTRACTS,
    METER,
    PLAN,
    replace(PLAN, tell_team="queue:7", tell_customer=True, tell_days=3),
)


@pytest.mark.parametrize("row", [*ROWS, *card(Subject(customer=US)).contacts.values()])
def test_a_form_that_nobody_touched_gives_back_the_row(qtbot: QtBot, row: Any) -> None:
    form = RowForm(form_for(row, KNOWN, [METER], SKILLS, KINDS, TEAMS))
    qtbot.addWidget(form)
    with qtbot.waitSignal(form.save_wanted) as saved:
        form.save.click()
    assert saved.args == [row]


def test_a_form_says_what_it_cannot_read_and_asks_for_nothing(qtbot: QtBot) -> None:
    form = RowForm(form_for(LIFT, KNOWN, [], SKILLS, KINDS, TEAMS))
    qtbot.addWidget(form)
    form.fields["warranty_until"].widget.setProperty("text", "tomorrow")
    with qtbot.assertNotEmitted(form.save_wanted):
        form.save.click()
    assert "tomorrow" in form.fault
    assert form.save.isEnabled()


def test_days_and_amounts_are_read_as_they_are_typed() -> None:
    assert read_day(" 2026-02-28 ") == date(2026, 2, 28)
    assert read_amount("1,200.50") == Decimal("1200.50")
    assert read_day("") is read_amount(" ") is None
    for read, typed in ((read_day, "2026-02-30"), (read_day, "20260228"), (read_amount, "NaN")):
        with pytest.raises(DomainError):
            read(typed)


def test_labels_are_written_as_a_pdf_of_as_many_pages_as_they_take(
    qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "labels.pdf"
    made = [label(LIFT, KNOWN, "https://x.example/a")] * 30
    write_labels(made, SHEETS[0], 2, path)
    written = path.read_bytes()
    assert written.startswith(b"%PDF")
    assert written.count(b"/Type /Page\n") == 2
    with pytest.raises(DomainError, match=r"pdf\.unwritable"):
        write_labels(made, SHEETS[0], 0, tmp_path / "none" / "labels.pdf")


@pytest.mark.parametrize("typed", ["晨光", "58881234", "+86 21 5888", "m2019-0042", "9F3A0C51"])
def test_typing_finds_a_customer_by_all_that_is_known(qtbot: QtBot, typed: str) -> None:
    tree = CustomerTree()
    qtbot.addWidget(tree)
    tree.show_directory(KNOWN)
    tree.search.setText(typed)
    found = {
        tree.rows.topLevelItem(n).text(0)  # pyright: ignore[reportOptionalMemberAccess]
        for n in range(tree.rows.topLevelItemCount())
    }
    assert CUSTOMERS[0].name in found
    assert "Customer 4" not in found


def test_a_merge_takes_what_was_chosen_of_each(qtbot: QtBot) -> None:
    dialog = MergeDialog()
    qtbot.addWidget(dialog)
    dialog.show_pairs({Customer: same_customers(CUSTOMERS, {})}, KNOWN)
    dialog._options[""][0].button(1).setChecked(True)
    dialog._options["name"][0].button(0).setChecked(True)
    with qtbot.waitSignal(dialog.merge_wanted) as wanted:
        dialog.merge.click()
    gone, kept = wanted.args or (None, None)
    assert gone == CUSTOMERS[0].id
    assert isinstance(kept, Customer)
    assert (kept.id, kept.name, kept.tier) == (
        CUSTOMERS[1].id,
        CUSTOMERS[0].name,
        CUSTOMERS[0].tier,
    )


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_kind_of_a_device_is_read_in_words_and_kept_as_its_code(
    qtbot: QtBot, language: str
) -> None:
    set_language(language)
    try:
        name = tr("device.lift")
        lift = replace(LIFT, category="lift")
        form = RowForm(form_for(lift, KNOWN, [], SKILLS, KINDS, TEAMS))
        qtbot.addWidget(form)
        field = form.fields["category"].widget
        assert field.property("text") == name
        for typed, kept in ((name.upper(), "lift"), ("Crane", "Crane"), ("", "")):
            field.setProperty("text", typed)
            with qtbot.waitSignal(form.save_wanted) as saved:
                form.save.click()
            assert saved.args == [replace(lift, category=kept)]
            form.save.setEnabled(True)
        facts = asset_facts(lift)
        assert name in facts
        assert "lift" not in facts
    finally:
        set_language("en")


def asset_facts(lift: Asset) -> list[str]:
    known = replace(KNOWN, assets={**KNOWN.assets, lift.id: lift})
    subject = Subject(customer=lift.customer_id, asset=lift.id)
    return [words for _, words in facts(card(subject), known)]


def test_a_meter_without_a_reading_is_asked_for_one(qtbot: QtBot) -> None:
    dialog = MeterDialog(METER, NOW, ZoneInfo("Asia/Shanghai"))
    qtbot.addWidget(dialog)
    with qtbot.assertNotEmitted(dialog.read):
        dialog.save.click()
    assert dialog._fault.text() == tr("customers.no_reading")
    dialog.value.setText("12,5x")
    dialog.save.click()
    assert "12,5x" in dialog._fault.text()
