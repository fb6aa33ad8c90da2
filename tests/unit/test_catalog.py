"""A declaration that Zapier would refuse, or that contradicts itself, never gets into the catalog."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from sidecar import catalog
from sidecar.catalog import TRIGGERS, check_trigger, get_trigger, list_hooks
from sidecar.errors import SetupError, UnknownTriggerError
from sidecar.spec import Field, FieldType

GOOD = TRIGGERS["booking_created"]
ID, STATUS = (Field(key, FieldType.STRING, "Label", "Help.", key) for key in ("id", "status"))


def test_the_triggers_are_found_by_their_files() -> None:
    assert list(TRIGGERS) == [
        "booking_cancelled",
        "booking_completed",
        "booking_created",
        "booking_no_show",
        "booking_status_changed",
        "booking_upcoming",
        "booking_updated",
        "customer_created",
        "invoice_generated",
        "payment_failed",
        "payment_method_changed",
        "payment_received",
        "refund_issued",
        "reminder_sent",
        "review_submitted",
        "service_created",
        "service_updated",
        "staff_assigned",
        "subscription_updated",
    ]


def test_a_good_declaration_passes() -> None:
    check_trigger(GOOD, "booking_created")


def test_a_file_is_named_after_its_key() -> None:
    with pytest.raises(SetupError, match=r"triggers/new\.py: It declares the key 'booking_created'"):
        check_trigger(GOOD, "new")


@pytest.mark.parametrize(
    "changes",
    [
        {"description": "A new booking."},
        {"description": "Triggers when a booking is created"},
        {"fields": (STATUS, ID)},
        {"fields": (ID, STATUS, STATUS)},
        {"fields": ()},
    ],
    ids=["description", "full stop", "id first", "twice", "none"],
)
def test_a_declaration_that_zapier_would_refuse_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(SetupError, match="booking_created"):
        check_trigger(replace(GOOD, **changes), "booking_created")


def test_an_unknown_trigger_is_said_to_be_unknown() -> None:
    with pytest.raises(UnknownTriggerError):
        get_trigger("booking_moved")


def test_each_hook_is_listened_to_once() -> None:
    hooks = [(hook.name, hook.mark, hook.object_id, str(hook.where)) for hook in list_hooks()]

    assert len(hooks) == len(set(hooks)) > 0


def test_what_is_written_for_php_is_quoted() -> None:
    php = catalog.export_hooks_php()

    assert "'hook' => 'trashed_post', 'args' => 1, 'object' => 'booking', 'id' => '0'" in php
    assert "'where' => array( '2.post_type' => array( 'bkx_booking' ) )" in php
