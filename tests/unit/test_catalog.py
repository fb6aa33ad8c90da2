"""A declaration that Zapier would refuse, or that contradicts itself, never gets into the catalog."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from sidecar import catalog
from sidecar.catalog import TRIGGERS, check_trigger, get_trigger, list_hooks
from sidecar.errors import SetupError, UnknownTriggerError
from sidecar.spec import Field, FieldType, Filter, Match

GOOD = TRIGGERS["booking_created"]
ID, STATUS = (Field(key, FieldType.STRING, "Label", "Help.", key) for key in ("id", "status"))
ROOM = Field("room", FieldType.STRING, "Room", "Where it takes place.", "record.room", "1")
NUMBER = Field("number", FieldType.NUMBER, "Number", "How many.", "number")
OBJECT = Field("object", FieldType.OBJECT, "Object", "What it is.", children=(STATUS,))
LIST = Field("list", FieldType.LIST, "List", "What there is.", children=(STATUS,))
SAID = Field("said", FieldType.STRING, "Said", "What was said.", "details.said")
CHOICE = Filter("status", FieldType.STRING, "Status", "Help.", "status", choices=("new",), example="new")
COUNT = Filter("number", FieldType.NUMBER, "Number", "Help.", "number", Match.AT_LEAST)


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
        {"description": "Triggers when a booking is created. Or not."},
        {"description": "Triggers when BookingX has a booking."},
        {"label": "New booking"},
        {"label": ""},
        {"label": "New BookingX Booking"},
        {"label": "Booking Trigger"},
        {"label": "B"},
        {"label": "New " + "Big " * 16 + "Booking"},
        {"noun": "Bookings"},
        {"noun": "New Booking"},
        {"fields": (replace(ID, help="label"), STATUS)},
        {"fields": (replace(ID, help="Label."), STATUS)},
        {"fields": (replace(ID, help="A" * 1000 + "."), STATUS)},
        {"fields": (ID, STATUS), "filters": (replace(CHOICE, help="Status."),)},
        {"noun": "booking"},
        {"fields": (STATUS, ID)},
        {"fields": (ID, STATUS, STATUS)},
        {"fields": (ID, replace(STATUS, label="the Status"))},
        {"fields": ()},
        {"examples": {"customer.nickname": "Annie"}},
        {"fields": (ID, replace(STATUS, type=FieldType.LIST))},
        {"fields": (ID, replace(STATUS, items=FieldType.STRING))},
        {"fields": (ID, STATUS), "filters": (replace(CHOICE, options="services"),)},
        {"fields": (ID, STATUS), "filters": (replace(CHOICE, choices=(), options="rooms"),)},
        {"fields": (ID, STATUS), "filters": (replace(CHOICE, key="status_id"),)},
        {"fields": (ID, STATUS), "filters": (replace(CHOICE, depends_on=("service",)),)},
        {"fields": (ID, STATUS), "filters": (replace(CHOICE, depends_on=("status",)),)},
        {"fields": (ID, STATUS), "filters": (replace(CHOICE, minimum=1),)},
        {"fields": (ID, STATUS), "filters": (CHOICE, CHOICE)},
        {"fields": (ID,), "filters": (CHOICE,)},
        {"fields": (ID, STATUS), "filters": (replace(CHOICE, label="new status"),)},
        {"fields": (ID, STATUS), "filters": (replace(CHOICE, path="status.name"),)},
        {"fields": (ID, STATUS), "filters": (replace(CHOICE, type=FieldType.INTEGER),)},
        {"fields": (ID, STATUS), "filters": (replace(CHOICE, match=Match.AT_LEAST),)},
        {"fields": (ID, STATUS), "filters": (replace(CHOICE, required=True, choices=(), example=None),)},
        {"fields": (ID, STATUS), "filters": (replace(CHOICE, example="odd"),)},
        {"fields": (ID, NUMBER), "filters": (replace(COUNT, choices=("1",)),)},
        {
            "fields": (ID, replace(STATUS, type=FieldType.MAP)),
            "filters": (replace(CHOICE, type=FieldType.MAP),),
        },
        {"fields": (ID, SAID), "reported": (SAID, SAID)},
        {"fields": (ID, SAID), "reported": (replace(SAID, source="record.said"),)},
        {"fields": (ID, STATUS), "reported": (SAID,)},
    ],
)
def test_a_declaration_that_zapier_would_refuse_is_refused(changes: dict[str, Any]) -> None:
    good = replace(GOOD, filters=())

    with pytest.raises(SetupError, match="booking_created"):
        check_trigger(replace(good, **changes), "booking_created")


@pytest.mark.parametrize(
    "changes",
    [
        {"fields": (ID, STATUS), "filters": (CHOICE,)},
        {"fields": (ID, NUMBER), "filters": (COUNT,)},
        {"fields": (ID, OBJECT), "filters": (replace(CHOICE, path="object.status"),)},
        {"fields": (ID, LIST), "filters": (replace(CHOICE, path="list.status"),)},
        {"fields": (ID, replace(SAID, key="told")), "reported": (SAID,)},
    ],
    ids=["choice", "number", "in an object", "in a list", "under another key"],
)
def test_what_belongs_together_passes(changes: dict[str, Any]) -> None:
    check_trigger(replace(replace(GOOD, filters=()), **changes), "booking_created")


def test_all_faults_are_named_at_once() -> None:
    bad = replace(GOOD, label="new booking", fields=(), filters=())

    with pytest.raises(SetupError, match=r"'new booking' is not in Title Case.*the first one id"):
        check_trigger(bad, "booking_created")


def test_a_sites_own_triggers_can_be_exported() -> None:
    own = replace(GOOD, fields=(*GOOD.fields, ROOM))

    exported = catalog.export({"booking_created": own})["triggers"]

    assert [trigger["key"] for trigger in exported] == ["booking_created"]
    assert exported[0]["fields"][-1] == {
        "key": "room",
        "type": "string",
        "label": "Room",
        "help": "Where it takes place.",
        "nullable": False,
    }
    assert exported[0]["sample"]["room"] == "1"


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
