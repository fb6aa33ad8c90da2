"""A site's layout and settings are found out from its database."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from sidecar.errors import SetupError
from sidecar.wp_bridge.bookingx2.layout import TablesLayout
from sidecar.wp_bridge.bookingx2.offers import TablesOffers
from sidecar.wp_bridge.layouts import detect_layout, open_offers, open_store
from sidecar.wp_bridge.posts.layout import PostsLayout
from sidecar.wp_bridge.posts.offers import PostsOffers
from sidecar.wp_bridge.site import Site, read_site
from sidecar.wp_bridge.tables import WpTables
from tests.support.golden import set_options

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from sidecar.wp_bridge.layouts import Layout


def test_a_site_of_bookingx_1_keeps_its_bookings_as_posts(golden: Connection) -> None:
    assert detect_layout(golden, "wp_") == "posts"


def test_a_site_with_bookingx_2s_tables_is_told_from_one_without() -> None:
    engine = sa.create_engine("sqlite://")
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE shop_bookingx_bookings (id INTEGER)"))

        actual = detect_layout(connection, "shop_")
    engine.dispose()

    assert actual == "tables"


def test_a_prefix_without_tables_is_a_setup_error(golden: Connection) -> None:
    with pytest.raises(SetupError, match="no WordPress tables with the prefix 'other_'"):
        detect_layout(golden, "other_")


@pytest.mark.parametrize(
    ("layout", "store", "offers"),
    [("posts", PostsLayout, PostsOffers), ("tables", TablesLayout, TablesOffers)],
)
def test_stores_are_opened_for_the_layout(layout: Layout, store: type, offers: type) -> None:
    actual = (type(open_store(layout, "wp_")), type(open_offers(layout, "wp_")))

    assert actual == (store, offers)


def test_a_sites_settings_are_read(golden: Connection) -> None:
    set_options(golden, {"blogname": "Caf&eacute; &amp; Co", "home": "https://shop.example.test/"})

    actual = read_site(golden, WpTables("wp_"))

    assert actual == Site(
        url="https://shop.example.test",
        name="Café & Co",
        admin_email="admin@example.test",
        time_zone=ZoneInfo("Europe/London"),
        currency="GBP",
    )


@pytest.mark.parametrize(("stored", "expected"), [("usd", "USD"), ("", "AUD"), ("&pound;", "AUD")])
def test_a_currency_that_is_none_is_bookingxs_fallback(
    golden: Connection, stored: str, expected: str
) -> None:
    set_options(golden, {"currency_option": stored})

    actual = read_site(golden, WpTables("wp_"))

    assert actual.currency == expected
