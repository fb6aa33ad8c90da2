"""Our own tables: the specification's four (section 5), with the columns that delivery needs, and ours.

Ids, tokens and digests compare byte by byte; texts that people write are utf8mb4. Times are UTC.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from sidecar.db import action_tables, oauth_tables
from sidecar.db.types import UtcTimestamp, ascii_text, big_id, long_bytes, long_text

if TYPE_CHECKING:
    from sqlalchemy.sql.schema import SchemaItem

OPTIONS: dict[str, Any] = {
    "mysql_engine": "InnoDB",
    "mysql_charset": "utf8mb4",
    "mysql_collate": "utf8mb4_unicode_ci",
    "mysql_row_format": "DYNAMIC",
    "mariadb_engine": "InnoDB",
    "mariadb_charset": "utf8mb4",
    "mariadb_collate": "utf8mb4_unicode_ci",
    "mariadb_row_format": "DYNAMIC",
}


class OwnTables:
    """Our tables of one site; `own_tables(prefix)` makes them once per prefix."""

    def __init__(self, prefix: str) -> None:
        self.prefix = f"{prefix}bkx_zapier_"
        self.metadata = MetaData()
        self.subscriptions = self._subscriptions()
        self.queue = self._queue()
        self.activity = self._activity()
        self.api_keys = self._api_keys()
        self.outbox = self._outbox()
        self.events = self._events()
        self.snapshots = self._snapshots()
        self.customers = self._customers()
        self.state = self._state()
        self.rate_limits = self._rate_limits()
        self.idempotency = action_tables.define_idempotency(self._table)
        self.callbacks = action_tables.define_callbacks(self._table)
        self.blocks = action_tables.define_blocks(self._table)
        self.coupons = action_tables.define_coupons(self._table)
        self.coupon_uses = action_tables.define_coupon_uses(self._table)
        self.reports = action_tables.define_reports(self._table)
        self.oauth_codes = oauth_tables.define_codes(self._table)
        self.oauth_grants = oauth_tables.define_grants(self._table)
        self.oauth_tokens = oauth_tables.define_tokens(self._table)

    def _table(self, name: str, *items: SchemaItem) -> Table:
        return Table(self.prefix + name, self.metadata, *items, **OPTIONS)

    def _subscriptions(self) -> Table:
        """One live Zap on one trigger."""
        return self._table(
            "subscriptions",
            Column("id", big_id(), primary_key=True),
            Column("subscription_id", ascii_text(26), nullable=False, unique=True),
            Column("trigger_type", ascii_text(100), nullable=False),
            Column("target_url", String(500), nullable=False),
            Column("target_hash", ascii_text(64), nullable=False),
            Column("filters", long_text()),
            Column("field_mapping", long_text()),
            Column("status", ascii_text(20), nullable=False, default="active"),
            Column("api_key_id", big_id()),
            Column("user_id", big_id(), nullable=False, default=0),
            Column("zap_label", String(200), nullable=False, default=""),
            Column("created_at", UtcTimestamp, nullable=False),
            Column("ended_at", UtcTimestamp),
            Column("last_triggered_at", UtcTimestamp),
            Column("trigger_count", Integer, nullable=False, default=0),
            UniqueConstraint("trigger_type", "target_hash", name="uq_trigger_target"),
            Index("subscriptions_trigger_idx", "trigger_type", "status"),
        )

    def _queue(self) -> Table:
        """Deliveries: one event to one subscription. States: docs/delivery-states.md."""
        return self._table(
            "webhook_queue",
            Column("id", big_id(), primary_key=True),
            Column("event_id", ascii_text(26), nullable=False),
            Column("subscription_id", big_id(), nullable=False),
            Column("payload", long_bytes(), nullable=False),
            Column("status", ascii_text(12), nullable=False, default="pending"),
            Column("attempts", SmallInteger, nullable=False, default=0),
            Column("crashes", SmallInteger, nullable=False, default=0),
            Column("next_attempt_at", UtcTimestamp, nullable=False),
            Column("lease_token", ascii_text(26)),
            Column("lease_until", UtcTimestamp),
            Column("last_attempt_at", UtcTimestamp),
            Column("last_status", SmallInteger),
            Column("error_message", Text),
            Column("created_at", UtcTimestamp, nullable=False),
            Column("processed_at", UtcTimestamp),
            UniqueConstraint("event_id", "subscription_id", name="uq_event_subscription"),
            Index("queue_due_idx", "status", "next_attempt_at", "id"),
            Index("queue_lease_idx", "lease_token"),
            Index("queue_expired_idx", "status", "lease_until"),
            Index("queue_subscription_idx", "subscription_id", "status"),
            Index("queue_retention_idx", "status", "processed_at"),
        )

    def _activity(self) -> Table:
        """The activity log: a row per attempt and per call; never payloads, keys or people."""
        return self._table(
            "activity_log",
            Column("id", big_id(), primary_key=True),
            Column("event_type", ascii_text(100), nullable=False),
            Column("direction", ascii_text(10), nullable=False),
            Column("request_data", long_text()),
            Column("response_data", long_text()),
            Column("status_code", SmallInteger),
            Column("success", Boolean, nullable=False, default=False),
            Column("error_message", Text),
            Column("execution_time", Float),
            Column("event_id", ascii_text(26)),
            Column("subscription_id", big_id()),
            Column("api_key_id", big_id()),
            Column("request_id", ascii_text(26)),
            Column("created_at", UtcTimestamp, nullable=False),
            Index("activity_type_idx", "event_type"),
            Index("activity_success_idx", "success"),
            Index("activity_event_idx", "event_id"),
            Index("activity_created_idx", "created_at"),
        )

    def _api_keys(self) -> Table:
        """API keys: `api_key` is a keyed digest; the ciphertext is kept for showing it again."""
        return self._table(
            "api_keys",
            Column("id", big_id(), primary_key=True),
            Column("public_id", ascii_text(8), nullable=False, unique=True),
            Column("api_key", ascii_text(64), nullable=False, unique=True),
            Column("ciphertext", Text, nullable=False),
            Column("last_four", ascii_text(4), nullable=False),
            Column("user_id", big_id(), nullable=False),
            Column("label", String(100), nullable=False, default=""),
            Column("permissions", long_text(), nullable=False),
            Column("last_used_at", UtcTimestamp),
            Column("expires_at", UtcTimestamp),
            Column("status", ascii_text(20), nullable=False, default="active"),
            Column("created_at", UtcTimestamp, nullable=False),
            Index("api_keys_user_idx", "user_id"),
        )

    def _outbox(self) -> Table:
        """What the shim marked and nobody has looked at yet; written by PHP, deleted by ingest."""
        return self._table(
            "outbox",
            Column("id", big_id(), primary_key=True),
            Column("object_type", ascii_text(20), nullable=False),
            Column("object_id", big_id(), nullable=False),
            Column("marks", ascii_text(191), nullable=False),
            Column("facts", Text, nullable=False),
            Column("marked_at", UtcTimestamp, nullable=False),
        )

    def _events(self) -> Table:
        """What happened, once, with the payload's exact bytes."""
        return self._table(
            "events",
            Column("id", big_id(), primary_key=True),
            Column("event_id", ascii_text(26), nullable=False, unique=True),
            Column("trigger_type", ascii_text(100), nullable=False),
            Column("object_type", ascii_text(20), nullable=False),
            Column("object_id", big_id(), nullable=False),
            Column("sequence", Integer, nullable=False),
            Column("dedup_key", ascii_text(191), nullable=False, unique=True),
            Column("origin", ascii_text(10), nullable=False),
            Column("payload", long_bytes(), nullable=False),
            Column("occurred_at", UtcTimestamp, nullable=False),
            Column("created_at", UtcTimestamp, nullable=False),
            Index("events_poll_idx", "trigger_type", "created_at", "id"),
            Index("events_object_idx", "object_type", "object_id", "trigger_type"),
            Index("events_retention_idx", "created_at"),
        )

    def _snapshots(self) -> Table:
        """The last known state of each object: what the next change is compared with."""
        return self._table(
            "snapshots",
            Column("object_type", ascii_text(20), primary_key=True),
            Column("object_id", big_id(), primary_key=True, autoincrement=False),
            Column("record", long_bytes(), nullable=False),
            Column("sequence", Integer, nullable=False, default=0),
            Column("is_baseline", Boolean, nullable=False, default=False),
            Column("is_gone", Boolean, nullable=False, default=False),
            Column("starts_at", UtcTimestamp),
            Column("fingerprint", ascii_text(64)),
            Column("taken_at", UtcTimestamp, nullable=False),
            Index("snapshots_start_idx", "object_type", "starts_at"),
            Index("snapshots_taken_idx", "object_type", "taken_at"),
        )

    def _customers(self) -> Table:
        """Digests of the e-mail addresses that were seen: what tells a new customer from a known one."""
        return self._table(
            "customers",
            Column("digest", ascii_text(64), primary_key=True),
            Column("created_at", UtcTimestamp, nullable=False),
        )

    def _state(self) -> Table:
        """Small facts about ourselves: the sweep's cursors, where the baseline ended; the ingest lock."""
        return self._table(
            "state",
            Column("name", ascii_text(50), primary_key=True),
            Column("value", Text, nullable=False),
        )

    def _rate_limits(self) -> Table:
        """How far each API key has used up its calls: sidecar/db/rate_limits.py."""
        return self._table(
            "rate_limits",
            Column("key_id", big_id(), primary_key=True, autoincrement=False),
            Column("full_at", BigInteger, nullable=False),
        )


@cache
def own_tables(prefix: str) -> OwnTables:
    """Return our tables for WordPress's table prefix."""
    return OwnTables(prefix)
