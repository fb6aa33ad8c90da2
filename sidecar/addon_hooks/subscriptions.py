"""What happens to the subscriptions of the add-on for recurring payments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sidecar.addon_hooks.reporting import reports, without_booking

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sidecar.spec import WpHook

_SUBSCRIPTION = {
    "subscription_id": ("0",),
    "plan": ("1.package.name",),
    "customer_id": ("1.customer_id",),
    "customer_email": ("1.customer.user_email",),
    "amount": ("1.package.price",),
    "gateway": ("1.gateway",),
}
"""The add-on's row of a subscription with its package and customer, as it was before the change."""
_PERIOD_END = {"period_end": ("1.current_period_end",)}


def _subscription(hook: str, arguments: int, change: str, details: Mapping[str, tuple[str, ...]]) -> WpHook:
    reported = {"change": (f"={change}",), **details}
    return without_booking(reports("subscription_updated", hook, arguments, reported))


SUBSCRIPTION_HOOKS: tuple[WpHook, ...] = (
    _subscription(
        "bkx_subscription_created",
        3,
        "created",
        {
            "subscription_id": ("0",),
            "subscription_status": ("=active",),
            "plan": ("2.name",),
            "customer_id": ("1",),
            "amount": ("2.price",),
        },
    ),
    # Its row still tells of the period before: no period_end.
    _subscription(
        "bkx_subscription_renewed", 2, "renewed", _SUBSCRIPTION | {"subscription_status": ("=active",)}
    ),
    # Cancelled at once, or at the end of what is paid for: the row does not say, so no status.
    _subscription("bkx_subscription_cancelled", 3, "cancelled", _SUBSCRIPTION | _PERIOD_END),
    _subscription("bkx_subscription_gateway_cancelled", 3, "cancelled", _SUBSCRIPTION | _PERIOD_END),
    _subscription(
        "bkx_subscription_paused",
        2,
        "paused",
        _SUBSCRIPTION | _PERIOD_END | {"subscription_status": ("=paused",)},
    ),
    _subscription(
        "bkx_subscription_resumed",
        2,
        "resumed",
        _SUBSCRIPTION | _PERIOD_END | {"subscription_status": ("=active",)},
    ),
    _subscription(
        "bkx_subscription_expired",
        2,
        "expired",
        _SUBSCRIPTION | _PERIOD_END | {"subscription_status": ("=expired",)},
    ),
    _subscription("bkx_subscription_payment_failed", 3, "payment_failed", {"subscription_id": ("0",)}),
)
