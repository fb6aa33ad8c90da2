"""What the Zapier app says when a real WordPress, or what stands before it, is not as it should be."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.connected_site import PLUGIN
from tests.support.ports import find_free_port
from tests.support.zapier_app import Connection, run_zapier_app

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.connected_site import ConnectedSite
    from tests.support.wordpress import WordPress
    from tests.support.zapier_app import ZapierApp

pytestmark = pytest.mark.wordpress

TEST = "authentication.test"
SEARCH = "searches.find_service.operation.perform"
SUBSCRIBE = "triggers.new_booking.operation.performSubscribe"
UNSUBSCRIBE = "triggers.new_booking.operation.performUnsubscribe"
NAMED = {"name": "Haircut"}
LIMIT = 10
NO_PLUGIN = (
    "There is no BookingX for Zapier at this address. Check the site's address in the connection, and that "
    "the plugin is active and permalinks are not set to Plain."
)
NO_JSON = (
    "The site answered with a web page instead of data. Ask whoever runs the site to check that permalinks "
    "are not set to Plain, that no security or cache plugin is in the way of /wp-json/bookingx/, and that "
    "PHP's notices are not shown."
)
MOVED_PLUGIN = """<?php
// A site whose address has changed, or that is on https now: plugins for that redirect all of its pages.
add_action( 'init', function () {
    if ( isset( $_SERVER['HTTP_X_API_KEY'] ) ) {
        wp_redirect( 'NEW_ADDRESS' . $_SERVER['REQUEST_URI'], 301 );
        exit;
    }
} );
"""
NOISY_PLUGIN = """<?php
// WP_DEBUG and WP_DEBUG_DISPLAY, with plugins that give them something to show.
add_action( 'plugins_loaded', function () {
    ini_set( 'display_errors', '1' );
    error_reporting( E_ALL );
} );
foreach ( array( 'init', 'rest_api_init', 'rest_pre_dispatch', 'shutdown' ) as $hook ) {
    add_filter( $hook, function ( $value = null ) use ( $hook ) {
        trigger_error( "warned on $hook", E_USER_WARNING );
        return $value;
    }, 5 );
}
"""
SET_OPTIONS = """
    $before = array();
    foreach ( json_decode( $argv[1], true ) as $name => $value ) {
        $before[ $name ] = get_option( $name );
        update_option( $name, $value );
    }
    echo wp_json_encode( $before );
"""


@pytest.fixture(scope="module")
def sidecar_settings() -> dict[str, str]:
    """Limit keys to few calls, so that a test need not make many."""
    return {"rate_limit_per_minute": str(LIMIT)}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ZapierApp]:
    """Return the app, compiled as it is published."""
    with run_zapier_app(tmp_path_factory.mktemp("app")) as running:
        yield running


@pytest.fixture
def connection(app: ZapierApp, site: ConnectedSite) -> Connection:
    """Return a connection by a key of its own."""
    return Connection(app, {"site_url": site.wordpress.url, "api_key": site.make_key()})


@contextmanager
def options(wordpress: WordPress, **values: Any) -> Iterator[None]:
    """Have options of WordPress with other values."""
    before = wordpress.run_php(SET_OPTIONS, json.dumps(values))
    try:
        yield
    finally:
        wordpress.run_php(SET_OPTIONS, before)


@contextmanager
def plugin(wordpress: WordPress, code: str) -> Iterator[None]:
    """Have a plugin of somebody else."""
    using = wordpress.use_plugin("somebody-elses", code)
    next(using)
    try:
        yield
    finally:
        next(using, None)


def refuse_both(connection: Connection) -> dict[str, Any]:
    """Return what the test of a connection and a step of a Zap raise, which must be the same."""
    tested, searched = connection.refuse(TEST), connection.refuse(SEARCH, NAMED)
    assert tested == searched
    return tested


def test_a_wrong_key_ends_the_connection(connection: Connection) -> None:
    wrong = Connection(connection.app, connection.auth | {"api_key": "bkx_live_made_up"})

    assert refuse_both(wrong) == {
        "name": "ExpiredAuthError",
        "message": "Your API key is invalid. Please check your settings.",
    }


def test_a_key_that_calls_too_often_waits(site: ConnectedSite, connection: Connection) -> None:
    for _ in range(LIMIT):
        connection.test()

    said = refuse_both(connection)

    headers = {"X-API-Key": connection.auth["api_key"]}
    answer = site.wordpress.guest.get(f"{site.public_url}/v1/test", headers=headers)
    assert (said["name"], answer.status_code) == ("ThrottledError", 429)
    assert said["message"] == answer.json()["error"]["message"]
    assert 0 < int(answer.headers["Retry-After"]) <= 60 / LIMIT
    assert 0 < said["delay"] <= 60 / LIMIT
    assert {name for name in answer.headers if "ratelimit" in name} != set()


def test_a_sidecar_that_is_away_is_waited_for(site: ConnectedSite, connection: Connection) -> None:
    values = {"sidecar_url": site.sidecar_url, "secret": site.sidecar.settings.shim_secret}
    site.wordpress.configure_shim(values | {"sidecar_url": f"http://127.0.0.1:{find_free_port()}"})
    try:
        said = refuse_both(connection)
    finally:
        site.wordpress.configure_shim(values)

    message = "The booking service is temporarily unavailable."
    assert said == {"name": "ThrottledError", "message": message, "delay": 30}


def test_a_site_without_the_plugin_is_told_as_such_and_a_zap_can_be_switched_off(
    site: ConnectedSite, connection: Connection
) -> None:
    hook = site.receiver.open_hook()
    subscribed = connection.run(SUBSCRIBE, targetUrl=hook.url)
    site.wordpress.deactivate(PLUGIN)
    try:
        said = refuse_both(connection)
        ended = connection.run(UNSUBSCRIBE, subscribeData=subscribed)
    finally:
        site.wordpress.activate(PLUGIN)

    assert said == {"name": "AppError", "message": NO_PLUGIN, "code": "no_sidecar", "status": 404}
    assert ended == {"id": subscribed["id"]}
    assert connection.test()["site_name"] == "Corner Salon"
    connection.run(UNSUBSCRIBE, subscribeData=subscribed)


def test_maintenance_is_waited_for(site: ConnectedSite, connection: Connection) -> None:
    path = site.wordpress.path / ".maintenance"
    path.write_text("<?php $upgrading = time();")
    try:
        said = refuse_both(connection)
    finally:
        path.unlink()

    message = "The site is not available at this moment. Please try again in a few minutes."
    assert said == {"name": "ThrottledError", "message": message, "delay": 300}


def test_plain_permalinks_are_named(site: ConnectedSite, connection: Connection) -> None:
    with options(site.wordpress, permalink_structure="", rewrite_rules=""):
        tested, searched = connection.refuse(TEST), connection.refuse(SEARCH, NAMED)

    said = {"name": "AppError", "message": NO_JSON, "code": "no_json"}
    assert tested == said | {"status": 301}  # WordPress leads whoever looks to its home page
    assert searched == said | {"status": 200}  # and shows it to whoever brings something
    assert connection.test()["site_name"] == "Corner Salon"


def test_a_site_in_a_folder_is_reached_there(site: ConnectedSite, connection: Connection) -> None:
    url = f"{site.wordpress.url}/shop"
    inside = Connection(connection.app, connection.auth | {"site_url": f"{url}/"})
    with options(site.wordpress, home=url, siteurl=url):
        tested, found = inside.test(), inside.search("find_service", **NAMED)

    assert tested["site_url"] == url
    assert [one["name"] for one in found] == ["Haircut"]


def test_what_plugins_print_is_kept_from_the_app(site: ConnectedSite, connection: Connection) -> None:
    with plugin(site.wordpress, NOISY_PLUGIN):
        other = site.wordpress.guest.get("/wp-json/wp/v2/types").text
        tested, said = connection.test(), connection.refuse(SEARCH)

    assert "warned on init" in other  # the noise is real
    assert tested["site_name"] == "Corner Salon"
    assert said["code"] == "invalid_data"


@pytest.mark.parametrize(
    "address", ["https://127.0.0.1", "https://new.example.test", "https://example.test/shop"]
)
def test_a_site_that_moved_says_where_it_is_and_the_key_does_not_go_there(
    site: ConnectedSite, connection: Connection, address: str
) -> None:
    with plugin(site.wordpress, MOVED_PLUGIN.replace("NEW_ADDRESS", address)):
        said = refuse_both(connection)

    message = f"The site's address leads on to {address}. Reconnect with the address that the site has now."
    assert said == {"name": "AppError", "message": message, "code": "site_moved", "status": 301}
