"""Gateways that an admin switches on or off, reviews of the staff, reminders."""

from __future__ import annotations

from sidecar.addon_hooks.reporting import reports, without_booking
from sidecar.object_types import REMINDERS, REPORT
from sidecar.spec import WpHook

_GATEWAY_OPTION = {"0": ("bkx_gateway_*_status",)}
"""Options that switch a gateway on or off. Its other options hold secrets, which must not be reported."""

PAYMENT_METHOD_HOOKS: tuple[WpHook, ...] = (
    without_booking(
        reports(
            "payment_method_changed",
            "updated_option",
            3,
            {"scope": ("=site",), "method": ("0",), "is_enabled": ("2", "=0")},
            _GATEWAY_OPTION,
        )
    ),
    without_booking(
        reports(
            "payment_method_changed",
            "added_option",
            2,
            {"scope": ("=site",), "method": ("0",), "is_enabled": ("1", "=0")},
            _GATEWAY_OPTION,
        )
    ),
)

REVIEW_HOOKS: tuple[WpHook, ...] = (
    WpHook(
        "bkx_staff_review_submitted",
        2,
        "1.booking_id",
        "reported",
        object_type=REPORT,
        report="review_submitted",
        details={
            "review_id": ("0",),
            "rating": ("1.rating",),
            "text": ("1.review_text",),
            "staff_id": ("1.staff_id",),
            "source": ("=bkx_staff_reviews",),
        },
    ),
)

REMINDER_HOOKS: tuple[WpHook, ...] = (
    # Says only how many were sent: a mark that makes the sidecar look at the add-on's table now.
    WpHook("bkx_booking_reminders_processed", 1, "0", "reminded", object_type=REMINDERS),
)
