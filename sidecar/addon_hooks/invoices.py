"""Invoices that the accounting add-ons and the legal one make."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sidecar.addon_hooks.reporting import reports, without_booking

if TYPE_CHECKING:
    from sidecar.spec import WpHook

INVOICE_HOOKS: tuple[WpHook, ...] = (
    reports(
        "invoice_generated",
        "bkx_freshbooks_invoice_synced",
        3,
        {
            "invoice_id": ("1",),
            "invoice_number": ("2.response.result.invoice.invoice_number",),
            "amount": ("2.response.result.invoice.amount.amount",),
            "currency": (
                "2.response.result.invoice.amount.code",
                "2.response.result.invoice.currency_code",
            ),
            "issued_at": ("2.response.result.invoice.create_date",),
            "due_at": ("2.response.result.invoice.due_date",),
            "source": ("=freshbooks",),
        },
    ),
    reports(
        "invoice_generated",
        "bkx_myob_invoice_synced",
        3,
        {
            "invoice_id": ("1",),
            "invoice_number": ("2.Number", "2.InvoiceNumber", "2.number"),
            "amount": ("2.TotalAmount", "2.total"),
            "issued_at": ("2.Date", "2.issueDate"),
            "due_at": ("2.dueDate",),
            "source": ("=myob",),
        },
    ),
    # Belongs to a matter, which is not a booking.
    without_booking(
        reports(
            "invoice_generated",
            "bkx_legal_invoice_created",
            2,
            {"invoice_id": ("0",), "source": ("=legal",)},
        )
    ),
)
