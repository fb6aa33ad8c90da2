"""What a payload says of any record of BookingX: where to look at it, and what of it is damaged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sidecar.spec import Field, FieldType

if TYPE_CHECKING:
    from collections.abc import Callable

    from sidecar.spec import Event


def admin_link(
    help_text: str, source: Callable[[Event[Any]], str | None], example: str, *, nullable: bool = False
) -> Field:
    """Return the object of a record's links, with that into wp-admin."""
    link = Field("admin", FieldType.STRING, "Admin Link", help_text, source, example, nullable)
    return Field("links", FieldType.OBJECT, "Links", "Where to look at it.", children=(link,))


UNREADABLE = Field(
    "unreadable",
    FieldType.LIST,
    "Unreadable Fields",
    "Names of stored values that are damaged and so could not be sent.",
    "record.unreadable",
    [],
    items=FieldType.STRING,
)
