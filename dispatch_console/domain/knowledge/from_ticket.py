"""What a ticket tells that an article can begin with."""

import re
from dataclasses import dataclass

from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.ticket import Ticket

_NOTE = re.compile(r"\[[^\]\n]*\d[^\]\n]*\]\s*(.+)", re.DOTALL)
"""A note below a description begins with when and who, which are no part of an article."""

_HAN = re.compile("[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Experience:
    """A ticket's title, what was wrong, and what was done about it, note by note.

    `language` is the one it is told in, `skills` those that it took.
    """

    ticket_id: TicketId
    language: str
    title: str
    symptoms: str = ""
    done: tuple[str, ...] = ()
    category: str = ""
    skills: tuple[str, ...] = ()


def experience(ticket: Ticket, reasons: tuple[str, ...] = ()) -> Experience:
    """Of a ticket and what people gave as `reasons` on its way, the first first."""
    symptoms: list[str] = []
    done: list[str] = []
    for part in re.split(r"\n\s*\n", ticket.description.strip()):
        note = _NOTE.fullmatch(part.strip())
        if note:
            done.append(note[1].strip())
        elif done:
            done.append(part.strip())
        elif part.strip():
            symptoms.append(part.strip())
    told = f"{ticket.title}{ticket.description}"
    return Experience(
        ticket_id=ticket.id,
        language="zh_CN" if _HAN.search(told) else "en",
        title=ticket.title,
        symptoms="\n\n".join(symptoms),
        done=tuple(
            dict.fromkeys([*done, *(reason.strip() for reason in reasons if reason.strip())])
        ),
        category=ticket.category,
        skills=tuple(skill.code for skill in ticket.skills),
    )
