"""Sentences whose rest is anybody's words: a search, or the name of a saved view. No Qt here."""

import re
from collections.abc import Sequence

from dispatch_console.support.i18n import is_chinese, tr
from dispatch_console.ui.bar.commands import Command, Find, View
from dispatch_console.ui.bar.folding import folded
from dispatch_console.ui.bar.lexicon import Known
from dispatch_console.ui.bar.suggest import views_named
from dispatch_console.ui.bar.unclear import MOST_CHOICES, Choice, UnclearError
from dispatch_console.ui.bar.words import VERBS, Verb

_ARTICLE = re.compile(r"^(?:the|my|a)\s+", re.IGNORECASE)
_CALLED_VIEW = re.compile(r"(?:the\s+|my\s+)?(?P<name>.+?)\s*(?:\bview|视图)", re.IGNORECASE)


def free_words(text: str, known: Known) -> Command | None:
    """A sentence whose rest is anybody's words: a search, or the name of a view."""
    words = after(text, VERBS[Verb.FIND])
    if words is not None:
        if not words:
            raise UnclearError("bar.find_what")
        return Find(words)
    name = after(text, VERBS[Verb.VIEW])
    if name is None:
        shown = after(text, VERBS[Verb.SHOW]) or ""
        name = after(_ARTICLE.sub("", shown), VERBS[Verb.VIEW])
        called = _CALLED_VIEW.fullmatch(shown)
        if name is None and called and views_named(called["name"], known.views):
            name = called["name"]
    return None if name is None else _view(name, known.views)


def search(words: str) -> Choice:
    """What is offered where a sentence means nothing else."""
    label = tr("Find “{words}” in open and closed tickets", words=words)
    return Choice(label, f"{first_word(Verb.FIND)} {words}")


def first_word(verb: Verb) -> str:
    """The verb as it is said in the current language."""
    return VERBS[verb][1 if is_chinese() else 0]


def after(text: str, verbs: Sequence[str]) -> str | None:
    """What follows the verb that the text begins with; None if it begins with none of them."""
    low = folded(text)
    for verb in sorted(verbs, key=len, reverse=True):
        if low.startswith(verb):
            rest = text[len(verb) :]
            if not rest or not verb.isascii() or not rest[0].isalnum() or not rest[0].isascii():
                return rest.strip()
    return None


def _view(name: str, views: Sequence[str]) -> View:
    like = views_named(name, views)
    if len(like) == 1:
        return View(like[0])
    choices = tuple(Choice(one, f"{first_word(Verb.VIEW)} {one}") for one in like or views)
    raise UnclearError(
        "bar.several_views" if like else "bar.no_view",
        choices=choices[:MOST_CHOICES],
        name=name,
    )
