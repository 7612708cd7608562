"""The last word before something is written: whether the role may, said in the message bar if not.

Menus and buttons do not offer it in the first place (`ui.permits`); keys and drags come here.
"""

from dispatch_console.domain.roles import Right
from dispatch_console.ui.permits import barred_sentence
from dispatch_console.ui.shell.session import Session
from dispatch_console.ui.widgets.message_bar import MessageBar


def barred(session: Session, messages: MessageBar, right: Right) -> bool:
    """Whether the right is not there; says so."""
    why = barred_sentence(session.rights, right)
    if why:
        messages.warn(why)
    return bool(why)
