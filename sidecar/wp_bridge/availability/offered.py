"""Whether it is on offer at all: service, staff member and extras, whatever the day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sidecar.wp_bridge.availability.differences import Difference
from sidecar.wp_bridge.availability.verdict import Reason, Refusal
from sidecar.wp_bridge.offer_records import PUBLISHED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sidecar.wp_bridge.availability.differences import Rules
    from sidecar.wp_bridge.availability.verdict import Asked, Facts, Subject
    from sidecar.wp_bridge.offer_records import Extra, Service


def refuse_offer(facts: Facts, asked: Asked, rules: Rules) -> Iterator[Refusal]:
    """Return what is not on offer.

    A booking that stays with its staff member was offered once: it may be moved whatever became of the offer.
    """
    yield from _refuse_duration(facts.service)
    if asked.moved and asked.moved.staff_id == facts.staff.id:
        return
    if Difference.OFFERED in rules:
        yield from _refuse_unpublished(facts)
        yield from _refuse_staff(facts)
        yield from _refuse_extras(facts)
    if Difference.EXTENSION_LIMIT in rules:
        yield from _refuse_extension(facts.service, asked.extension)


def _refuse_duration(service: Service) -> Iterator[Refusal]:
    if not (service.duration_minutes or service.days):
        text = f"{service.name} has no duration in hours or days. Set one, or choose another service."
        yield Refusal(Reason.SERVICE_WITHOUT_DURATION, "service", text)


def _refuse_unpublished(facts: Facts) -> Iterator[Refusal]:
    subjects: list[tuple[Subject, str, str]] = [
        ("service", facts.service.name, facts.service.status),
        ("staff", facts.staff.name, facts.staff.status),
        *(("extras", extra.name, extra.status) for extra in facts.extras),
    ]
    for subject, name, status in subjects:
        if status != PUBLISHED:
            text = f"{name} is not published. Publish it in WordPress, or choose another."
            yield Refusal(Reason.NOT_PUBLISHED, subject, text)


def _refuse_staff(facts: Facts) -> Iterator[Refusal]:
    service = facts.service
    if not service.is_offered_by_all_staff and facts.staff.id not in service.staff_ids:
        text = f"{facts.staff.name} does not offer {service.name}. Choose one of those who do."
        yield Refusal(Reason.NOT_OFFERED_BY_STAFF, "staff", text)


def _refuse_extras(facts: Facts) -> Iterator[Refusal]:
    for extra in facts.extras:
        if not facts.service.allows_extras or facts.service.id not in extra.service_ids:
            text = f"{extra.name} cannot be added to {facts.service.name}. Leave it out."
            yield Refusal(Reason.EXTRA_NOT_OFFERED, "extras", text)
        elif not _fits(extra, facts.service):
            text = f"{extra.name} is not counted in hours, as {facts.service.name} is. Leave it out."
            yield Refusal(Reason.EXTRA_NOT_OFFERED, "extras", text)


def _fits(extra: Extra, service: Service) -> bool:
    """Say whether their times can be added; BookingX makes 60 days of an hour service's extra day."""
    return extra.unit == "hours" or extra.unit == service.unit == "days"


def _refuse_extension(service: Service, extension: int) -> Iterator[Refusal]:
    limit = service.extension_limit
    if extension < 0:
        text = "An extension counts how often the service is extended: 0 or more."
    elif extension and not service.is_extendable:
        text = f"{service.name} cannot be extended. Leave the extension out."
    elif limit is not None and extension > limit:
        text = f"{service.name} can be extended {limit} times at most."
    else:
        return
    yield Refusal(Reason.EXTENSION_NOT_POSSIBLE, "extension", text)
