"""Teams that a maintenance plan can tell."""

from collections.abc import Iterable

from dispatch_console.domain.queue import Queue
from dispatch_console.domain.roles import Role
from dispatch_console.support.i18n import tr
from dispatch_console.words.text import queue_name, role_name


def teams_of(queues: Iterable[Queue]) -> dict[str, str]:
    """Address of the outbox → name: roles that dispatch, then departments."""
    roles = (Role.DISPATCHER, Role.SUPERVISOR)
    found = {f"role:{one}": tr("all with the role {role}", role=role_name(one)) for one in roles}
    return found | {f"queue:{one.id}": queue_name(one) for one in queues if one.active}
