"""The four reports, in both layouts and on both databases: which bookings, which sums, which days."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from sidecar.errors import InvalidDataError
from tests.support.meanings import ALEX, HAIRCUT, Meaning
from tests.support.report_site import ask, ask_days, open_report_site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.mariadb import MariaDB
    from tests.support.report_site import ReportSite

MADE_AT = datetime(2026, 11, 22, 11, 30, tzinfo=UTC)


@pytest.fixture(params=["posts-mariadb", "posts-sqlite", "tables-mariadb", "tables-sqlite"])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ReportSite]:
    """Return an empty site."""
    layout, database = request.param.split("-")
    url = f"sqlite:///{tmp_path / 'site.db'}"
    if database == "mariadb":
        server: MariaDB = request.getfixturevalue("mariadb")
        url = server.url(request.getfixturevalue("fresh_database"))
    with open_report_site(layout, url) as made:
        yield made


def at(text: str) -> datetime:
    """Return a time by the site's clock."""
    return datetime.fromisoformat(text)


def list_ids(answer: dict[str, Any]) -> list[int]:
    return [row["id"] for row in answer["rows"]]


def test_bookings_have_a_row_each(site: ReportSite) -> None:
    site.book(Meaning(id=57, paid_at=MADE_AT, starts_at=at("2027-03-17 11:00")))

    answer = ask_days(site.sidecar, "bookings", "2027-03-17", "2027-03-17")

    assert answer["rows"] == [
        {
            "id": 57,
            "number": "BX-57" if site.layout == "tables" else "57",
            "status": "pending",
            "customer_name": "Ann Example",
            "customer_email": "ann@example.test",
            "service_id": 14,
            "service": "Haircut",
            "staff_id": 8,
            "staff": "Alex",
            "start": "2027-03-17T11:00:00+00:00",
            "end": "2027-03-17T12:00:00+00:00",
            "currency": "GBP",
            "total": "39.00",
            "tax": None,
            "paid": "39.00",
            "payment_status": "paid",
            "payment_method": "stripe",
            "created": "2026-11-22T11:30:00+00:00",
        }
    ]
    assert answer["totals"] == [
        {"currency": "GBP", "bookings": 1, "earned": 1, "gross": "39.00", "tax": "0.00", "paid": "39.00"}
    ]
    told = ("status", "report", "from_date", "until_date", "by", "timezone", "row_count", "is_complete")
    assert {key: answer[key] for key in told} == {
        "status": "done",
        "report": "bookings",
        "from_date": "2027-03-17",
        "until_date": "2027-03-17",
        "by": "start",
        "timezone": "Europe/London",
        "row_count": 1,
        "is_complete": True,
    }


@pytest.mark.parametrize("report", ["bookings", "revenue", "staff", "services"])
def test_a_period_without_bookings_has_no_rows(site: ReportSite, report: str) -> None:
    answer = ask_days(site.sidecar, report, "2027-03-17", "2027-03-17")

    assert (answer["status"], answer["row_count"], answer["rows"], answer["totals"]) == ("done", 0, [], [])


def test_a_day_goes_from_midnight_to_midnight(site: ReportSite) -> None:
    site.book(
        Meaning(id=57, starts_at=at("2027-03-16 23:59")),
        Meaning(id=58, starts_at=at("2027-03-17 00:00")),
        Meaning(id=59, starts_at=at("2027-03-17 23:59")),
        Meaning(id=60, starts_at=at("2027-03-18 00:00")),
    )

    assert list_ids(ask_days(site.sidecar, "bookings", "2027-03-17", "2027-03-17")) == [58, 59]


@pytest.mark.parametrize("day", ["2027-03-28", "2027-10-31"])
def test_days_on_which_clocks_change_are_whole(site: ReportSite, day: str) -> None:
    site.book(
        Meaning(id=57, starts_at=at(f"{day} 00:00")),
        Meaning(id=58, starts_at=at(f"{day} 01:30")),
        Meaning(id=59, starts_at=at(f"{day} 23:30")),
    )

    assert list_ids(ask_days(site.sidecar, "bookings", day, day)) == [57, 58, 59]


def test_the_day_of_making_is_the_sites(site: ReportSite) -> None:
    site.book(
        Meaning(id=57, created_at=datetime(2026, 7, 1, 22, 59, tzinfo=UTC)),  # the site is an hour ahead
        Meaning(id=58, created_at=datetime(2026, 7, 1, 23, 0, tzinfo=UTC)),
        Meaning(id=59, created_at=datetime(2026, 7, 2, 22, 59, tzinfo=UTC)),
        Meaning(id=60, created_at=datetime(2026, 7, 2, 23, 0, tzinfo=UTC)),
    )

    answer = ask_days(site.sidecar, "bookings", "2026-07-02", "2026-07-02", by="created")

    assert list_ids(answer) == [58, 59]


def test_drafts_are_in_no_report(site: ReportSite) -> None:
    site.book(Meaning(id=57), Meaning(id=58))
    with site.edit() as edited:
        edited.hide(57)

    assert list_ids(ask_days(site.sidecar, "bookings", "2027-03-01", "2027-03-31")) == [58]


def test_filters_leave_others_out(site: ReportSite) -> None:
    site.book(
        Meaning(id=57, status="confirmed"),
        Meaning(id=58, status="completed", service_id=None),
        Meaning(id=59, status="cancelled", staff_id=None),
    )

    def ids(**filters: Any) -> list[int]:
        return list_ids(ask_days(site.sidecar, "bookings", "2027-03-17", "2027-03-17", **filters))

    assert ids(service_id=14) == [57, 59]
    assert ids(staff_id=8) == [57, 58]
    assert ids(staff_id=99) == []
    assert ids(status="confirmed, cancelled") == [57, 59]


def test_revenue_is_by_day_and_currency(site: ReportSite) -> None:
    site.book(
        Meaning(id=57, amount="10.10", paid_at=MADE_AT),
        Meaning(id=58, amount="10.20"),
        Meaning(id=59, amount="5.00", starts_at=at("2027-03-18 09:00"), status="no-show"),
        Meaning(id=60, amount="99.00", status="cancelled", paid_at=MADE_AT),
    )
    site.book(Meaning(id=61, amount="700.00"), currency="USD")

    answer = ask_days(site.sidecar, "revenue", "2027-03-01", "2027-03-31")

    zero = {"tax": "0.00"}
    assert answer["rows"] == [
        {"period": "2027-03-17", "currency": "GBP", "bookings": 2, "gross": "20.30", "paid": "10.10", **zero},
        {"period": "2027-03-17", "currency": "USD", "bookings": 1, "gross": "700.00", "paid": "0.00", **zero},
        {"period": "2027-03-18", "currency": "GBP", "bookings": 1, "gross": "5.00", "paid": "0.00", **zero},
    ]
    assert answer["totals"] == [
        {"currency": "GBP", "bookings": 4, "earned": 3, "gross": "25.30", "paid": "10.10", **zero},
        {"currency": "USD", "bookings": 1, "earned": 1, "gross": "700.00", "paid": "0.00", **zero},
    ]


def test_revenue_may_be_by_month(site: ReportSite) -> None:
    site.book(Meaning(id=57), Meaning(id=58, starts_at=at("2027-03-31 23:30")), Meaning(id=59))

    answer = ask_days(site.sidecar, "revenue", "2027-01-01", "2027-12-31", group_by="month")

    assert [(row["period"], row["bookings"], row["gross"]) for row in answer["rows"]] == [
        ("2027-03", 3, "117.00")
    ]


SHARE = {
    "currency": "GBP",
    "bookings": 5,
    "pending": 0,
    "confirmed": 1,
    "completed": 2,
    "cancelled": 1,
    "no_show": 1,
    "failed": 0,
    "other": 0,
    "hours": "4.50",
    "gross": "156.00",
    "tax": "0.00",
    "paid": "0.00",
    "no_show_rate": "0.3333",
}
OF_NOBODY = (
    SHARE
    | {"bookings": 1, "completed": 0, "cancelled": 0, "no_show": 0, "hours": "1.00"}
    | {"gross": "39.00", "no_show_rate": None}
)


def book_all(site: ReportSite) -> None:
    """Book each status, and one booking of nothing and nobody."""
    site.book(
        Meaning(id=57, status="confirmed"),
        Meaning(id=58, status="completed", minutes=90),
        Meaning(id=59, status="completed"),
        Meaning(id=60, status="no-show"),
        Meaning(id=61, status="cancelled"),
        Meaning(id=62, status="confirmed", service_id=None, staff_id=None),
    )


def test_staff_have_their_bookings_hours_money_and_no_shows(site: ReportSite) -> None:
    book_all(site)

    answer = ask_days(site.sidecar, "staff", "2027-03-17", "2027-03-17")

    assert answer["rows"] == [
        {"staff_id": 8, "staff": "Alex"} | SHARE,
        {"staff_id": None, "staff": None} | OF_NOBODY,
    ]


def test_services_have_the_same(site: ReportSite) -> None:
    book_all(site)

    answer = ask_days(site.sidecar, "services", "2027-03-17", "2027-03-17")

    assert answer["rows"] == [
        {"service_id": 14, "service": "Haircut"} | SHARE,
        {"service_id": None, "service": None} | OF_NOBODY,
    ]


def test_what_was_deleted_keeps_its_id(site: ReportSite) -> None:
    site.book(Meaning(id=57))
    with site.edit() as edited:
        edited.delete_offer(HAIRCUT)
        edited.delete_offer(ALEX)

    rows = [
        row
        for report in ("staff", "services")
        for row in ask_days(site.sidecar, report, "2027-03-17", "2027-03-17")["rows"]
    ]

    assert [(row.get("staff_id"), row.get("staff")) for row in rows] == [(8, None), (None, None)]
    assert [(row.get("service_id"), row.get("service")) for row in rows] == [(None, None), (14, None)]


def test_a_named_period_is_seen_from_today(site: ReportSite) -> None:
    answer = ask(site.sidecar, report="revenue", period="this_year")

    year = datetime.now(UTC).year
    assert (answer["from_date"], answer["until_date"]) == (f"{year}-01-01", f"{year}-12-31")


@pytest.mark.parametrize(
    ("inputs", "faults"),
    [
        ({}, {"period": "Choose a period, or give from_date and until_date."}),
        ({"from_date": "2027-01-01"}, {"until_date": "Give both dates."}),
        ({"period": "custom"}, {"from_date": "Give both dates.", "until_date": "Give both dates."}),
        (
            {"period": "today", "from_date": "2027-01-01"},
            {"from_date": "Leave it empty, or choose the period custom."},
        ),
        (
            {"from_date": "2027-01-02", "until_date": "2027-01-01"},
            {"until_date": "Expected from_date or a later day."},
        ),
        (
            {"from_date": "2022-01-01", "until_date": "2027-01-01"},
            {"until_date": "Expected at most 5 years from from_date."},
        ),
    ],
)
def test_days_that_make_no_period_are_refused(
    site: ReportSite, inputs: dict[str, str], faults: dict[str, str]
) -> None:
    with pytest.raises(InvalidDataError) as refused:
        ask(site.sidecar, report="revenue", **inputs)

    assert {fault.field: fault.problem for fault in refused.value.fields} == faults
