"""Makes pages of lists of choices: what people read, what a search lets through, where the next begins."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from sidecar.action_spec import Choice, Page
from sidecar.errors import FieldFault, InvalidDataError
from sidecar.fields.money import in_digits
from sidecar.wp_bridge.offer_records import PUBLISHED, Extra, Service, StaffMember

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

BATCH = 500
"""Offers that are read for one page at most: a search may let few of them through."""
MAX_DIGITS = 18
FROM_THE_PAGE_BEFORE = "Expected what next_after of the page before said."

Offer = TypeVar("Offer", Service, StaffMember, Extra)


def read_place(after: str | None) -> int:
    """Return the id after which a page of offers begins, 0 at first; raises InvalidDataError."""
    if after is None:
        return 0
    if not (after.isascii() and after.isdigit() and len(after) <= MAX_DIGITS):
        raise InvalidDataError(fields=[FieldFault("after", FROM_THE_PAGE_BEFORE)])
    return int(after)


def list_offers(
    read: Sequence[Offer], name: Callable[[Offer], str | None], search: str | None, limit: int
) -> Page:
    """Return a page of the published ones among `BATCH` offers that were read, in the order of their ids.

    `name` gives what people read of one; None leaves it out.
    A page may be short, or empty, and yet lead to a next one, where few were let through.
    """
    fitting = [
        Choice(offer.id, label)
        for offer in read
        if offer.status == PUBLISHED and (label := name(offer)) is not None and is_found(search, label)
    ]
    choices = tuple(fitting[:limit])
    if len(fitting) > limit:
        return Page(choices, str(choices[-1].id))
    return Page(choices, str(read[-1].id) if len(read) >= BATCH else None)


def list_words(labels: Mapping[str, str], search: str | None, after: str | None, limit: int) -> Page:
    """Return a page of a short list of words, in its order; raises InvalidDataError for an odd `after`."""
    keys = list(labels)
    if after is not None and after not in labels:
        raise InvalidDataError(fields=[FieldFault("after", FROM_THE_PAGE_BEFORE)])
    rest = keys if after is None else keys[keys.index(after) + 1 :]
    fitting = [Choice(key, labels[key]) for key in rest if is_found(search, labels[key])]
    choices = tuple(fitting[:limit])
    return Page(choices, str(choices[-1].id) if len(fitting) > limit else None)


def is_found(search: str | None, label: str) -> bool:
    """Whether a label holds a text, in any case; everything holds none."""
    return search is None or search.casefold() in label.casefold()


def describe_offer(offer: Service | Extra, currency: str) -> str:
    """Return what people know of a service or an extra: `Haircut (45.50 GBP, 90 min)`."""
    price = in_digits(offer.price, currency)
    known = [f"{price} {currency}"] if price is not None else []
    if offer.duration_minutes:
        known.append(f"{offer.duration_minutes} min")
    if offer.days:
        known.append(f"{offer.days} day" if offer.days == 1 else f"{offer.days} days")
    return f"{name_offer(offer)} ({', '.join(known)})" if known else name_offer(offer)


def name_offer(offer: Service | StaffMember | Extra) -> str:
    """Return the name of an offer, or its number where it has none."""
    return offer.name or f"No. {offer.id}"
