"""Every source beside the recorded ways of a booking gives exactly its events, in a real WordPress."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from sidecar.services.sweeping import sweep
from tests.support.connected_site import ConnectedSite

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = [pytest.mark.wordpress, pytest.mark.usefixtures("own_services")]

PUBLISH = """
$id = wp_insert_post( array( 'post_type' => 'bkx_base', 'post_status' => $argv[1], 'post_title' => 'Shave',
	'meta_input' => array( 'base_price' => '20', 'base_time_option' => 'H', 'base_hours' => '0',
		'base_minutes' => '30', 'base_seat_all' => 'All', 'base_is_allow_addition' => 'N' ) ) );
echo $id;
"""
PAID = """
$meta = array( 'order_id' => $argv[1], 'token' => 'EC-1', 'PayerID' => 'P1', 'transactionID' => '9AB1',
	'payment_status' => 'Completed', 'pay_amt' => '48.00', 'payment_data' => '{}' );
update_post_meta( $argv[1], 'payment_meta', $meta );
update_post_meta( $argv[1], 'payment_status', 'completed' );
update_post_meta( $argv[1], 'bkx_capture_payment', array( 'success' => true, 'data' => $meta ) );
"""
LEFT = """
update_post_meta( $argv[1], 'bkx_payment_error_log', 'PayerID Blank' );
update_post_meta( $argv[1], 'bkx_payment_message', 'Payment was cancelled via PayPal.' );
update_post_meta( $argv[1], 'bkx_capture_payment', array( 'success' => true, 'data' => array() ) );
"""
REFUSED = """
update_post_meta( $argv[1], 'DoExpressCheckoutPayment_response', array( 'ACK' => 'Failure' ) );
update_post_meta( $argv[1], 'bkx_capture_payment', array( 'ACK' => 'Failure', 'L_LONGMESSAGE0' => 'No.' ) );
"""
STRIPE = """
$intent = (object) array( 'id' => 'pi_1', 'amount' => 4800, 'amount_received' => 4800, 'currency' => 'gbp',
	'payment_method_types' => array( 'card' ) );
do_action( 'bkx_stripe_payment_succeeded', (int) $argv[1], $intent );
do_action( 'bkx_stripe_payment_succeeded', (int) $argv[1], $intent );
do_action( 'bkx_booking_payment_complete', (int) $argv[1], array( 'transaction_id' => 'pi_1' ) );
"""
REVIEW = """
echo wp_insert_comment( array( 'comment_post_ID' => $argv[1], 'comment_content' => 'Lovely',
	'comment_author' => 'Ann',
	'comment_author_email' => 'ann@example.test', 'comment_approved' => $argv[2] ) );
"""


def events_of(site: ConnectedSite, change: Callable[[], object]) -> list[tuple[str, dict[str, Any]]]:
    """Return trigger and payload of everything that a change raised, by object and in order."""
    before = site.get_last_event_id()
    change()
    site.settle()
    return [(e.trigger_type, msgspec.json.decode(e.payload)) for e in site.list_events(before)]


def triggers_of(site: ConnectedSite, change: Callable[[], object]) -> list[str]:
    return [trigger for trigger, _ in events_of(site, change)]


@pytest.fixture
def booking(site: ConnectedSite) -> int:
    """Return a pending booking that was told before."""
    made = site.wordpress.book()
    site.settle()
    return made


@pytest.fixture
def service(site: ConnectedSite) -> int:
    """Return a published service that was told before."""
    made = int(site.wordpress.run_php(PUBLISH, "publish"))
    site.settle()
    return made


def test_a_published_service_is_new(site: ConnectedSite) -> None:
    [(trigger, payload)] = events_of(site, lambda: site.wordpress.run_php(PUBLISH, "publish"))

    assert (trigger, payload["name"], payload["price"]) == ("service_created", "Shave", "20.00")


def test_a_draft_becomes_new_when_it_is_published(site: ConnectedSite) -> None:
    drafts: list[str] = []
    silent = triggers_of(site, lambda: drafts.append(site.wordpress.run_php(PUBLISH, "draft")))

    told = triggers_of(site, lambda: site.wordpress.run_php("wp_publish_post((int) $argv[1]);", *drafts))

    assert (silent, told) == ([], ["service_created"])


def test_an_editor_that_saves_twice_changes_a_service_once(site: ConnectedSite, service: int) -> None:
    def save() -> None:
        code = "wp_update_post(array('ID' => (int) $argv[1], 'post_title' => 'Hot shave'));"
        site.wordpress.run_php(code, service)
        site.wordpress.run_php("update_post_meta((int) $argv[1], 'base_price', '25');", service)

    [(trigger, payload)] = events_of(site, save)

    assert trigger == "service_updated"
    assert (payload["name"], payload["price"]) == ("Hot shave", "25.00")
    assert payload["changed_fields"] == ["name", "price"]


def test_the_bin_and_the_way_back_of_a_service(site: ConnectedSite, service: int) -> None:
    assert triggers_of(site, lambda: site.wordpress.run_php("wp_trash_post((int) $argv[1]);", service)) == []


@pytest.mark.parametrize(("role", "events"), [("subscriber", ["customer_created"]), ("editor", [])])
def test_who_registers_is_a_customer_unless_they_work_here(
    site: ConnectedSite, role: str, events: list[str]
) -> None:
    code = (
        "wp_insert_user(array('user_login' => $argv[1], 'user_email' => \"$argv[1]@example.test\","
        " 'role' => $argv[1], 'user_pass' => 'x'));"
    )

    assert triggers_of(site, lambda: site.wordpress.run_php(code, role)) == events


@pytest.mark.parametrize(
    ("code", "trigger", "details"),
    [
        (PAID, "payment_received", {"transaction_id": "9AB1", "amount": "48.00"}),
        (LEFT, "payment_failed", {"outcome": "abandoned", "amount": "48.00"}),
        (REFUSED, "payment_failed", {"outcome": "failed", "reason": "No."}),
        (
            STRIPE,
            "payment_received",
            {"transaction_id": "pi_1", "amount": "48.00", "currency": "GBP", "gateway": "stripe"},
        ),
    ],
    ids=["paid by PayPal", "left PayPal", "refused by PayPal", "paid by Stripe, told three times"],
)
def test_a_payment_is_told_once(
    site: ConnectedSite, booking: int, code: str, trigger: str, details: dict[str, str]
) -> None:
    [(told, payload)] = events_of(site, lambda: site.wordpress.run_php(code, booking))

    assert (told, payload["booking_id"]) == (trigger, booking)
    assert {key: payload[key] for key in details} == details


SAID = {
    "refund_issued": """do_action('bkx_booking_refunded', (int) $argv[1],
        array('id' => 're_1', 'amount' => 10));""",
    "subscription_updated": "do_action('bkx_subscription_renewed', 7, (object) array('status' => 'active'));",
    "invoice_generated": "do_action('bkx_freshbooks_invoice_synced', (int) $argv[1], 'inv-1', array());",
    "payment_method_changed": "update_option('bkx_gateway_paypal_express_status', '1');",
    "review_submitted": """do_action('bookingx_zapier_trigger', 'review-submitted',
        array('review_id' => $argv[1], 'rating' => 5));""",
    "reminder_sent": """do_action('bookingx_zapier_trigger', 'reminder_sent',
        array('booking_id' => $argv[1], 'reminder_id' => $argv[1]));""",
    "booking_completed": """do_action('bookingx_zapier_trigger', 'booking-completed',
        array('booking_id' => $argv[1]));""",
}


@pytest.mark.parametrize(("trigger", "code"), SAID.items(), ids=SAID)
def test_what_an_add_on_says_is_told(site: ConnectedSite, booking: int, trigger: str, code: str) -> None:
    assert triggers_of(site, lambda: site.wordpress.run_php(code, booking)) == [trigger]


def test_what_an_unknown_plugin_says_over_http_is_told_once(site: ConnectedSite, booking: int) -> None:
    body = {"booking_id": booking, "refund_id": f"re_{booking}", "amount": "12.00", "currency": "GBP"}

    told = events_of(site, lambda: [site.report("refund-issued", body), site.report("refund-issued", body)])

    assert [(trigger, payload["amount"]) for trigger, payload in told] == [("refund_issued", "12.00")]


@pytest.fixture
def plain_permalinks(site: ConnectedSite, booking: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Have a site with a booking, whose addresses are all parameters, the sidecar's too."""
    monkeypatch.setattr(ConnectedSite, "public_url", f"{site.wordpress.url}/?rest_route=/bookingx/v1/zapier")
    code = "update_option('permalink_structure', $argv[1]); delete_option('rewrite_rules');"
    site.wordpress.run_php(code, "")
    yield booking
    site.wordpress.run_php(code, "/%postname%/")


def test_a_site_without_permalinks_takes_reports_and_is_polled(
    site: ConnectedSite, plain_permalinks: int
) -> None:
    booking = plain_permalinks
    body = {"booking_id": booking, "refund_id": f"re_{booking}", "amount": "12.00", "currency": "GBP"}

    [(_, told)] = events_of(site, lambda: site.report("refund-issued", body))

    assert site.request("GET", "/v1/poll&trigger=refund_issued&limit=1").json() == [told]


def test_a_review_is_told_when_it_is_approved(site: ConnectedSite) -> None:
    service = site.wordpress.seeds["bases"][0]
    made: list[str] = []
    held = triggers_of(site, lambda: made.append(site.wordpress.run_php(REVIEW, service, 0)))

    approve = "wp_set_comment_status((int) $argv[1], 'approve');"
    told = triggers_of(site, lambda: site.wordpress.run_php(approve, *made))

    assert (held, told) == ([], ["review_submitted"])


def test_a_comment_on_a_page_is_no_review(site: ConnectedSite) -> None:
    publish = "echo wp_insert_post(array('post_title' => 'News', 'post_status' => 'publish'));"
    page = site.wordpress.run_php(publish)

    assert triggers_of(site, lambda: site.wordpress.run_php(REVIEW, page, 1)) == []


@pytest.fixture
def silence(site: ConnectedSite) -> Iterator[None]:
    """Take the plugin away, so that nobody tells what happens."""
    site.wordpress.deactivate("bookingx-zapier/bookingx-zapier.php")
    yield
    site.wordpress.activate("bookingx-zapier/bookingx-zapier.php")


@pytest.mark.usefixtures("silence")
def test_what_no_hook_told_is_found_by_the_sweep(site: ConnectedSite) -> None:
    before = site.get_last_event_id()
    moved = site.wordpress.book()
    service = site.wordpress.run_php(PUBLISH, "publish")
    site.wordpress.age(moved)
    site.wordpress.age(service)
    sweep.sweep(site.sidecar)
    site.wordpress.set_status(moved, "completed", "bulk")
    site.wordpress.delete(moved)

    sweep.sweep(site.sidecar)

    assert [event.trigger_type for event in site.list_events(before)] == [
        "booking_created",
        "staff_assigned",
        "booking_cancelled",
        "customer_created",
        "service_created",
    ]
