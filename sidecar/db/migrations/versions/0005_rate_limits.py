"""What the rate limit needs: how far each API key has used up its calls.

Revision ID: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context, op

from sidecar.db.tables import OPTIONS
from sidecar.db.types import big_id

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Create it."""
    op.create_table(
        context.config.attributes["own"].prefix + "rate_limits",
        sa.Column("key_id", big_id(), primary_key=True, autoincrement=False),
        sa.Column("full_at", sa.BigInteger, nullable=False),
        **OPTIONS,
    )
