"""PayPal as BookingX sees it: a must-use plugin answers in its place, as a test has chosen."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.wordpress import WordPress

METHOD = "bkx_gateway_paypal_express"
TRANSACTION_ID = "9TX00000AB1234567"
SUCCESS = {"ACK": "Success", "TOKEN": "EC-TEST1"}
PAID = SUCCESS | {
    "TRANSACTIONID": TRANSACTION_ID,
    "AMT": "48.00",
    "CURRENCYCODE": "GBP",
    "PAYMENTSTATUS": "Completed",
}
REFUSED = {"ACK": "Failure", "L_ERRORCODE0": "10486", "L_LONGMESSAGE0": "It couldn't be completed."}

PLUGIN = """<?php
// Nothing leaves the machine: whatever PayPal is asked, it says what the option holds.
add_filter( 'pre_http_request', function ( $nothing, $request, $url ) {
	if ( false === strpos( $url, '.paypal.com/nvp' ) ) {
		return $nothing;
	}
	$said = json_decode( get_option( 'made_up_paypal' ), true )[ $request['body']['METHOD'] ];
	$done = array( 'code' => 200, 'message' => 'OK' );
	$body = http_build_query( $said );
	return array( 'headers' => array(), 'body' => $body, 'response' => $done, 'cookies' => array() );
}, 10, 3 );

// The page to which customers return does this on PHP 7; on PHP 8 it does not get so far.
add_action( 'template_redirect', function () {
	if ( isset( $_GET['back_from_paypal'] ) ) {
		$order = array( 'order_id' => base64_decode( $_GET['order_id'] ) );
		do_action( 'bkx_payment_gateway_capture_process_hook', $order );
		exit;
	}
} );
"""


def stand_in_for_paypal(wordpress: WordPress) -> Iterator[None]:
    """Answer in PayPal's place while the generator is suspended; for fixtures."""
    yield from wordpress.use_plugin("paypal", PLUGIN)


def book_and_go_to_paypal(
    wordpress: WordPress, form: dict[str, str] | None = None, **answers: dict[str, str]
) -> int:
    """Book and choose PayPal, which answers as given, by method, and else says that all went well."""
    usual = {"SetExpressCheckout": SUCCESS, "DoExpressCheckoutPayment": PAID, "GetTransactionDetails": PAID}
    wordpress.run_php("update_option('made_up_paypal', $argv[1]);", json.dumps(usual | answers))
    chosen = dict(form or wordpress.visitor.fill_form())
    del chosen["payment_method"]
    return wordpress.visitor.submit(chosen | {"payment_method[]": METHOD})


def return_from_paypal(wordpress: WordPress, booking: int, *, with_payment: bool = True) -> None:
    """Come back to the site, with what PayPal gives those who agreed to pay, or without."""
    query = {"order_id": base64.b64encode(str(booking).encode()).decode(), "back_from_paypal": "1"}
    if with_payment:
        query |= {"token": "EC-TEST1", "PayerID": "PAYER1"}
    wordpress.guest.get("/", params=query).raise_for_status()
