"""Subscribing and unsubscribing: Zapier does it when a Zap is switched on and off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sidecar.catalog import get_trigger
from sidecar.db import queue, subscriptions
from sidecar.db.subscriptions import ACTIVE, NewSubscription
from sidecar.errors import UnknownTriggerError
from sidecar.identity import new_id
from sidecar.zapier_client.targets import TargetPolicy, check_target

if TYPE_CHECKING:
    from sidecar.db.database import Transaction
    from sidecar.services.keys import Caller
    from sidecar.settings import Settings


@dataclass(frozen=True)
class Wish:
    """What a subscriber asks for."""

    trigger: str
    target_url: str
    zap_label: str = ""


def subscribe(tx: Transaction, settings: Settings, caller: Caller, wish: Wish) -> str:
    """Make a subscription and return its public id; the same trigger and target URL get the same one.

    Raises UnknownTriggerError or TargetNotAllowedError.
    """
    get_enabled_trigger(settings, wish.trigger)
    check_target(wish.target_url, TargetPolicy(settings.target_hosts, settings.allow_local_targets))
    new = NewSubscription(
        new_id(), wish.trigger, wish.target_url, caller.key_id, caller.user_id, wish.zap_label
    )
    existing = subscriptions.find_by_target(tx, wish.trigger, wish.target_url)
    if existing is None:
        subscriptions.add(tx, new)
        return new.subscription_id
    if existing.status == ACTIVE:
        return existing.subscription_id
    subscriptions.revive(tx, existing, new)
    return new.subscription_id


def unsubscribe(tx: Transaction, subscription_id: str) -> None:
    """End a subscription and cancel what waits for it; an unknown or ended one is no error.

    Zapier does not repeat an unsubscribe that failed, and the wish is fulfilled either way.
    """
    if not subscription_id.isascii():  # MySQL refuses to compare such a text with an id
        return
    subscription = subscriptions.find_by_public_id(tx, subscription_id)
    if subscription is not None and subscription.status == ACTIVE:
        subscriptions.end_unsubscribed(tx, subscription.id)
        queue.cancel_pending(tx, [subscription.id])


def get_enabled_trigger(settings: Settings, key: str) -> None:
    """Raise UnknownTriggerError unless the trigger exists and is switched on."""
    get_trigger(key)
    if not is_enabled(settings, key):
        raise UnknownTriggerError(f"The trigger {key} is switched off on this site. Its owner can allow it.")


def is_enabled(settings: Settings, key: str) -> bool:
    """Whether a trigger is switched on at this site."""
    return not settings.allowed_triggers or key in settings.allowed_triggers
