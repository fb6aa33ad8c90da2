"""Hooks of BookingX's add-ons: what each call reports, and where in its arguments the details stand."""

from __future__ import annotations

from sidecar.spec import WpHook

PAYMENT_RECEIVED_HOOKS: tuple[WpHook, ...] = ()
PAYMENT_FAILED_HOOKS: tuple[WpHook, ...] = ()
REFUND_HOOKS: tuple[WpHook, ...] = ()
SUBSCRIPTION_HOOKS: tuple[WpHook, ...] = ()
INVOICE_HOOKS: tuple[WpHook, ...] = ()
PAYMENT_METHOD_HOOKS: tuple[WpHook, ...] = ()
REVIEW_HOOKS: tuple[WpHook, ...] = ()
REMINDER_HOOKS: tuple[WpHook, ...] = ()
