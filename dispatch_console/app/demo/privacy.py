"""How long the company's data lives: a policy changed, somebody whose data is held, somebody who
asked to be forgotten, and was."""

from uuid import UUID, uuid5

from dispatch_console.domain.customer import Contact
from dispatch_console.domain.ids import ContactId
from dispatch_console.domain.person import Person
from dispatch_console.services import data_life
from dispatch_console.services.context import Context
from dispatch_console.storage.unit_of_work import Unit

_NAMESPACE = UUID("9a0c3d6e-41b7-5f0c-8c55-2f6a7be0d914")

NOTICES_DAYS = 120
HELD = Person(phone="139 0000 0001")
FORGOTTEN = Person(phone="137 0000 4477", name="林晓月")


def add(ctx: Context) -> None:
    """All of it once; again changes nothing."""

    def work(unit: Unit) -> bool:
        if unit.already_done:
            return False
        customer = min(unit.customers.standing())
        unit.contacts.add(
            [
                Contact(
                    id=ContactId(0),
                    customer_id=customer,
                    name=FORGOTTEN.name,
                    phone=FORGOTTEN.phone,
                )
            ]
        )
        return True

    if ctx.database.run(work, user=ctx.user, command=_command("begin"), what="demo.privacy")[0]:
        data_life.set_policy(ctx, _command("policy"), "notices", NOTICES_DAYS)
        data_life.hold(ctx, _command("hold"), HELD, "保险理赔未结 / Insurance claim still open")
        code = data_life.look(ctx, FORGOTTEN).code
        data_life.erase(ctx, _command("erase"), FORGOTTEN, code)


def _command(what: str) -> UUID:
    return uuid5(_NAMESPACE, what)
