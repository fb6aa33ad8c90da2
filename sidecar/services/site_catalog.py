"""A site's own catalog: the triggers that tell of bookings, with the fields that the site's owner mapped.

Values are read when an event is told, from the metas as stored: a field that is given another type is no
change of a booking.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from sidecar.errors import SetupError
from sidecar.fields.money import in_digits
from sidecar.fields.rebase import of_before
from sidecar.spec import Field, FieldType
from sidecar.wp_bridge.posts.booking_payment import to_amount
from sidecar.wp_bridge.posts.custom_values import READERS, to_datetime
from sidecar.wp_bridge.posts.meta_keys import OWN_KEYS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sidecar.action_spec import Search
    from sidecar.settings import CustomField
    from sidecar.spec import Change, Event, Trigger
    from sidecar.wp_bridge.records import BookingRecord

CUSTOM_FIELDS, METADATA, UNREADABLE = "custom_fields", "metadata", "unreadable"
CHANGED_FIELDS, PREVIOUS = "changed_fields", "previous"
EXAMPLES: dict[str, Any] = {
    "string": "As typed in the form",
    "integer": 2,
    "number": 1.5,
    "boolean": True,
    "date": "2027-03-17",
    "datetime": "2027-03-17T11:00:00+00:00",
    "money": "12.50",
    "list": ["First choice", "Second choice"],
}


def check_custom_fields(custom_fields: Sequence[CustomField]) -> None:
    """Raise SetupError for a field of BookingX's own metas, unless that is what is wanted."""
    for field in custom_fields:
        if field.meta_key in OWN_KEYS and not field.is_bookingx_meta:
            raise SetupError(
                f"custom_fields: {field.meta_key!r} is BookingX's own and in the payload already. "
                f"Take the field {field.key!r} out, or give it is_bookingx_meta = true."
            )


def make_triggers(
    triggers: Mapping[str, Trigger], custom_fields: Sequence[CustomField]
) -> Mapping[str, Trigger]:
    """Return a site's triggers: those whose record is a booking carry its custom fields."""
    if not custom_fields:
        return triggers
    return {key: _extend(trigger, custom_fields) for key, trigger in triggers.items()}


def make_searches(
    searches: Mapping[str, Search], custom_fields: Sequence[CustomField]
) -> Mapping[str, Search]:
    """Return a site's searches: results that are bookings carry its custom fields, as payloads do."""
    return {
        key: replace(search, fields=extend_fields(search.fields, custom_fields))
        for key, search in searches.items()
    }


def _extend(trigger: Trigger, custom_fields: Sequence[CustomField]) -> Trigger:
    if METADATA not in {field.key for field in trigger.fields}:
        return trigger
    fields = extend_fields(trigger.fields, custom_fields)
    return replace(trigger, fields=fields, details=partial(_name_changed, trigger, custom_fields))


def extend_fields(fields: tuple[Field, ...], custom_fields: Sequence[CustomField]) -> tuple[Field, ...]:
    """Return the fields of a booking with the site's custom ones; those of anything else as they are."""
    if not custom_fields or METADATA not in {field.key for field in fields}:
        return fields
    group = _make_group(custom_fields)
    extended: list[Field] = []
    for field in fields:
        if field.key == UNREADABLE:
            extended.append(replace(field, source=partial(_list_unreadable, custom_fields)))
        elif field.key == PREVIOUS:
            extended.append(replace(field, children=(*field.children, *of_before([group]))))
        else:
            extended += [field, group] if field.key == METADATA else [field]
    return tuple(extended)


def _make_group(custom_fields: Sequence[CustomField]) -> Field:
    children = tuple(
        Field(
            field.key,
            FieldType(field.type),
            field.label,
            field.help or f"What is stored at the booking as {field.meta_key}.",
            partial(_read, field),
            EXAMPLES[field.type],
            nullable=True,
        )
        for field in custom_fields
    )
    return Field(
        CUSTOM_FIELDS, FieldType.OBJECT, "Mapped Fields", "What the site's owner mapped.", children=children
    )


def _read(field: CustomField, event: Event[Any]) -> Any:
    """Return a field's value, None where there is none or it is of another type."""
    record = event.record
    try:
        return None if record is None else _parse(field, record)
    except ValueError:
        return None


def _parse(field: CustomField, record: BookingRecord) -> Any:
    """Return a field's value, None where there is none. Raises ValueError where it is of another type."""
    stored = record.mapped_metas.get(field.meta_key)
    if stored is None:
        return None
    if field.type == "datetime":
        return to_datetime(stored, record.time_zone)
    if field.type == "money":
        return in_digits(to_amount(stored), record.payment.currency)
    return READERS[field.type](stored)


def _list_unreadable(custom_fields: Sequence[CustomField], event: Event[Any]) -> list[str]:
    """Return the metas that are damaged, or not of the type that they are mapped to."""
    if event.record is None:
        return []
    names = list(event.record.unreadable)
    for field in custom_fields:
        try:
            _parse(field, event.record)
        except ValueError:
            names.append(field.meta_key)
    return list(dict.fromkeys(names))


def _name_changed(
    trigger: Trigger, custom_fields: Sequence[CustomField], change: Change[Any]
) -> Mapping[str, Any]:
    """Return a trigger's details, with the mapped metas that changed by their place in the payload."""
    details = trigger.details(change)
    if CHANGED_FIELDS not in details:
        return details
    paths: dict[str, list[str]] = {}
    for field in custom_fields:
        paths.setdefault(field.meta_key, []).append(f"{CUSTOM_FIELDS}.{field.key}")
    changed = [path for name in details[CHANGED_FIELDS] for path in paths.get(name, [name])]
    return {**details, CHANGED_FIELDS: changed}
