"""The shim in a real WordPress: what the hooks of other plugins say becomes rows of the outbox."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.support.outbox import OutboxRow, raised, report

if TYPE_CHECKING:
    from tests.acceptance.conftest import RunPhp
    from tests.support.fake_sidecar import FakeSidecar
    from tests.support.outbox import Outbox
    from tests.support.wordpress import WordPress

pytestmark = [pytest.mark.wordpress, pytest.mark.usefixtures("made_up_rules")]

RULES = """
    array( 'hook' => 'made_up_payment', 'args' => 3, 'object' => 'report', 'id' => '0', 'where' => array(),
        'mark' => 'reported', 'report' => 'payment_received', 'details' => array(
            'transaction_id' => array( '1.charges.data.0.id', '1.id', '1.getId()' ),
            'amount' => array( '1.getMoney().amount', '1.amount' ),
            'currency' => array( '1.currency', '=GBP' ),
            'gateway' => array( '=made_up' ),
            'paid_at' => array( '2' ),
        ) ),
    array( 'hook' => 'made_up_option', 'args' => 2, 'object' => 'report', 'id' => '',
        'where' => array( '0' => array( 'gateway_*', 'mode', '*_key', 'a_*_b' ) ), 'mark' => 'reported',
        'report' => 'payment_method_changed', 'details' => array( 'method' => array( '0' ) ) ),
    array( 'hook' => 'made_up_review', 'args' => 1, 'object' => 'report', 'id' => '0.booking.id',
        'where' => array( '0.data.0.state' => array( 'open' ), '0.is_public' => array( '1' ) ),
        'mark' => 'reported', 'report' => 'review_submitted', 'details' => array() ),
"""
CLASSES = """
class Money { public $amount = '12.50'; private $secret = 'never'; }
class Payment {
    public function getId() { return 'pay_2'; }
    public function getMoney() { return new Money(); }
}
class Locked implements ArrayAccess {
    public function offsetExists( $name ): bool { return 'id' === $name; }
    public function offsetGet( $name ): string { return 'pay_3'; }
    public function offsetSet( $name, $value ): void {}
    public function offsetUnset( $name ): void {}
}
class Broken { public function getId() { throw new RuntimeException( 'private words' ); } }
class Word { public function __toString() { return 'a word'; } }
"""


@pytest.fixture(scope="module")
def made_up_rules(wordpress: WordPress, installed_shim: None) -> None:
    """Let the installed shim observe hooks that no plugin has, beside its own."""
    assert installed_shim is None
    path = wordpress.path / "wp-content" / "plugins" / "bookingx-zapier" / "hooks.php"
    begin = "\nreturn array(\n"
    text = path.read_text()
    assert text.count(begin) == 1
    path.write_text(text.replace(begin, begin + RULES))


@pytest.mark.parametrize(
    ("call", "booking", "details"),
    [
        (
            "7, array( 'charges' => (object) array( 'data' => array( array( 'id' => 'c' ) ) ), 'id' => 1 )",
            7,
            {"transaction_id": "c", "currency": "GBP"},
        ),
        (
            "'8', (object) array( 'id' => 'pay_1', 'amount' => 4.5, 'currency' => 'EUR' ), null",
            8,
            {"transaction_id": "pay_1", "amount": 4.5, "currency": "EUR"},
        ),
        ("9, new Payment()", 9, {"transaction_id": "pay_2", "amount": "12.50", "currency": "GBP"}),
        ("9, new Locked()", 9, {"transaction_id": "pay_3", "currency": "GBP"}),
        (
            "0, array( 'id' => '', 'amount' => 0, 'currency' => array( 'EUR' ) ), '0'",
            0,
            {"amount": 0, "currency": "GBP", "paid_at": "0"},
        ),
        (
            "1, (object) array( 'id' => null ), new DateTime( '2026-12-01T10:00:00+01:00' )",
            1,
            {"currency": "GBP", "paid_at": "2026-12-01T10:00:00+01:00"},
        ),
        (
            "-3, array( 'id' => false, 'amount' => NAN ), new Word()",
            0,
            {"transaction_id": False, "currency": "GBP", "paid_at": "a word"},
        ),
        ('array( 1 ), unserialize( \'O:4:"Gone":1:{s:2:"id";i:1;}\' ), array()', 0, {"currency": "GBP"}),
        ("5", 5, {"currency": "GBP"}),
        ("5, null, false", 5, {"currency": "GBP", "paid_at": False}),
        ("5, 'id'", 5, {"currency": "GBP"}),
        ("5, function () {}", 5, {"currency": "GBP"}),
    ],
    ids=[
        "deep",
        "object",
        "getters",
        "array access",
        "empty counts as missing",
        "time",
        "texts",
        "class is gone",
        "missing",
        "null",
        "text",
        "closure",
    ],
)
def test_a_hook_reports_the_first_of_each_details_paths_that_holds_something(
    run: RunPhp, outbox: Outbox, call: str, booking: int, details: dict[str, Any]
) -> None:
    lines = run(CLASSES + f"do_action( 'made_up_payment', {call} );")

    assert outbox.list_rows() == [report("payment_received", details | {"gateway": "made_up"}, booking)]
    assert lines == []


@pytest.mark.parametrize("option", ["gateway_paypal", "gateway_", "mode", "api_key", "a_x_b"])
def test_a_star_in_a_condition_stands_for_any_text(run: RunPhp, outbox: Outbox, option: str) -> None:
    run(f"do_action( 'made_up_option', '{option}', 'new' );")

    assert outbox.list_rows() == [report("payment_method_changed", {"method": option})]


@pytest.mark.parametrize(
    "option", ["'gateway'", "'my_gateway_paypal'", "'mode_'", "'api_keys'", "'a_b'", "''", "null", "array()"]
)
def test_a_call_that_meets_no_value_of_a_condition_is_passed_over(
    run: RunPhp, outbox: Outbox, sidecar: FakeSidecar, option: str
) -> None:
    run(f"do_action( 'made_up_option', {option}, 'new' );")

    assert outbox.list_rows() == []
    assert sidecar.requests == []


@pytest.mark.parametrize(
    "review",
    [
        "(object) array( 'data' => array( array( 'state' => 'open' ) ), 'is_public' => true )",
        "array( 'data' => array( (object) array( 'state' => 'open' ) ), 'is_public' => 1 )",
    ],
)
def test_conditions_reach_into_arrays_and_objects(run: RunPhp, outbox: Outbox, review: str) -> None:
    run(f"do_action( 'made_up_review', {review} );")

    assert outbox.list_rows() == [report("review_submitted", {})]


@pytest.mark.parametrize(
    "review",
    [
        "array( 'data' => array( array( 'state' => 'shut' ) ), 'is_public' => 1 )",
        "array( 'data' => array( array( 'state' => 'open' ) ), 'is_public' => false )",
        "array( 'data' => 'open', 'is_public' => 1 )",
        "null",
    ],
)
def test_all_conditions_must_hold(run: RunPhp, outbox: Outbox, review: str) -> None:
    run(f"do_action( 'made_up_review', {review} );")

    assert outbox.list_rows() == []


def test_an_argument_that_throws_stops_neither_the_caller_nor_other_reports(
    run: RunPhp, outbox: Outbox
) -> None:
    lines = run(
        CLASSES + "do_action( 'made_up_payment', 1, new Broken() );"
        "do_action( 'made_up_payment', 2, array( 'id' => 'pay_1' ) );"
    )

    details = {"transaction_id": "pay_1", "currency": "GBP", "gateway": "made_up"}
    assert outbox.list_rows() == [report("payment_received", details, 2)]
    assert lines == ["could not read what made_up_payment says (RuntimeException)."]


def test_marks_come_before_reports_and_reports_in_the_order_of_the_calls(
    shim: WordPress, run: RunPhp, outbox: Outbox, sidecar: FakeSidecar
) -> None:
    booking = shim.book()
    sidecar.wait_for_doorbells(1)
    outbox.create()

    run(
        raised("array( 'rating' => 1 )")
        + f"do_action( 'made_up_payment', {booking} );"
        + f"do_action( 'bkx_booking_updated', {booking} );"
        + f"do_action( 'made_up_payment', {booking} );"
        + raised("array( 'rating' => 2 )", "reminder-sent")
    )

    payment = report("payment_received", {"currency": "GBP", "gateway": "made_up"}, booking)
    assert outbox.list_rows() == [
        OutboxRow(booking, "told", {"status": "bkx-pending"}),
        report("review_submitted", {"rating": 1}),
        payment,
        payment,
        report("reminder_sent", {"rating": 2}),
    ]
    assert outbox.count_statements() == 1
    shim.delete(booking)
