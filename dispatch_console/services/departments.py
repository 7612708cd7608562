"""Departments: their queues, members and addresses, as supervisors keep them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.lifecycle import OPEN
from dispatch_console.domain.queue import Queue, require_sound
from dispatch_console.services.context import Context
from dispatch_console.services.telling import known_logins
from dispatch_console.storage.unit_of_work import Unit


@dataclass(frozen=True, slots=True)
class Departments:
    """All queues in order of code; login → role (empty where one does not log in) of everybody."""

    queues: tuple[Queue, ...]
    people: Mapping[str, str]


def read(ctx: Context) -> Departments:
    """The queues there are, and who may be a member."""
    with ctx.database.snapshot() as snap:
        roles = snap.queues.colleagues()
        people = {login: roles.get(login, "") for login in known_logins(snap, ctx.user)}
        return Departments(tuple(snap.queues.all().values()), people)


def save(ctx: Context, command_id: UUID, base: Queue | None, queue: Queue) -> ChangeSet:
    """Write the queue that was read as `base`; without one it is new. Any login may be
    a member, known or not.

    Raises `queue.code`, `queue.name`, `queue.owner`, `queue.email`, `queue.url`, `queue.twice` for
    a code that another has, `queue.unknown`, `queue.changed` if somebody else has changed it since
    it was read, `queue.busy` for one to be made inactive in which open tickets lie.
    """
    wanted = replace(
        queue,
        code=queue.code.strip().lower(),
        name_en=queue.name_en.strip(),
        name_zh=queue.name_zh.strip(),
        members=tuple(sorted({name.strip() for name in queue.members} - {""})),
    )
    require_sound(wanted)

    def work(unit: Unit) -> None:
        if unit.already_done:
            return
        others = (one for one in unit.queues.all().values() if one.id != wanted.id)
        if any(one.code == wanted.code for one in others):
            raise DomainError("queue.twice", given=wanted.code)
        if base is None:
            unit.queues.add(wanted)
            return
        now = unit.queues.lock(wanted.id)
        if now is None:
            raise DomainError("queue.unknown")
        if now != base:
            raise DomainError("queue.changed", queue=now.code)
        count = unit.queues.open_tickets(wanted.id, sorted(OPEN))
        if now.active and not wanted.active and count:
            raise DomainError("queue.busy", queue=now.code, count=count)
        unit.queues.update(wanted)

    return ctx.database.run(work, user=ctx.user, command=command_id, what="queue.save")[1]
