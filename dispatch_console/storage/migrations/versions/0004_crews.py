"""Stands in for the revision of crews.

Revision ID: 0004
"""

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Nothing."""


def downgrade() -> None:
    """Nothing."""
