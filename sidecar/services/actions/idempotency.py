"""Makes the same call twice one: the second gets the first one's answer, waiting for it if it must.

A call is known by its `Idempotency-Key` (of one API key) or its `external_id` (of one action). The answer is
kept in the action's own transaction, so that no crash after it repeats the work; a crash before it leaves a
lease, after which the next call with the key does the work.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import msgspec
import structlog
from sqlalchemy.exc import DBAPIError

from sidecar.db import idempotency
from sidecar.db.idempotency import ANSWERED, WRITTEN
from sidecar.db.types import utc_now
from sidecar.errors import (
    FieldFault,
    ReusedKeyError,
    ServiceUnavailableError,
    SidecarError,
    StillRunningError,
)
from sidecar.identity import new_id

if TYPE_CHECKING:
    from collections.abc import Collection

    from sidecar.db.database import Transaction
    from sidecar.db.idempotency import KeyRow
    from sidecar.services.sidecar import Sidecar

WAIT_SECONDS = 20.0
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.05, 0.5
LEASE_SECONDS = 90.0
"""Longer than an action and its callback take; one that is slower notices that it lost its keys."""
RETRY_AFTER_SECONDS = 5
ASK_SECONDS, ASK_PAUSE_SECONDS = 10.0, 0.2
"""How long a database that was lost in a commit is waited for."""

KEY_HEADER = "Idempotency-Key"

log = structlog.get_logger()


@dataclass(frozen=True)
class Names:
    """By what a call is known: digests, each with the field it came in; and a digest of what it asks for."""

    fields: Mapping[str, str]
    body_digest: str

    def name_row(self, number: int) -> dict[str, str]:
        """Return digests of one row of a call, with the fields of the call's: `<key>#<row>`."""
        return {make_digest(known, f"#{number}"): field for known, field in self.fields.items()}


@dataclass(frozen=True)
class Kept:
    """An answer as it goes out, byte by byte."""

    status_code: int
    body: bytes


@dataclass(frozen=True)
class Claim:
    """The keys that a call holds; one that nobody else knows where the call has no name.

    `header_digests` are those of them that came in the header.
    """

    digests: tuple[str, ...]
    token: str
    is_named: bool = True
    header_digests: tuple[str, ...] = ()

    def keep(
        self, tx: Transaction, kept: Kept, status: str = ANSWERED, lease_seconds: float = LEASE_SECONDS
    ) -> None:
        """Keep an answer, which counts from the lease's end on where it is not final.

        Raises StillRunningError when another one holds the keys by now.
        """
        if not self.is_named:
            idempotency.add_receipt(tx, self.digests[0], self.token)
            return
        values: dict[str, Any] = {"status": status, "status_code": kept.status_code, "answer": kept.body}
        values["lease_until"] = utc_now(lease_seconds)
        if not idempotency.keep_answer(tx, self.digests, self.token, **values):
            raise StillRunningError(retry_after_seconds=RETRY_AFTER_SECONDS)

    def settle(self, sidecar: Sidecar, kept: Kept) -> None:
        """Keep the answer that the caller gets, in a transaction of its own.

        Where that fails, the work is done nevertheless: the answer that was kept with it stands.
        """
        if self.is_named:
            self._try(sidecar, lambda tx: self.keep(tx, kept))

    def refuse(self, sidecar: Sidecar, kept: Kept) -> None:
        """Keep an answer that says that nothing was done; an `external_id` is free again.

        A header's key names a call, which gets the same answer again. An `external_id` names what is done,
        such as an order: it may be booked at another time, or at this one when it became free.
        """
        if self.is_named:
            self._try(sidecar, lambda tx: self._refuse(tx, kept))

    def _refuse(self, tx: Transaction, kept: Kept) -> None:
        idempotency.release(tx, set(self.digests) - set(self.header_digests), self.token)
        if self.header_digests:
            replace(self, digests=self.header_digests).keep(tx, kept)

    def is_kept(self, sidecar: Sidecar) -> bool:
        """Whether an answer is kept, and so all that was written with it; for who lost a commit's answer.

        Raises ServiceUnavailableError where the database does not say so in time.
        """
        deadline = time.monotonic() + ASK_SECONDS
        while True:
            try:
                return sidecar.database.run(lambda tx: idempotency.is_kept(tx, self.digests, self.token))
            except ServiceUnavailableError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(ASK_PAUSE_SECONDS)

    def release(self, sidecar: Sidecar) -> None:
        """Give the keys up, so that the same call may be tried again; without a database the lease ends."""
        if self.is_named:
            self._try(sidecar, lambda tx: idempotency.release(tx, self.digests, self.token))

    @staticmethod
    def _try(sidecar: Sidecar, work: Any) -> None:
        try:
            sidecar.database.run(work)
        except (SidecarError, DBAPIError):
            log.warning("an idempotency key waits for its lease's end", action="idempotency_key_left")


def claim(sidecar: Sidecar, names: Names, wait_seconds: float = WAIT_SECONDS) -> Claim | Kept:
    """Hold a call's keys, or return the answer that it got before.

    Waits while another call has them. Raises ReusedKeyError when they belong to other inputs, and
    StillRunningError when the other call takes too long.
    """
    if not names.fields:
        token = new_id()
        return Claim((make_digest("receipt", token),), token, is_named=False)
    deadline = time.monotonic() + min(WAIT_SECONDS, wait_seconds)
    pause = FIRST_PAUSE_SECONDS
    while True:
        found = sidecar.database.run(lambda tx: _try_claim(tx, names, sidecar.settings.idempotency_hours))
        if found is not None:
            return found
        if time.monotonic() + pause > deadline:
            raise StillRunningError(retry_after_seconds=RETRY_AFTER_SECONDS)
        time.sleep(pause)
        pause = min(pause * 1.5, LONGEST_PAUSE_SECONDS)


def make_digest(*parts: object) -> str:
    """Return what stands in the table for a key: nobody can read it back."""
    return hashlib.sha256(msgspec.json.encode([str(part) for part in parts])).hexdigest()


def digest_body(action: str, inputs: Any) -> str:
    """Return what is the same for the same action with the same inputs, in whatever order they came."""
    return hashlib.sha256(msgspec.json.encode([action, inputs], order="sorted")).hexdigest()


def _try_claim(tx: Transaction, names: Names, hours: int) -> Claim | Kept | None:
    """Return None while another call is at it; raises IntegrityError where one began after the look."""
    found = idempotency.lock_rows(tx, names.fields, hours)
    rows = [row for row in found if not row.is_old]
    answered = [row for row in rows if row.status == ANSWERED or (row.status == WRITTEN and row.is_over)]
    for row in answered:
        if names.fields[row.digest] == KEY_HEADER and row.body_digest == names.body_digest:
            return _read(row)  # a header's key has its answer, whatever became of the external ID since
    _refuse_reuse(rows, names)
    for row in answered:
        return _read(row)
    if any(not row.is_over for row in rows):
        return None
    from_header = tuple(digest for digest, field in names.fields.items() if field == KEY_HEADER)
    held = Claim(tuple(sorted(names.fields)), new_id(), header_digests=from_header)
    idempotency.delete_free(tx, [row.digest for row in found])
    idempotency.take(tx, held.digests, names.body_digest, held.token, LEASE_SECONDS)
    return held


def _read(row: KeyRow) -> Kept:
    return Kept(row.status_code or 200, row.answer or b"")


def _refuse_reuse(rows: Collection[KeyRow], names: Names) -> None:
    others = [row for row in rows if row.body_digest != names.body_digest]
    if others:
        problem = "This key belongs to another request."
        raise ReusedKeyError(fields=[FieldFault(names.fields[row.digest], problem) for row in others])
