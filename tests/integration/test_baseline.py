"""The first start tells of no old booking, loses no new one, and goes on where it was interrupted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sidecar.db import state
from sidecar.services import baseline, ingest
from sidecar.services.baseline import ensure_baseline
from tests.factories import add_marks, execute, fetch, list_events, make_mark, play, set_status
from tests.support.golden import load_golden

if TYPE_CHECKING:
    from sidecar.services.sidecar import Sidecar


@pytest.fixture
def first_start(sidecar: Sidecar) -> Sidecar:
    """Return a sidecar whose baseline was not taken yet."""
    execute(sidecar, "DELETE FROM wp_bkx_zapier_snapshots")
    execute(sidecar, "DELETE FROM wp_bkx_zapier_state WHERE name <> 'ingest_lock'")
    return sidecar


def count_snapshots(sidecar: Sidecar) -> int:
    return len(fetch(sidecar, "snapshots", "object_id"))


def test_the_bookings_that_are_there_are_known_silently(first_start: Sidecar) -> None:
    ensure_baseline(first_start)

    baselines = fetch(first_start, "snapshots", "is_baseline", "sequence", "is_gone")
    assert baselines == [(True, 0, False)] * len(baselines) != []
    assert (list_events(first_start), fetch(first_start, "queue", "id")) == ([], [])


def test_an_interrupted_baseline_goes_on_where_it_was(
    first_start: Sidecar, monkeypatch: pytest.MonkeyPatch
) -> None:
    ensure_baseline(first_start)
    whole = fetch(first_start, "snapshots", "object_id", "record")
    execute(first_start, "DELETE FROM wp_bkx_zapier_snapshots")
    execute(first_start, "DELETE FROM wp_bkx_zapier_state WHERE name <> 'ingest_lock'")
    monkeypatch.setattr(baseline, "BATCH", 10)
    real, batches = first_start.store.read_bookings, iter([True, True])

    def read_twice(connection: object, ids: object) -> object:
        if next(batches, False):
            return real(connection, ids)  # type: ignore[arg-type] # handed on as it came
        raise KeyboardInterrupt

    with monkeypatch.context() as killed:
        killed.setattr(first_start.store, "read_bookings", read_twice)
        with pytest.raises(KeyboardInterrupt):
            ensure_baseline(first_start)
    taken_before = count_snapshots(first_start)

    ensure_baseline(first_start)

    assert 0 < taken_before < len(whole)
    assert fetch(first_start, "snapshots", "object_id", "record") == whole


def test_until_the_baseline_is_taken_marks_wait(first_start: Sidecar) -> None:
    set_status(first_start, 22, "bkx-ack")
    add_marks(first_start, make_mark(booking_id=22))

    ingest.drain(first_start)

    assert (len(fetch(first_start, "outbox", "id")), list_events(first_start)) == (1, [])


def test_a_booking_made_during_the_baseline_is_told(first_start: Sidecar) -> None:
    play(first_start, load_golden("bookings", "hour-guest"), make_mark("created", booking_id=57))

    ensure_baseline(first_start)
    ingest.drain(first_start)

    assert list_events(first_start) == [(57, "booking_created", 1)]


def test_a_change_after_the_baseline_is_no_new_booking(sidecar: Sidecar) -> None:
    set_status(sidecar, 22, "bkx-ack")
    add_marks(sidecar, make_mark(booking_id=22))

    ingest.drain(sidecar)

    assert list_events(sidecar) == [(22, "booking_status_changed", 1)]


def test_a_second_start_takes_no_second_baseline(sidecar: Sidecar) -> None:
    before = fetch(sidecar, "snapshots", "object_id", "record", "taken_at")
    set_status(sidecar, 22, "bkx-ack")

    ensure_baseline(sidecar)

    assert fetch(sidecar, "snapshots", "object_id", "record", "taken_at") == before


def test_an_old_booking_that_comes_to_light_is_no_news(sidecar: Sidecar) -> None:
    execute(sidecar, "DELETE FROM wp_bkx_zapier_snapshots WHERE object_id = 22")
    add_marks(sidecar, make_mark("note", booking_id=22))

    ingest.drain(sidecar)

    assert list_events(sidecar) == []
    assert (22, True) in fetch(sidecar, "snapshots", "object_id", "is_baseline")


def test_a_site_without_bookings_can_start(first_start: Sidecar) -> None:
    execute(first_start, "DELETE FROM wp_posts WHERE post_type = 'bkx_booking'")

    ensure_baseline(first_start)
    play(first_start, load_golden("bookings", "hour-guest"), make_mark("created", booking_id=57))
    ingest.drain(first_start)

    assert list_events(first_start) == [(57, "booking_created", 1)]


def test_a_booking_that_cannot_be_read_does_not_stop_the_first_start(
    first_start: Sidecar, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = first_start.store.read_bookings

    def read(connection: object, ids: list[int]) -> object:
        if 22 in ids:
            raise ZeroDivisionError
        return real(connection, ids)  # type: ignore[arg-type] # handed on as it came

    monkeypatch.setattr(first_start.store, "read_bookings", read)

    ensure_baseline(first_start)

    known = {row[0] for row in fetch(first_start, "snapshots", "object_id")}
    assert (22 in known, len(known) > 20) == (False, True)


def test_the_sweep_starts_at_the_notes_that_come_after(first_start: Sidecar) -> None:
    ensure_baseline(first_start)

    with first_start.database.transaction() as tx:
        last_note = first_start.store.get_last_note_id(tx.connection)
        assert state.find_value(tx, baseline.LAST_NOTE) == str(last_note)
    assert last_note > 0
