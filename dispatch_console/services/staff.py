"""Engineers' records, as supervisors keep them: what they are called, and where they are reached.

Skills, regions, home and shifts come in by import.
"""

from dataclasses import replace
from uuid import UUID

from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.engineer import Engineer
from dispatch_console.domain.engineer_reach import require_reachable
from dispatch_console.domain.errors import DomainError
from dispatch_console.services.context import Context
from dispatch_console.storage.unit_of_work import Unit

EDITED = ("name", "team", "phone", "email", "wecom", "login")


def read(ctx: Context) -> tuple[Engineer, ...]:
    """Everybody, those who work here first, by number."""
    with ctx.database.snapshot() as snap:
        every = snap.engineers.every().values()
    return tuple(sorted(every, key=lambda one: (not one.active, one.number)))


def save(ctx: Context, command: UUID, engineer: Engineer) -> ChangeSet:
    """Write what is `EDITED` of an engineer who was read as that version.

    Raises as `require_reachable`, `engineer.gone`, `engineer.changed` if somebody else has changed
    the record since, `engineer.login` for a login that is another's.
    """
    said = {name: getattr(engineer, name).strip() for name in EDITED}
    wanted = replace(engineer, **said)
    require_reachable(wanted)

    def work(unit: Unit) -> None:
        if unit.already_done:
            return
        now = unit.engineers.lock([wanted.id]).get(wanted.id)
        if now is None:
            raise DomainError("engineer.gone", name=wanted.name)
        if now.version != wanted.version:
            raise DomainError("engineer.changed", name=now.name)
        holder = unit.engineers.find([wanted.login], "login").get(wanted.login)
        if wanted.login and holder is not None and holder.id != wanted.id:
            raise DomainError("engineer.login", login=wanted.login, name=holder.name)
        unit.engineers.upsert([replace(now, **said)])

    return ctx.database.run(work, user=ctx.user, command=command, what="engineer.save")[1]
