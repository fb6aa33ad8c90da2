"""Hooks of BookingX's add-ons: what each call reports, and where in its arguments the details stand.

The author's public add-ons give their payloads as arrays, as objects with properties (Stripe, and rows of a
database), and as objects with getters (Square, whose paths have steps such as `getId()`). Stripe, Square,
Razorpay and WeChat count money in the currency's smallest unit, which is `amount_minor` here.
"""
