"""Letters by which the entries of an open menu are chosen, no two alike, in either language.

They stand in the names only while the menu is open: whoever asks an action for its name (the list
of shortcuts, the command bar) gets it as it is read.
"""

import re
from collections.abc import Iterator, Sequence
from string import ascii_uppercase, digits

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from dispatch_console.support.i18n import english, is_chinese, tr_in

LETTERS = (*ascii_uppercase, *digits)


def give_access_keys(menu: QMenu) -> QMenu:
    """Whenever this menu opens, or one that is below it now, each entry has a letter of its own as
    far as they go. The menu itself is given back."""
    names: dict[QAction, str] = {}

    def mark() -> None:
        entries = [one for one in menu.actions() if one.isVisible() and not one.isSeparator()]
        names.update((one, one.text()) for one in entries)
        told = [(one.text(), one.shortcut().toString()) for one in entries]
        for one, marked in zip(entries, with_access_keys(told), strict=True):
            one.setText(marked)

    def unmark() -> None:
        for one in menu.actions():
            if one in names:
                one.setText(names[one])
        names.clear()

    menu.aboutToShow.connect(mark)
    menu.aboutToHide.connect(unmark)
    for one in menu.actions():
        if isinstance(below := one.menu(), QMenu):
            give_access_keys(below)
    return menu


def with_access_keys(entries: Sequence[tuple[str, str]]) -> Iterator[str]:
    """The names of (name, shortcut), each with ``&`` before its letter; a Chinese one has that of
    its English, in brackets behind it. Where the shortcut is a letter by itself it is that one."""
    kept = {key for _, key in entries if key in LETTERS}
    free = set(LETTERS) - kept
    for name, key in entries:
        plain = name.replace("&&", "\0").replace("&", "")
        letter = key if key in kept else next((one for one in _wished(plain) if one in free), "")
        kept.discard(letter)
        free.discard(letter)
        yield (_marked(plain, letter) if letter else plain).replace("\0", "&&")


def _wished(name: str) -> Iterator[str]:
    """Letters for the name, the best first: of its beginning, of its words, of it, any."""
    stem, mark, _ = name.partition("：" if is_chinese() else ":")
    told = tr_in("en", english(stem if mark else name)).upper()
    yield from (word[0] for word in told.split())
    yield from told
    yield from LETTERS


def _marked(name: str, letter: str) -> str:
    plain = re.IGNORECASE | re.ASCII
    found = re.search(rf"(?<![^ ]){letter}", name, plain) or re.search(letter, name, plain)
    if found is not None and not is_chinese():
        return f"{name[: found.start()]}&{name[found.start() :]}"
    stem = name.rstrip("…")
    return f"{stem}(&{letter}){name[len(stem) :]}"
