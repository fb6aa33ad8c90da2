"""Makes calls of actions that succeed at the running site, for tests in another language."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import httpx
import sqlalchemy as sa

from sidecar.db import coupons
from sidecar.db.coupons import NewCoupon
from tests.support.valid_calls import make_valid

if TYPE_CHECKING:
    from sidecar.db.database import Transaction
    from tests.support.zapier_site.site import ZapierSite

COUPON = NewCoupon(code="SUMMER", kind="percent", amount=Decimal(10))


@dataclass(frozen=True)
class _Poster:
    """Calls the running site's API."""

    url: str
    key: str

    def post(self, path: str, body: object) -> httpx.Response:
        """Make a call."""
        url, headers = self.url + path, {"X-API-Key": self.key}
        return httpx.post(url, json=body, headers=headers, timeout=30, trust_env=False)


def make_call(site: ZapierSite, action: str, turn: int) -> dict[str, Any]:
    """Return inputs with which an action succeeds; what they need is made. Each turn has its own day."""
    made = make_valid(_Poster(site.url, site.keys["host"]), action, turn)
    if action == "apply_coupon":
        site.sidecar.database.run(_add_coupon)
        made["coupon_code"] = COUPON.code
    return made


def _add_coupon(tx: Transaction) -> None:
    known = sa.select(tx.own.coupons.c.code).where(tx.own.coupons.c.code == COUPON.code)
    if tx.execute(known).first() is None:
        coupons.add_coupon(tx, COUPON)
