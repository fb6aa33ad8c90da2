"""What a booking costs and whether it is paid, from the metas that gateways leave."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec

from sidecar.wp_bridge.booking_metas import MAX_CHARACTERS
from sidecar.wp_bridge.records import PaymentRecord
from sidecar.wp_bridge.site import CURRENCY
from sidecar.wp_bridge.times import YEARS

if TYPE_CHECKING:
    from sidecar.wp_bridge.booking_metas import BookingMetas
    from sidecar.wp_bridge.post_metas import PhpArray

PAID, PENDING, FAILED, REFUNDED = "paid", "pending", "failed", "refunded"
ABANDONED, UNPAID = "abandoned", "unpaid"
GATEWAY = "bkx_gateway_"

# "N" is the first letter of the form's "None": the front end cuts it.
OFFLINE_METHODS = frozenset({"", "n", "none", "cash", "bkx_gateway_pay_later"})

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


def read_payment(metas: BookingMetas, site_currency: str) -> PaymentRecord:
    """Return the payment; damaged metas are marked in `metas`, what they held is None."""
    provider = metas.array("payment_meta")
    raw_method = metas.flat_first("payment_method") or metas.flat_first("bkx_payment_gateway_method")
    status = _get_status(metas, provider)
    received = status in {PAID, REFUNDED}
    return PaymentRecord(
        amount=metas.parse("total_price", metas.order_first("total_price"), to_amount),
        tax=metas.parse("total_tax", metas.order_first("total_tax"), to_amount),
        tax_rate=metas.parse("tax_rate", metas.order_first("tax_rate"), to_amount),
        currency=_get_currency(metas, site_currency),
        method=get_public_method(raw_method),
        raw_method=raw_method,
        status=status,
        paid_amount=metas.parse("payment_meta", _text(provider, "pay_amt"), to_amount) if received else None,
        transaction_id=_text(provider, "transactionID")[:MAX_CHARACTERS] or None,
        paid_at=_read_paid_at(metas, provider) if received else None,
    )


def get_public_method(raw_method: str) -> str:
    """Return `offline`, `paypal`, or a gateway's own name (`bkx_gateway_stripe` is `stripe`)."""
    method = raw_method.strip().lower()
    if method in OFFLINE_METHODS:
        return "offline"
    return method.removeprefix(GATEWAY).removesuffix("_express")


def to_amount(stored: str) -> Decimal | None:
    """Return an amount of money, exactly as stored; None for none. Raises ValueError."""
    stored = stored.strip()
    if stored and not re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]{1,10})?", stored):
        raise ValueError("not an amount")
    return Decimal(stored) if stored else None


def _get_status(metas: BookingMetas, provider: PhpArray) -> str:
    """Say whether it is paid.

    Only `payment_meta` and the flat `payment_status` prove it. `bkx_capture_payment` proves nothing when
    it says success, as offline bookings and failed ones have that too; without success it is a failure.
    """
    known = STATUS_BY_PROVIDER.get(_text(provider, "payment_status").lower())
    if known:
        return known
    if metas.flat_first("payment_status").lower() in {"completed", "paid"}:
        return PAID
    if metas.flat.get("bkx_payment_error_log") == "PayerID Blank":
        return ABANDONED
    capture = metas.array("bkx_capture_payment")
    failed = metas.flat.get("bkx_payment_error_log") or (capture and not capture.get("success"))
    return FAILED if failed else UNPAID


def _get_currency(metas: BookingMetas, site_currency: str) -> str:
    code = metas.order_first("currency_option").strip().upper()
    return code if CURRENCY.fullmatch(code) else site_currency


def _read_paid_at(metas: BookingMetas, provider: PhpArray) -> datetime | None:
    """Return when the provider says it was paid: the time of the order, else of its answer."""
    answer = metas.parse("payment_meta", _text(provider, "payment_data") or "{}", _to_mapping)
    stamp = (answer or {}).get("ORDERTIME") or (answer or {}).get("TIMESTAMP")
    return metas.parse("payment_meta", stamp, _to_moment) if isinstance(stamp, str) else None


def _to_mapping(stored: str) -> dict[str, Any]:
    return msgspec.json.decode(stored, type=dict[str, Any])


def _to_moment(stamp: str) -> datetime:
    moment = datetime.fromisoformat(stamp)
    if moment.year not in YEARS:
        raise ValueError("not a time of payment")
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _text(provider: PhpArray, key: str) -> str:
    value = provider.get(key)
    return str(value).strip() if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
