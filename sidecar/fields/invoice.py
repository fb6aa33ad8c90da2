"""What a payload says of an invoice that an add-on or another plugin made for a booking."""

from __future__ import annotations

from sidecar.fields.transaction import AMOUNT, AMOUNT_MINOR, CURRENCY, DATETIME, STRING
from sidecar.spec import Field

_NUMBERS = (
    Field(
        "invoice_id",
        STRING,
        "Invoice ID",
        "What the program that made it calls it.",
        "details.invoice_id",
        "310542",
        nullable=True,
    ),
    Field(
        "invoice_number",
        STRING,
        "Invoice Number",
        "As it is printed on the invoice.",
        "details.invoice_number",
        "INV-2026-0057",
        nullable=True,
    ),
)
_REST = (
    Field(
        "invoice_url",
        STRING,
        "Invoice Link",
        "Opens the invoice.",
        "details.invoice_url",
        "https://example.com/invoices/310542.pdf",
        nullable=True,
    ),
    Field(
        "issued_at",
        DATETIME,
        "Issued At",
        "When it was made.",
        "details.issued_at",
        "2026-11-22T11:32:40+00:00",
        nullable=True,
    ),
    Field(
        "due_at",
        DATETIME,
        "Due At",
        "By when it is to be paid.",
        "details.due_at",
        "2026-12-06T00:00:00+00:00",
        nullable=True,
    ),
    Field(
        "source",
        STRING,
        "Source",
        "The program or add-on that made it.",
        "details.source",
        "freshbooks",
        nullable=True,
    ),
)

INVOICE_REPORTED = (*_NUMBERS, AMOUNT, CURRENCY, *_REST)
INVOICE = (*_NUMBERS, AMOUNT, AMOUNT_MINOR, CURRENCY, *_REST)
