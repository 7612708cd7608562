"""To whom a message was to go and why it was not sent yet, in words."""

from dispatch_console.domain.message import PHONE
from dispatch_console.domain.roles import Role
from dispatch_console.services.delivering.duty import Waiting
from dispatch_console.support.i18n import tr
from dispatch_console.words.people import person_name


def shown_address(one: Waiting) -> str:
    """The address without what may be secret in it; of people, in words."""
    address = one.message.address
    kind, _, whose = address.partition(":")
    if kind == "engineer":
        return person_name(address)
    if kind == "role" and whose in set(Role):
        return tr("all with the role {role}", role=tr(f"role.{whose}"))
    if address.startswith(PHONE):
        return whose
    return address.partition("?")[0] if "://" in address else address


def state_words(one: Waiting) -> str:
    """What it waits for, or why it is held."""
    message = one.message
    code, _, reason = message.failure.partition(": ")
    why = " ".join(
        part for part in (tr(f"outbox.{code.partition('.')[2] or code}"), reason) if part
    )
    if message.held:
        return tr("held: {why}", why=why)
    if not one.set_up:
        return tr("waits: this computer has no settings for {medium}", medium=message.medium.value)
    if message.failure:
        return tr("tried {count} times: {why}", count=message.tries, why=why)
    return tr("waits for its turn")
