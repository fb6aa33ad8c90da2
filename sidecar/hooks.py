"""Groups of WordPress hooks that triggers share: what the shim listens to, and what each call marks."""

from __future__ import annotations

from sidecar.spec import WpHook

BOOKING_HOOKS = (
    WpHook("added_post_meta", 4, "1", "created", {"2": ("order_meta_data",)}),
    WpHook("updated_post_meta", 4, "1", "meta", {"2": ("order_meta_data", "booking_start_date")}),
    WpHook("updated_post_meta", 4, "1", "seat", {"2": ("seat_id",)}),
    WpHook("added_post_meta", 4, "1", "status", {"2": ("last_updated_date", "updated_by")}),
    WpHook("updated_post_meta", 4, "1", "status", {"2": ("last_updated_date", "updated_by")}),
    WpHook("bkx_order_edit_status", 2, "0", "status"),
    WpHook("wp_insert_comment", 2, "1.comment_post_ID", "note", {"1.comment_type": ("booking_note",)}),
    WpHook("transition_post_status", 3, "2.ID", "status", {"2.post_type": ("bkx_booking",)}),
    WpHook("trashed_post", 1, "0", "trashed"),
    WpHook("untrashed_post", 1, "0", "restored"),
    WpHook("deleted_post", 2, "0", "deleted", {"1.post_type": ("bkx_booking",)}),
    WpHook("wp_after_insert_post", 2, "0", "saved", {"1.post_type": ("bkx_booking",)}),
    WpHook(
        "added_post_meta",
        4,
        "1",
        "payment",
        {"2": ("payment_status", "payment_meta", "bkx_payment_error_log")},
    ),
    WpHook(
        "updated_post_meta",
        4,
        "1",
        "payment",
        {"2": ("payment_status", "payment_meta", "bkx_payment_error_log")},
    ),
    WpHook("bkx_booking_created", 1, "0", "told"),
    WpHook("bkx_booking_updated", 1, "0", "told"),
    WpHook("bkx_booking_status_changed", 1, "0", "told"),
    WpHook("bkx_booking_cancelled", 1, "0", "told"),
    WpHook("bkx_booking_completed", 1, "0", "told"),
    WpHook("bkx_booking_rescheduled", 1, "0", "told"),
    WpHook("bkx_booking_confirmed", 1, "0", "told"),
)
"""Every hook that touches a booking. The same change often fires several: ingest makes one event of them.

`told` are the hooks of BookingX 2.0 and of add-ons, whose bookings need not be posts.
"""

SERVICE_HOOKS: tuple[WpHook, ...] = ()
"""Every hook that touches a service."""

CUSTOMER_HOOKS: tuple[WpHook, ...] = ()
"""Every hook that makes a customer."""

COMMENT_HOOKS: tuple[WpHook, ...] = ()
"""Every hook that makes or approves a comment, which on a service or a staff member is a review."""
