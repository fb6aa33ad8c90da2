"""Subscriptions: made and ended (subscribing), and what each gets (tailoring: filtering, then mapping)."""
