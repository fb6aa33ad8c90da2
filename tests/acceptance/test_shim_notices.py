"""What the shim tells the owner of a site in wp-admin, and whom it tells nothing."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.conftest import SECRET

if TYPE_CHECKING:
    from tests.support.fake_sidecar import FakeSidecar
    from tests.support.outbox import Outbox
    from tests.support.wordpress import WordPress

pytestmark = pytest.mark.wordpress

NOTICE = re.compile(
    r'<div class="notice notice-(\w+)"><p><strong>BookingX for Zapier:</strong> (.*?)</p></div>'
)
NO_HTTPS = (
    "warning",
    (
        "This site's address does not begin with https. Zapier accepts no other: "
        "install a certificate and change the address under Settings > General."
    ),
)


def list_notices(site: WordPress) -> list[tuple[str, str]]:
    page = site.admin.get("/wp-admin/index.php").raise_for_status().text
    return [(kind, html.unescape(text)) for kind, text in NOTICE.findall(page)]


def test_a_site_that_is_set_up_hears_only_of_its_missing_certificate(shim: WordPress) -> None:
    assert list_notices(shim) == [NO_HTTPS]


def test_a_missing_configuration_says_how_to_make_one(shim: WordPress) -> None:
    shim.configure_shim({})

    assert list_notices(shim) == [
        (
            "error",
            (
                "The connection to the sidecar is not set up, so nothing is reported to Zapier. "
                'Run "sidecar init" on the server, or define BKX_ZAPIER_SIDECAR_URL '
                "(such as http://127.0.0.1:8390) and BKX_ZAPIER_SECRET (at least 32 characters) "
                "in wp-config.php."
            ),
        ),
        NO_HTTPS,
    ]


def test_missing_tables_say_what_to_run(shim: WordPress, outbox: Outbox) -> None:
    outbox.drop()

    assert list_notices(shim) == [
        (
            "error",
            (
                "The database lacks the sidecar's tables, so changes of bookings are not recorded "
                'as they happen. Run "sidecar migrate" on the server.'
            ),
        ),
        NO_HTTPS,
    ]


def test_a_blocked_sidecar_says_what_to_allow(shim: WordPress) -> None:
    shim.configure_shim({"sidecar_url": "http://192.0.2.1:8390", "secret": SECRET})

    assert list_notices(shim)[0] == (
        "error",
        (
            "This site blocks outgoing requests, also those to the sidecar. "
            "Add the sidecar's host to WP_ACCESSIBLE_HOSTS in wp-config.php."
        ),
    )


def test_a_sidecar_that_fails_is_told_until_it_may_be_well_again(
    shim: WordPress, sidecar: FakeSidecar
) -> None:
    sidecar.doorbell_status = 500
    shim.book()
    sidecar.wait_for_doorbells(1)

    failing = list_notices(shim)
    shim.age_failures(31)
    later = list_notices(shim)

    assert failing == [
        (
            "warning",
            (
                'The sidecar did not answer a moment ago. Start it with "sidecar serve" and look at its log. '
                "Nothing is lost meanwhile: it catches up when it is back."
            ),
        ),
        NO_HTTPS,
    ]
    assert later == [NO_HTTPS]


def test_a_site_without_bookingx_or_permalinks_is_told(shim: WordPress) -> None:
    permalinks = shim.run_php(
        "echo get_option('permalink_structure'); update_option('permalink_structure', '');"
    )
    shim.deactivate("bookingx/bookingx.php")

    notices = list_notices(shim)
    shim.activate("bookingx/bookingx.php")
    shim.run_php("update_option('permalink_structure', $argv[1]); flush_rewrite_rules();", permalinks)

    assert notices == [
        (
            "error",
            (
                "BookingX is not active. Activate it on the Plugins page; "
                "until then there are no bookings to report."
            ),
        ),
        NO_HTTPS,
        (
            "warning",
            (
                'Permalinks are set to "Plain", so the address that Zapier calls does not exist. '
                "Choose any other structure under Settings > Permalinks."
            ),
        ),
    ]


def test_who_may_not_activate_plugins_sees_nothing(shim: WordPress) -> None:
    shim.configure_shim({})
    shim.run_php("( new WP_User( 1 ) )->set_role( 'editor' );")

    notices = list_notices(shim)
    shim.run_php("( new WP_User( 1 ) )->set_role( 'administrator' );")

    assert notices == []
