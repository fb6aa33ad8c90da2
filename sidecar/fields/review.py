"""What a payload says of what a customer wrote about a service or a staff member."""

from __future__ import annotations

from sidecar.spec import Field, FieldType

STRING, INTEGER = FieldType.STRING, FieldType.INTEGER

REVIEW = (
    Field(
        "review_id",
        STRING,
        "Review ID",
        "What the program that keeps it calls it.",
        "details.review_id",
        "42",
        nullable=True,
    ),
    Field(
        "rating",
        FieldType.NUMBER,
        "Rating",
        "How many stars; empty without a rating.",
        "details.rating",
        4.5,
        nullable=True,
    ),
    Field(
        "text",
        STRING,
        "Text",
        "What was written.",
        "details.text",
        "Lovely place, friendly people.",
        nullable=True,
    ),
    Field(
        "author_name",
        STRING,
        "Author Name",
        "Who wrote it.",
        "details.author_name",
        "Ann Example",
        nullable=True,
    ),
    Field(
        "author_email",
        STRING,
        "Author Email",
        "Where the author can be reached.",
        "details.author_email",
        "ann@example.com",
        nullable=True,
    ),
    Field(
        "service_id",
        INTEGER,
        "Reviewed Service ID",
        "The service that was reviewed.",
        "details.service_id",
        14,
        nullable=True,
    ),
    Field(
        "service_name",
        STRING,
        "Reviewed Service Name",
        "Empty when no service was reviewed, or it was deleted.",
        "details.service_name",
        "Haircut",
        nullable=True,
    ),
    Field(
        "staff_id",
        INTEGER,
        "Reviewed Staff Member ID",
        "The staff member who was reviewed.",
        "details.staff_id",
        8,
        nullable=True,
    ),
    Field(
        "staff_name",
        STRING,
        "Reviewed Staff Member Name",
        "Empty when no staff member was reviewed, or was deleted.",
        "details.staff_name",
        "Alex",
        nullable=True,
    ),
    Field(
        "source",
        STRING,
        "Source",
        "Where it was written: WordPress's comments, or an add-on.",
        "details.source",
        "comment",
        nullable=True,
    ),
    Field(
        "submitted_at",
        FieldType.DATETIME,
        "Submitted At",
        "When it was written.",
        "details.submitted_at",
        "2027-03-18T08:15:00+00:00",
        nullable=True,
    ),
)
