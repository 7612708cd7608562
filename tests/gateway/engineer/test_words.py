"""Every sentence of the pages has its Chinese, and no page is one long script."""

import re
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from dispatch_console.support.i18n import tr_in
from dispatch_console.support.resources import resource

PAGES = sorted(resource("web", "engineer").glob("*.html"))


def sentences(path: Path) -> set[str]:
    """What the template asks the catalogue for, as far as it stands there."""
    tree = Environment(autoescape=True).parse(path.read_text(encoding="utf-8"))
    return {
        call.args[0].value
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name)
        and call.node.name == "tr"
        and isinstance(call.args[0], nodes.Const)
    }


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_sentence_of_a_page_has_its_chinese(path: Path) -> None:
    missing = [words for words in sentences(path) if tr_in("zh_CN", words) == words]
    assert not missing


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_no_page_has_scripts_or_styles_of_its_own(path: Path) -> None:
    written = path.read_text(encoding="utf-8")
    assert not re.search(r"<style|style=|<script>|\son\w+=|javascript:|\|\s*safe", written)
