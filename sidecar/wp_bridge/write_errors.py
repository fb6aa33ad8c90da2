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


class UnwritableHoursError(SidecarError):
    """BookingX cannot keep these hours, or would read them as others."""

    code = "unwritable_hours"
    status = 422
    message = (
        "BookingX cannot keep these hours. A day's hours end later than they begin, and one day is open."
    )


class MovedMeanwhileError(SidecarError):
    """Between the look and the lock somebody gave the booking to another staff member; all begins anew."""

    code = "busy"
    status = 503
    message = "Somebody else is changing this booking at this moment. Please try again."
