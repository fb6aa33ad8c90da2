"""The business's own rules are read from its options, damaged ones too."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal

import pytest

from sidecar.calendar_names import WEEKDAYS
from sidecar.wp_bridge.business import Business, Tax, build_business
from sidecar.wp_bridge.offer_records import OpeningHours
from tests.support.php import serialize

CLOSED = dict.fromkeys(WEEKDAYS)


def test_all_options_are_read() -> None:
    hours = {"selected_days_1": {"days": ["Monday"], "time": {"open": "9:00 AM", "close": "5:00 PM"}}}

    business = build_business(
        {
            "bkx_business_days": serialize(hours),
            "bkx_biz_vac_sd": "04/05/2027",
            "bkx_biz_vac_ed": "04/07/2027",
            "bkx_biz_pub_holiday": serialize(["03/26/2027", "", "11/11/2027"]),
            "bkx_tax_rate": "20",
            "bkx_tax_name": "VAT &amp; more",
            "bkx_prices_include_tax": "1",
        }
    )

    assert business == Business(
        weekly_hours=CLOSED | {"Monday": OpeningHours(opens=time(9), closes=time(17))},
        vacation_from=date(2027, 4, 5),
        vacation_till=date(2027, 4, 7),
        holidays=frozenset({date(2027, 3, 26), date(2027, 11, 11)}),
        tax=Tax(rate=Decimal(20), stored_rate="20", name="VAT & more", include_tax="minus"),
    )


def test_a_new_site_is_closed_and_has_no_tax() -> None:
    assert build_business({}) == Business(
        weekly_hours=CLOSED,
        vacation_from=None,
        vacation_till=None,
        holidays=frozenset(),
        tax=Tax(rate=None, stored_rate="", name="", include_tax="plus"),
    )


@pytest.mark.parametrize("last", ["", "never"])
def test_half_a_vacation_is_none(last: str) -> None:
    business = build_business({"bkx_biz_vac_sd": "04/05/2027", "bkx_biz_vac_ed": last})

    assert (business.vacation_from, business.vacation_till) == (None, None)


def test_damaged_options_are_named_and_the_rest_counts() -> None:
    business = build_business(
        {
            "bkx_business_days": "a:1:{",
            "bkx_biz_pub_holiday": serialize(["Easter", "03/26/2027", ["x"]]),
            "bkx_biz_vac_ed": "soon",
            "bkx_tax_rate": "a fifth",
        }
    )

    assert business.holidays == {date(2027, 3, 26)}
    assert (business.tax.rate, business.tax.stored_rate) == (None, "a fifth")
    assert set(business.unreadable) == {
        "bkx_business_days",
        "bkx_biz_pub_holiday",
        "bkx_biz_vac_ed",
        "bkx_tax_rate",
    }


@pytest.mark.parametrize(("stored", "expected"), [("0", "plus"), ("1", "minus"), ("", ""), ("yes", "")])
def test_whether_prices_contain_the_tax_is_bookingxs_word(stored: str, expected: str) -> None:
    assert build_business({"bkx_prices_include_tax": stored}).tax.include_tax == expected
