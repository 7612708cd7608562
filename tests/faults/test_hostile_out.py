"""A house full of hostile text: what it sends, exports and prints is text and nothing else."""

from pathlib import Path

import pytest

from dispatch_console.domain.knowledge.article import Telling
from dispatch_console.services import service_report
from dispatch_console.services.context import Context
from dispatch_console.services.customers import reading
from dispatch_console.services.customers.labels import SHEETS, label
from dispatch_console.ui.customers.label_pdf import write_labels
from dispatch_console.ui.knowledge.rendering import fill
from dispatch_console.ui.service_report_pdf import page, write_report
from dispatch_console.ui.theme.palette import LIGHT
from tests.faults import hostile_out
from tests.faults.hostile import TEXTS
from tests.faults.hostile_brew import brew, brewed, shown_in, talked_about
from tests.faults.hostile_out import ZONE
from tests.faults.reader import Reader
from tests.services.delivering.servers import Post


def test_messages_are_letters_and_json_whatever_they_say(
    context: Context, mail: Post, web: Post
) -> None:
    given = hostile_out.put_all(context, web)
    assert hostile_out.send_all(context, mail) == given
    assert len(mail.mails) == given / 3
    assert list(hostile_out.mail_faults(mail.mails)) == []
    assert list(hostile_out.post_faults(web.posts)) == []


@pytest.mark.faults
@pytest.mark.timeout(1200)
@pytest.mark.usefixtures("qapp")
def test_a_house_full_of_it_exports_and_prints_text(
    context: Context, mail: Post, tmp_path: Path
) -> None:
    house, _ = brewed(context)
    assert hostile_out.send_all(context, mail) > 0
    assert list(hostile_out.mail_faults(mail.mails)) == []
    assert list(hostile_out.file_faults(context, tmp_path)) == []
    named = brew("customer, name")
    assert list(hostile_out.personal_faults(context, house, named, tmp_path)) == []

    known = reading.directory(context)
    labels = [label(asset, known, "") for asset in known.assets.values()]
    write_labels(labels, SHEETS[0], 0, tmp_path / "labels.pdf")
    assert (tmp_path / "labels.pdf").stat().st_size > 1000
    lines = [line for one in labels for line in one.lines]
    assert {"asset, name", "asset, serial", "asset, model"} <= shown_in(lines)
    assert not any("\n" in line or "\u2028" in line for line in lines)

    seen: set[str] = set()
    for key in talked_about(context):
        report = service_report.read(context, key, ZONE, costs=True)
        document = Reader()
        document.setHtml(page(report, ZONE, "en"))
        document.size()
        assert document.loaded == []
        seen |= shown_in([document.toPlainText()])
        write_report(report, tmp_path / "report.pdf", ZONE, "en")
    assert {"intake, title", "outside, what", "signed by", "signed on paper"} <= seen


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_articles_are_told_as_they_were_written(text: str) -> None:
    document = Reader()
    fill(document, Telling(f"title<{text[:400]}", f"body<{text[:400]}"), palette=LIGHT)
    document.size()
    assert document.loaded == []
    assert document.toPlainText().startswith("title<")
    assert "body<" in document.toPlainText()
