"""The callback in a real WordPress that is away, slow, killed or called by others: nothing lost or twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from sidecar.desk import steps
from sidecar.services.callbacks import deliver_due, deliver_now
from sidecar.wp_bridge.wordpress.callback_client import call_wordpress
from tests.factories import with_settings
from tests.support.callbacks import CallbackRow, add_callback, change_callback, get_callback, make_due, plan
from tests.support.connected_site import PLUGIN
from tests.support.processes import wait_until
from tests.support.web_server import WebServer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sidecar.action_spec import Step
    from sidecar.services.sidecar import Sidecar
    from tests.support.connected_site import ConnectedSite
    from tests.support.wordpress import WordPress

pytestmark = pytest.mark.wordpress

DONE = {"0": "done", "1": "done", "2": "done", "3": "done"}
ONCE_KILLED = """<?php
add_filter( 'wp_mail', function ( $mail ) {
    $flag = WP_CONTENT_DIR . '/kill-once';
    if ( 'owner@example.test' === $mail['to'] && file_exists( $flag ) ) {
        unlink( $flag );
        exec( 'kill -9 ' . getmypid() );
        sleep( 5 );
    }
    return $mail;
} );
"""
SLOW = """<?php
add_filter( 'wp_mail', function ( $mail ) { sleep( 1 ); return $mail; } );
"""
ENDING = """<?php
add_action( 'wp_after_insert_post', function () {
    if ( false !== strpos( $_SERVER['REQUEST_URI'], 'callback' ) ) {
        exit( 'bye' );
    }
} );
"""
THROWING = """<?php
add_action( 'wp_after_insert_post', function () {
    if ( false !== strpos( $_SERVER['REQUEST_URI'], 'callback' ) ) {
        throw new DomainException( 'private words' );
    }
} );
"""
FAILING = """<?php
add_filter( 'pre_wp_mail', function ( $nothing, $mail ) {
    if ( ! file_exists( WP_CONTENT_DIR . '/mail-fails' ) ) {
        return $nothing;
    }
    remove_all_filters( 'pre_wp_mail', 10 ); // Else the mail would be recorded as sent.
    do_action( 'wp_mail_failed', new WP_Error( 'made_up' ) );
    return false;
}, 5, 2 );
"""
NOISY = """<?php
echo 'printed while loading';
add_action( 'rest_api_init', function () { echo 'printed later'; } );
add_filter( 'rest_authentication_errors', function () {
    return new WP_Error( 'closed', '', array( 'status' => 401 ) );
} );
"""


@pytest.fixture
def booking(connected_site: ConnectedSite) -> int:
    """Return a booking that was made in the form; its own mails are sent."""
    return connected_site.wordpress.book()


@pytest.fixture
def wanted(connected_site: ConnectedSite, booking: int) -> tuple[Step, ...]:
    """Return the four steps of a new booking: caches, hooks, a mail to the customer, one to the owner."""
    return plan(connected_site.sidecar, lambda desk: steps.booking_created(desk, booking))


@pytest.fixture
def plugin(request: pytest.FixtureRequest, wordpress: WordPress) -> Iterator[None]:
    """Have the must-use plugin that the test names."""
    yield from wordpress.use_plugin("misbehaving", request.param)


class Mails:
    """The mails about one callback."""

    def __init__(self, site: ConnectedSite) -> None:
        self._site = site
        self._before = len(site.wordpress.mails())

    @property
    def owners(self) -> list[bool]:
        """Of each mail, in their order: whether the site's owner got it."""
        mails = self._site.wordpress.mails()[self._before :]
        return [mail["to"] == "owner@example.test" for mail in mails]


def impatient(sidecar: Sidecar) -> Sidecar:
    """Return the sidecar with less patience."""
    settings = sidecar.settings
    same = {name: getattr(settings, name) for name in ("table_prefix", "secret_key", "shim_secret")}
    return with_settings(sidecar, **same, callback_timeout=0.5)


def retry(sidecar: Sidecar) -> None:
    """Do what the worker does when the time has come."""
    make_due(sidecar)
    while deliver_due(sidecar):
        pass


def test_a_missing_plugin_is_waited_for(connected_site: ConnectedSite, wanted: tuple[Step, ...]) -> None:
    site, mails = connected_site, Mails(connected_site)
    callback_id = add_callback(site.sidecar, wanted)
    site.wordpress.deactivate(PLUGIN)

    answer = deliver_now(site.sidecar, callback_id)
    missing = get_callback(site.sidecar, callback_id)
    site.wordpress.activate(PLUGIN)
    retry(site.sidecar)

    assert answer.as_dict() == {
        "status": "queued",
        "done": [],
        "queued": ["cache of posts", "hooks of a saved post", "mail customer_pending", "mail pending"],
        "failed": [],
    }
    assert (missing.status, missing.last_status, missing.attempts) == ("pending", 404, 1)
    assert (get_callback(site.sidecar, callback_id), mails.owners) == (
        CallbackRow("done", 2, 200, None, DONE),
        [False, True],
    )


def test_what_wordpress_missed_while_it_was_down_is_done_in_order_when_it_is_back(
    connected_site: ConnectedSite, booking: int
) -> None:
    site, sidecar, mails = connected_site, connected_site.sidecar, Mails(connected_site)
    created = plan(sidecar, lambda desk: steps.booking_created(desk, booking))
    confirmed = plan(sidecar, lambda desk: steps.status_changed(desk, booking, "bkx-ack"))
    wordpress = site.wordpress
    wordpress.server.stop()

    ids = [add_callback(sidecar, wish, about=booking) for wish in (created, confirmed)]
    answers = [deliver_now(sidecar, callback_id).status for callback_id in ids]
    waiting = [get_callback(sidecar, callback_id).attempts for callback_id in ids]
    wordpress.server = WebServer.start(wordpress.folder, wordpress.server.port)
    retry(sidecar)

    assert (answers, waiting) == (["queued", "queued"], [1, 0])  # the second waits its turn
    assert [get_callback(sidecar, callback_id).status for callback_id in ids] == ["done", "done"]
    assert mails.owners == [False, True, False]


@pytest.mark.parametrize("plugin", [ONCE_KILLED], indirect=True)
def test_a_kill_in_the_middle_repeats_nothing_that_was_done(
    connected_site: ConnectedSite, wanted: tuple[Step, ...], plugin: None
) -> None:
    assert plugin is None
    site, mails = connected_site, Mails(connected_site)
    (site.wordpress.path / "wp-content" / "kill-once").touch(0o666)
    callback_id = add_callback(site.sidecar, wanted)

    answer = deliver_now(site.sidecar, callback_id)
    progress = get_callback(site.sidecar, callback_id).progress
    retry(site.sidecar)

    assert (answer.status, progress) == ("queued", DONE | {"3": "begun 1"})
    assert (get_callback(site.sidecar, callback_id).progress, mails.owners) == (DONE, [False, True])


@pytest.mark.parametrize("plugin", [SLOW], indirect=True)
def test_a_slow_wordpress_is_not_waited_for_and_finishes_by_itself(
    connected_site: ConnectedSite, wanted: tuple[Step, ...], plugin: None
) -> None:
    assert plugin is None
    sidecar, mails = impatient(connected_site.sidecar), Mails(connected_site)
    callback_id = add_callback(sidecar, wanted)

    answer = deliver_now(sidecar, callback_id)
    make_due(sidecar)
    deliver_due(sidecar)
    busy = get_callback(sidecar, callback_id)
    wait_until(lambda: get_callback(sidecar, callback_id).progress == DONE, "WordPress had finished")
    retry(sidecar)

    assert (answer.status, busy.last_status) == ("queued", 409)
    assert (get_callback(sidecar, callback_id).status, mails.owners) == ("done", [False, True])


@pytest.mark.parametrize("plugin", [SLOW], indirect=True)
def test_of_two_calls_at_once_one_does_it(
    connected_site: ConnectedSite, wanted: tuple[Step, ...], plugin: None
) -> None:
    assert plugin is None
    site, mails = connected_site, Mails(connected_site)
    callback_id = add_callback(site.sidecar, wanted)

    with ThreadPoolExecutor() as threads:
        calls = [
            threads.submit(call_wordpress, site.sidecar.settings, site.wordpress.url, callback_id, 10)
            for _ in range(2)
        ]
    statuses = sorted(call.result().status or 0 for call in calls)
    again = call_wordpress(site.sidecar.settings, site.wordpress.url, callback_id, 10)

    assert (statuses, again.status, mails.owners) == ([200, 409], 200, [False, True])


@pytest.mark.parametrize("plugin", [ENDING], indirect=True)
def test_a_step_that_ends_each_request_is_given_up_and_the_others_are_done(
    connected_site: ConnectedSite, wanted: tuple[Step, ...], plugin: None
) -> None:
    assert plugin is None
    site, mails = connected_site, Mails(connected_site)
    callback_id = add_callback(site.sidecar, wanted)

    deliver_now(site.sidecar, callback_id)
    for _ in range(2):
        retry(site.sidecar)

    row = get_callback(site.sidecar, callback_id)
    assert (row.status, row.error) == ("dead", "hooks of a saved post: it ended the request")
    assert (row.progress, mails.owners) == (DONE | {"1": "given up: it ended the request"}, [False, True])


@pytest.mark.parametrize("plugin", [THROWING], indirect=True)
def test_a_plugin_that_throws_is_named_by_its_error_s_class_and_not_called_again(
    connected_site: ConnectedSite, wanted: tuple[Step, ...], plugin: None
) -> None:
    assert plugin is None
    site, mails = connected_site, Mails(connected_site)
    callback_id = add_callback(site.sidecar, wanted)

    answer = deliver_now(site.sidecar, callback_id)

    failed = "given up: a plugin failed in wp_after_insert_post (DomainException)"
    assert (answer.failed, mails.owners) == (("hooks of a saved post",), [False, True])
    assert get_callback(site.sidecar, callback_id).progress == DONE | {"1": failed}


@pytest.mark.parametrize("plugin", [FAILING], indirect=True)
def test_a_mail_that_wordpress_could_not_send_is_tried_again(
    connected_site: ConnectedSite, wanted: tuple[Step, ...], plugin: None
) -> None:
    assert plugin is None
    site, mails = connected_site, Mails(connected_site)
    flag = site.wordpress.path / "wp-content" / "mail-fails"
    flag.touch()
    callback_id = add_callback(site.sidecar, wanted)

    answer = deliver_now(site.sidecar, callback_id)
    flag.unlink()
    retry(site.sidecar)

    assert answer.queued == ("mail customer_pending", "mail pending")
    assert (get_callback(site.sidecar, callback_id).status, mails.owners) == ("done", [False, True])


def test_mails_wait_for_bookingx_and_caches_do_not(
    connected_site: ConnectedSite, wanted: tuple[Step, ...]
) -> None:
    site, mails = connected_site, Mails(connected_site)
    callback_id = add_callback(site.sidecar, wanted)
    site.wordpress.deactivate("bookingx/bookingx.php")

    deliver_now(site.sidecar, callback_id)
    progress = get_callback(site.sidecar, callback_id).progress
    site.wordpress.activate("bookingx/bookingx.php")
    retry(site.sidecar)

    missing = "failed: BookingX is not active"
    assert progress == DONE | {"2": missing, "3": missing}
    assert (get_callback(site.sidecar, callback_id).status, mails.owners) == ("done", [False, True])


@pytest.mark.parametrize("plugin", [NOISY], indirect=True)
def test_plugins_that_print_or_close_the_rest_api_are_no_hindrance(
    connected_site: ConnectedSite, wanted: tuple[Step, ...], plugin: None
) -> None:
    assert plugin is None
    callback_id = add_callback(connected_site.sidecar, wanted)

    assert deliver_now(connected_site.sidecar, callback_id).status == "done"


@pytest.mark.parametrize("steps_text", ["", "{", "{}", '[{"title": 1}]', "null", "[[]]"])
def test_a_damaged_row_is_given_up(
    connected_site: ConnectedSite, wanted: tuple[Step, ...], steps_text: str
) -> None:
    sidecar = connected_site.sidecar
    callback_id = add_callback(sidecar, wanted)
    change_callback(sidecar, callback_id, steps=steps_text)

    answer = deliver_now(sidecar, callback_id)

    assert answer.status == "none"
    assert get_callback(sidecar, callback_id).error == "The callback's row is damaged."
