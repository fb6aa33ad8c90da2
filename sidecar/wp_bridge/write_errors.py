"""Why something cannot be written to a site, each with what the reader can do about it."""

from __future__ import annotations

from sidecar.errors import SidecarError


class UnknownBookingError(SidecarError):
    """There is no booking with this id."""

    code = "unknown_booking"
    status = 404
    message = "There is no booking with this ID. Search for the booking and use the ID that is found."


class HiddenBookingError(SidecarError):
    """The booking is in the bin, or a draft that BookingX shows nowhere."""

    code = "hidden_booking"
    status = 409
    message = "This booking is in WordPress's bin or a draft. Restore it in WordPress, then try again."


class UnreadableBookingError(SidecarError):
    """The booking's own data is damaged, so that writing it again would lose some of it."""

    code = "unreadable_booking"
    status = 409
    message = "This booking's data is damaged, so it was not changed. Change it in WordPress itself."


class OtherUnitError(SidecarError):
    """A booking of whole days was to be given hours, or the other way round."""

    code = "other_unit"
    status = 409
    message = "Whole days cannot take the place of hours, or hours that of days. Make a new booking instead."


class UnknownOfferError(SidecarError):
    """There is no service, staff member or extra with this id."""

    code = "unknown_offer"
    status = 404
    message = "There is no such service or staff member. Pick one from the list of those there are."


class NotAvailableError(SidecarError):
    """The time is taken, or closed to bookings; `fields` says why, with the availability rules' words."""

    code = "not_available"
    status = 409
    message = "This time cannot be booked. Choose another one."


class CustomerExistsError(SidecarError):
    """Somebody has this address, or this login name, already."""

    code = "customer_exists"
    status = 409
    message = "A customer with this e-mail address exists already. Update that customer instead."


class UnknownCustomerError(SidecarError):
    """There is no WordPress user with this id."""

    code = "unknown_customer"
    status = 404
    message = "There is no customer with this ID. Search for the customer and use the ID that is found."


class ProtectedAccountError(SidecarError):
    """The user may do more at the site than a customer, or is a staff member."""

    code = "protected_account"
    status = 403
    message = (
        "This account may do more than a customer's: an administrator's, an editor's or a staff member's. "
        "Change it in WordPress itself."
    )


class NothingToChangeError(SidecarError):
    """A guest is known by bookings that are past."""

    code = "nothing_to_change"
    status = 409
    message = (
        "This customer has no account and no booking ahead, so there is nothing to change. "
        "Add the customer, or make a booking."
    )


class UnwritableLayoutError(SidecarError):
    """The site's BookingX keeps this in tables that nobody has described well enough to write."""

    code = "unwritable_layout"
    status = 409
    message = (
        "This site's BookingX keeps services in a way that only it can write. Add the service in WordPress."
    )


class UnwritableHoursError(SidecarError):
    """BookingX cannot keep these hours, or would read them as others."""

    code = "unwritable_hours"
    status = 422
    message = (
        "BookingX cannot keep these hours. A day's hours end later than they begin, and one day is open."
    )


class HoursNotKeptError(SidecarError):
    """BookingX 2.0's tables have no place for hours, as far as is known."""

    code = "hours_not_kept"
    status = 409
    message = (
        "This site's BookingX keeps no working hours in its tables. Block days or times instead, or set the "
        "hours in BookingX itself."
    )


class UnknownBlockError(SidecarError):
    """There is no such block of this staff member."""

    code = "unknown_block"
    status = 404
    message = "This staff member has no block with this ID. The answer of this action lists those there are."


class MovedMeanwhileError(SidecarError):
    """Between the look and the lock somebody gave the booking to another staff member; all begins anew."""

    code = "busy"
    status = 503
    message = "Somebody else is changing this booking at this moment. Please try again."
