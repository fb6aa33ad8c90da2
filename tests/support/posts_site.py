"""Writes bookings and offers as BookingX 1.x stores them: posts, metas and notes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, ClassVar

import sqlalchemy as sa

from sidecar.wp_bridge.statuses import find_raw_status
from tests.support.layout_site import LayoutSite
from tests.support.meanings import MADE_AT, MINUTES, PRICE, Meaning, Offered
from tests.support.php import serialize
from tests.support.posts import write_metas, write_post

if TYPE_CHECKING:
    from datetime import datetime

    from sidecar.wp_bridge.layouts import Layout


class PostsSite(LayoutSite):
    """A site of BookingX 1.x."""

    layout: ClassVar[Layout] = "posts"
    start_name: ClassVar[str] = "booking_start_date"

    def create_own_tables(self) -> None:
        """It has none."""

    def add_booking(self, meaning: Meaning) -> None:
        """Write post, metas and the first note."""
        title = f"Order {meaning.id}"
        self._add_post(meaning.id, "bkx_booking", title, meaning.created_at, self.to_raw(meaning.status))
        self.change(meaning)

    def change(self, meaning: Meaning) -> None:
        """Write post and metas, and a note."""
        posts, metas = self.tables.posts, self.tables.postmeta
        values = {"post_status": self.to_raw(meaning.status), "post_modified_gmt": meaning.updated_at}
        self.connection.execute(sa.update(posts).where(posts.c["ID"] == meaning.id).values(values))
        self.connection.execute(sa.delete(metas).where(metas.c.post_id == meaning.id))
        order = _list_order(meaning)
        flat = {
            key: value for key, value in order.items() if key in {"email", "seat_id", "base_id"} and value
        }
        write_metas(self.connection, meaning.id, {**flat, **_list_extra_metas(meaning)})
        write_metas(self.connection, meaning.id, {"order_meta_data": serialize(order)})
        stamps = dict.fromkeys(("comment_date", "comment_date_gmt"), meaning.updated_at)
        note = {"comment_post_ID": meaning.id, "comment_type": "booking_note", **stamps}
        self.connection.execute(sa.insert(self.tables.comments).values(note))

    def write_start(self, booking_id: int, stored: str) -> None:
        """Store it flat, and leave the array without dates and without a length."""
        metas = self.tables.postmeta.c
        is_array = (metas.post_id == booking_id, metas.meta_key == "order_meta_data")
        array = self.connection.execute(sa.select(metas.meta_value).where(*is_array)).scalar_one()
        for key in ("booking_start_date", "booking_end_date"):
            array = array.replace(key, "x" * len(key))
        values = {"booking_start_date": stored, "order_meta_data": array, "booking_time": None}
        write_metas(self.connection, booking_id, values)

    def hide(self, booking_id: int) -> None:
        """Give it WordPress's own status for drafts."""
        write_post(self.connection, booking_id, post_status="draft")

    def delete(self, booking_id: int) -> None:
        """Delete post, metas and notes, as WordPress does."""
        tables = self.tables
        self.connection.execute(sa.delete(tables.posts).where(tables.posts.c["ID"] == booking_id))
        self.connection.execute(sa.delete(tables.postmeta).where(tables.postmeta.c.post_id == booking_id))
        comments = tables.comments
        self.connection.execute(sa.delete(comments).where(comments.c.comment_post_ID == booking_id))

    def delete_offer(self, offered: Offered) -> None:
        """Delete it like any post."""
        self.delete(offered.id)

    def add_service(self, offered: Offered) -> None:
        """Write post and metas."""
        self._add_offer(offered, "bkx_base")
        metas = {"base_price": PRICE, "base_time_option": "H", "base_minutes": str(MINUTES)}
        write_metas(self.connection, offered.id, {**metas, "base_seat_all": "All"})

    def add_staff(self, offered: Offered) -> None:
        """Write post and metas."""
        self._add_offer(offered, "bkx_seat")
        write_metas(self.connection, offered.id, {"seatEmail": offered.email, "seatPhone": offered.phone})

    def to_raw(self, status: str) -> str:
        """Return the status with BookingX's prefix."""
        return find_raw_status(status) or f"bkx-{status}"

    def _add_offer(self, offered: Offered, kind: str) -> None:
        status = "publish" if offered.is_published else "draft"
        self._add_post(offered.id, kind, offered.name, MADE_AT, status, offered.description)

    def _add_post(  # noqa: PLR0913, PLR0917 - the columns of a row
        self, post_id: int, kind: str, title: str, made_at: datetime, status: str, content: str = ""
    ) -> None:
        stamps = dict.fromkeys(("post_date", "post_date_gmt", "post_modified", "post_modified_gmt"), made_at)
        row = {"ID": post_id, "post_type": kind, "post_title": title, "post_status": status, **stamps}
        self.connection.execute(sa.insert(self.tables.posts).values(row | {"post_content": content}))


def _list_order(meaning: Meaning) -> dict[str, str]:
    return {
        "first_name": meaning.first_name,
        "last_name": meaning.last_name,
        "email": meaning.email,
        "phone": meaning.phone,
        "base_id": str(meaning.service_id or ""),
        "seat_id": str(meaning.staff_id or ""),
        "booking_start_date": f"{meaning.starts_at:%Y-%m-%d %H:%M:%S}",
        "booking_end_date": f"{meaning.ends_at:%Y-%m-%d %H:%M:%S}",
        "total_price": meaning.amount,
        "payment_method": "bkx_gateway_stripe",
    }


def _list_extra_metas(meaning: Meaning) -> dict[str, str | None]:
    metas: dict[str, str | None] = {"booking_time": serialize({"in_sec": str(meaning.minutes * 60)})}
    if meaning.paid_at:
        answer = json.dumps({"ORDERTIME": f"{meaning.paid_at:%Y-%m-%dT%H:%M:%SZ}"})
        provider = {"payment_status": "Completed", "transactionID": "tx-1", "pay_amt": meaning.amount}
        metas["payment_meta"] = serialize({**provider, "payment_data": answer})
    return metas | meaning.custom_fields
