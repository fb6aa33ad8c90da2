"""The Zapier app as its users have it: at a real WordPress, through the plugin, with BookingX's events."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from sidecar.catalog import LISTS, SEARCHES, TRIGGERS
from tests.support.zap_actions import book
from tests.support.zap_bookings import count_days, list_mails
from tests.support.zapier_app import Connection, run_zapier_app

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Literal

    from tests.support.connected_site import ConnectedSite
    from tests.support.wordpress import WordPress
    from tests.support.zapier_app import ZapierApp

    Prepare = Callable[[ConnectedSite], Callable[[], object]]

pytestmark = pytest.mark.wordpress

OWNER = "owner@example.test"
CUSTOMER = "zoe@example.test"
FIRST_DAY = 800
"""From here on no other module books."""
READ_BOOKING = """
    global $wpdb;
    $of_it = $wpdb->prepare( 'comment_post_ID = %d', $argv[1] );
    $notes = $wpdb->get_col( "SELECT comment_content FROM $wpdb->comments WHERE $of_it ORDER BY comment_ID" );
    echo wp_json_encode( array( get_post_type( $argv[1] ), get_post_status( $argv[1] ), $notes ) );
"""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ZapierApp]:
    """Return the app, compiled as it is published."""
    with run_zapier_app(tmp_path_factory.mktemp("app")) as running:
        yield running


@pytest.fixture
def connection(app: ZapierApp, site: ConnectedSite) -> Connection:
    """Return a connection by a key of its own, as each key has but 60 calls a minute."""
    return Connection(app, {"site_url": site.wordpress.url, "api_key": site.make_key()})


def step(zapier_key: str, function: str) -> str:
    return f"triggers.{zapier_key}.operation.{function}"


def find_status(site: ConnectedSite, subscription_id: str) -> str | None:
    t = site.sidecar.database.own.subscriptions
    with site.sidecar.database.transaction() as tx:
        return tx.execute(sa.select(t.c.status).where(t.c.subscription_id == subscription_id)).scalar()


def switch_on(site: ConnectedSite, connection: Connection, zapier_key: str, **filters: str) -> Any:
    """Subscribe as a Zap that is switched on; return its hook, its subscription and its fields."""
    hook = site.receiver.open_hook()
    subscribed = connection.run(step(zapier_key, "performSubscribe"), filters, targetUrl=hook.url)
    return hook, subscribed


def read_booking(wordpress: WordPress, booking: int) -> tuple[str, str, list[str]]:
    """Return type, status and notes of a booking as WordPress has them."""
    kind, status, notes = json.loads(wordpress.run_php(READ_BOOKING, booking))
    return kind, status, notes


def test_zapiers_command_line_books_and_confirms_in_wordpress(app: ZapierApp, site: ConnectedSite) -> None:
    wordpress, before = site.wordpress, len(site.wordpress.mails())
    auth = {"site_url": wordpress.url, "api_key": site.make_key()}
    service, staff = wordpress.seeds["bases"][0], wordpress.seeds["seat"]

    def invoke(kind: str, key: str, **inputs: object) -> Any:
        return app.invoke(kind, key, "--non-interactive", "-i", json.dumps(inputs), auth=auth)

    def book_and_confirm() -> tuple[dict[str, Any], dict[str, Any]]:
        wish = {"start_datetime": f"{count_days(FIRST_DAY)} 10:00"}
        wish |= {"customer_email": CUSTOMER, "customer_name": "Zoë Ärger"}
        made = invoke("create", "create_booking", service_id=service, staff_id=staff, **wish)
        booking = made["booking_id"]
        changed = {"booking_id": booking, "status": "confirmed", "note": "Agreed by phone, Zoë"}
        return made, invoke("create", "update_booking_status", **changed)

    with ThreadPoolExecutor(3) as pool:
        tested = pool.submit(app.invoke, "auth", "test", auth=auth)
        found = pool.submit(invoke, "search", "find_service", name="Haircut")
        made, changed = pool.submit(book_and_confirm).result()

    site.settle()
    assert (tested.result()["site_name"], tested.result()["site_url"]) == ("Corner Salon", wordpress.url)
    assert [(one["id"], one["name"]) for one in found.result()] == [(service, "Haircut")]
    assert (made["status"], changed["status"]) == ("pending", "confirmed")
    kind, status, notes = read_booking(wordpress, made["booking_id"])
    assert (kind, status) == ("bkx_booking", "bkx-ack")
    assert [note for note in notes if "Agreed by phone, Zoë" in note]
    assert [address for address, _ in list_mails(site, before)] == [CUSTOMER, OWNER, CUSTOMER]


@pytest.mark.parametrize("trigger", TRIGGERS.values(), ids=lambda trigger: trigger.zapier_key)
def test_every_trigger_is_switched_on_and_off(
    site: ConnectedSite, connection: Connection, trigger: Any
) -> None:
    filters = {"minutes_before": "60"} if trigger.key == "booking_upcoming" else {}
    hook, subscribed = switch_on(site, connection, trigger.zapier_key, **filters)
    status = find_status(site, subscribed["id"])

    samples = connection.run(step(trigger.zapier_key, "performList"), filters)
    ended = connection.run(step(trigger.zapier_key, "performUnsubscribe"), subscribeData=subscribed)

    assert [sample["event"] for sample in samples] == [trigger.key] * len(samples)
    assert (status, ended) == ("active", {"id": subscribed["id"]})
    assert find_status(site, subscribed["id"]) == "unsubscribed"
    assert hook.arrivals == []


def in_the_form(site: ConnectedSite) -> Callable[[], object]:
    return site.wordpress.book


def in_the_list(status: str, way: Literal["ajax", "bulk"]) -> Prepare:
    """Return what books, and returns how its status is changed in wp-admin's list."""

    def prepare(site: ConnectedSite) -> Callable[[], object]:
        booking = site.wordpress.book()
        site.settle()
        return lambda: site.wordpress.set_status(booking, status, way)

    return prepare


@pytest.mark.parametrize(
    ("zapier_key", "event", "prepare"),
    [
        ("new_booking", "booking_created", in_the_form),
        ("booking_status_changed", "booking_status_changed", in_the_list("ack", "bulk")),
        ("booking_cancelled", "booking_cancelled", in_the_list("cancelled", "ajax")),
    ],
)
def test_what_happens_in_bookingx_arrives_and_starts_the_zap(
    site: ConnectedSite,
    connection: Connection,
    zapier_key: str,
    event: str,
    prepare: Prepare,
) -> None:
    happen = prepare(site)
    hook, subscribed = switch_on(site, connection, zapier_key)

    told = site.tell(happen)

    [arrived] = hook.payloads
    [expected] = [payload for payload in told if payload["event"] == event]
    assert arrived == expected
    performed = connection.run(step(zapier_key, "perform"), subscribeData=subscribed, cleanedRequest=arrived)
    assert performed == [arrived]
    connection.run(step(zapier_key, "performUnsubscribe"), subscribeData=subscribed)
    site.tell(prepare(site))
    assert len(hook.arrivals) == 1


def test_every_search_finds_what_is_on_the_site(site: ConnectedSite, connection: Connection) -> None:
    seeds = site.wordpress.seeds
    day = count_days(FIRST_DAY + 1)
    booking = book(site, FIRST_DAY + 1)
    cases: dict[str, tuple[dict[str, str], dict[str, object]]] = {
        "find_booking": ({"booking_id": str(booking)}, {"id": booking, "status": "pending"}),
        "find_customer": ({"email": CUSTOMER}, {"email": CUSTOMER}),
        "find_service": ({"name": "Colour"}, {"id": seeds["bases"][1], "name": "Colour"}),
        "find_staff": ({"name": "Alex Carter"}, {"id": seeds["seat"], "name": "Alex Carter"}),
        "find_available_slots": (
            {"service_id": str(seeds["bases"][0]), "from_date": str(day), "days": "1", "limit": "1"},
            {"service_id": seeds["bases"][0]},
        ),
    }

    found = {key: connection.search(key, **inputs) for key, (inputs, _) in cases.items()}

    assert found.keys() == SEARCHES.keys()
    seen = {key: [{name: one[name] for name in cases[key][1]} for one in got] for key, got in found.items()}
    assert seen == {key: [expected] for key, (_, expected) in cases.items()}


def test_every_dropdown_shows_what_the_site_offers(site: ConnectedSite, connection: Connection) -> None:
    seeds = site.wordpress.seeds
    booking = book(site, FIRST_DAY + 2)

    lists = {key: connection.run(f"triggers.list_{key}.operation.perform") for key in LISTS}

    ids = {key: [choice["id"] for choice in choices] for key, choices in lists.items()}
    assert all(choice["label"] for choices in lists.values() for choice in choices)
    assert set(ids["services"]) == {*seeds["bases"], seeds["retreat"]}
    assert set(ids["staff"]) == {seeds["seat"], seeds["other_seat"]}
    assert ids["extras"] == [seeds["extra"]]
    assert booking in ids["bookings"]
    assert {"pending", "confirmed", "cancelled"} <= set(ids["statuses"])
