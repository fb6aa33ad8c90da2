"""`sidecar doctor`: looks at everything the sidecar stands on, and says what to do about each finding."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

import httpx
from sqlalchemy import select, text

from sidecar.access_errors import InvalidTokenError, NoApiKeyError
from sidecar.db import callbacks, outbox, queue
from sidecar.db.database import explain
from sidecar.db.migrate import find_revision, newest_revision
from sidecar.db.types import utc_now
from sidecar.errors import ServiceUnavailableError, SidecarError
from sidecar.services.offer_faults import list_faults, read_published
from sidecar.wp_bridge.bookingx2.layout import TablesLayout
from sidecar.wp_bridge.wordpress.callback_client import LIVE, ask_if_there
from sidecar.wp_bridge.wordpress.plugins import find_bookingx_version, is_plugin_active

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sidecar.services.sidecar import Sidecar

TESTED_BOOKINGX = "1.1."
MAX_CLOCK_SKEW_SECONDS = 30
MAX_WAIT_SECONDS = 60
PUBLIC_PATH = "/wp-json/bookingx/v1/zapier/health/live"
TEST_PATH = "/wp-json/bookingx/v1/zapier/v1/test"
MADE_UP_TOKEN = {"Authorization": "Bearer made-up-by-the-doctor"}
LIVE_ANSWER = b'{"status":"live"}'
"""The whole body: where a plugin prints notices, WordPress answers 200 to an address that is not there."""
SHIM_PLUGIN = "bookingx-zapier/bookingx-zapier.php"


class Level(StrEnum):
    """How bad a finding is."""

    GOOD = "ok"
    WARNING = "warn"
    BAD = "FAIL"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; `advice` is empty when it is well."""

    level: Level
    what: str
    advice: str = ""


def diagnose(sidecar: Sidecar, wordpress: Path | None = None) -> Iterator[Finding]:
    """Yield a finding per check; a check that fails itself is a bad finding, and the rest goes on."""
    for check in CHECKS:
        try:
            yield from check(sidecar)
        except ServiceUnavailableError as error:
            yield Finding(Level.BAD, "the database cannot be used", explain(error))
            return
        except SidecarError as error:
            yield Finding(Level.BAD, check.__name__.removeprefix("_check_").replace("_", " "), error.text)
    yield from _check_plugin_files(sidecar, wordpress)


def _check_database(sidecar: Sidecar) -> Iterator[Finding]:
    with sidecar.database.connect() as connection:
        dialect = connection.dialect.name
        version = "" if dialect == "sqlite" else connection.execute(text("SELECT VERSION()")).scalar_one()
    yield Finding(Level.GOOD, f"database answers: {dialect} {version}".rstrip())


def _check_tables(sidecar: Sidecar) -> Iterator[Finding]:
    with sidecar.database.connect() as connection:
        revision = find_revision(connection, sidecar.database.own)
    if revision != newest_revision():
        yield Finding(Level.BAD, f"our tables are at revision {revision}", "Run `sidecar migrate`.")
        return
    yield Finding(Level.GOOD, f"our tables are at revision {revision}")
    if not sidecar.database.skip_locked and not sidecar.database.is_sqlite:
        yield Finding(
            Level.WARNING,
            "no FOR UPDATE SKIP LOCKED",
            "Workers take turns instead. MySQL 8 or MariaDB 10.6 would be faster with several workers.",
        )


def _check_clocks(sidecar: Sidecar) -> Iterator[Finding]:
    with sidecar.database.transaction() as tx:
        there: datetime = tx.execute(select(utc_now())).scalar_one()
    skew = abs((datetime.now(UTC) - there).total_seconds())
    if skew <= MAX_CLOCK_SKEW_SECONDS:
        yield Finding(Level.GOOD, f"clocks agree within {skew:.1f} s")
    else:
        advice = "Set both machines' clocks by NTP: signatures are refused beyond 300 s."
        yield Finding(Level.WARNING, f"the database's clock differs by {skew:.0f} s", advice)


def _check_site(sidecar: Sidecar) -> Iterator[Finding]:
    with sidecar.database.transaction() as tx:
        site = sidecar.read_site(tx)
        last_id = sidecar.store.get_last_id(tx.connection)
    yield Finding(
        Level.GOOD, f"site {site.name!r} at {site.url}, zone {site.time_zone_name}, last booking {last_id}"
    )
    if not site.url.startswith("https://"):
        yield Finding(
            Level.WARNING, "the site is not on https", "Zapier calls https addresses only. Get a certificate."
        )


def _check_layout(sidecar: Sidecar) -> Iterator[Finding]:
    """Yield how the bookings are kept, and what of it is missing where that is known from documents alone."""
    if not isinstance(sidecar.store, TablesLayout):
        yield Finding(Level.GOOD, "layout: WordPress posts, as in BookingX 1.x")
        return
    with sidecar.database.connect() as connection:
        missing = sidecar.store.get_shape(connection).missing
    yield Finding(
        Level.WARNING,
        "layout: BookingX 2.0's own tables",
        "No BookingX 2.0 was public when this was written: please check some events against the site, "
        "and report what differs.",
    )
    if missing:
        yield Finding(
            Level.WARNING,
            f"BookingX's tables lack {', '.join(missing)}",
            "What would stand there is empty in the events.",
        )


def _check_offers(sidecar: Sidecar) -> Iterator[Finding]:
    with sidecar.database.transaction() as tx:
        offers = read_published(sidecar.offers, tx.connection)
    counts = f"{len(offers.services)} services, {len(offers.staff)} staff, {len(offers.extras)} extras"
    yield Finding(Level.GOOD, f"offers: {counts}")
    if sidecar.layout == "tables":
        return  # who offers what, and when they work, is not known there
    for fault in list_faults(offers):
        yield Finding(Level.WARNING, fault.what, fault.advice)


def _check_plugins(sidecar: Sidecar) -> Iterator[Finding]:
    with sidecar.database.transaction() as tx:
        is_active = is_plugin_active(tx.connection, sidecar.settings.table_prefix, SHIM_PLUGIN)
    if is_active:
        yield Finding(Level.GOOD, "the WordPress plugin is active")
    else:
        advice = 'Activate "BookingX for Zapier" under Plugins in wp-admin; `sidecar init` installs it.'
        yield Finding(Level.BAD, "the WordPress plugin is not active", advice)


def _check_backlog(sidecar: Sidecar) -> Iterator[Finding]:
    with sidecar.database.transaction() as tx:
        waits = {"a mark": outbox.find_oldest_age(tx), "a due delivery": queue.find_oldest_due_age(tx)}
        by_status = queue.count_by_status(tx)
    yield Finding(Level.GOOD, f"deliveries: {_join(by_status)}")
    for what, seconds in waits.items():
        if seconds > MAX_WAIT_SECONDS:
            yield Finding(
                Level.WARNING, f"{what} has waited for {seconds:.0f} s", "Is `sidecar worker` running?"
            )


def _join(by_status: dict[str, int]) -> str:
    return ", ".join(f"{count} {status}" for status, count in sorted(by_status.items())) or "none"


def _check_callbacks(sidecar: Sidecar) -> Iterator[Finding]:
    """Yield what WordPress was not told yet, or never will be: mails and hooks of actions."""
    with sidecar.database.transaction() as tx:
        by_status, age = callbacks.count_by_status(tx), callbacks.find_oldest_age(tx)
    yield Finding(Level.GOOD, f"callbacks: {_join(by_status)}")
    if age > MAX_WAIT_SECONDS:
        advice = "Mails of actions wait. Is `sidecar worker` running, and is WordPress reached (see below)?"
        yield Finding(Level.WARNING, f"a callback has waited for {age:.0f} s", advice)
    if by_status.get(callbacks.DEAD):
        advice = "Mails or hooks of actions were given up. The activity log says why (event_type callback)."
        yield Finding(Level.WARNING, f"{by_status[callbacks.DEAD]} callbacks are dead", advice)


def _check_way_out(sidecar: Sidecar) -> Iterator[Finding]:
    """The way of callbacks: from this machine to the plugin, signed."""
    with sidecar.database.transaction() as tx:
        home = sidecar.read_site(tx).url
    answer = ask_if_there(sidecar.settings, home)
    if answer.status == LIVE:
        yield Finding(Level.GOOD, f"WordPress hears callbacks, in {answer.duration_seconds:.2f} s")
    else:
        advice = (
            f"{answer.error} Until then the mails of actions wait. Setting wordpress_url says where it is."
        )
        yield Finding(Level.WARNING, "WordPress does not hear callbacks", advice)


def _check_way_in(sidecar: Sidecar) -> Iterator[Finding]:
    """The whole way that Zapier's requests take: the site's address, the plugin, this sidecar."""
    with sidecar.database.transaction() as tx:
        url = sidecar.read_site(tx).url + PUBLIC_PATH
    started = time.monotonic()
    try:
        answer = httpx.get(url, timeout=10, follow_redirects=False, trust_env=False)
    except httpx.HTTPError as error:
        advice = "The site must be reachable from this machine by its own address."
        yield Finding(Level.WARNING, f"{url} cannot be reached ({type(error).__name__})", advice)
        return
    if (answer.status_code, answer.content) == (httpx.codes.OK, LIVE_ANSWER):
        yield Finding(Level.GOOD, f"{url} answers in {time.monotonic() - started:.2f} s")
    else:
        advice = (
            "Is `sidecar serve` running at the address in the plugin's config.php, and is the plugin active?"
        )
        what = f"{url} does not lead to the sidecar (HTTP {answer.status_code})"
        yield Finding(Level.BAD, what, advice)


def _check_authorization(sidecar: Sidecar) -> Iterator[Finding]:
    """Whether tokens of OAuth arrive: Apache keeps their header from PHP-FPM unless it is told not to."""
    if not sidecar.settings.oauth_redirect_uris:
        return
    with sidecar.database.transaction() as tx:
        url = sidecar.read_site(tx).url + TEST_PATH
    try:
        answer = httpx.get(url, headers=MADE_UP_TOKEN, timeout=10, follow_redirects=False, trust_env=False)
    except httpx.HTTPError:
        return  # the way in says so
    if InvalidTokenError.code.encode() in answer.content:
        yield Finding(Level.GOOD, "tokens of OAuth arrive")
    elif NoApiKeyError.code.encode() in answer.content:
        advice = (
            "Zaps that are connected by OAuth cannot call. Open Settings > Permalinks in wp-admin once, "
            "which writes .htaccess anew, or set `CGIPassAuth On` in Apache."
        )
        yield Finding(Level.BAD, "the web server keeps the header Authorization from WordPress", advice)


def _check_plugin_files(_sidecar: Sidecar, wordpress: Path | None) -> Iterator[Finding]:
    if wordpress is None:
        return
    version = find_bookingx_version(wordpress)
    if version is None:
        yield Finding(Level.BAD, "BookingX is not installed there", "Install and activate BookingX.")
    elif version.startswith(TESTED_BOOKINGX):
        yield Finding(Level.GOOD, f"BookingX {version}")
    else:
        advice = "Written for BookingX 1.1; please report what differs."
        yield Finding(Level.WARNING, f"BookingX {version}", advice)


CHECKS: tuple[Callable[[Sidecar], Iterator[Finding]], ...] = (
    _check_database,
    _check_tables,
    _check_clocks,
    _check_layout,
    _check_site,
    _check_offers,
    _check_plugins,
    _check_backlog,
    _check_callbacks,
    _check_way_in,
    _check_authorization,
    _check_way_out,
)
