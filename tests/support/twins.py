"""Two staff members, one booked by Zaps and one in the form, the same each time.

Where screens show the two differently, the Zap's booking is not like any other.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tests.support.connected_site import ConnectedSite
from tests.support.zap_bookings import ODD_NAMES, book_by_zap, count_days, spell

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

ZAPPED, TYPED = "Zoe Zapped", "Tim Typed"
ACCOUNT, PASSWORD = "ann.twin@example.test", "made-up"
GUEST, DAY_GUEST = "zed.twin@example.test", "dee.twin@example.test"
HOURS, DAYS, ACCOUNTS = KINDS = ("hours", "days", "account")
HIRE = """
    $metas = get_post_meta( (int) $argv[1] );
    $seats = array( $argv[1] );
    foreach ( array( $argv[2], $argv[3] ) as $name ) {
        $post = array( 'post_type' => 'bkx_seat', 'post_status' => 'publish', 'post_title' => $name );
        $seat = wp_insert_post( $post );
        foreach ( $metas as $key => $values ) {
            update_post_meta( $seat, $key, maybe_unserialize( $values[0] ) );
        }
        $seats[] = (string) $seat;
    }
    foreach ( json_decode( $argv[4] ) as $service ) {
        update_post_meta( $service, 'base_selected_seats', $seats );
    }
    $user = array( 'user_login' => $argv[5], 'user_email' => $argv[5], 'user_pass' => $argv[6] );
    $user = wp_insert_user( $user );
    update_option( 'bkx_enable_customer_dashboard', '1' );
    echo wp_json_encode( array( (int) $seats[1], (int) $seats[2], $user ) );
"""
DISMISS = """
    require_once ABSPATH . 'wp-admin/includes/user.php';
    $theirs = array( 'key' => 'seat_id', 'value' => array( $argv[2], $argv[3] ), 'compare' => 'IN' );
    $theirs = array( 'meta_query' => array( $theirs ), 'post_status' => array_keys( get_post_stati() ) );
    $theirs += array( 'post_type' => 'bkx_booking', 'numberposts' => -1 );
    foreach ( get_posts( $theirs ) as $booking ) {
        wp_delete_post( $booking->ID, true );
    }
    foreach ( json_decode( $argv[4] ) as $service ) {
        update_post_meta( $service, 'base_selected_seats', array( $argv[1] ) );
    }
    wp_delete_post( (int) $argv[2], true );
    wp_delete_post( (int) $argv[3], true );
    wp_delete_user( (int) $argv[5] );
    delete_option( 'bkx_enable_customer_dashboard' );
"""


@dataclass(slots=True)
class Twins:
    """The two staff members; `typed` and `zapped` are the bookings by their kind, `mails` what each sent."""

    site: ConnectedSite
    zapped_seat: int
    typed_seat: int
    typed: dict[str, int] = field(default_factory=dict)
    zapped: dict[str, int] = field(default_factory=dict)
    mails: dict[tuple[str, str], list[dict[str, Any]]] = field(default_factory=dict)

    @property
    def sunday(self) -> date:
        """The first day of the next week, as the calendar counts."""
        return count_days(1 + (5 - count_days(0).weekday()) % 7)

    @property
    def days(self) -> list[date]:
        """The days of the booking that is counted in days."""
        return [self.sunday + timedelta(days=5), self.sunday + timedelta(days=6)]

    @property
    def hours(self) -> list[date]:
        """The days of the two bookings that are counted in hours."""
        return [self.sunday + timedelta(days=2), self.sunday + timedelta(days=3)]

    @property
    def forms(self) -> dict[str, dict[str, str]]:
        """What is booked: a guest's hours with an extra, a guest's days, and hours by an account's owner."""
        hours, days, account = ({"bkx_email_address": email} for email in (GUEST, DAY_GUEST, ACCOUNT))
        seeds = self.site.wordpress.seeds
        hours |= ODD_NAMES | {"extra_id": str(seeds["extra"]), "booking_time": "10:00"}
        days |= {"bkx_first_name": "Dee", "base_id": str(seeds["retreat"])}
        days |= {"time_option": "D", "service_extend": "0", "booking_time": "", "date": spell(self.days[0])}
        account |= {"bkx_first_name": "Ann", "base_id": str(seeds["bases"][1]), "booking_time": "14:15"}
        hours["date"] = spell(self.hours[0])
        account["date"] = spell(self.hours[1])
        blank = self.site.wordpress.visitor.fill_form() | {"bkx_last_name": "Twin"}
        return {HOURS: blank | hours, DAYS: blank | days, ACCOUNTS: blank | account}

    def type(self) -> None:
        """Book all in the form."""
        visitor = self.site.wordpress.visitor
        for kind, form in self.forms.items():
            typed: dict[str, Any] = form | {"seat_id": str(self.typed_seat)}
            if kind == DAYS:
                del typed["booking_multi_days"]
                typed["booking_multi_days[]"] = [spell(day) for day in self.days]
                typed |= {"starting_slot": "0", "total_slots": "0"}
            with self._reading_mails(kind, TYPED):
                self.typed[kind] = visitor.submit(typed)

    def zap(self) -> None:
        """Book all by Zaps."""
        for kind, form in self.forms.items():
            with self._reading_mails(kind, ZAPPED):
                answer = book_by_zap(self.site, form | {"seat_id": str(self.zapped_seat)})
            self.zapped[kind] = answer["result"]["booking_id"]

    @contextmanager
    def _reading_mails(self, kind: str, whose: str) -> Iterator[None]:
        before = len(self.site.wordpress.mails())
        yield
        self.mails[kind, whose] = self.site.wordpress.mails()[before:]


@contextmanager
def hire_twins(site: ConnectedSite) -> Iterator[Twins]:
    """Hire both, open an account for a customer, and take all away again at the end."""
    wordpress = site.wordpress
    services = json.dumps([*wordpress.seeds["bases"], wordpress.seeds["retreat"]])
    seat = wordpress.seeds["seat"]
    hired = wordpress.run_php(HIRE, seat, ZAPPED, TYPED, services, ACCOUNT, PASSWORD)
    zapped, typed, user = json.loads(hired)
    yield Twins(site, zapped, typed)
    wordpress.run_php(DISMISS, seat, zapped, typed, services, user)
