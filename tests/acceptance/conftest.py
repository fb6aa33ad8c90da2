"""The WordPress site that all acceptance tests share; started when the first of them asks for it."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.connected_site import ConnectedSite
from tests.support.fake_sidecar import FakeSidecar, run_fake_sidecar
from tests.support.outbox import Outbox
from tests.support.receiver import Receiver, run_receiver
from tests.support.screens import BOOKINGS, MONTH, WEEK, Screens, open_screens
from tests.support.twins import Twins, hire_twins
from tests.support.wordpress import PREFIX, WordPress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.support.mariadb import MariaDB

    RunPhp = Callable[[str], list[str]]

SHIM = Path(__file__).parents[2] / "wp-plugin-shim"
SECRET = "made-up-secret-" * 4

collect_ignore_glob = [] if os.environ.get("BOOKINGX_PLUGIN") else ["test_*_screens.py"]
"""BookingX's own screens can only be looked at with BookingX itself; the stand-in has none."""


@pytest.fixture(scope="session")
def wordpress(mariadb: MariaDB) -> Iterator[WordPress]:
    """Return a running site with BookingX (see `WordPress.start`), without this project's plugin."""
    with tempfile.TemporaryDirectory(prefix="bkx-wordpress-") as folder:
        site = WordPress.start(Path(folder), mariadb)
        yield site
        site.stop()


@pytest.fixture(scope="session")
def outbox(wordpress: WordPress) -> Outbox:
    """Return the outbox of the site; its table is made by `shim`."""
    return Outbox(wordpress.mariadb.url(wordpress.database), PREFIX)


@pytest.fixture(scope="module")
def sidecar() -> Iterator[FakeSidecar]:
    """Return a listener that records what the shim sends."""
    with run_fake_sidecar() as listener:
        yield listener


@pytest.fixture(scope="module")
def installed_shim(wordpress: WordPress, sidecar: FakeSidecar, outbox: Outbox) -> Iterator[None]:
    """Install the shim for one module of tests, and take it away again with all that it wrote."""
    wordpress.install_shim(SHIM, sidecar.url, SECRET)
    yield
    wordpress.remove_shim()
    outbox.drop()


@pytest.fixture
def shim(wordpress: WordPress, sidecar: FakeSidecar, outbox: Outbox, installed_shim: None) -> WordPress:
    """Return the site with the shim, a sidecar that is well, and an empty outbox."""
    assert installed_shim is None
    wordpress.configure_shim({"sidecar_url": sidecar.url, "secret": SECRET})
    wordpress.forget_failures()
    outbox.create()
    sidecar.reset()
    return wordpress


@pytest.fixture
def run(shim: WordPress) -> RunPhp:
    """Return a function that runs code in WordPress and returns what the shim wrote to PHP's log."""
    log = f"ini_set( 'error_log', '{shim.folder}/php.log' );"

    def run_php(code: str) -> list[str]:
        logged = len(shim.log())
        shim.run_php(log + code)
        lines = [line.split("] ", 1)[1] for line in shim.log()[logged:].splitlines()]
        return [line.removeprefix("BookingX for Zapier: ") for line in lines if "Zapier" in line]

    return run_php


@pytest.fixture(scope="session")
def receiver() -> Iterator[Receiver]:
    """Return the server that stands in Zapier's place."""
    with run_receiver() as server:
        yield server


@pytest.fixture(scope="module")
def sidecar_settings() -> dict[str, str]:
    """Return what the sidecar's environment says; a module that needs other settings has its own."""
    return {"webhook_retry_delay": "0.1", "webhook_timeout": "5"}


@pytest.fixture(scope="module")
def connected_site(
    wordpress: WordPress,
    receiver: Receiver,
    sidecar_settings: dict[str, str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[ConnectedSite]:
    """Return the site with the real sidecar installed for one module of tests; nothing runs yet."""
    site = ConnectedSite(wordpress, receiver, tmp_path_factory.mktemp("sidecar"), sidecar_settings)
    site.install()
    yield site
    site.stop()
    site.remove()


@pytest.fixture(scope="module")
def own_services(wordpress: WordPress) -> Iterator[None]:
    """Delete the services that a module's tests made; the doctor would go on talking of them."""
    yield
    seeds = [*wordpress.seeds["bases"], wordpress.seeds["retreat"]]
    code = """
        $made = array( 'post_type' => 'bkx_base', 'exclude' => json_decode( $argv[1] ), 'numberposts' => -1 );
        foreach ( get_posts( $made ) as $service ) {
            wp_delete_post( $service->ID, true );
        }
    """
    wordpress.run_php(code, json.dumps(seeds))


@pytest.fixture
def site(connected_site: ConnectedSite) -> Iterator[ConnectedSite]:
    """Return the site with both processes at work and no Zap switched on."""
    connected_site.start()
    yield connected_site
    connected_site.unsubscribe_all()


@pytest.fixture(scope="module")
def screens(connected_site: ConnectedSite) -> Iterator[Screens]:
    """Return a browser in which the site's owner is logged in."""
    with open_screens(connected_site.wordpress) as screens:
        yield screens


@pytest.fixture(scope="module")
def twins(connected_site: ConnectedSite, screens: Screens) -> Iterator[Twins]:
    """Return bookings of Zaps and their twins of the form; what screens say of the latter is known."""
    connected_site.start()
    with hire_twins(connected_site) as twins:
        twins.type()
        edits = [f"/wp-admin/post.php?post={booking}&action=edit" for booking in twins.typed.values()]
        screens.learn(BOOKINGS, MONTH, WEEK, *edits)
        twins.zap()
        yield twins
