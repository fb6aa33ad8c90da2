"""The first start tells of no old booking, loses no new one, and goes on where it was interrupted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from sidecar.db import state
from sidecar.db.customers import digest_email
from sidecar.services import baseline, ingest
from sidecar.services.baseline import ensure_baseline
from tests.factories import add_marks, execute, fetch, list_events, make_mark, play, set_status
from tests.support.golden import load_golden
from tests.support.site_rows import add_user, age_marks, mark

if TYPE_CHECKING:
    from sidecar.services.sidecar import Sidecar

REMEMBERED = (("snapshots", "object_type", "object_id", "record"), ("customers", "digest"))


@pytest.fixture
def first_start(sidecar: Sidecar) -> Sidecar:
    """Return a sidecar whose baseline was not taken yet."""
    forget_everything(sidecar)
    return sidecar


def forget_everything(sidecar: Sidecar) -> None:
    """Be as an installation that never started."""
    execute(sidecar, "DELETE FROM wp_bkx_zapier_snapshots")
    execute(sidecar, "DELETE FROM wp_bkx_zapier_customers")
    execute(sidecar, "DELETE FROM wp_bkx_zapier_state WHERE name <> 'ingest_lock'")


def count_addresses(sidecar: Sidecar) -> int:
    """Return how many addresses the site's users have, and its bookings that are no drafts."""
    users = sa.text("SELECT LOWER(user_email) FROM wp_users")
    guests = sa.text(
        "SELECT LOWER(meta_value) FROM wp_postmeta JOIN wp_posts ON ID = post_id "
        "WHERE meta_key = 'email' AND post_status <> 'draft'"
    )
    with sidecar.database.engine.connect() as connection:
        return len({*connection.scalars(users), *connection.scalars(guests)} - {""})


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
    forget_everything(first_start)
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


def test_services_and_addresses_that_are_there_are_known_silently(first_start: Sidecar) -> None:
    ensure_baseline(first_start)

    services = [
        row for row in fetch(first_start, "snapshots", "object_id", "object_type") if row[1] == "service"
    ]
    known = {row[0] for row in fetch(first_start, "customers", "digest")}
    seen = ("admin@example.test", "cy@example.test", "jan.jones@example.test")
    assert [row[0] for row in services] == [12, 13, 14, 15, 16, 17, 18]
    assert {digest_email(email) for email in seen} <= known
    assert len(known) == count_addresses(first_start)


def test_a_draft_at_the_first_start_is_told_when_it_is_published(first_start: Sidecar) -> None:
    set_status(first_start, 13, "draft")
    ensure_baseline(first_start)
    set_status(first_start, 13, "publish")
    mark(first_start, "service", 13)
    age_marks(first_start)

    ingest.drain(first_start)

    assert list_events(first_start) == [(13, "service_created", 1)]


def test_every_step_goes_on_where_it_was(first_start: Sidecar, monkeypatch: pytest.MonkeyPatch) -> None:
    ensure_baseline(first_start)
    whole = [fetch(first_start, *columns) for columns in REMEMBERED]
    forget_everything(first_start)
    monkeypatch.setattr(baseline, "BATCH", 3)
    steps = 0

    while not first_start.database.run(lambda tx: baseline._take_batch(first_start, tx)):  # noqa: SLF001
        steps += 1

    assert [fetch(first_start, *columns) for columns in REMEMBERED] == whole
    assert steps > len(whole[0]) // 3


def test_what_an_earlier_version_did_not_remember_is_remembered_silently(sidecar: Sidecar) -> None:
    whole = [fetch(sidecar, *columns) for columns in REMEMBERED]
    execute(sidecar, "DELETE FROM wp_bkx_zapier_snapshots WHERE object_type = 'service'")
    execute(sidecar, "DELETE FROM wp_bkx_zapier_customers")
    execute(
        sidecar,
        "DELETE FROM wp_bkx_zapier_state "
        "WHERE name NOT IN ('ingest_lock', 'baseline_last_booking_id', 'sweep_note_cursor')",
    )
    set_status(sidecar, 22, "bkx-ack")
    add_marks(sidecar, make_mark(booking_id=22))
    ingest.drain(sidecar)
    before = list_events(sidecar)

    ensure_baseline(sidecar)
    remembered = [fetch(sidecar, *columns) for columns in REMEMBERED]
    ingest.drain(sidecar)

    assert (before, remembered) == ([], whole)
    assert list_events(sidecar) == [(22, "booking_status_changed", 1)]


def test_who_registers_during_the_baseline_is_told(first_start: Sidecar) -> None:
    user_id = add_user(first_start, "new.user@example.test")
    mark(first_start, "customer", user_id, "created")

    ensure_baseline(first_start)
    ingest.drain(first_start)

    assert list_events(first_start) == [(user_id, "customer_created", 1)]


def test_until_the_baseline_is_taken_marks_wait(first_start: Sidecar) -> None:
    set_status(first_start, 22, "bkx-ack")
    add_marks(first_start, make_mark(booking_id=22))

    ingest.drain(first_start)

    assert (len(fetch(first_start, "outbox", "id")), list_events(first_start)) == (1, [])


def test_a_booking_made_during_the_baseline_is_told(first_start: Sidecar) -> None:
    play(first_start, load_golden("bookings", "hour-guest"), make_mark("created", booking_id=57))

    ensure_baseline(first_start)
    ingest.drain(first_start)

    assert list_events(first_start) == [
        (0, "customer_created", 1),
        (57, "booking_created", 1),
        (57, "staff_assigned", 2),
    ]


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

    assert list_events(first_start) == [
        (0, "customer_created", 1),
        (57, "booking_created", 1),
        (57, "staff_assigned", 2),
    ]


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
