"""What WordPress is asked to do after an action's rows are committed: the steps of its callback.

Kinds and values are those of the shim's `Steps`; docs/callback.md lists them. Caches come first, so that
hooks and mails read what was written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sidecar.action_spec import Step
from sidecar.inputs.notify import ADMIN, CUSTOMER, CUSTOMER_AND_ADMIN, NONE
from sidecar.wp_bridge.statuses import PREFIX
from sidecar.wp_bridge.wordpress.user_writer import USER_COUNT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sidecar.desk.desk import Desk

CUSTOMER_MAIL = "customer_"
MAILS_BY_STATUS = {
    "bkx-pending": ("customer_pending", "pending"),
    "bkx-ack": ("customer_ack",),
    "bkx-cancelled": ("customer_cancelled", "cancelled"),
    "bkx-completed": ("customer_completed",),
}
"""The mails that BookingX sends for a status, in its order; it has none for the others (ES:45-58)."""
CREATED_MAILS = MAILS_BY_STATUS["bkx-pending"]
MOVED_MAILS = ("customer_edit", "edit")
"""BookingX has these for a changed booking, and never sends them itself (B:761)."""

ADDON_HOOKS_BY_STATUS = {
    "bkx-ack": "bkx_booking_confirmed",
    "bkx-cancelled": "bkx_booking_cancelled",
    "bkx-completed": "bkx_booking_completed",
}
USER_MAILS = {CUSTOMER: "user", ADMIN: "admin", CUSTOMER_AND_ADMIN: "both"}


def booking_created(desk: Desk, booking_id: int, notify: str = CUSTOMER_AND_ADMIN) -> tuple[Step, ...]:
    """Return what follows a new booking: WordPress's hooks of a saved post, and BookingX's two mails."""
    return (
        _clean_posts([booking_id]),
        _saved_post(booking_id),
        *_addon_hooks(desk, booking_id, ["bkx_booking_created"]),
        *_mails(booking_id, CREATED_MAILS, notify),
    )


def status_changed(
    desk: Desk,
    booking_id: int,
    raw_status: str,
    notify: str = CUSTOMER_AND_ADMIN,
    previous: str = "",
) -> tuple[Step, ...]:
    """Return what follows a new status: BookingX's hooks, and one mail of each kind (reference: B:160-198).

    `raw_status` and `previous` are as stored (`bkx-ack`).
    """
    status = raw_status.removeprefix(PREFIX)
    names = ["bkx_booking_status_changed", *_present(ADDON_HOOKS_BY_STATUS.get(raw_status))]
    extra = {"status": raw_status, "previous": previous}
    return (
        _clean_posts([booking_id]),
        Step("status_hooks", f"hooks of status {status}", {"booking_id": booking_id, "status": status}),
        *_addon_hooks(desk, booking_id, names, extra),
        *_mails(booking_id, MAILS_BY_STATUS.get(raw_status, ()), notify),
    )


def booking_moved(desk: Desk, booking_id: int, notify: str = CUSTOMER_AND_ADMIN) -> tuple[Step, ...]:
    """Return what follows a booking that got another time: BookingX's mails for a changed booking."""
    names = ["bkx_booking_updated", "bkx_booking_rescheduled"]
    return (
        _clean_posts([booking_id]),
        *_addon_hooks(desk, booking_id, names),
        *_mails(booking_id, MOVED_MAILS, notify),
    )


def booking_edited(desk: Desk, *booking_ids: int) -> tuple[Step, ...]:
    """Return what follows other changes of bookings: caches alone; nothing for no booking."""
    if not booking_ids:
        return ()
    hooks = [step for id_ in booking_ids for step in _addon_hooks(desk, id_, ["bkx_booking_updated"])]
    return (_clean_posts(booking_ids), *hooks)


def booking_noted(booking_id: int) -> tuple[Step, ...]:
    """Return what follows a line in a booking's log: caches alone."""
    return (_clean_posts([booking_id]),)


def user_added(desk: Desk, user_id: int, notify: str = NONE) -> tuple[Step, ...]:
    """Return what follows a new user; `notify` says who gets WordPress's mail: the user's sets a password."""
    to = USER_MAILS.get(notify)
    return (
        _clean_user(user_id),
        *options_saved(desk, USER_COUNT),
        Step("registered_user", "hooks of a new user", {"user_id": user_id}),
        *_addon_user_hook(desk, user_id),
        *((Step("new_user_mail", "mail new_user", {"user_id": user_id, "to": to}),) if to else ()),
    )


def user_updated(_desk: Desk, user_id: int) -> tuple[Step, ...]:
    """Return what follows changes of a user: the hooks of WordPress's and of BookingX's profile pages."""
    return (
        _clean_user(user_id),
        Step("updated_user", "hooks of a changed user", {"user_id": user_id}),
        Step("customer_hook", "hook bkx_update_customer_details", {"user_id": user_id}),
    )


def post_saved(_desk: Desk, post_id: int, *, is_new: bool = False) -> tuple[Step, ...]:
    """Return what follows a service or a staff member that was made or changed."""
    return (_clean_posts([post_id]), _saved_post(post_id, is_new=is_new))


def hours_saved(_desk: Desk, staff_id: int, user_id: int | None = None) -> tuple[Step, ...]:
    """Return what follows new hours of a staff member and of their user: caches alone.

    Not the hooks of a saved post: BookingX's listener takes a missing form for an empty one, and empties the
    months and times (class-bkx-seat-meta-box.php:751-955).
    """
    return (_clean_posts([staff_id]), *((_clean_user(user_id),) if user_id else ()))


def options_saved(_desk: Desk, *names: str) -> tuple[Step, ...]:
    """Return what follows changed options of the site, by their names: caches alone."""
    return (Step("clean_options", "cache of options", {"names": list(names)}),)


def booking_mail(booking_id: int, key: str) -> tuple[Step, ...]:
    """Return one mail of BookingX by its key: `customer_ack`. See MAILS_BY_STATUS and MOVED_MAILS."""
    return (Step("booking_mail", f"mail {key}", {"booking_id": booking_id, "mail": key}),)


def text_mail(to: Sequence[str], subject: str, text: str) -> tuple[Step, ...]:
    """Return a mail of plain text to some addresses; each gets one of its own."""
    return tuple(
        Step("mail", "mail text", {"to": address, "subject": subject, "text": text}) for address in to
    )


def _mails(booking_id: int, keys: Iterable[str], notify: str) -> tuple[Step, ...]:
    """Return the mails that concern whoever is to be told."""
    audiences = {
        CUSTOMER_AND_ADMIN: (True, False),
        CUSTOMER: (True,),
        ADMIN: (False,),
    }.get(notify, ())
    chosen = [key for key in keys if key.startswith(CUSTOMER_MAIL) in audiences]
    return tuple(step for key in chosen for step in booking_mail(booking_id, key))


def _clean_posts(ids: Sequence[int]) -> Step:
    return Step("clean_posts", "cache of posts", {"ids": list(ids)})


def _clean_user(user_id: int) -> Step:
    return Step("clean_user", "cache of a user", {"user_id": user_id})


def _saved_post(post_id: int, *, is_new: bool = False) -> Step:
    return Step("saved_post", "hooks of a saved post", {"post_id": post_id, "is_new": is_new})


def _addon_hooks(
    desk: Desk, booking_id: int, names: Iterable[str], extra: dict[str, Any] | None = None
) -> tuple[Step, ...]:
    """Return the hooks that the author's add-ons wait for, and core never fires; only where wanted."""
    if not desk.settings.fire_addon_hooks:
        return ()
    values = {"booking_id": booking_id, **(extra or {})}
    return tuple(Step("addon_hook", f"hook {name}", {"name": name, **values}) for name in names)


def _addon_user_hook(desk: Desk, user_id: int) -> tuple[Step, ...]:
    if not desk.settings.fire_addon_hooks:
        return ()
    name = "bkx_customer_created"
    return (Step("addon_hook", f"hook {name}", {"name": name, "user_id": user_id}),)


def _present(name: str | None) -> tuple[str, ...]:
    return (name,) if name else ()
