"""A ticket's survey in the inspector, the window of satisfaction and its forms."""

from dataclasses import replace
from datetime import timedelta

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import EngineerId, RegionId, SurveyId, TicketId
from dispatch_console.domain.message import Medium
from dispatch_console.domain.survey import Survey, SurveySettings
from dispatch_console.domain.survey_texts import PLACES
from dispatch_console.storage.repositories.surveys import Said
from dispatch_console.ui.satisfaction import forms
from dispatch_console.ui.satisfaction.letters_window import LettersWindow
from dispatch_console.ui.satisfaction.window import SatisfactionWindow
from dispatch_console.ui.widgets.form import FormDialog
from tests.factories import NOW
from tests.ui.shell.stage import LONG, NONE, Seen, Stage

OPEN = Survey(
    id=SurveyId(1),
    ticket_id=TicketId(1),
    medium=Medium.EMAIL,
    address="li@example.org",
    created_at=NOW,
    expires_at=NOW + timedelta(days=14),
    asked_at=NOW,
)
ANSWERED = replace(OPEN, answered_at=NOW, answered_by="anna", csat=2, nps=3, words=LONG)


def satisfaction(stage: Stage) -> Seen:
    main = stage.main
    window = SatisfactionWindow(main.store.board, main.session.zone, main)
    window.show()
    yield "satisfaction-reading", window
    window.show_said((), NOW)
    yield "satisfaction-none", window
    surveys = (ANSWERED, OPEN, replace(ANSWERED, csat=5, nps=10, words="很及时，谢谢！"))
    said = [
        Said(
            one, f"T-{n:05d}", "x", "上海某某酒店管理有限公司", "repair", RegionId(n), EngineerId(n)
        )
        for n, one in enumerate(surveys, 1)
    ]
    window.show_said(said, NOW)
    for index in range(window.group.count()):
        window.group.setCurrentIndex(index)
        yield f"satisfaction-{index}", window
    window.tabs.setCurrentIndex(1)
    window.tell(LONG)
    yield "satisfaction-answers", window
    window.close()


def survey_forms(stage: Stage) -> Seen:
    main = stage.main
    for number, fields in enumerate(
        (forms.answer_fields(), forms.settings_fields(SurveySettings()))
    ):
        form = FormDialog("T-00001", LONG, fields, "OK", NONE, main.session.zone, main)
        form.show()
        form.refuse(DomainError("survey.days"))
        yield f"survey-form-{number}", form
        form.reject()


def survey_of_a_ticket(stage: Stage) -> Seen:
    main, panel = stage.main, stage.main.inspector.tabs.satisfaction
    main.selection.select_tickets([stage.ticket(visited=True)])
    tabs = main.inspector.tabs
    # What is shown is given below, not read.
    tabs.blockSignals(True)
    tabs.setCurrentWidget(panel)
    stage.wait(panel.isVisible)
    panel.show_reading()
    yield "survey-reading", main
    panel.show_failure(LONG)
    yield "survey-failed", main
    panel.show_survey(None)
    yield "survey-none", main
    panel.show_survey(OPEN)
    yield "survey-open", main
    panel.show_survey(ANSWERED)
    yield "survey-answered", main
    tabs.setCurrentIndex(0)
    tabs.blockSignals(False)
    main.selection.select_tickets([])


def letters(stage: Stage) -> Seen:
    window = LettersWindow(stage.main.intents.gate, stage.main)
    window.show()
    window.show_texts(
        {
            "en": dict.fromkeys(PLACES, "Ticket {number} ({title}) is closed: {link}"),
            "zh_CN": dict.fromkeys(PLACES, "您的工单 {number}（{title}）已关闭：{link}"),
        }
    )
    for at in range(window.what.count()):
        window.what.setCurrentIndex(at)
        yield f"survey-letters-{at}", window
    wrong = DomainError(
        "survey.text_place", path="en.survey_letter", place="{x}", known="{number} {title} {link}"
    )
    window.show_failure(wrong)
    yield "survey-letters-wrong", window
    window.say(LONG)
    yield "survey-letters-said", window
    window.close()


SATISFACTION_SCENES = (satisfaction, survey_forms, letters, survey_of_a_ticket)
