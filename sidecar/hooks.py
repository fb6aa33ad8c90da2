"""Groups of WordPress hooks that triggers share: what the shim listens to, and what each call marks."""

from __future__ import annotations

from sidecar.object_types import COMMENT, CUSTOMER, SERVICE
from sidecar.spec import WpHook

EDITED_METAS = (
    "order_meta_data",
    "booking_start_date",
    "booking_end_date",
    "booking_multi_days",
    "base_id",
    "addition_ids",
    "first_name",
    "last_name",
    "email",
    "phone",
    "total_price",
)
"""What a booking is about. BookingX writes the array with each edit; others write what they know of."""

PAYMENT_METAS = (
    "payment_status",
    "payment_meta",
    "payment_method",
    "bkx_payment_gateway_method",
    "bkx_payment_error_log",
    "DoExpressCheckoutPayment_response",
    "_bkx_payment_status",
    "_bkx_transaction_id",
    "_bkx_payment_error",
)
"""Where gateways leave what they did; those with `_bkx_` are of the add-ons.

Not `bkx_capture_payment`: BookingX writes it at every receipt, where it says nothing, and a failure of PayPal
leaves its answer, too. That of another gateway is found by the sweep, if no hook of its own told it.
"""

BOOKING_HOOKS = (
    WpHook("added_post_meta", 4, "1", "created", {"2": ("order_meta_data",)}),
    WpHook("updated_post_meta", 4, "1", "meta", {"2": EDITED_METAS}),
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
    WpHook("added_post_meta", 4, "1", "payment", {"2": PAYMENT_METAS}),
    WpHook("updated_post_meta", 4, "1", "payment", {"2": PAYMENT_METAS}),
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

SERVICE_METAS = (
    "base_price",
    "base_hours",
    "base_minutes",
    "base_day",
    "base_is_extended",
    "base_extended_limit",
    "base_selected_seats",
    "base_seat_all",
    "base_is_allow_addition",
    "base_is_unavailable",
    "base_unavailable_from",
    "base_unavailable_till",
    "base_is_location_differ_seat",
    "base_street",
    "base_city",
    "base_state",
    "base_postcode",
)
"""Metas that services alone have: a hook of metas does not see the type of the post.

So not `base_time_option`, which bookings have, too; a service's is saved together with its hours or days.
"""

SERVICE_HOOKS = (
    WpHook("wp_after_insert_post", 2, "0", "saved", {"1.post_type": ("bkx_base",)}, SERVICE),
    WpHook("transition_post_status", 3, "2.ID", "status", {"2.post_type": ("bkx_base",)}, SERVICE),
    WpHook("deleted_post", 2, "0", "deleted", {"1.post_type": ("bkx_base",)}, SERVICE),
    WpHook("added_post_meta", 4, "1", "meta", {"2": SERVICE_METAS}, SERVICE),
    WpHook("updated_post_meta", 4, "1", "meta", {"2": SERVICE_METAS}, SERVICE),
    WpHook("deleted_post_meta", 4, "1", "meta", {"2": SERVICE_METAS}, SERVICE),
)
"""Every hook that touches a service; the bin comes as a change of the post's status."""

CUSTOMER_HOOKS = (
    WpHook("user_register", 1, "0", "created", object_type=CUSTOMER),
    WpHook("add_user_to_blog", 3, "0", "joined", object_type=CUSTOMER),
)
"""Every hook that makes a user of this site; the second for those whom a network knew before."""

REVIEW_TYPES = ("", "comment", "review")
"""What a visitor's comment is: "" in old versions of WordPress, "review" by shops' plugins."""
COMMENT_HOOKS = (
    WpHook(
        "wp_insert_comment",
        2,
        "0",
        "created",
        {"1.comment_type": REVIEW_TYPES, "1.comment_approved": ("1",)},
        COMMENT,
    ),
    WpHook(
        "transition_comment_status",
        3,
        "2.comment_ID",
        "approved",
        {"0": ("approved",), "2.comment_type": REVIEW_TYPES},
        COMMENT,
    ),
)
"""Every hook that makes or approves a comment, which on a service or a staff member is a review.

No hook of comments sees the type of the post: what else people comment on, ingest passes over.
"""
