"""From a WordPress with BookingX to a connected site: `sidecar init`, the plugin, `sidecar doctor`."""

from __future__ import annotations

import re
import stat
import tomllib
from dataclasses import dataclass
from subprocess import CompletedProcess
from typing import TYPE_CHECKING

import pytest

from sidecar import VERSION
from sidecar.db.migrate import find_revision, list_differences, newest_revision
from tests.support.connected_site import PLUGIN, ConnectedSite
from tests.support.processes import run_sidecar
from tests.support.wordpress import PREFIX

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.receiver import Receiver
    from tests.support.wordpress import WordPress

pytestmark = pytest.mark.wordpress

VARYING = re.compile(r"\d+\.\d+(\.[\w.~+:-]+)? ?s?|(?<=last booking )\d+")
INIT_OUTPUT = """\
Settings:  {folder}/sidecar.toml (keep it secret)
Tables:    site_bkx_zapier_* are ready
Plugin:    {plugins}/bookingx-zapier
{key}
Next:
  1. Activate "BookingX for Zapier" under Plugins in wp-admin.
  2. Keep two processes running:  sidecar serve   and   sidecar worker
  3. Check it all:                sidecar doctor

"""
KEY_OUTPUT = """\
API key:   {api_key}
           (for Zapier; it is shown this once)
"""


@dataclass(frozen=True)
class FirstInit:
    """What `sidecar init` did to a site that had never heard of it: before the plugin was active."""

    site: ConnectedSite
    output: str
    wordpress_before: str
    wordpress_after: str
    doctor: CompletedProcess[str]


@pytest.fixture(scope="module")
def first_init(
    wordpress: WordPress, receiver: Receiver, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[FirstInit]:
    """Run `sidecar init`, ask the doctor, then activate the plugin and start both processes."""
    site = ConnectedSite(wordpress, receiver, tmp_path_factory.mktemp("sidecar"))
    before = dump_wordpress_tables(wordpress)
    output = site.install(activate=False)
    after = dump_wordpress_tables(wordpress)
    doctor = run_sidecar(site.environ, "doctor")
    wordpress.activate(PLUGIN)
    site.start()
    yield FirstInit(site, output, before, after, doctor)
    site.stop()
    site.remove()


def dump_wordpress_tables(site: WordPress) -> str:
    """Return all tables of the database but the sidecar's, as SQL."""
    listed = site.run_php("global $wpdb; echo implode(' ', $wpdb->get_col('SHOW TABLES'));").split()
    names = [name for name in listed if not name.startswith(f"{PREFIX}bkx_zapier_")]
    return site.mariadb.dump(site.database, names)


def read_init_output(site: ConnectedSite, key: str) -> str:
    plugins = site.wordpress.path / "wp-content" / "plugins"
    return INIT_OUTPUT.format(folder=site.folder, plugins=plugins, key=key)


def test_init_says_what_it_made_and_what_is_next(first_init: FirstInit) -> None:
    site = first_init.site

    key = KEY_OUTPUT.format(api_key=site.api_key)
    assert first_init.output == read_init_output(site, key)


def test_init_leaves_the_tables_of_wordpress_alone(first_init: FirstInit) -> None:
    assert "CREATE TABLE `site_posts`" in first_init.wordpress_before
    assert first_init.wordpress_after == first_init.wordpress_before


def test_init_makes_the_tables_that_the_code_expects(first_init: FirstInit) -> None:
    with first_init.site.sidecar.database.transaction() as tx:
        assert find_revision(tx.connection, tx.own) == newest_revision()
        assert list_differences(tx.connection, tx.own) == []


def test_init_writes_settings_that_only_their_owner_can_read(first_init: FirstInit) -> None:
    site = first_init.site
    path = site.folder / "sidecar.toml"

    settings = tomllib.loads(path.read_text())

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert settings == {
        "secret_key": settings["secret_key"],
        "shim_secret": settings["shim_secret"],
        "database_url": site.wordpress.mariadb.url(site.wordpress.database),
        "table_prefix": PREFIX,
        "sidecar_url": site.sidecar_url,
    }


def test_init_again_keeps_secrets_and_keys(first_init: FirstInit) -> None:
    site = first_init.site
    settings = (site.folder / "sidecar.toml").read_text()

    output = site.install()

    assert output == read_init_output(site, "")
    assert (site.folder / "sidecar.toml").read_text() == settings
    assert site.request("GET", "/v1/test").status_code == 200


def test_the_doctor_says_what_is_missing_before_the_plugin_is_active(first_init: FirstInit) -> None:
    url = first_init.site.public_url

    done = first_init.doctor

    assert done.returncode == 1
    shown = re.sub(r"HTTP \d+", "HTTP …", done.stdout).splitlines()
    assert [line for line in shown if line.startswith(("FAIL", "warn"))] == [
        "warn  the site is not on https",
        "FAIL  the WordPress plugin is not active",
        f"FAIL  {url}/health/live does not lead to the sidecar (HTTP …)",
        "warn  WordPress does not hear callbacks",
    ]


def test_the_doctor_finds_a_connected_site_well(first_init: FirstInit) -> None:
    site = first_init.site

    done = run_sidecar(site.environ, "doctor", "--wordpress", str(site.wordpress.path))

    shown = VARYING.sub("…", done.stdout.replace(site.wordpress.url, "SITE")).splitlines()
    assert (done.returncode, shown) == (
        0,
        [
            "ok    database answers: mysql …",
            f"ok    our tables are at revision {newest_revision()}",
            "ok    clocks agree within …",
            "ok    layout: WordPress posts, as in BookingX 1.x",
            "ok    site 'Corner Salon' at SITE, zone Europe/London, last booking …",
            "warn  the site is not on https",
            "      -> Zapier calls https addresses only. Get a certificate.",
            "ok    offers: 3 services, 2 staff, 1 extras",
            "ok    the WordPress plugin is active",
            "ok    deliveries: none",
            "ok    callbacks: none",
            "ok    SITE/wp-json/bookingx/v1/zapier/health/live answers in …",
            "ok    WordPress hears callbacks, in …",
            "ok    BookingX …",
        ],
    )


def test_a_key_opens_the_site_through_its_public_address(first_init: FirstInit) -> None:
    answer = first_init.site.request("GET", "/v1/test")

    assert (answer.status_code, answer.json()) == (
        200,
        {
            "site_name": "Corner Salon",
            "site_url": first_init.site.wordpress.url,
            "time_zone": "Europe/London",
            "key_label": "First key",
            "user_id": 1,
            "user_name": "admin",
            "scopes": ["actions", "searches", "triggers"],
            "version": VERSION,
        },
    )


def test_a_zap_subscribes_and_unsubscribes_through_the_public_address(first_init: FirstInit) -> None:
    site = first_init.site
    wish = {"trigger": "booking_created", "target_url": site.receiver.open_hook().url}

    subscribed = site.request("POST", "/v1/subscribe", wish)
    ended = site.request("DELETE", f"/v1/subscribe/{subscribed.json()['id']}")

    assert (subscribed.status_code, subscribed.json()) == (201, wish | {"id": subscribed.json()["id"]})
    assert (ended.status_code, ended.content) == (204, b"")


def test_a_wrong_key_is_told_so_through_the_public_address(first_init: FirstInit) -> None:
    site = first_init.site

    answer = site.wordpress.guest.get(f"{site.public_url}/v1/test", headers={"X-API-Key": "wrong"})

    message = "Your API key is invalid. Please check your settings."
    assert (answer.status_code, answer.json()) == (
        401,
        {"error": {"code": "invalid_api_key", "message": message}},
    )
