"""Queries on known customers: the digests of e-mail addresses that were seen before."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sqlalchemy import select

from sidecar.db import bulk

if TYPE_CHECKING:
    from collections.abc import Collection

    from sidecar.db.database import Transaction


def digest_email(email: str) -> str:
    """Return what stands for an address: the same for any case, and not the address itself."""
    return hashlib.sha256(email.strip().casefold().encode()).hexdigest()


def list_known(tx: Transaction, digests: Collection[str]) -> set[str]:
    """Return those of the digests that were seen before (primary key)."""
    c = tx.own.customers.c
    return set(tx.execute(select(c.digest).where(c.digest.in_(digests))).scalars())


def add_known(tx: Transaction, digests: Collection[str]) -> None:
    """Remember digests; those that are known already change nothing. Needs the ingest lock."""
    new = sorted(set(digests) - list_known(tx, digests))
    bulk.insert_rows(tx, tx.own.customers, [{"digest": digest} for digest in new], "created_at")
