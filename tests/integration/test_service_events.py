"""Services are told when they are first published and when customers see a difference, each once."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from sidecar.db import outbox
from sidecar.services import ingest
from sidecar.services.sweeping.silent import list_silent_marks
from tests.factories import add_marks, execute, fetch, list_events, make_mark, set_status
from tests.support.site_rows import SERVICE_METAS, add_service, age_marks, list_payloads, mark, set_meta

if TYPE_CHECKING:
    from sidecar.services.sidecar import Sidecar

CREATED, UPDATED = "service_created", "service_updated"
HAIRCUT = 13
OFFER = {
    "name": "Shave",
    "description": "",
    "status": "publish",
    "price": "45.50",
    "price_minor": 4550,
    "currency": "GBP",
    "unit": "hours",
    "duration": 90,
    "days": None,
    "is_extendable": False,
    "extension_limit": None,
    "staff_ids": [8],
    "is_offered_by_all_staff": False,
    "allows_extras": True,
    "unavailable_from": None,
    "unavailable_till": None,
    "location": dict.fromkeys(("street", "city", "state", "postcode", "country")),
}


def ingest_saved(sidecar: Sidecar, service_id: int, *kinds: str) -> None:
    """Ingest a mark of a service whose editor is done."""
    mark(sidecar, "service", service_id, *kinds)
    age_marks(sidecar)
    ingest.drain(sidecar)


def sweep_services(sidecar: Sidecar) -> list[int]:
    """Ingest what the sweep finds, and return the services that it found."""

    def work(tx: object) -> list[int]:
        marks = list_silent_marks(sidecar, tx)  # type: ignore[arg-type] # a transaction, as run gives it
        ingest.ingest_marks(sidecar, tx, marks)  # type: ignore[arg-type] # likewise
        return [found.object_id for found in marks if found.object_type == "service"]

    return sidecar.database.run(work)


def whole(service_id: int, event: str, sequence: int) -> dict[str, object]:
    """Return what the event of the test's service says beside the offer."""
    return {
        "event": event,
        "occurred_at": "2026-11-22T12:00:00+00:00",
        "sequence": sequence,
        "origin": "site",
        "service_id": service_id,
        "created_at": "2026-11-22T12:00:00+00:00",
        "updated_at": "2026-11-22T12:00:00+00:00",
        "links": {"admin": f"http://bookings.example.test/wp-admin/post.php?post={service_id}&action=edit"},
        "unreadable": [],
    }


def test_a_service_is_told_whole_when_it_is_published_and_when_its_price_changes(sidecar: Sidecar) -> None:
    service_id = add_service(sidecar)
    ingest_saved(sidecar, service_id)
    set_meta(sidecar, service_id, "base_price", "50")

    ingest_saved(sidecar, service_id, "meta")

    created, updated = list_payloads(sidecar)
    assert created == {"id": service_id, **whole(service_id, CREATED, 1), **OFFER}
    assert updated == {
        **whole(service_id, UPDATED, 2),
        **OFFER,
        "price": "50.00",
        "price_minor": 5000,
        "changed_fields": ["price"],
        "previous": OFFER,
    }


def test_the_block_editor_saves_twice_and_one_event_tells_the_end_of_it(sidecar: Sidecar) -> None:
    service_id = add_service(sidecar, metas={})
    mark(sidecar, "service", service_id)
    ingest.drain(sidecar)
    for key, value in SERVICE_METAS.items():
        execute(
            sidecar,
            "INSERT INTO wp_postmeta (post_id, meta_key, meta_value) VALUES (:id, :key, :value)",
            id=service_id,
            key=key,
            value=value,
        )
    mark(sidecar, "service", service_id)
    ingest.drain(sidecar)
    waiting = len(fetch(sidecar, "outbox", "id"))
    age_marks(sidecar)

    ingest.drain(sidecar)

    assert (waiting, fetch(sidecar, "outbox", "id")) == (2, [])
    assert [(payload["event"], payload["price"]) for payload in list_payloads(sidecar)] == [
        (CREATED, "45.50")
    ]


def test_services_that_are_being_edited_hold_up_no_booking(
    sidecar: Sidecar, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingest, "BATCH", 2)
    for service_id in (12, 13, 14, 15):
        mark(sidecar, "service", service_id)
    set_status(sidecar, 22, "bkx-ack")
    add_marks(sidecar, make_mark(booking_id=22))

    ingest.drain(sidecar)

    assert list_events(sidecar) == [(22, "booking_status_changed", 1)]
    assert fetch(sidecar, "outbox", "object_id") == [(12,), (13,), (14,), (15,)]


def test_a_service_is_left_until_no_new_mark_comes(sidecar: Sidecar) -> None:
    mark(sidecar, "service", HAIRCUT)
    age_marks(sidecar)
    mark(sidecar, "service", HAIRCUT)

    with sidecar.database.transaction() as tx:
        ripe = outbox.list_marks(tx, 10)

    assert ripe == []


def test_a_draft_is_silent_and_its_publication_a_creation(sidecar: Sidecar) -> None:
    service_id = add_service(sidecar, "draft")
    ingest_saved(sidecar, service_id)
    before = list_events(sidecar)
    set_status(sidecar, service_id, "publish")

    ingest_saved(sidecar, service_id, "status")

    assert (before, list_events(sidecar)) == ([], [(service_id, CREATED, 1)])


def test_a_service_is_created_once_and_what_changed_while_it_was_a_draft_is_told_at_the_end(
    sidecar: Sidecar,
) -> None:
    service_id = add_service(sidecar)
    ingest_saved(sidecar, service_id)
    for status, price in (("draft", "45.5"), ("publish", "45.5"), ("draft", "60"), ("publish", "60")):
        set_status(sidecar, service_id, status)
        set_meta(sidecar, service_id, "base_price", price)
        ingest_saved(sidecar, service_id, "status")

    assert list_events(sidecar) == [(service_id, CREATED, 1), (service_id, UPDATED, 2)]


@pytest.mark.parametrize("way", ["trash", "delete"])
def test_a_service_that_goes_is_known_to_be_gone_and_tells_nothing(sidecar: Sidecar, way: str) -> None:
    if way == "trash":
        set_status(sidecar, HAIRCUT, "trash")
    else:
        execute(sidecar, "DELETE FROM wp_posts WHERE ID = 13")

    ingest_saved(sidecar, HAIRCUT, "deleted")

    gone = [row[0] for row in fetch(sidecar, "snapshots", "object_id", "is_gone") if row[1]]
    assert (list_events(sidecar), gone) == ([], [HAIRCUT])


def test_a_service_that_comes_back_as_it_was_is_no_news(sidecar: Sidecar) -> None:
    for status in ("trash", "draft", "publish"):
        set_status(sidecar, HAIRCUT, status)
        ingest_saved(sidecar, HAIRCUT, "status")

    gone = [row for row in fetch(sidecar, "snapshots", "object_id", "is_gone") if row[1]]
    assert (list_events(sidecar), gone) == ([], [])


def test_a_save_that_changes_nothing_to_be_seen_is_no_news(sidecar: Sidecar) -> None:
    execute(sidecar, "UPDATE wp_posts SET post_modified_gmt = '2026-11-22 12:00:00' WHERE ID = 13")

    ingest_saved(sidecar, HAIRCUT)

    assert (list_events(sidecar), sweep_services(sidecar)) == ([], [])


def test_a_bulk_edit_that_wipes_metas_is_one_change(sidecar: Sidecar) -> None:
    execute(sidecar, "DELETE FROM wp_postmeta WHERE post_id = 13 AND meta_key LIKE 'base_%'")

    ingest_saved(sidecar, HAIRCUT, "saved", "meta")

    (payload,) = list_payloads(sidecar)
    assert (payload["event"], payload["previous"]["price"], payload["price"]) == (UPDATED, "32.50", None)
    assert payload["changed_fields"] == [
        "price",
        "duration",
        "is_extendable",
        "extension_limit",
        "staff_ids",
        "allows_extras",
    ]


def test_a_price_that_sql_changed_is_found_once_by_the_sweep(sidecar: Sidecar) -> None:
    set_meta(sidecar, HAIRCUT, "base_price", "33")

    found = [sweep_services(sidecar), sweep_services(sidecar)]

    assert found == [[HAIRCUT], []]
    assert [(p["service_id"], p["previous"]["price"], p["price"]) for p in list_payloads(sidecar)] == [
        (HAIRCUT, "32.50", "33.00")
    ]


def test_the_sweep_leaves_a_service_to_its_own_mark_and_its_editor(sidecar: Sidecar) -> None:
    set_meta(sidecar, HAIRCUT, "base_price", "33")
    mark(sidecar, "service", HAIRCUT)
    add_service(sidecar, at=datetime.now(UTC))

    assert sweep_services(sidecar) == []


def test_the_sweep_finds_what_is_gone_in_windows_that_take_turns(
    sidecar: Sidecar, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sidecar.services.sweeping.silent.WINDOW", 2)
    execute(sidecar, "DELETE FROM wp_posts WHERE ID IN (12, 16)")

    found = [sweep_services(sidecar) for _ in range(5)]

    assert [service_id for ids in found for service_id in ids] == [12, 16]
    assert list_events(sidecar) == []


def test_a_service_that_cannot_be_read_stops_no_other(
    sidecar: Sidecar, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = sidecar.offers.read_services

    def read(connection: object, ids: list[int]) -> object:
        if 12 in ids:
            raise ZeroDivisionError
        return real(connection, ids)  # type: ignore[arg-type] # handed on as it came

    monkeypatch.setattr(sidecar.offers, "read_services", read)
    set_meta(sidecar, HAIRCUT, "base_price", "33")
    for service_id in (12, HAIRCUT):
        mark(sidecar, "service", service_id)
    age_marks(sidecar)

    ingest.drain(sidecar)

    assert list_events(sidecar) == [(HAIRCUT, UPDATED, 1)]
    assert fetch(sidecar, "activity", "error_message") == [
        ("Service 12 was skipped: it cannot be processed (ZeroDivisionError).",)
    ]
