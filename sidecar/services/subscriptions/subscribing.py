"""Subscribing and unsubscribing: Zapier does it when a Zap is switched on and off.

A Zap is known by its trigger and target URL, of which Zapier gives each Zap its own. Whoever subscribes them
again says anew what is wanted: filters, field mapping, label and owner are replaced as a whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sidecar.db import queue, subscriptions
from sidecar.db.subscriptions import ACTIVE, NewSubscription
from sidecar.errors import UnknownTriggerError
from sidecar.identity import new_id
from sidecar.services.subscriptions.mapping import FieldMapping
from sidecar.services.subscriptions.tailoring import check_taste
from sidecar.zapier_client.targets import TargetPolicy, check_target

if TYPE_CHECKING:
    from sidecar.db.database import Transaction
    from sidecar.services.keys import Caller
    from sidecar.services.sidecar import Sidecar
    from sidecar.settings import Settings
    from sidecar.spec import Trigger


@dataclass(frozen=True)
class Wish:
    """What a subscriber asks for."""

    trigger: str
    target_url: str
    zap_label: str = ""
    filters: Mapping[str, Any] = field(default_factory=dict)
    mapping: FieldMapping = field(default_factory=FieldMapping)


def subscribe(sidecar: Sidecar, tx: Transaction, caller: Caller, wish: Wish) -> str:
    """Make a subscription and return its public id; the same trigger and target URL get the same one.

    Raises UnknownTriggerError, TargetNotAllowedError or InvalidDataError. What waits already for a
    subscription that is changed is delivered as it was queued.
    """
    settings = sidecar.settings
    trigger = get_enabled_trigger(sidecar, wish.trigger)
    check_target(wish.target_url, TargetPolicy(settings.target_hosts, settings.allow_local_targets))
    taste = check_taste(trigger, wish.filters, wish.mapping)
    new = NewSubscription(
        subscription_id=new_id(),
        trigger_type=wish.trigger,
        target_url=wish.target_url,
        filters=taste.filters_json,
        field_mapping=taste.mapping_json,
        api_key_id=caller.key_id,
        user_id=caller.user_id,
        zap_label=wish.zap_label,
    )
    existing = subscriptions.lock_by_target(tx, wish.trigger, wish.target_url)
    if existing is None:
        subscriptions.add(tx, new)
    elif existing.status == ACTIVE:
        subscriptions.change(tx, existing, new)
        return existing.subscription_id
    else:
        subscriptions.revive(tx, existing, new)
    return new.subscription_id


def unsubscribe(tx: Transaction, subscription_id: str) -> bool:
    """End a subscription, cancel what waits for it, and say whether it was active.

    An unknown or ended one is no error: Zapier does not repeat an unsubscribe that failed, and the wish is
    fulfilled either way.
    """
    if not subscription_id.isascii():  # MySQL refuses to compare such a text with an id
        return False
    subscription = subscriptions.find_by_public_id(tx, subscription_id)
    if subscription is None or subscription.status != ACTIVE:
        return False
    subscriptions.end_unsubscribed(tx, subscription.id)
    queue.cancel_pending(tx, [subscription.id])
    return True


def get_enabled_trigger(sidecar: Sidecar, key: str) -> Trigger:
    """Return a trigger; raise UnknownTriggerError unless it exists and is switched on."""
    trigger = sidecar.triggers.get(key)
    if trigger is None:
        raise UnknownTriggerError
    if not is_enabled(sidecar.settings, key):
        raise UnknownTriggerError(f"The trigger {key} is switched off on this site. Its owner can allow it.")
    return trigger


def is_enabled(settings: Settings, key: str) -> bool:
    """Whether a trigger is switched on at this site."""
    return not settings.allowed_triggers or key in settings.allowed_triggers
