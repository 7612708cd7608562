"""Contacts, assets with meters, contracts, maintenance plans; customers and sites that are merged.

Expands only.

Revision ID: 0013
"""

import json
from pathlib import Path
from typing import Any

from alembic import op

revision = "0013"
down_revision = "0012"

_PERSONAL: dict[str, dict[str, Any]] = {
    "customer": {"note": ""},
    "site": {"access": ""},
    "contact": {"name": "", "position": "", "phone": "", "email": "", "wechat": ""},
    "asset": {"note": ""},
}
"""Kind of row → its personal columns and what each holds once erased."""


def upgrade() -> None:
    connection = op.get_bind().connection.driver_connection
    assert connection is not None
    # As bytes to the driver itself: several statements, and % is just a character.
    connection.execute(Path(__file__).with_name("0013_clientele.sql").read_bytes())
    columns = _personal()
    for kind, own in _PERSONAL.items():
        columns.setdefault(kind, {}).update(own)
    _set_personal(columns)


def downgrade() -> None:
    columns = _personal()
    for kind, own in _PERSONAL.items():
        for name in own:
            del columns[kind][name]
        if not columns[kind]:
            del columns[kind]
    _set_personal(columns)
    op.execute("ALTER TABLE ticket DROP CONSTRAINT ticket_asset_id_fk")
    # The devices go, and later ones would have their numbers. It is no change of a ticket's.
    op.execute("ALTER TABLE ticket DISABLE TRIGGER USER")
    op.execute("UPDATE ticket SET asset_id = NULL WHERE asset_id IS NOT NULL")
    op.execute("ALTER TABLE ticket ENABLE TRIGGER USER")
    op.execute("DROP POLICY with_customers ON audit")
    op.execute("DROP TABLE occasion, upkeep, contract, reading, meter, asset, contact")
    op.execute("DROP FUNCTION asset_code()")
    op.execute("DROP INDEX site_customer_id_index")
    op.execute("ALTER TABLE site DROP COLUMN access, DROP COLUMN merged_into")
    op.execute(
        "ALTER TABLE customer DROP COLUMN tier, DROP COLUMN language, DROP COLUMN parent_id,"
        " DROP COLUMN note, DROP COLUMN merged_into"
    )


def _personal() -> dict[str, dict[str, Any]]:
    return op.get_bind().exec_driver_sql("SELECT personal_columns()").scalar_one()


def _set_personal(columns: dict[str, dict[str, Any]]) -> None:
    """Say anew what is personal; what other revisions say of it stays."""
    op.get_bind().exec_driver_sql(
        "CREATE OR REPLACE FUNCTION personal_columns() RETURNS jsonb LANGUAGE sql IMMUTABLE AS"
        f" $$ SELECT '{json.dumps(columns)}'::jsonb $$"
    )
