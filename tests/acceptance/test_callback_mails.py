"""The callback in a real WordPress: the mails and hooks of each action, each exactly once."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from sidecar.action_spec import Step
from sidecar.desk import steps
from sidecar.inputs import notify as audiences
from sidecar.services.callbacks import deliver_now
from tests.support.callbacks import CallbackRow, add_callback, get_callback, make_due, plan
from tests.support.processes import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.connected_site import ConnectedSite
    from tests.support.wordpress import WordPress

pytestmark = pytest.mark.wordpress

OWNER, CUSTOMER = "owner", "customer"
LISTENER = """<?php
foreach ( array( 'bkx_order_edit_status' => 2, 'bkx_booking_created' => 2, 'bkx_booking_status_changed' => 3,
    'user_register' => 1, 'profile_update' => 1, 'bkx_update_customer_details' => 2,
    'wp_after_insert_post' => 3 ) as $hook => $count ) {
    add_action( $hook, function ( ...$heard ) use ( $hook ) {
        if ( false === strpos( $_SERVER['REQUEST_URI'], 'callback' ) ) {
            return;
        }
        $heard = array_map( fn( $value ) => is_object( $value ) ? get_class( $value ) : $value, $heard );
        $heard[] = get_current_user_id();
        $line = wp_json_encode( array_merge( array( $hook ), $heard ) );
        file_put_contents( WP_CONTENT_DIR . '/heard.jsonl', "$line\n", FILE_APPEND );
    }, 20, $count );
}
"""


@pytest.fixture
def booking(connected_site: ConnectedSite) -> int:
    """Return a booking that was made in the form; its own mails are sent."""
    return connected_site.wordpress.book()


@pytest.fixture
def heard(wordpress: WordPress) -> Iterator[Any]:
    """Return a function that tells which hooks were fired in callbacks, and with what."""
    path = wordpress.path / "wp-content" / "heard.jsonl"
    using = wordpress.use_plugin("listener", LISTENER)
    next(using)
    yield lambda: [json.loads(line) for line in path.read_text().splitlines()]
    next(using, None)
    path.unlink(missing_ok=True)


def follow(site: ConnectedSite, wanted: tuple[Step, ...]) -> tuple[list[str], CallbackRow]:
    """Call WordPress back; return who got a mail, and what is stored of it."""
    before = len(site.wordpress.mails())
    callback_id = add_callback(site.sidecar, wanted)
    deliver_now(site.sidecar, callback_id)
    mails = site.wordpress.mails()[before:]
    told = [OWNER if mail["to"] == "owner@example.test" else CUSTOMER for mail in mails]
    return told, get_callback(site.sidecar, callback_id)


def all_done(wanted: tuple[Step, ...]) -> CallbackRow:
    """Return what is stored of a callback after one attempt that did everything."""
    return CallbackRow("done", 1, 200, None, {str(number): "done" for number in range(len(wanted))})


@pytest.mark.parametrize(
    ("notify", "expected"),
    [
        ("customer_and_admin", [CUSTOMER, OWNER]),
        ("customer", [CUSTOMER]),
        ("admin", [OWNER]),
        ("none", []),
    ],
)
def test_a_new_booking_mails_whom_the_action_names_once(
    connected_site: ConnectedSite, booking: int, notify: str, expected: list[str]
) -> None:
    site = connected_site
    wanted = plan(site.sidecar, lambda desk: steps.booking_created(desk, booking, notify))

    assert follow(site, wanted) == (expected, all_done(wanted))


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("bkx-pending", [CUSTOMER, OWNER]),
        ("bkx-ack", [CUSTOMER]),
        ("bkx-completed", [CUSTOMER]),
        ("bkx-cancelled", [CUSTOMER, OWNER]),
        ("bkx-missed", []),
    ],
)
def test_a_new_status_sends_each_of_its_mails_once(
    connected_site: ConnectedSite, booking: int, status: str, expected: list[str]
) -> None:
    site = connected_site
    wanted = plan(site.sidecar, lambda desk: steps.status_changed(desk, booking, status))

    assert follow(site, wanted) == (expected, all_done(wanted))


def test_a_moved_booking_sends_the_mails_of_a_change(connected_site: ConnectedSite, booking: int) -> None:
    wanted = plan(connected_site.sidecar, lambda desk: steps.booking_moved(desk, booking))

    assert follow(connected_site, wanted) == ([CUSTOMER, OWNER], all_done(wanted))


def test_mails_and_hooks_of_several_changes_in_one_callback_are_sent_once(
    connected_site: ConnectedSite, booking: int
) -> None:
    site = connected_site
    wanted = plan(
        site.sidecar,
        lambda desk: (
            *steps.booking_created(desk, booking),
            *steps.status_changed(desk, booking, "bkx-ack"),
            *steps.status_changed(desk, booking, "bkx-cancelled"),
        ),
    )

    assert follow(site, wanted) == ([CUSTOMER, OWNER, CUSTOMER, CUSTOMER, OWNER], all_done(wanted))


def test_a_text_goes_out_as_it_was_written(connected_site: ConnectedSite) -> None:
    site = connected_site
    before = len(site.wordpress.mails())
    text = "Zoë & <b>you</b>\n2 lines"

    follow(site, steps.text_mail(["zoe@example.test"], "A\r\nBcc: all@example.test", text))

    sent = [(mail["to"], mail["subject"], mail["message"]) for mail in site.wordpress.mails()[before:]]
    assert sent == [("zoe@example.test", "A  Bcc: all@example.test", text)]


def test_the_hooks_of_a_status_are_bookingx_s_and_nobody_s_doing(
    connected_site: ConnectedSite, booking: int, heard: Any
) -> None:
    site = connected_site
    follow(site, plan(site.sidecar, lambda desk: steps.status_changed(desk, booking, "bkx-ack")))

    assert heard() == [
        ["bkx_order_edit_status", booking, "customer_ack", 0],
        ["bkx_order_edit_status", booking, "ack", 0],
    ]


def test_users_are_told_of_as_wordpress_would(connected_site: ConnectedSite, heard: Any) -> None:
    site = connected_site
    address = f"zed-{add_callback(site.sidecar, ())}@example.test".lower()
    new = "array('user_login' => $argv[1], 'user_email' => $argv[1], 'user_pass' => 'made-up')"
    user_id = int(site.wordpress.run_php(f"echo wp_insert_user({new});", address))

    told, added = follow(
        site, plan(site.sidecar, lambda desk: steps.user_added(desk, user_id, audiences.CUSTOMER))
    )
    _, updated = follow(site, plan(site.sidecar, lambda desk: steps.user_updated(desk, user_id)))

    data = {"first_name": "", "last_name": "", "email_address": address, "phone_number": ""}
    assert (told, added.status, updated.status) == ([CUSTOMER], "done", "done")
    hooks = [call for call in heard() if call[0] != "profile_update"]  # the mail's link makes one
    assert hooks == [
        ["user_register", user_id, 0],
        ["bkx_update_customer_details", "WP_User", data, 0],
    ]


def test_caches_and_mails_alone_leave_no_mark(connected_site: ConnectedSite, booking: int) -> None:
    site = connected_site
    outbox = site.sidecar.database.own.outbox
    with site.sidecar.database.transaction() as tx:
        tx.execute(sa.delete(outbox))
    wanted = plan(site.sidecar, lambda desk: steps.booking_moved(desk, booking))

    follow(site, wanted + plan(site.sidecar, lambda desk: steps.options_saved(desk, "bkx_business_days")))

    with site.sidecar.database.transaction() as tx:
        assert tx.execute(sa.select(outbox.c.marks)).all() == []


def test_a_step_cannot_name_what_is_not_allowed(connected_site: ConnectedSite) -> None:
    site = connected_site
    page = int(site.wordpress.run_php("echo wp_insert_post(array('post_type' => 'page'));"))
    wanted = (
        *steps.booking_mail(page, "customer_ack"),
        *steps.booking_mail(page + 1, "anything"),
        Step("addon_hook", "hook init", {"name": "init", "booking_id": page}),
        Step("saved_post", "a page", {"post_id": page}),
        Step("clean_user", "nobody", {"user_id": [1]}),
    )

    told, row = follow(site, wanted)

    assert (told, row.status, row.progress) == (
        [],
        "dead",
        {
            "0": "given up: there is no such booking",
            "1": "given up: there is no such booking",
            "2": "given up: there is no such hook",
            "3": "given up: there is no such post",
            "4": "done",
        },
    )


def test_the_worker_calls_for_whoever_did_not(site: ConnectedSite) -> None:
    booking, before = site.wordpress.book(), len(site.wordpress.mails())
    wanted = plan(site.sidecar, lambda desk: steps.status_changed(desk, booking, "bkx-ack"))
    callback_id = add_callback(site.sidecar, wanted, about=booking)
    make_due(site.sidecar)

    wait_until(lambda: get_callback(site.sidecar, callback_id).status == "done", "the worker had called")

    assert len(site.wordpress.mails()) == before + 1
