"""What a booking costs and what the payment provider reported."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec

from sidecar.fields.payment_statuses import OFFLINE, PAID, REFUNDED
from sidecar.wp_bridge.posts.booking_metas import MAX_CHARACTERS
from sidecar.wp_bridge.posts.payment_status import (
    ADDON_TRANSACTION,
    read_error,
    read_status,
    to_text,
)
from sidecar.wp_bridge.records import PaymentRecord
from sidecar.wp_bridge.site import CURRENCY
from sidecar.wp_bridge.times import YEARS

if TYPE_CHECKING:
    from sidecar.wp_bridge.posts.booking_metas import BookingMetas
    from sidecar.wp_bridge.posts.post_metas import PhpArray

GATEWAY = "bkx_gateway_"

# "N" is the first letter of the form's "None": the front end cuts it.
OFFLINE_METHODS = frozenset({"", "n", "none", "cash", "bkx_gateway_pay_later"})


def read_payment(metas: BookingMetas, site_currency: str) -> PaymentRecord:
    """Return the payment; damaged metas are marked in `metas`, what they held is None."""
    provider = metas.array("payment_meta")
    raw_method = metas.flat_first("payment_method") or metas.flat_first("bkx_payment_gateway_method")
    status = read_status(metas, provider)
    transaction_id = to_text(provider.get("transactionID")) or metas.flat.get(ADDON_TRANSACTION, "").strip()
    paid_amount = to_text(provider.get("pay_amt"))
    received = status in {PAID, REFUNDED}
    return PaymentRecord(
        amount=metas.parse("total_price", metas.order_first("total_price"), to_amount),
        tax=metas.parse("total_tax", metas.order_first("total_tax"), to_amount),
        tax_rate=metas.parse("tax_rate", metas.order_first("tax_rate"), to_amount),
        currency=_get_currency(metas, site_currency),
        method=get_public_method(raw_method),
        raw_method=raw_method,
        status=status,
        paid_amount=metas.parse("payment_meta", paid_amount, to_amount) if received else None,
        transaction_id=transaction_id[:MAX_CHARACTERS] or None,
        paid_at=_read_paid_at(metas, provider) if received else None,
        error=read_error(metas, status),
    )


def get_public_method(raw_method: str) -> str:
    """Return `offline`, `paypal`, or a gateway's own name (`bkx_gateway_stripe` is `stripe`)."""
    method = raw_method.strip().lower()
    if method in OFFLINE_METHODS:
        return OFFLINE
    return method.removeprefix(GATEWAY).removesuffix("_express")


def to_amount(stored: str) -> Decimal | None:
    """Return an amount of money, exactly as stored; None for none. Raises ValueError."""
    stored = stored.strip()
    if stored and not re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]{1,20})?", stored):
        raise ValueError("not an amount")
    return Decimal(stored) if stored else None


def _get_currency(metas: BookingMetas, site_currency: str) -> str:
    code = metas.order_first("currency_option").strip().upper()
    return code if CURRENCY.fullmatch(code) else site_currency


def _read_paid_at(metas: BookingMetas, provider: PhpArray) -> datetime | None:
    """Return when the provider says it was paid: the time of the order, else of its answer."""
    answer = metas.parse("payment_meta", to_text(provider.get("payment_data")) or "{}", _to_mapping)
    stamp = (answer or {}).get("ORDERTIME") or (answer or {}).get("TIMESTAMP")
    return metas.parse("payment_meta", stamp, _to_moment) if isinstance(stamp, str) else None


def _to_mapping(stored: str) -> dict[str, Any]:
    return msgspec.json.decode(stored, type=dict[str, Any])


def _to_moment(stamp: str) -> datetime:
    moment = datetime.fromisoformat(stamp)
    if moment.year not in YEARS:
        raise ValueError("not a time of payment")
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
