"""What an answer says of a report of bookings."""

from __future__ import annotations

from sidecar.spec import Field, FieldType

REPORT_STATUSES = ("done", "pending", "failed")
DONE, PENDING, FAILED = REPORT_STATUSES

_TOTALS = (
    Field("currency", FieldType.STRING, "Currency", "ISO 4217.", "currency", "GBP"),
    Field("bookings", FieldType.INTEGER, "Bookings", "All bookings of the report.", "bookings", 4),
    Field(
        "earned",
        FieldType.INTEGER,
        "Earned",
        "Those whose money is counted: not cancelled, failed or refunded.",
        "earned",
        3,
    ),
    Field("gross", FieldType.MONEY, "Gross", "Their prices, with tax.", "gross", "136.50"),
    Field("tax", FieldType.MONEY, "Tax", "The tax in it.", "tax", "22.75"),
    Field("paid", FieldType.MONEY, "Paid", "What was received of it.", "paid", "91.00"),
)

REPORT = (
    Field(
        "status",
        FieldType.STRING,
        "Status",
        "Is done, or pending: then the rest is sent to the callback URL.",
        "details.status",
        DONE,
    ),
    Field(
        "report_id",
        FieldType.STRING,
        "Report ID",
        "Of this report alone.",
        "details.report_id",
        "01KAPWQ8Z2M6T3V7X9B4C5D1EF",
    ),
    Field("report", FieldType.STRING, "Report", "Which report it is.", "details.report", "revenue"),
    Field(
        "from_date", FieldType.DATE, "From Date", "The first day.", "details.from_date", example="2026-11-01"
    ),
    Field(
        "until_date",
        FieldType.DATE,
        "Until Date",
        "The last day.",
        "details.until_date",
        example="2026-11-30",
    ),
    Field(
        "by",
        FieldType.STRING,
        "Days Counted By",
        "What the days are: start or created.",
        "details.by",
        "start",
    ),
    Field(
        "timezone",
        FieldType.STRING,
        "Time Zone",
        "The site's time zone.",
        "details.timezone",
        "Europe/London",
    ),
    Field(
        "row_count",
        FieldType.INTEGER,
        "Row Count",
        "How many rows the file has.",
        "details.row_count",
        1,
        nullable=True,
    ),
    Field(
        "is_complete",
        FieldType.BOOLEAN,
        "Is Complete",
        "Whether all of them are here, too; else the file has the rest.",
        "details.is_complete",
        example=True,
        nullable=True,
    ),
    Field(
        "rows",
        FieldType.LIST,
        "Rows",
        "The first rows, each with the columns of the file.",
        "details.rows",
        [
            {
                "period": "2026-11-02",
                "currency": "GBP",
                "bookings": 3,
                "gross": "136.50",
                "tax": "22.75",
                "paid": "91.00",
            }
        ],
        items=FieldType.MAP,
    ),
    Field(
        "totals",
        FieldType.LIST,
        "Totals",
        "One for each currency.",
        "details.totals",
        children=_TOTALS,
    ),
    Field(
        "csv_url",
        FieldType.STRING,
        "CSV Link",
        "The file; whoever has the address can read it.",
        "details.csv_url",
        "https://example.com/wp-json/bookingx/v1/zapier/v1/reports/01KAPWQ8Z2M6T3V7X9B4C5D1EF/"
        "revenue-2026-11-01-2026-11-30.csv?expires=1796083200&signature=6b1f",
        nullable=True,
    ),
    Field(
        "expires_at",
        FieldType.DATETIME,
        "Expires At",
        "Until when the file is kept.",
        "details.expires_at",
        "2026-12-07T12:00:00+00:00",
        nullable=True,
    ),
)
"""`details` is what `desk/reports/telling.py` returns; the file's columns are each report's own."""
