"""Samples are real events, else live records, else made up: always in the shape that the hook has."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from sidecar.catalog import TRIGGERS
from sidecar.errors import UnknownTriggerError
from sidecar.services import ingest, sampling
from sidecar.services.polling import Wanted
from sidecar.services.subscriptions.mapping import FieldMapping
from tests.factories import (
    CALLER,
    add_marks,
    execute,
    fetch,
    make_event,
    make_mark,
    play,
    store_events,
    with_settings,
)
from tests.support.golden import load_golden
from tests.support.site_rows import add_service, age_marks, mark

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sidecar.services.sidecar import Sidecar

CREATED = "booking_created"


def samples(sidecar: Sidecar, trigger: str = CREATED, **wishes: Any) -> Any:
    wanted = Wanted(**wishes)
    answer = sidecar.database.run(lambda tx: sampling.list_samples(sidecar, tx, CALLER, trigger, wanted))
    return json.loads(answer.body)


def test_samples_are_the_three_newest_real_events(sidecar: Sidecar) -> None:
    store_events(sidecar, *map(make_event, range(1, 6)))

    assert [item["id"] for item in samples(sidecar)] == [5, 4, 3]


LIVE = {
    "booking_cancelled",
    "booking_completed",
    "booking_created",
    "booking_no_show",
    "booking_status_changed",
    "booking_upcoming",
    "customer_created",
    "service_created",
    "staff_assigned",
}


@pytest.mark.parametrize("key", TRIGGERS)
def test_without_events_samples_are_live_where_records_prove_them(sqlite_sidecar: Sidecar, key: str) -> None:
    made = samples(sqlite_sidecar, key)

    assert [shape(sample) for sample in made] == [shape(TRIGGERS[key].sample())] * len(made)
    assert len({sample["id"] for sample in made}) == len(made)
    assert (made != [TRIGGERS[key].sample()]) == (key in LIVE)
    assert fetch(sqlite_sidecar, "events", "id") == []


def shape(payload: dict[str, Any]) -> list[Any]:
    """Return the keys of a payload in their order, those of its objects with them."""
    return [(key, shape(value) if isinstance(value, dict) else None) for key, value in payload.items()]


def test_live_samples_are_the_newest_first(sidecar: Sidecar) -> None:
    made = samples(sidecar)

    with sidecar.database.transaction() as tx:
        newest = sidecar.store.list_newest_ids(tx.connection, 3)
    assert [sample["id"] for sample in made] == newest


def test_a_live_sample_is_what_the_event_would_have_been(sidecar: Sidecar) -> None:
    british = with_settings(sidecar, default_country="GB")
    play(british, load_golden("bookings", "markup"))
    live = samples(british)[0]
    add_marks(british, make_mark("created", booking_id=57))
    ingest.drain(british)

    (real,) = samples(british)
    assert live.pop("event_id") < real.pop("event_id")
    assert live == real
    assert real["staff"]["phone_e164"] == "+442079460001"


def test_a_live_sample_of_a_service_is_what_the_event_would_have_been(sidecar: Sidecar) -> None:
    service_id = add_service(sidecar)
    live = samples(sidecar, "service_created")[0]
    mark(sidecar, "service", service_id)
    age_marks(sidecar)
    ingest.drain(sidecar)

    (real,) = samples(sidecar, "service_created")
    assert live.pop("event_id") < real.pop("event_id")
    assert live == real
    assert (real["price"], real["price_minor"], real["currency"]) == ("45.50", 4550, "GBP")


def test_a_status_of_today_proves_the_change_that_led_to_it(sidecar: Sidecar) -> None:
    statuses = {sample["status"] for sample in samples(sidecar, "booking_cancelled")}
    previous = {sample["previous_status"] for sample in samples(sidecar, "booking_status_changed")}

    assert (statuses, previous) == ({"cancelled"}, {"pending"})


def test_a_paid_booking_proves_a_payment(sidecar: Sidecar) -> None:
    play(sidecar, load_golden("changes", "paypal-success"))

    (sample,) = samples(sidecar, "payment_received")

    assert (sample["booking_id"], sample["transaction_id"]) == (42, "9TX00000AB1234567")


def test_a_live_sample_is_the_same_each_time(sidecar: Sidecar) -> None:
    assert samples(sidecar, "staff_assigned") == samples(sidecar, "staff_assigned")


def test_samples_have_the_hooks_shape_and_meet_the_filters(sidecar: Sidecar) -> None:
    wishes: dict[str, Any] = {
        "filters": {"status": "confirmed"},
        "mapping": FieldMapping(("payment", "metadata"), {"customer.email": "contact_email"}),
    }
    live = samples(sidecar, **wishes)
    store_events(
        sidecar, *(make_event(n, payload=b'{"id":%d,"status":"confirmed","payment":1}' % n) for n in (1, 2))
    )
    store_events(sidecar, make_event(3, payload=b'{"id":3,"status":"pending"}'))

    assert {(sample["status"], "payment" in sample) for sample in live} == {("confirmed", False)}
    assert all("contact_email" in sample["customer"] for sample in live)
    assert samples(sidecar, **wishes) == [{"id": 2, "status": "confirmed"}, {"id": 1, "status": "confirmed"}]


def test_a_made_up_sample_is_shaped_but_not_filtered(sqlite_sidecar: Sidecar) -> None:
    mapping = FieldMapping(("currency",))

    (sample,) = samples(
        sqlite_sidecar, "invoice_generated", filters={"minimum_amount": 10**9}, mapping=mapping
    )

    expected = TRIGGERS["invoice_generated"].sample()
    del expected["currency"]
    assert sample == expected


def test_made_up_samples_can_be_switched_off(sqlite_sidecar: Sidecar) -> None:
    bare = with_settings(sqlite_sidecar, enable_sample_data=False)

    assert samples(bare, "invoice_generated") == []
    assert len(samples(bare, CREATED)) == 3


@pytest.mark.parametrize("key", sorted(LIVE))
def test_the_number_of_queries_does_not_grow_with_the_records(mariadb_sidecar: Sidecar, key: str) -> None:
    samples(mariadb_sidecar, key)  # what is found out once is
    with counted(mariadb_sidecar) as all_of_them:
        samples(mariadb_sidecar, key)
    kept = max(row[0] for row in fetch_bookings(mariadb_sidecar))
    execute(mariadb_sidecar, "DELETE FROM wp_posts WHERE post_type = 'bkx_booking' AND ID <> :id", id=kept)
    with counted(mariadb_sidecar) as of_one:
        samples(mariadb_sidecar, key)

    assert len(all_of_them) <= len(of_one) + 1  # one more: the names of services and extras come by kind
    assert len(all_of_them) <= 15


def fetch_bookings(sidecar: Sidecar) -> list[Any]:
    with sidecar.database.transaction() as tx:
        return list(tx.execute(sa.text("SELECT ID FROM wp_posts WHERE post_type = 'bkx_booking'")))


@contextmanager
def counted(sidecar: Sidecar) -> Iterator[list[str]]:
    """Collect the statements that are run meanwhile."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    sa.event.listen(sidecar.database.engine, "before_cursor_execute", note)
    yield statements
    sa.event.remove(sidecar.database.engine, "before_cursor_execute", note)


def test_unknown_and_switched_off_triggers_are_refused(sqlite_sidecar: Sidecar) -> None:
    limited = with_settings(sqlite_sidecar, allowed_triggers=("booking_cancelled",))
    for trigger in ("booking_moved", CREATED):
        with pytest.raises(UnknownTriggerError):
            samples(limited, trigger)
