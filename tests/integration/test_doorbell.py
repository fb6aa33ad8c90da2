"""However many doorbells ring at once, one thread looks at the outbox, and no mark waits for another ring."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from sidecar.api.doorbell import Porter
from sidecar.db import state
from sidecar.services import ingest
from sidecar.services.ingest import drain
from tests.factories import add_marks, list_events, make_mark, set_status

if TYPE_CHECKING:
    import pytest

    from sidecar.services.sidecar import Sidecar

CHANGED = "booking_status_changed"


def change(sidecar: Sidecar, booking_id: int, raw_status: str) -> None:
    set_status(sidecar, booking_id, raw_status)
    add_marks(sidecar, make_mark(booking_id=booking_id, status=raw_status))


def test_a_second_doorbell_does_not_wait_for_the_first(mariadb_sidecar: Sidecar) -> None:
    porter = Porter()
    change(mariadb_sidecar, 22, "bkx-ack")

    with ThreadPoolExecutor() as pool:
        with mariadb_sidecar.database.transaction() as tx:
            state.lock_ingest(tx)
            first = pool.submit(porter.answer, mariadb_sidecar)
            while not porter.is_busy:
                time.sleep(0.01)
            second = porter.answer(mariadb_sidecar)
        assert (first.result(), second) == (1, 0)
    assert list_events(mariadb_sidecar) == [(22, CHANGED, 1)]


def test_a_mark_that_comes_as_the_first_ends_is_seen(
    sqlite_sidecar: Sidecar, monkeypatch: pytest.MonkeyPatch
) -> None:
    porter = Porter()
    answers: list[int] = []

    def drain_and_be_rung(sidecar: Sidecar) -> int:
        made = drain(sidecar)
        if not answers:
            change(sidecar, 33, "bkx-pending")
            answers.append(porter.answer(sidecar))
        return made

    monkeypatch.setattr(ingest, "drain", drain_and_be_rung)
    change(sqlite_sidecar, 22, "bkx-ack")

    assert (porter.answer(sqlite_sidecar), answers) == (2, [0])
    assert list_events(sqlite_sidecar) == [(22, CHANGED, 1), (33, CHANGED, 1)]
