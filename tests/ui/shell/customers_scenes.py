"""Customers: their window in every state, the forms, merging, labels, a meter, the asset tab."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from dispatch_console.domain.asset import Asset, AssetStatus, Meter, Reading
from dispatch_console.domain.cover import Contract, Shares, cover_of
from dispatch_console.domain.customer import Contact, Customer, Language, Site, Tier
from dispatch_console.domain.definitions import Definitions
from dispatch_console.domain.ids import (
    AssetId,
    ContactId,
    ContractId,
    CustomerId,
    MeterId,
    SiteId,
    TicketId,
    UpkeepId,
)
from dispatch_console.domain.place import Location
from dispatch_console.domain.skill import SkillLevel
from dispatch_console.domain.twins import same_assets, same_customers, same_sites
from dispatch_console.domain.upkeep import Occasion, Outcome, Template, Unit, Upkeep
from dispatch_console.domain.workflow_templates import TYPES
from dispatch_console.services.customers.reading import (
    AssetCard,
    Card,
    Deed,
    Directory,
    Prospect,
    Subject,
)
from dispatch_console.services.intake import Caller
from dispatch_console.ui.customers.forms import form_for
from dispatch_console.ui.customers.labels_dialog import LabelsDialog
from dispatch_console.ui.customers.merge_dialog import MergeDialog
from dispatch_console.ui.customers.meter_dialog import MeterDialog
from dispatch_console.ui.customers.row_form import RowForm
from dispatch_console.ui.customers.teams import teams_of
from dispatch_console.ui.customers.window import CustomersWindow
from dispatch_console.ui.intake import Draft, IntakeWindow
from dispatch_console.words.lifecycle import types_of
from tests.factories import NOW, SKILLS, make_ticket
from tests.ui.conversation.talk import CARE, IT
from tests.ui.shell.stage import LONG, Seen, Stage

TODAY = date(2026, 3, 2)
US = CustomerId(1)

CUSTOMERS = (
    Customer(
        id=US,
        name="上海晨光酒店管理有限公司",
        phone="021-5888 1234",
        tier=Tier.GOLD,
        language=Language.CHINESE,
        parent_id=CustomerId(3),
        note=LONG,
    ),
    Customer(id=CustomerId(2), name="上海晨光酒店管理", phone="021-58881234"),
    Customer(id=CustomerId(3), name="Morning Light Hospitality Group (Asia Pacific) Ltd."),
    *(Customer(id=CustomerId(n), name=f"Customer {n}") for n in range(4, 20)),
)
SITES = (
    Site(
        id=SiteId(1),
        name="外滩店",
        address="上海市黄浦区中山东一路 18 号 2 号楼地下一层设备间",
        customer_id=US,
        location=Location(31.2396, 121.4907),
        access="Ring at gate B, ask for Mr Chen; the badge is at the reception.",
    ),
    Site(id=SiteId(2), name="Pudong", address="100 Century Avenue", customer_id=US),
    Site(id=SiteId(3), name="Pudong", address="100 Century Avenue.", customer_id=US),
)
LIFT = Asset(
    id=AssetId(1),
    customer_id=US,
    site_id=SiteId(1),
    name="1 号客梯",
    code="9F3A0C51D27B4E668A10",
    category="lift",
    maker="Mitsubishi",
    model="ELENESSA-1050-VF",
    serial="M2019-0042-77131-A",
    installed_on=date(2019, 6, 1),
    warranty_until=date(2026, 6, 30),
)
ASSETS = (
    LIFT,
    Asset(id=AssetId(2), customer_id=US, name="Door drive", parent_id=LIFT.id),
    replace(LIFT, id=AssetId(3), name="客梯一号", code="X", site_id=None, warranty_until=None),
    Asset(
        id=AssetId(4),
        customer_id=US,
        site_id=SiteId(2),
        name="Chiller 2",
        status=AssetStatus.RETIRED,
    ),
)
KNOWN = Directory(
    customers={one.id: one for one in CUSTOMERS},
    sites={one.id: one for one in SITES},
    assets={one.id: one for one in ASSETS},
)
CONTRACTS = (
    Contract(
        id=ContractId(1),
        number="WB-2026-0017",
        customer_id=US,
        name="全包维保",
        assets=(LIFT.id,),
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 12, 31),
        covers=Shares(labour=Decimal(1), parts=Decimal("0.5"), travel=Decimal(1)),
        sla="gold",
        price=Decimal("36000.00"),
    ),
    Contract(
        id=ContractId(2), number="WB-2020-3", customer_id=US, starts_on=date(2020, 1, 1), sla="-"
    ),
)
METER = Meter(id=MeterId(1), asset_id=LIFT.id, name="Trips", unit="trips")
PLAN = Upkeep(
    id=UpkeepId(1),
    name="客梯半月保养",
    customer_id=US,
    asset_id=LIFT.id,
    unit=Unit.WEEK,
    every=2,
    starts_on=date(2026, 1, 5),
    template=Template(
        title="客梯半月保养：1 号客梯",
        skills=(SkillLevel("lift", 2),),
        checklist=("清洁轿顶", "检查制动器", "检查门锁"),
        description=LONG,
    ),
)
OCCASION = Occasion(
    plan_id=PLAN.id, place=3, due_on=TODAY, passed=2, outcome=Outcome.OPEN, ticket_id=TicketId(1)
)
TICKETS = tuple(
    make_ticket(n, asset_id=LIFT.id if n % 2 else None, created_at=NOW - timedelta(days=n))
    for n in range(1, 30)
)
DEEDS = (
    Deed(
        kind="customer",
        at=NOW,
        who="王芳",
        what="customer.merge",
        fields={"merged_into": (None, 3), "tier": ("standard", "gold"), "note": ("", LONG)},
    ),
    Deed(kind="customer", at=NOW, who="anna", what="customer.add", created=True),
)


def card(subject: Subject) -> Card:
    return Card(
        subject=subject,
        on=TODAY,
        cover=cover_of(US, [LIFT] if subject.asset else [], CONTRACTS, TODAY),
        deeds=DEEDS,
        contacts={
            ContactId(n): Contact(
                id=ContactId(n),
                customer_id=US,
                name=name,
                position="设备部经理",
                phone="138 0000 1111",
                email=f"{n}.facility.management@morning-light.example.com",
                wechat="wx_chenguang_2026",
                site_id=SiteId(1),
                active=n != 2,
            )
            for n, name in ((1, "陈国强"), (2, "Alexandra Featherstonehaugh"))
        },
        contracts={one.id: one for one in CONTRACTS},
        plans={PLAN.id: Prospect(plan=PLAN, past=(OCCASION,), next=replace(OCCASION, place=4))},
        meters={METER.id: METER},
        readings=(Reading(METER.id, NOW, Decimal("123456.50")),),
        tickets=TICKETS,
        formerly=("上海晨光酒店",),
    )


def customers(stage: Stage) -> Seen:
    main = stage.main
    window = CustomersWindow(main.intents, main.session.zone, main)
    window.card_wanted.connect(lambda subject: window.show_card(card(subject)))
    window.show()
    yield "customers-reading", window
    window.show_directory(Directory())
    yield "customers-none", window
    window.show_directory(KNOWN)
    window.tree.select(Subject(customer=US))
    for page in range(window.tabs.count()):
        window.tabs.setCurrentIndex(page)
        yield f"customers-{page}", window
    window.tree.search.setText("mitsu")
    window.tree.select(Subject(customer=US, site=SiteId(1), asset=LIFT.id))
    window.tabs.setCurrentIndex(0)
    window.messages.done("Saved.")
    yield "customers-device", window
    window.tree.select(Subject(customer=US, site=SiteId(1)))
    yield "customers-site", window
    window.tree.search.setText("nobody is called so")
    yield "customers-not-found", window
    window.show_failure(LONG)
    yield "customers-failed", window
    window.close()


def forms(stage: Stage) -> Seen:
    rows = (CUSTOMERS[0], card(Subject(customer=US)).contacts[ContactId(1)], SITES[0], LIFT)
    told = replace(PLAN, tell_team="role:dispatcher", tell_customer=True)
    for row in (*rows, METER, CONTRACTS[0], told):
        kinds = types_of(Definitions(types=TYPES))
        teams = teams_of([CARE, IT])
        form = RowForm(form_for(row, KNOWN, [METER], SKILLS, kinds, teams), stage.main)
        form.show()
        form.show_failure(LONG)
        yield f"customers-form-{type(row).__name__}", form
        form.close()


def small_ones(stage: Stage) -> Seen:
    main = stage.main
    merge = MergeDialog(main)
    merge.show()
    yield "customers-merge-none", merge
    pairs = {
        Customer: same_customers(CUSTOMERS, {}),
        Site: same_sites(SITES),
        Asset: same_assets(ASSETS),
    }
    merge.show_pairs(pairs, KNOWN)
    for kind in range(3):
        merge.kind.setCurrentIndex(kind)
        yield f"customers-merge-{kind}", merge
    merge.show_failure(LONG)
    yield "customers-merge-failed", merge
    merge.close()
    labels = LabelsDialog(KNOWN, Subject(customer=US, site=SiteId(1), asset=LIFT.id), "no", main)
    labels.show()
    labels.save.click()
    yield "customers-labels", labels
    labels.close()
    meter = MeterDialog(METER, NOW, main.session.zone, main)
    meter.show()
    meter.save.click()
    yield "customers-meter", meter
    meter.close()


def device_at_intake(stage: Stage) -> Seen:
    main = stage.main
    main.calls.show()
    intake = stage.found(IntakeWindow)
    cover = cover_of(US, [LIFT], CONTRACTS, TODAY)
    bare = cover_of(US, [], [], TODAY)
    caller = Caller(
        name=CUSTOMERS[0].name,
        phone="138 0000 1111",
        customer=CUSTOMERS[0],
        contact=card(Subject(customer=US)).contacts[ContactId(1)],
        sites=SITES[:2],
        assets=ASSETS[:3],
        covers={None: bare, ASSETS[1].id: bare, LIFT.id: cover, ASSETS[2].id: bare},
    )
    intake.callers.show_callers([caller])
    intake.form.pick(caller, SITES[0], LIFT)
    yield "intake-device", intake
    intake.form.device.box.setCurrentIndex(0)
    yield "intake-uncovered", intake
    intake.form.device.forget()
    intake.form.show_draft(Draft())
    intake.reject()


def device_of_ticket(stage: Stage) -> Seen:
    main = stage.main
    panel, tabs = main.inspector.tabs.asset, main.inspector.tabs
    # Nothing is asked of a database here.
    tabs.blockSignals(True)
    main.selection.select_tickets([stage.ticket(visited=True)])
    main.inspector_dock.raise_()
    before = tabs.currentIndex()
    tabs.setCurrentWidget(panel)
    for line in ((), (LIFT,)):
        told = AssetCard(
            line=line,
            site=SITES[0],
            cover=cover_of(US, line, CONTRACTS, TODAY),
            meters={METER.id: METER} if line else {},
            readings=(Reading(METER.id, NOW, Decimal("123456.50")),),
            tickets=TICKETS[:5],
            others=ASSETS,
        )
        panel.show_card(told)
        yield f"inspector-device-{len(line)}", main
    panel.show_failure(LONG)
    yield "inspector-device-failed", main
    tabs.setCurrentIndex(before)
    tabs.blockSignals(False)


CUSTOMERS_SCENES = (customers, forms, small_ones, device_at_intake, device_of_ticket)
