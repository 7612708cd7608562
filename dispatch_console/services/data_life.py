"""How long data lives: the archive, policies, and a person's data given out or erased on request.

Erasing takes two steps: `look` says what there is and gives a code for just that; `erase` wants the
code back. docs/data_life.md says what goes, what stays, and why.
"""

import csv
import html
import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.person import Footprint, Person
from dispatch_console.services.automatic_steps import ARCHIVE, archive, to_archive
from dispatch_console.services.context import Context
from dispatch_console.services.importing.table_writer import harmless
from dispatch_console.storage.repositories.data_life import Deed
from dispatch_console.storage.unit_of_work import Unit

MOST_COUNTED = 100_000
"""Of what the next rounds archive."""

LONGEST = 36_500
"""Days; a hundred years."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the window shows: policies, what they would end now, and what was done."""

    policies: Mapping[str, int | None]
    due: Mapping[str, int]
    deeds: tuple[Deed, ...]
    holds: Mapping[str, str]


def standing(ctx: Context) -> Standing:
    """All of it; nothing is changed."""
    with ctx.database.snapshot() as snap:
        life = snap.data_life
        waiting = sum(len(tickets) for _, tickets in to_archive(snap, MOST_COUNTED))
        due = {ARCHIVE: waiting, **life.retention(dry=True)}
        return Standing(life.policies(), due, life.deeds(), life.holds())


def set_policy(ctx: Context, command: UUID, kind: str, days: int | None) -> ChangeSet:
    """Keep a kind so many days from now on, None for ever. Raises `data.days`, `data.kind`."""
    if days is not None and not 1 <= days <= LONGEST:
        raise DomainError("data.days", most=LONGEST)

    def work(unit: Unit) -> None:
        if not unit.already_done and not unit.data_life.set_policy(kind, days):
            raise DomainError("data.kind", kind=kind)

    return ctx.database.run(work, user=ctx.user, command=command, what="retention.set")[1]


def keep(ctx: Context) -> int:
    """The duty: archive what was closed long enough ago, by the step of its workflow; end what the
    policies end. How much."""
    archived = archive(ctx)

    def work(unit: Unit) -> int:
        counts = {ARCHIVE: archived, **unit.data_life.retention(dry=False)}
        done = {kind: count for kind, count in counts.items() if count}
        if done:
            unit.data_life.record("retention", done)
        return sum(done.values())

    return ctx.database.run(work, user=ctx.user, what="retention")[0]


def hold(ctx: Context, command: UUID, person: Person, reason: str) -> ChangeSet:
    """Nothing of the person may be erased until that is released. Raises `data.reason`."""
    if not reason.strip():
        raise DomainError("data.reason")

    def work(unit: Unit) -> None:
        if not unit.already_done:
            unit.data_life.hold(person.subjects, reason.strip())

    return ctx.database.run(work, user=ctx.user, command=command, what="person.hold")[1]


def release(ctx: Context, command: UUID, person: Person) -> ChangeSet:
    """The hold ends."""

    def work(unit: Unit) -> None:
        if not unit.already_done:
            unit.data_life.release(person.subjects)

    return ctx.database.run(work, user=ctx.user, command=command, what="person.release")[1]


def look(ctx: Context, person: Person) -> Footprint:
    """What there is about the person. Raises `person.unknown` where nothing is."""
    with ctx.database.snapshot() as snap:
        return _known(snap.data_life.about(person))


def export(ctx: Context, person: Person, path: Path) -> Footprint:
    """All of it as a ZIP: `data.json` for machines, `data.html` and a CSV a table for people, and
    the files of attachments.

    Raises `person.unknown`, `import.write`.
    """

    def work(unit: Unit) -> tuple[Footprint, dict[str, list[dict[str, Any]]]]:
        found = _known(unit.data_life.about(person))
        unit.data_life.record("export", found.counts, found.code)
        return found, unit.data_life.rows(found)

    (found, rows), _ = ctx.database.run(work, user=ctx.user, what="person.export")
    try:
        with ctx.database.snapshot() as snap:
            _write(path, rows, snap.data_life.files(found))
    except OSError as error:
        reason = error.strerror or str(error)
        raise DomainError("import.write", file=str(path), reason=reason) from None
    return found


def erase(ctx: Context, command: UUID, person: Person, code: str) -> dict[str, int]:
    """Erase what is personal about the person, in rows, trail and messages; what still holds the
    person's words afterwards, by table.

    Raises `person.unknown`, `person.open_tickets`, `person.held`, `person.code` where there is
    something else now than `look` told.
    """

    def work(unit: Unit) -> dict[str, int]:
        if unit.already_done:
            return unit.data_life.left(person)
        found = _known(unit.data_life.about(person))
        if found.holds:
            raise DomainError("person.held", reason=found.holds[0])
        if found.open_tickets:
            raise DomainError("person.open_tickets", numbers=", ".join(found.open_tickets[:5]))
        if code.strip().upper() != found.code:
            raise DomainError("person.code")
        unit.data_life.erase(found)
        unit.data_life.record("erase", found.counts, found.code)
        return unit.data_life.left(person)

    return ctx.database.run(work, user=ctx.user, command=command, what="person.erase")[0]


def _known(found: Footprint) -> Footprint:
    if not found.rows:
        raise DomainError("person.unknown")
    return found


def _write(
    path: Path, rows: Mapping[str, list[dict[str, Any]]], files: Iterable[tuple[str, bytes]]
) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as whole:
        whole.writestr("data.json", json.dumps(rows, ensure_ascii=False, indent=2))
        whole.writestr("data.html", _page(rows))
        for table, lines in sorted(rows.items()):
            if lines:
                whole.writestr(f"{table}.csv", _csv(lines))
        for name, data in files:
            whole.writestr(f"files/{name}", data)


def _csv(lines: list[dict[str, Any]]) -> str:
    made = io.StringIO()
    writer = csv.writer(made)
    writer.writerow(lines[0])
    writer.writerows([harmless(_shown(value)) for value in line.values()] for line in lines)
    return "\ufeff" + made.getvalue()


def _page(rows: Mapping[str, list[dict[str, Any]]]) -> str:
    parts = ["<!doctype html><meta charset='utf-8'><title>data</title>"]
    for table, lines in sorted(rows.items()):
        if not lines:
            continue
        heads = "".join(f"<th>{html.escape(name)}" for name in lines[0])
        body = "".join(
            "<tr>" + "".join(f"<td>{html.escape(_shown(value))}" for value in line.values())
            for line in lines
        )
        parts.append(f"<h2>{html.escape(table)}</h2><table border=1><tr>{heads}{body}</table>")
    return "\n".join(parts)


def _shown(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
