"""A commit whose answer is lost is asked after: what was written is answered, what was not is done again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from sidecar.errors import ServiceUnavailableError
from sidecar.services.actions import idempotency
from tests.factories import execute, fetch, make_sidecar
from tests.support.bookings import ask, count_bookings
from tests.support.cutting_proxy import Cut, CuttingProxy, run_cutting_proxy
from tests.support.desk import perform

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sidecar.services.sidecar import Sidecar
    from tests.support.mariadb import MariaDB

KEYS = pytest.mark.parametrize("key", ["", "k"], ids=["nameless", "named"])
CUTS = pytest.mark.parametrize("how", Cut, ids=lambda how: how.name.lower())


@pytest.fixture
def proxy(mariadb: MariaDB) -> Iterator[CuttingProxy]:
    with run_cutting_proxy(mariadb.port) as made:
        yield made


@pytest.fixture
def behind(mariadb_sidecar: Sidecar, proxy: CuttingProxy) -> Iterator[Sidecar]:
    """Return a sidecar that reaches its database through the proxy."""
    url = sa.make_url(mariadb_sidecar.settings.database_url).set(port=proxy.port)
    sidecar = make_sidecar(url.render_as_string(hide_password=False))
    yield sidecar
    sidecar.database.dispose()


def list_statuses(answer: dict[str, Any]) -> list[str]:
    return [row["status"] for row in answer["result"]["rows"]]


@CUTS
@KEYS
def test_one_call_books_once_and_hears_of_it(
    behind: Sidecar, mariadb_sidecar: Sidecar, proxy: CuttingProxy, how: Cut, key: str
) -> None:
    before = count_bookings(mariadb_sidecar)
    proxy.cut_next(how)

    answer = perform(behind, "create_booking", ask(), idempotency_key=key)

    assert (answer["status"], proxy.cuts) == ("success", 1)
    assert count_bookings(mariadb_sidecar) == before + 1
    assert fetch(mariadb_sidecar, "outbox", "object_id") == [(answer["result"]["booking_id"],)]
    assert len(fetch(mariadb_sidecar, "callbacks", "id")) == 1


def test_a_database_that_comes_back_is_waited_for(
    behind: Sidecar, mariadb_sidecar: Sidecar, proxy: CuttingProxy
) -> None:
    before = count_bookings(mariadb_sidecar)
    proxy.away_seconds = 1.5
    proxy.cut_next(Cut.HEARD)

    answer = perform(behind, "create_booking", ask())

    assert (answer["status"], count_bookings(mariadb_sidecar)) == ("success", before + 1)


@pytest.mark.parametrize("key", ["", "k"])
def test_a_database_that_stays_away_is_said_to_and_a_name_finds_out_later(
    behind: Sidecar, mariadb_sidecar: Sidecar, proxy: CuttingProxy, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    before = count_bookings(mariadb_sidecar)
    monkeypatch.setattr(idempotency, "ASK_SECONDS", 0.3)
    proxy.away_seconds = 3
    proxy.cut_next(Cut.ANSWERED)
    with pytest.raises(ServiceUnavailableError):
        perform(behind, "create_booking", ask(), idempotency_key=key)
    execute(mariadb_sidecar, "UPDATE wp_bkx_zapier_idempotency SET lease_until = '2026-01-01 00:00:00.000'")

    if key:
        assert perform(mariadb_sidecar, "create_booking", ask(), idempotency_key=key)["status"] == "success"

    assert count_bookings(mariadb_sidecar) == before + 1


@CUTS
def test_whoever_is_free_is_not_booked_twice(
    behind: Sidecar, mariadb_sidecar: Sidecar, proxy: CuttingProxy, how: Cut
) -> None:
    """Without a staff member asked for, a call that is repeated would find the next one."""
    before = count_bookings(mariadb_sidecar)
    proxy.cut_next(how, times=2)

    answer = perform(behind, "create_booking", ask(staff_id=None))

    assert (answer["status"], count_bookings(mariadb_sidecar)) == ("success", before + 1)


@KEYS
def test_rows_are_each_written_once(
    behind: Sidecar, mariadb_sidecar: Sidecar, proxy: CuttingProxy, key: str
) -> None:
    before = count_bookings(mariadb_sidecar)
    proxy.cut_next(Cut.HEARD, times=2)
    rows = [ask(start_datetime=f"2027-04-12 {hour}:00") for hour in (10, 12, 14)]

    answer = perform(behind, "create_bookings", {"bookings": rows}, idempotency_key=key)

    assert list_statuses(answer) == ["success"] * 3
    assert count_bookings(mariadb_sidecar) == before + 3


def test_a_repeated_call_gets_the_answer_of_the_one_that_was_cut(
    behind: Sidecar, mariadb_sidecar: Sidecar, proxy: CuttingProxy
) -> None:
    proxy.cut_next(Cut.HEARD)
    first = perform(behind, "create_booking", ask(), idempotency_key="k")

    second = perform(mariadb_sidecar, "create_booking", ask(), idempotency_key="k")

    assert first == second
