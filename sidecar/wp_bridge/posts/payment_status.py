"""Whether a booking is paid, and why not: told from the metas that gateways leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sidecar.fields.payment_statuses import ABANDONED, FAILED, OUTCOMES, PAID, PENDING, REFUNDED, UNPAID
from sidecar.wp_bridge.php.serialized import looks_serialized
from sidecar.wp_bridge.texts import decode_entities

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sidecar.wp_bridge.posts.booking_metas import BookingMetas
    from sidecar.wp_bridge.posts.post_metas import PhpArray

LEFT_THE_PAGE = "PayerID Blank"
"""What BookingX logs when a customer turns back on PayPal's page."""
MAX_ERROR_CHARACTERS = 500
ERROR_LOG, MESSAGE, CAPTURE = "bkx_payment_error_log", "bkx_payment_message", "bkx_capture_payment"
PAYPAL_ANSWER = "DoExpressCheckoutPayment_response"
ADDON_STATUS, ADDON_TRANSACTION, ADDON_ERROR = (
    "_bkx_payment_status",
    "_bkx_transaction_id",
    "_bkx_payment_error",
)
MESSAGE_KEYS = ("L_LONGMESSAGE0", "L_SHORTMESSAGE0", "message", "error")

# PayPal's words for a transaction; other gateways use them too, as BookingX's admin screen shows them.
STATUS_BY_PROVIDER = {
    "completed": PAID,
    "completed-funds-held": PAID,
    "processed": PAID,
    "pending": PENDING,
    "in-progress": PENDING,
    "denied": FAILED,
    "expired": FAILED,
    "failed": FAILED,
    "voided": FAILED,
    "refunded": REFUNDED,
}
# The add-ons' gateways have their own words for it in `_bkx_payment_status`.
STATUS_BY_ADDON = STATUS_BY_PROVIDER | {
    "paid": PAID,
    "succeeded": PAID,
    "captured": PAID,
    "processing": PENDING,
    "authorized": PENDING,
    "declined": FAILED,
    "error": FAILED,
    "cancelled": ABANDONED,
    "canceled": ABANDONED,
    "abandoned": ABANDONED,
}


def read_status(metas: BookingMetas, provider: PhpArray) -> str:
    """Say whether it is paid; `provider` is the array `payment_meta`.

    Only `payment_meta`, the flat `payment_status` and an add-on's status prove it. `bkx_capture_payment`
    proves nothing when it says success, as offline bookings and failed ones have that too; without success
    it is a failure. BookingX's own metas come before an add-on's, except that they know of no refund.
    """
    own = STATUS_BY_PROVIDER.get(to_text(provider.get("payment_status")).lower())
    if own is None and metas.flat_first("payment_status").lower() in {"completed", "paid"}:
        own = PAID
    addon = STATUS_BY_ADDON.get(metas.flat.get(ADDON_STATUS, "").strip().lower())
    if own is None or addon == REFUNDED:
        own = addon if addon in {PAID, REFUNDED} else own
    return own or _find_failure(metas) or addon or UNPAID


def _find_failure(metas: BookingMetas) -> str | None:
    log = metas.flat.get(ERROR_LOG)
    if log == LEFT_THE_PAGE:
        return ABANDONED
    capture, answer = metas.array(CAPTURE), metas.array(PAYPAL_ANSWER)
    is_refused = answer and not to_text(answer.get("ACK")).lower().startswith("success")
    return FAILED if log or is_refused or (capture and not capture.get("success")) else None


def read_error(metas: BookingMetas, status: str) -> str | None:
    """Return the first text that says why a payment failed or was abandoned, of bounded length."""
    if status not in OUTCOMES:
        return None
    found = next((text for text in _list_errors(metas) if text), None)
    return decode_entities(found)[:MAX_ERROR_CHARACTERS] if found else None


def _list_errors(metas: BookingMetas) -> Iterator[str]:
    yield metas.flat.get(MESSAGE, "").strip()
    yield _read_log(metas)
    for key in (PAYPAL_ANSWER, CAPTURE):
        yield _find_message(metas.array(key))
    yield metas.flat.get(ADDON_ERROR, "").strip()


def _read_log(metas: BookingMetas) -> str:
    """Return the log's text: it is a text, or the provider's whole answer."""
    log = metas.flat.get(ERROR_LOG, "").strip()
    return _find_message(metas.find_array(ERROR_LOG) or {}) if looks_serialized(log) else log


def _find_message(answer: PhpArray) -> str:
    return next((text for key in MESSAGE_KEYS if (text := to_text(answer.get(key)))), "")


def to_text(value: object) -> str:
    """Return a text or a number as text; "" for anything else."""
    return str(value).strip() if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
