"""The words for what became of a payment, whatever a gateway calls it: read, told and filtered by these."""

from __future__ import annotations

PAYMENT_STATUSES = ("paid", "pending", "failed", "abandoned", "refunded", "unpaid")
PAID, PENDING, FAILED, ABANDONED, REFUNDED, UNPAID = PAYMENT_STATUSES
OUTCOMES = (FAILED, ABANDONED)
"""How a payment may end without money."""
OFFLINE = "offline"
"""The payment method of a booking that is paid without a gateway."""
