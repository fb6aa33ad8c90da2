"""The interfaces to a site's bookings and to what it offers, whatever version of BookingX wrote them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from sqlalchemy import Connection

    from sidecar.wp_bridge.occupancy import Occupancy
    from sidecar.wp_bridge.offer_records import Customer, Extra, Service, StaffMember
    from sidecar.wp_bridge.records import BookingRecord, Note


class BookingStore(Protocol):
    """Reads bookings on an open connection; opens, commits and closes nothing.

    Ids are WordPress post ids in BookingX 1.x, those of its own table in 2.0. Lists of ids are meant for
    batches (some hundreds at most).
    """

    def read_bookings(self, connection: Connection, ids: Collection[int]) -> dict[int, BookingRecord]:
        """Return the bookings by id, in the order of `ids`; unknown and hidden ones are absent.

        Hidden are drafts, auto-drafts, revisions and rows without BookingX's own data. The number of
        queries does not depend on the number of ids.
        """
        ...

    def list_newest_ids(self, connection: Connection, limit: int, before_id: int | None = None) -> list[int]:
        """Return ids of bookings, newest (highest) first, below `before_id` if given; none hidden."""
        ...

    def list_ids_after(self, connection: Connection, after_id: int, limit: int) -> list[int]:
        """Return the next ids above `after_id`, ascending, hidden ones included.

        A cursor that skipped hidden rows could pass a booking that is still being written.
        """
        ...

    def get_last_id(self, connection: Connection) -> int:
        """Return the highest booking id, hidden or not; 0 when there is none."""
        ...

    def list_notes_after(self, connection: Connection, after_comment_id: int, limit: int) -> list[Note]:
        """Return the next notes above `after_comment_id`, ascending, approved or not.

        BookingX notes each creation, change of status, move and reassignment; the bin un-approves
        notes, so that approved ones alone would be a log with holes. BookingX 2.0 has no notes: there a
        booking's last change stands for them, if the site can find the newest ones fast, else nothing.
        """
        ...

    def get_last_note_id(self, connection: Connection) -> int:
        """Return the highest note id; 0 when there is none."""
        ...

    def read_fingerprints(self, connection: Connection, ids: Collection[int]) -> dict[int, str]:
        """Return a digest of all that each booking's rows hold, hidden ones included; unknown ids are absent.

        At most 64 ASCII characters, of which the first 16 stand for the booking's own row (its status and
        times above all) as a hexadecimal number. To be read before the record that it shall stand for: what
        changes in between then shows the next time.
        """
        ...

    def sum_rows(self, connection: Connection, after_id: int, until_id: int, size: int) -> dict[int, int]:
        """Return the sum of those numbers for each `size` ids above `after_id` and up to `until_id`.

        By `id // size`. Tells which few of thousands of bookings have another status than they had.
        """
        ...

    def read_sizes(self, connection: Connection, ids: Collection[int]) -> dict[int, int]:
        """Return about how many bytes each booking is long; one of which nothing can be long may be absent.

        Tells how many can be read at once.
        """
        ...

    def get_top_id(self, connection: Connection) -> int:
        """Return the highest id in the table of the bookings, whatever it is the id of; 0 if it is empty."""
        ...

    def list_raw_statuses(self, connection: Connection, ids: Collection[int]) -> dict[int, str]:
        """Return the stored status of each booking that exists, hidden ones included."""
        ...

    def list_occupancies(
        self,
        connection: Connection,
        staff_ids: Collection[int],
        first: date,
        last: date,
        known: Collection[int] = (),
    ) -> list[Occupancy]:
        """Return what takes the time of these staff members on the days, both included, by id.

        Only bookings in blocking statuses; their `raw_status` is as in BookingX 1.x in both layouts. Looks at
        a row of every booking of the site, and at those that are `known` to be there from elsewhere.
        """
        ...

    def read_occupancies(
        self, connection: Connection, ids: Collection[int], staff_ids: Collection[int]
    ) -> list[Occupancy]:
        """Return what those of the bookings take that are these staff members' and block, by id."""
        ...


class OfferStore(Protocol):
    """Reads what can be booked, and by whom, on an open connection; opens, commits and closes nothing.

    Offers are services, staff members and extras, drafts included; those in the bin are absent. The
    number of queries does not depend on the number of ids or of offers. Damaged metas are named in a
    record's `unreadable` and raise nothing.
    """

    def read_services(self, connection: Connection, ids: Collection[int]) -> dict[int, Service]:
        """Return the services by id, in the order of `ids`; unknown ones are absent."""
        ...

    def list_services(self, connection: Connection, limit: int, after_id: int = 0) -> list[Service]:
        """Return the next services above `after_id`, ascending by id."""
        ...

    def read_staff(self, connection: Connection, ids: Collection[int]) -> dict[int, StaffMember]:
        """Return the staff members by id, in the order of `ids`; unknown ones are absent."""
        ...

    def list_staff(self, connection: Connection, limit: int, after_id: int = 0) -> list[StaffMember]:
        """Return the next staff members above `after_id`, ascending by id."""
        ...

    def read_extras(self, connection: Connection, ids: Collection[int]) -> dict[int, Extra]:
        """Return the extras by id, in the order of `ids`; unknown ones are absent."""
        ...

    def list_extras(self, connection: Connection, limit: int, after_id: int = 0) -> list[Extra]:
        """Return the next extras above `after_id`, ascending by id."""
        ...

    def find_customer(self, connection: Connection, user_id: int) -> Customer | None:
        """Return the WordPress user with this id, None if there is none."""
        ...

    def find_customer_by_email(self, connection: Connection, email: str) -> Customer | None:
        """Return who has this address, in any case: a user, the older of two, else a guest, else None.

        A guest is described as in the newest booking with the address that is not hidden.
        """
        ...
