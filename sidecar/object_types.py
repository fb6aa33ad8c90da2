"""The kinds of objects that marks, changes, events and snapshots are about: the one list of their names.

They are stored, so none is ever renamed.
"""

from __future__ import annotations

BOOKING = "booking"
SERVICE = "service"
CUSTOMER = "customer"
"""A WordPress user; 0 for a guest."""
COMMENT = "comment"
"""Marks alone: a comment on a service or a staff member is told as a report of a review."""
REPORT = "report"
"""What somebody else says happened; its id is the booking's, 0 for none."""
REMINDERS = "reminders"
"""Marks alone: an add-on says that it has just sent reminders, so its table is looked at."""
