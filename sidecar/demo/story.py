"""The demo's story: eight short chapters, each of which does something real, shows it, and checks it."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise
from typing import TYPE_CHECKING

from sidecar.db import subscriptions
from sidecar.demo import ledger
from sidecar.demo.history import on_a_tuesday
from sidecar.demo.offers import COLOUR, HAIRCUT, HEAD_MASSAGE, MARA, NAME, STUDIO_HIRE, TOM, Customer, Wish
from sidecar.demo.processes import RETRY_DELAY_SECONDS
from sidecar.demo.promises import BrokenPromiseError
from sidecar.demo.stage import CALENDAR, CHAT, DELETED, HOOKS, REFILL, SHEET
from sidecar.demo.wire import tell_arrival, tell_exchange
from sidecar.demo.zap_books import show_zap_booking

if TYPE_CHECKING:
    from sidecar.demo.stage import Stage
    from sidecar.demo.terminal import Terminal
    from sidecar.demo.zapier_stand_in import Arrival, Hook

ANN = Customer("Ann", "Example", "ann@example.com", "020 7946 0301")
BEN = Customer("Ben", "Sample", "ben@example.com", "020 7946 0302")
CREATED = 201
EARLY = 0.95
"""A retry may come this much of its delay early: the two clocks are rounded."""


class Story:
    """Plays the chapters in order on one stage; raises BrokenPromiseError where something does not hold."""

    def __init__(self, stage: Stage, terminal: Terminal) -> None:
        self._stage = stage
        self._terminal = terminal
        self._subscription_ids: dict[Hook, str] = {}

    def play(self) -> None:
        """Play all of it."""
        self._open_site()
        self._switch_zaps_on()
        booking_id, first = self._book()
        self._show_retries(first)
        self._show_gone(first)
        self._change_statuses(booking_id)
        self._let_a_zap_book()
        self._show_log()

    def book_again(self) -> int:
        """Let another visitor book, and return the number; for those who stay after the end."""
        wish = Wish(TOM, HAIRCUT, BEN, on_a_tuesday(datetime.now(UTC), 28, hour=15))
        return self._stage.wordpress.send_form(wish)

    def _open_site(self) -> None:
        terminal, stage = self._terminal, self._stage
        terminal.heading(1, "A site with bookings, and the sidecar beside it")
        terminal.say(
            f"{NAME} takes bookings with BookingX. In WordPress's own tables, here in a SQLite file, are "
            f"two staff, three services, an extra, and {len(stage.old_bookings)} bookings from before. "
            "The sidecar has made its tables beside them (as sidecar migrate does) and an API key for Zapier "
            "(as sidecar keys create does). Its two processes start now:"
        )
        ids = stage.start()
        terminal.command("sidecar serve", f"process {ids['serve']}, {stage.client.base_url}")
        terminal.command("sidecar worker", f"process {ids['worker']}")
        known = stage.sidecar.database.run(ledger.count_known_bookings)
        events = stage.sidecar.database.run(ledger.count_events)
        terminal.promise(
            f"It has looked at the {known} old bookings and keeps silent about them: nothing is sent.",
            holds=known == len(stage.old_bookings) and events == 0 and not stage.stand_in.list_arrivals(),
        )

    def _switch_zaps_on(self) -> None:
        terminal = self._terminal
        terminal.heading(2, "Somebody switches on Zaps")
        terminal.say(
            "For each Zap, Zapier subscribes with the site's API key and says where events shall go:"
        )
        for hook in HOOKS:
            body = {
                "trigger": hook.trigger,
                "target_url": self._stage.stand_in.hook_url(hook),
                "zap_label": hook.zap,
            }
            headers = {"X-API-Key": self._stage.api_key}
            response = self._stage.client.post("/v1/subscribe", json=body, headers=headers)
            if hook is HOOKS[0]:
                terminal.block(tell_exchange(response))
                terminal.say(
                    "The other four go the same way. These are the Zaps, and how Zapier will answer:"
                )
            if response.status_code != CREATED:
                raise BrokenPromiseError(f"Subscribing was answered with {response.status_code}.")
            self._subscription_ids[hook] = response.json()["id"]
        rows = [(hook.zap, hook.trigger, ", then ".join(map(str, hook.script))) for hook in HOOKS]
        terminal.table(("Zap", "trigger", "answers"), rows)
        all_different = len(set(self._subscription_ids.values())) == len(HOOKS)
        terminal.promise(f"{len(HOOKS)} subscriptions, each with an id of its own.", holds=all_different)

    def _book(self) -> tuple[int, Arrival]:
        terminal, stage = self._terminal, self._stage
        terminal.heading(3, "A visitor books")
        wish = Wish(MARA, COLOUR, ANN, on_a_tuesday(datetime.now(UTC), 14, hour=11), (HEAD_MASSAGE,))
        terminal.say(
            f"{ANN.first_name} books “{COLOUR.name}” with “{HEAD_MASSAGE.name}” for "
            f"{wish.starts_at:%A}, {wish.starts_at.day} {wish.starts_at:%B, %H:%M}. BookingX writes its "
            "rows, our plugin a row in its outbox. Then the plugin rings the sidecar's doorbell: POST "
            "/shim/v1/doorbell, signed, no body. The sidecar reads the rows, sees a new booking, and sends "
            "it to each Zap that waits for one. What Zapier gets:"
        )
        booking_id = stage.wordpress.send_form(wish)
        arrival = self._wait_for(SHEET, 1)[0]
        terminal.block(tell_arrival(arrival))
        terminal.promise(
            f"Booking {booking_id} arrived, with what the visitor typed and what it costs.",
            holds=arrival.payload["booking_id"] == booking_id
            and arrival.payload["customer"]["email"] == ANN.email
            and arrival.payload["payment"]["amount"] == "128.40",
        )
        return booking_id, arrival

    def _show_retries(self, first: Arrival) -> None:
        terminal = self._terminal
        terminal.heading(4, "A Zap's hook fails, and is tried again")
        terminal.say(
            f"“{CHAT.zap}” got the same booking, and answered 500. The sidecar waits "
            f"{RETRY_DELAY_SECONDS:.0f} s, then twice that (on a real site 5 minutes, then 10, then 20), and "
            "tries again:"
        )
        attempts = self._wait_for(CHAT, 3, first.event_id)
        gaps = [
            0.0,
            *(b.clock_seconds - a.clock_seconds for a, b in pairwise(attempts)),
        ]
        rows = [
            (str(a.attempt), f"{a.arrived_at:%H:%M:%S}", f"{gap:.1f} s later" if gap else "", str(a.status))
            for a, gap in zip(attempts, gaps, strict=True)
        ]
        terminal.table(("attempt", "time (UTC)", "", "answer"), rows)
        terminal.promise(
            "500, 500, 200: it arrived at the third attempt, each after its wait.",
            holds=[a.status for a in attempts] == [500, 500, 200]
            and all(gap >= EARLY * RETRY_DELAY_SECONDS * 2**n for n, gap in enumerate(gaps[1:])),
        )
        terminal.promise(
            f"All three are the same {len(first.body)} bytes under the same webhook-id, {first.event_id}.",
            holds={(a.body, a.event_id) for a in attempts} == {(first.body, first.event_id)},
        )

    def _show_gone(self, first: Arrival) -> None:
        terminal, stage = self._terminal, self._stage
        terminal.heading(5, "Zapier answers 410: that Zap is gone")
        terminal.say(
            f"“{DELETED.zap}” got the booking, too, and answered 410: Zapier's way to say that it wants no "
            "more. The sidecar has ended the subscription and does not try again. Another visitor books:"
        )
        gone = self._wait_for(DELETED, 1)
        stage.wait_until(
            "the subscription is ended", lambda: self._read_status(DELETED) == subscriptions.GONE
        )
        wish = Wish(TOM, STUDIO_HIRE, BEN, on_a_tuesday(datetime.now(UTC), 21, hour=0))
        booking_id = stage.wordpress.send_form(wish)
        second = self._wait_for(SHEET, 2)[1]
        self._wait_until_settled(second.event_id)
        told = [a.hook.zap for a in stage.stand_in.list_arrivals(event_id=second.event_id)]
        terminal.promise(
            f"Booking {booking_id} went to {len(told)} Zaps: “{SHEET.zap}” and “{CHAT.zap}”.",
            holds=sorted(told) == sorted([SHEET.zap, CHAT.zap]) and second.event_id != first.event_id,
        )
        terminal.promise(
            f"Nothing went to “{DELETED.zap}” again; its subscription is marked gone.",
            holds=stage.stand_in.list_arrivals(DELETED) == gone,
        )

    def _change_statuses(self, booking_id: int) -> None:
        terminal, stage = self._terminal, self._stage
        terminal.heading(6, "Staff confirm the booking, and later cancel it")
        terminal.say(
            f"Somebody presses two buttons in wp-admin's list, at booking {booking_id}. Each time the "
            "sidecar compares the booking with what it knew, and tells what changed:"
        )
        stage.wordpress.press_button(booking_id, "bkx-ack")
        confirmed = self._wait_for(CALENDAR, 1)[0]
        stage.wordpress.press_button(booking_id, "bkx-cancelled")
        changed, cancelled = self._wait_for(CALENDAR, 2)[1], self._wait_for(REFILL, 1)[0]
        arrivals = (confirmed, changed, cancelled)
        rows = [
            (a.payload["event"], a.payload["previous_status"], a.payload["status"], a.hook.zap)
            for a in arrivals
        ]
        terminal.table(("event", "was", "is", "Zap"), rows)
        expected = [
            ("booking_status_changed", "pending", "confirmed", CALENDAR.zap),
            ("booking_status_changed", "confirmed", "cancelled", CALENDAR.zap),
            ("booking_cancelled", "confirmed", "cancelled", REFILL.zap),
        ]
        terminal.promise("Each step arrived once, with the status before and after.", holds=rows == expected)

    def _let_a_zap_book(self) -> None:
        self._terminal.heading(7, "A Zap books back")
        show_zap_booking(self._stage, self._terminal, lambda count: self._wait_for(SHEET, count))

    def _show_log(self) -> None:
        terminal, stage = self._terminal, self._stage
        terminal.heading(8, "The activity log: every call and every attempt, without anybody's data")
        arrived = stage.stand_in.list_arrivals()
        for event_id in {arrival.event_id for arrival in arrived}:
            self._wait_until_settled(event_id)
        terminal.table(ledger.LOG_HEADER, stage.sidecar.database.run(ledger.list_log))
        logged = stage.sidecar.database.run(ledger.count_attempts)
        about = {a.payload["booking_id"] for a in arrived}
        terminal.promise(
            f"{len(arrived)} requests arrived, {logged} attempts are logged; of the old bookings, none.",
            holds=len(arrived) == logged and about.isdisjoint(stage.old_bookings),
        )

    def _wait_for(self, hook: Hook, count: int, event_id: str | None = None) -> list[Arrival]:
        """Return what arrived at a hook as soon as it is so many."""

        def list_arrivals() -> list[Arrival]:
            return self._stage.stand_in.list_arrivals(hook, event_id)

        self._stage.wait_until(f"request {count} at “{hook.zap}”", lambda: len(list_arrivals()) >= count)
        return list_arrivals()

    def _wait_until_settled(self, event_id: str) -> None:
        database = self._stage.sidecar.database

        def is_settled() -> bool:
            return database.run(lambda tx: ledger.is_settled(tx, event_id))

        self._stage.wait_until("all deliveries of an event end", is_settled)

    def _read_status(self, hook: Hook) -> str:
        """Return the status of a Zap's subscription, as it stands in the sidecar's table."""
        public_id = self._subscription_ids[hook]
        database = self._stage.sidecar.database
        found = database.run(lambda tx: subscriptions.find_by_public_id(tx, public_id))
        return found.status if found else ""
