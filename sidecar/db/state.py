"""Small facts about ourselves, by name: the sweep's cursors, the baseline; and the lock of ingest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert, select, update

from sidecar.db.types import utc_now

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sidecar.db.database import Transaction

INGEST_LOCK = "ingest_lock"


def find_value(tx: Transaction, name: str) -> str | None:
    """Return a fact, or None when it was never set."""
    state = tx.own.state
    value: str | None = tx.execute(select(state.c.value).where(state.c.name == name)).scalar_one_or_none()
    return value


def find_values(tx: Transaction, names: Collection[str]) -> dict[str, str]:
    """Return those of the facts that were ever set, by name (primary key)."""
    c = tx.own.state.c
    return dict(tx.execute(select(c.name, c.value).where(c.name.in_(names))).all())


def set_value(tx: Transaction, name: str, value: str) -> None:
    """Set a fact."""
    state = tx.own.state
    changed = tx.execute(update(state).where(state.c.name == name).values(value=value)).rowcount
    if changed == 0:
        tx.execute(insert(state).values(name=name, value=value))


def read_now(tx: Transaction) -> datetime:
    """Return the database's time."""
    now: datetime = tx.execute(select(utc_now())).scalar_one()
    return now


def lock_ingest(tx: Transaction) -> None:
    """Wait until no other transaction turns marks into events, and keep others out until this one ends.

    Events of one booking are told in order only if one process at a time compares and writes snapshots.
    The row is made by the first migration.
    """
    state = tx.own.state
    tx.execute(select(state.c.name).where(state.c.name == INGEST_LOCK).with_for_update()).one()
