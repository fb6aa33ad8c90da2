"""`sidecar coupons` keeps the list, and says what is wrong with a coupon before it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from sidecar.cli import coupons as command
from sidecar.desk.coupon_list import AddonHasCouponsError, CouponExistsError, NoSuchCouponError
from tests.factories import fetch
from tests.support.addon_coupons import create_addon_tables

if TYPE_CHECKING:
    from click.testing import Result

    from sidecar.services.sidecar import Sidecar

COLUMNS = ("code", "kind", "amount", "starts_on", "ends_on", "usage_limit", "service_ids", "status")


@pytest.fixture(autouse=True)
def _settings(sidecar: Sidecar, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "load_settings", lambda: sidecar.settings)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command.coupons, arguments)


def test_a_coupon_is_added_listed_and_ended(sidecar: Sidecar) -> None:
    days = ("--from", "2026-12-01", "--until", "2026-12-31")
    added = run("add", "summer", "5", "--kind", "fixed", *days, "--limit", "3", "--service", "12")
    plain = run("add", "TEN", "10")
    ended = run("end", "ten")

    assert (added.output, plain.output, ended.output) == ("Added SUMMER.\n", "Added TEN.\n", "Ended TEN.\n")
    assert fetch(sidecar, "coupons", *COLUMNS) == [
        ("SUMMER", "fixed", "5", "2026-12-01", "2026-12-31", 3, "[12]", "active"),
        ("TEN", "percent", "10", None, None, None, "[]", "ended"),
    ]
    assert run("list").output == (
        "SUMMER  5.00  active  used 0 of 3  2026-12-01 to 2026-12-31  services 12\n"
        "TEN  10 %  ended  used 0  … to …\n"
    )


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        (("two words", "10"), "code"),
        (("🎉", "10"), "code"),
        (("x" * 51, "10"), "code"),
        (("TEN", "101"), "amount"),
        (("TEN", "0"), "amount"),
        (("TEN", "1.234"), "amount"),
        (("TEN", "NaN"), "amount"),
        (("TEN", "ten"), "amount"),
        (("TEN", "1e999999"), "amount"),
        (("TEN", "10", "--from", "2026-12-02", "--until", "2026-12-01"), "ends_on"),
        (("TEN", "10", "--limit", "0"), "usage_limit"),
        (("TEN", "10", "--service", "999"), "service_ids"),
    ],
)
def test_what_is_no_coupon_is_refused_by_its_field(
    sidecar: Sidecar, arguments: tuple[str, ...], field: str
) -> None:
    result = run("add", *arguments)

    assert result.exit_code == 2
    assert f"{field}: Expected" in result.output or f"{field}: One of" in result.output
    assert fetch(sidecar, "coupons", "code") == []


def test_a_code_is_used_once() -> None:
    run("add", "TEN", "10")
    run("end", "TEN")

    assert isinstance(run("add", "ten", "20").exception, CouponExistsError)


def test_an_unknown_coupon_cannot_be_ended() -> None:
    assert isinstance(run("end", "NONE").exception, NoSuchCouponError)
    assert isinstance(run("end", "🎉").exception, NoSuchCouponError)


def test_with_the_add_on_there_is_no_list_of_ours(sidecar: Sidecar) -> None:
    create_addon_tables(sidecar)

    refusals = [run(*arguments).exception for arguments in (("add", "TEN", "10"), ("list",), ("end", "TEN"))]

    assert [type(error) for error in refusals] == [AddonHasCouponsError] * 3
