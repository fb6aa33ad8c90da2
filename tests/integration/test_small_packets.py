"""A database that takes small packets: what is too large for it is refused, and the others go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sidecar.services import ingest
from sidecar.settings import CustomField
from tests.factories import add_marks, execute, fetch, list_events, make_mark, make_sidecar, set_status
from tests.support.posts import write_metas

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sidecar.services.sidecar import Sidecar

WAIVER = CustomField(meta_key="waiver", key="waiver", type="string", label="Waiver")


@pytest.fixture
def small_packets(mariadb_sidecar: Sidecar) -> Iterator[Sidecar]:
    """Return a sidecar on a database that takes packets of 4 MB."""
    usual = fetch_setting(mariadb_sidecar)
    execute(mariadb_sidecar, "SET GLOBAL max_allowed_packet = 4194304")
    sidecar = make_sidecar(mariadb_sidecar.settings.database_url, custom_fields=(WAIVER,))
    yield sidecar
    sidecar.database.dispose()
    execute(mariadb_sidecar, "SET GLOBAL max_allowed_packet = :usual", usual=usual)


def fetch_setting(sidecar: Sidecar) -> int:
    with sidecar.database.engine.connect() as connection:
        return int(connection.exec_driver_sql("SELECT @@global.max_allowed_packet").scalar_one())


def test_what_a_small_packet_does_not_take_is_refused_and_the_others_go_on(small_packets: Sidecar) -> None:
    with small_packets.database.engine.begin() as connection:
        write_metas(connection, 22, {"waiver": '"' * 1_200_000})
    for booking_id in (22, 31):
        set_status(small_packets, booking_id, "bkx-ack")
        add_marks(small_packets, make_mark(booking_id=booking_id))

    ingest.drain(small_packets)

    assert list_events(small_packets) == [(31, "booking_status_changed", 1)]
    [(refusal,)] = fetch(small_packets, "activity", "error_message")
    assert refusal.startswith("Booking 22: booking_status_changed is not told, as it takes 48")
    assert refusal.endswith("Raise max_allowed_packet there.")
    assert fetch(small_packets, "outbox", "id") == []
