"""Whether a booking is paid and why not, when several plugins have written about it."""

from __future__ import annotations

import pytest

from sidecar.wp_bridge.posts.booking_metas import BookingMetas
from sidecar.wp_bridge.posts.booking_payment import read_payment
from tests.support.php import serialize

CAPTURED = serialize({"success": True, "data": []})
REFUSED = serialize({"ACK": "Failure", "L_SHORTMESSAGE0": "No.", "L_LONGMESSAGE0": "Not completed."})


def read(flat: dict[str, str]) -> tuple[str, str | None, str | None]:
    payment = read_payment(BookingMetas(flat), "GBP")
    return payment.status, payment.transaction_id, payment.error


@pytest.mark.parametrize(
    ("flat", "expected"),
    [
        ({"bkx_capture_payment": CAPTURED}, ("unpaid", None, None)),
        (
            {"_bkx_payment_status": "completed", "_bkx_transaction_id": " pi_1 "},
            ("paid", "pi_1", None),
        ),
        ({"_bkx_payment_status": "Processing"}, ("pending", None, None)),
        ({"_bkx_payment_status": "???"}, ("unpaid", None, None)),
        (
            {"_bkx_payment_status": "failed", "_bkx_payment_error": "Card &amp; limit"},
            ("failed", None, "Card & limit"),
        ),
        ({"_bkx_payment_status": "paid", "_bkx_payment_error": "an earlier try"}, ("paid", None, None)),
        ({"payment_status": "completed", "_bkx_payment_status": "failed"}, ("paid", None, None)),
        ({"payment_status": "completed", "_bkx_payment_status": "refunded"}, ("refunded", None, None)),
        ({"bkx_payment_error_log": "x", "_bkx_payment_status": "completed"}, ("paid", None, None)),
        (
            {"payment_meta": serialize({"transactionID": "T1"}), "_bkx_transaction_id": "T2"},
            ("unpaid", "T1", None),
        ),
        (
            {"bkx_payment_error_log": "PayerID Blank", "bkx_payment_message": "Payment was cancelled."},
            ("abandoned", None, "Payment was cancelled."),
        ),
        ({"bkx_payment_error_log": "PayerID Blank"}, ("abandoned", None, "PayerID Blank")),
        ({"bkx_payment_error_log": REFUSED}, ("failed", None, "Not completed.")),
        ({"DoExpressCheckoutPayment_response": REFUSED}, ("failed", None, "Not completed.")),
        (
            {"DoExpressCheckoutPayment_response": serialize({"ACK": "SuccessWithWarning"})},
            ("unpaid", None, None),
        ),
        (
            {"DoExpressCheckoutPayment_response": REFUSED, "bkx_capture_payment": CAPTURED},
            ("failed", None, "Not completed."),
        ),
        ({"bkx_capture_payment": serialize({"error": "declined"})}, ("failed", None, "declined")),
        ({"bkx_payment_error_log": serialize(["no text"])}, ("failed", None, None)),
    ],
)
def test_the_metas_of_gateways_tell_what_became_of_a_payment(
    flat: dict[str, str], expected: tuple[str, str | None, str | None]
) -> None:
    assert read(flat) == expected


def test_a_reason_is_of_bounded_length() -> None:
    assert read({"bkx_payment_error_log": "🌧" * 9_000}) == ("failed", None, "🌧" * 500)


def test_a_damaged_log_is_named_and_still_a_failure() -> None:
    metas = BookingMetas({"bkx_payment_error_log": "a:3:{broken;}"})

    assert read_payment(metas, "GBP").status == "failed"
    assert metas.unreadable == ["bkx_payment_error_log"]
