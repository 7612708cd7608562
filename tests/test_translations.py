"""Every sentence has its Chinese, every code both languages, and fields agree."""

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from dispatch_console.domain.cost import CostKind, RateKind
from dispatch_console.domain.cost import Scope as RateScope
from dispatch_console.domain.plan import MoveKind
from dispatch_console.domain.requisition import Action, State
from dispatch_console.domain.roles import Role
from dispatch_console.domain.sla import SlaState
from dispatch_console.domain.stock import MoveKind as StockMove
from dispatch_console.domain.survey import State as SurveyState
from dispatch_console.domain.ticket import Channel, Lock, Priority, Status
from dispatch_console.planning.certificate import Claim
from dispatch_console.planning.easing import Kind
from dispatch_console.planning.explain import Reason
from dispatch_console.planning.messages import Proof
from dispatch_console.planning.solution import Rule, Term
from dispatch_console.services import history
from dispatch_console.storage.schema.base import metadata
from dispatch_console.support.resources import resource
from dispatch_console.words.parts import UNITS
from dispatch_console.words.text import CATEGORIES, DEVICES

PACKAGE = Path(__file__).parent.parent / "dispatch_console"
CODE = re.compile(r"^[a-z_]+\.[A-Za-z_0-9]+$")

ENUM_KEYS = {
    *(f"status.{status.value}" for status in Status),
    *(f"priority.{priority.name}" for priority in Priority),
    *(f"channel.{channel.value}" for channel in Channel),
    *(f"lock.{lock.value}" for lock in Lock),
    *(f"role.{role.value}" for role in Role),
    *(f"sla.{state.value}" for state in SlaState),
    *(f"move.{kind.value}" for kind in MoveKind),
    *(f"rule.{rule.value}" for rule in Rule),
    *(f"term.{term.value}" for term in Term),
    *(f"claim.{claim.value}" for claim in Claim),
    *(f"proof.{proof.value}" for proof in Proof if proof is not Proof.NONE),
    *(f"unserved.{reason.value}" for reason in Reason),
    *(f"relax.{kind.value}" for kind in Kind),
    *(f"category.{category}" for category in CATEGORIES),
    *(f"device.{category}" for category in DEVICES),
    *(f"requisition_state.{state.value}" for state in State),
    *(f"requisition_action.{action.value}" for action in Action),
    *(f"stock_move.{kind.value}" for kind in StockMove),
    *(f"part_unit.{unit}" for unit in UNITS),
    *(f"cost_kind.{kind.value}" for kind in CostKind),
    *(f"rate_kind.{kind.value}" for kind in RateKind),
    *(f"rate_scope.{scope.value}" for scope in RateScope),
    *(f"survey_state.{state.value}" for state in SurveyState),
    *(f"retention.{kind}" for kind in ("archive", "tickets", "audit", "surveys", "outbox")),
    *(f"retention.{kind}" for kind in ("rule_log", "undelivered", "notices")),
    *(f"table.{name}" for name in metadata.tables if name != "alembic_version"),
    *(f"data_deed.{kind}" for kind in ("export", "erase", "retention")),
    *(f"history.{kind.replace('.', '_')}" for kind in history.KINDS),
}


def calls(name: str) -> Iterator[tuple[str, ast.Constant]]:
    """Literal first arguments of every call of `name` in the package, with their place."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            called = node.func
            spelled = called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")
            first = node.args[0]
            if spelled == name and isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield f"{path.relative_to(PACKAGE.parent)}:{node.lineno}", first


def catalogue(language: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for path in sorted(resource("translations", language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file):
                if message.id:
                    found[str(message.id)] = str(message.string)
    return found


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


SENTENCES = {str(node.value): place for place, node in calls("tr")}
ERROR_CODES = {
    str(node.value): place
    for name in ("DomainError", "Remark", "_about")
    for place, node in calls(name)
}


def test_every_sentence_has_its_chinese() -> None:
    chinese = catalogue("zh_CN")
    missing = {text: place for text, place in SENTENCES.items() if not chinese.get(text)}
    assert not missing


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_every_error_code_and_named_state_has_a_sentence(language: str) -> None:
    known = catalogue(language)
    codes = {text: place for text, place in SENTENCES.items() if CODE.match(text)}
    wanted = ERROR_CODES | codes | dict.fromkeys(ENUM_KEYS, "enum")
    missing = {code: place for code, place in wanted.items() if not known.get(code)}
    assert not missing


def test_both_languages_fill_the_same_fields() -> None:
    english, chinese = catalogue("en"), catalogue("zh_CN")
    differing = {
        key: (english.get(key, key), text)
        for key, text in chinese.items()
        if fields(english.get(key, key)) != fields(text)
    }
    assert not differing


def test_no_message_is_kept_twice() -> None:
    for language in ("en", "zh_CN"):
        seen: dict[str, str] = {}
        twice = []
        for path in sorted(resource("translations", language).glob("*.po")):
            with path.open("rb") as file:
                for message in read_po(file):
                    key = str(message.id)
                    if key and key in seen:
                        twice.append((key, seen[key], path.name))
                    seen[key] = path.name
        assert not twice
