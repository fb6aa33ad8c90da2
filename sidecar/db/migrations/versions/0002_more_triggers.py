"""What more triggers need: field mapping, starts and fingerprints of snapshots, known customers, indexes.

Revision ID: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context, op

from sidecar.db.tables import OPTIONS
from sidecar.db.types import UtcTimestamp, ascii_text, long_text

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add them."""
    prefix = context.config.attributes["own"].prefix
    op.add_column(prefix + "subscriptions", sa.Column("field_mapping", long_text()))
    op.add_column(prefix + "snapshots", sa.Column("starts_at", UtcTimestamp))
    op.add_column(prefix + "snapshots", sa.Column("fingerprint", ascii_text(64)))
    op.create_index("snapshots_start_idx", prefix + "snapshots", ["object_type", "starts_at"])
    op.create_index("snapshots_taken_idx", prefix + "snapshots", ["object_type", "taken_at"])
    op.create_table(
        prefix + "customers",
        sa.Column("digest", ascii_text(64), primary_key=True),
        sa.Column("created_at", UtcTimestamp, nullable=False),
        **OPTIONS,
    )
    op.drop_index("events_trigger_idx", table_name=prefix + "events")
    op.create_index("events_poll_idx", prefix + "events", ["trigger_type", "created_at", "id"])
    op.create_index("events_object_idx", prefix + "events", ["object_type", "object_id", "trigger_type"])
