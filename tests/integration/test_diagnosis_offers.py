"""`sidecar doctor` counts what a site offers, and warns of what cannot work."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from sidecar.services.diagnosis import Finding, Level, diagnose
from sidecar.services.offer_faults import PAGE, read_published
from sidecar.wp_bridge.tables import WpTables
from tests.factories import NOON
from tests.support.php import serialize

if TYPE_CHECKING:
    from sidecar.services.sidecar import Sidecar

TABLES = WpTables("wp_")


def diagnose_on_loopback(sidecar: Sidecar) -> list[Finding]:
    """Return all findings; the site's address is one where nothing listens."""
    with sidecar.database.transaction() as tx:
        home = sa.update(TABLES.options).where(TABLES.options.c.option_name == "home")
        tx.execute(home.values(option_value="http://127.0.0.1:1"))
    return list(diagnose(sidecar))


def set_meta(sidecar: Sidecar, post_id: int, key: str, value: str) -> None:
    metas = TABLES.postmeta
    with sidecar.database.transaction() as tx:
        tx.execute(
            sa.update(metas)
            .where(metas.c.post_id == post_id, metas.c.meta_key == key)
            .values(meta_value=value)
        )


def set_status(sidecar: Sidecar, post_id: int, status: str) -> None:
    with sidecar.database.transaction() as tx:
        tx.execute(sa.update(TABLES.posts).where(TABLES.posts.c["ID"] == post_id).values(post_status=status))


def test_a_site_that_is_well_has_its_offers_counted(sidecar: Sidecar) -> None:
    findings = diagnose_on_loopback(sidecar)

    about_offers = [
        found for found in findings if found.what.startswith(("offers", "service", "staff", "extra"))
    ]
    assert about_offers == [Finding(Level.GOOD, "offers: 7 services, 4 staff, 3 extras")]


def test_each_offer_that_cannot_work_is_a_warning_with_advice(sidecar: Sidecar) -> None:
    set_status(sidecar, 10, "draft")
    set_meta(sidecar, 13, "base_selected_seats", serialize([10, 999]))
    set_meta(sidecar, 9, "selected_days", "a:0:{}")
    set_meta(sidecar, 20, "addition_price", "7,5")

    findings = diagnose_on_loopback(sidecar)

    start = next(index for index, found in enumerate(findings) if found.what.startswith("offers"))
    assert findings[start : start + 4] == [
        Finding(Level.GOOD, "offers: 7 services, 3 staff, 3 extras"),
        Finding(
            Level.WARNING,
            "service 'Haircut' (13) is offered by no published staff member",
            "Nobody can book it. Choose its staff on its page in wp-admin, or publish them.",
        ),
        Finding(
            Level.WARNING,
            'staff member "Bea O\'Neill" (9) has own opening hours, but none on any day',
            "Set them on its page in wp-admin, or switch them off there: then the business hours count.",
        ),
        Finding(
            Level.WARNING,
            "extra 'Deep wash' (20) has damaged data: addition_price",
            "Correct what its page in wp-admin shows, and save it.",
        ),
    ]


def test_more_offers_than_a_page_are_all_read(sidecar: Sidecar) -> None:
    times = dict.fromkeys(("post_date", "post_date_gmt", "post_modified", "post_modified_gmt"), NOON)
    rows = [{"post_type": "bkx_addition", "post_title": f"Extra {number}", **times} for number in range(PAGE)]

    with sidecar.database.transaction() as tx:
        tx.execute(sa.insert(TABLES.posts), rows)
        offers = read_published(sidecar.offers, tx.connection)

    assert [extra.name for extra in offers.extras[3:]] == [f"Extra {number}" for number in range(PAGE)]
