"""What a board has that can be shown: the names by which it is said, and how it is offered.

No Qt here. What many share (a name, a code) stands for all of them.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from dispatch_console.domain.board import Board
from dispatch_console.domain.ids import EngineerId, QueueId, RegionId
from dispatch_console.support.i18n import pick, tr
from dispatch_console.ui.bar.folding import folded
from dispatch_console.words import text


@dataclass(frozen=True, slots=True)
class Staff:
    """The engineers a name may mean."""

    ids: tuple[EngineerId, ...]


@dataclass(frozen=True, slots=True)
class Area:
    """A region."""

    id: RegionId


@dataclass(frozen=True, slots=True)
class Desk:
    """A queue."""

    id: QueueId


@dataclass(frozen=True, slots=True)
class Craft:
    """A skill, by its code."""

    code: str


@dataclass(frozen=True, slots=True)
class Client:
    """A customer: the name as it stands on the tickets."""

    name: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A custom field, by its code."""

    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Showable:
    """One thing with all it is called (`folded`), how it is offered, what says it in a sentence."""

    meaning: Staff | Area | Desk | Craft | Client | Asked
    names: tuple[str, ...]
    label: str
    said: str
    kind: str


def showables(board: Board) -> Iterator[Showable]:
    """Everything on the board that a sentence beginning with “show” may name, by kind.

    The words are those of the current language.
    """
    yield from _regions(board)
    yield from _queues(board)
    yield from _skills(board)
    yield from _fields(board)
    yield from _staff(board)
    yield from _customers(board)


def _regions(board: Board) -> Iterator[Showable]:
    for region in board.regions.values():
        name = text.region_name(region)
        names = (name, region.code, region.name_en, region.name_zh)
        yield _thing(Area(region.id), names, name, region.code, tr("Region"))


def _queues(board: Board) -> Iterator[Showable]:
    for queue in board.queues.values():
        name = text.queue_name(queue)
        names = (name, queue.code, queue.name_en, queue.name_zh)
        yield _thing(Desk(queue.id), names, name, name, tr("Queue"))


def _skills(board: Board) -> Iterator[Showable]:
    for skill in board.skills.values():
        name = pick(skill.name_en, skill.name_zh)
        names = (name, skill.code, skill.name_en, skill.name_zh)
        yield _thing(Craft(skill.code), names, name, name, tr("Skill"))


def _fields(board: Board) -> Iterator[Showable]:
    known: set[str] = set()
    for one in board.definitions.fields:
        if one.active and one.code not in known:
            known.add(one.code)
            name = pick(one.name_en, one.name_zh)
            names = (name, one.code, one.name_en, one.name_zh)
            yield _thing(Asked(one.code), names, name, name, tr("Custom field"))


def _staff(board: Board) -> Iterator[Showable]:
    for one in board.engineers.values():
        label = f"{one.name}  {one.number}"
        yield _thing(Staff((one.id,)), (one.name, one.number), label, one.number, tr("Engineer"))


def _customers(board: Board) -> Iterator[Showable]:
    for name in dict.fromkeys(ticket.customer_name for ticket in board.tickets.values()):
        if name.strip():
            yield _thing(Client(name), (name,), name, name, tr("Customer"))


def _thing(
    meaning: Staff | Area | Desk | Craft | Client | Asked,
    names: Iterable[str],
    label: str,
    said: str,
    kind: str,
) -> Showable:
    called = tuple(dict.fromkeys(folded(name) for name in names if name.strip()))
    return Showable(meaning=meaning, names=called, label=label, said=said, kind=kind)


def phrases(board: Board, taken: Callable[[str], bool]) -> dict[str, object]:
    """What only a sentence that shows something knows: skills, customers and custom fields.

    A name that is `taken` by the grammar means what it means there.
    """
    found: dict[str, object] = {}
    for make in (_customers, _fields, _skills):
        for thing in make(board):
            for name in thing.names:
                if len(name) > 1 and not name.isdigit() and not taken(name):
                    found[name] = thing.meaning
    return found
