"""What a search says of a staff member, and of who offers a service. `record` is the one or the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sidecar.fields.phone import to_e164
from sidecar.fields.record import UNREADABLE, admin_link
from sidecar.spec import Field, FieldType

if TYPE_CHECKING:
    from sidecar.action_spec import Answer

STRING, INTEGER, BOOLEAN = FieldType.STRING, FieldType.INTEGER, FieldType.BOOLEAN


def _phone(answer: Answer) -> str | None:
    return to_e164(answer.record.phone, answer.country)


def _admin_url(answer: Any) -> str:
    return f"{answer.site_url}/wp-admin/post.php?post={answer.record.id}&action=edit"


OFFERED_BY = Field(
    "staff",
    FieldType.LIST,
    "Staff Members",
    "Who offers it and can be booked; at most 100.",
    "details.staff",
    children=(
        Field("id", INTEGER, "Staff Member ID", "The staff member's ID in WordPress.", "id", 8),
        Field("name", STRING, "Staff Member Name", "As customers see it.", "name", "Alex"),
    ),
)
STAFF_MEMBER = (
    Field("id", INTEGER, "ID", "The staff member's ID in WordPress.", "record.id", 8),
    Field("staff_id", INTEGER, "Staff Member ID", "The staff member's ID in WordPress.", "record.id", 8),
    Field("name", STRING, "Staff Member Name", "As customers see it.", "record.name", "Alex"),
    Field("email", STRING, "Email", "As in the profile; may be empty.", "record.email", "alex@example.com"),
    Field("phone", STRING, "Phone", "As in the profile; may be empty.", "record.phone", "02079460001"),
    Field(
        "phone_e164",
        STRING,
        "Phone With Country Code",
        "With country code and digits only; empty when it is no valid number.",
        _phone,
        "+442079460001",
        nullable=True,
    ),
    Field(
        "status",
        STRING,
        "Status",
        "The status in WordPress; publish means that it can be booked.",
        "record.status",
        "publish",
    ),
    Field(
        "has_own_hours",
        BOOLEAN,
        "Has Own Hours",
        "Whether the weekly hours are the staff member's own; else they are the business's.",
        "record.works_own_hours",
        example=True,
    ),
    Field(
        "weekly_hours",
        FieldType.LIST,
        "Weekly Hours",
        "The days of a week with work, by the site's clock.",
        "details.weekly_hours",
        children=(
            Field("day", STRING, "Day", "The day's English name.", "day", "Monday"),
            Field("opens", STRING, "Opens", "When work begins.", "opens", "09:00"),
            Field(
                "closes",
                STRING,
                "Closes",
                "When work ends; 00:00 is midnight after the day.",
                "closes",
                "17:00",
            ),
        ),
    ),
    Field(
        "services",
        FieldType.LIST,
        "Services",
        "What the staff member offers and can be booked; at most 100.",
        "details.services",
        children=(
            Field("id", INTEGER, "Service ID", "The service's ID in WordPress.", "id", 14),
            Field("name", STRING, "Service Name", "As customers see it.", "name", "Haircut"),
        ),
    ),
    admin_link(
        "Opens the staff member in wp-admin.",
        _admin_url,
        "https://example.com/wp-admin/post.php?post=8&action=edit",
    ),
    UNREADABLE,
)
