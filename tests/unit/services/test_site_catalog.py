"""A site's own catalog carries its mapped fields where a booking is told, and nowhere else."""

from __future__ import annotations

from typing import Any

import pytest

from sidecar.catalog import TRIGGERS, export
from sidecar.errors import SetupError
from sidecar.services.site_catalog import EXAMPLES, check_custom_fields, make_triggers
from sidecar.settings import CustomField


def make_field(**values: Any) -> CustomField:
    return CustomField(
        **{"meta_key": "guests", "key": "guests", "type": "integer", "label": "Guests"} | values
    )


def test_without_mapped_fields_the_catalog_is_that_of_all_sites() -> None:
    assert make_triggers(TRIGGERS, ()) == TRIGGERS


def test_triggers_of_bookings_show_the_field_and_others_stay() -> None:
    triggers = make_triggers(TRIGGERS, [make_field()])

    created = next(item for item in export(triggers)["triggers"] if item["key"] == "booking_created")
    group = next(field for field in created["fields"] if field["key"] == "custom_fields")
    assert group["children"] == [
        {
            "key": "guests",
            "type": "integer",
            "label": "Guests",
            "help": "What is stored at the booking as guests.",
            "nullable": True,
        }
    ]
    assert created["sample"]["custom_fields"] == {"guests": EXAMPLES["integer"]}
    assert triggers["customer_created"] is TRIGGERS["customer_created"]
    assert "custom_fields" not in TRIGGERS["booking_created"].sample()


def test_a_meta_of_bookingx_has_to_be_wanted() -> None:
    with pytest.raises(SetupError, match=r"'email' is BookingX's own .*is_bookingx_meta = true"):
        check_custom_fields([make_field(meta_key="email")])

    check_custom_fields([make_field(meta_key="email", is_bookingx_meta=True)])
