"""The doctor looks at everything and says what to do about what is not well."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from sidecar.access_errors import InvalidTokenError, NoApiKeyError
from sidecar.db.types import utc_now
from sidecar.services import diagnosis
from sidecar.services.diagnosis import Finding, Level, diagnose
from tests.factories import (
    add_marks,
    execute,
    make_event,
    make_mark,
    make_sidecar,
    store_events,
    subscribe,
    with_settings,
)
from tests.support.callbacks import add_callback, change_callback
from tests.support.fake_sidecar import Answer, FakeSidecar, run_fake_sidecar
from tests.support.golden import set_options
from tests.support.php import serialize
from tests.support.ports import find_free_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sidecar.errors import SidecarError
    from sidecar.services.sidecar import Sidecar


@pytest.fixture
def public_site() -> Iterator[FakeSidecar]:
    """Return an HTTP server that answers as the site's public address does."""
    with run_fake_sidecar() as server:
        server.answer = Answer(200, b'{"status":"live"}')
        yield server


@pytest.fixture
def healthy(sidecar: Sidecar, public_site: FakeSidecar) -> Sidecar:
    plugins = serialize(["bookingx/bookingx.php", "bookingx-zapier/bookingx-zapier.php"])
    with sidecar.database.engine.begin() as connection:
        set_options(connection, {"home": public_site.url, "active_plugins": plugins})
    return sidecar


def levels(sidecar: Sidecar, word: str, wordpress: Path | None = None) -> set[Level]:
    """Return how bad the findings are that hold a word."""
    found = [finding for finding in diagnose(sidecar, wordpress) if word in finding.what]
    assert found, f"no finding says {word}"
    return {finding.level for finding in found}


def test_a_healthy_site_has_nothing_broken_and_every_fault_an_advice(healthy: Sidecar) -> None:
    findings = list(diagnose(healthy))

    assert [finding for finding in findings if finding.level is Level.BAD] == []
    assert [f for f in findings if f.level is not Level.GOOD and not f.advice] == []
    assert len(findings) >= len(diagnosis.CHECKS)


def test_a_site_without_https_is_warned(healthy: Sidecar) -> None:
    assert levels(healthy, "https") == {Level.WARNING}


def test_an_inactive_plugin_is_broken(healthy: Sidecar) -> None:
    with healthy.database.engine.begin() as connection:
        set_options(connection, {"active_plugins": serialize([])})

    assert levels(healthy, "plugin is not active") == {Level.BAD}


def test_old_tables_are_broken(healthy: Sidecar) -> None:
    execute(healthy, "UPDATE wp_bkx_zapier_schema_version SET version_num = '0000'")

    assert levels(healthy, "revision 0000") == {Level.BAD}


def test_a_mark_that_nobody_looks_at_is_warned_of(healthy: Sidecar) -> None:
    add_marks(healthy, make_mark())
    execute(healthy, "UPDATE wp_bkx_zapier_outbox SET marked_at = '2026-01-01 00:00:00.000'")

    assert levels(healthy, "a mark has waited") == {Level.WARNING}


def test_a_due_delivery_that_nobody_takes_is_warned_of(healthy: Sidecar) -> None:
    subscribe(healthy)
    store_events(healthy, make_event(1))
    execute(healthy, "UPDATE wp_bkx_zapier_webhook_queue SET next_attempt_at = '2026-01-01 00:00:00.000'")

    assert levels(healthy, "a due delivery has waited") == {Level.WARNING}


def test_a_clock_that_differs_is_warned(healthy: Sidecar, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diagnosis, "utc_now", lambda: utc_now(-120))

    assert levels(healthy, "clock differs by") == {Level.WARNING}


@pytest.mark.parametrize("answer", [Answer(404), Answer(502), Answer(200, b"<html>"), Answer(301)])
def test_a_way_in_that_does_not_lead_here_is_broken(
    healthy: Sidecar, public_site: FakeSidecar, answer: Answer
) -> None:
    public_site.answer = answer

    assert levels(healthy, "/health/live") == {Level.BAD}


def test_a_site_that_cannot_be_reached_is_warned(healthy: Sidecar) -> None:
    with healthy.database.engine.begin() as connection:
        set_options(connection, {"home": f"http://127.0.0.1:{find_free_port()}"})

    assert levels(healthy, "cannot be reached") == {Level.WARNING}


@pytest.mark.parametrize(("error", "level"), [(InvalidTokenError, Level.GOOD), (NoApiKeyError, Level.BAD)])
def test_a_web_server_that_keeps_tokens_from_wordpress_is_broken(
    healthy: Sidecar, public_site: FakeSidecar, error: type[SidecarError], level: Level
) -> None:
    public_site.answer = Answer(401, msgspec.json.encode(error().as_dict()))
    connecting = with_settings(healthy, oauth_redirect_uris=("https://zapier.com/return/",))

    findings = [finding for finding in diagnose(connecting) if finding.level in {Level.GOOD, Level.BAD}]

    told = [finding.level for finding in findings if "OAuth" in finding.what + finding.advice]
    assert told == [level]
    [asked] = [request for request in public_site.requests if request.target.endswith("/v1/test")]
    assert asked.headers["authorization"].startswith("Bearer ")


def test_a_site_without_oauth_is_not_asked_with_a_token(healthy: Sidecar, public_site: FakeSidecar) -> None:
    list(diagnose(healthy))

    assert [request.target for request in public_site.requests if "/v1/test" in request.target] == []


def test_an_unknown_zone_is_one_bad_finding_and_the_rest_goes_on(healthy: Sidecar) -> None:
    with healthy.database.engine.begin() as connection:
        set_options(connection, {"timezone_string": "Mars/Olympus"})

    bad = [finding for finding in diagnose(healthy) if finding.level is Level.BAD]

    assert bad
    assert all("Mars/Olympus" in finding.advice for finding in bad)
    assert levels(healthy, "deliveries") == {Level.GOOD}


def test_workers_that_must_take_turns_are_warned(mariadb_sidecar: Sidecar) -> None:
    mariadb_sidecar.database.__dict__["skip_locked"] = False

    assert levels(mariadb_sidecar, "SKIP LOCKED") == {Level.WARNING}


def test_without_a_database_everything_is_broken_and_nothing_breaks() -> None:
    sidecar = make_sidecar(f"mysql+pymysql://nobody:none@127.0.0.1:{find_free_port()}/none")

    findings = list(diagnose(sidecar))

    assert findings
    assert {finding.level for finding in findings} == {Level.BAD}
    sidecar.database.dispose()


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("Version: 1.1.2", Finding(Level.GOOD, "BookingX 1.1.2")),
        (
            "Version: 3.0",
            Finding(Level.WARNING, "BookingX 3.0", "Written for BookingX 1.1; please report what differs."),
        ),
    ],
)
def test_bookingxs_version_is_judged(
    sqlite_sidecar: Sidecar, tmp_path: Path, header: str, expected: Finding
) -> None:
    folder = tmp_path / "wp-content/plugins/bookingx"
    folder.mkdir(parents=True)
    (folder / "bookingx.php").write_text(f"<?php\n/*\n * {header}\n */\n", encoding="utf-8")

    assert expected in list(diagnose(sqlite_sidecar, tmp_path))


def test_a_wordpress_without_bookingx_is_broken(sqlite_sidecar: Sidecar, tmp_path: Path) -> None:
    assert levels(sqlite_sidecar, "BookingX is not installed", tmp_path) == {Level.BAD}


def test_callbacks_that_are_dead_or_wait_are_warned_of(healthy: Sidecar) -> None:
    add_callback(healthy, ())
    change_callback(healthy, add_callback(healthy, ()), status="dead")
    execute(healthy, "UPDATE wp_bkx_zapier_callbacks SET created_at = '2026-01-01 00:00:00.000'")

    assert levels(healthy, "a callback has waited") == {Level.WARNING}
    assert levels(healthy, "1 callbacks are dead") == {Level.WARNING}


@pytest.mark.parametrize("status", [301, 401, 404, 500])
def test_a_wordpress_that_cannot_be_called_back_is_warned_of(
    healthy: Sidecar, public_site: FakeSidecar, status: int
) -> None:
    public_site.answer = Answer(status)

    assert levels(healthy, "does not hear callbacks") == {Level.WARNING}
