"""The demo's visitors and staff leave the very rows that BookingX 1.1.2 left when it was recorded."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from sidecar.demo.booking_rows import Sent, StatusChange
from sidecar.demo.offers import Customer, Extra, Service, Staff, Wish
from sidecar.demo.visitor import book, change_status
from sidecar.wp_bridge.tables import WpTables
from tests.support.golden import PRIMARY_KEYS, apply_rows, load_golden

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

HOME = "http://bookings.example.test"
TABLES = WpTables("wp_")
ALEX, BEA = Staff(8, "Alex", "", ""), Staff(9, "Bea", "", "")
COLOUR = Service(14, "Colour", Decimal(95), minutes=90)
VAN = Service(17, "Campervan", Decimal(240), days=3, is_extendable=True)
HEAD_MASSAGE = Extra(19, "Head massage", Decimal(12), minutes=15)
ANN = Customer("Ann", "Extra", "ann.extra@example.test", "02079460555")
MAX = Customer("Max", "Travel", "max@example.test", "02079460555")
WISHES = {
    "hour-extra": Wish(ALEX, COLOUR, ANN, datetime(2027, 3, 17, 11), (HEAD_MASSAGE,)),  # noqa: DTZ001 # wall clock
    "days": Wish(BEA, VAN, MAX, datetime(2027, 4, 1)),  # noqa: DTZ001 # same
}

ELSEWHERE = {"post_name": "", "post_id": 0}

Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture
def connection() -> Iterator[Connection]:
    engine = sa.create_engine("sqlite://")
    with engine.begin() as connection:
        TABLES.metadata.create_all(connection)
        yield connection
    engine.dispose()


def count_from(connection: Connection, created: Rows) -> None:
    """Make the next ids those of the recording, by rows of something else in front of them."""
    for name, rows in created.items():
        key = PRIMARY_KEYS[name]
        other = {column: value for column, value in ELSEWHERE.items() if column in rows[0]}
        apply_rows(connection, {"created": {name: [rows[0] | other | {key: rows[0][key] - 1}]}})


def read_new(connection: Connection, created: Rows) -> Rows:
    """Return the rows from the recording's ids on, as they are stored."""
    found: Rows = {}
    for name, rows in created.items():
        key = PRIMARY_KEYS[name]
        query = sa.text(f"SELECT * FROM {name} WHERE {key} >= :first ORDER BY {key}")  # noqa: S608 # fixed names
        found[name] = [dict(row) for row in connection.execute(query, {"first": rows[0][key]}).mappings()]
    return found


def read_made_at(password: str) -> datetime:
    """Return the moment in a booking's password: PHP's uniqid, seconds and microseconds in hexadecimal."""
    digits = password.removeprefix("order_")
    return datetime.fromtimestamp(int(digits[:8], 16), UTC).replace(microsecond=int(digits[8:], 16))


@pytest.mark.parametrize("name", list(WISHES))
def test_a_booking_is_stored_as_bookingx_stored_it(connection: Connection, name: str) -> None:
    created = load_golden("bookings", name)["steps"][0]["rows"]["created"]
    made_at = read_made_at(created["wp_posts"][0]["post_password"])
    count_from(connection, created)

    booking_id = book(connection, TABLES, Sent(WISHES[name], HOME, made_at))

    assert booking_id == 57
    assert read_new(connection, created) == created


@pytest.mark.parametrize("name", ["button-ack", "button-cancelled", "button-completed"])
def test_a_change_of_status_is_stored_as_bookingx_stored_it(connection: Connection, name: str) -> None:
    recording = load_golden("changes", name)
    created, (post,) = recording["rows"]["created"], recording["rows"]["changed"]["wp_posts"]
    (old, new), (count, next_count) = post["columns"]["post_status"], post["columns"]["comment_count"]
    some_post = load_golden("bookings", "days")["steps"][0]["rows"]["created"]["wp_posts"][0]
    its_post = some_post | {"ID": post["ID"], "post_status": old, "comment_count": count}
    apply_rows(connection, {"created": {"wp_posts": [its_post]}})
    count_from(connection, created)
    changed_at = datetime.fromisoformat(created["wp_comments"][0]["comment_date_gmt"]).replace(tzinfo=UTC)

    change_status(connection, TABLES, StatusChange(post["ID"], new, HOME, changed_at))

    assert read_new(connection, created) == created
    stored = connection.execute(sa.select(TABLES.posts.c.post_status, TABLES.posts.c.comment_count)).one()
    assert tuple(stored) == (new, next_count)


def test_a_second_change_rewrites_the_metas_of_the_first(connection: Connection) -> None:
    booking_id = book(connection, TABLES, Sent(WISHES["days"], HOME, datetime(2026, 11, 22, 9, tzinfo=UTC)))

    for status, hour in (("bkx-ack", 10), ("bkx-cancelled", 11)):
        at = datetime(2026, 11, 22, hour, tzinfo=UTC)
        change_status(connection, TABLES, StatusChange(booking_id, status, HOME, at))

    metas = TABLES.postmeta.c
    dates = connection.scalars(sa.select(metas.meta_value).where(metas.meta_key == "last_updated_date")).all()
    assert dates == ["2026-11-22 11:00:00"]


def test_two_bookings_of_one_minute_have_two_names(connection: Connection) -> None:
    sent = Sent(WISHES["days"], HOME, datetime(2026, 11, 22, 9, 30, tzinfo=UTC))

    for _ in range(3):
        book(connection, TABLES, sent)

    names = connection.scalars(sa.select(TABLES.posts.c.post_name).order_by(TABLES.posts.c.ID)).all()
    assert names == [
        "order-1b-2d-2026-0930-am",
        "order-1b-2d-2026-0930-am-2",
        "order-1b-2d-2026-0930-am-3",
    ]
