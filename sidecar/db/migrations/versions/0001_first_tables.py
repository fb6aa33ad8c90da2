"""The first tables: subscriptions, queue, activity log, API keys, outbox, events, snapshots, state.

Revision ID: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context, op

from sidecar.db.tables import OPTIONS
from sidecar.db.types import UtcTimestamp, ascii_text, big_id, long_bytes, long_text

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create them."""
    prefix = context.config.attributes["own"].prefix
    op.create_table(
        prefix + "activity_log",
        sa.Column("id", big_id(), primary_key=True),
        sa.Column("event_type", ascii_text(100), nullable=False),
        sa.Column("direction", ascii_text(10), nullable=False),
        sa.Column("request_data", long_text()),
        sa.Column("response_data", long_text()),
        sa.Column("status_code", sa.SmallInteger),
        sa.Column("success", sa.Boolean, nullable=False),
        sa.Column("error_message", sa.Text),
        sa.Column("execution_time", sa.Float),
        sa.Column("event_id", ascii_text(26)),
        sa.Column("subscription_id", big_id()),
        sa.Column("api_key_id", big_id()),
        sa.Column("request_id", ascii_text(26)),
        sa.Column("created_at", UtcTimestamp, nullable=False),
        sa.Index("activity_created_idx", "created_at"),
        sa.Index("activity_event_idx", "event_id"),
        sa.Index("activity_success_idx", "success"),
        sa.Index("activity_type_idx", "event_type"),
        **OPTIONS,
    )
    op.create_table(
        prefix + "api_keys",
        sa.Column("id", big_id(), primary_key=True),
        sa.Column("public_id", ascii_text(8), nullable=False, unique=True),
        sa.Column("api_key", ascii_text(64), nullable=False, unique=True),
        sa.Column("ciphertext", sa.Text, nullable=False),
        sa.Column("last_four", ascii_text(4), nullable=False),
        sa.Column("user_id", big_id(), nullable=False),
        sa.Column("label", sa.String(100), nullable=False),
        sa.Column("permissions", long_text(), nullable=False),
        sa.Column("last_used_at", UtcTimestamp),
        sa.Column("expires_at", UtcTimestamp),
        sa.Column("status", ascii_text(20), nullable=False),
        sa.Column("created_at", UtcTimestamp, nullable=False),
        sa.Index("api_keys_user_idx", "user_id"),
        **OPTIONS,
    )
    op.create_table(
        prefix + "events",
        sa.Column("id", big_id(), primary_key=True),
        sa.Column("event_id", ascii_text(26), nullable=False, unique=True),
        sa.Column("trigger_type", ascii_text(100), nullable=False),
        sa.Column("object_type", ascii_text(20), nullable=False),
        sa.Column("object_id", big_id(), nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("dedup_key", ascii_text(191), nullable=False, unique=True),
        sa.Column("origin", ascii_text(10), nullable=False),
        sa.Column("payload", long_bytes(), nullable=False),
        sa.Column("occurred_at", UtcTimestamp, nullable=False),
        sa.Column("created_at", UtcTimestamp, nullable=False),
        sa.Index("events_retention_idx", "created_at"),
        sa.Index("events_trigger_idx", "trigger_type", "id"),
        **OPTIONS,
    )
    op.create_table(
        prefix + "outbox",
        sa.Column("id", big_id(), primary_key=True),
        sa.Column("object_type", ascii_text(20), nullable=False),
        sa.Column("object_id", big_id(), nullable=False),
        sa.Column("marks", ascii_text(191), nullable=False),
        sa.Column("facts", sa.Text, nullable=False),
        sa.Column("marked_at", UtcTimestamp, nullable=False),
        **OPTIONS,
    )
    op.create_table(
        prefix + "snapshots",
        sa.Column("object_type", ascii_text(20), primary_key=True),
        sa.Column("object_id", big_id(), primary_key=True, autoincrement=False),
        sa.Column("record", long_bytes(), nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("is_baseline", sa.Boolean, nullable=False),
        sa.Column("is_gone", sa.Boolean, nullable=False),
        sa.Column("taken_at", UtcTimestamp, nullable=False),
        **OPTIONS,
    )
    op.create_table(
        prefix + "state",
        sa.Column("name", ascii_text(50), primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
        **OPTIONS,
    )
    op.create_table(
        prefix + "subscriptions",
        sa.Column("id", big_id(), primary_key=True),
        sa.Column("subscription_id", ascii_text(26), nullable=False, unique=True),
        sa.Column("trigger_type", ascii_text(100), nullable=False),
        sa.Column("target_url", sa.String(500), nullable=False),
        sa.Column("target_hash", ascii_text(64), nullable=False),
        sa.Column("filters", long_text()),
        sa.Column("status", ascii_text(20), nullable=False),
        sa.Column("api_key_id", big_id()),
        sa.Column("user_id", big_id(), nullable=False),
        sa.Column("zap_label", sa.String(200), nullable=False),
        sa.Column("created_at", UtcTimestamp, nullable=False),
        sa.Column("ended_at", UtcTimestamp),
        sa.Column("last_triggered_at", UtcTimestamp),
        sa.Column("trigger_count", sa.Integer, nullable=False),
        sa.UniqueConstraint("trigger_type", "target_hash", name="uq_trigger_target"),
        sa.Index("subscriptions_trigger_idx", "trigger_type", "status"),
        **OPTIONS,
    )
    op.create_table(
        prefix + "webhook_queue",
        sa.Column("id", big_id(), primary_key=True),
        sa.Column("event_id", ascii_text(26), nullable=False),
        sa.Column("subscription_id", big_id(), nullable=False),
        sa.Column("payload", long_bytes(), nullable=False),
        sa.Column("status", ascii_text(12), nullable=False),
        sa.Column("attempts", sa.SmallInteger, nullable=False),
        sa.Column("crashes", sa.SmallInteger, nullable=False),
        sa.Column("next_attempt_at", UtcTimestamp, nullable=False),
        sa.Column("lease_token", ascii_text(26)),
        sa.Column("lease_until", UtcTimestamp),
        sa.Column("last_attempt_at", UtcTimestamp),
        sa.Column("last_status", sa.SmallInteger),
        sa.Column("error_message", sa.Text),
        sa.Column("created_at", UtcTimestamp, nullable=False),
        sa.Column("processed_at", UtcTimestamp),
        sa.UniqueConstraint("event_id", "subscription_id", name="uq_event_subscription"),
        sa.Index("queue_due_idx", "status", "next_attempt_at", "id"),
        sa.Index("queue_expired_idx", "status", "lease_until"),
        sa.Index("queue_lease_idx", "lease_token"),
        sa.Index("queue_retention_idx", "status", "processed_at"),
        sa.Index("queue_subscription_idx", "subscription_id", "status"),
        **OPTIONS,
    )
    state = sa.table(f"{prefix}state", sa.column("name"), sa.column("value"))
    op.execute(sa.insert(state).values(name="ingest_lock", value=""))
