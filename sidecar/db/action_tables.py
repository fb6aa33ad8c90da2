"""The tables of actions: what was answered, what WordPress is still to do, blocks, coupons, reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Column, Index, Integer, SmallInteger, String, Text

from sidecar.db.types import UtcTimestamp, ascii_text, big_id, long_bytes, long_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Table

    Define = Callable[..., Table]


def define_idempotency(define: Define) -> Table:
    """Answers to calls with an idempotency key, kept for a day; `digest` is of who says what key."""
    return define(
        "idempotency",
        Column("digest", ascii_text(64), primary_key=True),
        Column("body_digest", ascii_text(64), nullable=False),
        Column("token", ascii_text(26), nullable=False),
        Column("status", ascii_text(12), nullable=False),
        Column("status_code", SmallInteger),
        Column("answer", long_bytes()),
        Column("lease_until", UtcTimestamp, nullable=False),
        Column("created_at", UtcTimestamp, nullable=False),
        Index("idempotency_retention_idx", "created_at"),
    )


def define_callbacks(define: Define) -> Table:
    """What WordPress is asked to do after a write: caches, mails, hooks. `progress` is the shim's."""
    return define(
        "callbacks",
        Column("id", big_id(), primary_key=True),
        Column("callback_id", ascii_text(26), nullable=False, unique=True),
        Column("object_type", ascii_text(20), nullable=False),
        Column("object_id", big_id(), nullable=False),
        Column("steps", long_text(), nullable=False),
        Column("progress", long_text(), nullable=False),
        Column("status", ascii_text(12), nullable=False, default="pending"),
        Column("attempts", SmallInteger, nullable=False, default=0),
        Column("next_attempt_at", UtcTimestamp, nullable=False),
        Column("lease_token", ascii_text(26)),
        Column("lease_until", UtcTimestamp),
        Column("last_status", SmallInteger),
        Column("error_message", Text),
        Column("created_at", UtcTimestamp, nullable=False),
        Column("processed_at", UtcTimestamp),
        Index("callbacks_due_idx", "status", "next_attempt_at", "id"),
        Index("callbacks_object_idx", "object_type", "object_id"),
        Index("callbacks_retention_idx", "status", "processed_at"),
    )


def define_blocks(define: Define) -> Table:
    """Times in which a staff member cannot be booked, once; by the site's clock, as bookings are."""
    return define(
        "blocks",
        Column("id", big_id(), primary_key=True),
        Column("staff_id", big_id(), nullable=False),
        Column("starts_at", ascii_text(19), nullable=False),
        Column("ends_at", ascii_text(19), nullable=False),
        Column("reason", String(200), nullable=False, default=""),
        Column("created_at", UtcTimestamp, nullable=False),
        Index("blocks_staff_idx", "staff_id", "ends_at"),
    )


def define_coupons(define: Define) -> Table:
    """The sidecar's own coupons, for sites without the coupon add-on. Both days are included."""
    return define(
        "coupons",
        Column("id", big_id(), primary_key=True),
        Column("code", ascii_text(50), nullable=False, unique=True),
        Column("kind", ascii_text(10), nullable=False),
        Column("amount", ascii_text(20), nullable=False),
        Column("starts_on", ascii_text(10)),
        Column("ends_on", ascii_text(10)),
        Column("usage_limit", Integer),
        Column("used", Integer, nullable=False, default=0),
        Column("service_ids", long_text(), nullable=False),
        Column("status", ascii_text(12), nullable=False, default="active"),
        Column("created_at", UtcTimestamp, nullable=False),
    )


def define_coupon_uses(define: Define) -> Table:
    """Which booking used which of our coupons; a booking uses one."""
    return define(
        "coupon_uses",
        Column("id", big_id(), primary_key=True),
        Column("coupon_id", big_id(), nullable=False),
        Column("booking_id", big_id(), nullable=False, unique=True),
        Column("amount", ascii_text(20), nullable=False),
        Column("created_at", UtcTimestamp, nullable=False),
        Index("coupon_uses_coupon_idx", "coupon_id"),
    )


def define_reports(define: Define) -> Table:
    """Reports that were asked for: as a link while they are kept, and told later where they take long."""
    return define(
        "reports",
        Column("id", big_id(), primary_key=True),
        Column("report_id", ascii_text(26), nullable=False, unique=True),
        Column("report", ascii_text(30), nullable=False),
        Column("parameters", long_text(), nullable=False),
        Column("callback_url", String(500)),
        Column("status", ascii_text(12), nullable=False),
        Column("attempts", SmallInteger, nullable=False, default=0),
        Column("next_attempt_at", UtcTimestamp, nullable=False),
        Column("lease_token", ascii_text(26)),
        Column("lease_until", UtcTimestamp),
        Column("answer", long_bytes()),
        Column("body", long_bytes()),
        Column("error_message", Text),
        Column("created_at", UtcTimestamp, nullable=False),
        Column("processed_at", UtcTimestamp),
        Index("reports_due_idx", "status", "next_attempt_at", "id"),
        Index("reports_retention_idx", "created_at"),
    )
