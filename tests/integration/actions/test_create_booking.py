"""create_booking makes one booking, at a time that is free, or says why not and writes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sidecar.errors import InvalidDataError
from sidecar.wp_bridge.posts.layout import PostsLayout
from sidecar.wp_bridge.write_errors import NotAvailableError, UnknownOfferError
from tests.support.bookings import ALEX, BEA, DAY_SERVICE, MONDAY, ask, count_bookings
from tests.support.desk import perform

if TYPE_CHECKING:
    from sidecar.services.sidecar import Sidecar

OBJECT = 'O:8:"stdClass":0:{}'
TEXTS = [OBJECT, 'Zoë "Q" O\'Neill', "שָׁלוֹם עולם", "🙂 Ann", "a:1:{i:0;i:1;}", "x" * 100]
CLOSED_SUNDAY = "2027-04-11 10:00"


def create(sidecar: Sidecar, **inputs: Any) -> dict[str, Any]:
    result: dict[str, Any] = perform(sidecar, "create_booking", ask(**inputs))["result"]
    return result


def get_reasons(error: pytest.ExceptionInfo[Any]) -> list[tuple[str, str]]:
    return [(fault.field, fault.reason) for fault in error.value.fields]


def test_the_answer_is_the_booking_with_its_exact_price(sidecar: Sidecar) -> None:
    result = create(sidecar)

    told = {key: result[key] for key in ("status", "exact_total", "exact_tax", "deposit")}
    assert told == {"status": "pending", "exact_total": "39.00", "exact_tax": "6.50", "deposit": "0.00"}
    assert result["datetime"]["end"] == f"{MONDAY}T10:45:00+01:00"


def test_a_booking_blocks_its_time_for_the_next_call(sidecar: Sidecar) -> None:
    create(sidecar)
    before = count_bookings(sidecar)

    with pytest.raises(NotAvailableError) as error:
        create(sidecar, start_datetime=f"{MONDAY} 10:30")

    assert get_reasons(error) == [("start_datetime", "occupied")]
    assert count_bookings(sidecar) == before


def test_without_a_staff_member_the_first_free_one_is_booked(sidecar: Sidecar) -> None:
    booked = [create(sidecar, staff_id=None)["staff"]["id"] for _ in range(2)]

    assert booked == [ALEX, BEA]


def test_whole_days_block_each_of_their_days(sidecar: Sidecar) -> None:
    result = create(
        sidecar, service_id=DAY_SERVICE, staff_id=BEA, start_datetime=None, start_date="2027-04-08"
    )

    assert result["datetime"]["days"] == ["2027-04-08", "2027-04-09", "2027-04-10"]
    with pytest.raises(NotAvailableError) as error:
        create(sidecar, staff_id=BEA, start_datetime="2027-04-09 10:00")
    assert ("start_datetime", "occupied") in get_reasons(error)


def test_a_confirmed_booking_is_confirmed_at_once(sidecar: Sidecar) -> None:
    assert create(sidecar, status="confirmed")["status"] == "confirmed"


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        ({"service_id": 999}, "service_id"),
        ({"staff_id": 999}, "staff_id"),
        ({"extra_ids": [999]}, "extra_ids"),
    ],
)
def test_an_unknown_offer_is_named(sidecar: Sidecar, inputs: dict[str, Any], expected: str) -> None:
    with pytest.raises(UnknownOfferError) as error:
        create(sidecar, **inputs)

    assert [fault.field for fault in error.value.fields] == [expected]


@pytest.mark.parametrize(
    ("inputs", "reason"),
    [
        ({"start_datetime": "2020-04-13 10:00"}, "in_the_past"),
        ({"start_datetime": f"{MONDAY} 10:10"}, "not_on_the_grid"),
        ({"extension": 9}, "extension_not_possible"),
    ],
)
def test_what_can_never_be_booked_is_invalid(sidecar: Sidecar, inputs: dict[str, Any], reason: str) -> None:
    before = count_bookings(sidecar)

    with pytest.raises(InvalidDataError) as error:
        create(sidecar, **inputs)

    assert reason in {found for _, found in get_reasons(error)}
    assert count_bookings(sidecar) == before


def test_a_time_that_the_clocks_skip_is_invalid(sidecar: Sidecar) -> None:
    with pytest.raises(InvalidDataError) as error:
        create(sidecar, start_datetime="2027-03-28 01:30")

    assert [fault.field for fault in error.value.fields] == ["start_datetime"]


@pytest.mark.parametrize(
    ("start", "reason"), [(CLOSED_SUNDAY, "closed_day"), (f"{MONDAY} 03:00", "outside_hours")]
)
def test_a_closed_time_is_not_available(sidecar: Sidecar, start: str, reason: str) -> None:
    with pytest.raises(NotAvailableError) as error:
        create(sidecar, start_datetime=start)

    assert get_reasons(error) == [("start_datetime", reason)]


@pytest.mark.parametrize(
    "inputs",
    [
        {"customer_name": "x" * 300},
        {"customer_first_name": "Ann"},
        {"customer_name": None},
        {"start_datetime": None},
        {"duration": 60},
    ],
)
def test_a_wrong_input_is_invalid(sidecar: Sidecar, inputs: dict[str, Any]) -> None:
    with pytest.raises(InvalidDataError):
        create(sidecar, **inputs)


@pytest.mark.parametrize("text", TEXTS)
def test_any_text_comes_back_as_text(sidecar: Sidecar, text: str) -> None:
    result = create(sidecar, customer_name=None, customer_first_name="A", customer_last_name=text, notes=text)

    with sidecar.database.engine.connect() as connection:
        (record,) = PostsLayout("wp_").read_bookings(connection, [result["booking_id"]]).values()
    assert (record.customer.last_name, record.unreadable) == (text, ())


def test_markup_is_taken_out_as_the_form_does(sidecar: Sidecar) -> None:
    result = create(sidecar, customer_name="<b>Ann</b> Example")

    assert result["customer"]["name"] == "Ann Example"


def test_several_bookings_are_made_row_by_row(sidecar: Sidecar) -> None:
    rows = [ask(external_id="a"), ask(external_id="b"), ask(staff_id=BEA, external_id="c")]

    result = perform(sidecar, "create_bookings", {"bookings": rows})["result"]

    assert [row["status"] for row in result["rows"]] == ["success", "error", "success"]
    assert result["rows"][1]["error"]["code"] == "not_available"
