"""The `BookingWriter` of BookingX 1.x, which keeps bookings as WordPress posts with metas and comments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sidecar.wp_bridge.posts import booking_changes, booking_writer
from sidecar.wp_bridge.posts.post_rows import PostRows
from sidecar.wp_bridge.tables import WpTables

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from sidecar.wp_bridge.writing import BookedTimes, CustomerChanges, Edit, NewBooking, NewPrice


class PostsWriter:
    """Writes posts, metas and notes; each method is described by `BookingWriter`."""

    def __init__(self, prefix: str, users_prefix: str | None = None) -> None:
        self.rows = PostRows(WpTables(prefix, users_prefix))

    def create_booking(self, connection: Connection, new: NewBooking) -> int:
        """Write a booking and its first note: see `BookingWriter`."""
        return booking_writer.create_booking(connection, self.rows, new)

    def lock_booking(self, connection: Connection, booking_id: int) -> None:
        """Lock a booking's post: see `BookingWriter`."""
        booking_changes.lock_booking(connection, self.rows, booking_id)

    def set_status(self, connection: Connection, booking_id: int, status: str, edit: Edit) -> str:
        """Give a booking another status: see `BookingWriter`."""
        return booking_changes.set_status(connection, self.rows, booking_id, status, edit)

    def move_booking(self, connection: Connection, booking_id: int, times: BookedTimes, edit: Edit) -> None:
        """Give a booking another time: see `BookingWriter`."""
        booking_changes.move_booking(connection, self.rows, booking_id, times, edit)

    def assign_staff(self, connection: Connection, booking_id: int, staff_id: int, edit: Edit) -> None:
        """Give a booking to another staff member: see `BookingWriter`."""
        booking_changes.assign_staff(connection, self.rows, booking_id, staff_id, edit)

    def set_price(self, connection: Connection, booking_id: int, price: NewPrice, edit: Edit) -> None:
        """Give a booking another price: see `BookingWriter`."""
        booking_changes.set_price(connection, self.rows, booking_id, price, edit)

    def update_customer(
        self, connection: Connection, email: str, changes: CustomerChanges, edit: Edit
    ) -> list[int]:
        """Change the customer's texts in future bookings: see `BookingWriter`."""
        return booking_changes.update_customer(connection, self.rows, email, changes, edit)

    def add_note(self, connection: Connection, booking_id: int, text: str, edit: Edit) -> None:
        """Add a line to a booking's log: see `BookingWriter`."""
        booking_changes.add_note(connection, self.rows, booking_id, text, edit)
