"""What actions need: idempotency, callbacks to WordPress, blocks, coupons and their uses, reports.

Revision ID: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context, op

from sidecar.db.tables import OPTIONS
from sidecar.db.types import UtcTimestamp, ascii_text, big_id, long_bytes, long_text

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create them."""
    prefix = context.config.attributes["own"].prefix
    op.create_table(
        prefix + "idempotency",
        sa.Column("digest", ascii_text(64), primary_key=True),
        sa.Column("body_digest", ascii_text(64), nullable=False),
        sa.Column("token", ascii_text(26), nullable=False),
        sa.Column("status", ascii_text(12), nullable=False),
        sa.Column("status_code", sa.SmallInteger),
        sa.Column("answer", long_bytes()),
        sa.Column("lease_until", UtcTimestamp, nullable=False),
        sa.Column("created_at", UtcTimestamp, nullable=False),
        sa.Index("idempotency_retention_idx", "created_at"),
        **OPTIONS,
    )
    op.create_table(
        prefix + "callbacks",
        sa.Column("id", big_id(), primary_key=True),
        sa.Column("callback_id", ascii_text(26), nullable=False, unique=True),
        sa.Column("object_type", ascii_text(20), nullable=False),
        sa.Column("object_id", big_id(), nullable=False),
        sa.Column("steps", long_text(), nullable=False),
        sa.Column("progress", long_text(), nullable=False),
        sa.Column("status", ascii_text(12), nullable=False),
        sa.Column("attempts", sa.SmallInteger, nullable=False),
        sa.Column("next_attempt_at", UtcTimestamp, nullable=False),
        sa.Column("lease_token", ascii_text(26)),
        sa.Column("lease_until", UtcTimestamp),
        sa.Column("last_status", sa.SmallInteger),
        sa.Column("error_message", sa.Text),
        sa.Column("created_at", UtcTimestamp, nullable=False),
        sa.Column("processed_at", UtcTimestamp),
        sa.Index("callbacks_due_idx", "status", "next_attempt_at", "id"),
        sa.Index("callbacks_object_idx", "object_type", "object_id"),
        sa.Index("callbacks_retention_idx", "status", "processed_at"),
        **OPTIONS,
    )
    op.create_table(
        prefix + "blocks",
        sa.Column("id", big_id(), primary_key=True),
        sa.Column("staff_id", big_id(), nullable=False),
        sa.Column("starts_at", ascii_text(19), nullable=False),
        sa.Column("ends_at", ascii_text(19), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("created_at", UtcTimestamp, nullable=False),
        sa.Index("blocks_staff_idx", "staff_id", "ends_at"),
        **OPTIONS,
    )
    op.create_table(
        prefix + "coupons",
        sa.Column("id", big_id(), primary_key=True),
        sa.Column("code", ascii_text(50), nullable=False, unique=True),
        sa.Column("kind", ascii_text(10), nullable=False),
        sa.Column("amount", ascii_text(20), nullable=False),
        sa.Column("starts_on", ascii_text(10)),
        sa.Column("ends_on", ascii_text(10)),
        sa.Column("usage_limit", sa.Integer),
        sa.Column("used", sa.Integer, nullable=False),
        sa.Column("service_ids", long_text(), nullable=False),
        sa.Column("status", ascii_text(12), nullable=False),
        sa.Column("created_at", UtcTimestamp, nullable=False),
        **OPTIONS,
    )
    op.create_table(
        prefix + "coupon_uses",
        sa.Column("id", big_id(), primary_key=True),
        sa.Column("coupon_id", big_id(), nullable=False),
        sa.Column("booking_id", big_id(), nullable=False, unique=True),
        sa.Column("amount", ascii_text(20), nullable=False),
        sa.Column("created_at", UtcTimestamp, nullable=False),
        sa.Index("coupon_uses_coupon_idx", "coupon_id"),
        **OPTIONS,
    )
    op.create_table(
        prefix + "reports",
        sa.Column("id", big_id(), primary_key=True),
        sa.Column("report_id", ascii_text(26), nullable=False, unique=True),
        sa.Column("report", ascii_text(30), nullable=False),
        sa.Column("parameters", long_text(), nullable=False),
        sa.Column("callback_url", sa.String(500)),
        sa.Column("status", ascii_text(12), nullable=False),
        sa.Column("attempts", sa.SmallInteger, nullable=False),
        sa.Column("next_attempt_at", UtcTimestamp, nullable=False),
        sa.Column("lease_token", ascii_text(26)),
        sa.Column("lease_until", UtcTimestamp),
        sa.Column("answer", long_bytes()),
        sa.Column("body", long_bytes()),
        sa.Column("error_message", sa.Text),
        sa.Column("created_at", UtcTimestamp, nullable=False),
        sa.Column("processed_at", UtcTimestamp),
        sa.Index("reports_due_idx", "status", "next_attempt_at", "id"),
        sa.Index("reports_retention_idx", "created_at"),
        **OPTIONS,
    )
