"""A site in one of BookingX's two layouts, to which tests do the same in either."""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

import sqlalchemy as sa

from sidecar.wp_bridge.layouts import Layout, open_offers, open_store
from sidecar.wp_bridge.tables import WpTables
from tests.support.golden import set_options
from tests.support.meanings import ALEX, HAIRCUT, MADE_AT, OPTIONS, Meaning, Offered, expect_record

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from sidecar.wp_bridge.records import BookingRecord
    from sidecar.wp_bridge.store import BookingStore, OfferStore

PREFIX = "wp_"


class LayoutSite(ABC):
    """A site on one open connection; whoever opened it commits or rolls back."""

    layout: ClassVar[Layout]
    start_name: ClassVar[str]
    """Where the layout stores the start."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.tables = WpTables(PREFIX)

    @cached_property
    def store(self) -> BookingStore:
        """Its bookings."""
        return open_store(self.layout, PREFIX)

    @cached_property
    def offers(self) -> OfferStore:
        """What it offers."""
        return open_offers(self.layout, PREFIX)

    def create(self) -> None:
        """Make WordPress's tables, with the site's options, and the offers HAIRCUT and ALEX."""
        self.tables.metadata.create_all(self.connection)
        set_options(self.connection, OPTIONS)
        self.create_own_tables()
        self.add_service(HAIRCUT)
        self.add_staff(ALEX)

    @abstractmethod
    def create_own_tables(self) -> None:
        """Make the layout's own tables, if it has any."""

    @abstractmethod
    def add_booking(self, meaning: Meaning) -> None:
        """Write a booking."""

    @abstractmethod
    def change(self, meaning: Meaning) -> None:
        """Write a booking that is there already anew, as of its `updated_at`."""

    @abstractmethod
    def write_start(self, booking_id: int, stored: str) -> None:
        """Store any text as the start, and no end."""

    @abstractmethod
    def hide(self, booking_id: int) -> None:
        """Make a draft of a booking."""

    @abstractmethod
    def delete(self, booking_id: int) -> None:
        """Delete a booking for good."""

    @abstractmethod
    def delete_offer(self, offered: Offered) -> None:
        """Delete a service or a staff member for good."""

    @abstractmethod
    def add_service(self, offered: Offered) -> None:
        """Write a service that all staff offers."""

    @abstractmethod
    def add_staff(self, offered: Offered) -> None:
        """Write a staff member."""

    @abstractmethod
    def to_raw(self, status: str) -> str:
        """Return what the layout stores for a public status."""

    def expect(self, meaning: Meaning) -> BookingRecord:
        """Return the record that a booking has to be read as."""
        return expect_record(meaning, self.to_raw(meaning.status))

    def read(self, booking_id: int = 57) -> BookingRecord:
        """Return a booking."""
        return self.store.read_bookings(self.connection, [booking_id])[booking_id]

    def add_user(self, user_id: int, email: str) -> None:
        """Write a WordPress user by the name of Cy Member."""
        user = {"ID": user_id, "user_email": email, "display_name": "cy", "user_registered": MADE_AT}
        self.connection.execute(sa.insert(self.tables.users).values(user))
        for key, value in (("first_name", "Cy"), ("last_name", "Member"), ("phone", "0123")):
            row = {"user_id": user_id, "meta_key": key, "meta_value": value}
            self.connection.execute(sa.insert(self.tables.usermeta).values(row))
