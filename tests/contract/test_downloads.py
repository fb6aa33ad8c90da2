"""`GET /v1/reports/…`: the file behind a signed link, and nothing behind any other."""

from __future__ import annotations

import csv
import io
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from sidecar.desk.reports import making
from sidecar.desk.reports.links import build_link
from sidecar.services import pruning
from tests.factories import SECRET_KEY, execute, fetch

if TYPE_CHECKING:
    from collections.abc import Callable

    from httpx import Response

    from tests.contract.conftest import Api

NOT_FOUND = {
    "error": {
        "code": "not_found",
        "message": "There is nothing at this address. The API reference lists every endpoint.",
    }
}
SITE = "http://bookings.example.test"
ALL = {"report": "bookings", "from_date": "2024-01-01", "until_date": "2028-12-31"}


def make(api: Api, **inputs: str) -> dict[str, Any]:
    """Return the answer of `generate_report`."""
    answer = api.post("/action/generate-report", ALL | inputs)
    assert answer.status_code == 200, answer.text
    result: dict[str, Any] = answer.json()["result"]
    return result


def open_link(api: Api, url: str) -> Response:
    """Follow a link to the site, as Zapier does: without a key."""
    return api.call("GET", url.removeprefix(SITE))


def rename(api: Api, name: str) -> None:
    """Let a customer of the site have such a first name; bookings keep it flat, and in an array."""
    metas = "UPDATE wp_postmeta SET meta_value = :name WHERE meta_key = 'first_name'"
    execute(api.sidecar, metas, name=name)
    array = "UPDATE wp_postmeta SET meta_value = REPLACE(meta_value, '\"first_name\"', '\"first_nome\"')"
    execute(api.sidecar, f"{array} WHERE meta_key = 'order_meta_data'")


def test_the_file_has_the_rows_of_the_answer(api: Api) -> None:
    made = make(api)

    answer = open_link(api, made["csv_url"])

    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/csv; charset=utf-8")
    names = ("content-disposition", "cache-control", "x-content-type-options")
    assert [answer.headers[name] for name in names] == [
        'attachment; filename="bookings-2024-01-01-2028-12-31.csv"',
        "no-store",
        "nosniff",
    ]
    assert answer.content.startswith(b"\xef\xbb\xbfid,number,status,")
    lines = answer.content.decode("utf-8-sig")
    assert lines.count("\r\n") == lines.count("\n")
    read = list(csv.DictReader(io.StringIO(lines, newline="")))
    told = [
        {key: "" if cell is None else str(cell) for key, cell in row.items()} | {"customer_name": ""}
        for row in made["rows"]
    ]
    assert [row | {"customer_name": ""} for row in read] == told
    assert len(read) == made["row_count"] > 20


def test_the_answer_has_the_first_rows_and_the_file_all(
    small_api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "MAX_ROWS", 2)

    made = make(small_api)

    assert (len(made["rows"]), made["is_complete"]) == (2, False)
    assert len(open_link(small_api, made["csv_url"]).text.splitlines()) == made["row_count"] + 1


def test_with_the_format_csv_rows_are_in_the_file_alone(small_api: Api) -> None:
    made = make(small_api, format="csv")

    assert (made["rows"], made["is_complete"]) == ([], False)
    assert len(open_link(small_api, made["csv_url"]).text.splitlines()) == made["row_count"] + 1


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula(small_api: Api, start: str) -> None:
    rename(small_api, f'{start}HYPERLINK("https://evil.example","x")')

    text = open_link(small_api, make(small_api)["csv_url"]).content.decode("utf-8-sig")

    names = {row["customer_name"] for row in csv.DictReader(io.StringIO(text, newline=""))}
    assert names
    assert not [name for name in names if name.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_a_link_is_good_for_seven_days(small_api: Api) -> None:
    made = make(small_api)

    left = datetime.fromisoformat(made["expires_at"]) - datetime.now(UTC)

    assert timedelta(days=6, hours=23) < left <= timedelta(days=7)


def change(url: str, old: str, new: str) -> str:
    assert old in url
    return url.replace(old, new)


FORGERIES: dict[str, Callable[[str], str]] = {
    "longer signature": lambda url: change(url, "signature=", "signature=0"),
    "other signature": lambda url: url[:-1] + ("0" if url[-1] != "0" else "1"),
    "later end": lambda url: change(url, "expires=1", "expires=2"),
    "other file": lambda url: change(url, "bookings-2024", "bookings-2023"),
    "other report": lambda url: change(url, "/v1/reports/0", "/v1/reports/1"),
    "no query": lambda url: url.partition("?")[0],
    "no signature": lambda url: url.partition("&")[0],
    "signature of letters": lambda url: change(url, "signature=", "signature=%C3%A9"),
    "other digits": lambda url: change(url, "expires=", "expires=%D9%A1"),
    "end before all time": lambda url: change(url, "expires=", "expires=-"),
}


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES)
def test_a_forged_link_opens_nothing(small_api: Api, forge: Callable[[str], str]) -> None:
    answer = open_link(small_api, forge(make(small_api)["csv_url"]))

    assert (answer.status_code, answer.json()) == (404, NOT_FOUND)


def test_a_link_of_another_site_opens_nothing(small_api: Api) -> None:
    made = make(small_api)
    path = made["csv_url"].partition("?")[0].rpartition("/zapier")[2]
    ends_at = datetime.fromisoformat(made["expires_at"])

    ours, other = (build_link(SITE, key, path, ends_at) for key in (SECRET_KEY, "o" * 40))

    assert (ours, open_link(small_api, other).status_code) == (made["csv_url"], 404)


def test_an_expired_link_opens_nothing(small_api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    url = make(small_api)["csv_url"]
    later = time.time() + timedelta(days=7).total_seconds()

    monkeypatch.setattr("sidecar.services.report_files.time.time", lambda: later)

    assert open_link(small_api, url).status_code == 404


def test_reports_are_deleted_when_their_links_end(api: Api) -> None:
    url = make(api)["csv_url"]
    execute(api.sidecar, "UPDATE wp_bkx_zapier_reports SET created_at = '2020-01-01 00:00:00.000'")

    opened = open_link(api, url).status_code
    pruning.prune(api.sidecar)

    assert (opened, fetch(api.sidecar, "reports", "id")) == (404, [])


def test_the_activity_log_holds_no_signature_and_no_customer(api: Api) -> None:
    open_link(api, make(api)["csv_url"])

    lines = fetch(api.sidecar, "activity", "request_data", "response_data", "error_message")
    assert len(lines) == 2
    assert "/v1/reports/" in lines[1][0]
    assert "signature" not in str(lines)
    assert "@" not in str(lines)


def test_only_administrators_get_reports(small_api: Api) -> None:
    execute(
        small_api.sidecar,
        "UPDATE wp_usermeta SET meta_value = 'a:1:{s:6:\"editor\";b:1;}' "
        "WHERE meta_key = 'wp_capabilities' AND user_id = 1",
    )

    answer = small_api.post("/action/generate-report", ALL)

    assert answer.status_code == 403
    assert fetch(small_api.sidecar, "reports", "id") == []
