"""Coupons change a booking's price as BookingX would have taxed it, and are used as often as they may be."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from sidecar.db import coupons
from sidecar.db.coupons import NewCoupon
from sidecar.desk.coupon_rules import CouponRefusedError, UnknownCouponError
from sidecar.errors import InvalidDataError, SidecarError
from sidecar.lists.coupons import LIST
from sidecar.wp_bridge.php.serialized import loads
from sidecar.wp_bridge.write_errors import UnknownBookingError
from tests.factories import execute, fetch, with_settings
from tests.support.addon_coupons import add_addon_coupon, create_addon_tables, fetch_rows
from tests.support.desk import at_desk, perform

if TYPE_CHECKING:
    from sidecar.services.sidecar import Sidecar

SUMMER = NewCoupon(code="SUMMER", kind="percent", amount=Decimal(10))
BOOKING = 22
OF_A_USER, USER = 54, 4
AT_ONCE, LIMIT = 30, 3
YESTERDAY, TOMORROW = date(2020, 1, 1), date(2099, 1, 1)


def add(sidecar: Sidecar, new: NewCoupon) -> None:
    sidecar.database.run(lambda tx: coupons.add_coupon(tx, new))


def apply(sidecar: Sidecar, booking_id: int = BOOKING, code: str = "SUMMER") -> dict[str, Any]:
    inputs = {"booking_id": booking_id, "coupon_code": code}
    result: dict[str, Any] = perform(sidecar, "apply_coupon", inputs)["result"]
    return result


def price(sidecar: Sidecar, total: str, tax: str, rate: str, *booking_ids: int) -> None:
    """Give bookings a price, and let them be pending."""
    for booking_id in booking_ids or (BOOKING,):
        statement = "UPDATE wp_posts SET post_status = 'bkx-pending' WHERE ID = :id"
        execute(sidecar, statement, id=booking_id)
        with at_desk(sidecar) as desk:
            rows = {"total_price": total, "total_tax": tax, "tax_rate": rate}
            _set_order(desk, booking_id, rows)


def _set_order(desk: Any, booking_id: int, values: dict[str, str]) -> None:
    rows = desk.writer.rows
    from_order = {key: value for key, value in values.items() if value}
    order: Any = loads(rows.find_meta(desk.connection, booking_id, "order_meta_data"))
    absent = {key: None for key in values if key not in from_order}
    rows.set_metas(desk.connection, booking_id, {**from_order, **absent, "order_meta_data": order | values})


def get_amounts(result: dict[str, Any]) -> dict[str, str | None]:
    keys = ("discount", "previous_total", "booked_total", "booked_tax", "exact_net", "exact_tax")
    return {key: result[key] for key in keys}


def list_open_ids(sidecar: Sidecar) -> list[int]:
    """Return bookings of the site that can take a coupon, made pending, each 100.00 without tax."""
    with at_desk(sidecar) as desk:
        ids = desk.store.list_newest_ids(desk.connection, 100)
        found = desk.store.read_bookings(desk.connection, ids)
        fitting = [id_ for id_, record in found.items() if not record.unreadable and record.payment.amount]
    price(sidecar, "100.00", "", "", *fitting)
    return fitting


@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        (("100.00", "", ""), ("10.00", "100.00", "90.00", None, "90.00", "0.00")),
        (("110.00", "10.00", "10"), ("10.00", "110.00", "99.00", "9.00", "90.00", "9.00")),
        (("100.00", "10.00", "10"), ("10.00", "100.00", "90.00", "9.00", "81.82", "8.18")),
    ],
    ids=["no tax", "tax added", "tax contained"],
)
def test_the_discount_comes_before_the_tax(
    sidecar: Sidecar, stored: tuple[str, str, str], expected: tuple[str | None, ...]
) -> None:
    add(sidecar, SUMMER)
    price(sidecar, *stored)

    result = apply(sidecar, code="summer")

    assert tuple(get_amounts(result).values()) == expected
    assert (result["coupon_code"], result["booking_id"]) == ("SUMMER", BOOKING)
    with at_desk(sidecar) as desk:
        payment = desk.store.read_bookings(desk.connection, [BOOKING])[BOOKING].payment
    assert (str(payment.amount), str(payment.tax) if payment.tax else None) == (expected[2], expected[3])
    assert fetch(sidecar, "coupons", "code", "used") == [("SUMMER", 1)]
    assert fetch(sidecar, "coupon_uses", "booking_id", "amount") == [(BOOKING, "10.00")]
    assert fetch(sidecar, "outbox", "object_type", "object_id", "marks") == [("booking", BOOKING, "meta")]


def test_a_total_is_never_below_nothing(sidecar: Sidecar) -> None:
    add(sidecar, replace(SUMMER, kind="fixed", amount=Decimal(500)))
    price(sidecar, "110.00", "10.00", "10")

    result = apply(sidecar)

    assert (result["discount"], result["booked_total"], result["booked_tax"]) == ("100.00", "0.00", "0.00")


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"starts_on": TOMORROW}, "It cannot be used yet."),
        ({"ends_on": YESTERDAY}, "It has expired."),
        ({"usage_limit": 0}, "It is used up."),
        ({"service_ids": (999,)}, "It is not for this service."),
        ({"amount": Decimal(0)}, "It would take nothing off."),
    ],
)
def test_a_coupon_that_does_not_fit_is_refused_with_the_reason(
    sidecar: Sidecar, changed: dict[str, Any], reason: str
) -> None:
    add(sidecar, replace(SUMMER, **changed))
    price(sidecar, "100.00", "", "")

    assert refuse(sidecar) == reason
    assert fetch(sidecar, "coupons", "used") == [(0,)]


def refuse(sidecar: Sidecar, booking_id: int = BOOKING) -> str:
    with pytest.raises(CouponRefusedError) as refused:
        apply(sidecar, booking_id)
    assert (refused.value.status, refused.value.fields[0].field) == (409, "coupon_code")
    return refused.value.fields[0].problem


def test_a_coupon_that_was_ended_is_refused(sidecar: Sidecar) -> None:
    add(sidecar, SUMMER)
    sidecar.database.run(lambda tx: coupons.end_coupon(tx, "SUMMER"))
    price(sidecar, "100.00", "", "")

    assert refuse(sidecar) == "It is not active."


def test_a_booking_takes_one_coupon(sidecar: Sidecar) -> None:
    add(sidecar, SUMMER)
    price(sidecar, "100.00", "", "")
    apply(sidecar)

    assert refuse(sidecar) == "The booking has a coupon already."
    assert fetch(sidecar, "coupons", "used") == [(1,)]


@pytest.mark.parametrize("status", ["cancelled", "completed", "missed"])
def test_a_booking_that_is_over_takes_none(sidecar: Sidecar, status: str) -> None:
    add(sidecar, SUMMER)
    price(sidecar, "100.00", "", "")
    statement = "UPDATE wp_posts SET post_status = :status WHERE ID = :id"
    execute(sidecar, statement, status=f"bkx-{status}", id=BOOKING)

    assert refuse(sidecar).startswith("The booking is ")


@pytest.mark.parametrize("code", ["NONE", "Ünknown", "🎉", "' OR 1=1 --", 'O:8:"stdClass":0:{}'])
def test_an_unknown_code_is_not_found(sidecar: Sidecar, code: str) -> None:
    with pytest.raises(UnknownCouponError) as refused:
        apply(sidecar, code=code)

    assert refused.value.status == 404


def test_what_is_no_code_or_no_booking_is_refused(sqlite_sidecar: Sidecar) -> None:
    with pytest.raises(InvalidDataError):
        apply(sqlite_sidecar, code="x" * 300)
    with pytest.raises(UnknownBookingError):
        apply(sqlite_sidecar, 99_999)


@pytest.mark.parametrize("source", ["own", "addon"])
def test_of_many_calls_at_once_as_many_as_the_limit_succeed(sidecar: Sidecar, source: str) -> None:
    if source == "addon":
        create_addon_tables(sidecar)
        add_addon_coupon(sidecar, usage_limit=LIMIT)
    else:
        add(sidecar, replace(SUMMER, usage_limit=LIMIT))
    ids = list_open_ids(sidecar)
    assert len(ids) > LIMIT

    def try_one(number: int) -> str:
        try:
            apply(sidecar, ids[number % len(ids)])
        except SidecarError as error:
            return error.code
        return "applied"

    with ThreadPoolExecutor(AT_ONCE) as callers:
        outcomes = list(callers.map(try_one, range(AT_ONCE)))

    assert sorted(outcomes) == ["applied"] * LIMIT + ["coupon_refused"] * (AT_ONCE - LIMIT)
    if source == "addon":
        assert fetch_rows(sidecar, "SELECT usage_count FROM wp_bkx_coupons") == [(LIMIT,)]
        assert fetch_rows(sidecar, "SELECT COUNT(*) FROM wp_bkx_coupon_usage") == [(LIMIT,)]
    else:
        assert fetch(sidecar, "coupons", "used") == [(LIMIT,)]
        assert len(fetch(sidecar, "coupon_uses", "id")) == LIMIT


def test_of_many_calls_for_one_booking_one_succeeds(sidecar: Sidecar) -> None:
    add(sidecar, SUMMER)
    add(sidecar, replace(SUMMER, code="WINTER"))
    price(sidecar, "100.00", "", "")

    def try_one(code: str) -> bool:
        try:
            apply(sidecar, code=code)
        except CouponRefusedError:
            return False
        return True

    with ThreadPoolExecutor(10) as callers:
        outcomes = list(callers.map(try_one, ["SUMMER", "WINTER"] * 5))

    assert sorted(outcomes) == [False] * 9 + [True]
    assert len(fetch(sidecar, "coupon_uses", "id")) == 1


def test_the_add_on_s_coupon_is_used_as_the_add_on_does(sidecar: Sidecar) -> None:
    create_addon_tables(sidecar)
    add_addon_coupon(sidecar, max_discount=5)
    price(sidecar, "100.00", "", "")
    eager = with_settings(sidecar, fire_addon_hooks=True)

    answer = perform(eager, "apply_coupon", {"booking_id": BOOKING, "coupon_code": "summer"})

    assert (answer["result"]["discount"], answer["result"]["booked_total"]) == ("5.00", "95.00")
    assert "hook bkx_coupon_usage_recorded" in str(answer)
    rows = fetch_rows(sidecar, "SELECT booking_id, discount_amount, status FROM wp_bkx_coupon_usage")
    assert [(row[0], float(row[1]), row[2]) for row in rows] == [(BOOKING, 5.0, "active")]
    statement = "SELECT meta_key, meta_value FROM wp_postmeta WHERE post_id = 22"
    metas = [row for row in fetch_rows(sidecar, statement) if str(row[0]).startswith("_bkx_coupon")]
    assert sorted(metas) == [("_bkx_coupon_code", "SUMMER"), ("_bkx_coupon_discount", "5.00")]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"is_active": 0}, "It is not active."),
        ({"start_date": "2099-01-01 00:00:00"}, "It cannot be used yet."),
        ({"end_date": "2020-01-01 00:00:00"}, "It has expired."),
        ({"usage_limit": 2, "usage_count": 2}, "It is used up."),
        ({"services": "[999]"}, "It is not for this service."),
        ({"services": "damaged"}, "It is not for this service."),
        ({"seats": '["999"]'}, "It is not for this staff member."),
        ({"min_booking_amount": 200}, "The booking costs too little for it."),
        ({"discount_type": "mystery"}, "Nobody knows what a coupon of its kind takes off."),
    ],
)
def test_the_add_on_s_rules_hold(sidecar: Sidecar, changed: dict[str, Any], reason: str) -> None:
    create_addon_tables(sidecar)
    add_addon_coupon(sidecar, **changed)
    price(sidecar, "100.00", "", "")

    assert refuse(sidecar) == reason


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"per_user_limit": 1}, "The customer has used it as often as it may be."),
        ({"user_roles": '["editor"]'}, "It is not for customers with this role."),
        ({"first_booking_only": 1}, "It is for a customer's first booking."),
    ],
    ids=["limit", "role", "first booking"],
)
def test_the_add_on_s_rules_for_users_hold(sidecar: Sidecar, changed: dict[str, Any], reason: str) -> None:
    create_addon_tables(sidecar)
    add_addon_coupon(sidecar, **changed)
    price(sidecar, "100.00", "", "", OF_A_USER)
    _let_them_book_and_use(sidecar, BOOKING)

    assert refuse(sidecar, OF_A_USER) == reason


@pytest.mark.parametrize(
    "changed",
    [{"per_user_limit": 2}, {"user_roles": '["subscriber"]'}, {"first_booking_only": 1}],
    ids=["limit", "role", "first booking"],
)
def test_a_user_who_keeps_the_add_on_s_rules_gets_the_coupon(
    sidecar: Sidecar, changed: dict[str, Any]
) -> None:
    create_addon_tables(sidecar)
    add_addon_coupon(sidecar, **changed)
    price(sidecar, "100.00", "", "", OF_A_USER)
    _let_them_book_and_use(sidecar, OF_A_USER + 1)  # a later booking than the one that is made cheaper

    assert apply(sidecar, OF_A_USER)["booked_total"] == "90.00"


def _let_them_book_and_use(sidecar: Sidecar, booking_id: int) -> None:
    """Make a user the author of a booking, and let them have used the coupon for it."""
    author = "UPDATE wp_posts SET post_author = :user WHERE ID = :id"
    execute(sidecar, author, user=USER, id=booking_id)
    use = "INSERT INTO wp_bkx_coupon_usage (coupon_id, booking_id, user_id) VALUES (1, :id, :user)"
    execute(sidecar, use, user=USER, id=booking_id)


def test_without_its_columns_the_add_on_s_table_counts_as_none(sidecar: Sidecar) -> None:
    execute(sidecar, "CREATE TABLE wp_bkx_coupons (id INTEGER PRIMARY KEY, code VARCHAR(50))")
    add(sidecar, SUMMER)
    price(sidecar, "100.00", "", "")

    assert apply(sidecar)["booked_total"] == "90.00"


def test_coupons_that_can_be_used_are_listed(sidecar: Sidecar) -> None:
    add(sidecar, SUMMER)
    add(sidecar, replace(SUMMER, code="WELCOME", kind="fixed", amount=Decimal(5)))
    add(sidecar, replace(SUMMER, code="OLD", ends_on=YESTERDAY))
    add(sidecar, replace(SUMMER, code="GONE", usage_limit=0))

    with at_desk(sidecar) as desk:
        pages = [LIST.run(desk, {"search": None}, after, 1) for after in (None, "1", "2")]

    listed = [(choice.id, choice.label) for page in pages for choice in page.choices]
    assert listed == [("SUMMER", "SUMMER (10 %)"), ("WELCOME", "WELCOME (5.00 GBP)")]
    assert [page.next_after for page in pages] == ["1", None, None]
